/* The result of pooled counts: test and interval, heterogeneity, likelihoods, weights. */
#include "fit/counts.h"

#include "base/error.h"
#include "fit/higgins_thompson.h"
#include "fit/state.h"
#include "num/dist.h"
#include "num/sum.h"

#include <stdlib.h>
#include <string.h>

#define LN_2PI 1.837877066409345484

bool tsq_count_measure_find(const char *id, tsq_count_measure *out)
{
    static const char *const ids[] = {"OR", "RR", "RD", "IRR", "IRD"};
    for (size_t i = 0; id != NULL && i < sizeof ids / sizeof *ids; i++) {
        if (strcmp(id, ids[i]) == 0) {
            *out = (tsq_count_measure)i;
            return true;
        }
    }
    return false;
}

/* Whether a study has an estimate of its own. */
static tsq_status own_estimate(const tsq_counts *counts, size_t i, bool *there, tsq_error *err)
{
    *there = false;
    if (counts->yi == NULL || counts->vi == NULL || isnan(counts->yi[i]) || isnan(counts->vi[i])) {
        return TSQ_OK;
    }
    if (isinf(counts->yi[i]) || isinf(counts->vi[i])) {
        return tsq__fail_study(err, TSQ_E_NONFINITE, i, "an estimate or variance is infinite");
    }
    if (!(counts->vi[i] > 0.0)) {
        return tsq__fail_study(err, TSQ_E_VARIANCE, i, "%s", tsq_status_text(TSQ_E_VARIANCE));
    }
    *there = true;
    return TSQ_OK;
}

void tsq__counts_heterogeneity(tsq_fit_result *out, double q, double df)
{
    out->QE = df > 0.0 ? q : 0.0;
    out->QE_df = df;
    const tsq__tail tail = df > 0.0 ? tsq__chisq_upper_tail(q, df) : (tsq__tail){1.0, 0.0};
    out->QE_p = tail.p;
    out->QE_log10p = tail.log10p;
    out->flags |= tail.p == 0.0 && isfinite(tail.log10p) ? TSQ_FLAG_BIT(P_UNDERFLOW) : 0;
    if (df > 0.0) {
        out->I2 = q > df ? 100.0 * ((q - df) / q) : 0.0;
        out->H2 = q / df;
        tsq__higgins_thompson(q, df, (100.0 - out->level) / 200.0, &out->H2_lb, &out->H2_ub);
        out->I2_lb = 100.0 * (out->H2_lb - 1.0) / out->H2_lb;
        out->I2_ub = 100.0 * (out->H2_ub - 1.0) / out->H2_ub;
    }
}

/* The normal model at the estimate, for the studies with estimates of their own; n is their number. */
static void likelihood(tsq_fit_result *out, double deviance, double log_variances, double n)
{
    const double ll = -0.5 * (n * LN_2PI + log_variances + deviance), enough = fmax(n, 3.0);
    out->ll_ml = out->logLik = ll;
    out->dev_ml = deviance;
    out->aic_ml = out->AIC = -2.0 * ll + 2.0;
    out->bic_ml = out->BIC = -2.0 * ll + log(n);
    out->aicc_ml = out->AICc = -2.0 * ll + 2.0 * enough / (enough - 2.0);
}

static tsq_status compare_studies(const tsq_counts *counts, const tsq__strata *strata, tsq_fit_result *out,
                                  tsq_error *err)
{
    tsq__sum q = {0}, log_variances = {0};
    size_t n = 0;
    for (size_t i = 0; i < strata->k; i++) {
        const size_t study = strata->at[i].study;
        bool there;
        const tsq_status status = own_estimate(counts, study, &there, err);
        if (status != TSQ_OK) {
            return status;
        }
        if (there) {
            const double gap = counts->yi[study] - out->coefficients[0].estimate;
            tsq__sum_add(&q, gap * gap / counts->vi[study]);
            tsq__sum_add(&log_variances, log(counts->vi[study]));
            n++;
        }
    }
    if (n > 0) {
        const double deviance = tsq__sum_value(q);
        likelihood(out, deviance, tsq__sum_value(log_variances), (double)n);
        tsq__counts_heterogeneity(out, deviance, (double)n - 1.0);
    }
    return TSQ_OK;
}

static void test_estimate(tsq_fit_result *out, const tsq__pooled *pooled)
{
    tsq_coefficient *c = &out->coefficients[0];
    const double se = sqrt(pooled->variance), half = tsq__normal_upper((100.0 - out->level) / 200.0) * se;
    const double z = pooled->estimate / se;
    const tsq__tail tail = tsq__normal_two_sided(z);
    *c = (tsq_coefficient){.estimate = pooled->estimate,
                           .se = se,
                           .statistic = z,
                           .df = NAN,
                           .pval = tail.p,
                           .log10p = tail.log10p,
                           .ci_lb = pooled->estimate - half,
                           .ci_ub = pooled->estimate + half};
    out->flags |= tail.p == 0.0 && isfinite(tail.log10p) ? TSQ_FLAG_BIT(P_UNDERFLOW) : 0;
    out->vcov[0] = pooled->variance;
}

static void set_weights(const tsq__strata *strata, const tsq__pooled *pooled, tsq_fit_result *out)
{
    const double total = tsq__strata_sum(strata, pooled->share);
    for (size_t i = 0; i < strata->k; i++) {
        out->weight[strata->at[i].study] = 100.0 * pooled->share(&strata->at[i]) / total;
    }
}

tsq_status tsq__counts_result(const tsq_counts *counts, const tsq__strata *strata, const tsq_counts_options *options,
                              const tsq__pooled *pooled, tsq_fit_result *out, tsq_error *err)
{
    tsq__fit_blank(out);
    out->k = strata->k;
    out->p = 1;
    out->method = pooled->method;
    out->test = &tsq__test_z;
    out->level = options->level;
    out->tau2 = 0.0;
    out->flags = strata->k == 1 ? TSQ_FLAG_BIT(SINGLE_STUDY) : 0;
    out->coefficients = calloc(1, sizeof *out->coefficients);
    out->vcov = calloc(1, sizeof *out->vcov);
    out->weight = calloc(counts->k, sizeof *out->weight);
    tsq_status status = TSQ_OK;
    if (out->coefficients == NULL || out->vcov == NULL || out->weight == NULL) {
        status = tsq__fail_memory(err);
    } else {
        test_estimate(out, pooled);
        set_weights(strata, pooled, out);
        status = compare_studies(counts, strata, out, err);
    }
    if (status != TSQ_OK) {
        tsq_fit_free(out);
    }
    return status;
}
