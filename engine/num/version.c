/* Versions, and the switch of GSL's error handler: here because only this room sees GSL. */
#include <tausq/version.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_version.h>

const char *tsq_version(void)
{
    return TAUSQ_VERSION;
}

const char *tsq_gsl_version(void)
{
    return gsl_version;
}

void tsq_start(void)
{
    gsl_set_error_handler_off();
}
