/* The effects of a table under every convention that its columns and the measure allow. Conventions that change no number
 * are found by their effects: sets of options with the same ones are kept together. */
#include "verify/search_space.h"

#include "base/memory.h"
#include "base/text.h"
#include "effect/pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- measures ------------------------------------------------------------------------------------------------ */

/* Those that meta-analyses report; all others are searched after them. */
static const char usual[] =
    "MD SMD ROM OR RR RD PETO IRR IRD HR GEN COR ZCOR PR PLO PFT PAS PLN IRLN IR MN MC SMCC SMCR";

/* What a statement of one measure may have been computed by. */
static const struct {
    const char *stated, *measures;
} families[] = {{"MD", "MD MC"},
                {"SMD", "SMD SMDH SMD1 SMD1H SMCC SMCR SMCRH SMCRP SMCRPH"},
                {"OR", "OR PETO MPOR MPORC MPPETO D2ORN D2ORL OR2DN OR2DL"},
                {"RR", "RR MPRR"},
                {"RD", "RD MPRD"},
                {"COR", "COR ZCOR UCOR"},
                {"PR", "PR PLO PFT PAS PLN"}};

static bool is_meant(const tsq_effect_measure *stated, const tsq_effect_measure *measure)
{
    if (measure == stated || strcmp(measure->id, "GEN") == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (strcmp(families[i].stated, stated->id) == 0) {
            return tsq__is_word_of(families[i].measures, measure->id);
        }
    }
    return false;
}

/* ---- the numbers of one choice --------------------------------------------------------------------------------- */

tsq_status tsq__space_effects(const tsq_table *table, const tsq_pool_options *pool, const tsq_effect_measure *measure,
                              const tsq_effect_options *options, tsq__unit *unit, bool *shared, bool *covariance,
                              tsq_error *err)
{
    tsq_pool_options with = *pool;
    tsq_effects effects;
    with.measure = measure;
    with.effect = *options;
    with.where = NULL;
    with.n_where = 0;
    for (size_t i = 0; i < tsq_table_rows(table); i++) {
        unit[i] = (tsq__unit){.yi = NAN, .vi = NAN, .n = NAN, .size = NAN};
    }
    *shared = *covariance = false;
    const tsq_status status = tsq_pool_effects(table, &with, &effects, err);
    if (status != TSQ_OK) {
        return status;
    }
    for (size_t i = 0; i < effects.k; i++) {
        const tsq_effect *effect = &effects.effect[i];
        *shared = *shared || effect->n_again > 0.0 || effects.control != NULL;
        unit[effect->row] = (tsq__unit){true, effect->yi, effect->vi, effect->n - effect->n_again, effect->size};
    }
    *covariance = effects.control != NULL;
    const bool any = effects.k > 0;
    tsq_effects_free(&effects);
    return any ? TSQ_OK : TSQ_E_EMPTY;
}

/* ---- keeping ------------------------------------------------------------------------------------------------- */

bool tsq__same_unit(const tsq__unit *a, const tsq__unit *b)
{
    const double tolerance = 1e-13;
    return a->there == b->there && (!a->there || (fabs(a->yi - b->yi) <= tolerance * fabs(b->yi) &&
                                                  fabs(a->vi - b->vi) <= tolerance * fabs(b->vi)));
}

static bool same_units(const tsq__unit *a, const tsq__unit *b, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        if (!tsq__same_unit(&a[i], &b[i])) {
            return false;
        }
    }
    return true;
}

static bool add_options(tsq__variant *variant, const tsq_effect_options *options)
{
    tsq_effect_options *grown = tsq__grow(variant->options, &variant->capacity, variant->n + 1, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    variant->options = grown;
    bool *of_preset = tsq__grow(variant->of_preset, &variant->capacity_of_preset, variant->n + 1, sizeof *of_preset);
    if (of_preset == NULL) {
        return false;
    }
    variant->of_preset = of_preset;
    of_preset[variant->n] = false;
    for (size_t i = 0; i < tsq_preset_count() && !of_preset[variant->n]; i++) {
        of_preset[variant->n] = tsq__search_departures(variant->measure, options, tsq_preset_at(i)) == 0;
    }
    variant->options[variant->n++] = *options;
    return true;
}

static bool has_no_zeros(const tsq__variant *variant)
{
    bool only0 = false, none = false;
    for (size_t i = 0; i < variant->n; i++) {
        const tsq_effect_options *o = &variant->options[i];
        if (o->zero_rule == TSQ_ZERO_METAFOR && o->drop00 == TSQ_DROP00_NO && !o->add_by_arm) {
            only0 = only0 || o->to == TSQ_TO_ONLY0;
            none = none || o->to == TSQ_TO_NONE;
        }
    }
    return only0 && none;
}

static double harmonic_mean(const tsq__unit *unit, size_t rows)
{
    double sum = 0.0, n = 0.0;
    for (size_t i = 0; i < rows; i++) {
        if (unit[i].there) {
            sum += 1.0 / (isnan(unit[i].size) ? unit[i].n : unit[i].size);
            n += 1.0;
        }
    }
    return n / sum;
}

static void keep(tsq__building *b, const tsq_effect_options *options, bool covariance)
{
    const size_t rows = b->space->rows;
    for (size_t i = b->first; i < b->space->n; i++) {
        tsq__variant *variant = &b->space->variant[i];
        if (variant->pooled_only == covariance && same_units(variant->unit, b->unit, rows)) {
            b->failed = !add_options(variant, options) || b->failed;
            return;
        }
    }
    tsq__variant *grown = tsq__grow(b->space->variant, &b->space->capacity, b->space->n + 1, sizeof *grown);
    tsq__unit *unit = tsq__array(rows, sizeof *unit);
    if (grown == NULL || unit == NULL) {
        b->space->variant = grown != NULL ? grown : b->space->variant;
        free(unit);
        b->failed = true;
        return;
    }
    b->space->variant = grown;
    tsq__variant *variant = &b->space->variant[b->space->n++];
    *variant = (tsq__variant){.measure = b->measure, .unusual = b->unusual, .pooled_only = covariance, .unit = unit};
    for (size_t i = 0; i < rows; i++) {
        unit[i] = b->unit[i];
        variant->k += unit[i].there;
    }
    variant->with = harmonic_mean(unit, rows);
    b->failed = !add_options(variant, options) || b->failed;
}

void tsq__space_try(tsq__building *b, const tsq_effect_options *options)
{
    bool shared, covariance;
    tsq_error err = {.code = TSQ_OK};
    if (b->failed) {
        return;
    }
    const tsq_status status = tsq__space_effects(b->choice->table, &b->choice->options->pool, b->measure, options,
                                                 b->unit, &shared, &covariance, &err);
    if (status == TSQ_OK) {
        b->shared = b->shared || shared;
        keep(b, options, covariance);
    } else if (status == TSQ_E_MEMORY) {
        b->failed = true;
    } else if (err.line > 0 && b->space->first.code == TSQ_OK) {
        b->space->first = err;
    }
}

/* ---- all ----------------------------------------------------------------------------------------------------- */

static bool is_unusual(const tsq__choice *choice, const tsq_effect_measure *measure)
{
    const bool stated = choice->statement != NULL && choice->statement->measure == measure;
    return !stated && choice->options->pool.measure == NULL && !tsq__is_word_of(usual, measure->id);
}

static tsq_status add_measure(const tsq__choice *choice, tsq__space *space, const tsq_effect_measure *measure,
                              tsq_error *err)
{
    tsq__building b = {.choice = choice,
                       .space = space,
                       .measure = measure,
                       .first = space->n,
                       .unusual = is_unusual(choice, measure),
                       .unit = tsq__array(space->rows, sizeof(tsq__unit))};
    b.failed = b.unit == NULL;
    tsq__space_try_all(&b, choice->options->pool.effect);
    free(b.unit);
    for (size_t i = b.first; i < space->n; i++) {
        space->variant[i].no_zeros = has_no_zeros(&space->variant[i]);
    }
    return b.failed ? tsq__fail_memory(err) : TSQ_OK;
}

static bool is_tried(const tsq__choice *choice, const tsq_effect_measure *measure)
{
    const tsq_effect_measure *asked = choice->options->pool.measure;
    if (asked != NULL) {
        return measure == asked;
    }
    if (choice->statement != NULL && choice->statement->measure != NULL &&
        !is_meant(choice->statement->measure, measure)) {
        return false;
    }
    /* Effects as they are printed, in columns that do not say which they are, are estimates of something. */
    const bool printed = tsq_roles_has(choice->roles, "est") && strcmp(measure->id, "GEN") == 0;
    return printed || measure->allowed(choice->roles);
}

tsq_status tsq__space_add(const tsq__choice *choice, bool unusual, tsq__space *space, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    space->rows = tsq_table_rows(choice->table);
    for (size_t i = 0; i < tsq_effect_count() && status == TSQ_OK; i++) {
        const tsq_effect_measure *measure = tsq_effect_at(i);
        if (measure != NULL && is_unusual(choice, measure) == unusual && is_tried(choice, measure)) {
            status = add_measure(choice, space, measure, err);
        }
    }
    return status;
}

tsq_status tsq__space_refuse(const tsq__choice *choice, const tsq__space *space, tsq_error *err)
{
    if (space->first.code != TSQ_OK) {
        const tsq_status code = tsq__fail(err, space->first.code, "%s", space->first.text);
        if (err != NULL) {
            err->line = space->first.line;
        }
        return code;
    }
    tsq_effects effects;
    tsq_pool_options pool = choice->options->pool;
    if (pool.measure == NULL && choice->statement != NULL) {
        pool.measure = choice->statement->measure;
    }
    pool.n_where = 0;
    const tsq_status status = tsq_pool_effects(choice->table, &pool, &effects, err);
    if (status != TSQ_OK) {
        return status;
    }
    tsq_effects_free(&effects);
    return tsq__fail(err, TSQ_E_EMPTY, "%s: no row gives an effect", tsq_table_source(choice->table));
}

void tsq__space_free(tsq__space *space)
{
    for (size_t i = 0; i < space->n; i++) {
        free(space->variant[i].unit);
        free(space->variant[i].options);
        free(space->variant[i].of_preset);
    }
    free(space->variant);
    *space = (tsq__space){0};
}

tsq_pool_options tsq__space_pool(const tsq__choice *choice, const tsq__variant *variant, size_t which)
{
    tsq_pool_options pool = choice->options->pool;
    pool.measure = variant->measure;
    pool.effect = variant->options[which];
    pool.where = NULL;
    pool.n_where = 0;
    return pool;
}
