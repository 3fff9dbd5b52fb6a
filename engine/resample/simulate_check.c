/* Whether what a scenario says fits together; what it leaves open gets its usual value. */
#include "resample/simulate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static tsq_status refuse(char *complaint, const char *text)
{
    snprintf(complaint, TSQ_ERROR_TEXT, "%s", text);
    return TSQ_E_VALUE;
}

static tsq_status check_effects(const tsq_scenario *s, char *complaint)
{
    const tsq_true_effects *e = s->effects;
    const bool wrong = (e->shape == NULL) != isnan(s->shape) || (e->shape2 == NULL) != isnan(s->shape2);
    if (!wrong && e->possible(s->shape, s->shape2)) {
        return TSQ_OK;
    }
    if (e->shape == NULL) {
        return refuse(complaint, "shape and shape2: the distribution of the true effects has none");
    }
    if (e->shape2 == NULL) {
        snprintf(complaint, TSQ_ERROR_TEXT, "effects %s: shape is its %s; it has no shape2", e->id, e->shape);
    } else {
        snprintf(complaint, TSQ_ERROR_TEXT, "effects %s: shape is its %s; shape2 %s", e->id, e->shape, e->shape2);
    }
    return TSQ_E_VALUE;
}

/* ---- sizes ------------------------------------------------------------------------------------------------------- */

/* The share of chi-square's quarters that lies between the limits. */
static bool chisq_is_likely(double min, double max)
{
    return erfc(sqrt(2.0 * min)) - erfc(sqrt(2.0 * max)) >= 0.01;
}

static tsq_status check_spread(tsq_scenario *s, bool drawn_n, bool drawn_vi, char *complaint)
{
    if (!drawn_n && !drawn_vi && s->spread != NULL) {
        return refuse(complaint, "spread: sizes are given, not drawn between limits");
    }
    s->spread = s->spread != NULL ? s->spread : tsq_size_spread_at(0);
    if ((drawn_n && !s->spread->of_n) || (drawn_vi && !s->spread->of_vi)) {
        return refuse(complaint, "spread chisq is for vi_min and vi_max");
    }
    if (drawn_vi && !s->spread->of_n && !chisq_is_likely(s->vi_min, s->vi_max)) {
        return refuse(complaint, "spread chisq: hardly any variance lies between vi_min and vi_max");
    }
    return TSQ_OK;
}

static tsq_status check_smallest(const tsq_scenario *s, char *complaint)
{
    double least = s->n == NULL ? s->n_min : INFINITY;
    for (size_t i = 0; s->n != NULL && i < s->n_list; i++) {
        least = fmin(least, s->n[i]);
    }
    least = fmin(least, tsq__simulated_treated(s, least));
    if (least < s->measure->n_least) {
        snprintf(complaint, TSQ_ERROR_TEXT, "measure %s needs groups of %u or more", s->measure->id,
                 (unsigned)s->measure->n_least);
        return TSQ_E_VALUE;
    }
    return TSQ_OK;
}

static tsq_status check_sizes(tsq_scenario *s, char *complaint)
{
    const bool drawn_n = !isnan(s->n_min) || !isnan(s->n_max), drawn_vi = !isnan(s->vi_min) || !isnan(s->vi_max);
    const int ways = (s->n != NULL) + (s->vi != NULL) + drawn_n + drawn_vi;
    if (ways != 1) {
        return refuse(complaint,
                      ways == 0
                          ? "how large are the studies? Give n, n_min and n_max, vi, or vi_min and vi_max"
                          : "only one of n, n_min and n_max, vi, vi_min and vi_max can say how large studies are");
    }
    if ((drawn_n && !(s->n_min <= s->n_max)) || (drawn_vi && !(s->vi_min <= s->vi_max))) {
        return refuse(complaint, drawn_n ? "n_min and n_max go together, n_min first"
                                         : "vi_min and vi_max go together, vi_min first");
    }
    if ((s->vi != NULL || drawn_vi) && s->measure->fill != NULL) {
        return refuse(complaint, "sampling variances are for measure GEN; give n, or n_min and n_max");
    }
    if ((s->vi != NULL || drawn_vi) && !isnan(s->ratio)) {
        return refuse(complaint, "ratio would change nothing: sampling variances are given");
    }
    if (s->n_list > s->k) {
        return refuse(complaint, "more sizes than studies");
    }
    if (!isnan(s->sd) && (!s->measure->takes_sd || s->vi != NULL || drawn_vi)) {
        return refuse(complaint, "sd would change nothing: it is for MD, and for GEN with sizes");
    }
    if (s->measure->takes_sd && s->vi == NULL && !drawn_vi && isnan(s->sd)) {
        s->sd = 1.0;
    }
    const tsq_status status = check_spread(s, drawn_n, drawn_vi, complaint);
    return status == TSQ_OK ? check_smallest(s, complaint) : status;
}

/* ---- the rest ------------------------------------------------------------------------------------------------------ */

static tsq_status check_risk(tsq_scenario *s, char *complaint)
{
    const bool limits = !isnan(s->risk_min) || !isnan(s->risk_max), given = limits || !isnan(s->risk);
    if (!s->measure->takes_risk) {
        return given ? refuse(complaint, "risk would change nothing: it is for OR, RR and RD") : TSQ_OK;
    }
    if (!given || (limits && (!isnan(s->risk) || !(s->risk_min <= s->risk_max)))) {
        snprintf(complaint, TSQ_ERROR_TEXT, "measure %s needs risk, or risk_min and risk_max, risk_min first",
                 s->measure->id);
        return TSQ_E_VALUE;
    }
    if (!limits) {
        s->risk_min = s->risk_max = s->risk;
    }
    const double lowest = s->measure->treated(s->risk_min, s->mu), highest = s->measure->treated(s->risk_max, s->mu);
    if (!(lowest > 0.0 && highest < 1.0)) {
        return refuse(complaint, "with this mu the risk of the treated would not be between 0 and 1");
    }
    return TSQ_OK;
}

static tsq_status check_selection(tsq_scenario *s, char *complaint)
{
    s->selection = s->selection != NULL ? s->selection : tsq_selection_at(0);
    if ((s->selection->sure == NULL) != isnan(s->publish)) {
        return refuse(complaint, isnan(s->publish)
                                     ? "select needs publish: the probability that another study is published"
                                     : "publish would change nothing without select");
    }
    return TSQ_OK;
}

static double variance_of_size(const tsq_scenario *s, double n)
{
    return s->measure->variance(s, tsq__simulated_treated(s, n), n);
}

/* The typical variance of Higgins and Thompson 2002, doi:10.1002/sim.1186, eq. 9. */
static double typical_variance(const tsq_scenario *s)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < s->k; i++) {
        const double v = s->vi != NULL ? s->vi[i % s->n_list] : variance_of_size(s, s->n[i % s->n_list]);
        sum += 1.0 / v;
        squares += 1.0 / v / v;
    }
    return s->k > 1 ? ((double)s->k - 1.0) * sum / (sum * sum - squares) : 1.0 / sum;
}

static tsq_status set_heterogeneity(tsq_scenario *s, char *complaint)
{
    if (!isnan(s->I2) && !isnan(s->tau2)) {
        return refuse(complaint, "tau2 and I2 both say how heterogeneous the effects are");
    }
    if (isnan(s->I2)) {
        s->tau2 = isnan(s->tau2) ? 0.0 : s->tau2;
        return TSQ_OK;
    }
    if (s->n == NULL && s->vi == NULL) {
        return refuse(complaint, "I2 needs sizes that are given (n or vi), not drawn");
    }
    s->tau2 = typical_variance(s) * s->I2 / (100.0 - s->I2);
    return TSQ_OK;
}

/* Whether its methods pool what the measure has. */
static tsq_status check_methods(const tsq_scenario *s, char *complaint)
{
    for (size_t i = 0; i < s->n_methods; i++) {
        const tsq_tau2_method *method = s->method[i].method;
        if ((method->flags & TSQ_TAU2_COUNTS) == 0) {
            continue;
        }
        if (!s->measure->takes_risk) {
            snprintf(complaint, TSQ_ERROR_TEXT, "method %s pools counts: it is for OR, RR and RD", method->id);
            return TSQ_E_VALUE;
        }
        if (strcmp(method->id, "PETO") == 0 && strcmp(s->measure->id, "OR") != 0) {
            return refuse(complaint, "method PETO is for OR");
        }
    }
    return TSQ_OK;
}

tsq_status tsq__scenario_finish(tsq_scenario *s, char *complaint)
{
    if (s->k == 0) {
        return refuse(complaint, "k, the number of studies, is missing");
    }
    s->mu = isnan(s->mu) ? 0.0 : s->mu;
    s->effects = s->effects != NULL ? s->effects : tsq_true_effects_at(0);
    s->measure = s->measure != NULL ? s->measure : tsq_simulated_measure_at(0);
    s->reps = s->reps > 0 ? s->reps : 10000;
    tsq_status status = check_effects(s, complaint);
    status = status == TSQ_OK ? check_sizes(s, complaint) : status;
    status = status == TSQ_OK ? check_risk(s, complaint) : status;
    status = status == TSQ_OK ? check_methods(s, complaint) : status;
    status = status == TSQ_OK ? check_selection(s, complaint) : status;
    return status == TSQ_OK ? set_heterogeneity(s, complaint) : status;
}
