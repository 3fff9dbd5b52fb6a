/* The properties of a scenario as options: each is kept as it is, and read together with the grid. */
#include "cli/cli.h"

static tsq_status keep(struct settings *settings, const char *column, const char *name, const char *value,
                       tsq_error *err)
{
    if (settings->n_truth == sizeof settings->truth / sizeof *settings->truth) {
        return cli_fail(err, TSQ_E_USAGE, "%s comes twice", name);
    }
    settings->truth[settings->n_truth++] = (tsq_scenario_setting){.column = column, .text = value, .name = name};
    return TSQ_OK;
}

#define TRUTH(function, column, name)                                                                                  \
    tsq_status function(struct settings *settings, const char *value, tsq_error *err)                                  \
    {                                                                                                                  \
        return keep(settings, column, name, value, err);                                                               \
    }

TRUTH(set_true_k, "k", "--k")
TRUTH(set_true_mu, "mu", "--mu")
TRUTH(set_true_tau2, "tau2", "--tau2")
TRUTH(set_true_i2, "I2", "--I2")
TRUTH(set_true_effects, "effects", "--effects")
TRUTH(set_true_shape, "shape", "--shape")
TRUTH(set_true_shape2, "shape2", "--shape2")
TRUTH(set_true_measure, "measure", "--measure")
TRUTH(set_true_n, "n", "--n")
TRUTH(set_true_ratio, "ratio", "--ratio")
TRUTH(set_true_n_min, "n_min", "--n-min")
TRUTH(set_true_n_max, "n_max", "--n-max")
TRUTH(set_true_vi, "vi", "--vi")
TRUTH(set_true_vi_min, "vi_min", "--vi-min")
TRUTH(set_true_vi_max, "vi_max", "--vi-max")
TRUTH(set_true_spread, "spread", "--spread")
TRUTH(set_true_sd, "sd", "--sd")
TRUTH(set_true_risk, "risk", "--risk")
TRUTH(set_true_risk_min, "risk_min", "--risk-min")
TRUTH(set_true_risk_max, "risk_max", "--risk-max")
TRUTH(set_true_select, "select", "--select")
TRUTH(set_true_publish, "publish", "--publish")
TRUTH(set_true_methods, "methods", "--methods")
TRUTH(set_true_reps, "reps", "--reps")
