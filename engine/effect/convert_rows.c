/* The effect of a row: as the measure computes it, else by the conversions of groups, else by those of whole rows. */
#include "effect/conversions.h"
#include "effect/crossover.h"
#include "effect/design.h"

#include <string.h>

static bool is_word_of(const char *words, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length) {
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

bool tsq__converts_rows(const tsq_conversion *conversion, const tsq_effect_measure *measure)
{
    return conversion->convert_row != NULL &&
           (conversion->measures == NULL || is_word_of(conversion->measures, measure->id));
}

/* An effect that a conversion set by itself. */
static tsq_status finish(const struct tsq_effect_row *row, const tsq_effect_options *options,
                         struct tsq_effect_value *value)
{
    struct tsq__clustering clustering;
    const tsq_status status = tsq__clustering_find(row, options, &clustering, value);
    if (status == TSQ_OK) {
        tsq__clustering_inflate(clustering.deff, value);
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
        if (!by->gives_counts || !tsq__converts_rows(by, measure)) {
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

/* The first conversion of whole rows that gives an effect; `value` keeps what was missing if none does. */
static tsq_status convert_row(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const bool pairs = row->design == TSQ__DESIGN_CROSSOVER && tsq__crossover_needs_pairs(measure);
    const char *refused = NULL;
    const tsq_conversion *by;
    for (size_t i = 0; (by = tsq_conversion_at(i)) != NULL; i++) {
        struct tsq_effect_row filled = *row;
        struct tsq_effect_value made = TSQ__EFFECT_VALUE_INIT;
        if (!tsq__converts_rows(by, measure)) {
            continue;
        }
        if (by->gives_counts && pairs) {
            continue;
        }
        tsq_status status = by->convert_row(measure, &filled, options, &made);
        if (status == TSQ_OK && isnan(made.yi)) {
            const struct tsq_effect_value note = made;
            status = compute_filled(measure, &filled, options, &note, &made);
        } else if (status == TSQ_OK) {
            status = finish(row, options, &made);
        }
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

tsq_status tsq__effect_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                               const tsq_effect_options *options, struct tsq_effect_value *value)
{
    if (row->n1i == 0.0 || row->n2i == 0.0 || row->ni == 0.0) {
        return tsq__effect_omit(value, "a group has no participants");
    }
    if (row->design == TSQ__DESIGN_CROSSOVER && tsq__crossover_needs_pairs(measure)) {
        (void)tsq__crossover_lacks(measure, row, options, value);
        return convert_row(measure, row, options, value);
    }
    const tsq_status status = tsq__convert_means(measure, row, options, value);
    if (status != TSQ_E_MISSING || value->n_missing == 0) {
        return status;
    }
    return convert_row(measure, row, options, value);
}
