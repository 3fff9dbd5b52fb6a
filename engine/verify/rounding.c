/* Ranges of the numbers of a pooled analysis over all inputs that are printed as they are. */
#include <tausq/rounding.h>

#include "base/error.h"
#include "num/dist.h"
#include "pool/pool.h"
#include "verify/rounding_work.h"

#include <limits.h>
#include <string.h>

/* What quantiles and tails of distributions are known to, relative. */
#define DISTRIBUTIONS 1e-12

/* ---- which number is which ------------------------------------------------------------------------------------------ */

static const char *const ids[TSQ_ROUNDED_COUNT] = {"estimate", "se",    "statistic", "pval", "ci_lb",   "ci_ub",
                                                   "pi_lb",    "pi_ub", "tau2",      "tau",  "tau2_lb", "tau2_ub",
                                                   "QE",       "QE_p",  "I2",        "H2"};

const char *tsq_rounded_id(size_t i)
{
    return i < TSQ_ROUNDED_COUNT ? ids[i] : NULL;
}

/* ---- the analysis ----------------------------------------------------------------------------------------------------- */

static void set_pooling(const tsq_fit_result *fit, const tsq_fit_options *options, struct tsq__pooling *out)
{
    const double tail = (100.0 - fit->level) / 200.0, df = fit->coefficients[0].df;
    const bool common = (fit->method->flags & TSQ_TAU2_COMMON) != 0 || fit->k < 2;
    const bool held = strcmp(fit->test->id, "adhoc") == 0;
    *out = (struct tsq__pooling){.df = fit->QE_df};
    out->quantile = tsq__range_about(isnan(df) ? tsq__normal_upper(tail) : tsq__t_upper(tail, df), DISTRIBUTIONS);
    if (fit->k > 1 && (held || strcmp(fit->test->id, "knha") == 0)) {
        out->factor = held ? TSQ__FACTOR_S2W_HELD : TSQ__FACTOR_S2W;
    }
    if (!common && isnan(options->tau2)) {
        out->equation = tsq__equation_of(fit->method->id);
    } else if (!common) {
        out->tau2 = options->tau2;
    }
    out->has_pi = fit->prediction != NULL && !isnan(fit->pi_lb);
    if (out->has_pi) {
        const double quantile = isnan(fit->pi_df) ? tsq__normal_upper(tail) : tsq__t_upper(tail, fit->pi_df);
        out->pi_quantile = tsq__range_about(quantile, DISTRIBUTIONS);
        if (strncmp(fit->prediction->id, "HK", 2) == 0) {
            out->pi_factor = held ? TSQ__FACTOR_S2W_HELD : TSQ__FACTOR_S2W;
        }
    }
}

/* ---- derived numbers -------------------------------------------------------------------------------------------------- */

static void set(tsq_rounding *out, tsq_rounded_key key, tsq__range range)
{
    const bool proven = !(range.lb > range.ub); /* numbers near the ends of double precision may leave nothing */
    out->quantity[key].lb = proven ? range.lb : -HUGE_VAL;
    out->quantity[key].ub = proven ? range.ub : HUGE_VAL;
}

/* A p-value falls in the size of its statistic. */
static tsq__range p_of(tsq__range statistic, double df)
{
    const tsq__range size = {tsq__range_has(statistic, 0.0) ? 0.0 : fmin(fabs(statistic.lb), fabs(statistic.ub)),
                             tsq__range_most(statistic)};
    double p[2] = {0.0, 1.0};
    if (isfinite(size.ub)) {
        p[0] = isnan(df) ? tsq__normal_two_sided(size.ub).p : tsq__t_two_sided(size.ub, df).p;
    }
    p[1] = isnan(df) ? tsq__normal_two_sided(size.lb).p : tsq__t_two_sided(size.lb, df).p;
    return (tsq__range){fmax(0.0, tsq__range_about(p[0], DISTRIBUTIONS).lb),
                        fmin(1.0, tsq__range_about(p[1], DISTRIBUTIONS).ub)};
}

static tsq__range q_p_of(tsq__range q, double df)
{
    if (!(df > 0.0)) {
        return tsq__range_point(1.0);
    }
    const double low = isfinite(q.ub) ? tsq__chisq_upper_tail(q.ub, df).p : 0.0,
                 high = tsq__chisq_upper_tail(q.lb, df).p;
    return (tsq__range){fmax(0.0, tsq__range_about(low, DISTRIBUTIONS).lb),
                        fmin(1.0, tsq__range_about(high, DISTRIBUTIONS).ub)};
}

/* 100 x/(x + df), which rises in x. */
static double share(double x, double df, bool upper)
{
    if (!isfinite(x) || x <= 0.0) {
        return x <= 0.0 ? 0.0 : 100.0;
    }
    const tsq__range at = tsq__range_point(x), sum = tsq__range_add(at, tsq__range_point(df));
    const tsq__range percent = tsq__range_scale(tsq__range_divide(at, sum), 100.0);
    return upper ? fmin(100.0, percent.ub) : fmax(0.0, percent.lb);
}

static void set_heterogeneity(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                              const tsq__range ranges[TSQ__RANGED], tsq_rounding *out)
{
    const tsq_fit_result *fit = &work->result->fit;
    const double df = work->pooling.df;
    const bool from_q = options->i2 == TSQ_I2_Q || (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    const tsq__range degrees = tsq__range_point(df), one = tsq__range_point(1.0);
    const tsq__range over = tsq__range_positive(tsq__range_subtract(ranges[TSQ__QE], degrees));
    const tsq__range excess = from_q ? over : ranges[TSQ__EXCESS];
    set(out, TSQ_ROUNDED_QE, ranges[TSQ__QE]);
    set(out, TSQ_ROUNDED_QE_P, q_p_of(ranges[TSQ__QE], df));
    if (df > 0.0) {
        const tsq__range h2 = tsq__range_divide(from_q ? ranges[TSQ__QE] : excess, degrees);
        set(out, TSQ_ROUNDED_I2, (tsq__range){share(excess.lb, df, false), share(excess.ub, df, true)});
        set(out, TSQ_ROUNDED_H2, from_q ? h2 : tsq__range_add(h2, one));
    }
}

/* Q at either limit of tau2 by Q-profile; 0 where there are none. */
static void set_targets(const struct tsq__rounding_work *work, tsq__range target[2])
{
    const tsq_fit_result *fit = &work->result->fit;
    const double tail = (100.0 - fit->level) / 200.0, df = work->pooling.df;
    const bool profile = fit->tau2_interval != NULL && strcmp(fit->tau2_interval->id, "QP") == 0;
    target[0] = target[1] = tsq__range_point(0.0);
    if (profile) {
        target[0] = tsq__range_about(tsq__chisq_upper(tail, df), DISTRIBUTIONS);
        target[1] = tsq__range_about(tsq__chisq_lower(tail, df), DISTRIBUTIONS);
    }
}

static void set_profile(struct tsq__rounding_work *work, const tsq__range target[2], tsq__range limits[2])
{
    for (int i = 0; i < 2 && target[i].ub > 0.0; i++) {
        limits[i] = tsq__box_profile(&work->box, target[i], &work->bench.at);
    }
}

/* ---- ranges -------------------------------------------------------------------------------------------------------- */

static void set_ranges(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                       const tsq__range ranges[TSQ__RANGED], tsq_rounding *out)
{
    set(out, TSQ_ROUNDED_ESTIMATE, ranges[TSQ__ESTIMATE]);
    set(out, TSQ_ROUNDED_SE, ranges[TSQ__SE]);
    set(out, TSQ_ROUNDED_STATISTIC, ranges[TSQ__STATISTIC]);
    set(out, TSQ_ROUNDED_PVAL, p_of(ranges[TSQ__STATISTIC], work->result->fit.coefficients[0].df));
    set(out, TSQ_ROUNDED_CI_LB, ranges[TSQ__CI_LB]);
    set(out, TSQ_ROUNDED_CI_UB, ranges[TSQ__CI_UB]);
    set(out, TSQ_ROUNDED_PI_LB, ranges[TSQ__PI_LB]);
    set(out, TSQ_ROUNDED_PI_UB, ranges[TSQ__PI_UB]);
    set(out, TSQ_ROUNDED_TAU2, ranges[TSQ__TAU2]);
    set(out, TSQ_ROUNDED_TAU, tsq__range_sqrt(ranges[TSQ__TAU2]));
    set_heterogeneity(work, options, ranges, out);
}

static tsq_status find_ranges(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq_rounding *out,
                              tsq_error *err)
{
    const tsq__range missing = {(double)NAN, (double)NAN};
    tsq__range ranges[TSQ__RANGED], tau2 = tsq__range_point(work->pooling.tau2), target[2], limits[2];
    struct tsq__bench *bench = &work->bench;
    tsq_status status = TSQ_OK;
    limits[0] = limits[1] = missing;
    set_targets(work, target);
    if (work->result->covariance.n > 0) {
        status = tsq__rounding_covariances(work, options, target, ranges, limits, out, err);
    } else if (work->pooling.df > 0.0 && tsq__pool_has_mh_q(&work->report->options, work->result->effects.measure)) {
        status = tsq__rounding_about(work, options, ranges, out, err);
    } else {
        if (work->pooling.equation != NULL) {
            const tsq__range anything = {0.0, HUGE_VAL};
            tau2 = tsq__box_tau2(work->pooling.equation, &work->box, false, anything, bench);
        }
        tsq__ranges(&work->pooling, &work->box, tau2, bench, ranges);
        status = tsq__rounding_narrow(work, options, tau2, ranges, out, err);
        set_profile(work, target, limits);
    }
    if (status == TSQ_OK) {
        set_ranges(work, options, ranges, out);
        set(out, TSQ_ROUNDED_TAU2_LB, limits[0]);
        set(out, TSQ_ROUNDED_TAU2_UB, limits[1]);
    }
    return status;
}

/* Pooled counts have no tau2 of their own. What follows from Q was found as well as Q was. */
static tsq_status find_counts(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq_rounding *out,
                              tsq_error *err)
{
    tsq__range ranges[TSQ__RANGED], found[TSQ__RANGED];
    const tsq_status status = tsq__rounding_counts(work, ranges, found, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (!(work->pooling.df > 0.0)) { /* one study is about itself */
        ranges[TSQ__QE] = found[TSQ__QE] = tsq__range_point(0.0);
    }
    tsq_rounding inner = *out;
    set_ranges(work, options, found, &inner);
    set_ranges(work, options, ranges, out);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        out->quantity[i].found_lb = fmin(out->quantity[i].value, inner.quantity[i].lb);
        out->quantity[i].found_ub = fmax(out->quantity[i].value, inner.quantity[i].ub);
    }
    out->smooth = true;
    return TSQ_OK;
}

/* Nothing is said of what does not exist. */
static void blank(tsq_rounding *out)
{
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        tsq_rounded *q = &out->quantity[i];
        if (!out->ranged || isnan(q->value) || isnan(q->lb)) {
            *q = (tsq_rounded){.value = q->value, .lb = NAN, .ub = NAN, .found_lb = NAN, .found_ub = NAN};
        }
    }
}

static tsq_status find(struct tsq__rounding_work *work, const tsq_fit_options *fit, tsq_rounding *out, tsq_error *err)
{
    const tsq_pool_result *result = work->result;
    double values[TSQ_ROUNDED_COUNT];
    const bool counts = (result->fit.method->flags & TSQ_TAU2_COUNTS) != 0;
    tsq_status status = counts ? TSQ_OK : tsq__rounding_studies(work, err);
    status = status == TSQ_OK ? tsq__rounding_omitted(work, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    tsq__rounding_values(&result->fit, values);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        out->quantity[i] = (tsq_rounded){.value = values[i], .found_lb = values[i], .found_ub = values[i]};
    }
    set_pooling(&result->fit, fit, &work->pooling);
    status = counts ? find_counts(work, fit, out, err) : find_ranges(work, fit, out, err);
    out->n_cells = work->n_cells;
    out->ranged = status == TSQ_OK;
    return status;
}

/* The ranges of a result that is estimated. */
static tsq_status find_result(struct tsq__rounding_work *work, const tsq_fit_options *fit, tsq_rounding *out,
                              tsq_error *err)
{
    tsq_error why = {0};
    tsq_status status = find(work, fit, out, &why);
    out->error = why;
    if (status == TSQ_E_OPTION) { /* of this group alone */
        status = TSQ_OK;
    } else if (status != TSQ_OK && err != NULL) {
        *err = why;
    }
    return status;
}

tsq_status tsq_rounding_find(const tsq_pool_report *report, size_t result, const char *rounding, tsq_rounding *out,
                             tsq_error *err)
{
    struct tsq__rounding_work work = {0};
    tsq_fit_options fit;
    const tsq_pool_result *pooled = &report->result[result];
    *out = (tsq_rounding){.ranged = false};
    tsq_status status = tsq_rounding_check(rounding, err);
    status = status == TSQ_OK ? tsq__rounding_check(report, pooled->effects.measure, &fit, err) : status;
    status = status == TSQ_OK ? tsq__rounding_begin(report, pooled, rounding, &work, err) : status;
    status = status == TSQ_OK ? tsq__rounding_check_roles(&work.sheet, work.enclosure, err) : status;
    if (status == TSQ_OK && pooled->estimated) {
        status = find_result(&work, &fit, out, err);
    } else {
        out->error = pooled->error;
    }
    blank(out);
    tsq__rounding_free(&work);
    return status;
}

int tsq_rounded_decimals(const tsq_rounded *rounded)
{
    enum { MOST = 15 };
    if (!isfinite(rounded->lb) || !isfinite(rounded->ub)) {
        return INT_MIN;
    }
    const double size = fmax(fabs(rounded->lb), fabs(rounded->ub));
    const int least = size >= 1.0 ? -(int)floor(log10(size)) : 0;
    for (int decimals = MOST; decimals >= least; decimals--) {
        const double unit = pow(10.0, -decimals);
        if (size / unit < 1e15 && floor(rounded->lb / unit + 0.5) == floor(rounded->ub / unit + 0.5)) {
            return decimals;
        }
    }
    return INT_MIN;
}
