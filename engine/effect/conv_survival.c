/*
 * o-e, logrank and hr-events: hazard ratios from the log-rank statistic.
 *
 * o-e: log HR = (O - E)/V with variance 1/V, O - E and V reported; Peto's odds ratio is of the same form.
 * logrank: O - E = z sqrt(V), z of est_z, or of the two-sided p-value pi, which has the sign of the effect; V is approximated
 * from the events. hr-events: the printed hazard ratio with the variance 1/V.
 * V = D1 D2/(D1 + D2) of the events of both groups, or D n1 n2/(n1 + n2)^2 of their total D, D/4 where the sizes are not there.
 * Source: Parmar, Torri & Stewart 1998, doi:10.1002/(SICI)1097-0258(19981230)17:24<2815::AID-SIM110>3.0.CO;2-8; Tierney et
 * al. 2007, doi:10.1186/1745-6215-8-16.
 */
#include "effect/conversions.h"
#include "effect/printed.h"
#include "num/dist.h"

#include <stdio.h>
#include <string.h>

static tsq_status from_oe(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    (void)measure;
    (void)options;
    if (isnan(row->oe) || isnan(row->voe)) {
        return TSQ_E_MISSING;
    }
    if (row->voe == 0.0) {
        return tsq__effect_omit(value, "the variance of observed minus expected events is 0");
    }
    tsq__effect_derived(value, "observed minus expected events and their variance");
    return tsq__effect_set(value, row->oe / row->voe, 1.0 / row->voe);
}

/* V, and how it was approximated; NaN without events. */
static double variance(const struct tsq_effect_row *row, const char **how)
{
    if (!isnan(row->ai) && !isnan(row->ci)) {
        *how = "the events of both groups";
        return row->ai + row->ci > 0.0 ? row->ai * (row->ci / (row->ai + row->ci)) : 0.0;
    }
    const double n = row->n1i + row->n2i;
    *how = isnan(n) ? "the total of events, in groups of one size" : "the total of events and the sizes of the groups";
    return row->events_total * (isnan(n) ? 0.25 : row->n1i / n * (row->n2i / n));
}

static tsq_status from_logrank(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                               const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const char *how = "";
    const double v = variance(row, &how);
    const struct tsq__printed printed = tsq__printed_of(measure, row, options);
    if (isnan(v) || !isnan(printed.est) || (isnan(row->est_z) && isnan(row->pi))) {
        return TSQ_E_MISSING;
    }
    if (v == 0.0) {
        return tsq__effect_omit(value, "a group has no events");
    }
    const double p = fabs(row->pi);
    if (isnan(row->est_z) && p == 0.0) {
        return tsq__effect_omit(value, "a p-value of 0 is rounded and gives no hazard ratio");
    }
    const double size = p == 1.0 ? 0.0 : tsq__normal_upper(p / 2.0);
    const double z = isnan(row->est_z) ? copysign(size, row->pi) : row->est_z;
    snprintf(value->derived, sizeof value->derived, "log-rank %s and %s", isnan(row->est_z) ? "p-value" : "statistic",
             how);
    return tsq__effect_set(value, z / sqrt(v), 1.0 / v);
}

static tsq_status from_events(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const char *how = "";
    const double v = variance(row, &how);
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    if (isnan(v) || isnan(printed.est)) {
        return TSQ_E_MISSING;
    }
    const tsq_status status = tsq__printed_to_scale(&printed, value);
    if (status != TSQ_OK || v == 0.0) {
        return status != TSQ_OK ? status : tsq__effect_omit(value, "a group has no events");
    }
    snprintf(value->derived, sizeof value->derived, "printed ratio and %s", how);
    return tsq__effect_set(value, printed.est, 1.0 / v);
}

#define CONVERSION(name, identity, says, measure_ids, columns, function)                                               \
    const tsq_conversion tsq__conversion_##name = {                                                                    \
        .id = identity,                                                                                                \
        .title = says,                                                                                                 \
        .inputs = columns,                                                                                             \
        .source = "Tierney et al. 2007, doi:10.1186/1745-6215-8-16",                                                   \
        .measures = measure_ids,                                                                                       \
        .convert_row = function,                                                                                       \
    }

CONVERSION(o_e, "o-e", "log hazard ratio, or Peto's odds ratio, from observed minus expected events", "HR PETO",
           "oe voe", from_oe);
CONVERSION(logrank, "logrank", "log hazard ratio from the log-rank p-value or z and the events", "HR",
           "pi est_z events_total ai ci n1i n2i", from_logrank);
CONVERSION(hr_events, "hr-events", "variance of a printed hazard ratio from the events", "HR",
           "hr est events_total ai ci n1i n2i", from_events);
