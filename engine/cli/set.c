/* What the options that read data do to the settings, and what all such functions share. */
#include "cli/set.h"

#include <string.h>

tsq_status set_number(const char *option, const char *value, double *out, tsq_error *err)
{
    if (tsq_number_read(value, '.', out) != TSQ_NUMBER) {
        return cli_fail(err, TSQ_E_USAGE, "--%s: not a number '%s'", option, value);
    }
    return TSQ_OK;
}

size_t choice_position(choice_function *choices, const char *value)
{
    size_t i = 0;
    while (choices(i) != NULL && strcmp(choices(i), value) != 0) {
        i++;
    }
    return i;
}

tsq_status set_where(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->where[settings->pool.n_where++] = value;
    return TSQ_OK;
}

tsq_status set_by(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.by = value;
    return TSQ_OK;
}

tsq_status set_map(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->map[settings->pool.n_map++] = value;
    return TSQ_OK;
}

tsq_status set_bounds(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->bounds[settings->n_bounds++] = value;
    return TSQ_OK;
}

tsq_status set_delim(struct settings *settings, const char *value, tsq_error *err)
{
    if (strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0) {
        value = "\t";
    }
    if (strlen(value) != 1) {
        return cli_fail(err, TSQ_E_USAGE, "--delim: not one character '%s'", value);
    }
    settings->csv.delimiter = value[0];
    return TSQ_OK;
}

tsq_status set_decimal(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->csv.decimal = value[0];
    return TSQ_OK;
}

tsq_status set_na_fail(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->pool.effect.na_fail = true;
    return TSQ_OK;
}
