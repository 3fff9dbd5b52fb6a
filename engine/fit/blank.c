/* A result of which nothing has been computed yet. */
#include "fit/state.h"

void tsq__fit_blank(tsq_fit_result *out)
{
    *out = (tsq_fit_result){0};
    double *const numbers[] = {
        &out->pi_lb,
        &out->pi_ub,
        &out->pi_df,
        &out->tau2,
        &out->se_tau2,
        &out->tau2_lb,
        &out->tau2_ub,
        &out->s2w,
        &out->QE,
        &out->QE_df,
        &out->QE_p,
        &out->QE_log10p,
        &out->vt,
        &out->I2,
        &out->I2_lb,
        &out->I2_ub,
        &out->H2,
        &out->H2_lb,
        &out->H2_ub,
        &out->ll_ml,
        &out->ll_reml,
        &out->dev_ml,
        &out->aic_ml,
        &out->bic_ml,
        &out->aicc_ml,
        &out->aic_reml,
        &out->bic_reml,
        &out->aicc_reml,
        &out->logLik,
        &out->AIC,
        &out->BIC,
        &out->AICc,
        &out->QM,
        &out->QM_df1,
        &out->QM_df2,
        &out->QM_p,
        &out->QM_log10p,
        &out->tau2_hull_lb,
        &out->tau2_hull_ub,
        &out->tau2_solution_lb,
        &out->tau2_solution_ub,
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        *numbers[i] = NAN;
    }
}
