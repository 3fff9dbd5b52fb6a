/*
 * Ratios of one kind from printed ratios of another, adjusted ones above all: with p the risk of the control group,
 *
 * rr-or     RR = OR/(1 - p + p OR), Zhang & Yu 1998, doi:10.1001/jama.280.19.1690; Cochrane Handbook 6.5, 15.4.4.4
 * rr-hr     RR = (1 - (1 - p)^HR)/p, Shor, Roelfs & Vang 2017, doi:10.1016/j.socscimed.2017.05.049
 * or-rr     OR = RR (1 - p)/(1 - p RR), the first one solved
 * hr-rr     HR = log(1 - p RR)/log(1 - p), the second one solved
 * rd-or     RD = RR - 1 times p, RR of the first; Handbook 15.4.4
 * rd-rr     RD = p (RR - 1), Handbook 15.4.4
 * rr-or-common  RR = sqrt(OR), VanderWeele 2017, doi:10.1097/EDE.0000000000000733
 * rr-hr-common  RR = (1 - 0.5^sqrt(HR))/(1 - 0.5^sqrt(1/HR)), VanderWeele 2020, doi:10.1111/biom.13197
 *
 * The confidence limits go the same way, and their width gives the standard error. The risk is the column risk2i or pct2i,
 * or ci of n2i; the last two need none, as approximations for risks of 0.2 to 0.8.
 */
#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/printed.h"

#include <stdio.h>
#include <string.h>

static double rr_of_or(double x, double p)
{
    return x / (1.0 - p + p * x);
}

static double rr_of_hr(double x, double p)
{
    return -expm1(x * log1p(-p)) / p;
}

static double or_of_rr(double x, double p)
{
    return x * (1.0 - p) / (1.0 - p * x);
}

static double hr_of_rr(double x, double p)
{
    return log1p(-p * x) / log1p(-p);
}

static double rd_of_rr(double x, double p)
{
    return p * (x - 1.0);
}

static double rd_of_or(double x, double p)
{
    return rd_of_rr(rr_of_or(x, p), p);
}

static double rr_of_common_or(double x, double p)
{
    (void)p;
    return sqrt(x);
}

static double rr_of_common_hr(double x, double p)
{
    (void)p;
    const double half = -0.69314718055994530942; /* log 0.5 */
    return expm1(half * sqrt(x)) / expm1(half * sqrt(1.0 / x));
}

struct mapping {
    const char *from, *what, *source;
    bool needs_risk;
    double (*map)(double ratio, double risk);
};

static double control_risk(const struct tsq_effect_row *row)
{
    if (!isnan(row->risk2i)) {
        return row->risk2i;
    }
    return isnan(row->pct2i) ? row->ci / row->n2i : row->pct2i / 100.0;
}

/* The printed ratio with both limits, as they are printed or by what else says how exact it is. */
static tsq_status take(const struct mapping *by, const struct tsq_effect_row *row, const tsq_effect_options *options,
                       struct tsq__printed *out, struct tsq_effect_value *value)
{
    static const tsq_conversion *const others[] = {&tsq__conversion_est_se, &tsq__conversion_est_limits,
                                                   &tsq__conversion_est_z, &tsq__conversion_est_p};
    const tsq_effect_measure *measure = tsq_effect_find(by->from);
    struct tsq_effect_row own = *row;
    own.est = own.est_lb = own.est_ub = NAN; /* these are of the measure that is asked for */
    *out = tsq__printed_of(measure, &own, options);
    if (!isnan(out->lb) && !isnan(out->ub)) {
        out->est = isnan(out->est) ? sqrt(out->lb * out->ub) : out->est;
        return TSQ_OK;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct tsq_effect_value made = TSQ__EFFECT_VALUE_INIT;
        const tsq_status status = others[i]->convert_row(measure, &own, options, &made);
        if (status == TSQ_OK) {
            out->level = 95.0;
            out->df = NAN;
            out->one_sided_limits = false;
            const double half = tsq__printed_quantile(out) * made.sei;
            out->lb = out->est * exp(-half);
            out->ub = out->est * exp(half);
            return TSQ_OK;
        }
        if (status != TSQ_E_MISSING) {
            *value = made;
            return status;
        }
    }
    return TSQ_E_MISSING;
}

static tsq_status convert(const struct mapping *by, const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const double risk = by->needs_risk ? control_risk(row) : 0.0;
    struct tsq__printed printed;
    if (isnan(risk)) {
        return TSQ_E_MISSING;
    }
    tsq_status status = take(by, row, options, &printed, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (by->needs_risk && !(risk > 0.0 && risk < 1.0)) {
        return tsq__effect_omit(value, "a control risk of 0 or 1 converts no ratio");
    }
    printed.transform = measure->transform;
    double *const number[] = {&printed.est, &printed.lb, &printed.ub};
    for (int i = 0; i < 3; i++) {
        *number[i] = by->map(*number[i], risk);
        if (!isfinite(*number[i]) || (strcmp(printed.transform, "exp") == 0 && !(*number[i] > 0.0))) {
            return tsq__effect_omit(value, "with this control risk the ratio, or a limit of it, makes a risk above 1");
        }
    }
    status = tsq__printed_to_scale(&printed, value);
    status = status == TSQ_OK ? tsq__printed_from_limits(&printed, value) : status;
    if (status == TSQ_OK && by->needs_risk) {
        snprintf(value->derived, sizeof value->derived, "%s and the control risk %.4g (%s)", by->what, risk,
                 by->source);
    } else if (status == TSQ_OK) {
        snprintf(value->derived, sizeof value->derived, "%s (%s)", by->what, by->source);
        tsq__effect_add(value->warning, "an approximation for risks of 0.2 to 0.8; with a control risk (risk2i) there "
                                        "is a better one");
    }
    return status;
}

#define CONVERSION(name, identity, says, measure_id, columns, where, ...)                                              \
    static tsq_status convert_##name(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,             \
                                     const tsq_effect_options *options, struct tsq_effect_value *value)                \
    {                                                                                                                  \
        static const struct mapping by = {__VA_ARGS__};                                                                \
        return convert(&by, measure, row, options, value);                                                             \
    }                                                                                                                  \
    const tsq_conversion tsq__conversion_##name = {                                                                    \
        .id = identity,                                                                                                \
        .title = says,                                                                                                 \
        .inputs = columns,                                                                                             \
        .source = where,                                                                                               \
        .measures = measure_id,                                                                                        \
        .convert_row = convert_##name,                                                                                 \
    }

CONVERSION(rr_or, "rr-or", "risk ratio from a printed odds ratio and the control risk", "RR",
           "or or_lb or_ub risk2i pct2i ci n2i", "Zhang & Yu 1998, doi:10.1001/jama.280.19.1690", "OR",
           "printed odds ratio with its limits", "Zhang & Yu 1998", true, rr_of_or);
CONVERSION(rr_hr, "rr-hr", "risk ratio from a printed hazard ratio and the control risk", "RR",
           "hr hr_lb hr_ub risk2i pct2i ci n2i", "Shor, Roelfs & Vang 2017, doi:10.1016/j.socscimed.2017.05.049", "HR",
           "printed hazard ratio with its limits", "Shor 2017", true, rr_of_hr);
CONVERSION(or_rr, "or-rr", "odds ratio from a printed risk ratio and the control risk", "OR",
           "rr rr_lb rr_ub risk2i pct2i ci n2i", "Zhang & Yu 1998, doi:10.1001/jama.280.19.1690, solved for OR", "RR",
           "printed risk ratio with its limits", "Zhang & Yu 1998", true, or_of_rr);
CONVERSION(hr_rr, "hr-rr", "hazard ratio from a printed risk ratio and the control risk", "HR",
           "rr rr_lb rr_ub risk2i pct2i ci n2i",
           "Shor, Roelfs & Vang 2017, doi:10.1016/j.socscimed.2017.05.049, solved", "RR",
           "printed risk ratio with its limits", "Shor 2017", true, hr_of_rr);
CONVERSION(rd_rr, "rd-rr", "risk difference from a printed risk ratio and the control risk", "RD",
           "rr rr_lb rr_ub risk2i pct2i ci n2i", "Cochrane Handbook 15.4.4", "RR", "printed risk ratio with its limits",
           "Handbook 15.4.4", true, rd_of_rr);
CONVERSION(rd_or, "rd-or", "risk difference from a printed odds ratio and the control risk", "RD",
           "or or_lb or_ub risk2i pct2i ci n2i", "Cochrane Handbook 15.4.4", "OR", "printed odds ratio with its limits",
           "Handbook 15.4.4", true, rd_of_or);
CONVERSION(rr_or_common, "rr-or-common", "risk ratio from a printed odds ratio of a common event", "RR",
           "or or_lb or_ub", "VanderWeele 2017, doi:10.1097/EDE.0000000000000733", "OR",
           "square root of the printed odds ratio and its limits", "VanderWeele 2017", false, rr_of_common_or);
CONVERSION(rr_hr_common, "rr-hr-common", "risk ratio from a printed hazard ratio of a common event", "RR",
           "hr hr_lb hr_ub", "VanderWeele 2020, doi:10.1111/biom.13197", "HR",
           "printed hazard ratio with its limits, for a common event", "VanderWeele 2020", false, rr_of_common_hr);
