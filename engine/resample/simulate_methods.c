/* From a fit to the numbers that are averaged; see simulate_methods.h. */
#include "resample/simulate_methods.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"

#include <tausq/counts.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

tsq_fit_options tsq__method_options(const tsq_simulated_method *method, double level)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = method->method;
    options.test = method->test;
    options.prediction = method->prediction;
    options.level = level;
    options.tau2_interval = method->tau2_interval;
    options.no_tau2_interval = method->tau2_interval == NULL;
    options.no_prediction = (method->method->flags & TSQ_TAU2_COMMON) != 0;
    tsq__fit_set_defaults(&options);
    return options;
}

/* ---- queues ------------------------------------------------------------------------------------------------------ */

static bool uses_kenward_roger(const tsq_fit_options *o)
{
    return o->test == &tsq__test_kr || o->prediction == &tsq__prediction_kr || o->prediction == &tsq__prediction_kr_pr;
}

/* What cannot be formed from an estimator's fit afterwards. */
static bool needs_whole(const tsq_fit_options *o)
{
    return uses_kenward_roger(o) || !o->no_tau2_interval || tsq__pools_counts(o);
}

/* Two fits of one estimator are the same but for test and prediction interval, which are formed afterwards, unless
 * they are Kenward and Roger's, or there is an interval of tau2. */
static bool is_same(const tsq_fit_options *a, const tsq_fit_options *b)
{
    const bool whole = needs_whole(a);
    return a->method == b->method && whole == needs_whole(b) &&
           (!whole || (a->test == b->test && a->prediction == b->prediction && a->tau2_interval == b->tau2_interval));
}

tsq_status tsq__fitted_queue(tsq__fitted *fitted, const tsq_simulated_method *method, size_t *queue, tsq_error *err)
{
    const tsq_fit_options options = tsq__method_options(method, fitted->level);
    for (size_t i = 0; i < fitted->n; i++) {
        if (is_same(&fitted->options[i], &options)) {
            *queue = i;
            return TSQ_OK;
        }
    }
    if (fitted->n == fitted->room) {
        size_t room = fitted->room, again = fitted->room;
        tsq_fit_options *more = tsq__grow(fitted->options, &room, fitted->n + 1, sizeof *more);
        fitted->options = more != NULL ? more : fitted->options;
        tsq__many_what *what = more != NULL ? tsq__grow(fitted->what, &again, fitted->n + 1, sizeof *what) : NULL;
        fitted->what = what != NULL ? what : fitted->what;
        if (what == NULL) {
            return tsq__fail_memory(err);
        }
        fitted->room = room < again ? room : again;
    }
    *queue = fitted->n++;
    fitted->options[*queue] = options;
    fitted->what[*queue] = needs_whole(&options) ? TSQ__MANY_BRIEF : TSQ__MANY_FIT;
    return TSQ_OK;
}

void tsq__fitted_free(tsq__fitted *fitted)
{
    free(fitted->options);
    free(fitted->what);
    *fitted = (tsq__fitted){0};
}

void tsq__fit_cells(const tsq_fit_options *o, const tsq_scenario *s, const double *yi, const double *vi,
                    const double *cells, tsq_brief *out)
{
    const size_t k = s->k;
    const tsq_counts counts = {
        .k = k, .ai = cells, .bi = cells + k, .ci = cells + 2 * k, .di = cells + 3 * k, .yi = yi, .vi = vi};
    tsq_counts_options options = TSQ_COUNTS_OPTIONS_INIT;
    tsq_fit_result fit;
    tsq_error err;
    tsq_count_measure measure;
    tsq_status status = TSQ_E_OPTION;
    options.level = o->level;
    if (strcmp(o->method->id, "PETO") == 0) {
        status = tsq_peto(&counts, &options, &fit, &err);
    } else if (tsq_count_measure_find(s->measure->id, &measure)) {
        status = tsq_mantel_haenszel(&counts, measure, &options, &fit, NULL, &err);
    }
    *out = status == TSQ_OK ? tsq_brief_of(&fit) : tsq_brief_blank(status, k);
    if (status == TSQ_OK) {
        tsq_fit_free(&fit);
    }
}

double tsq__q_rejects(size_t k, const double *yi, const double *vi, double critical)
{
    /* distances from the first effect: so one division for each study is enough */
    double weight = 0.0, sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < k; i++) {
        const double w = 1.0 / vi[i], distance = yi[i] - yi[0], part = w * distance;
        weight += w;
        sum += part;
        squares += part * distance;
    }
    return k > 1 ? (double)(squares - sum * sum / weight > critical) : (double)NAN;
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* What an interval of the mean and one for a new study are made of. */
struct intervals {
    tsq_status status;
    double estimate, se, ci_lb, ci_ub, tau2, tau2_lb, tau2_ub, pi_lb, pi_ub;
};

/* The prediction intervals of engine/fit/prediction.c: by Hartung and Knapp's variance; normal; degrees of freedom less
 * than k - 1. */
static double prediction_half(const tsq_fit_options *o, const tsq__many_fit *fit, tsq__memo *memo)
{
    static const struct {
        const tsq_prediction *prediction;
        bool hartung_knapp, normal;
        double less;
    } rules[] = {{&tsq__prediction_z, false, true, 0.0},
                 {&tsq__prediction_v, false, false, 0.0},
                 {&tsq__prediction_hts, false, false, 1.0},
                 {&tsq__prediction_hk, true, false, 0.0},
                 {&tsq__prediction_hk_pr, true, false, 1.0}};
    const double tail = (100.0 - o->level) / 200.0;
    const double factor = o->test == &tsq__test_adhoc ? fmax(1.0, fit->s2w) : fit->s2w;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && fit->k > 1; i++) {
        const double df = (double)fit->k - 1.0 - rules[i].less;
        if (rules[i].prediction == o->prediction && (rules[i].normal || df > 0.0)) {
            const double quantile = rules[i].normal ? tsq__memo_normal(memo, tail) : tsq__memo_t(memo, tail, df);
            return quantile * sqrt((rules[i].hartung_knapp ? factor : 1.0) * fit->variance + fit->tau2);
        }
    }
    return NAN;
}

static struct intervals of_fit(const tsq_fit_options *o, const tsq__outcome_fit *slot, tsq__memo *memo)
{
    tsq__outcome out;
    tsq__outcome_of(o, slot, memo, &out);
    const double half = out.status == TSQ_OK ? prediction_half(o, &slot->fit, memo) : (double)NAN;
    return (struct intervals){.status = out.status,
                              .estimate = out.estimate,
                              .se = out.se,
                              .ci_lb = out.ci_lb,
                              .ci_ub = out.ci_ub,
                              .tau2 = out.k > 1 ? out.tau2 : (double)NAN,
                              .tau2_lb = NAN,
                              .tau2_ub = NAN,
                              .pi_lb = out.estimate - half,
                              .pi_ub = out.estimate + half};
}

static struct intervals of_brief(const tsq_brief *brief)
{
    return (struct intervals){.status = brief->status,
                              .estimate = brief->mean.estimate,
                              .se = brief->mean.se,
                              .ci_lb = brief->mean.ci_lb,
                              .ci_ub = brief->mean.ci_ub,
                              .tau2 = brief->k > 1 ? brief->tau2 : (double)NAN,
                              .tau2_lb = brief->tau2_lb,
                              .tau2_ub = brief->tau2_ub,
                              .pi_lb = brief->pi_lb,
                              .pi_ub = brief->pi_ub};
}

void tsq__method_numbers(const tsq_fit_options *o, const tsq_scenario *s, const tsq__outcome_fit *slot, double another,
                         double q_rejects, tsq__memo *memo, double *x, size_t stride)
{
    const struct intervals f = needs_whole(o) ? of_brief(&slot->brief) : of_fit(o, slot, memo);
    for (size_t a = 0; a < TSQ__AVERAGED; a++) {
        x[a * stride] = NAN;
    }
    x[TSQ__A_FAILED * stride] = f.status != TSQ_OK;
    if (f.status != TSQ_OK) {
        return;
    }
    const double error = f.estimate - s->mu, gap = f.tau2 - s->tau2;
    const bool rejects = f.ci_lb > 0.0 || f.ci_ub < 0.0;
    x[TSQ__A_ERROR * stride] = error;
    x[TSQ__A_SQUARE * stride] = error * error;
    x[TSQ__A_SE * stride] = f.se;
    x[TSQ__A_COVERS * stride] = f.ci_lb <= s->mu && s->mu <= f.ci_ub;
    x[TSQ__A_REJECTS * stride] = rejects;
    x[TSQ__A_WIDTH * stride] = f.ci_ub - f.ci_lb;
    if (rejects && s->mu != 0.0) {
        x[TSQ__A_WRONG * stride] = (f.estimate < 0.0) != (s->mu < 0.0);
        x[TSQ__A_EXAGGERATION * stride] = fabs(f.estimate / s->mu);
    }
    if (!tsq__fit_is_common(o) && !isnan(f.tau2)) {
        x[TSQ__A_TAU2_ERROR * stride] = gap;
        x[TSQ__A_TAU2_SQUARE * stride] = gap * gap;
        x[TSQ__A_TAU2_ZERO * stride] = f.tau2 == 0.0;
    }
    if (!isnan(f.tau2_lb)) {
        x[TSQ__A_TAU2_COVERS * stride] = f.tau2_lb <= s->tau2 && s->tau2 <= f.tau2_ub;
        x[TSQ__A_TAU2_WIDTH * stride] = f.tau2_ub - f.tau2_lb;
    }
    x[TSQ__A_Q_REJECTS * stride] = q_rejects;
    if (tsq__pools_counts(o)) {
        const tsq_brief *brief = &slot->brief; /* few events can leave one study */
        x[TSQ__A_Q_REJECTS * stride] =
            brief->QE_df > 0.0 ? (double)(brief->QE_p < 1.0 - o->level / 100.0) : (double)NAN;
    }
    if (!isnan(f.pi_lb)) {
        x[TSQ__A_PI_COVERS * stride] = f.pi_lb <= another && another <= f.pi_ub;
        x[TSQ__A_PI_WIDTH * stride] = f.pi_ub - f.pi_lb;
    }
}
