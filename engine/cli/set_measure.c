/* What the options of measures do to the settings: which one, its variance, its corrections, and several arms. */
#include "cli/set.h"

#include <math.h>
#include <string.h>

tsq_status set_measure(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.measure = tsq_effect_find(value);
    return TSQ_OK;
}

tsq_status set_endpoint(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_endpoint endpoints[] = {TSQ_ENDPOINT_AUTO, TSQ_ENDPOINT_FINAL, TSQ_ENDPOINT_CHANGE};
    settings->pool.effect.endpoint = endpoints[choice_position(choice_endpoint, value)];
    return TSQ_OK;
}

tsq_status set_multi_arm(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_multi_arm ways[] = {TSQ_MULTI_ARM_COVARIANCE, TSQ_MULTI_ARM_SPLIT, TSQ_MULTI_ARM_COMBINE,
                                         TSQ_MULTI_ARM_EACH};
    settings->pool.effect.multi_arm = ways[choice_position(choice_multi_arm, value)];
    return TSQ_OK;
}

tsq_status set_vtype(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.vtype = value;
    return TSQ_OK;
}

tsq_status set_bias(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    const bool exact = strcmp(value, "exact") == 0, approx = strcmp(value, "approx") == 0;
    settings->pool.effect.bias = exact ? TSQ_BIAS_EXACT : approx ? TSQ_BIAS_APPROX : TSQ_BIAS_NONE;
    return TSQ_OK;
}

tsq_status set_correct(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.rom_correct = strcmp(value, "on") == 0;
    settings->pool.effect.bias = settings->pool.effect.rom_correct ? TSQ_BIAS_EXACT : TSQ_BIAS_NONE;
    return TSQ_OK;
}

tsq_status set_add(struct settings *settings, const char *value, tsq_error *err)
{
    double *add = &settings->pool.effect.add;
    settings->pool.effect.add_by_arm = strcmp(value, "tacc") == 0;
    if (settings->pool.effect.add_by_arm) {
        *add = NAN;
        return TSQ_OK;
    }
    const tsq_status status = set_number("add", value, add, err);
    if (status == TSQ_OK && *add < 0) {
        return cli_fail(err, TSQ_E_USAGE, "--add: negative '%s'", value);
    }
    return status;
}

tsq_status set_to(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_add_to rows[] = {TSQ_TO_ONLY0, TSQ_TO_ALL, TSQ_TO_IF0ALL, TSQ_TO_NONE};
    settings->pool.effect.to = rows[choice_position(choice_to, value)];
    return TSQ_OK;
}

tsq_status set_drop00(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->pool.effect.drop00 = TSQ_DROP00_ALL;
    return TSQ_OK;
}
