/* metafor's iterations and where they end; see early_stop.h. */
#include "tau2/early_stop.h"

#include "num/dist.h"
#include "num/zeroin.h"

#include <math.h>
#include <stdlib.h>

#define DEFAULT_TOL 0.0001220703125 /* 2^-13, the fourth root of the machine's epsilon */

/* One step of the iteration from t. */
static double change_at(const struct tsq_tau2_problem *problem, const tsq_tau2_method *method, double t)
{
    const double k = (double)problem->model->k, df = tsq__tau2_df(problem);
    const tsq__wls *wls = problem->wls;
    tsq__wls_at(problem->wls, t);
    if (method == &tsq__tau2_ml) {
        return (tsq__wls_score(wls) - tsq__wls_sum_w(wls)) / tsq__wls_sum_w2(wls);
    }
    if (method == &tsq__tau2_reml) {
        return (tsq__wls_score(wls) - tsq__wls_trace(wls, NULL)) / tsq__wls_trace2(wls, NULL, NULL);
    }
    if (method == &tsq__tau2_eb) {
        return (tsq__wls_rss(wls) * k / df - k) / tsq__wls_sum_w(wls);
    }
    if (method == &tsq__tau2_dlit) {
        const double step = (tsq__wls_rss(wls) - tsq__wls_trace(wls, problem->model->v)) / tsq__wls_trace(wls, NULL);
        return fmax(step, 0.0) - t;
    }
    return t * tsq__wls_rss(wls) / df - t; /* SJIT */
}

static double start_of(const struct tsq_tau2_problem *problem, const tsq_tau2_method *method)
{
    tsq_tau2_estimate estimate = {0};
    if (method == &tsq__tau2_dlit) {
        return 0.0;
    }
    if (method == &tsq__tau2_sjit) {
        return tsq__tau2_spread(problem->model);
    }
    (void)tsq__tau2_he.estimate(problem, &estimate);
    return estimate.tau2;
}

static bool iterate(const struct tsq_tau2_problem *problem, const tsq_tau2_method *method, const tsq__early_stop *stop,
                    double *tau2)
{
    double t = start_of(problem, method);
    for (unsigned i = 1; i <= stop->steps; i++) {
        double change = change_at(problem, method, t);
        if (!isfinite(change)) {
            return false;
        }
        while (t + change < 0.0) {
            change *= 0.5;
        }
        const double next = t + change;
        const double moved = fabs(t - next);
        t = next;
        if (!(moved > stop->threshold)) {
            *tau2 = t;
            return true;
        }
    }
    return false;
}

/* tau2 = 0 where the likelihood is higher there; see "ll0check" in metafor's help. */
static double compare_with_zero(const struct tsq_tau2_problem *problem, bool restricted, const tsq__early_stop *stop,
                                double t)
{
    const double gain = 0.5 * tsq__likelihood_drop(problem, restricted, 0.0, t);
    return gain > DEFAULT_TOL && t > stop->threshold ? 0.0 : t;
}

static double standard_error(const struct tsq_tau2_problem *problem, const tsq_tau2_method *method, double t)
{
    const double k = (double)problem->model->k;
    tsq__wls_at(problem->wls, t);
    if (method == &tsq__tau2_ml) {
        return sqrt(2.0 / tsq__wls_sum_w2(problem->wls));
    }
    if (method == &tsq__tau2_reml) {
        return sqrt(2.0 / tsq__wls_trace2(problem->wls, NULL, NULL));
    }
    return sqrt(2.0 * k * k / tsq__tau2_df(problem)) / tsq__wls_sum_w(problem->wls);
}

struct search {
    const struct tsq_tau2_problem *problem;
    double target, reference;
    bool restricted;
};

static double excess_q(double t, void *context)
{
    const struct search *search = context;
    tsq__wls_at(search->problem->wls, t);
    return tsq__wls_rss(search->problem->wls) - search->target;
}

static double excess_drop(double t, void *context)
{
    const struct search *search = context;
    return tsq__likelihood_drop(search->problem, search->restricted, search->reference, t) - search->target;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t k)
{
    qsort(x, k, sizeof *x, ascending);
    return k % 2 == 1 ? x[k / 2] : 0.5 * (x[k / 2 - 1] + x[k / 2]);
}

/* 10 mad(y)^2 with R's constant. */
static double spread_range(const struct tsq_tau2_problem *problem)
{
    const size_t k = problem->model->k;
    double *x = problem->product;
    for (size_t i = 0; i < k; i++) {
        x[i] = problem->model->y[i];
    }
    const double middle = median(x, k);
    for (size_t i = 0; i < k; i++) {
        x[i] = fabs(problem->model->y[i] - middle);
    }
    const double mad = 1.4826 * median(x, k);
    return 10.0 * mad * mad;
}

static tsq__early_result search_q(const struct tsq_tau2_problem *problem, double target, double range,
                                  const tsq__early_stop *stop, double *root)
{
    struct search search = {.problem = problem, .target = target};
    if (isnan(stop->tol)) {
        return TSQ__EARLY_NOT_ASKED;
    }
    if (excess_q(0.0, &search) < 0.0) {
        *root = 0.0;
        return TSQ__EARLY_DONE;
    }
    return tsq__zeroin(excess_q, &search, 0.0, range, stop->tol, stop->searches, root) ? TSQ__EARLY_DONE
                                                                                       : TSQ__EARLY_FAILED;
}

tsq__early_result tsq__early_profile_q(const struct tsq_tau2_problem *problem, double target, double tau2,
                                       const tsq__early_stop *stop, double *root)
{
    return search_q(problem, target, fmax(stop->range, 10.0 * tau2), stop, root);
}

tsq__early_result tsq__early_drop(const struct tsq_tau2_problem *problem, bool restricted, double tau2, double critical,
                                  double a, double b, const tsq__early_stop *stop, double *root)
{
    struct search search = {.problem = problem, .target = critical, .reference = tau2, .restricted = restricted};
    if (isnan(stop->tol)) {
        return TSQ__EARLY_NOT_ASKED;
    }
    return tsq__zeroin(excess_drop, &search, a, b, stop->tol, stop->searches, root) ? TSQ__EARLY_DONE
                                                                                    : TSQ__EARLY_FAILED;
}

tsq__early_result tsq__early_tau2(const struct tsq_tau2_problem *problem, const tsq_tau2_method *method,
                                  const tsq__early_stop *stop, tsq_tau2_estimate *out)
{
    const double df = tsq__tau2_df(problem);
    double t = 0.0;
    if (method == &tsq__tau2_pm || method == &tsq__tau2_pmm) {
        const double target = method == &tsq__tau2_pm ? df : tsq__chisq_upper(0.5, df);
        const double range = fmax(stop->range, spread_range(problem));
        const tsq__early_result result = search_q(problem, target, range, stop, &t);
        if (result != TSQ__EARLY_DONE) {
            return result;
        }
    } else if (method == &tsq__tau2_ml || method == &tsq__tau2_reml || method == &tsq__tau2_eb ||
               method == &tsq__tau2_dlit || method == &tsq__tau2_sjit) {
        if (isnan(stop->threshold)) {
            return TSQ__EARLY_NOT_ASKED;
        }
        if (!iterate(problem, method, stop, &t)) {
            return TSQ__EARLY_FAILED;
        }
        if ((method->flags & TSQ_TAU2_LIKELIHOOD) != 0) {
            t = compare_with_zero(problem, method == &tsq__tau2_reml, stop, t);
        }
    } else {
        return TSQ__EARLY_NOT_ASKED;
    }
    *out = (tsq_tau2_estimate){.tau2 = t, .lb = t, .ub = t, .se = standard_error(problem, method, t)};
    return TSQ__EARLY_DONE;
}
