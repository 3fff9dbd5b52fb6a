/* A command that runs for another one: its input is shared, its output and its error stay in memory. */
#ifndef TSQ_CLI_CAPTURE_H
#define TSQ_CLI_CAPTURE_H

#include "cli/cli.h"

#include <pthread.h>

/** A table that several runs read, from any thread. It is read when the first of them wants it. */
struct shared_input {
    const char *path; /* borrowed; NULL: there is none to read */
    tsq_csv_options csv;
    pthread_mutex_t lock;
    size_t runs; /* that still want it; after the last one it is freed */
    bool tried;
    tsq_table *table;
    char sha256[65];
    tsq_status status;
    tsq_error error;
};

/** Free with shared_input_end. */
void shared_input_begin(struct shared_input *input, const char *path, const tsq_csv_options *csv);
void shared_input_end(struct shared_input *input);

/** What a run takes and gives. Start from {.input = ...}; the caller frees `bytes`. */
struct capture {
    struct shared_input *input;
    char *bytes; /* what it wrote; NULL: nothing */
    size_t length;
    tsq_status status; /* its failure */
    tsq_error error;
};

/** What read_input does for such a run. The table stays with the input. */
tsq_status capture_input(struct capture *capture, char *sha256, tsq_table **out, tsq_error *err);

/** Whether the input was read, or not wanted yet; `sha256` is then, or if it is no table, that of its bytes, else "". */
bool shared_input_known(struct shared_input *input, char sha256[65]);

/** A run has ended, or will not take place. */
void shared_input_release(struct shared_input *input);

#endif
