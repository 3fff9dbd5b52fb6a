/* From the columns of a printed effect to the scale of yi, and from its limits to a variance. */
#include "effect/printed.h"

#include "effect/design.h"
#include "num/dist.h"

#include <stdio.h>
#include <string.h>

/* What some measures have instead of est, est_lb and est_ub. */
static const struct own {
    const char *measure, *roles, *role[3];
    size_t at[3];
} own_roles[] = {
#define FIELD(role) offsetof(struct tsq_effect_row, role)
    {"GEN", "yi", {"yi", "est_lb", "est_ub"}, {FIELD(yi), FIELD(est_lb), FIELD(est_ub)}},
    {"HR", "hr hr_lb hr_ub", {"hr", "hr_lb", "hr_ub"}, {FIELD(hr), FIELD(hr_lb), FIELD(hr_ub)}},
    {"OR", "or or_lb or_ub", {"or", "or_lb", "or_ub"}, {FIELD(or), FIELD(or_lb), FIELD(or_ub)}},
    {"RR", "rr rr_lb rr_ub", {"rr", "rr_lb", "rr_ub"}, {FIELD(rr), FIELD(rr_lb), FIELD(rr_ub)}},
    {"RD", "rd rd_lb rd_ub", {"rd", "rd_lb", "rd_ub"}, {FIELD(rd), FIELD(rd_lb), FIELD(rd_ub)}},
#undef FIELD
};

const char *tsq__printed_roles(const tsq_effect_measure *measure)
{
    for (size_t i = 0; i < sizeof own_roles / sizeof own_roles[0]; i++) {
        if (strcmp(own_roles[i].measure, measure->id) == 0) {
            return own_roles[i].roles;
        }
    }
    return "";
}

static void take_own(const tsq_effect_measure *measure, const struct tsq_effect_row *row, struct tsq__printed *out)
{
    double *to[3] = {&out->est, &out->lb, &out->ub};
    /* Not a mixture: the limits of one belong to its estimate. */
    if (!isnan(out->est) || !isnan(out->lb) || !isnan(out->ub)) {
        return;
    }
    for (size_t i = 0; i < sizeof own_roles / sizeof own_roles[0]; i++) {
        for (size_t j = 0; strcmp(own_roles[i].measure, measure->id) == 0 && j < 3; j++) {
            *to[j] = *(const double *)(const void *)((const char *)row + own_roles[i].at[j]);
            out->role[j] = own_roles[i].role[j];
        }
    }
}

struct tsq__printed tsq__printed_of(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                    const tsq_effect_options *options)
{
    const double level = options->convert.limits_level == 0.0 ? 95.0 : options->convert.limits_level;
    struct tsq__printed out = {.est = row->est,
                               .lb = row->est_lb,
                               .ub = row->est_ub,
                               .se = row->est_se,
                               .z = row->est_z,
                               .p = row->est_p,
                               .df = row->est_df,
                               .level = isnan(row->est_level) ? level : row->est_level,
                               .one_sided = row->est_sides == 1.0,
                               .role = {"est", "est_lb", "est_ub"},
                               .transform = measure->transform};
    take_own(measure, row, &out);
    if (isnan(out.est) && strcmp(measure->id, "GEN") == 0) {
        out.est = row->yi;
    }
    if (isnan(out.est) && strcmp(measure->id, "MD") == 0) {
        out.est = row->m1i - row->m2i;
    }
    return out;
}

tsq_status tsq__printed_to_scale(struct tsq__printed *printed, struct tsq_effect_value *value)
{
    const tsq_transform *transform = tsq_transform_find(printed->transform);
    double *number[3] = {&printed->est, &printed->lb, &printed->ub};
    for (int i = 0; transform != NULL && i < 3; i++) {
        const double shown = *number[i];
        *number[i] = transform->inverse(shown);
        if (!isnan(shown) && !isfinite(*number[i])) {
            return tsq__effect_impossible(value, printed->role[i],
                                          strcmp(transform->id, "exp") == 0 ? "ratio is not positive"
                                                                            : "not a possible value of the measure");
        }
    }
    if (printed->ub < printed->lb) {
        return tsq__effect_impossible(value, printed->role[2], "upper confidence limit below the lower one");
    }
    return TSQ_OK;
}

double tsq__printed_quantile(const struct tsq__printed *printed, bool single)
{
    const double tail = (1.0 - printed->level / 100.0) / (single && printed->one_sided ? 1.0 : 2.0);
    return isnan(printed->df) ? tsq__normal_upper(tail) : tsq__t_upper(tail, printed->df);
}

static void warn_off_centre(const struct tsq__printed *printed, struct tsq_effect_value *value)
{
    const double off = (printed->est - (printed->lb + printed->ub) / 2.0) / (printed->ub - printed->lb);
    if (fabs(off) > 0.1) {
        char text[TSQ__EFFECT_TEXT];
        snprintf(text, sizeof text,
                 "the estimate is not in the middle of its limits%s, but %.0f %% of their width %s it",
                 strcmp(printed->transform, "exp") == 0 ? " on the log scale" : "", 100.0 * fabs(off),
                 off > 0.0 ? "above" : "below");
        tsq__effect_add(value->warning, text);
    }
}

tsq_status tsq__printed_from_limits(const struct tsq__printed *printed, struct tsq_effect_value *value)
{
    const bool lower = !isnan(printed->lb), upper = !isnan(printed->ub), estimate = !isnan(printed->est);
    if (!(lower && upper) && !(estimate && (lower || upper))) {
        return TSQ_E_MISSING;
    }
    if (printed->lb > printed->est || printed->est > printed->ub) {
        return tsq__effect_omit(value, "the confidence limits do not contain the estimate");
    }
    const double quantile = tsq__printed_quantile(printed, !(lower && upper));
    double yi = printed->est, se = (printed->ub - printed->lb) / (2.0 * quantile);
    if (!estimate) {
        yi = printed->lb + (printed->ub - printed->lb) / 2.0;
        tsq__printed_describe(printed, "limits and their middle", value);
    } else if (lower && upper) {
        tsq__printed_describe(printed, "estimate and its limits", value);
        warn_off_centre(printed, value);
    } else {
        se = (lower ? printed->est - printed->lb : printed->ub - printed->est) / quantile;
        tsq__printed_describe(printed, printed->one_sided ? "estimate and a one-sided limit" : "estimate and one limit",
                              value);
    }
    return tsq__effect_set(value, yi, se * se);
}

void tsq__printed_describe(const struct tsq__printed *printed, const char *what, struct tsq_effect_value *value)
{
    const char *scale = strcmp(printed->transform, "exp") == 0    ? ", log scale"
                        : strcmp(printed->transform, "none") != 0 ? ", transformed"
                                                                  : "";
    if (isnan(printed->df)) {
        snprintf(value->derived, sizeof value->derived, "printed %s%s", what, scale);
    } else {
        char df[TSQ_NUMBER_TEXT];
        snprintf(value->derived, sizeof value->derived, "printed %s%s, t with %s df", what, scale,
                 tsq_number_print(printed->df, df));
    }
}
