/*
 * Matched pairs, or one group before and after: a pairs with the event both times, b the first time only, c the second
 * time only, d never; N = a + b + c + d. Proportions p1 = (a + b)/N and p2 = (a + c)/N.
 *
 * MPRR   log(p1/p2), vi = (b + c)/((a + b)(a + c))
 * MPOR   log odds of p1 less those of p2, vi = N (N (b + c) - (b - c)^2)/((a + b)(c + d)(a + c)(b + d))
 * MPRD   p1 - p2, vi = (N (b + c) - (b - c)^2)/N^3
 * MPORC  conditional, log(b/c), vi = 1/b + 1/c
 * MPPETO conditional by Peto's method, 2 (b - c)/(b + c), vi = 4/(b + c)
 *
 * MPORM  from the two margins, a with and b without the event the first time, c and d the second; log(ad/(bc)) with
 *        vi = 1/a + 1/b + 1/c + 1/d - 2 r n/sqrt(abcd), n pairs, r the correlation of the two responses: ri, else of the
 *        table of pairs in which the share pi of all pairs has the event both times; vtypes
 *        AV and H0: those of OR in place of 1/a + 1/b + 1/c + 1/d
 *
 * Source: Zou 2007, doi:10.1177/1740774506075667; MPOR: Elbourne et al. 2002, doi:10.1093/ije/31.1.140; MPORC and MPPETO:
 * Curtin, Elbourne & Altman 2002, doi:10.1002/sim.1206; MPORM: Becker & Balagtas 1993, doi:10.2307/2532242.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

#include <stdio.h>
#include <string.h>

TSQ__ALLOWED(MPRR)
TSQ__ALLOWED(MPOR)
TSQ__ALLOWED(MPRD)
TSQ__ALLOWED(MPORC)
TSQ__ALLOWED(MPPETO)
TSQ__ALLOWED(MPORM)

static tsq_status take(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq__two_by_two *t,
                       struct tsq_effect_value *value)
{
    return tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_PAIRS, t, value);
}

static tsq_status compute_risk_ratio(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                     struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = take(row, options, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double first = t.a + t.b, second = t.a + t.c;
    if (first == 0.0 || second == 0.0) {
        return tsq__effect_omit(value, "no events at one of the two times");
    }
    return tsq__effect_set(value, tsq__two_by_two_log(first, second, t.b - t.c), (t.b + t.c) / first / second);
}

/* N (b + c) - (b - c)^2, over N^2. */
static double spread(const struct tsq__two_by_two *t, double n)
{
    return ((t->b + t->c) * (t->a + t->d) + 4.0 * t->b * t->c) / n / n;
}

static tsq_status compute_odds_ratio(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                     struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = take(row, options, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double first = t.a + t.b, second = t.a + t.c, not_first = t.c + t.d, not_second = t.b + t.d;
    if (first == 0.0 || second == 0.0 || not_first == 0.0 || not_second == 0.0) {
        return tsq__effect_omit(value, "all or no events at one of the two times");
    }
    const double n = first + not_first;
    const double yi = tsq__two_by_two_log(first * not_second, second * not_first, n * (t.b - t.c));
    const double vi = n * spread(&t, n) / (first / n * not_first * (second / n * not_second));
    return tsq__effect_set(value, yi, vi);
}

static tsq_status compute_difference(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                     struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = take(row, options, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n = t.n1 + t.n2;
    return tsq__effect_set(value, (t.b - t.c) / n, spread(&t, n) / n);
}

static tsq_status compute_conditional(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                      struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = take(row, options, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (t.b == 0.0 || t.c == 0.0) {
        return tsq__effect_omit(value, "no pairs that differ in one of the two ways");
    }
    return tsq__effect_set(value, tsq__two_by_two_log(t.b, t.c, t.b - t.c), 1.0 / t.b + 1.0 / t.c);
}

static tsq_status compute_peto(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = take(row, options, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (t.b + t.c == 0.0) {
        return tsq__effect_omit(value, "no pairs that differ");
    }
    return tsq__effect_set(value, 2.0 * (t.b - t.c) / (t.b + t.c), 4.0 / (t.b + t.c));
}

/* The correlation of the responses in the table of pairs that the margins and the share pi make. */
static tsq_status correlation_of_share(const struct tsq__two_by_two *t, double share, double *r,
                                       struct tsq_effect_value *value)
{
    if (share < 0.0) {
        return tsq__effect_impossible(value, "pi", "share outside [0, 1]");
    }
    const double a = share * (t->raw_a + t->raw_b), b = t->raw_a - a, c = t->raw_c - a, d = t->raw_b - t->raw_c + a;
    const double first = a + b, second = a + c, not_first = c + d, not_second = b + d;
    *r = (a * d - b * c) / (sqrt(first) * sqrt(second) * sqrt(not_first) * sqrt(not_second));
    return fabs(*r) <= 1.0 ? TSQ_OK : tsq__effect_omit(value, "no table of pairs has these margins and that share");
}

static tsq_status compute_margins(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                  struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    double r = isnan(row->ri) && isnan(row->pi) ? options->corr : row->ri, vi;
    if (isnan(row->pi)) {
        tsq__effect_need(value, r, "ri");
    }
    tsq_status status = take(row, options, &t, value);
    if (status == TSQ_OK && isnan(r)) {
        status = correlation_of_share(&t, row->pi, &r, value);
    }
    if (status == TSQ_OK) {
        status = tsq__two_by_two_odds_variance(row, options, &t, &vi, value);
    }
    if (status != TSQ_OK) {
        return status;
    }
    char text[TSQ_NUMBER_TEXT];
    const size_t length = strlen(value->derived);
    snprintf(value->derived + length, sizeof value->derived - length, ", corr %s", tsq_number_print(r, text));
    value->n = rint(value->n / 2.0); /* half to even, as in R */
    const double n = rint((t.n1 + t.n2) / 2.0), x = t.a * t.d, y = t.b * t.c;
    return tsq__effect_set(value, tsq__two_by_two_log(x, y, tsq__two_by_two_determinant(&t)),
                           vi - 2.0 * r * n / (sqrt(x) * sqrt(y)));
}

#define CURTIN "Curtin, Elbourne & Altman 2002, doi:10.1002/sim.1206"

TSQ__TWO_BY_TWO_MEASURE(MPRR, "log risk ratio of matched pairs", "", "exp", "Risk ratio (log scale)",
                        "Zou 2007, doi:10.1177/1740774506075667", compute_risk_ratio);
TSQ__TWO_BY_TWO_MEASURE(MPOR, "log odds ratio of matched pairs, marginal", "", "exp", "Odds ratio (log scale)",
                        "Elbourne et al. 2002, doi:10.1093/ije/31.1.140", compute_odds_ratio);
TSQ__TWO_BY_TWO_MEASURE(MPRD, "risk difference of matched pairs", "", "none", "Risk difference",
                        "Zou 2007, doi:10.1177/1740774506075667", compute_difference);
TSQ__TWO_BY_TWO_MEASURE(MPORC, "log odds ratio of matched pairs, conditional", "", "exp", "Odds ratio (log scale)",
                        CURTIN, compute_conditional);
TSQ__TWO_BY_TWO_MEASURE(MPPETO, "log odds ratio of matched pairs by Peto's method", "", "exp",
                        "Peto odds ratio (log scale)", CURTIN, compute_peto);

const tsq_effect_measure tsq__measure_MPORM = {
    .id = "MPORM",
    .title = "log odds ratio of matched pairs, from the margins",
    .inputs = TSQ__TWO_BY_TWO_INPUTS " ri",
    .optional = TSQ__TWO_BY_TWO_OPTIONAL " pi",
    .vtypes = "LS AV H0",
    .averaging = "AV",
    .transform = "exp",
    .axis = "Odds ratio (log scale)",
    .source = "Becker & Balagtas 1993, doi:10.2307/2532242",
    .allowed = allowed_MPORM,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute_margins,
};
