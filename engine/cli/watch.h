/* Watching a long computation: its progress on standard error, and Ctrl-C. */
#ifndef TSQ_CLI_WATCH_H
#define TSQ_CLI_WATCH_H

#include "cli/cli.h"

#include <time.h>

struct watch {
    bool shown, open; /* to be shown; a line is on the terminal */
    bool counting;
    uint64_t before, done; /* at the first call, which may come after much that a checkpoint had; at the last */
    const char *what;      /* "subsets" */
    struct timespec begun, last;
};

/** From here on an interrupt makes the computation stop in order, also one that has not begun yet. */
void watch_signals(const struct settings *settings);

/** Begins to watch, signals too. `what` is what is counted. */
void watch_begin(struct watch *watch, const struct settings *settings, const char *what);

/** The function for tsq_run.progress, its context a struct watch. */
bool watch_progress(void *context, uint64_t done, uint64_t total);

/** Clears the line. */
void watch_end(struct watch *watch);

#endif
