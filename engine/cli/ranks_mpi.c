/* Messages by MPI; see ranks_mpi.h and tausq/run.h. Errors of MPI itself end all processes, as is its custom. */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* for sched_getaffinity; NOLINT(bugprone-reserved-identifier) */
#endif
#include "cli/ranks_mpi.h"

#ifndef TAUSQ_MPI

tsq_ranks *mpi_begin(void)
{
    return NULL;
}

unsigned mpi_threads(void)
{
    return 0;
}

void mpi_end(tsq_ranks *ranks)
{
    (void)ranks;
}

const char *mpi_version(char *room)
{
    (void)room;
    return "not built in";
}

#else

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/** Bytes that may be on their way; more wait. */
#define UNDER_WAY ((size_t)1 << 28)
#define TAG 1

/* A message that is being sent. */
struct parcel {
    struct parcel *next;
    MPI_Request request;
    size_t size;
    void *message;
};

struct carrier {
    tsq_ranks ranks;
    struct parcel *parcels;
    size_t under_way;
};

/* Lets go of what has arrived. */
static void clear(struct carrier *carrier)
{
    for (struct parcel **at = &carrier->parcels; *at != NULL;) {
        struct parcel *parcel = *at;
        int arrived = 0;
        MPI_Test(&parcel->request, &arrived, MPI_STATUS_IGNORE);
        if (arrived != 0) {
            carrier->under_way -= parcel->size;
            *at = parcel->next;
            free(parcel->message);
            free(parcel);
        } else {
            at = &parcel->next;
        }
    }
}

static void clear_to(struct carrier *carrier, size_t most)
{
    for (clear(carrier); carrier->under_way > most; clear(carrier)) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    }
}

static tsq_status carry(void *context, unsigned to, void *message, size_t size, tsq_error *err)
{
    struct carrier *carrier = context;
    struct parcel *parcel = malloc(sizeof *parcel);
    if (parcel == NULL) {
        free(message);
        if (err != NULL) {
            *err = (tsq_error){.code = TSQ_E_MEMORY};
            (void)strncpy(err->text, tsq_status_text(TSQ_E_MEMORY), sizeof err->text - 1);
        }
        return TSQ_E_MEMORY;
    }
    clear_to(carrier, UNDER_WAY);
    parcel->message = message;
    parcel->size = size;
    parcel->next = carrier->parcels;
    carrier->parcels = parcel;
    carrier->under_way += size;
    MPI_Isend(parcel->message, (int)size, MPI_BYTE, (int)to, TAG, MPI_COMM_WORLD, &parcel->request);
    return TSQ_OK; /* clear waits for it; NOLINT(clang-analyzer-optin.mpi.MPI-Checker) */
}

static bool waiting(void *context, unsigned *from, size_t *size)
{
    int there = 0, count = 0;
    MPI_Status status;
    clear(context);
    MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status);
    if (there != 0) {
        MPI_Get_count(&status, MPI_BYTE, &count);
        *from = (unsigned)status.MPI_SOURCE;
        *size = (size_t)count;
    }
    return there != 0;
}

static tsq_status receive(void *context, unsigned from, void *bytes, size_t size, tsq_error *err)
{
    (void)context;
    (void)err;
    MPI_Recv(bytes, (int)size, MPI_BYTE, (int)from, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return TSQ_OK;
}

/* Whether mpirun, mpiexec or srun started this process: without one there is nobody to talk to, and to start MPI takes
 * a tenth of a second. */
static bool was_launched(void)
{
    static const char *const marks[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE", "MPI_LOCALNRANKS"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (getenv(marks[i]) != NULL) {
            return true;
        }
    }
    return false;
}

tsq_ranks *mpi_begin(void)
{
    int provided, rank, size;
    if (!was_launched() || MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) {
        return NULL;
    }
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    struct carrier *carrier = size > 1 ? calloc(1, sizeof *carrier) : NULL;
    if (carrier == NULL) {
        if (size > 1) {
            MPI_Abort(MPI_COMM_WORLD, tsq_status_exit(TSQ_E_MEMORY));
        }
        MPI_Finalize();
        return NULL;
    }
    carrier->ranks = (tsq_ranks){.rank = (unsigned)rank,
                                 .size = (unsigned)size,
                                 .context = carrier,
                                 .send = carry,
                                 .waiting = waiting,
                                 .receive = receive};
    return &carrier->ranks;
}

unsigned mpi_threads(void)
{
    MPI_Comm machine;
    int here = 1;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = processors > 0 ? (unsigned)processors : 1;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &here);
    MPI_Comm_free(&machine);
    threads = here > 0 && threads > (unsigned)here ? threads / (unsigned)here : 1;
#if defined(__linux__)
    cpu_set_t mine;
    if (sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_COUNT(&mine) > 0 && (unsigned)CPU_COUNT(&mine) < threads) {
        threads = (unsigned)CPU_COUNT(&mine);
    }
#endif
    return threads;
}

void mpi_end(tsq_ranks *ranks)
{
    struct carrier *carrier = ranks->context;
    clear_to(carrier, 0);
    MPI_Finalize();
    free(carrier);
}

const char *mpi_version(char *room)
{
    char text[MPI_MAX_LIBRARY_VERSION_STRING];
    int length;
    MPI_Get_library_version(text, &length);
    const size_t n = strcspn(text, ",\n");
    const size_t kept = n < 127 ? n : 127;
    memcpy(room, text, kept);
    room[kept] = '\0';
    return room;
}

#endif
