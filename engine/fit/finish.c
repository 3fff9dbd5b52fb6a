/* From sums to a result, by the functions of the single fit; see finish.h. */
#include "fit/finish.h"

#include "fit/state.h"

static void note_tau2(const tsq__found *found, const tsq_fit_options *options, tsq_fit_result *out)
{
    out->tau2 = ldexp(found->tau2, 2 * found->exponent);
    if (tsq__fit_is_common(options)) {
        out->tau2 = 0.0;
    } else if (!isnan(options->tau2)) {
        out->tau2 = options->tau2;
        out->flags |= TSQ_FLAG_BIT(TAU2_FIXED);
    } else if (found->tau2 == 0.0) {
        out->flags |= TSQ_FLAG_BIT(TAU2_AT_BOUNDARY);
    }
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
    tsq_coefficient *const coefficient = out->coefficients;
    double *const vcov = out->vcov;
    tsq__fit_blank(out);
    out->coefficients = coefficient;
    out->vcov = vcov;
    out->k = found->k;
    out->p = 1;
    out->method = options->method;
    out->test = options->test;
    out->level = options->level;
    out->s2w = state.s2w;
    note_tau2(found, options, out);
    (void)tsq__fit_coefficients(&state); /* no test that is allowed here can fail */
    tsq__fit_prediction(&state);
    (void)tsq__fit_heterogeneity(&state); /* the limits are known */
    tsq__fit_flags(&state);
}
