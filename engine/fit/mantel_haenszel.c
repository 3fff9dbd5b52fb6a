/* Mantel and Haenszel's pooled ratios and differences, with the variances that <tausq/counts.h> names.
 *
 * With R_i and S_i the parts of a study in numerator and denominator the ratio is sum R / sum S:
 *   OR  R = ad/n, S = bc/n          RR  R = a n2/n, S = c n1/n          IRR  the same with person-times for n1, n2
 *   RD  sum (a n2 - c n1)/n / sum n1 n2/n                               IRD  the same */
#include "fit/counts.h"

#include "base/error.h"

#include <stdlib.h>

static double or_r(const tsq__stratum *s)
{
    return s->a / s->n * s->d;
}

static double or_s(const tsq__stratum *s)
{
    return s->b / s->n * s->c;
}

static double rr_s(const tsq__stratum *s)
{
    return s->c * (s->n1 / s->n);
}

static double rr_r(const tsq__stratum *s)
{
    return s->ratio_is_one ? rr_s(s) : s->a * (s->n2 / s->n);
}

static double excess(const tsq__stratum *s)
{
    return s->cross / s->n;
}

static double harmonic_size(const tsq__stratum *s)
{
    return s->size;
}

static double weighted_difference(const tsq__stratum *s)
{
    return s->size * s->difference;
}

/* P R, P S + Q R and Q S of Robins, Breslow and Greenland; P = (a + d)/n, Q = (b + c)/n. */
static double or_pr(const tsq__stratum *s)
{
    return (s->a + s->d) / s->n * or_r(s);
}

static double or_psqr(const tsq__stratum *s)
{
    return (s->a + s->d) / s->n * or_s(s) + (s->b + s->c) / s->n * or_r(s);
}

static double or_qs(const tsq__stratum *s)
{
    return (s->b + s->c) / s->n * or_s(s);
}

static double or_variance(const tsq__strata *strata, double r, double s)
{
    return 0.5 * (tsq__strata_sum(strata, or_pr) / r / r + tsq__strata_sum(strata, or_psqr) / r / s +
                  tsq__strata_sum(strata, or_qs) / s / s);
}

/* (n1 n2 (a + c) - a c n) / n^2, written so that nothing cancels. */
static double rr_d(const tsq__stratum *s)
{
    return s->n1 / s->n * (s->a / s->n) * s->d + s->n2 / s->n * (s->c / s->n) * s->b;
}

static double irr_d(const tsq__stratum *s)
{
    return s->n1 / s->n * (s->n2 / s->n) * s->xt;
}

static double rd_greenland(const tsq__stratum *s)
{
    const double u = s->n2 / s->n, v = s->n1 / s->n;
    return s->a * s->b * u * u / s->n1 + s->c * s->d * v * v / s->n2;
}

/* The parts of Sato's variance: what is multiplied by the difference, and what is not. */
static double rd_sato_slope(const tsq__stratum *s)
{
    const double u = s->n2 / s->n, v = s->n1 / s->n;
    return s->c * v * v - s->a * u * u + u * v * (s->n2 - s->n1) / 2.0;
}

static double rd_sato_rest(const tsq__stratum *s)
{
    return (s->a / s->n * s->d + s->c / s->n * s->b) / 2.0;
}

static double ird_variance(const tsq__stratum *s)
{
    const double u = s->n2 / s->n, v = s->n1 / s->n;
    return s->a * u * u + s->c * v * v;
}

static bool is_ratio(tsq_count_measure measure)
{
    return measure == TSQ_COUNT_OR || measure == TSQ_COUNT_RR || measure == TSQ_COUNT_IRR;
}

static tsq_status pool_ratio(const tsq__strata *strata, tsq_count_measure measure, tsq__pooled *out, tsq_error *err)
{
    const bool odds = measure == TSQ_COUNT_OR;
    const double r = tsq__strata_sum(strata, odds ? or_r : rr_r), s = tsq__strata_sum(strata, odds ? or_s : rr_s);
    if (!(r > 0.0 && s > 0.0)) {
        return tsq__fail(err, TSQ_E_MODEL, "the pooled ratio does not exist: %s",
                         odds ? "no study has counts above 0 on both diagonals of its table"
                              : "there are no events in one of the groups");
    }
    out->estimate = log(r / s);
    out->variance =
        odds ? or_variance(strata, r, s) : tsq__strata_sum(strata, measure == TSQ_COUNT_RR ? rr_d : irr_d) / r / s;
    out->share = odds ? or_s : rr_s;
    return TSQ_OK;
}

static void pool_difference(const tsq__strata *strata, tsq_count_measure measure, const tsq_counts_options *o,
                            tsq__pooled *out)
{
    const bool kept = measure == TSQ_COUNT_RD && (o->rd_differences_kept || o->rd_sizes_kept);
    const double size = tsq__strata_sum(strata, harmonic_size);
    out->estimate = tsq__strata_sum(strata, kept ? weighted_difference : excess) / size;
    out->share = harmonic_size;
    double sum;
    if (measure == TSQ_COUNT_IRD) {
        sum = tsq__strata_sum(strata, ird_variance);
    } else if (o->rd_variance == TSQ_RD_GREENLAND) {
        sum = tsq__strata_sum(strata, rd_greenland);
    } else {
        sum = out->estimate * tsq__strata_sum(strata, rd_sato_slope) + tsq__strata_sum(strata, rd_sato_rest);
    }
    out->variance = sum / size / size;
}

tsq_status tsq_mantel_haenszel(const tsq_counts *counts, tsq_count_measure measure, const tsq_counts_options *options,
                               tsq_fit_result *out, tsq_counts_tests *tests, tsq_error *err)
{
    const tsq_counts_options o = options != NULL ? *options : (tsq_counts_options)TSQ_COUNTS_OPTIONS_INIT;
    tsq__strata strata;
    *out = (tsq_fit_result){0};
    if (tests != NULL) {
        tsq__counts_tests_of(NULL, measure, NAN, tests);
    }
    tsq_status status = tsq__strata_new(counts, measure == TSQ_COUNT_IRR || measure == TSQ_COUNT_IRD, &o, &strata, err);
    if (status != TSQ_OK) {
        return status;
    }
    tsq__pooled pooled = {.method = &tsq__tau2_mh, .estimate = NAN};
    if (is_ratio(measure)) {
        status = pool_ratio(&strata, measure, &pooled, err);
    } else {
        pool_difference(&strata, measure, &o, &pooled);
    }
    if (tests != NULL) {
        tsq__counts_tests_of(&strata, measure, measure == TSQ_COUNT_OR ? pooled.estimate : (double)NAN, tests);
    }
    if (status == TSQ_OK && !(pooled.variance > 0.0 && isfinite(pooled.variance))) {
        status =
            tsq__fail(err, TSQ_E_MODEL, "the pooled estimate has no variance: %s",
                      pooled.variance == 0.0 ? "there are no events, or nothing but events" : "counts are too large");
    }
    if (status == TSQ_OK) {
        status = tsq__counts_result(counts, &strata, &o, &pooled, out, err);
    }
    free(strata.at);
    return status;
}
