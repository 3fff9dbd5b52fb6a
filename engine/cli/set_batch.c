/* What the options of batch do to the settings. */
#include "cli/cli.h"

#include <string.h>

tsq_status set_join(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.join = value;
    return TSQ_OK;
}

tsq_status set_mask(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.mask = value;
    return TSQ_OK;
}

tsq_status set_flip(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.flip = value;
    return TSQ_OK;
}

tsq_status set_alleles(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.alleles = value;
    return TSQ_OK;
}

tsq_status set_fields(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.fields = value;
    return TSQ_OK;
}

tsq_status set_measure_column(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.measure_column = value;
    return TSQ_OK;
}

tsq_status set_wide(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->batch.wide = true;
    return TSQ_OK;
}

tsq_status set_window(struct settings *settings, const char *value, tsq_error *err)
{
    double n;
    const tsq_status status = set_whole("window", value, 1.0, &n, err);
    settings->batch.window = status == TSQ_OK ? (size_t)n : 1;
    return status;
}

tsq_status set_reader(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->batch.libcsv = strcmp(value, "libcsv") == 0;
    return TSQ_OK;
}
