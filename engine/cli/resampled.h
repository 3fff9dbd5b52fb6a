/* What commands that fit the studies of groups again and again share: the pooled report, one run for each group, progress
 * and interrupts, rows as CSV while they come or a summary at the end. */
#ifndef TSQ_CLI_RESAMPLED_H
#define TSQ_CLI_RESAMPLED_H

#include "cli/watch.h"

/** A group whose studies are fitted again and again. */
struct resampled {
    const struct settings *settings;
    const tsq_pool_report *report;
    size_t result; /* its number in the report */
    const tsq_studies *studies;
    const tsq_run *run;
    FILE *rows; /* where rows go as CSV; NULL: not asked for */
};

/** A command. */
struct resampling {
    const char *what; /* is counted: "arrangements" */
    const char *fits; /* as messages say it: "resampling fits" */
    const char *data; /* what is fitted: "new data" */
    size_t size;      /* of the result of one group; zeroed before */
    void (*head)(FILE *stream, const tsq_pool_report *report);
    void (*leave_out)(tsq_pool_report *report); /* groups that cannot be fitted so, or NULL */
    tsq_status (*check)(const struct settings *settings, const tsq_pool_report *report, tsq_error *err); /* or NULL */
    tsq_status (*run)(const struct resampled *group, void *result, tsq_error *err);
    tsq_status (*write)(FILE *stream, enum format format, const tsq_pool_report *report, const void *results,
                        bool partial, const tsq_write_options *options);
    void (*free)(void *result);
};

/** Runs a command from its settings to its exit status. */
int run_resampling(struct settings *settings, const struct resampling *how);

#endif
