/* The file of --checkpoint; see checkpoint.h. */
#include "cli/checkpoint.h"
#include "cli/watch.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Between two writings, in seconds. */
#define USUAL 10.0

tsq_status set_checkpoint(struct settings *settings, const char *value, tsq_error *err)
{
    if (value[0] == '\0') {
        return cli_fail(err, TSQ_E_USAGE, "--checkpoint: needs the name of a file");
    }
    settings->checkpoint = value;
    return TSQ_OK;
}

tsq_status set_checkpoint_every(struct settings *settings, const char *value, tsq_error *err)
{
    char *end;
    errno = 0;
    const double seconds = strtod(value, &end);
    if (end == value || *end != '\0' || !(seconds >= 0.0 && seconds <= 1e6)) {
        return cli_fail(err, TSQ_E_USAGE, "--checkpoint-every: '%s' is not a number of seconds from 0 to 1000000",
                        value);
    }
    settings->checkpoint_every = seconds;
    settings->has_checkpoint_every = true;
    return TSQ_OK;
}

static tsq_status fail_one_file(const struct settings *settings, tsq_error *err)
{
    return cli_fail(err, TSQ_E_USAGE, "-o and --checkpoint name the same file '%s'", settings->output);
}

tsq_status checkpoint_begin(struct checkpoint *checkpoint, struct settings *settings, tsq_error *err)
{
    *checkpoint = (struct checkpoint){.file = NULL};
    if (settings->checkpoint == NULL) {
        return settings->has_checkpoint_every && settings->run.ranks == NULL
                   ? cli_fail(err, TSQ_E_USAGE, "--checkpoint-every: there is no --checkpoint")
                   : TSQ_OK;
    }
    if (settings->format == FORMAT_CSV && (settings->command->bit & (CMD_SIMULATE | CMD_BATCH)) == 0) {
        return cli_fail(err, TSQ_E_USAGE,
                        "--checkpoint: CSV rows are written as they come and cannot be continued; other formats can");
    }
    if (settings->output != NULL && strcmp(settings->output, settings->checkpoint) == 0) {
        return fail_one_file(settings, err);
    }
    const double seconds = settings->has_checkpoint_every ? settings->checkpoint_every : USUAL;
    watch_signals(settings); /* the file appears at once: who sees it may interrupt */
    const tsq_status status = tsq_checkpoint_open(settings->checkpoint, seconds, &checkpoint->file, err);
    if (status == TSQ_OK && is_same_file(settings->checkpoint, settings->output)) { /* by other names */
        tsq_checkpoint_close(checkpoint->file, false);
        checkpoint->file = NULL;
        return fail_one_file(settings, err);
    }
    if (status == TSQ_OK) {
        settings->run.keeper = tsq_checkpoint_keeper(checkpoint->file);
    }
    return status;
}

bool checkpoint_has_state(const struct settings *settings)
{
    const tsq_keeper *keeper = settings->run.keeper;
    size_t size;
    return keeper != NULL && keeper->find(keeper->context, 0, &size) != NULL;
}

void checkpoint_end(struct checkpoint *checkpoint, int exit_code)
{
    const bool goes_on = exit_code == tsq_status_exit(TSQ_E_STOPPED) || exit_code == tsq_status_exit(TSQ_E_USAGE) ||
                         exit_code == tsq_status_exit(TSQ_E_FILE);
    tsq_checkpoint_close(checkpoint->file, !goes_on);
    checkpoint->file = NULL;
}
