/* CPU time of this process, and what many rounds of a case took. */
#ifndef TAUSQ_BENCH_TIMING_H
#define TAUSQ_BENCH_TIMING_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static inline double cpu_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static inline int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/** Median, least and the middle half's width of some times; sorts them. */
struct times {
    double median, least, spread;
};

static inline struct times times_of(double *time, size_t n)
{
    qsort(time, n, sizeof *time, ascending);
    return (struct times){time[n / 2], time[0], time[3 * n / 4] - time[n / 4]};
}

/** A small generator, so that every run has the same data; numbers in (0, 1). */
static inline double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

/** Near enough to normal. */
static inline double normal(uint64_t *state)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        sum += uniform(state);
    }
    return sum;
}

#endif
