/* Time of fits with moderators, many side by side and one by one: prints method,p,k,queue,single in nanoseconds of CPU per
 * fit, medians of several rounds. performance.sh puts metafor's beside them (peer_designs.R). */
#include <tausq/tausq.h>

#include "resample/many_design.h"
#include "timing.h"

#include <math.h>
#include <stdio.h>

#define ROUNDS 15
#define SETS 512
#define SINGLE 64
#define MOST 20

static struct {
    double yi[MOST], vi[MOST], X[MOST * TSQ__DESIGN_MOST], estimate[TSQ__DESIGN_MOST + 1], se[TSQ__DESIGN_MOST + 1];
    tsq_studies studies;
    tsq__designed fit;
} sets[SETS];

static double sink; /* keeps what is computed alive */

/* Variances as of trials with 20 to 400 participants, tau2 0.04. */
static void fill(size_t k, size_t m, uint64_t seed)
{
    for (size_t s = 0; s < SETS; s++) {
        for (size_t i = 0; i < k; i++) {
            sets[s].vi[i] = 4.0 / floor(20.0 + 381.0 * uniform(&seed));
            sets[s].yi[i] = 0.3 + normal(&seed) * sqrt(sets[s].vi[i] + 0.04);
            for (size_t j = 0; j < m; j++) {
                sets[s].X[j * k + i] = normal(&seed);
            }
        }
        sets[s].studies = (tsq_studies){.k = k, .yi = sets[s].yi, .vi = sets[s].vi, .m = m, .X = sets[s].X};
        sets[s].fit = (tsq__designed){.estimate = sets[s].estimate, .se = sets[s].se};
    }
}

static double queue(const tsq_fit_options *options, size_t k, size_t m)
{
    tsq__designs designs;
    const tsq__designs_shape shape = {.most = k, .m = m, .with_q = true};
    const double start = cpu_seconds();
    if (tsq__designs_new(options, shape, &designs, NULL) != TSQ_OK) {
        exit(1);
    }
    for (size_t s = 0; s < SETS; s++) {
        tsq__designs_add(&designs, &sets[s].studies, &sets[s].fit);
    }
    tsq__designs_flush(&designs);
    tsq__designs_free(&designs);
    sink += sets[7].estimate[0];
    return 1e9 * (cpu_seconds() - start) / SETS;
}

static double single(const tsq_fit_options *options)
{
    const double start = cpu_seconds();
    for (size_t s = 0; s < SINGLE; s++) {
        tsq_fit_result fit;
        if (tsq_fit(&sets[s].studies, options, &fit, NULL) != TSQ_OK) {
            exit(1);
        }
        sink += fit.coefficients[0].estimate;
        tsq_fit_free(&fit);
    }
    return 1e9 * (cpu_seconds() - start) / SINGLE;
}

static void measure(const char *method, size_t k, size_t m)
{
    double many[ROUNDS], one[ROUNDS];
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(method);
    options.test = tsq_test_find("z");
    options.no_tau2_interval = options.no_prediction = true;
    for (int round = -1; round < ROUNDS; round++) { /* the first warms up */
        fill(k, m, 50 + (uint64_t)(round + 1));
        const double queued = queue(&options, k, m), alone = single(&options);
        if (round >= 0) {
            many[round] = queued;
            one[round] = alone;
        }
    }
    printf("%s,%zu,%zu,%.1f,%.0f\n", method, m + 1, k, times_of(many, ROUNDS).median, times_of(one, ROUNDS).median);
    fflush(stdout);
}

int main(void)
{
    static const char *const methods[] = {"FE", "DL", "PM", "REML"};
    tsq_start();
    puts("method,p,k,queue,single");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        for (size_t m = 1; m <= TSQ__DESIGN_MOST; m++) {
            measure(methods[i], 8, m);
            measure(methods[i], 20, m);
        }
    }
    return sink > 0.0 || sink <= 0.0 ? 0 : 1;
}
