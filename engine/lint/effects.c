/* Effects row by row, and whether one would fit the others with the opposite sign. */
#include "lint/effects.h"

#include "base/memory.h"
#include "lint/exceptions.h"
#include "lint/predict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PRIOR_TAU 0.5
#define PRIOR_STUDIES 2.0
#define FARTHEST 3.0

double *tsq__lint_row_effects(tsq__lint *lint)
{
    static const char *const usual[] = {"GEN", "MD", "OR", "IRR", "ZCOR"};
    const tsq_effect_measure *measure = lint->options->pool.measure;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && measure == NULL; i++) {
        const tsq_effect_measure *one = tsq_effect_find(usual[i]);
        measure = one != NULL && one->allowed(lint->roles) ? one : NULL;
    }
    const size_t rows = tsq_table_rows(lint->table);
    double *effects = measure == NULL ? NULL : tsq__array(rows, 2 * sizeof *effects);
    if (effects == NULL) {
        lint->failed |= measure != NULL;
        return NULL;
    }
    for (size_t i = 0; i < 2 * rows; i++) {
        effects[i] = NAN;
    }
    tsq_effect_options options = lint->options->pool.effect;
    options.na_fail = false;
    for (size_t i = 0; i < lint->rows.n; i++) {
        tsq_effects one;
        tsq_rows row = {1, &lint->rows.row[i]};
        const tsq_status status = tsq_effects_compute(lint->roles, &row, measure, &options, &one, NULL);
        lint->failed |= status == TSQ_E_MEMORY;
        if (status == TSQ_OK) {
            if (one.k == 1) {
                effects[row.row[0]] = one.effect[0].yi;
                effects[rows + row.row[0]] = one.effect[0].sei;
            }
            tsq_effects_free(&one);
        }
    }
    return effects;
}

/* The effects of other studies, and their standard errors. */
struct others {
    size_t n;
    double effect[TSQ__NEIGHBOURS], se[TSQ__NEIGHBOURS];
};

static void gather(const tsq__lint *lint, const double *effects, size_t row, struct others *out)
{
    const double *sei = effects + tsq_table_rows(lint->table);
    const tsq_rows *rows = &lint->pooled.rows[lint->pooled_of[row]];
    const size_t step = rows->n / TSQ__NEIGHBOURS + 1;
    out->n = 0;
    for (size_t i = 0; i < rows->n && out->n < TSQ__NEIGHBOURS; i += step) {
        const size_t at = rows->row[i];
        if (lint->study_of[at] != lint->study_of[row] && tsq__lint_same_measure(lint, at, row) &&
            isfinite(effects[at]) && sei[at] > 0.0) {
            out->effect[out->n] = effects[at];
            out->se[out->n++] = sei[at];
        }
    }
}

/* The mean by inverse variances with tau2; its variance, Q, and the moments of DerSimonian and Laird's tau2. */
struct mean {
    double centre, variance, q, c;
};

static struct mean mean_of(const struct others *others, double tau2)
{
    double w = 0.0, w2 = 0.0, wy = 0.0;
    struct mean mean = {.q = 0.0};
    for (size_t i = 0; i < others->n; i++) {
        const double weight = 1.0 / (others->se[i] * others->se[i] + tau2);
        w += weight;
        w2 += weight * weight;
        wy += weight * others->effect[i];
    }
    mean.centre = wy / w;
    mean.variance = 1.0 / w;
    mean.c = w - w2 / w;
    for (size_t i = 0; i < others->n; i++) {
        const double off = others->effect[i] - mean.centre;
        mean.q += off * off / (others->se[i] * others->se[i] + tau2);
    }
    return mean;
}

/* Few studies tell little of tau2: the moment estimate counts beside a prior worth PRIOR_STUDIES studies, by which
 * tau is half a usual standard error. */
static double tau2_of(const struct others *others)
{
    double se[TSQ__NEIGHBOURS];
    const double df = (double)others->n - 1.0;
    const struct mean fixed = mean_of(others, 0.0);
    memcpy(se, others->se, others->n * sizeof *se);
    const double usual = PRIOR_TAU * tsq__lint_median(se, others->n);
    const double moment = fixed.c > 0.0 ? fmax(0.0, (fixed.q - df) / fixed.c) : 0.0;
    return (PRIOR_STUDIES * usual * usual + df * moment) / (PRIOR_STUDIES + df);
}

bool tsq__lint_predict_effect(const tsq__lint *lint, const double *effects, size_t row, tsq__effect_prediction *out)
{
    struct others others;
    gather(lint, effects, row, &others);
    if (others.n < 3 || isnan(effects[row])) {
        return false;
    }
    const double tau2 = tau2_of(&others);
    const struct mean mean = mean_of(&others, tau2);
    *out = (tsq__effect_prediction){mean.centre, tau2 + mean.variance, PRIOR_STUDIES + (double)others.n - 1.0};
    return true;
}

static double sign_score(const tsq__lint *lint, const double *effects, size_t row)
{
    const double sei = effects[tsq_table_rows(lint->table) + row];
    tsq__effect_prediction by_others;
    if (!(sei > 0.0) || !tsq__lint_predict_effect(lint, effects, row, &by_others)) {
        return NAN;
    }
    const double centre = by_others.centre, scale = sqrt(sei * sei + by_others.variance);
    if (fabs(effects[row] + centre) > FARTHEST * scale) {
        return NAN; /* no better with the other sign: the row is wrong in another way */
    }
    return tsq__log_t((-effects[row] - centre) / scale, by_others.df, scale) -
           tsq__log_t((effects[row] - centre) / scale, by_others.df, scale);
}

double *tsq__lint_sign_scores(tsq__lint *lint, const double *effects)
{
    const size_t rows = tsq_table_rows(lint->table);
    double *score = effects == NULL ? NULL : tsq__array(rows, sizeof *score);
    if (score == NULL) {
        lint->failed |= effects != NULL;
        return NULL;
    }
    for (size_t i = 0; i < rows; i++) {
        score[i] = NAN;
    }
    for (size_t i = 0; i < lint->rows.n; i++) {
        score[lint->rows.row[i]] = sign_score(lint, effects, lint->rows.row[i]);
    }
    tsq__lint_keep_exceptions(lint, &lint->pooled, TSQ__SIGN_THRESHOLD, score);
    return score;
}
