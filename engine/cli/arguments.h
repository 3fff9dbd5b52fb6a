/* The options of a command line as given, before any of them is applied. */
#ifndef TSQ_CLI_ARGUMENTS_H
#define TSQ_CLI_ARGUMENTS_H

#include "cli/cli.h"

struct given {
    size_t n;
    struct given_option *option;
};

/** Reads the arguments with getopt_long: appends the options to `given`, which has room for them, after checking each
 * against its choices, and takes the file. E_USAGE, E_MEMORY. */
tsq_status read_arguments(struct settings *settings, int argc, char **argv, struct given *given, tsq_error *err);

#endif
