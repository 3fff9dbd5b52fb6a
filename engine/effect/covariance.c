/* Covariances of contrasts with one control, from what the measure says of each; see covariance.h. */
#include "effect/covariance.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const tsq_effect_covariance *const covariances[] = {
#define TSQ_COVARIANCE(name) &tsq__covariance_##name,
#include "effect/covariances.def"
#undef TSQ_COVARIANCE
};

size_t tsq_effect_covariance_count(void)
{
    return sizeof covariances / sizeof *covariances;
}

const tsq_effect_covariance *tsq_effect_covariance_at(size_t i)
{
    return i < tsq_effect_covariance_count() ? covariances[i] : NULL;
}

const tsq_effect_covariance *tsq_effect_covariance_of(const tsq_effect_measure *measure)
{
    for (size_t i = 0; measure != NULL && i < tsq_effect_covariance_count(); i++) {
        if (strcmp(covariances[i]->measure, measure->id) == 0) {
            return covariances[i];
        }
    }
    return NULL;
}

void tsq__effect_share(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                       const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const tsq_effect_covariance *covariance = tsq_effect_covariance_of(measure);
    value->shared[0] = value->shared[1] = NAN;
    if (covariance != NULL) {
        covariance->share(row, options, value);
    }
}

static const char *name_of(tsq_compared compared)
{
    return compared == TSQ_COMPARED_FINAL ? "final values" : "changes";
}

static tsq_status judge_pair(const tsq_effects *effects, size_t i, size_t j, tsq_error *err)
{
    const tsq_effect *a = &effects->effect[i], *b = &effects->effect[j];
    if (isnan(a->shared[0]) || isnan(b->shared[0])) {
        return tsq__fail_study(
            err, TSQ_E_OPTION, isnan(b->shared[0]) ? j : i,
            "no covariance is known for contrasts that share a control by %s%s; use --multi-arm split, "
            "combine or each",
            effects->measure->id,
            tsq_effect_covariance_of(effects->measure) == NULL
                ? ""
                : " of cross-over trials, or with effects as they are printed");
    }
    if (a->compared != b->compared) {
        return tsq__fail_study(
            err, TSQ_E_VALUE, j,
            "compares %s, and '%s' in line %zu with the same control %s: the covariance of the two is "
            "not known; choose --endpoint final or change, or --multi-arm split or combine",
            name_of(b->compared), a->study, a->line, name_of(a->compared));
    }
    return TSQ_OK;
}

/* Effects by their control: places ordered by it, and by themselves. */
struct place {
    size_t control, at;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->control != y->control) {
        return x->control < y->control ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

static int compare_pairs(const void *a, const void *b)
{
    const tsq_covariance *x = a, *y = b;
    if (x->i != y->i) {
        return x->i < y->i ? -1 : 1;
    }
    return (x->j > y->j) - (x->j < y->j);
}

/* sqrt(a b) with the signs of both; exactly a where the two are the same. */
static double common(double a, double b)
{
    const double size = fabs(a) == fabs(b) ? fabs(a) : sqrt(fabs(a)) * sqrt(fabs(b));
    return (a < 0.0) == (b < 0.0) ? size : -size;
}

static tsq_status add_pairs(const tsq_effects *effects, const struct place *place, size_t n, tsq_effects_pairs *out,
                            size_t *capacity, tsq_error *err)
{
    for (size_t a = 0; a < n; a++) {
        for (size_t b = a + 1; b < n; b++) {
            const size_t i = place[a].at, j = place[b].at;
            const tsq_status status = judge_pair(effects, i, j, err);
            if (status != TSQ_OK) {
                return status;
            }
            tsq_covariance *more = tsq__grow(out->pair, capacity, out->n + 1, sizeof *more);
            if (more == NULL) {
                return tsq__fail_memory(err);
            }
            out->pair = more;
            const double *x = effects->effect[i].shared, *y = effects->effect[j].shared;
            more[out->n++] = (tsq_covariance){i, j, common(x[0], y[0]) + common(x[1], y[1])};
        }
    }
    out->n_trials += n > 1;
    return TSQ_OK;
}

tsq_status tsq_effects_covariance(const tsq_effects *effects, tsq_effects_pairs *out, tsq_error *err)
{
    *out = (tsq_effects_pairs){0};
    if (effects->control == NULL) {
        return TSQ_OK;
    }
    struct place *place = tsq__array(effects->k, sizeof *place);
    if (place == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < effects->k; i++) {
        place[i] = (struct place){effects->control[i], i};
    }
    qsort(place, effects->k, sizeof *place, compare_places);
    size_t capacity = 0, first = 0;
    tsq_status status = TSQ_OK;
    for (size_t i = 1; i <= effects->k && status == TSQ_OK; i++) {
        if (i == effects->k || place[i].control != place[first].control) {
            status = add_pairs(effects, place + first, i - first, out, &capacity, err);
            first = i;
        }
    }
    free(place);
    if (status != TSQ_OK) {
        tsq_effects_pairs_free(out);
    } else if (out->n > 0) {
        qsort(out->pair, out->n, sizeof *out->pair, compare_pairs);
    }
    return status;
}

void tsq_effects_pairs_free(tsq_effects_pairs *pairs)
{
    if (pairs != NULL) {
        free(pairs->pair);
        *pairs = (tsq_effects_pairs){0};
    }
}
