/* Ranges of the numbers of a pooled analysis over all inputs that are printed as they are. */
#include <tausq/rounding.h>

#include "base/error.h"
#include "num/dist.h"
#include "pool/pool.h"
#include "verify/rounding_job.h"

#include <limits.h>
#include <string.h>

/* What quantiles and tails of distributions are known to, relative. */
#define DISTRIBUTIONS 1e-12

/* ---- which number is which ------------------------------------------------------------------------------------------ */

static const char *const ids[TSQ_ROUNDED_COUNT] = {
    "estimate", "se",      "statistic", "pval", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2",  "tau",
    "tau2_lb",  "tau2_ub", "QE",        "QE_p", "I2",    "H2",    "I2_lb", "I2_ub", "H2_lb", "H2_ub"};

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
    } else if (strcmp(fit->test->id, "kr") == 0) {
        out->factor = TSQ__FACTOR_SCALE;
    }
    if (!common && isnan(options->tau2)) {
        out->equation = tsq__equation_of(fit->method->id);
        out->method = fit->method->id;
    } else if (!common) {
        out->tau2 = options->tau2;
    }
    out->has_pi = fit->prediction != NULL && !isnan(fit->pi_lb);
    if (out->has_pi) {
        const double quantile = isnan(fit->pi_df) ? tsq__normal_upper(tail) : tsq__t_upper(tail, fit->pi_df);
        out->pi_quantile = tsq__range_about(quantile, DISTRIBUTIONS);
        if (strncmp(fit->prediction->id, "HK", 2) == 0) {
            out->pi_factor = held ? TSQ__FACTOR_S2W_HELD : TSQ__FACTOR_S2W;
        } else if (strncmp(fit->prediction->id, "KR", 2) == 0) {
            out->pi_factor = TSQ__FACTOR_SCALE;
            out->pi_less = strcmp(fit->prediction->id, "KR") == 0 ? 0.0 : 1.0;
        }
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

/* Whether the cells of all studies have to be looked at together. */
static bool needs_all(const struct tsq__rounding_work *work, const tsq_fit_options *options)
{
    return work->result->covariance.n > 0 || options->weighting != TSQ_WEIGHT_INVERSE ||
           tsq__pooling_has_kr(&work->pooling) || (work->pooling.method != NULL && work->pooling.equation == NULL);
}

static tsq_status find_independent(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                   const tsq__range target[2], struct tsq__together *found, tsq_rounding *out,
                                   tsq_error *err)
{
    tsq__range tau2 = tsq__range_point(work->pooling.tau2);
    struct tsq__bench *bench = &work->bench;
    if (work->pooling.equation != NULL) {
        const tsq__range anything = {0.0, HUGE_VAL};
        tau2 = tsq__box_tau2(work->pooling.equation, &work->box, false, anything, bench);
    }
    tsq__ranges(&work->pooling, &work->box, tau2, bench, found->ranges);
    tsq__box_weigh(&work->box, tsq__range_point(0.0), &bench->at);
    found->trace = tsq__box_trace(&bench->at);
    tsq_status status = tsq__rounding_narrow(work, options, tau2, found->ranges, out, err);
    const bool again = !out->smooth; /* cells together may say more where tau2 is not proven to follow them */
    struct tsq__together other = *found;
    status = status == TSQ_OK ? tsq__rounding_together(work, options, target, again, &other, out, err) : status;
    for (int i = 0; i < TSQ__RANGED && again && status == TSQ_OK; i++) {
        found->ranges[i] = tsq__range_meet(found->ranges[i], other.ranges[i]);
    }
    for (int i = 0; i < 2 && target[i].ub > 0.0; i++) {
        found->excess[i] = other.excess[i];
        found->tau2_limit[i] =
            tsq__range_meet(other.tau2_limit[i], tsq__box_profile(&work->box, target[i], &work->bench.at));
    }
    return status;
}

/* With Q about the Mantel-Haenszel estimate, whose limits of tau2 have no range. */
static tsq_status find_about(struct tsq__rounding_work *work, const tsq_fit_options *options,
                             struct tsq__together *found, tsq_rounding *out, tsq_error *err)
{
    if (needs_all(work, options)) {
        return tsq__fail(
            err, TSQ_E_OPTION,
            "--rounding: no enclosure of Q about the Mantel-Haenszel estimate (--mh-q) with weights of the "
            "user, the test kr, or another method than DL");
    }
    found->trace = (tsq__range){(double)NAN, (double)NAN};
    return tsq__rounding_about(work, options, found->ranges, out, err);
}

/* The limits of tau2 by the generalised Q with weights of the user. */
static tsq_status find_weighted_limits(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                       struct tsq__together *found, tsq_error *err)
{
    const tsq_tau2_interval *interval = work->result->fit.tau2_interval;
    tsq__range solved[3];
    if (interval == NULL || strcmp(interval->id, "GENQ") != 0) {
        return TSQ_OK;
    }
    const tsq_status status = tsq__rounding_generalised_q(work, options, solved, err);
    for (int i = 0; i < 2 && status == TSQ_OK; i++) {
        found->tau2_limit[i] = solved[i + 1];
        found->excess[i] = tsq__range_multiply(solved[i + 1], found->trace);
    }
    return status;
}

static tsq_status find_ranges(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq_rounding *out,
                              tsq_error *err)
{
    const tsq__range missing = {(double)NAN, (double)NAN};
    tsq__range target[2];
    struct tsq__together found = {.df = tsq__range_point(work->result->fit.coefficients[0].df)};
    for (int i = 0; i < 2; i++) {
        found.tau2_limit[i] = found.excess[i] = missing;
    }
    set_targets(work, target);
    tsq_status status = TSQ_OK;
    if (work->pooling.df > 0.0 && tsq__pool_has_mh_q(&work->report->options, work->result->effects.measure)) {
        status = find_about(work, options, &found, out, err);
    } else if (needs_all(work, options)) {
        status = tsq__rounding_together(work, options, target, true, &found, out, err);
    } else {
        status = find_independent(work, options, target, &found, out, err);
    }
    status = status == TSQ_OK ? find_weighted_limits(work, options, &found, err) : status;
    if (status == TSQ_OK) {
        tsq__rounding_set_ranges(work, options, found.ranges, found.df, out);
        tsq__rounding_set_limits(work, options, &found, out);
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
    const tsq__range df = tsq__range_point(work->result->fit.coefficients[0].df), missing = {NAN, NAN};
    struct tsq__together all = {.trace = missing, .tau2_limit = {missing, missing}, .excess = {missing, missing}};
    tsq__rounding_set_ranges(work, options, found, df, &inner);
    tsq__rounding_set_ranges(work, options, ranges, df, out);
    all.ranges[TSQ__QE] = found[TSQ__QE];
    tsq__rounding_set_limits(work, options, &all, &inner);
    all.ranges[TSQ__QE] = ranges[TSQ__QE];
    tsq__rounding_set_limits(work, options, &all, out);
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
