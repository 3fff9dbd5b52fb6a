/* Time of what is done millions of times, beside what the machine allows: prints
 * case,k,unit,median,least,spread,bound,share, times in nanoseconds of CPU per unit of work, each the median of many
 * rounds over different data, the least round and the width of the middle half.
 *
 * `bound` is the time that the divisions alone take, each study's weight being one in every pass: k + 1 for a common
 * effect, 2 k + 3 for DerSimonian and Laird, 4.8 (k + 2) for REML (the passes that a good root finder needs to full
 * precision); `share` is bound / median in per cent. The time of a division is measured here, in the same run. */
#include <tausq/tausq.h>

#include "num/lanes_targets.h"
#include "resample/many.h"
#include "resample/subset_sums.h"
#include "timing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 31
#define TILES 64
#define SETS (TILES * TSQ__LANES)
#define MOST 100
#define SUBSET_BITS 11

/* Data of one k, and the tiles made of them. */
struct data {
    size_t k;
    double yi[SETS][MOST], vi[SETS][MOST];
    double *raw[TILES], *copy[TILES]; /* y, v, w and room of a tile: as filled, and to work with */
    tsq__tile tile[TILES];
    tsq__many_fit fit[SETS];
    tsq_fit_options options;
    double division; /* nanoseconds */
};

static double sink; /* keeps what is computed alive */

/* ---- the machine ----------------------------------------------------------------------------------------------- */

typedef double quad __attribute__((vector_size(32)));

#if TSQ__LANES_X86
__attribute__((target("avx2")))
#endif
static void
divide(quad *x, size_t n)
{
    const quad one = {1.0, 1.0, 1.0, 1.0};
    for (size_t i = 0; i < n; i++) {
        x[i] = one / x[i];
    }
}

/* One division among many independent ones, in nanoseconds. */
static double division_time(void)
{
    static quad x[512];
    double time[ROUNDS];
    for (size_t i = 0; i < 512; i++) {
        x[i] = (quad){1.5, 2.5, 3.5, (double)i + 1.0};
    }
    for (int round = 0; round < ROUNDS; round++) {
        const double start = cpu_seconds();
        for (int i = 0; i < 400; i++) {
            divide(x, 512);
        }
        time[round] = (cpu_seconds() - start) / (400.0 * 512.0 * 4.0);
    }
    sink += x[7][1];
    return 1e9 * times_of(time, ROUNDS).median;
}

/* Gigabytes per second read from memory, one core. */
static double bandwidth(void)
{
    const size_t n = (size_t)1 << 25;
    double *x = malloc(n * sizeof *x), best = 0.0;
    for (size_t i = 0; x != NULL && i < n; i++) {
        x[i] = (double)i;
    }
    for (int round = 0; x != NULL && round < 5; round++) {
        double sum[8] = {0.0};
        const double start = cpu_seconds();
        for (size_t i = 0; i < n; i += 8) {
            for (size_t j = 0; j < 8; j++) {
                sum[j] += x[i + j];
            }
        }
        best = fmax(best, (double)(n * sizeof *x) / (cpu_seconds() - start));
        sink += sum[3];
    }
    free(x);
    return 1e-9 * best;
}

/* ---- data ------------------------------------------------------------------------------------------------------ */

static void fill(struct data *data, size_t k, uint64_t seed)
{
    data->k = k;
    for (size_t s = 0; s < SETS; s++) {
        for (size_t i = 0; i < k; i++) { /* variances as of trials with 20 to 400 participants, tau2 0.04 */
            data->vi[s][i] = 4.0 / floor(20.0 + 381.0 * uniform(&seed));
            data->yi[s][i] = 0.3 + normal(&seed) * sqrt(data->vi[s][i] + 0.04);
        }
    }
    const size_t numbers = tsq__tile_numbers(k);
    for (size_t t = 0; t < TILES; t++) {
        data->tile[t] = (tsq__tile){.k = k,
                                    .y = data->copy[t],
                                    .v = data->copy[t] + numbers,
                                    .w = data->copy[t] + 2 * numbers,
                                    .room = data->copy[0] + 4 * tsq__tile_numbers(MOST)};
        for (size_t l = 0; l < TSQ__LANES; l++) {
            tsq__tile_put(&data->tile[t], l, k, data->yi[t * TSQ__LANES + l], data->vi[t * TSQ__LANES + l]);
        }
        tsq__lanes_sort(&data->tile[t]);
        memcpy(data->raw[t], data->copy[t], 2 * numbers * sizeof(double));
    }
}

static void restore(struct data *data)
{
    for (size_t t = 0; t < TILES; t++) {
        memcpy(data->copy[t], data->raw[t], 2 * tsq__tile_numbers(data->k) * sizeof(double));
    }
}

/* ---- cases ----------------------------------------------------------------------------------------------------- */

static void prepare(struct data *data)
{
    for (size_t t = 0; t < TILES; t++) {
        tsq__lanes_prepare(&data->tile[t]);
    }
}

/* Estimate, standard error, Q and tau2 of prepared tiles. */
static void fixed(struct data *data)
{
    for (size_t t = 0; t < TILES; t++) {
        tsq__lanes_fit fit;
        tsq__lanes_at_zero(&data->tile[t], false, &fit);
        sink += fit.mean[t % TSQ__LANES];
    }
}

static void moment(struct data *data)
{
    for (size_t t = 0; t < TILES; t++) {
        tsq__lanes_fit zero, fit;
        double tau2[TSQ__LANES];
        tsq__lanes_at_zero(&data->tile[t], true, &zero);
        tsq__lanes_moment(&data->tile[t], &zero, tau2);
        tsq__lanes_at(&data->tile[t], tau2, &fit);
        sink += fit.mean[t % TSQ__LANES];
    }
}

static void profile_q(struct data *data)
{
    double target[TSQ__LANES], tau2[TSQ__LANES];
    bool settled[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        target[l] = (double)data->k - 1.0;
    }
    for (size_t t = 0; t < TILES; t++) {
        tsq__lanes_fit zero, fit;
        tsq__lanes_profile_q(&data->tile[t], target, tau2, settled);
        tsq__lanes_both(&data->tile[t], tau2, &fit, &zero);
        sink += fit.mean[t % TSQ__LANES] + zero.rss[0];
    }
}

static void reml(struct data *data)
{
    double tau2[TSQ__LANES];
    bool settled[TSQ__LANES];
    for (size_t t = 0; t < TILES; t++) {
        tsq__lanes_fit zero, fit;
        tsq__lanes_likelihood(&data->tile[t], true, tau2, settled);
        tsq__lanes_both(&data->tile[t], tau2, &fit, &zero);
        sink += fit.mean[t % TSQ__LANES] + zero.rss[0];
    }
}

static void reml_search(struct data *data)
{
    double tau2[TSQ__LANES];
    bool settled[TSQ__LANES];
    for (size_t t = 0; t < TILES; t++) {
        tsq__lanes_likelihood(&data->tile[t], true, tau2, settled);
        sink += tau2[t % TSQ__LANES];
    }
}

static void prepare_fixed(struct data *data)
{
    prepare(data);
    fixed(data);
}

static void prepare_moment(struct data *data)
{
    prepare(data);
    moment(data);
}

static void prepare_profile_q(struct data *data)
{
    prepare(data);
    profile_q(data);
}

static void prepare_reml(struct data *data)
{
    prepare(data);
    reml(data);
}

/* From studies in any order to results in their units, with Q and the typical variance. */
static void queue(struct data *data)
{
    tsq__many many;
    if (tsq__many_new(&data->options, data->k, TSQ__MANY_FIT_Q, &many, NULL) != TSQ_OK) {
        exit(1);
    }
    for (size_t s = 0; s < SETS; s++) {
        tsq__many_add(&many, data->k, data->yi[s], data->vi[s], &data->fit[s]);
    }
    tsq__many_flush(&many);
    tsq__many_free(&many);
    sink += data->fit[7].estimate;
}

static void single(struct data *data)
{
    tsq_fit_options options = data->options;
    options.test = tsq_test_find("z");
    options.no_tau2_interval = options.no_prediction = true;
    for (size_t s = 0; s < SETS; s++) {
        const tsq_studies studies = {.k = data->k, .yi = data->yi[s], .vi = data->vi[s]};
        tsq_fit_result result;
        if (tsq_fit(&studies, &options, &result, NULL) != TSQ_OK) {
            exit(1);
        }
        sink += result.coefficients[0].estimate;
        tsq_fit_free(&result);
    }
}

static void gosh(struct data *data)
{
    const tsq_studies studies = {.k = data->k, .yi = data->yi[0], .vi = data->vi[0]};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    const tsq_run run = {.threads = 1};
    tsq_gosh out;
    options.fit.method = data->options.method;
    options.fit.test = tsq_test_find("z");
    options.all = true;
    if (tsq_gosh_run(&studies, &options, &run, &out, NULL) != TSQ_OK) {
        exit(1);
    }
    sink += out.estimate.mean;
    tsq_gosh_free(&out);
}

/* Estimate, weight, tau2, I2 and Q of all subsets from sums over their halves, without anything that is told of them. */
static void subset_sums(struct data *data, bool moment)
{
    static _Alignas(64) double numbers[5][1 << SUBSET_BITS];
    const tsq__subset_fits fits = {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], NULL};
    tsq__subset_sums sums;
    if (tsq__subset_sums_new(data->k, data->yi[0], data->vi[0], SUBSET_BITS, &sums, NULL) != TSQ_OK) {
        exit(1);
    }
    for (uint64_t high = 0; high < (uint64_t)1 << (data->k - SUBSET_BITS); high++) {
        tsq__subset_sums_fit(&sums, high, (tsq__subset_wish){.moment = moment}, &fits);
        sink += numbers[0][high % 7 + 1];
    }
    tsq__subset_sums_free(&sums);
}

static void fixed_sums(struct data *data)
{
    subset_sums(data, false);
}

static void moment_sums(struct data *data)
{
    subset_sums(data, true);
}

enum kind { TILE, UNPREPARED, WHOLE, SUBSETS };

static const struct {
    const char *name, *method;
    void (*run)(struct data *data);
    enum kind kind;
    double passes, per_pass; /* the bound: passes (k + per_pass) divisions */
} cases[] = {
    {"FE prepared tile", "FE", fixed, TILE, 1.0, 1.0},
    {"FE tile", "FE", prepare_fixed, UNPREPARED, 1.0, 1.0},
    {"FE queue", "FE", queue, WHOLE, 1.0, 1.0},
    {"FE single", "FE", single, WHOLE, 1.0, 1.0},
    {"DL prepared tile", "DL", moment, TILE, 2.0, 1.5},
    {"DL tile", "DL", prepare_moment, UNPREPARED, 2.0, 1.5},
    {"DL queue", "DL", queue, WHOLE, 2.0, 1.5},
    {"DL single", "DL", single, WHOLE, 2.0, 1.5},
    {"PM prepared tile", "PM", profile_q, TILE, 0.0, 0.0},
    {"PM tile", "PM", prepare_profile_q, UNPREPARED, 0.0, 0.0},
    {"PM queue", "PM", queue, WHOLE, 0.0, 0.0},
    {"PM single", "PM", single, WHOLE, 0.0, 0.0},
    {"REML prepared tile", "REML", reml, TILE, 4.8, 2.0},
    {"REML search alone", "REML", reml_search, TILE, 4.8, 2.0},
    {"REML tile", "REML", prepare_reml, UNPREPARED, 4.8, 2.0},
    {"REML queue", "REML", queue, WHOLE, 4.8, 2.0},
    {"REML single", "REML", single, WHOLE, 4.8, 2.0},
};

static const struct {
    const char *name, *method;
    size_t k;
    int rounds;
    void (*run)(struct data *data);
    double per_study, extra; /* the bound: divisions for a study of each subset, and beyond */
} gosh_cases[] = {{"FE subset sums", "FE", 20, 9, fixed_sums, 0.0, 2.0},
                  {"DL subset sums", "DL", 20, 9, moment_sums, 0.5, 4.0},
                  {"FE gosh", "FE", 13, 15, gosh, 0.0, 0.0},
                  {"DL gosh", "DL", 13, 15, gosh, 0.0, 0.0},
                  {"REML gosh", "REML", 13, 15, gosh, 0.0, 0.0},
                  {"FE gosh", "FE", 20, 5, gosh, 0.0, 0.0},
                  {"DL gosh", "DL", 20, 5, gosh, 0.0, 0.0},
                  {"REML gosh", "REML", 20, 5, gosh, 0.0, 0.0}};

/* ---- measuring ------------------------------------------------------------------------------------------------- */

static void print(const char *name, size_t k, const char *unit, struct times t, double bound)
{
    printf("%s,%zu,%s,%.2f,%.2f,%.2f,", name, k, unit, t.median, t.least, t.spread);
    if (bound > 0.0) {
        printf("%.2f,%.0f\n", bound, 100.0 * bound / t.median);
    } else {
        puts(",");
    }
    fflush(stdout);
}

/* Rounds of enough repetitions that the clock does not matter; the first round warms up. */
static void measure(struct data *data, size_t c)
{
    double time[ROUNDS];
    const int repeats = cases[c].run == single ? 1 : 8;
    data->options = (tsq_fit_options)TSQ_FIT_OPTIONS_INIT;
    data->options.method = tsq_tau2_find(cases[c].method);
    for (int round = -1; round < ROUNDS; round++) {
        double spent = 0.0;
        for (int i = 0; i < repeats; i++) {
            restore(data);
            if (cases[c].kind == TILE) {
                prepare(data);
            }
            const double start = cpu_seconds();
            cases[c].run(data);
            spent += cpu_seconds() - start;
        }
        if (round >= 0) {
            time[round] = 1e9 * spent / (double)repeats / SETS;
        }
    }
    const double bound = cases[c].passes * ((double)data->k + cases[c].per_pass) * data->division;
    print(cases[c].name, data->k, "fit", times_of(time, ROUNDS), bound);
}

static void measure_gosh(struct data *data, size_t c)
{
    double time[ROUNDS];
    const double subsets = pow(2.0, (double)gosh_cases[c].k) - 1.0;
    data->options.method = tsq_tau2_find(gosh_cases[c].method);
    for (int round = -1; round < gosh_cases[c].rounds; round++) {
        fill(data, gosh_cases[c].k, 100 + (uint64_t)(round + 1));
        const double start = cpu_seconds();
        gosh_cases[c].run(data);
        if (round >= 0) {
            time[round] = 1e9 * (cpu_seconds() - start) / subsets;
        }
    }
    print(gosh_cases[c].name, gosh_cases[c].k, "subset", times_of(time, (size_t)gosh_cases[c].rounds),
          (gosh_cases[c].per_study * (double)gosh_cases[c].k + gosh_cases[c].extra) * data->division);
}

int main(void)
{
    static const size_t sizes[] = {8, 20, 100};
    static struct data data;
    const size_t numbers = 5 * tsq__tile_numbers(MOST);
    for (size_t t = 0; t < TILES; t++) {
        data.raw[t] = aligned_alloc(64, numbers * sizeof(double));
        data.copy[t] = aligned_alloc(64, numbers * sizeof(double));
        if (data.raw[t] == NULL || data.copy[t] == NULL) {
            return 1;
        }
    }
    tsq_start();
    data.division = division_time();
    puts("case,k,unit,median,least,spread,bound,share");
    printf("division,1,number,%.3f,,,,\nread from memory,1,GB/s,%.1f,,,,\n", data.division, bandwidth());
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        fill(&data, sizes[s], 20261121);
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            measure(&data, c);
        }
    }
    for (size_t c = 0; c < sizeof gosh_cases / sizeof *gosh_cases; c++) {
        measure_gosh(&data, c);
    }
    for (size_t t = 0; t < TILES; t++) {
        free(data.raw[t]);
        free(data.copy[t]);
    }
    return sink == 0.25 ? 2 : 0;
}
