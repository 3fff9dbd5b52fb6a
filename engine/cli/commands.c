/* The table of commands. */
#include "cli/cli.h"

static const struct command commands[] = {
#define COMMAND(name, run, bit, arguments, line, description) {name, run, bit, arguments, line, description},
#include "cli/commands.def"
#undef COMMAND
};

const struct command *command_at(size_t i)
{
    return i < sizeof commands / sizeof commands[0] ? &commands[i] : NULL;
}
