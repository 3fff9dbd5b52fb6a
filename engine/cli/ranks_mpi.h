/* What the program wants of MPI. Without it (-DTAUSQ_MPI=OFF) these say that there is none. */
#ifndef TSQ_CLI_RANKS_MPI_H
#define TSQ_CLI_RANKS_MPI_H

#include <tausq/run.h>

/** Starts MPI if a launcher started this process; NULL if not, or if it is the only one. */
tsq_ranks *mpi_begin(void);
/** Threads for each of the ranks on this machine. */
unsigned mpi_threads(void);
/** Waits for what was sent, and ends MPI. */
void mpi_end(tsq_ranks *ranks);
/** "Open MPI v4.1.4" or so; "not built in". `room` has room for 128 characters. */
const char *mpi_version(char *room);

#endif
