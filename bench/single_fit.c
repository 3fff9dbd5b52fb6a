/* Time of one whole fit, from studies to result, on data that change from fit to fit: prints case,k,median_us.
 * peer.R prints the same cases for metafor; run.sh joins the two. */
#include <tausq/tausq.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MOST 100
#define SETS 64
#define ROUNDS 25

struct data {
    double yi[SETS][MOST], vi[SETS][MOST];
};

/* A small generator, so that every run has the same data. */
static double uniform(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static void fill(struct data *data, size_t k)
{
    unsigned long long state = 20261121;
    for (size_t s = 0; s < SETS; s++) {
        for (size_t i = 0; i < k; i++) {
            double normal = -6.0;
            for (int u = 0; u < 12; u++) {
                normal += uniform(&state);
            }
            data->vi[s][i] = 0.02 + 0.5 * uniform(&state);
            data->yi[s][i] = 0.3 + normal * sqrt(data->vi[s][i] + 0.1);
        }
    }
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const struct data *data, size_t k, const char *name, const tsq_fit_options *options)
{
    double microseconds[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        for (size_t s = 0; s < SETS; s++) {
            const tsq_studies studies = {.k = k, .yi = data->yi[s], .vi = data->vi[s]};
            tsq_fit_result result;
            if (tsq_fit(&studies, options, &result, NULL) != TSQ_OK) {
                exit(1);
            }
            tsq_fit_free(&result);
        }
        microseconds[round] = 1e6 * (now() - start) / SETS;
    }
    qsort(microseconds, ROUNDS, sizeof *microseconds, ascending);
    printf("%s,%zu,%.3f\n", name, k, microseconds[ROUNDS / 2]);
}

int main(void)
{
    static const size_t sizes[] = {8, 20, 100};
    static const char *const methods[] = {"FE", "DL", "PM", "REML", "ML"};
    static struct data data;
    tsq_start();
    puts("case,k,median_us");
    for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
        fill(&data, sizes[n]);
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
            tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
            options.method = tsq_tau2_find(methods[m]);
            options.test = tsq_test_find("z");
            options.no_tau2_interval = true;
            measure(&data, sizes[n], methods[m], &options);
        }
        const tsq_fit_options all = TSQ_FIT_OPTIONS_INIT;
        measure(&data, sizes[n], "REML+HK+QP+PI", &all);
    }
    return 0;
}
