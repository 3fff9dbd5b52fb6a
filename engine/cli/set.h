/* What the functions share that store the values of options, one for each row of options.def. They stand by subject: the
 * data (set.c), measures, conversions, models, output. Values with choices have been checked before (arguments.c). */
#ifndef TSQ_CLI_SET_H
#define TSQ_CLI_SET_H

#include "cli/cli.h"

/** Reads the number that `option` is given, in the C locale. E_USAGE. */
tsq_status set_number(const char *option, const char *value, double *out, tsq_error *err);

/** Position of a value among the choices of its option, of which it is one. */
size_t choice_position(choice_function *choices, const char *value);

#endif
