/* What the options do to the settings that say how what rows report is converted. */
#include "cli/set.h"

#include <math.h>
#include <string.h>

/* A correlation, or 'pooled'. */
static tsq_status correlation(const char *option, const char *value, double *corr, bool *pooled, tsq_error *err)
{
    *pooled = strcmp(value, "pooled") == 0;
    if (*pooled) {
        *corr = NAN;
        return TSQ_OK;
    }
    const tsq_status status = set_number(option, value, corr, err);
    if (status == TSQ_OK && !(fabs(*corr) < 1)) {
        return cli_fail(err, TSQ_E_USAGE, "--%s: not between -1 and 1 '%s'", option, value);
    }
    return status;
}

tsq_status set_corr(struct settings *settings, const char *value, tsq_error *err)
{
    return correlation("corr", value, &settings->pool.effect.corr, &settings->pool.effect.corr_pooled, err);
}

tsq_status set_crossover_corr(struct settings *settings, const char *value, tsq_error *err)
{
    return correlation("crossover-corr", value, &settings->pool.effect.crossover_corr,
                       &settings->pool.effect.crossover_corr_pooled, err);
}

tsq_status set_counts(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.exact_counts = strcmp(value, "exact") == 0;
    return TSQ_OK;
}

tsq_status set_yates(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.no_yates = strcmp(value, "off") == 0;
    return TSQ_OK;
}

tsq_status set_icc(struct settings *settings, const char *value, tsq_error *err)
{
    double *icc = &settings->pool.effect.icc;
    const tsq_status status = set_number("icc", value, icc, err);
    if (status == TSQ_OK && !(fabs(*icc) <= 1)) {
        return cli_fail(err, TSQ_E_USAGE, "--icc: not between -1 and 1 '%s'", value);
    }
    return status;
}

tsq_status set_limits(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.limits_z = strcmp(value, "z") == 0;
    return TSQ_OK;
}

tsq_status set_limits_level(struct settings *settings, const char *value, tsq_error *err)
{
    double *level = &settings->pool.effect.convert.limits_level;
    const tsq_status status = set_number("limits-level", value, level, err);
    if (status == TSQ_OK && !(*level > 0 && *level < 100)) {
        return cli_fail(err, TSQ_E_USAGE, "--limits-level: not between 0 and 100 '%s'", value);
    }
    return status;
}

tsq_status set_limits_sides(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.limits_one_sided = strcmp(value, "one") == 0;
    return TSQ_OK;
}

tsq_status set_convert(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.only = tsq_conversion_find(value);
    return TSQ_OK;
}

tsq_status set_p_bounds(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.p_bounds = strcmp(value, "use") == 0;
    return TSQ_OK;
}

tsq_status set_medians(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_medians methods[] = {TSQ_MEDIANS_LUO_WAN_SHI, TSQ_MEDIANS_LOGNORMAL, TSQ_MEDIANS_QE,
                                          TSQ_MEDIANS_BC,          TSQ_MEDIANS_MLN,       TSQ_MEDIANS_BLUE};
    settings->pool.effect.convert.medians = methods[choice_position(choice_medians, value)];
    return TSQ_OK;
}

tsq_status set_unit(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->unit[settings->pool.effect.n_unit++] = value;
    return TSQ_OK;
}
