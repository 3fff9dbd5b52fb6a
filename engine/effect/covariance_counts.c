/*
 * What contrasts of counts with one control share, c with and d without the event, n2 = c + d and p = c/n2 after the
 * continuity correction of each contrast. All of an estimate's error that is the control's comes from c alone, so that the
 * covariance is the product of the two standard errors that the control gives.
 *
 * RR 1/c - 1/n2. OR 1/c + 1/d. RD p (1-p)/n2; UB: with n2-1. AS 1/(4 n2). H0: p of both groups of the contrast together; AV: of
 * the second groups of all rows together.
 * YUQ, YUY: OR's times (1 - Q_i^2)(1 - Q_j^2)/4 or (1 - Y_i^2)(1 - Y_j^2)/16. OR2DN, OR2DL: OR's over 1.65^2 or pi^2/3.
 * PBIT 2 pi p (1-p) exp(z^2)/n2, z the normal quantile of p.
 * IRR 1/x2. IRD x2/t2^2. IRSD 1/(4 t2): x2 events in the person-time t2.
 *
 * Source: the control's term of each variance formula; Franchini, Dias, Ades, Jansen & Welton 2012,
 * doi:10.1002/jrsm.1049; Higgins, Eldridge & Li 2019, Cochrane Handbook, ch. 23.3.
 */
#include "effect/counted.h"
#include "effect/covariance.h"
#include "effect/two_by_two.h"
#include "num/dist.h"

static bool take(const struct tsq_effect_row *row, const tsq_effect_options *options, double add,
                 enum tsq__table_kind kind, struct tsq__two_by_two *t)
{
    struct tsq_effect_value scratch = TSQ__EFFECT_VALUE_INIT;
    return tsq__two_by_two_take(row, options, add, kind, t, &scratch) == TSQ_OK;
}

/* The proportion of the second group that the variance formula takes in place of the control's own. */
static bool at_average(const struct tsq_effect_row *row, const tsq_effect_options *options, double *p)
{
    *p = row->average2;
    return tsq__effect_vtype(options, "AV", "LS");
}

static void set(struct tsq_effect_value *value, double variance)
{
    value->shared[0] = variance;
    value->shared[1] = 0.0;
}

static void share_rr(const struct tsq_effect_row *row, const tsq_effect_options *options,
                     struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    double p;
    if (!take(row, options, 0.5, TSQ__TABLE_RISK_RATIO, &t)) {
        return;
    }
    if (tsq__effect_vtype(options, "H0", "LS")) {
        set(value, (t.b + t.d) / (t.a + t.c) / t.n2);
    } else if (options->zero_rule == TSQ_ZERO_META && t.added2 != 0.0 && tsq__effect_vtype(options, "LS", "LS")) {
        set(value, 1.0 / (t.raw_c + (t.events_only ? 0.0 : t.added2)) - 1.0 / (t.n2 - t.added2));
    } else if (at_average(row, options, &p)) {
        set(value, (1.0 - p) / (p * t.n2));
    } else {
        set(value, t.d / (t.c * t.n2));
    }
}

/* OR's term. */
static double of_odds(const struct tsq_effect_row *row, const struct tsq__two_by_two *t,
                      const tsq_effect_options *options)
{
    double p;
    if (tsq__effect_vtype(options, "H0", "LS")) {
        const double n = t->n1 + t->n2;
        return 1.0 / t->n2 / ((t->a + t->c) / n * ((t->b + t->d) / n));
    }
    return at_average(row, options, &p) ? 1.0 / (t->n2 * p * (1.0 - p)) : 1.0 / t->c + 1.0 / t->d;
}

static void share_odds(const struct tsq_effect_row *row, const tsq_effect_options *options, double factor,
                       struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    if (take(row, options, 0.5, TSQ__TABLE_ODDS_RATIO, &t)) {
        set(value, factor * factor * of_odds(row, &t, options));
    }
}

static void share_or(const struct tsq_effect_row *row, const tsq_effect_options *options,
                     struct tsq_effect_value *value)
{
    share_odds(row, options, 1.0, value);
}

static void share_normal(const struct tsq_effect_row *row, const tsq_effect_options *options,
                         struct tsq_effect_value *value)
{
    share_odds(row, options, 1.0 / 1.65, value);
}

static void share_logistic(const struct tsq_effect_row *row, const tsq_effect_options *options,
                           struct tsq_effect_value *value)
{
    share_odds(row, options, 0.55132889542179204134, value); /* sqrt(3)/pi */
}

static void share_rd(const struct tsq_effect_row *row, const tsq_effect_options *options,
                     struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    double p;
    if (!take(row, options, 0.5, TSQ__TABLE_DIFFERENCE, &t)) {
        return;
    }
    const double s = t.c / t.n2 * (t.d / t.n2), n = t.n1 + t.n2;
    if (tsq__effect_vtype(options, "UB", "LS")) {
        set(value, s / (t.n2 - 1.0));
    } else if (tsq__effect_vtype(options, "H0", "LS")) {
        set(value, (t.a + t.c) / n * ((t.b + t.d) / n) / t.n2);
    } else if (at_average(row, options, &p)) {
        set(value, p * (1.0 - p) / t.n2);
    } else {
        set(value, s / t.n2);
    }
}

static void share_as(const struct tsq_effect_row *row, const tsq_effect_options *options,
                     struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    if (take(row, options, 0.0, TSQ__TABLE_DIFFERENCE, &t)) {
        set(value, 0.25 / t.n2);
    }
}

/* `part`: 1/2 for Q, 1/4 for Y. */
static void share_yule(const struct tsq_effect_row *row, const tsq_effect_options *options, double part,
                       struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    if (take(row, options, 0.5, TSQ__TABLE_DIFFERENCE, &t)) {
        const double slope = part * (1.0 - value->yi) * (1.0 + value->yi);
        set(value, slope * slope * (1.0 / t.c + 1.0 / t.d));
    }
}

static void share_yuq(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    share_yule(row, options, 0.5, value);
}

static void share_yuy(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    share_yule(row, options, 0.25, value);
}

static void share_pbit(const struct tsq_effect_row *row, const tsq_effect_options *options,
                       struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    if (take(row, options, 0.5, TSQ__TABLE_ODDS_RATIO, &t)) {
        const double p = t.c / t.n2, q = t.d / t.n2, z = tsq__normal_upper(fmin(p, q));
        set(value, 6.283185307179586476925287 * p * q * exp(z * z) / t.n2);
    }
}

/* Events and person-time of the control, corrected as the estimate's. */
static void take_rate(const struct tsq_effect_row *row, const tsq_effect_options *options, double add, double *x,
                      double *t)
{
    struct tsq_effect_value scratch = TSQ__EFFECT_VALUE_INIT;
    const bool zero = row->x1i == 0.0 || row->x2i == 0.0;
    *x = row->x2i + tsq__counted_added(options, zero, add, "", "", &scratch);
    *t = row->t2i;
}

static void share_irr(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    double x, t;
    take_rate(row, options, 0.5, &x, &t);
    set(value, 1.0 / x);
}

static void share_ird(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    double x, t;
    take_rate(row, options, 0.5, &x, &t);
    set(value, x / t / t);
}

static void share_irsd(const struct tsq_effect_row *row, const tsq_effect_options *options,
                       struct tsq_effect_value *value)
{
    double x, t;
    take_rate(row, options, 0.0, &x, &t);
    set(value, 0.25 / t);
}

#define FRANCHINI "Franchini, Dias, Ades, Jansen & Welton 2012, doi:10.1002/jrsm.1049"
#define COUNTS(name, what, from, function)                                                                             \
    const tsq_effect_covariance tsq__covariance_##name = {                                                             \
        .measure = #name, .formula = what, .source = from, .share = function}

COUNTS(OR, "1/c + 1/d (H0: 1/(n2 p (1-p)), p of both groups)", FRANCHINI, share_or);
COUNTS(RR, "1/c - 1/n2 (H0: (1-p)/(n2 p), p of both groups)", TSQ__GLESER_OLKIN, share_rr);
COUNTS(RD, "p2 (1-p2)/n2 (UB: with n2-1; H0: p of both groups)", TSQ__GLESER_OLKIN, share_rd);
COUNTS(AS, "1/(4 n2)", TSQ__GLESER_OLKIN, share_as);
COUNTS(YUQ, "(1-Q_i^2) (1-Q_j^2)/4 times that of OR", "delta method", share_yuq);
COUNTS(YUY, "(1-Y_i^2) (1-Y_j^2)/16 times that of OR", "delta method", share_yuy);
COUNTS(PBIT, "2 pi p2 (1-p2) exp(z2^2)/n2",
       "the control's term of Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448, eq. 21", share_pbit);
COUNTS(OR2DN, "that of OR over 1.65^2", "delta method", share_normal);
COUNTS(OR2DL, "that of OR times 3/pi^2", "delta method", share_logistic);
COUNTS(IRR, "1/x2", "the control's term of the variance", share_irr);
COUNTS(IRD, "x2/t2^2", "the control's term of the variance", share_ird);
COUNTS(IRSD, "1/(4 t2)", "the control's term of the variance", share_irsd);
