/* The effect of a row: as the measure computes it, else by the conversions of groups, else by those of whole rows. */
#include "base/text.h"
#include "effect/convert_choice.h"
#include "effect/counts_from.h"
#include "effect/crossover.h"
#include "effect/design.h"
#include "effect/trace.h"

bool tsq__converts_rows(const tsq_conversion *conversion, const tsq_effect_measure *measure)
{
    return conversion->convert_row != NULL &&
           (conversion->measures == NULL || tsq__is_word_of(conversion->measures, measure->id));
}

/* An effect that a conversion set by itself. */
static tsq_status finish(const struct tsq_effect_row *row, const tsq_effect_options *options,
                         struct tsq_effect_value *value)
{
    struct tsq__clustering clustering;
    const tsq_status status = tsq__clustering_find(row, options, &clustering, value);
    if (status == TSQ_OK) {
        tsq__clustering_inflate(clustering.deff, value);
        if (clustering.any) {
            tsq__step_clustered(row, &clustering, value->vi);
        }
        tsq__clustering_describe(&clustering, value);
    }
    return status;
}

/* An effect that the measure computes from what a conversion filled. */
static tsq_status compute_filled(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                 const tsq_effect_options *options, const struct tsq_effect_value *note,
                                 struct tsq_effect_value *value)
{
    *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    const tsq_status status = tsq__design_compute(measure, row, options, value);
    if (status == TSQ_OK) {
        tsq__effect_add(value->derived, note->derived);
        if (note->warning[0] != '\0') {
            tsq__effect_add(value->warning, note->warning);
        }
    }
    return status;
}

tsq_status tsq__fill_counts(const tsq_effect_measure *measure, const tsq_effect_options *options,
                            struct tsq_effect_row *row, struct tsq_effect_value *note)
{
    const tsq_conversion *by;
    const char *refused = NULL;
    for (size_t i = 0; (by = tsq_conversion_at(i)) != NULL; i++) {
        struct tsq_effect_row filled = *row;
        *note = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
        if (!by->gives_counts || !tsq__converts_rows(by, measure) || !tsq__conversion_allowed(by, &options->convert)) {
            continue;
        }
        const tsq_status status = by->convert_row(measure, &filled, options, note);
        if (status == TSQ_OK) {
            *row = filled;
        }
        if (status != TSQ_E_MISSING) {
            return status;
        }
        refused = note->reason != NULL ? note->reason : refused;
    }
    note->reason = refused;
    return TSQ_E_MISSING;
}

/* The numbers that a conversion filled. */
static void note_filled(const struct tsq_effect_row *row, const struct tsq_effect_row *filled, const tsq_conversion *by)
{
    const struct tsq__effect_input *input;
    struct tsq_effect_row before = *row, after = *filled;
    for (size_t i = 0; row->steps != NULL && (input = tsq__effect_input_nth(i)) != NULL; i++) {
        const double number = *tsq__effect_input_at(&after, input), old = *tsq__effect_input_at(&before, input);
        if (number != old && !(isnan(number) && isnan(old))) {
            tsq__step_converted(row, input->role, number, by, 0);
        }
    }
}

/* What one conversion makes of the row. */
static tsq_status try_conversion(const tsq_conversion *by, const tsq_effect_measure *measure,
                                 const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *made)
{
    struct tsq_effect_row filled = *row;
    *made = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    const tsq_status status = by->convert_row(measure, &filled, options, made);
    if (status != TSQ_OK) {
        return status;
    }
    if (!isnan(made->yi)) {
        tsq__step_converted(row, "yi", made->yi, by, 0);
        tsq__step_converted(row, "vi", made->vi, by, 0);
        return finish(row, options, made);
    }
    note_filled(row, &filled, by);
    const struct tsq_effect_value note = *made;
    return compute_filled(measure, &filled, options, &note, made);
}

/* The first conversion of whole rows that gives an effect; `value` keeps what was missing if none does. */
static tsq_status convert_row(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const bool pairs = row->design == TSQ__DESIGN_CROSSOVER && tsq__crossover_needs_pairs(measure);
    const size_t n = tsq_conversion_count();
    const char *refused = NULL;
    /* Where counts are to be pooled, those that give counts in a round before all others. */
    for (size_t i = options->counts_first ? 0 : n; i < 2 * n; i++) {
        const tsq_conversion *by = tsq_conversion_at(i % n);
        if (!tsq__converts_rows(by, measure) || !tsq__conversion_allowed(by, &options->convert)) {
            continue;
        }
        if ((by->gives_counts && pairs) || (i < n && !by->gives_counts)) {
            continue;
        }
        struct tsq_effect_value made;
        const tsq_status status = try_conversion(by, measure, row, options, &made);
        if (status != TSQ_E_MISSING) {
            *value = made;
            return status;
        }
        refused = refused == NULL ? made.reason : refused;
    }
    if (refused != NULL && !options->na_fail) {
        value->n_missing = 0;
        value->reason = refused;
    }
    return TSQ_E_MISSING;
}

/* Whether the row has the statistic of a test beside its p-value, which is often rounded. */
static bool has_statistic_and_p(const tsq_effect_measure *measure, const struct tsq_effect_row *row)
{
    if (isnan(row->pi) || (isnan(row->zi) && isnan(row->fi) && isnan(row->chi2))) {
        return false;
    }
    return tsq__converts_rows(&tsq__conversion_f_t, measure) || tsq__converts_rows(&tsq__conversion_z_t, measure);
}

static tsq_status compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    if (row->design == TSQ__DESIGN_CROSSOVER && tsq__crossover_needs_pairs(measure)) {
        (void)tsq__crossover_lacks(measure, row, options, value);
        return convert_row(measure, row, options, value);
    }
    const tsq_status status = tsq__convert_means(measure, row, options, value);
    if (status == TSQ_OK && measure->has_zero != NULL) {
        tsq__percent_check(row, value);
    }
    if (status != TSQ_E_MISSING || value->n_missing == 0) {
        return status;
    }
    return convert_row(measure, row, options, value);
}

tsq_status tsq__effect_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                               const tsq_effect_options *options, struct tsq_effect_value *value)
{
    if (row->n1i == 0.0 || row->n2i == 0.0 || row->ni == 0.0) {
        return tsq__effect_omit(value, "a group has no participants");
    }
    if (has_statistic_and_p(measure, row)) {
        struct tsq_effect_row without = *row;
        without.pi = NAN;
        const tsq_status status = compute(measure, &without, options, value);
        if (status != TSQ_E_MISSING) {
            return status;
        }
        *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    }
    return compute(measure, row, options, value);
}
