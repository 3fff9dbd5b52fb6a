/* Simulations against what theory says exactly, and against a published simulation: within 5 Monte Carlo standard errors,
 * with fixed seeds. Exact values: tests/golden/make/simulate.py. */
#include "check.h"
#include "tables.h"

#include <tausq/simulate.h>

#include "resample/simulate.h"

#include <stdlib.h>
#include <string.h>

struct run {
    tsq_scenarios scenarios;
    tsq_simulation simulation;
};

/* Scenarios from a grid in text, done on so many threads. */
static struct run *run_grid(const char *grid, unsigned threads, uint64_t seed)
{
    struct run *r = malloc(sizeof *r);
    assert_non_null(r);
    tsq_error err;
    tsq_table *table = table_of(grid);
    const tsq_run run = {.threads = threads, .seed = seed};
    if (tsq_scenarios_read(table, NULL, 0, &r->scenarios, &err) != TSQ_OK ||
        tsq_simulate(&r->scenarios, 95.0, &run, &r->simulation, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    tsq_table_free(table);
    return r;
}

static void end(struct run *r)
{
    tsq_simulation_free(&r->simulation);
    tsq_scenarios_free(&r->scenarios);
    free(r);
}

static const tsq_performance *of(const struct run *r, size_t scenario, size_t method)
{
    return &r->simulation.performance[scenario][method];
}

/* The value is there within 5 Monte Carlo standard errors, which are small. */
#define check_simulated(got, want, largest)                                                                            \
    do {                                                                                                               \
        const tsq_simulated simulated = (got);                                                                         \
        assert_true(simulated.mcse <= (largest));                                                                      \
        check_close(simulated.value, (want), 0.0, 5.0 * simulated.mcse);                                               \
    } while (0)

/* ---- exact results ----------------------------------------------------------------------------------------------- */

static void the_normal_test_has_its_power(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,vi,methods,reps\n4,0.25,0.02;0.05;0.1;0.2,FE+z,50000\n", 2, 1);
    const tsq_performance *p = of(r, 0, 0);
    check_simulated(p->bias, 0.0, 0.001);
    check_simulated(p->emp_se, 0.10846522890932808, 0.001);
    check_close(p->mean_se.value, 0.10846522890932808, 1e-12, 0.0);
    check_simulated(p->rmse, 0.10846522890932808, 0.001);
    check_simulated(p->coverage, 0.95, 0.001);
    check_simulated(p->power, 0.6349335452026791, 0.003);
    check_close(p->width.value, 0.4251758844743515, 1e-12, 0.0);
    check_close(p->width.mcse, 0.0, 0.0, 1e-12);
    check_close(p->failed.value, 0.0, 0.0, 0.0);
    assert_true(isnan(p->tau2_bias.value) && isnan(p->tau2_zero.value) && isnan(p->pi_coverage.value));
    check_close(p->coverage.mcse, sqrt(p->coverage.value * (1.0 - p->coverage.value) / 50000.0), 1e-12, 0.0);
    check_close(p->bias.mcse, p->emp_se.value / sqrt(50000.0), 1e-12, 0.0);
    end(r);
}

/* With equal variances the test of Hartung and Knapp is that of a mean, whatever tau2 is and however it is estimated:
 * Hartung 1999. Its power is that of the noncentral t distribution. */
static void hartung_and_knapp_are_exact_for_equal_variances(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,tau2,vi,methods,reps\n4,0.5,0.2,0.1,REML;DL+knha;PM+knha,40000\n", 2, 1);
    for (size_t m = 0; m < 3; m++) {
        const tsq_performance *p = of(r, 0, m);
        check_simulated(p->coverage, 0.95, 0.002);
        check_simulated(p->power, 0.25082991194760484, 0.003);
        check_simulated(p->width, 1.6059467544888453, 0.004);
        check_close(p->power.value, of(r, 0, 0)->power.value, 0.0, 0.0); /* of the same data */
        check_close(p->width.value, of(r, 0, 0)->width.value, 1e-9, 0.0);
    }
    end(r);
}

/* With equal variances v all moment estimators and REML are max(0, s^2 - v); s^2 is (v + tau2)/m times chi-square with
 * m = k - 1 degrees of freedom. With a = v + tau2, c = m v/a and S_j(c) the upper tail of chi-square with j degrees:
 * E = a S_{m+2} - v S_m, E of its square = a^2 (m+2)/m S_{m+4} - 2 a v S_{m+2} + v^2 S_m, P(0) = 1 - S_m. */
static void estimates_of_tau2_have_their_bias(void **state)
{
    (void)state;
    static const struct {
        const char *grid;
        double bias, rmse, zero;
    } cases[] = {
        {"k,tau2,vi,methods,reps\n4,0.2,0.1,DL+z;REML+z;PM+z,40000\n", 0.00864453628406883, 0.23669609024659452,
         0.1987480430987992},
        {"k,tau2,vi,methods,reps\n10,0.05,0.1,DL+z;REML+z;PM+z,40000\n", 0.007012808774642314, 0.06337334477053272,
         0.2600817079053463},
        {"k,tau2,vi,methods,reps\n5,0,0.1,DL+z;REML+z;PM+z,40000\n", 0.02706705664732254, 0.058166846922583976,
         0.5939941502901619},
    };
    for (size_t i = 0; i < 3; i++) {
        struct run *r = run_grid(cases[i].grid, 2, 1);
        for (size_t m = 0; m < 3; m++) {
            const tsq_performance *p = of(r, 0, m);
            check_simulated(p->tau2_bias, cases[i].bias, 0.002);
            check_simulated(p->tau2_rmse, cases[i].rmse, 0.003);
            check_simulated(p->tau2_zero, cases[i].zero, 0.003);
        }
        end(r);
    }
}

/* One study is its own mean: the estimates have the distributions of their measures. OR: all 81 pairs of counts summed;
 * SMD: Hedges 1981, unbiased, variance J^2 m/(m-2) (2/n + d^2) - d^2; MD: t with 18 degrees of freedom. */
static void single_studies_follow_their_measures(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,measure,n,risk,sd,methods,reps\n"
                             "1,0.7,OR,8,0.3,,FE,60000\n"
                             "1,0.6,SMD,8,,,FE,60000\n"
                             "1,-3,MD,10,,5,FE,60000\n",
                             2, 1);
    check_simulated(of(r, 0, 0)->bias, 0.09582511912010581, 0.005);
    check_simulated(of(r, 0, 0)->emp_se, 1.1870416680656821, 0.005);
    check_simulated(of(r, 0, 0)->mean_se, 1.1647742574149549, 0.002);
    check_simulated(of(r, 1, 0)->bias, 0.0, 0.003);
    check_simulated(of(r, 1, 0)->emp_se, 0.5252839177261142, 0.003);
    check_simulated(of(r, 2, 0)->bias, 0.0, 0.01);
    check_simulated(of(r, 2, 0)->emp_se, 5.0 * 0.4472135954999579, 0.01);
    check_simulated(of(r, 2, 0)->mean_se, 5.0 * 0.44104837007813474, 0.01);
    check_simulated(of(r, 2, 0)->coverage, 0.9343315332395874, 0.002);
    end(r);
}

/* Pooled counts of two trials with 6 and 9 in each group: all 4,900 pairs of tables summed for the estimates of Mantel and
 * Haenszel with the variances of Robins, Breslow and Greenland 1986 (doi:10.2307/2531052), Greenland and Robins 1985
 * (doi:10.2307/2530643) and Sato, Greenland and Robins 1989 (doi:10.2307/2531736), and of Peto. Those without an estimate
 * are left out. */
static void counts_are_pooled(void **state)
{
    (void)state;
    static const struct {
        size_t scenario, method;
        double failed, bias, emp_se, mean_se, coverage, power;
    } cases[] = {
        {0, 0, 0.005736401425285793, 0.07725812450617518, 0.8477180019907437, 0.8170395474163332, 0.9678960011804416,
         0.18859246868721097},
        {0, 1, 9.797469377568787e-08, -0.019822861059600946, 0.7209065066339514, 0.7450690804627889, 0.9562624922488683,
         0.20634776599140348},
        {1, 0, 0.004783227202616094, 0.04600729775596662, 0.5363046788099178, 0.5163762117921764, 0.9722140009073879,
         0.1375335363291169},
        {2, 1, 0.0, 0.0, 0.17511900715418263, 0.1687200829887873, 0.9312736473346774, 0.24915808128808664},
    };
    struct run *r = run_grid("k,mu,measure,n,risk,methods,reps\n"
                             "2,0.9,OR,6;9,0.3,MH;PETO,20000\n"
                             "2,0.5,RR,6;9,0.3,MH;REML,20000\n"
                             "2,0.2,RD,6;9,0.3,FE;MH,20000\n",
                             2, 3);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const tsq_performance *p = of(r, cases[i].scenario, cases[i].method);
        check_close(p->failed.value, cases[i].failed, 0.0, 0.003);
        check_simulated(p->bias, cases[i].bias, 0.007);
        check_simulated(p->emp_se, cases[i].emp_se, 0.005);
        check_simulated(p->mean_se, cases[i].mean_se, 0.001);
        check_simulated(p->coverage, cases[i].coverage, 0.002);
        check_simulated(p->power, cases[i].power, 0.004);
        assert_true(isnan(p->tau2_bias.value));
    }
    /* Q of Peto's method, of the tables where both studies have a variance: all pairs of counts summed */
    check_simulated(of(r, 0, 1)->q_power, 0.03900917173061293, 0.0015);
    end(r);
}

/* All pairs of counts summed: 1/2 added to tables that hold a 0; MD with twice as many treated
 * has the standard error 5 sqrt(1/20 + 1/10). */
static void groups_of_two_sizes_and_other_measures(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,measure,n,ratio,risk,sd,methods,reps\n"
                             "1,0.5,RR,8,,0.3,,FE,60000\n"
                             "1,0.5,RR,8,1.5,0.3,,FE,60000\n"
                             "1,0.25,RD,8,1.5,0.3,,FE,60000\n"
                             "1,-3,MD,10,2,,5,FE,60000\n"
                             "1,0,GEN,10,2,,5,FE,60000\n",
                             2, 1);
    check_simulated(of(r, 0, 0)->bias, 0.074401448860708162, 0.004);
    check_simulated(of(r, 0, 0)->emp_se, 0.75816186020795809, 0.003);
    check_simulated(of(r, 1, 0)->bias, 0.10404217228758648, 0.004);
    check_simulated(of(r, 1, 0)->emp_se, 0.70525480448923244, 0.003);
    check_simulated(of(r, 2, 0)->bias, -0.0034621554369069895, 0.001);
    check_simulated(of(r, 2, 0)->emp_se, 0.21164143747536341, 0.001);
    check_simulated(of(r, 3, 0)->emp_se, 1.9364916731037084, 0.01);
    check_close(of(r, 4, 0)->mean_se.value, 1.9364916731037084, 1e-12, 0.0);
    end(r);
}

/* With equal variances (k - 1) s^2 / (v + tau2) is chi-square: the Q-profile interval is exact for tau2 above 0 (Viechtbauer 2007,
 * doi:10.1002/sim.2514), and for tau2 = 0 only its lower limit can miss. All methods have it of the same data. */
static void intervals_of_tau2_hold_it(void **state)
{
    (void)state;
    struct run *r = run_grid("k,tau2,vi,methods,reps\n"
                             "6,0.1,0.1,REML+knha++QP;DL+z+z+QP;REML+knha,40000\n"
                             "6,0,0.1,PM+knha+HK+QP,40000\n",
                             2, 1);
    check_simulated(of(r, 0, 0)->tau2_coverage, 0.95, 0.0015);
    check_close(of(r, 0, 1)->tau2_coverage.value, of(r, 0, 0)->tau2_coverage.value, 0.0, 0.0);
    check_close(of(r, 0, 1)->tau2_width.value, of(r, 0, 0)->tau2_width.value, 1e-9, 0.0);
    assert_true(isnan(of(r, 0, 2)->tau2_coverage.value));
    check_close(of(r, 0, 2)->coverage.value, of(r, 0, 0)->coverage.value, 0.0, 0.0);
    check_simulated(of(r, 1, 0)->tau2_coverage, 0.975, 0.0011);
    end(r);
}

/* With equal variances Q is (v + tau2)/v times chi-square with k - 1 degrees of freedom (Hedges and Pigott 2001,
 * doi:10.1037/1082-989X.6.3.203); for two studies it is (v1 + v2 + 2 tau2)/(v1 + v2) times it, whatever the variances
 * are. All methods have it of the same data, and one study has none. */
static void the_test_of_heterogeneity_has_its_power(void **state)
{
    (void)state;
    static const double power[] = {0.35409619696535499, 0.05, 0.48858393555557589, 0.14405087367543518};
    struct run *r = run_grid("k,mu,tau2,vi,methods,reps\n"
                             "6,1,0.1,0.1,FE+z;REML+knha;REML+knha++QP,40000\n"
                             "6,1,0,0.1,PM+z;DL+z,40000\n"
                             "10,0,0.05,0.05,FE+z;DL+z,40000\n"
                             "2,0,0.1,0.05;0.2,FE+z;DL+z,40000\n"
                             "1,0,0.1,0.05,FE+z;DL+z,1000\n",
                             2, 1);
    for (size_t i = 0; i < 4; i++) {
        for (size_t m = 0; m < r->scenarios.scenario[i].n_methods; m++) {
            check_simulated(of(r, i, m)->q_power, power[i], 0.003);
            check_close(of(r, i, m)->q_power.value, of(r, i, 0)->q_power.value, 0.0, 0.0);
        }
    }
    assert_true(isnan(of(r, 4, 0)->q_power.value));
    end(r);
}

/* z above 1.96 is published, the rest with probability 0.2: a mixture of a truncated and a whole normal distribution. */
static void selection_biases_as_computed(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,vi,select,publish,methods,reps\n1,0.2,0.04,positive,0.2,FE,60000\n", 2, 1);
    check_simulated(of(r, 0, 0)->bias, 0.12025375994964321, 0.001);
    check_simulated(of(r, 0, 0)->emp_se, 0.220515053747834, 0.001);
    check_simulated(of(r, 0, 0)->power, 0.5042698690901818, 0.003);
    end(r);
}

/* Significant is a two-sided p below 0.05: |z| above 1.959964. */
static void selection_favours_what_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool low, high; /* beyond -1.96, beyond 1.96 */
    } cases[] = {{"significant", true, true}, {"positive", false, true}, {"negative", true, false}};
    assert_int_equal(tsq_selection_count(), 4);
    assert_true(tsq__selection_find("none")->sure == NULL);
    for (size_t i = 0; i < 3; i++) {
        const tsq_selection *selection = tsq__selection_find(cases[i].id);
        assert_int_equal(selection->sure(-1.959965), cases[i].low);
        assert_int_equal(selection->sure(1.959965), cases[i].high);
        assert_false(selection->sure(-1.959963));
        assert_false(selection->sure(1.959963));
    }
}

/* Gelman and Carlin 2014, doi:10.1177/1745691614551642: an effect of 2 with standard error 8.1 has power 0.06, type S error
 * 0.24 and exaggeration 9.5 (integrals by the normal distribution). */
static void errors_of_sign_and_size_are_those_of_gelman_and_carlin(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,vi,methods,reps\n1,2,65.61,FE,100000\n", 2, 1);
    check_simulated(of(r, 0, 0)->power, 0.057012940634876656, 0.001);
    check_simulated(of(r, 0, 0)->type_s, 0.2396176544552166, 0.006);
    check_simulated(of(r, 0, 0)->exaggeration, 9.53662759407442, 0.04);
    end(r);
}

static void true_effects_have_mean_0_and_variance_1(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double shape, shape2, fourth, skew; /* of the standardised distribution */
    } cases[] = {
        {"normal", NAN, NAN, 3.0, 0.0},
        {"uniform", NAN, NAN, 1.8, 0.0},
        {"t", 12.0, NAN, 3.75, 0.0},            /* 3 + 6/(df - 4) */
        {"lognormal", 0.3, NAN, 4.644, 0.9495}, /* (e^s + 2) sqrt(e^s - 1), s = shape^2 */
        {"gamma", 4.0, NAN, 4.5, 1.0},          /* 3 + 6/shape, 2/sqrt(shape) */
        {"two-points", 0.2, NAN, 3.25, 1.5},    /* 1/(pq) - 3, (q - p)/sqrt(pq) */
        {"outliers", 0.1, 3.0, 8.3333, 0.0},    /* 3 (q + p r^4)/(q + p r^2)^2 */
    };
    assert_int_equal(sizeof cases / sizeof *cases, tsq_true_effects_count());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const tsq_true_effects *effects = tsq__true_effects_find(cases[i].id);
        const double n = 100000.0;
        double sum = 0.0, squares = 0.0, cubes = 0.0, sixth = 0.0;
        tsq__stream stream = tsq__stream_at(11, i);
        assert_true(effects->possible(cases[i].shape, cases[i].shape2));
        for (int j = 0; j < 100000; j++) {
            const double x = effects->draw(&stream, cases[i].shape, cases[i].shape2);
            sum += x;
            squares += x * x;
            cubes += x * x * x;
            sixth += x * x * x * x * x * x;
        }
        check_close(sum / n, 0.0, 0.0, 5.0 / sqrt(n));
        check_close(squares / n, 1.0, 0.0, 5.0 * sqrt((cases[i].fourth - 1.0) / n));
        check_close(cubes / n, cases[i].skew, 0.0, 5.0 * sqrt(sixth / n / n));
    }
}

/* ---- a published simulation ---------------------------------------------------------------------------------------- */

/* Friedrich, Adhikari and Beyene 2008, doi:10.1186/1471-2288-8-32, table 5: DerSimonian and Laird with the normal
 * distribution, groups of 10 or 100, tau 0 or half the SD; per cent without decimals, of 10,000 replicates. */
static const struct friedrich {
    double mu;
    int n, k;
    double coverage[2][2], power[2][2]; /* MD, SMD with tau = 0; with tau = 0.5 */
} friedrich[] = {
    {0.2, 10, 5, {{95, 97}, {90, 92}}, {{15, 11}, {15, 13}}},
    {0.2, 10, 10, {{95, 97}, {92, 93}}, {{27, 22}, {19, 18}}},
    {0.2, 10, 30, {{94, 96}, {94, 94}}, {{66, 61}, {38, 38}}},
    {0.2, 100, 5, {{96, 97}, {88, 88}}, {{82, 82}, {21, 21}}},
    {0.2, 100, 10, {{96, 96}, {92, 92}}, {{99, 99}, {27, 27}}},
    {0.2, 100, 30, {{96, 96}, {94, 94}}, {{100, 100}, {56, 58}}},
    {0.5, 10, 5, {{95, 97}, {90, 92}}, {{64, 57}, {43, 40}}},
    {0.5, 10, 10, {{95, 97}, {92, 93}}, {{91, 89}, {66, 64}}},
    {0.5, 100, 5, {{96, 97}, {88, 88}}, {{100, 100}, {61, 61}}},
    {0.5, 100, 10, {{96, 96}, {92, 92}}, {{100, 100}, {85, 86}}},
    {0.8, 10, 5, {{95, 97}, {90, 92}}, {{95, 94}, {74, 72}}},
    {0.8, 10, 10, {{95, 96}, {92, 92}}, {{100, 100}, {95, 95}}},
    {0.8, 10, 30, {{94, 94}, {94, 92}}, {{100, 100}, {100, 100}}},
    {0.8, 100, 5, {{96, 96}, {88, 88}}, {{100, 100}, {91, 91}}},
};

/* Rounding, and 4 standard errors of the difference of two simulations. */
static void check_percent(double got, double want, double reps)
{
    const double share = fmin(fmax(want / 100.0, 0.005), 0.995);
    check_close(100.0 * got, want, 0.0, 0.5 + 400.0 * sqrt(share * (1.0 - share) * (1.0 / reps + 1e-4)));
}

static void a_published_simulation_comes_out_again(void **state)
{
    (void)state;
    static const char *const measures[] = {"MD", "SMD"};
    for (size_t i = 0; i < sizeof friedrich / sizeof *friedrich; i++) {
        const struct friedrich *f = &friedrich[i];
        char grid[512] = "k,mu,n,measure,tau2,methods,reps\n";
        for (size_t j = 0; j < 4; j++) {
            char line[128];
            snprintf(line, sizeof line, "%d,%g,%d,%s,%g,DL+z,1500\n", f->k, f->mu, f->n, measures[j % 2],
                     j < 2 ? 0.0 : 0.25);
            strcat(grid, line);
        }
        struct run *r = run_grid(grid, 2, 1);
        for (size_t j = 0; j < 4; j++) {
            check_percent(of(r, j, 0)->coverage.value, f->coverage[j / 2][j % 2], 1500.0);
            check_percent(of(r, j, 0)->power.value, f->power[j / 2][j % 2], 1500.0);
        }
        end(r);
    }
}

/* ---- what the results depend on ------------------------------------------------------------------------------------ */

static bool same(const tsq_performance *a, const tsq_performance *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

#define MIXED                                                                                                          \
    "k,mu,tau2,measure,n_min,n_max,risk,effects,shape,select,publish,methods,reps\n"                                   \
    "6,0.2,0.1,GEN,20,90,,t,4,,,REML+knha;DL+z;REML+kr;SJ+adhoc+HTS,1111\n"                                            \
    "3,-0.5,0.3,OR,10,40,0.1,gamma,2,negative,0.3,PM+knha;FE,700\n"

static void threads_change_nothing(void **state)
{
    (void)state;
    struct run *one = run_grid(MIXED, 1, 5), *three = run_grid(MIXED, 3, 5), *other = run_grid(MIXED, 1, 6);
    for (size_t i = 0; i < 2; i++) {
        for (size_t m = 0; m < one->scenarios.scenario[i].n_methods; m++) {
            assert_true(same(of(one, i, m), of(three, i, m)));
            assert_true(of(one, i, m)->bias.value != of(other, i, m)->bias.value);
        }
        assert_int_equal(one->simulation.reps[i], one->scenarios.scenario[i].reps);
    }
    end(one);
    end(three);
    end(other);
}

static void scenarios_and_methods_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct run *both = run_grid("k,mu,vi,methods,reps\n5,0,0.1,DL+z,1000\n7,0.1,0.2;0.1,REML+knha;PM+t,1000\n", 1, 9);
    struct run *alone = run_grid("reps,methods,vi,mu,k\n1000,FE+z;PM+t,0.2;0.1,0.1,7\n", 2, 9);
    assert_true(same(of(both, 1, 1), of(alone, 0, 1)));
    assert_true(of(both, 0, 0)->bias.value != of(both, 1, 0)->bias.value);
    end(both);
    end(alone);
}

/* The averages are those of single fits to the same data. */
static void every_fit_is_the_single_fit(void **state)
{
    (void)state;
    struct run *r = run_grid(MIXED, 2, 5);
    for (size_t i = 0; i < 2; i++) {
        const tsq_scenario *s = &r->scenarios.scenario[i];
        const uint64_t seed = tsq__scenario_seed(s, 5);
        tsq__simulated_row room;
        tsq__simulated_row_begin(&room);
        for (size_t m = 0; m < s->n_methods; m++) {
            double yi[8], vi[8], another, sum[7] = {0.0};
            const double n = (double)s->reps;
            for (uint64_t j = 0; j < s->reps; j++) {
                tsq__simulated_data(s, seed, j, &room, yi, vi, NULL, &another);
                tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
                options.method = s->method[m].method;
                options.test = s->method[m].test;
                options.prediction = s->method[m].prediction;
                options.no_tau2_interval = true;
                const tsq_studies studies = {.k = s->k, .yi = yi, .vi = vi};
                tsq_fit_result fit;
                assert_int_equal(tsq_fit(&studies, &options, &fit, NULL), TSQ_OK);
                const tsq_coefficient *c = &fit.coefficients[0];
                sum[0] += c->estimate - s->mu;
                sum[1] += c->ci_lb <= s->mu && s->mu <= c->ci_ub;
                sum[2] += c->ci_ub - c->ci_lb;
                sum[3] += fit.tau2 - s->tau2;
                sum[4] += fit.pi_lb <= another && another <= fit.pi_ub;
                sum[5] += fit.pi_ub - fit.pi_lb;
                sum[6] += fit.QE_p < 0.05;
                tsq_fit_free(&fit);
            }
            const tsq_performance *p = of(r, i, m);
            check_close(p->bias.value, sum[0] / n, 1e-10, 1e-13);
            check_close(p->coverage.value, sum[1] / n, 1e-15, 0.0);
            check_close(p->width.value, sum[2] / n, 1e-12, 0.0);
            check_close(p->q_power.value, sum[6] / n, 1e-15, 0.0);
            if ((s->method[m].method->flags & TSQ_TAU2_COMMON) == 0) {
                check_close(p->tau2_bias.value, sum[3] / n, 1e-10, 1e-13);
                check_close(p->pi_coverage.value, sum[4] / n, 1e-15, 0.0);
                check_close(p->pi_width.value, sum[5] / n, 1e-12, 0.0);
            }
        }
    }
    end(r);
}

/* Estimates, variances and so on are in units: those of mu, sd and tau. */
static void results_follow_the_unit(void **state)
{
    (void)state;
    struct run *r = run_grid("k,mu,tau2,n,sd,methods,reps\n6,0,0.25,20,1,REML+knha;DL+z,3000\n", 1, 1);
    struct run *large = run_grid("k,mu,tau2,n,sd,methods,reps\n6,0,25e10,20,1e6,REML+knha;DL+z,3000\n", 1, 1);
    for (size_t m = 0; m < 2; m++) { /* another truth, so other data: the same up to Monte Carlo errors */
        const tsq_performance *a = of(r, 0, m), *b = of(large, 0, m);
        check_close(b->coverage.value, a->coverage.value, 0.0, 5.0 * sqrt(2.0) * a->coverage.mcse);
        check_close(b->width.value / 1e6, a->width.value, 0.0, 5.0 * sqrt(2.0) * a->width.mcse);
        check_close(b->tau2_rmse.value / 1e12, a->tau2_rmse.value, 0.0, 5.0 * sqrt(2.0) * a->tau2_rmse.mcse);
    }
    end(r);
    end(large);
}

static bool stop_soon(void *context, uint64_t done, uint64_t total)
{
    (void)total;
    *(uint64_t *)context = done;
    return done < 3000;
}

static void a_stop_gives_what_is_done(void **state)
{
    (void)state;
    tsq_error err;
    tsq_scenarios scenarios;
    tsq_simulation simulation;
    uint64_t seen = 0;
    tsq_table *table = table_of("k,vi,reps\n5,1,2000\n5,2,1000000\n");
    const tsq_run run = {.threads = 1, .seed = 1, .progress = stop_soon, .context = &seen};
    assert_int_equal(tsq_scenarios_read(table, NULL, 0, &scenarios, &err), TSQ_OK);
    assert_int_equal(tsq_simulate(&scenarios, 95.0, &run, &simulation, &err), TSQ_E_STOPPED);
    assert_int_equal(simulation.reps[0], 2000);
    assert_true(simulation.reps[1] > 0 && simulation.reps[1] < 1000000);
    assert_true(simulation.performance[1][0].coverage.value > 0.8);
    tsq_simulation_free(&simulation);
    tsq_scenarios_free(&scenarios);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_normal_test_has_its_power),
        cmocka_unit_test(hartung_and_knapp_are_exact_for_equal_variances),
        cmocka_unit_test(estimates_of_tau2_have_their_bias),
        cmocka_unit_test(single_studies_follow_their_measures),
        cmocka_unit_test(counts_are_pooled),
        cmocka_unit_test(groups_of_two_sizes_and_other_measures),
        cmocka_unit_test(intervals_of_tau2_hold_it),
        cmocka_unit_test(the_test_of_heterogeneity_has_its_power),
        cmocka_unit_test(selection_biases_as_computed),
        cmocka_unit_test(selection_favours_what_it_says),
        cmocka_unit_test(errors_of_sign_and_size_are_those_of_gelman_and_carlin),
        cmocka_unit_test(true_effects_have_mean_0_and_variance_1),
        cmocka_unit_test(a_published_simulation_comes_out_again),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(scenarios_and_methods_do_not_disturb_each_other),
        cmocka_unit_test(every_fit_is_the_single_fit),
        cmocka_unit_test(results_follow_the_unit),
        cmocka_unit_test(a_stop_gives_what_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
