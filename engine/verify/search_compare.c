/* The numbers of a fit under each test, on each scale, against those that are looked for. */
#include "verify/search.h"

#include "num/dist.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

tsq__fitted tsq__search_fitted_of(const tsq_fit_result *fit, double n)
{
    const tsq_coefficient *mean = &fit->coefficients[0];
    return (tsq__fitted){.estimate = mean->estimate,
                         .se = mean->se,
                         .ci_lb = mean->ci_lb,
                         .ci_ub = mean->ci_ub,
                         .statistic = mean->statistic,
                         .df = mean->df,
                         .pval = mean->pval,
                         .pi_lb = fit->pi_lb,
                         .pi_ub = fit->pi_ub,
                         .tau2 = fit->tau2,
                         .tau2_lb = fit->tau2_lb,
                         .tau2_ub = fit->tau2_ub,
                         .I2 = fit->I2,
                         .I2_lb = fit->I2_lb,
                         .I2_ub = fit->I2_ub,
                         .H2 = fit->H2,
                         .Q = fit->QE,
                         .Q_df = fit->QE_df,
                         .Q_p = fit->QE_p,
                         .k = (double)fit->k,
                         .n = n};
}

tsq__fitted tsq__search_fitted(const tsq_pool_result *result)
{
    double n = 0.0;
    for (size_t i = 0; i < result->effects.k; i++) {
        n += result->effects.effect[i].n - result->effects.effect[i].n_again;
    }
    tsq__fitted fitted = tsq__search_fitted_of(&result->fit, n);
    fitted.k = (double)result->effects.k;
    return fitted;
}

void tsq__search_weights(const tsq_pool_result *result, const tsq_rows *rows, double *weights)
{
    for (size_t i = 0; i < rows->n; i++) {
        weights[i] = NAN;
    }
    for (size_t i = 0; i < result->effects.k; i++) {
        weights[result->effects.effect[i].row] = result->fit.weight[i];
    }
}

static double quantile(const tsq__search *search, double df)
{
    if (isnan(df)) {
        return search->normal;
    }
    double *kept = &search->student[(size_t)df];
    if (isnan(*kept)) {
        *kept = tsq__t_upper((100.0 - search->target.statement->level) / 200.0, df);
    }
    return *kept;
}

/* The numbers that the test decides, by the formulas of engine/fit/test_*.c. */
static void apply_test(const tsq__search *search, const char *test, const tsq_brief *brief, tsq__fitted *f)
{
    const bool z = strcmp(test, "z") == 0, scales = strcmp(test, "knha") == 0 || strcmp(test, "adhoc") == 0;
    double factor = scales ? brief->s2w : 1.0;
    if (strcmp(test, "adhoc") == 0) {
        factor = fmax(1.0, factor);
    }
    f->se = brief->mean.se * sqrt(factor);
    f->df = z || brief->k < 2 ? (double)NAN : (double)brief->k - 1.0;
    f->statistic = f->estimate / f->se;
    const double half = quantile(search, f->df) * f->se;
    f->ci_lb = f->estimate - half;
    f->ci_ub = f->estimate + half;
    f->pval = NAN;
    if (search->target.statement->has[TSQ_STATED_P]) {
        f->pval = isnan(f->df) ? tsq__normal_two_sided(f->statistic).p : tsq__t_two_sided(f->statistic, f->df).p;
    }
}

static void apply_i2(tsq_i2 i2, const tsq_brief *brief, tsq__fitted *f)
{
    const double q = brief->QE, df = brief->QE_df;
    f->H2 = i2 == TSQ_I2_TAU2 ? brief->H2 : q / df;
    f->I2 = i2 == TSQ_I2_TAU2 ? brief->I2 : q > df ? 100.0 * (q - df) / q : 0.0;
}

/* The scales that an estimate may be stated on: as it is, and back-transformed. GEN may be of logarithms of any ratio. */
size_t tsq__search_scales(const tsq__search *search, const tsq__variant *variant, const tsq_transform *scale[2])
{
    const tsq_statement *s = search->target.statement;
    const char *id = variant->measure->transform;
    if (!search->stated_mean) {
        scale[0] = NULL;
        return 1;
    }
    if (strcmp(variant->measure->id, "GEN") == 0) {
        id = s != NULL && s->measure != NULL ? s->measure->transform : "exp";
    }
    const tsq_transform *transform = tsq_transform_find(id);
    size_t n = 0;
    if (transform != NULL && transform->needs != TSQ_TRANSFORM_NEEDS_TAU2) {
        scale[n++] = transform;
    }
    scale[n++] = NULL;
    return n;
}

static const char *const screened[] = {"z", "knha", "t", "adhoc"};
enum { SCREENED = sizeof screened / sizeof screened[0] };

static bool is_tested(const tsq__search *search, const char *id)
{
    const tsq_reproduce_options *options = search->choice.options;
    return !options->fix_test || strcmp(options->pool.fit.test->id, id) == 0;
}

/* All tests and definitions of I2 of one fit on one scale. `f` has what does not depend on them. */
static void compare_tests(tsq__search *search, const tsq_brief *brief, const tsq__fitted *fixed,
                          const tsq_transform *scale, double with, const double *weights, tsq__candidate *candidate,
                          tsq__best *best)
{
    double value[TSQ_STATED_COUNT];
    for (size_t i = 0; i < SCREENED; i++) {
        if (search->matters_test ? !is_tested(search, screened[i]) : i > 0) {
            continue;
        }
        tsq__fitted f = *fixed;
        if (search->matters_test) {
            apply_test(search, screened[i], brief, &f);
        }
        for (int i2 = TSQ_I2_TAU2; i2 <= (search->matters_i2 ? (int)TSQ_I2_Q : 0); i2++) {
            if (search->matters_i2) {
                apply_i2((tsq_i2)i2, brief, &f);
            }
            tsq__target_values(&search->target, &f, scale, with, value);
            candidate->test = search->matters_test ? tsq_test_find(screened[i]) : NULL;
            candidate->i2 = (tsq_i2)i2;
            candidate->distance = tsq__target_compare(&search->target, value, weights, true, &candidate->missed);
            tsq__best_add(best, candidate);
        }
    }
}

/* Combinations of test and definition of I2 that a fit stands for. */
static uint64_t count_tests(const tsq__search *search)
{
    uint64_t tests = 0;
    for (size_t i = 0; i < SCREENED; i++) {
        tests += is_tested(search, screened[i]);
    }
    return (search->matters_test ? tests : 1) * (search->matters_i2 ? 2 : 1);
}

void tsq__search_compare(tsq__search *search, const tsq_brief *brief, double n, const tsq__candidate *about,
                         const double *weights, tsq__best *best)
{
    const tsq__variant *variant = &search->space.variant[about->variant];
    const tsq_transform *scale[2] = {NULL, NULL};
    tsq__fitted fixed = {.se = NAN, .ci_lb = NAN, .ci_ub = NAN, .statistic = NAN, .df = NAN, .pval = NAN};
    fixed.pi_lb = fixed.pi_ub = fixed.tau2_lb = fixed.tau2_ub = fixed.I2 = fixed.I2_lb = fixed.I2_ub = fixed.H2 = NAN;
    fixed.estimate = brief->mean.estimate;
    fixed.tau2 = brief->tau2;
    fixed.Q = brief->QE;
    fixed.Q_df = brief->QE_df;
    fixed.Q_p = brief->QE_p;
    fixed.k = (double)brief->k;
    fixed.n = n;
    const size_t scales = tsq__search_scales(search, variant, scale);
    for (size_t i = 0; i < scales; i++) {
        double value[TSQ_STATED_COUNT];
        size_t missed;
        tsq__target_values(&search->target, &fixed, scale[i], variant->with, value);
        const double distance = tsq__target_compare(&search->target, value, weights, true, &missed);
        tsq__candidate candidate = *about;
        candidate.transformed = scale[i] != NULL;
        candidate.missed = missed;
        candidate.distance = distance;
        best->combinations += count_tests(search);
        if (!tsq__best_matters(best, missed, distance)) {
            continue;
        }
        compare_tests(search, brief, &fixed, scale[i], variant->with, weights, &candidate, best);
        if (distance <= 1.0 && search->matters_test && strcmp(about->way.method->id, "REML") == 0 &&
            !about->way.stopped && is_tested(search, "kr")) {
            candidate.test = tsq_test_find("kr");
            candidate.distance = 1.0; /* not known before it is pooled */
            candidate.missed = 0;
            for (int i2 = TSQ_I2_TAU2; i2 <= (search->matters_i2 ? (int)TSQ_I2_Q : 0); i2++) {
                candidate.i2 = (tsq_i2)i2;
                tsq__best_add(best, &candidate);
            }
        }
    }
}
