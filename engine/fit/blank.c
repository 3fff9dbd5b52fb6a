/* A result of which nothing has been computed yet. */
#include "fit/state.h"

void tsq__fit_blank(tsq_fit_result *out)
{
    /* clang-format off */
    static const tsq_fit_result blank = {
        .pi_lb = NAN, .pi_ub = NAN, .pi_df = NAN,
        .tau2 = NAN, .se_tau2 = NAN, .tau2_lb = NAN, .tau2_ub = NAN,
        .tau2_solution_lb = NAN, .tau2_solution_ub = NAN, .tau2_hull_lb = NAN, .tau2_hull_ub = NAN,
        .s2w = NAN, .vt = NAN,
        .QE = NAN, .QE_df = NAN, .QE_p = NAN, .QE_log10p = NAN,
        .QM = NAN, .QM_df1 = NAN, .QM_df2 = NAN, .QM_p = NAN, .QM_log10p = NAN,
        .I2 = NAN, .I2_lb = NAN, .I2_ub = NAN, .H2 = NAN, .H2_lb = NAN, .H2_ub = NAN,
        .ll_ml = NAN, .ll_reml = NAN, .dev_ml = NAN, .logLik = NAN, .AIC = NAN, .BIC = NAN, .AICc = NAN,
        .aic_ml = NAN, .bic_ml = NAN, .aicc_ml = NAN, .aic_reml = NAN, .bic_reml = NAN, .aicc_reml = NAN,
    };
    /* clang-format on */
    *out = blank;
}
