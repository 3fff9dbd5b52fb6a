/* Log-likelihoods at the estimates, with all constants, and the information criteria. */
#include "fit/state.h"

#include "num/sum.h"

#define LN_2PI 1.837877066409345484
#define LN_2 0.693147180559945309

/* -2 l + 2 q and its relatives; n observations, q parameters. */
static void criteria(double ll, double n, double q, double *aic, double *bic, double *aicc)
{
    const double enough = fmax(n, q + 2.0);
    *aic = -2.0 * ll + 2.0 * q;
    *bic = -2.0 * ll + q * log(n);
    *aicc = -2.0 * ll + 2.0 * q * enough / (enough - q - 1.0);
}

void tsq__fit_likelihoods(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    const tsq__model *model = state->model;
    const double k = (double)model->k, df = tsq__fit_df(state), unit = (double)model->y_exp * LN_2;
    tsq__sum ml = {0}, deviance = {0};
    for (size_t i = 0; i < model->k; i++) {
        const double e = state->weighted->residual[i], variance = model->v[i] + state->tau2;
        tsq__sum_add(&ml, -0.5 * log(variance));
        tsq__sum_add(&ml, -0.5 * e * e / variance);
        tsq__sum_add(&deviance, log1p(state->tau2 / model->v[i]));
        tsq__sum_add(&deviance, e * e / variance);
    }
    tsq__sum reml = ml;
    tsq__sum_add(&ml, -k * unit);
    tsq__sum_add(&ml, -0.5 * k * LN_2PI);
    out->ll_ml = tsq__sum_value(ml);
    out->dev_ml = tsq__sum_value(deviance);
    const bool counts =
        (out->method->flags & TSQ_TAU2_COMMON) == 0 &&
        (out->flags & (TSQ_FLAG_BIT(TAU2_FIXED) | TSQ_FLAG_BIT(SATURATED) | TSQ_FLAG_BIT(SINGLE_STUDY))) == 0;
    const double q = (double)model->p + (counts ? 1.0 : 0.0);
    criteria(out->ll_ml, k, q, &out->aic_ml, &out->bic_ml, &out->aicc_ml);
    if (df > 0.0) {
        for (size_t i = 0; i < model->k; i++) {
            state->problem.weights[i] = 1.0;
        }
        tsq__wls_fit(state->problem.wls, state->problem.weights);
        tsq__sum_add(&reml, 0.5 * tsq__wls_log_det(state->problem.wls));
        tsq__sum_add(&reml, -0.5 * tsq__wls_log_det(state->inverse));
        tsq__sum_add(&reml, -df * unit);
        tsq__sum_add(&reml, -0.5 * df * LN_2PI);
        out->ll_reml = tsq__sum_value(reml);
        criteria(out->ll_reml, df, q, &out->aic_reml, &out->bic_reml, &out->aicc_reml);
    }
    const bool restricted = (out->method->flags & TSQ_TAU2_RESTRICTED) != 0 && df > 0.0;
    out->logLik = restricted ? out->ll_reml : out->ll_ml;
    out->AIC = restricted ? out->aic_reml : out->aic_ml;
    out->BIC = restricted ? out->bic_reml : out->bic_ml;
    out->AICc = restricted ? out->aicc_reml : out->aicc_ml;
}
