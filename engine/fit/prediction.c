/* Prediction intervals: which variance of the mean, and which distribution. All are mean +- quantile sqrt(variance of
 * the mean + tau2); intercept-only models. */
#include "fit/kenward_roger.h"

#include "num/dist.h"

/* Variance of the mean before any test's factor, scaled. */
static double classic(const struct tsq_fit_state *state)
{
    return (state->core == NULL ? 1.0 : state->core[0]) / state->weighted->sum_w;
}

static bool with_t(const struct tsq_fit_state *state, double degrees, double *quantile, double *df)
{
    if (!(degrees > 0.0)) {
        return false;
    }
    *df = degrees;
    *quantile = tsq__memo_t(state->memo, tsq__fit_tail(state), degrees);
    return true;
}

static bool rule_z(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    *variance = classic(state);
    *df = NAN;
    *quantile = tsq__memo_normal(state->memo, tsq__fit_tail(state));
    return true;
}

static bool rule_v(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    *variance = classic(state);
    return with_t(state, tsq__fit_df(state), quantile, df);
}

static bool rule_hts(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    *variance = classic(state);
    return with_t(state, tsq__fit_df(state) - 1.0, quantile, df);
}

static double hartung_knapp(const struct tsq_fit_state *state)
{
    return tsq__fit_hk_factor(state) * classic(state);
}

static bool rule_hk(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    *variance = hartung_knapp(state);
    return with_t(state, tsq__fit_df(state), quantile, df);
}

static bool rule_hk_pr(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    *variance = hartung_knapp(state);
    return with_t(state, tsq__fit_df(state) - 1.0, quantile, df);
}

static bool kenward_roger_rule(const struct tsq_fit_state *state, double less, double *quantile, double *df,
                               double *variance)
{
    double core, degrees, joint_df, joint_scale;
    tsq__kenward_roger(state, &core, &degrees, &joint_df, &joint_scale);
    *variance = core / state->inverse->sum_w;
    return with_t(state, degrees - less, quantile, df);
}

static bool rule_kr(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    return kenward_roger_rule(state, 0.0, quantile, df, variance);
}

static bool rule_kr_pr(const struct tsq_fit_state *state, double *quantile, double *df, double *variance)
{
    return kenward_roger_rule(state, 1.0, quantile, df, variance);
}

const tsq_prediction tsq__prediction_z = {
    .id = "z",
    .title = "normal distribution, classic standard error",
    .source = "Raudenbush 2009, in The Handbook of Research Synthesis",
    .rule = rule_z,
};

const tsq_prediction tsq__prediction_v = {
    .id = "V",
    .title = "t with k-p degrees of freedom, classic standard error",
    .source = "Veroniki, Jackson, Bender et al. 2019, doi:10.1002/jrsm.1319",
    .rule = rule_v,
};

const tsq_prediction tsq__prediction_hts = {
    .id = "HTS",
    .title = "t with k-p-1 degrees of freedom, classic standard error",
    .source = "Higgins, Thompson and Spiegelhalter 2009, doi:10.1111/j.1467-985X.2008.00552.x",
    .rule = rule_hts,
};

const tsq_prediction tsq__prediction_hk = {
    .id = "HK",
    .title = "t with k-p degrees of freedom, Hartung-Knapp standard error",
    .source = "Partlett and Riley 2017, doi:10.1002/sim.7140; degrees of freedom of Veroniki et al. 2019",
    .rule = rule_hk,
};

const tsq_prediction tsq__prediction_hk_pr = {
    .id = "HK-PR",
    .title = "t with k-p-1 degrees of freedom, Hartung-Knapp standard error",
    .source = "Partlett and Riley 2017, doi:10.1002/sim.7140",
    .rule = rule_hk_pr,
};

const tsq_prediction tsq__prediction_kr = {
    .id = "KR",
    .title = "t with Kenward-Roger degrees of freedom and standard error",
    .source = "Partlett and Riley 2017, doi:10.1002/sim.7140",
    .rule = rule_kr,
};

const tsq_prediction tsq__prediction_kr_pr = {
    .id = "KR-PR",
    .title = "t with Kenward-Roger degrees of freedom less 1 and its standard error",
    .source = "Partlett and Riley 2017, doi:10.1002/sim.7140",
    .rule = rule_kr_pr,
};

void tsq__fit_prediction(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    const tsq_prediction *prediction = state->options->prediction;
    if (prediction == NULL || state->model->m > 0 || out->k < 2 || (out->method->flags & TSQ_TAU2_COMMON) != 0) {
        return;
    }
    double quantile, df, variance;
    if (!prediction->rule(state, &quantile, &df, &variance)) {
        out->flags |= TSQ_FLAG_BIT(PI_NOT_DEFINED);
        return;
    }
    const double half = tsq__model_unscale(state->model, quantile * sqrt(variance + state->tau2), 1);
    out->prediction = prediction;
    out->pi_df = df;
    out->pi_lb = out->coefficients[0].estimate - half;
    out->pi_ub = out->coefficients[0].estimate + half;
}
