/* From sums to a result, by the functions of the single fit; see finish.h. */
#include "fit/finish.h"

#include "fit/state.h"

static void note_tau2(double tau2, int exponent, const tsq_fit_options *options, tsq_fit_result *out)
{
    out->tau2 = ldexp(tau2, 2 * exponent);
    if (tsq__fit_is_common(options)) {
        out->tau2 = 0.0;
    } else if (!isnan(options->tau2)) {
        out->tau2 = options->tau2;
        out->flags |= TSQ_FLAG_BIT(TAU2_FIXED);
    } else if (tau2 == 0.0) {
        out->flags |= TSQ_FLAG_BIT(TAU2_AT_BOUNDARY);
    }
}

static void begin(size_t k, size_t p, const tsq_fit_options *options, tsq_fit_result *out)
{
    tsq_coefficient *const coefficients = out->coefficients;
    double *const vcov = out->vcov;
    tsq__fit_blank(out);
    out->coefficients = coefficients;
    out->vcov = vcov;
    out->k = k;
    out->p = p;
    out->method = options->method;
    out->test = options->test;
    out->level = options->level;
}

void tsq__fit_finish(const tsq__found *found, const tsq_fit_options *options, tsq__memo *memo, tsq_fit_result *out)
{
    const double df = (double)found->k - 1.0;
    double mean = found->mean, numbers[16] = {0};
    const tsq__model model = {.k = found->k,
                              .p = 1,
                              .intercept = true,
                              .y_shift = found->shift,
                              .y_exp = found->exponent,
                              .vmin = found->vmin,
                              .vmax = found->vmax,
                              .vi_min = found->vmin,
                              .vi_max = found->vmax};
    tsq__wls wls = {.model = &model, .b = &mean, .sum_w = found->sum_w};
    struct tsq_fit_state state = {.options = options,
                                  .model = &model,
                                  .inverse = &wls,
                                  .weighted = &wls,
                                  .tau2 = found->tau2,
                                  .Q = found->q,
                                  .vt = df / found->trace,
                                  .s2w = found->rss / df,
                                  .factor = 1.0,
                                  .joint_scale = 1.0,
                                  .df = numbers,
                                  .df_joint = NAN,
                                  .room = numbers + 1,
                                  .memo = memo,
                                  .profile = found->profile,
                                  .out = out};
    begin(found->k, 1, options, out);
    out->s2w = state.s2w;
    note_tau2(found->tau2, found->exponent, options, out);
    (void)tsq__fit_coefficients(&state); /* no test that is allowed here can fail */
    tsq__fit_prediction(&state);
    (void)tsq__fit_heterogeneity(&state); /* the limits are known */
    tsq__fit_flags(&state);
}

void tsq__fit_finish_design(const tsq__found_design *found, const tsq_fit_options *options, tsq__memo *memo,
                            tsq_fit_result *out)
{
    const double df = (double)(found->k - found->p);
    double vcov[TSQ__FINISH_MOST * TSQ__FINISH_MOST], dfs[TSQ__FINISH_MOST];
    const tsq__model model = {.k = found->k,
                              .p = found->p,
                              .intercept = true,
                              .y_exp = found->exponent,
                              .vi_min = found->vmin,
                              .vi_max = found->vmax};
    struct tsq_fit_state state = {.options = options,
                                  .model = &model,
                                  .tau2 = found->tau2,
                                  .Q = found->q,
                                  .vt = df / found->trace,
                                  .s2w = found->rss / df,
                                  .factor = 1.0,
                                  .joint_scale = 1.0,
                                  .df = dfs,
                                  .df_joint = NAN,
                                  .memo = memo,
                                  .out = out};
    begin(found->k, found->p, options, out);
    out->vcov = vcov;
    out->s2w = state.s2w;
    note_tau2(found->tau2, found->exponent, options, out);
    (void)out->test->apply(&state); /* no test that is allowed here can fail */
    for (size_t c = 0; c < found->p; c++) {
        out->coefficients[c].estimate = found->estimate[c];
        vcov[c * found->p + c] = found->variance[c] * state.factor;
    }
    tsq__fit_tests(&state, found->wald);
    (void)tsq__fit_heterogeneity(&state); /* without an interval nothing can fail */
    tsq__fit_flags(&state);
    out->vcov = NULL;
}
