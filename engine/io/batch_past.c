/* Groups of `batch` that were closed; see batch_past.h.
 *
 * What was gathered goes to the file as a run, its entries in the order of the upper bits of their hashes. At the end the
 * runs are gone through side by side, a range of hashes at a time, and those of a range put into a set: what is in it
 * already came twice. As there are about as many ranges as runs, a range takes as much memory as a run. */
#include "io/batch_past.h"

#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Entries of a run; values of the upper bits; entries that are read at a time. */
enum { RUN = 1 << 15, BITS = 11, BUCKETS = 1 << BITS, PIECE = 512 };

typedef struct tsq__batch_closed entry;

static size_t bucket_of(uint64_t hash)
{
    return (size_t)(hash >> (64 - BITS));
}

/* By their buckets. */
static void sort(const entry *from, size_t n, entry *to)
{
    size_t start[BUCKETS + 1] = {0};
    for (size_t i = 0; i < n; i++) {
        start[bucket_of(from[i].hash) + 1]++;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        start[i + 1] += start[i];
    }
    for (size_t i = 0; i < n; i++) {
        to[start[bucket_of(from[i].hash)]++] = from[i];
    }
}

/* Puts what is in memory into the file. Where that cannot be, it stays, and grows. */
static bool write_run(tsq__batch_past *past)
{
    entry *sorted = tsq__array(RUN, sizeof *sorted);
    if (sorted == NULL) {
        return false;
    }
    past->file = past->file != NULL ? past->file : tmpfile();
    sort(past->closed, RUN, sorted);
    past->unwritable =
        past->file == NULL || fwrite(sorted, sizeof *sorted, RUN, past->file) < RUN || fflush(past->file) != 0;
    free(sorted);
    if (!past->unwritable) {
        past->runs++;
        past->n = 0;
        tsq__seen_clear(&past->seen);
    }
    return true;
}

bool tsq__batch_past_add(tsq__batch_past *past, uint64_t hash, uint64_t place)
{
    if (!tsq__seen_add(&past->seen, hash)) {
        return false;
    }
    if (past->all) {
        return true;
    }
    entry *closed = tsq__grow(past->closed, &past->capacity, past->n < RUN ? RUN : past->n + 1, sizeof *closed);
    if (closed == NULL) {
        return false;
    }
    past->closed = closed;
    closed[past->n++] = (entry){hash, place};
    return past->n != RUN || past->unwritable || write_run(past);
}

/* ---- the end ------------------------------------------------------------------------------------------------------ */

/* Where the search is, and what it has found. */
struct search {
    const tsq__batch_past *past;
    size_t *at;  /* of each run: entries that were gone through */
    entry *rest; /* the last run, which is in memory */
    entry read[PIECE];
    tsq__seen seen;
    size_t run; /* which the first that came again is in */
    uint64_t place;
    bool twice;
};

/* Runs are in the order of time: of two the second came again. */
static bool look_at(struct search *search, const entry *closed, size_t run)
{
    if (!tsq__seen_has(&search->seen, closed->hash)) {
        return tsq__seen_add(&search->seen, closed->hash);
    }
    if (!search->twice || run < search->run || (run == search->run && closed->place < search->place)) {
        search->twice = true;
        search->run = run;
        search->place = closed->place;
    }
    return true;
}

/* Entries of a run from where it is; their number, or -1 with errno. */
static ssize_t read_piece(struct search *search, size_t run, const entry **piece)
{
    const tsq__batch_past *past = search->past;
    const size_t at = search->at[run], left = (run < past->runs ? RUN : past->n) - at, n = left < PIECE ? left : PIECE;
    if (run == past->runs) {
        *piece = search->rest + at;
        return (ssize_t)n;
    }
    *piece = search->read;
    for (size_t got = 0; got < n * sizeof **piece;) {
        const off_t from = (off_t)((run * (size_t)RUN + at) * sizeof **piece + got);
        const ssize_t more = pread(fileno(past->file), (char *)search->read + got, n * sizeof **piece - got, from);
        if (more <= 0) {
            errno = more == 0 ? EIO : errno;
            return -1;
        }
        got += (size_t)more;
    }
    return (ssize_t)n;
}

/* The entries of a run in the buckets before `end`. */
static tsq_status go_through(struct search *search, size_t run, size_t end, tsq_error *err)
{
    const entry *piece;
    ssize_t n, i;
    do {
        n = read_piece(search, run, &piece);
        if (n < 0) {
            return tsq__fail_errno(err, "temporary file", errno);
        }
        for (i = 0; i < n && bucket_of(piece[i].hash) < end; i++) {
            if (!look_at(search, &piece[i], run)) {
                return tsq__fail_memory(err);
            }
        }
        search->at[run] += (size_t)i;
    } while (n > 0 && i == n);
    return TSQ_OK;
}

static tsq_status go_through_all(struct search *search, tsq_error *err)
{
    const size_t runs = search->past->runs, ranges = runs + 1 < BUCKETS ? runs + 1 : BUCKETS;
    tsq_status status = TSQ_OK;
    for (size_t i = 1; i <= ranges && status == TSQ_OK; i++) {
        tsq__seen_clear(&search->seen);
        for (size_t run = 0; run <= runs && status == TSQ_OK; run++) {
            status = go_through(search, run, i * BUCKETS / ranges, err);
        }
    }
    return status;
}

tsq_status tsq__batch_past_check(tsq__batch_past *past, uint64_t *place, bool *twice, tsq_error *err)
{
    *twice = false;
    if (past->runs == 0) {
        return TSQ_OK;
    }
    struct search search = {.past = past,
                            .at = tsq__array(past->runs + 1, sizeof *search.at),
                            .rest = tsq__array(past->n, sizeof *search.rest)};
    tsq_status status = TSQ_OK;
    if (search.at == NULL || search.rest == NULL) {
        status = tsq__fail_memory(err);
    } else {
        sort(past->closed, past->n, search.rest);
        status = go_through_all(&search, err);
        *twice = status == TSQ_OK && search.twice;
        *place = search.place;
    }
    free(search.at);
    free(search.rest);
    tsq__seen_free(&search.seen);
    return status;
}

void tsq__batch_past_free(tsq__batch_past *past)
{
    tsq__seen_free(&past->seen);
    free(past->closed);
    if (past->file != NULL) {
        (void)fclose(past->file);
    }
    *past = (tsq__batch_past){0};
}
