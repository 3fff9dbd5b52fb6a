/* From a claim's args and where to settings; see claim_line.h. */
#include "cli/claim_line.h"

#include "cli/set.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool has_json(const struct command *command)
{
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *row = option_at(i);
        if ((row->commands & command->bit) != 0 && row->set == set_format) {
            return true;
        }
    }
    return false;
}

static const char *command_name(size_t i)
{
    return command_at(i) != NULL ? command_at(i)->name : NULL;
}

static tsq_status find_command(const char *name, const struct command **out, tsq_error *err)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        if (strcmp(command->name, name) == 0) {
            *out = command;
            if (command->bit == CMD_CHECK) {
                return cli_fail(err, TSQ_E_USAGE, "args: a check cannot be a part of itself");
            }
            return has_json(command)
                       ? TSQ_OK
                       : cli_fail(err, TSQ_E_USAGE, "args: %s gives no JSON that a claim could name a part of", name);
        }
    }
    const char *meant = nearest(name, command_name);
    return cli_fail(err, TSQ_E_USAGE,
                    meant != NULL ? "args: unknown command '%s'; did you mean '%s'?" : "args: unknown command '%s'",
                    name, meant);
}

tsq_status claim_line_check(const struct claim_line *line, tsq_error *err)
{
    static const char *const others[] = {"output", "covariance", "checkpoint", "checkpoint-every", "progress", "quiet",
                                         "help",   "fail-on",    "claims"};
    const struct settings *settings = &line->settings;
    size_t formats = 0;
    for (size_t i = 0; i < settings->n_given; i++) {
        const struct option_row *row = settings->given[i].row;
        bool refused = row->set == set_format && ++formats > 1;
        for (size_t j = 0; j < sizeof others / sizeof others[0]; j++) {
            refused = refused || strcmp(row->name, others[j]) == 0;
        }
        if (refused) {
            return cli_fail(err, TSQ_E_USAGE, "args: --%s has no place in a claim", row->name);
        }
    }
    return TSQ_OK;
}

/* The words of the command line that a claim stands for. */
static tsq_status make_arguments(struct claim_line *line, const char *args, const char *where, char *path,
                                 const struct command **command, int *argc, tsq_error *err)
{
    tsq_status status = words_split(args, &line->args, err);
    status = status == TSQ_OK ? words_conditions(where, &line->conditions, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    const bool named = line->args.n > 0 && line->args.word[0][0] != '-';
    status = find_command(named ? line->args.word[0] : "pool", command, err);
    line->argv = calloc(line->args.n + 2 * line->conditions.n + 6, sizeof *line->argv);
    if (status != TSQ_OK || *command == NULL || line->argv == NULL) {
        return status != TSQ_OK ? status : cli_fail_memory(err);
    }
    if (path != NULL && strcmp(path, "./-") == 0) {
        return cli_fail(err, TSQ_E_USAGE, "data: a file, not standard input");
    }
    int n = 0;
    line->argv[n++] = (char *)(uintptr_t)(*command)->name;
    for (size_t i = named ? 1 : 0; i < line->args.n; i++) {
        line->argv[n++] = line->args.word[i];
    }
    for (size_t i = 0; i < line->conditions.n; i++) {
        line->argv[n++] = (char *)(uintptr_t) "--where";
        line->argv[n++] = line->conditions.word[i];
    }
    line->argv[n++] = (char *)(uintptr_t) "--format";
    line->argv[n++] = (char *)(uintptr_t) "json";
    if (path != NULL) {
        line->argv[n++] = path;
    }
    *argc = n;
    return TSQ_OK;
}

tsq_status claim_line_read(const char *args, const char *where, char *path, struct claim_line *out, tsq_error *err)
{
    const struct command *command = NULL;
    int argc = 0;
    *out = (struct claim_line){0};
    const tsq_status status = make_arguments(out, args, where, path, &command, &argc, err);
    return status == TSQ_OK ? settings_parse(command, argc, out->argv, &out->settings, err) : status;
}

void claim_line_free(struct claim_line *line)
{
    settings_free(&line->settings);
    words_free(&line->args);
    words_free(&line->conditions);
    free(line->argv);
    *line = (struct claim_line){0};
}
