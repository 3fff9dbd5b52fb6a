/* Profile likelihood: the tau2 whose (restricted) likelihood is less than half a chi-square quantile below the maximum.
 *
 * Between two stationary points the likelihood is monotone, so each of these intervals holds at most one limit, and the
 * whole set is known: the part around the maximum is reported, and the hull of all parts where there are several. */
#include "fit/state.h"

#include "num/dist.h"
#include "num/root.h"

struct drop {
    struct tsq_fit_state *state;
    double reference, critical;
    bool restricted;
};

static double excess(double t, void *context)
{
    const struct drop *drop = context;
    return tsq__likelihood_drop(&drop->state->problem, drop->restricted, drop->reference, t) - drop->critical;
}

/* The limit between a and b, where the sign of the excess changes. */
static double limit_between(struct drop *drop, double a, double b, double f_a, double f_b)
{
    double root = a;
    (void)tsq__root(excess, drop, &a, &b, f_a, f_b, 0.0, &root);
    return root;
}

/* Where the likelihood leaves the set beyond the last stationary point. */
static double limit_beyond(struct drop *drop, double a, double f_a)
{
    double b = fmax(2.0 * a, drop->state->model->vmin), f_b = excess(b, drop);
    while (f_b <= 0.0 && b < 1e300) {
        a = b, f_a = f_b;
        b *= 2.0;
        f_b = excess(b, drop);
    }
    return limit_between(drop, a, b, f_a, f_b);
}

/* metafor's limits: one search below the estimate and one above it. */
static bool limits_early(struct tsq_fit_state *state, const struct drop *drop, double *lb, double *ub)
{
    const double t = state->tau2, end = fmax(state->stop.range, 10.0 * t);
    double low = 0.0, high = 0.0;
    struct drop from = *drop;
    from.reference = t;
    if (isnan(state->stop.tol)) {
        return false;
    }
    const bool open = excess(0.0, &from) < 0.0;
    const tsq__early_result below =
        open ? TSQ__EARLY_DONE
             : tsq__early_drop(&state->problem, drop->restricted, t, drop->critical, 0.0, t, &state->stop, &low);
    const tsq__early_result above =
        tsq__early_drop(&state->problem, drop->restricted, t, drop->critical, t, end, &state->stop, &high);
    const bool low_found = tsq__fit_stopped(state, below), high_found = tsq__fit_stopped(state, above);
    if (low_found && high_found) {
        *lb = low;
        *ub = high;
    }
    return low_found && high_found;
}

static tsq_status limits(struct tsq_fit_state *state, double *lb, double *ub)
{
    const bool restricted = state->out->method != &tsq__tau2_ml;
    const tsq__stationary_list *list = tsq__likelihood_list(&state->problem, restricted);
    struct drop drop = {.state = state,
                        .reference = list->point[list->best].t,
                        .critical = tsq__chisq_upper(2.0 * tsq__fit_tail(state), 1.0),
                        .restricted = restricted};
    if (limits_early(state, &drop, lb, ub)) {
        return TSQ_OK;
    }
    double start = 0.0, hull_lb = NAN, hull_ub = NAN, f_a = excess(0.0, &drop);
    bool inside = f_a <= 0.0;
    int parts = 0;
    for (size_t i = 0; i < list->n; i++) {
        const bool last = i + 1 == list->n;
        const double a = list->point[i].t, b = last ? INFINITY : list->point[i + 1].t;
        const double f_b = last ? INFINITY : excess(b, &drop);
        if (inside && f_b > 0.0) {
            const double end = last ? limit_beyond(&drop, a, f_a) : limit_between(&drop, a, b, f_a, f_b);
            hull_lb = parts == 0 ? start : hull_lb;
            hull_ub = end;
            parts++;
            if (start <= drop.reference && drop.reference <= end) {
                *lb = start;
                *ub = end;
            }
            inside = false;
        } else if (!inside && f_b <= 0.0) {
            start = limit_between(&drop, a, b, f_a, f_b);
            inside = true;
        }
        f_a = f_b;
    }
    if (parts > 1) {
        state->out->flags |= TSQ_FLAG_BIT(TAU2_CI_PARTS);
        state->out->tau2_hull_lb = hull_lb;
        state->out->tau2_hull_ub = hull_ub;
    }
    return TSQ_OK;
}

const tsq_tau2_interval tsq__tau2_interval_pl = {
    .id = "PL",
    .title = "profile likelihood (that of ML for ML, else the restricted one)",
    .source = "Hardy and Thompson 1996, doi:10.1002/(SICI)1097-0258(19960330)15:6<619::AID-SIM188>3.0.CO;2-A; "
              "Viechtbauer 2007, doi:10.1002/sim.2514",
    .limits = limits,
};
