/* Time of whole permutation tests and bootstraps on one thread: prints case,k,milliseconds, the least of several runs by
 * CPU time. resample.R prints the same cases for metafor; run_resample.sh joins the two. */
#include <tausq/tausq.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MOST 20
#define RUNS 15

static double uniform(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static void fill(double *yi, double *vi, unsigned long long seed)
{
    unsigned long long state = seed;
    for (size_t i = 0; i < MOST; i++) {
        double normal = -6.0;
        for (int u = 0; u < 12; u++) {
            normal += uniform(&state);
        }
        vi[i] = 0.02 + 0.5 * uniform(&state);
        yi[i] = 0.3 + normal * sqrt(vi[i] + 0.1);
    }
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static tsq_status permute(const tsq_studies *studies, const tsq_run *run, uint64_t most, bool interval)
{
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    tsq_permute result;
    options.most = most;
    options.no_interval = !interval;
    const tsq_status status = tsq_permute_run(studies, &options, run, &result, NULL);
    tsq_permute_free(&result);
    return status;
}

static tsq_status boot(const tsq_studies *studies, const tsq_run *run, tsq_boot_kind kind)
{
    tsq_boot_options options = TSQ_BOOT_INIT;
    tsq_boot result;
    options.kind = kind;
    return tsq_boot_run(studies, &options, run, &result, NULL);
}

/* Orders of the rows of moderators: all of them, or 1000. */
static tsq_status permute_rows(const tsq_studies *studies, const tsq_run *run, bool all)
{
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    tsq_permute result;
    options.most = all ? (uint64_t)1 << 20 : 1;
    const tsq_status status = tsq_permute_run(studies, &options, run, &result, NULL);
    tsq_permute_free(&result);
    return status;
}

static tsq_status subsets(const tsq_studies *studies, const tsq_run *run)
{
    const tsq_gosh_options options = TSQ_GOSH_INIT;
    tsq_gosh result;
    const tsq_status status = tsq_gosh_run(studies, &options, run, &result, NULL);
    tsq_gosh_free(&result);
    return status;
}

enum which { EXACT, INTERVAL, DRAWN, STUDIES, PARAMETRIC, ROWS, ROWS_DRAWN, SUBSETS };

static tsq_status compute(const tsq_studies *studies, const tsq_run *run, enum which which)
{
    switch (which) {
    case STUDIES:
        return boot(studies, run, TSQ_BOOT_STUDIES);
    case PARAMETRIC:
        return boot(studies, run, TSQ_BOOT_PARAMETRIC);
    case ROWS:
    case ROWS_DRAWN:
        return permute_rows(studies, run, which == ROWS);
    case SUBSETS:
        return subsets(studies, run);
    default:
        return permute(studies, run, which == DRAWN ? 1 : (uint64_t)1 << 20, which == INTERVAL);
    }
}

static void measure(const char *name, size_t k, size_t m, enum which which)
{
    const tsq_run run = {.threads = 1, .seed = 1};
    double least = HUGE_VAL;
    for (unsigned long long r = 0; r < RUNS; r++) {
        double yi[MOST], vi[MOST], X[2 * MOST];
        fill(yi, vi, r);
        fill(X, X + MOST, r + 1000);
        const tsq_studies studies = {.k = k, .yi = yi, .vi = vi, .m = m, .X = X};
        const double start = now();
        const tsq_status status = compute(&studies, &run, which);
        const double time = now() - start;
        if (status != TSQ_OK) {
            exit(1);
        }
        least = time < least ? time : least;
    }
    printf("%s,%zu,%.4f\n", name, k, 1e3 * least);
}

int main(void)
{
    tsq_start();
    puts("case,k,ms");
    measure("permute all REML", 13, 0, EXACT);
    measure("permute all REML with interval", 13, 0, INTERVAL);
    measure("permute 1000 REML", 20, 0, DRAWN);
    measure("permute all orders of a moderator REML", 8, 1, ROWS);
    measure("permute 1000 orders of two moderators REML", 20, 2, ROWS_DRAWN);
    measure("gosh with a moderator REML", 13, 1, SUBSETS);
    measure("boot 1000 REML", 20, 0, STUDIES);
    measure("parametric boot 1000 REML", 20, 0, PARAMETRIC);
    return 0;
}
