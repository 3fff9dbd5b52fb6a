/* What the options of the output do to the settings. */
#include "cli/set.h"

#include <math.h>
#include <string.h>

tsq_status set_format(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const enum format formats[] = {FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_MARKDOWN};
    settings->format = formats[choice_position(choice_format, value)];
    return TSQ_OK;
}

tsq_status set_check_format(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const enum format formats[] = {FORMAT_TEXT, FORMAT_JSON,  FORMAT_JUNIT,
                                          FORMAT_TAP,  FORMAT_SARIF, FORMAT_MARKDOWN};
    settings->format = formats[choice_position(choice_check_format, value)];
    return TSQ_OK;
}

tsq_status set_only(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->only = value;
    return TSQ_OK;
}

tsq_status set_name(struct settings *settings, const char *value, tsq_error *err)
{
    const size_t length = strlen(value);
    const bool blank = length > 0 && (strchr(" \t", value[0]) != NULL || strchr(" \t", value[length - 1]) != NULL);
    if (length == 0 || length > 200 || blank || strchr(value, ',') != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--name: some letters without a comma and blanks about them, not '%.60s'",
                        value);
    }
    settings->name = value;
    return TSQ_OK;
}

tsq_status set_mcid(struct settings *settings, const char *value, tsq_error *err)
{
    double mcid;
    if (tsq_number_read(value, '.', &mcid) != TSQ_NUMBER || mcid == 0.0) {
        return cli_fail(err, TSQ_E_USAGE, "--mcid: a number other than 0, not '%s'", value);
    }
    settings->mcid = value;
    return TSQ_OK;
}

tsq_status set_update(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->update = true;
    return TSQ_OK;
}

tsq_status set_fail_on(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->fail_on = (tsq_lint_severity)choice_position(choice_fail_on, value);
    return TSQ_OK;
}

tsq_status set_digits(struct settings *settings, const char *value, tsq_error *err)
{
    double digits;
    const tsq_status status = set_number("digits", value, &digits, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (!(digits >= 0 && digits <= 15) || digits != floor(digits)) {
        return cli_fail(err, TSQ_E_USAGE, "--digits: not a whole number from 0 to 15 '%s'", value);
    }
    settings->digits = (int)digits;
    settings->text_only = "--digits";
    return TSQ_OK;
}

tsq_status set_transform(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->transform = value;
    settings->text_only = "--transf";
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

tsq_status set_forest(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->forest = true;
    return TSQ_OK;
}

tsq_status set_covariance(struct settings *settings, const char *value, tsq_error *err)
{
    if (strcmp(value, "-") == 0) {
        return cli_fail(err, TSQ_E_USAGE, "--covariance: a file, not standard output");
    }
    settings->covariance = value;
    return TSQ_OK;
}

tsq_status set_output(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->output = strcmp(value, "-") == 0 ? NULL : value;
    return TSQ_OK;
}

tsq_status set_quiet(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->quiet = true;
    return TSQ_OK;
}

tsq_status set_help(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->help = true;
    return TSQ_OK;
}
