/* What the options of measures do to the settings: their corrections, and the size of their back-transformations. */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

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

tsq_status set_transform_size(struct settings *settings, const char *value, tsq_error *err)
{
    double *size = &settings->transform_size;
    if (tsq_number_read(value, '.', size) != TSQ_NUMBER || !(*size > 0 && isfinite(*size))) {
        return cli_fail(err, TSQ_E_USAGE, "--transf-n: not a positive number '%s'", value);
    }
    settings->text_only = "--transf-n";
    return TSQ_OK;
}
