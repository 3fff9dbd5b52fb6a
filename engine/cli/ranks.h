/* Processes that mpirun or srun started together to share the work; see tausq/run.h. Without MPI there is one. */
#ifndef TSQ_CLI_RANKS_H
#define TSQ_CLI_RANKS_H

#include <tausq/tausq.h>

struct settings;

/** This program among its like. */
struct ranks {
    tsq_ranks *all;   /* NULL: it is alone */
    unsigned threads; /* that each takes by itself; 0: as if alone */
};

/** Finds the others. Beyond rank 0, nothing is printed from here on. */
void ranks_begin(struct ranks *ranks);

/** Puts them into the settings of a command; false if it has nothing to share and this is not rank 0. */
bool ranks_join(const struct ranks *ranks, struct settings *settings);

/** Waits for the others. Returns the exit status of all. */
int ranks_end(struct ranks *ranks, int exit_code);

/** What `--version` says of MPI. `room` has room for 128 characters. */
const char *ranks_version(char *room);

/** The table of a command: rank 0 reads it, and the others get its bytes. As tsq_csv_read. */
tsq_status ranks_read(tsq_ranks *ranks, const char *path, const tsq_csv_options *options, char *sha256, tsq_table **out,
                      tsq_error *err);

#endif
