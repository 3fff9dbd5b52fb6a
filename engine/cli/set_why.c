/* What the options of why do to the settings. */
#include "cli/set.h"

#include <string.h>

tsq_status set_quantity(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->quantity = value;
    return TSQ_OK;
}

tsq_status set_depth(struct settings *settings, const char *value, tsq_error *err)
{
    double depth = 0.0;
    const tsq_status status = strcmp(value, "all") == 0 ? TSQ_OK : set_whole("depth", value, 1.0, &depth, err);
    settings->depth = (size_t)depth;
    settings->text_only = "--depth";
    return status;
}

tsq_status set_emit(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->emit = value;
    return TSQ_OK;
}
