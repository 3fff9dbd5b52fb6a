/* usage: test_resample_adversarial [COUNT [FIRST]]
 *
 * Fits COUNT (5000) random problems in lanes and one by one: sizes 2 to 100, units 1e-9 to 1e9, variance ratios up to
 * 1e8, tau2 from none to far above the variances, equal estimates and equal variances now and then; FE, DL, PM, REML and
 * ML in turn, with Knapp and Hartung's or Wald's test, prediction interval and Q-profile interval. Every one has to
 * succeed, and every field has to be the same to the bit. FIRST is the number of the first problem. */
#include <tausq/tausq.h>

#include "num/stream.h"
#include "resample/many.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 1000
#define MOST 100

struct problems {
    tsq_studies set[BLOCK];
    double yi[BLOCK][MOST], vi[BLOCK][MOST];
    tsq_brief brief[BLOCK];
};

static void fill(struct problems *p, unsigned long long first, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        tsq__stream stream = tsq__stream_at(20261121, first + j);
        const size_t k = 2 + tsq__stream_index(&stream, MOST - 1);
        const double unit = pow(10.0, 18.0 * tsq__stream_uniform(&stream) - 9.0);
        const double digits = tsq__stream_uniform(&stream) < 0.1 ? 0.0 : 8.0 * tsq__stream_uniform(&stream);
        const double tau2 =
            tsq__stream_uniform(&stream) < 0.3 ? 0.0 : pow(10.0, 10.0 * tsq__stream_uniform(&stream) - 8.0);
        const double mean = 3.0 * tsq__stream_normal(&stream), grid = tsq__stream_uniform(&stream);
        for (size_t i = 0; i < k; i++) {
            const double v = pow(10.0, -digits * tsq__stream_uniform(&stream));
            const double y = mean + sqrt(v + tau2) * tsq__stream_normal(&stream);
            p->vi[j][i] = unit * unit * v;
            p->yi[j][i] = unit * (grid < 0.05 ? mean : grid < 0.2 ? floor(4.0 * y) / 4.0 : y);
        }
        p->set[j] = (tsq_studies){.k = k, .yi = p->yi[j], .vi = p->vi[j]};
    }
}

static tsq_brief brief_of(const tsq_fit_result *fit)
{
    return (tsq_brief){.status = TSQ_OK,
                       .flags = fit->flags,
                       .k = fit->k,
                       .mean = fit->coefficients[0],
                       .s2w = fit->s2w,
                       .pi_lb = fit->pi_lb,
                       .pi_ub = fit->pi_ub,
                       .pi_df = fit->pi_df,
                       .tau2 = fit->tau2,
                       .tau2_lb = fit->tau2_lb,
                       .tau2_ub = fit->tau2_ub,
                       .QE = fit->QE,
                       .QE_df = fit->QE_df,
                       .QE_p = fit->QE_p,
                       .QE_log10p = fit->QE_log10p,
                       .vt = fit->vt,
                       .I2 = fit->I2,
                       .I2_lb = fit->I2_lb,
                       .I2_ub = fit->I2_ub,
                       .H2 = fit->H2,
                       .H2_lb = fit->H2_lb,
                       .H2_ub = fit->H2_ub};
}

/* NaN equals NaN, whatever its bits. */
static bool equal(const double *a, const double *b, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        all = all && (a[i] == b[i] || (isnan(a[i]) && isnan(b[i])));
    }
    return all;
}

static bool same(const tsq_brief *a, const tsq_brief *b)
{
    return a->status == b->status && a->flags == b->flags && a->k == b->k &&
           equal(&a->mean.estimate, &b->mean.estimate, sizeof a->mean / sizeof(double)) &&
           equal(&a->s2w, &b->s2w, (size_t)(&a->H2_ub - &a->s2w) + 1);
}

/* Prints what differs and fails; exit status 1 ends the run. */
static size_t compare(const struct problems *p, unsigned long long first, size_t n, const tsq_fit_options *options)
{
    size_t wrong = 0;
    for (size_t j = 0; j < n; j++) {
        tsq_fit_result fit;
        tsq_error err;
        if (tsq_fit(&p->set[j], options, &fit, &err) != TSQ_OK) {
            printf("problem %llu, %s: %s\n", first + j, options->method->id, err.text);
            wrong++;
            continue;
        }
        const tsq_brief alone = brief_of(&fit);
        if (!same(&alone, &p->brief[j]) || !isfinite(fit.coefficients[0].estimate) || !isfinite(fit.tau2)) {
            printf("problem %llu, %s, k = %zu: estimate %.17g and %.17g, tau2 %.17g and %.17g\n", first + j,
                   options->method->id, p->set[j].k, p->brief[j].mean.estimate, alone.mean.estimate, p->brief[j].tau2,
                   alone.tau2);
            wrong++;
        }
        tsq_fit_free(&fit);
    }
    return wrong;
}

/* How many the lanes left to the single fit. */
static size_t left_open(const struct problems *p, size_t n, const tsq_fit_options *options)
{
    static tsq__many_fit fit;
    tsq__many many;
    if (tsq__many_new(options, MOST, TSQ__MANY_FIT_Q, &many, NULL) != TSQ_OK) {
        return 0;
    }
    for (size_t j = 0; j < n; j++) {
        tsq__many_add(&many, p->set[j].k, p->yi[j], p->vi[j], &fit);
    }
    tsq__many_flush(&many);
    const size_t left = many.left_open;
    tsq__many_free(&many);
    return left;
}

int main(int argc, char **argv)
{
    static const char *const methods[] = {"REML", "DL", "PM", "FE", "ML"};
    const unsigned long long count = argc > 1 ? strtoull(argv[1], NULL, 10) : 5000;
    const unsigned long long from = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    struct problems *p = calloc(1, sizeof *p);
    unsigned long long wrong = 0, left = 0;
    if (p == NULL) {
        return 2;
    }
    tsq_start();
    for (unsigned long long done = 0; done < count; done += BLOCK) {
        const unsigned long long first = from + done, block = first / BLOCK;
        const size_t n = count - done < BLOCK ? (size_t)(count - done) : BLOCK;
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        options.method = tsq_tau2_find(methods[block % 5]);
        options.test = tsq_test_find(block % 2 == 0 && block % 5 != 3 ? "knha" : "z");
        fill(p, first, n);
        if (tsq_fit_many(p->set, n, &options, NULL, p->brief, NULL) != TSQ_OK) {
            free(p);
            return 2;
        }
        wrong += compare(p, first, n, &options);
        left += left_open(p, n, &options);
    }
    printf("%llu problems, %llu wrong, %llu left to the single fit by the lanes\n", count, wrong, left);
    free(p);
    return wrong == 0 ? 0 : 1;
}
