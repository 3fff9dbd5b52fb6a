/* Peto's pooled log odds ratio: sum (O - E) / sum V, O = a, E = xt n1 / n, V = xt yt n1 n2 / (n^2 (n - 1)).
 * Yusuf, Peto, Lewis, Collins and Sleight 1985, doi:10.1016/S0033-0620(85)80003-7. */
#include "fit/counts.h"

#include "base/error.h"
#include "num/sum.h"

#include <stdlib.h>

static double excess(const tsq__stratum *s)
{
    return s->cross / s->n;
}

static double variance(const tsq__stratum *s)
{
    return s->xt > 0.0 && s->yt > 0.0 ? s->xt * (s->n1 / s->n) * (s->n2 / s->n) * (s->yt / (s->n - 1.0)) : 0.0;
}

static void heterogeneity(const tsq__strata *strata, double estimate, tsq_fit_result *out)
{
    tsq__sum q = {0};
    double n = 0.0;
    for (size_t i = 0; i < strata->k; i++) {
        const double v = variance(&strata->at[i]);
        if (v > 0.0) {
            const double gap = excess(&strata->at[i]) / v - estimate;
            tsq__sum_add(&q, gap * gap * v);
            n += 1.0;
        }
    }
    out->I2 = out->I2_lb = out->I2_ub = out->H2 = out->H2_lb = out->H2_ub = NAN;
    tsq__counts_heterogeneity(out, tsq__sum_value(q), n - 1.0);
}

tsq_status tsq_peto(const tsq_counts *counts, const tsq_counts_options *options, tsq_fit_result *out, tsq_error *err)
{
    const tsq_counts_options o = options != NULL ? *options : (tsq_counts_options)TSQ_COUNTS_OPTIONS_INIT;
    tsq__strata strata;
    *out = (tsq_fit_result){0};
    tsq_status status = tsq__strata_new(counts, false, &o, &strata, err);
    if (status != TSQ_OK) {
        return status;
    }
    const double total = tsq__strata_sum(&strata, variance);
    if (!(total > 0.0 && isfinite(total))) {
        status =
            tsq__fail(err, TSQ_E_MODEL, "Peto's odds ratio does not exist: there are no events, or nothing but events");
    } else {
        const tsq__pooled pooled = {.method = &tsq__tau2_peto,
                                    .estimate = tsq__strata_sum(&strata, excess) / total,
                                    .variance = 1.0 / total,
                                    .share = variance};
        status = tsq__counts_result(counts, &strata, &o, &pooled, out, err);
    }
    if (status == TSQ_OK) {
        heterogeneity(&strata, out->coefficients[0].estimate, out);
    }
    free(strata.at);
    return status;
}
