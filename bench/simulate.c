/* Simulated fits a second of processor time, data included: prints case,k,fits_per_s. simulate.R prints the same cases for
 * metafor in a loop; simulate.sh joins the two. */
#include <tausq/tausq.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The best of some rounds, each with another seed. */
static double measure(const char *k, const char *measure_id, const char *methods)
{
    const tsq_scenario_setting setting[] = {
        {.column = "k", .text = k},           {.column = "mu", .text = "0.3"},
        {.column = "tau2", .text = "0.1"},    {.column = "n_min", .text = "20"},
        {.column = "n_max", .text = "200"},   {.column = "methods", .text = methods},
        {.column = "reps", .text = "100000"}, {.column = "measure", .text = measure_id}};
    tsq_scenarios scenarios;
    double best = 0.0;
    if (tsq_scenarios_read(NULL, setting, sizeof setting / sizeof *setting, &scenarios, NULL) != TSQ_OK) {
        exit(1);
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        const tsq_run run = {.threads = 1, .seed = round};
        tsq_simulation simulation;
        const double start = now();
        if (tsq_simulate(&scenarios, 95.0, &run, &simulation, NULL) != TSQ_OK) {
            exit(1);
        }
        const double rate = 1e5 * (double)scenarios.scenario[0].n_methods / (now() - start);
        best = rate > best ? rate : best;
        tsq_simulation_free(&simulation);
    }
    tsq_scenarios_free(&scenarios);
    return best;
}

int main(void)
{
    static const char *const sizes[] = {"8", "20"};
    static const struct {
        const char *name, *measure, *methods;
    } cases[] = {{"DL", "GEN", "DL+z"},
                 {"REML+HK", "GEN", "REML+knha"},
                 {"four methods", "GEN", "DL+z;REML+knha;REML+z;PM+knha"},
                 {"SMD REML+HK", "SMD", "REML+knha"}};
    tsq_start();
    puts("case,k,fits_per_s");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j < sizeof cases / sizeof *cases; j++) {
            printf("%s,%s,%.0f\n", cases[j].name, sizes[i], measure(sizes[i], cases[j].measure, cases[j].methods));
        }
    }
    return 0;
}
