/* The file of --checkpoint. */
#ifndef TSQ_CLI_CHECKPOINT_H
#define TSQ_CLI_CHECKPOINT_H

#include "cli/cli.h"

struct checkpoint {
    tsq_checkpoint *file; /* NULL: not asked for */
};

/** Opens the file if there is to be one, and gives it to settings->run. */
tsq_status checkpoint_begin(struct checkpoint *checkpoint, struct settings *settings, tsq_error *err);

/** Whether it has a state, from an earlier run or this one. */
bool checkpoint_has_state(const struct settings *settings);

/** Closes it; it goes away if the command has done its work, or if its data are such that it cannot. */
void checkpoint_end(struct checkpoint *checkpoint, int exit_code);

#endif
