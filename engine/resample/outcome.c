/* The numbers of a fit that resampling looks at; see outcome.h. */
#include "resample/outcome.h"

#include "fit/state.h"

#include <math.h>

tsq__many_what tsq__outcome_needs(const tsq_fit_options *options)
{
    return options->test == &tsq__test_kr ? TSQ__MANY_BRIEF : TSQ__MANY_FIT_Q;
}

size_t tsq__outcome_size(const tsq_fit_options *options)
{
    return tsq__outcome_needs(options) == TSQ__MANY_BRIEF ? sizeof(tsq_brief) : sizeof(tsq__many_fit);
}

void *tsq__outcome_slot(const tsq_fit_options *options, tsq__outcome_fit *fits, size_t j)
{
    return (char *)fits + j * tsq__outcome_size(options);
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

/* ---- many at once ---------------------------------------------------------------------------------------------- */

#define PART ((size_t)128) /* so that what is put down stays in the cache next to the processor until it is used */

/* What else a column is made of. */
struct columns {
    double df[PART], variance[PART], s2w[PART], vt[PART];
};

static void fill_critical(const tsq_fit_options *o, size_t k, double *critical, tsq__memo *memo)
{
    const double tail = (100.0 - o->level) / 200.0;
    critical[k] = o->test == &tsq__test_z ? tsq__memo_normal(memo, tail) : tsq__memo_t(memo, tail, (double)k - 1.0);
}

/* Turns fits into columns. */
static void spread_out(const tsq_fit_options *o, const tsq__many_fit *fit, size_t n, double *critical, tsq__memo *memo,
                       const tsq__outcomes *out, struct columns *columns)
{
    double *restrict estimate = out->estimate, *restrict reach = out->reach;
    double *restrict tau2 = out->tau2, *restrict q = out->q;
    for (size_t j = 0; j < n; j++) {
        const size_t k = fit[j].k;
        if (critical[k] == 0.0) {
            fill_critical(o, k, critical, memo);
        }
        reach[j] = critical[k];
        estimate[j] = fit[j].estimate;
        tau2[j] = fit[j].tau2;
        q[j] = fit[j].q;
        columns->df[j] = (double)k - 1.0;
        columns->variance[j] = fit[j].variance;
        columns->s2w[j] = fit[j].s2w;
        columns->vt[j] = fit[j].vt;
    }
}

static void find_reach(const tsq_fit_options *o, const struct columns *columns, size_t n, double *reach)
{
    const double *variance = columns->variance, *s2w = columns->s2w;
    if (o->test == &tsq__test_knha) {
        for (size_t j = 0; j < n; j++) {
            reach[j] *= sqrt(variance[j] * s2w[j]);
        }
    } else if (o->test == &tsq__test_adhoc) {
        for (size_t j = 0; j < n; j++) {
            reach[j] *= sqrt(variance[j] * (s2w[j] > 1.0 ? s2w[j] : 1.0));
        }
    } else {
        for (size_t j = 0; j < n; j++) {
            reach[j] *= sqrt(variance[j]);
        }
    }
}

static void find_i2(const tsq_fit_options *o, const struct columns *columns, size_t n, const tsq__outcomes *out)
{
    const double *df = columns->df, *vt = columns->vt, *q = out->q, *tau2 = out->tau2;
    double *i2 = out->I2;
    if (o->i2 == TSQ_I2_Q || tsq__fit_is_common(o)) {
        for (size_t j = 0; j < n; j++) {
            i2[j] = q[j] > df[j] ? 100.0 * ((q[j] - df[j]) / q[j]) : 0.0;
        }
    } else {
        for (size_t j = 0; j < n; j++) {
            i2[j] = 100.0 * (tau2[j] / (vt[j] + tau2[j]));
        }
    }
}

/* Whether one of four columns has a gap. */
static bool has_gap(const tsq__outcomes *out, size_t n)
{
    const double *estimate = out->estimate, *tau2 = out->tau2, *i2 = out->I2, *q = out->q;
    uint64_t gaps = 0;
    for (size_t j = 0; j < n; j++) {
        const double all = 0.0 * estimate[j] + 0.0 * tau2[j] + (0.0 * i2[j] + 0.0 * q[j]);
        gaps += all != 0.0; /* also where it is NaN */
    }
    return gaps > 0;
}

bool tsq__outcomes_of(const tsq_fit_options *options, const tsq__outcome_fit *fits, size_t n, double *critical,
                      tsq__memo *memo, const tsq__outcomes *out)
{
    const tsq__many_fit *fit = (const tsq__many_fit *)(const void *)fits;
    struct columns columns;
    bool sound = tsq__outcome_needs(options) == TSQ__MANY_FIT_Q;
    for (size_t j = 0; sound && j < n; j++) {
        sound = fit[j].status == TSQ_OK && fit[j].k > 1;
    }
    for (size_t j = 0; sound && j < n; j += PART) {
        const size_t part = n - j < PART ? n - j : PART;
        const tsq__outcomes here = {out->estimate + j, out->reach + j, out->tau2 + j, out->I2 + j, out->q + j};
        spread_out(options, fit + j, part, critical, memo, &here, &columns);
        find_reach(options, &columns, part, here.reach);
        find_i2(options, &columns, part, &here);
        sound = !has_gap(&here, part);
    }
    return sound;
}
