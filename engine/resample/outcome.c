/* The numbers of a fit that resampling looks at; see outcome.h. */
#include "resample/outcome.h"

#include "fit/state.h"

#include <math.h>

tsq__many_what tsq__outcome_needs(const tsq_fit_options *options)
{
    return options->test == &tsq__test_kr ? TSQ__MANY_BRIEF : TSQ__MANY_FIT_Q;
}

void *tsq__outcome_slot(const tsq_fit_options *options, tsq__outcome_fit *fits, size_t j)
{
    const bool brief = tsq__outcome_needs(options) == TSQ__MANY_BRIEF;
    return (char *)fits + j * (brief ? sizeof(tsq_brief) : sizeof(tsq__many_fit));
}

static double tau2_of(tsq_status status, size_t k, double tau2)
{
    return k == 1 && status == TSQ_OK && isnan(tau2) ? 0.0 : tau2;
}

static void of_fit(const tsq_fit_options *o, const tsq__many_fit *fit, tsq__memo *memo, tsq__outcome *out)
{
    if (fit->status != TSQ_OK) {
        *out = (tsq__outcome){.status = fit->status,
                              .k = fit->k,
                              .estimate = NAN,
                              .se = NAN,
                              .ci_lb = NAN,
                              .ci_ub = NAN,
                              .tau2 = NAN,
                              .q = NAN,
                              .I2 = NAN};
        return;
    }
    const double df = (double)fit->k - 1.0, tail = (100.0 - o->level) / 200.0;
    const bool scaled = o->test == &tsq__test_knha || o->test == &tsq__test_adhoc, normal = o->test == &tsq__test_z;
    const double factor = !scaled || df == 0.0 ? 1.0 : o->test == &tsq__test_adhoc ? fmax(1.0, fit->s2w) : fit->s2w;
    const double quantile = normal || df == 0.0 ? tsq__memo_normal(memo, tail) : tsq__memo_t(memo, tail, df);
    const bool by_q = o->i2 == TSQ_I2_Q || tsq__fit_is_common(o);
    const double by_tau2 = 100.0 * (fit->tau2 / (fit->vt + fit->tau2));
    const double se = sqrt(fit->variance * factor);
    *out = (tsq__outcome){.status = fit->status,
                          .k = fit->k,
                          .estimate = fit->estimate,
                          .se = se,
                          .ci_lb = fit->estimate - quantile * se,
                          .ci_ub = fit->estimate + quantile * se,
                          .tau2 = tau2_of(fit->status, fit->k, fit->tau2),
                          .q = fit->q,
                          .I2 = df == 0.0     ? (double)NAN
                                : !by_q       ? by_tau2
                                : fit->q > df ? 100.0 * ((fit->q - df) / fit->q)
                                              : 0.0};
}

static void of_brief(const tsq_brief *brief, tsq__outcome *out)
{
    *out = (tsq__outcome){.status = brief->status,
                          .k = brief->k,
                          .estimate = brief->mean.estimate,
                          .se = brief->mean.se,
                          .ci_lb = brief->mean.ci_lb,
                          .ci_ub = brief->mean.ci_ub,
                          .tau2 = tau2_of(brief->status, brief->k, brief->tau2),
                          .q = brief->QE,
                          .I2 = brief->I2};
}

void tsq__outcome_of(const tsq_fit_options *options, const void *slot, tsq__memo *memo, tsq__outcome *out)
{
    if (tsq__outcome_needs(options) == TSQ__MANY_BRIEF) {
        of_brief(slot, out);
    } else {
        of_fit(options, slot, memo, out);
    }
}
