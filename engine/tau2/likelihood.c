/* The profile likelihood of tau2, restricted or not: every stationary point, and the global maximum.
 *
 * Twice the derivative is A(t) - B(t) with A = y'PPy and B = tr P (restricted) or sum w. Both fall as t grows, because
 * their derivatives are -2 y'PPPy and -tr PP (or -sum w^2), and so do these two. On an interval [a, b] therefore
 *     A(b) > B(a)                  the likelihood rises throughout,
 *     A(a) < B(b)                  it falls throughout,
 *     2 y'PPPy(b) > tr PP(a)       the derivative falls: at most one stationary point, decided by its signs,
 *     2 y'PPPy(a) < tr PP(b)       the derivative rises: the same.
 * Intervals for which none holds are halved (geometrically in vmin + t). Beyond an upper limit given in closed form
 * the likelihood falls. So no stationary point is missed, up to the rounding of the sums. */
#include "tau2/estimator.h"

#include "num/root.h"
#include "num/sum.h"
#include "tau2/lanes.h"
#include "tau2/lanes_design.h"

#include <math.h>

#define MARGIN 1e-13   /* for the rounding of A and B */
#define SMALLEST 1e-12 /* an interval this small relative to vmin + t is not halved again */
#define STACK 128

/* The terms at one t. */
struct terms {
    double t, a, b, c, d; /* y'PPy; tr P or sum w; 2 y'PPPy; tr PP or sum w^2 */
};

struct search {
    const struct tsq_tau2_problem *problem;
    bool restricted;
};

static struct terms terms_at(const struct search *search, double t)
{
    tsq__wls *wls = search->problem->wls;
    tsq__wls_at(wls, t);
    struct terms x = {.t = t, .a = tsq__wls_score(wls), .c = 2.0 * tsq__wls_curvature(wls)};
    x.b = search->restricted ? tsq__wls_trace(wls, NULL) : tsq__wls_sum_w(wls);
    x.d = search->restricted ? tsq__wls_trace2(wls, NULL, NULL) : tsq__wls_sum_w2(wls);
    return x;
}

/* A/B - 1: the sign of the derivative, on a scale of its own. */
static double slope(double t, void *context)
{
    const struct search *search = context;
    tsq__wls *wls = search->problem->wls;
    tsq__wls_at(wls, t);
    const double b = search->restricted ? tsq__wls_trace(wls, NULL) : tsq__wls_sum_w(wls);
    return tsq__wls_score(wls) / b - 1.0;
}

/* Beyond it A < B: A <= R/(vmin + t)^2 with R the unweighted sum of squares, and B >= (k-p)/(vmax + t). */
static double upper_limit(const struct tsq_tau2_problem *problem)
{
    const tsq__model *model = problem->model;
    for (size_t i = 0; i < model->k; i++) {
        problem->weights[i] = 1.0;
    }
    tsq__wls_fit(problem->wls, problem->weights);
    const double r = tsq__wls_rss(problem->wls) / tsq__tau2_df(problem), gap = model->vmax - model->vmin;
    return 1.000001 * 0.5 * (r + sqrt(r) * sqrt(r + 4.0 * gap)) - model->vmin;
}

static void add_root(struct search *search, struct terms lo, struct terms hi, tsq__stationary_list *list)
{
    const double f_lo = lo.a / lo.b - 1.0, f_hi = hi.a / hi.b - 1.0;
    if (lo.t > 0.0 && f_lo == 0.0) {
        return; /* found as the upper end of the interval before */
    }
    const bool crossed = (f_lo > 0.0) != (f_hi > 0.0) || f_hi == 0.0;
    if (!crossed || f_lo == 0.0 || list->n == TSQ__STATIONARY_MAX) {
        return;
    }
    tsq__stationary *point = &list->point[list->n];
    *point = (tsq__stationary){.lo = lo.t, .hi = hi.t, .maximum = f_lo > 0.0};
    if (tsq__root(slope, search, &point->lo, &point->hi, f_lo, f_hi, 0.0, &point->t) == 0) {
        list->n++;
    }
}

/* What the bounds say of an interval: nothing stationary inside (0), at most one (1), not known (2). */
static int judge(struct terms lo, struct terms hi)
{
    if (hi.a > lo.b * (1.0 + MARGIN) || lo.a < hi.b * (1.0 - MARGIN)) {
        return 0;
    }
    if (hi.c > lo.d * (1.0 + MARGIN) || lo.c < hi.d * (1.0 - MARGIN)) {
        return 1;
    }
    return 2;
}

static void search_interval(struct search *search, double upper, tsq__stationary_list *list)
{
    struct terms stack[STACK];
    const double vmin = search->problem->model->vmin;
    struct terms lo = terms_at(search, 0.0);
    size_t depth = 0;
    stack[depth++] = terms_at(search, upper);
    while (depth > 0) {
        const struct terms hi = stack[depth - 1];
        const int verdict = judge(lo, hi);
        const bool small = hi.t - lo.t <= SMALLEST * (vmin + lo.t) || depth == STACK;
        if (verdict == 2 && !small) {
            stack[depth++] = terms_at(search, sqrt(vmin + lo.t) * sqrt(vmin + hi.t) - vmin);
            continue;
        }
        if (verdict != 0) {
            add_root(search, lo, hi, list);
        }
        lo = hi;
        depth--;
    }
}

static void find_all(const struct tsq_tau2_problem *problem, bool restricted, tsq__stationary_list *list)
{
    struct search search = {problem, restricted};
    const double upper = upper_limit(problem);
    double at_zero = slope(0.0, &search);
    at_zero = at_zero == 0.0 ? slope(1e-8 * problem->model->vmin, &search) : at_zero;
    list->n = 1;
    list->point[0] = (tsq__stationary){.maximum = !(at_zero > 0.0)};
    if (upper > 0.0) {
        search_interval(&search, upper, list);
    }
    list->best = 0;
    list->maxima = 0;
    bool found = false;
    for (size_t i = 0; i < list->n; i++) {
        if (!list->point[i].maximum) {
            continue;
        }
        list->maxima++;
        if (!found || tsq__likelihood_drop(problem, restricted, list->point[list->best].t, list->point[i].t) < 0.0) {
            list->best = i;
            found = true;
        }
    }
}

/* The numbers nearest to a maximum between which the slope changes its sign. */
static void enclose(const struct tsq_tau2_problem *problem, bool restricted, tsq__stationary *point)
{
    struct search search = {problem, restricted};
    const double t = point->t, span = t + problem->model->vmin;
    for (double width = 0x1p-52; width < 1e-6; width *= 8.0) {
        point->lo = fmax(0.0, t - width * span);
        point->hi = t + width * span;
        if (slope(point->lo, &search) >= 0.0 && slope(point->hi, &search) <= 0.0) {
            return;
        }
    }
}

/* The usual case of a mean or few moderators: one maximum, found and proven as for many analyses at once. */
static bool find_only(const struct tsq_tau2_problem *problem, bool restricted, tsq__stationary_list *list)
{
    double t;
    const tsq__model *model = problem->model;
    const bool found = tsq__model_mean_only(model)
                           ? model->k > 1 && tsq__lane_likelihood(model, restricted, problem->product, &t)
                           : tsq__design_likelihood(model, restricted, problem->wls->scratch, &t);
    if (!found) {
        return false;
    }
    list->n = t > 0.0 ? 2 : 1;
    list->point[0] = (tsq__stationary){.maximum = !(t > 0.0)};
    list->best = list->n - 1;
    list->maxima = 1;
    if (t > 0.0) {
        list->point[1] = (tsq__stationary){.t = t, .maximum = true};
        enclose(problem, restricted, &list->point[1]);
    }
    return true;
}

const tsq__stationary_list *tsq__likelihood_list(const struct tsq_tau2_problem *problem, bool restricted)
{
    tsq__stationary_cache *cache = problem->cache;
    if (!cache->filled || cache->restricted != restricted) {
        if (!find_only(problem, restricted, &cache->list)) {
            find_all(problem, restricted, &cache->list);
        }
        cache->filled = true;
        cache->restricted = restricted;
    }
    return &cache->list;
}

double tsq__likelihood_drop(const struct tsq_tau2_problem *problem, bool restricted, double reference, double t)
{
    tsq__wls *wls = problem->wls;
    const tsq__model *model = problem->model;
    tsq__sum sum = {0};
    for (size_t i = 0; i < model->k; i++) {
        const double base = model->v[i] + reference, change = t - reference;
        tsq__sum_add(&sum, fabs(change) < 0.5 * base ? log1p(change / base) : log((model->v[i] + t) / base));
    }
    tsq__wls_at(wls, t);
    const double rss = tsq__wls_rss(wls), log_det = restricted ? tsq__wls_log_det(wls) : 0.0;
    tsq__wls_at(wls, reference);
    tsq__sum_add(&sum, rss);
    tsq__sum_add(&sum, -tsq__wls_rss(wls));
    tsq__sum_add(&sum, log_det);
    tsq__sum_add(&sum, restricted ? -tsq__wls_log_det(wls) : 0.0);
    return tsq__sum_value(sum);
}

tsq_status tsq__likelihood_estimate(const struct tsq_tau2_problem *problem, bool restricted, tsq_tau2_estimate *out)
{
    const tsq__stationary_list *list = tsq__likelihood_list(problem, restricted);
    const tsq__stationary *best = &list->point[list->best];
    tsq__wls_at(problem->wls, best->t);
    const double information = restricted ? tsq__wls_trace2(problem->wls, NULL, NULL) : tsq__wls_sum_w2(problem->wls);
    *out = (tsq_tau2_estimate){.tau2 = best->t,
                               .lb = best->lo,
                               .ub = best->hi,
                               .se = sqrt(2.0 / information),
                               .maxima = list->maxima,
                               .truncated = best->t == 0.0};
    return TSQ_OK;
}
