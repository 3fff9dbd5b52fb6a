/* What the equation of REML costs by general root finders of GSL, one data set after another: prints
 * case,k,unit,median,least,spread,bound,share as hot_loop.c does, whose cases "REML queue" and "REML single" are the
 * engine's whole fit of data of the same kind. Here only tau2 is found, to a relative step of 1e-10. */
#include "timing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdio.h>

#define SETS 512
#define MOST 20
#define ROUNDS 15
#define STEPS 200
#define PRECISION 1e-10

struct set {
    size_t k;
    double yi[MOST], vi[MOST];
};

struct finders {
    gsl_root_fsolver *brent;
    gsl_root_fdfsolver *newton;
    gsl_min_fminimizer *minimiser;
};

static double sink; /* keeps what is computed alive */

/* A(t) - B(t), zero at stationary points of the restricted likelihood: A the sum of w^2 (y - mean)^2, B that of w less
 * sum w^2/sum w; and its derivative. */
static void score(double t, void *data, double *value, double *slope)
{
    const struct set *set = data;
    double sum = 0.0, sum_y = 0.0, w2 = 0.0, w3 = 0.0;
    for (size_t i = 0; i < set->k; i++) {
        const double w = 1.0 / (set->vi[i] + t);
        sum += w;
        sum_y += w * set->yi[i];
        w2 += w * w;
        w3 += w * w * w;
    }
    const double mean = sum_y / sum;
    double a = 0.0, a_slope = 0.0, shift = 0.0;
    for (size_t i = 0; i < set->k; i++) {
        const double w = 1.0 / (set->vi[i] + t), r = set->yi[i] - mean;
        a += w * w * r * r;
        a_slope -= 2.0 * w * w * w * r * r;
        shift += w * w * r;
    }
    *value = a - (sum - w2 / sum);
    *slope = a_slope + 2.0 * shift * shift / sum - (2.0 * w3 / sum - w2 - w2 * w2 / (sum * sum));
}

static double score_value(double t, void *data)
{
    double value, slope;
    score(t, data, &value, &slope);
    return value;
}

static double score_slope(double t, void *data)
{
    double value, slope;
    score(t, data, &value, &slope);
    return slope;
}

/* Minus twice the restricted log-likelihood. */
static double deviance(double t, void *data)
{
    const struct set *set = data;
    double sum = 0.0, sum_y = 0.0, logs = 0.0, q = 0.0;
    for (size_t i = 0; i < set->k; i++) {
        const double w = 1.0 / (set->vi[i] + t);
        sum += w;
        sum_y += w * set->yi[i];
        logs -= log(w);
    }
    for (size_t i = 0; i < set->k; i++) {
        const double r = set->yi[i] - sum_y / sum;
        q += r * r / (set->vi[i] + t);
    }
    return logs + log(sum) + q;
}

/* Beyond every root: there A < B. */
static double upper_end(struct set *set)
{
    double t = 0.1;
    while (score_value(t, set) > 0.0) {
        t *= 2.0;
    }
    return t;
}

static double by_brent(const struct finders *finders, struct set *set)
{
    if (score_value(0.0, set) <= 0.0) {
        return 0.0;
    }
    gsl_function f = {.function = score_value, .params = set};
    gsl_root_fsolver_set(finders->brent, &f, 0.0, upper_end(set));
    for (int step = 0; step < STEPS; step++) {
        gsl_root_fsolver_iterate(finders->brent);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(finders->brent), gsl_root_fsolver_x_upper(finders->brent),
                                   1e-14, PRECISION) == GSL_SUCCESS) {
            break;
        }
    }
    return gsl_root_fsolver_root(finders->brent);
}

/* From 0, from where its steps do not overshoot as long as the slope of the score rises. */
static double by_newton(const struct finders *finders, struct set *set)
{
    if (score_value(0.0, set) <= 0.0) {
        return 0.0;
    }
    gsl_function_fdf f = {.f = score_value, .df = score_slope, .fdf = score, .params = set};
    gsl_root_fdfsolver_set(finders->newton, &f, 0.0);
    double before = 0.0;
    for (int step = 0; step < STEPS; step++) {
        if (gsl_root_fdfsolver_iterate(finders->newton) != GSL_SUCCESS) {
            break;
        }
        const double root = gsl_root_fdfsolver_root(finders->newton);
        if (gsl_root_test_delta(root, before, 1e-14, PRECISION) == GSL_SUCCESS) {
            break;
        }
        before = root;
    }
    return gsl_root_fdfsolver_root(finders->newton);
}

/* A minimum is known to half the digits, so that this one stops at 1e-7. */
static double by_minimiser(const struct finders *finders, struct set *set)
{
    const double upper = score_value(0.0, set) <= 0.0 ? 0.0 : 2.0 * upper_end(set);
    double inside = 0.5 * upper;
    gsl_function f = {.function = deviance, .params = set};
    while (inside > 1e-9 && deviance(inside, set) >= deviance(0.0, set)) {
        inside *= 0.5;
    }
    if (upper == 0.0 || gsl_min_fminimizer_set(finders->minimiser, &f, inside, 0.0, upper) != GSL_SUCCESS) {
        return 0.0;
    }
    for (int step = 0; step < STEPS; step++) {
        gsl_min_fminimizer_iterate(finders->minimiser);
        if (gsl_min_test_interval(gsl_min_fminimizer_x_lower(finders->minimiser),
                                  gsl_min_fminimizer_x_upper(finders->minimiser), 1e-9, 1e-7) == GSL_SUCCESS) {
            break;
        }
    }
    return gsl_min_fminimizer_x_minimum(finders->minimiser);
}

static void fill(struct set *sets, size_t k)
{
    uint64_t seed = 20261121;
    for (size_t s = 0; s < SETS; s++) {
        sets[s].k = k;
        for (size_t i = 0; i < k; i++) { /* as in hot_loop.c */
            sets[s].vi[i] = 4.0 / floor(20.0 + 381.0 * uniform(&seed));
            sets[s].yi[i] = 0.3 + normal(&seed) * sqrt(sets[s].vi[i] + 0.04);
        }
    }
}

int main(void)
{
    static const struct {
        const char *name;
        double (*find)(const struct finders *, struct set *);
        double differs; /* most that is allowed from Brent's root, of 1 + root */
    } cases[] = {{"REML GSL Brent", by_brent, 1e-9},
                 {"REML GSL Newton", by_newton, 1e-9},
                 {"REML GSL minimiser", by_minimiser, 1e-4}};
    static struct set sets[SETS];
    gsl_set_error_handler_off();
    struct finders finders = {.brent = gsl_root_fsolver_alloc(gsl_root_fsolver_brent),
                              .newton = gsl_root_fdfsolver_alloc(gsl_root_fdfsolver_newton),
                              .minimiser = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent)};
    puts("case,k,unit,median,least,spread,bound,share");
    for (size_t k = 8; k <= MOST; k += 12) {
        fill(sets, k);
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            double time[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                const double start = cpu_seconds();
                for (size_t s = 0; s < SETS; s++) {
                    sink += cases[c].find(&finders, &sets[s]);
                }
                if (round >= 0) {
                    time[round] = 1e9 * (cpu_seconds() - start) / SETS;
                }
            }
            size_t other = 0;
            for (size_t s = 0; s < SETS; s++) {
                const double root = by_brent(&finders, &sets[s]);
                other += fabs(cases[c].find(&finders, &sets[s]) - root) > cases[c].differs * (1.0 + root);
            }
            const struct times t = times_of(time, ROUNDS);
            printf("%s,%zu,fit,%.2f,%.2f,%.2f,,\n", cases[c].name, k, t.median, t.least, t.spread);
            if (other > 0) {
                fprintf(stderr, "%s, k = %zu: %zu of %d end elsewhere than Brent's\n", cases[c].name, k, other, SETS);
            }
        }
    }
    gsl_root_fsolver_free(finders.brent);
    gsl_root_fdfsolver_free(finders.newton);
    gsl_min_fminimizer_free(finders.minimiser);
    return sink < 0.0;
}
