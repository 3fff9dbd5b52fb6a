/* Status sentences, names and exit codes, expanded from status.def; and the filling of a tsq_error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct row {
    const char *name;
    const char *sentence;
    int exit_code;
};

static const struct row rows[TSQ_STATUS_COUNT] = {
#define TSQ_STATUS(name, exit_code, sentence) {#name, sentence, exit_code},
#include <tausq/status.def>
#undef TSQ_STATUS
};

static int known(tsq_status status)
{
    return (unsigned)status < (unsigned)TSQ_STATUS_COUNT;
}

const char *tsq_status_text(tsq_status status)
{
    return known(status) ? rows[status].sentence : "unknown status";
}

const char *tsq_status_name(tsq_status status)
{
    return known(status) ? rows[status].name : "unknown";
}

int tsq_status_exit(tsq_status status)
{
    return known(status) ? rows[status].exit_code : 5;
}

tsq_status tsq__fail(tsq_error *err, tsq_status code, const char *format, ...)
{
    if (err != NULL) {
        *err = (tsq_error){.code = code};
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return code;
}

tsq_status tsq__fail_study(tsq_error *err, tsq_status code, size_t study, const char *format, ...)
{
    if (err != NULL) {
        *err = (tsq_error){.code = code, .study = study, .has_study = 1};
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return code;
}

tsq_status tsq__fail_memory(tsq_error *err)
{
    return tsq__fail(err, TSQ_E_MEMORY, "%s", tsq_status_text(TSQ_E_MEMORY));
}

tsq_status tsq__fail_errno(tsq_error *err, const char *name, int number)
{
    char why[128];
    if (strerror_r(number, why, sizeof why) != 0) {
        snprintf(why, sizeof why, "error %d", number);
    }
    return tsq__fail(err, TSQ_E_FILE, "%s: %s", name, why);
}
