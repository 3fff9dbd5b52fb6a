/* Means and SDs from medians, quartiles and ranges, over ranges of the cells. Formulas and sources: fivenum.c,
 * fivenum_lognormal.c, conv_blue.c and conv_qe.c of engine/effect. Sizes are exact: weights and quantiles depend on them. */
#include "effect/convert_choice.h"
#include "effect/fivenum.h"
#include "num/dist.h"
#include "verify/dual_words.h"
#include "verify/rounding_arms.h"
#include "verify/rounding_special.h"

#include <stdio.h>

/* What weights by powers of the size are known to, relative; and those by elimination, of the largest. */
#define WEIGHTS 1e-14
#define SOLVED 1e-11

enum { MOST = 5 };

/* The numbers of a case, in their order. */
struct numbers {
    enum tsq__fivenum_case which;
    double n;
    dual min, q1, median, q3, max;
    bool has_median;
};

static dual weight(double x)
{
    return tsq__dual_constant(tsq__range_about(x, WEIGHTS));
}

static size_t list(const struct numbers *x, dual number[MOST])
{
    size_t n = 0;
    if (x->which != TSQ__FIVENUM_QUARTILES) {
        number[n++] = x->min;
    }
    if (x->which != TSQ__FIVENUM_RANGE) {
        number[n++] = x->q1;
    }
    number[n++] = x->median;
    if (x->which != TSQ__FIVENUM_RANGE) {
        number[n++] = x->q3;
    }
    if (x->which != TSQ__FIVENUM_QUARTILES) {
        number[n++] = x->max;
    }
    return n;
}

/* ---- Luo, Wan and Shi ---------------------------------------------------------------------------------------------------- */

/* Twice the normal quantile that a range, or an interquartile range, is wide. */
static dual range_width(double n)
{
    return tsq__dual_quantile_number(tsq__fivenum_range_width(n));
}

static dual quartile_width(double n)
{
    return tsq__dual_quantile_number(tsq__fivenum_quartile_width(n));
}

static dual weighted(double w, dual low, dual high)
{
    return MUL(weight(0.5 * w), ADD(low, high));
}

static dual mean_of(const struct numbers *x)
{
    const struct tsq__fivenum_shares w = tsq__fivenum_mean_shares(x->n, x->which);
    const dual by_median = MUL(weight(1.0 - w.range - w.quartiles), x->median);
    if (x->which == TSQ__FIVENUM_RANGE) {
        return ADD(weighted(w.range, x->min, x->max), by_median);
    }
    if (x->which == TSQ__FIVENUM_QUARTILES) {
        return ADD(weighted(w.quartiles, x->q1, x->q3), by_median);
    }
    return ADD(ADD(weighted(w.range, x->min, x->max), weighted(w.quartiles, x->q1, x->q3)), by_median);
}

static dual sd_of(const struct numbers *x)
{
    if (x->which == TSQ__FIVENUM_RANGE) {
        return DIV(SUB(x->max, x->min), range_width(x->n));
    }
    if (x->which == TSQ__FIVENUM_QUARTILES) {
        return DIV(SUB(x->q3, x->q1), quartile_width(x->n));
    }
    const double w = tsq__fivenum_sd_share(x->n);
    return ADD(MUL(weight(w), DIV(SUB(x->max, x->min), range_width(x->n))),
               MUL(weight(1.0 - w), DIV(SUB(x->q3, x->q1), quartile_width(x->n))));
}

static bool by_normal(const struct numbers *x, dual *mean, dual *sd)
{
    *sd = sd_of(x);
    if (x->has_median) {
        *mean = mean_of(x);
    }
    return true;
}

/* ---- lognormal data ------------------------------------------------------------------------------------------------------ */

/* 1 + c[0] a + c[1] b. */
static dual correction(const double c[2], dual a, dual b)
{
    return ADD(NUMBER(1.0), ADD(MUL(weight(c[0]), a), MUL(weight(c[1]), b)));
}

static bool by_lognormal(const struct numbers *x, dual *mean, dual *sd)
{
    if (!x->has_median) {
        return false;
    }
    const struct numbers logs = {.which = x->which,
                                 .n = x->n,
                                 .min = LOG(x->min),
                                 .q1 = LOG(x->q1),
                                 .median = LOG(x->median),
                                 .q3 = LOG(x->q3),
                                 .max = LOG(x->max)};
    const struct tsq__lognormal_bias bias = tsq__lognormal_bias_of(x->n, x->which);
    const dual square = SQUARE(sd_of(&logs)), one = NUMBER(1.0);
    const dual s2 = DIV(square, weight(bias.of_s2)), s4 = DIV(SQUARE(square), weight(bias.of_s4));
    const dual a = DIV(s2, NUMBER(x->n)), b = DIV(s4, NUMBER(x->n));
    const dual median = tsq__dual_exp(ADD(mean_of(&logs), MUL(s2, NUMBER(0.5))));
    const dual excess = SUB(DIV(tsq__dual_exp(s2), correction(bias.phi1, a, b)), DIV(one, correction(bias.phi2, a, b)));
    *mean = DIV(median, correction(bias.phi, a, b));
    *sd = MUL(median, ROOT(excess));
    return excess.x.lb > 0.0;
}

/* ---- linear in the numbers ------------------------------------------------------------------------------------------------ */

/* The sum of w x, each weight known to SOLVED of the largest. */
static dual sum_of(const dual number[MOST], const double w[MOST], size_t k)
{
    double largest = 0.0;
    dual sum = NUMBER(0.0);
    for (size_t i = 0; i < k; i++) {
        largest = fmax(largest, fabs(w[i]));
    }
    for (size_t i = 0; i < k; i++) {
        const dual known = tsq__dual_constant(tsq__range_out(w[i] - SOLVED * largest, w[i] + SOLVED * largest));
        sum = ADD(sum, MUL(known, number[i]));
    }
    return sum;
}

/* The numbers are taken from the median: what it has itself follows from the others. */
static bool by_blue(const struct numbers *x, dual *mean, dual *sd)
{
    double of_mean[MOST] = {0.0}, of_sd[MOST] = {0.0};
    dual number[MOST];
    if (!x->has_median || !tsq__blue_weights(x->which, x->n, of_mean, of_sd)) {
        return false;
    }
    const size_t k = list(x, number), middle = k / 2;
    of_mean[middle] = 1.0;
    of_sd[middle] = 0.0;
    for (size_t i = 0; i < k; i++) {
        of_mean[middle] -= i == middle ? 0.0 : of_mean[i];
        of_sd[middle] -= i == middle ? 0.0 : of_sd[i];
    }
    *mean = sum_of(number, of_mean, k);
    *sd = sum_of(number, of_sd, k);
    return sd->x.lb > 0.0;
}

/* The normal distribution, where no other can be fitted whatever the numbers are: a line through them over their normal
 * quantiles, which are symmetric. */
static bool by_quantiles(const struct numbers *x, dual *mean, dual *sd)
{
    double of_mean[MOST], of_sd[MOST], squares = 0.0;
    dual number[MOST];
    const size_t k = list(x, number);
    if (!x->has_median || !(number[0].x.ub < 0.0 || number[k - 2].x.ub <= 0.0)) {
        return false;
    }
    for (size_t i = 0; i < k; i++) {
        const double tail = i == 0 || i == k - 1 ? (x->which == TSQ__FIVENUM_QUARTILES ? 0.25 : 1.0 / x->n) : 0.25;
        of_mean[i] = 1.0 / (double)k;
        of_sd[i] = i == k / 2 ? 0.0 : (i > k / 2 ? 1.0 : -1.0) * tsq__normal_upper(tail);
        squares += of_sd[i] * of_sd[i];
    }
    for (size_t i = 0; i < k; i++) {
        of_sd[i] /= squares;
    }
    *mean = sum_of(number, of_mean, k);
    *sd = sum_of(number, of_sd, k);
    return sd->x.lb > 0.0;
}

/* ---- the choice ------------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *suffix;
    bool (*find)(const struct numbers *x, dual *mean, dual *sd);
} methods[] = {{"", by_normal}, {"-lognormal", by_lognormal}, {"-blue", by_blue}, {"-qe", by_quantiles}};

static bool find(const struct tsq__cells *cells, const struct numbers *x, dual *mean, dual *sd)
{
    static const char *const cases[] = {
        [TSQ__FIVENUM_RANGE] = "range", [TSQ__FIVENUM_QUARTILES] = "quartiles", [TSQ__FIVENUM_FIVE] = "five-numbers"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        char id[32];
        snprintf(id, sizeof id, "%s%s", cases[x->which], methods[i].suffix);
        if (tsq__conversion_allowed(tsq_conversion_find(id), &cells->sheet->report->options.effect.convert)) {
            return methods[i].find(x, mean, sd);
        }
    }
    return false;
}

static bool take(struct tsq__cells *cells, int which, enum tsq__arm_role role, dual *out)
{
    return tsq__cells_take(cells, tsq__arm_role(which, role), out);
}

void tsq__cells_medians(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm, bool *mean, bool *sd)
{
    static const enum tsq__fivenum_case order[] = {TSQ__FIVENUM_FIVE, TSQ__FIVENUM_QUARTILES, TSQ__FIVENUM_RANGE};
    struct numbers x = {.has_median = false}; /* what is not there is 0 */
    const bool range = take(cells, which, TSQ__MIN, &x.min) && take(cells, which, TSQ__MAX, &x.max);
    const bool quartiles = take(cells, which, TSQ__Q1, &x.q1) && take(cells, which, TSQ__Q3, &x.q3);
    x.has_median = take(cells, which, TSQ__MEDIAN, &x.median);
    if (!tsq__dual_exact(&arm->n, &x.n) || x.n < TSQ__FIVENUM_SMALLEST) {
        return;
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0] && !(*mean && *sd); i++) {
        dual to_mean, to_sd;
        x.which = order[i];
        const bool there = (x.which == TSQ__FIVENUM_QUARTILES || range) && (x.which == TSQ__FIVENUM_RANGE || quartiles);
        if (!there || !find(cells, &x, &to_mean, &to_sd)) {
            continue;
        }
        arm->mean = !*mean && x.has_median ? to_mean : arm->mean;
        arm->sd = *sd ? arm->sd : to_sd;
        *mean = *mean || x.has_median;
        *sd = true;
    }
}
