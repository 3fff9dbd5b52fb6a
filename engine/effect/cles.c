/*
 * CLES, CLESN and CLESCN: the probability that a value of the first group is above one of the second (area under the
 * curve); as reported, of two normal groups, and of one group measured twice.
 *
 * CLES a, vtype LS: a(1-a)/((n1-1)(n2-1)) (N - 1 - 3(N-2)/(2(2-a)(1+a))), Newcombe 2006, doi:10.1002/sim.2324, with n-1
 * in the denominator, Cho et al. 2019, doi:10.1111/insr.12277, sec. 2.4. LS2: (a(1-a) - ties/4 + (n1-1)(a/(2-a) - a^2)
 * + (n2-1)(2a^2/(1+a) - a^2))/((n1-1)(n2-1)), Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747, as in Cho et
 * al., `ties` = mi the share of tied pairs, 0 if it is not there. H0: (N+1)/(12 n1 n2). MAX: a(1-a)/(min(n1,n2)-1),
 * Bamber 1975, doi:10.1016/0022-2496(75)90001-2, eq. 7.
 * CLESN: Phi(d/sqrt(2)), d = (m1-m2)/s, s^2 = (sd1^2+sd2^2)/2; the delta method for the variances of SMDH, LS, LS2 and
 * LS3, uncorrected; H0: the one of LS with d = 0. HO: s the pooled SD, and SMD's variance. With t, p or a reported
 * probability ai in place of means it is HO.
 * CLESCN: the same of one group, with the variance of SMCRPH, LS.
 */
#include "effect/arms.h"
#include "effect/correlation.h"
#include "effect/measures.h"
#include "effect/paired.h"
#include "num/dist.h"

TSQ__ALLOWED(CLES)
TSQ__ALLOWED(CLESN)
TSQ__ALLOWED(CLESCN)

static const char too_few[] = "too few participants for the variance of a probability";
static const double four_pi = 12.566370614359172954;

static tsq_status compute_cles(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    tsq__effect_need(value, row->ai, "ai");
    tsq__effect_need(value, row->n1i, "n1i");
    tsq__effect_need(value, row->n2i, "n2i");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (!(row->ai >= 0.0 && row->ai <= 1.0)) {
        return tsq__effect_impossible(value, "ai", "probability outside [0, 1]");
    }
    if (row->mi < 0.0 || row->mi > 1.0) {
        return tsq__effect_impossible(value, "mi", "share of ties outside [0, 1]");
    }
    const double n1 = row->n1i, n2 = row->n2i, a = row->ai, b = 1.0 - a, spread = a * b;
    double vi = (n1 + n2 + 1.0) / (12.0 * n1 * n2);
    if (!tsq__effect_vtype(options, "H0", "LS")) {
        if (n1 <= 1.0 || n2 <= 1.0) {
            return tsq__effect_omit(value, too_few);
        }
        const double pairs = (n1 - 1.0) * (n2 - 1.0), ties = isnan(row->mi) ? 0.0 : row->mi;
        if (tsq__effect_vtype(options, "MAX", "LS")) {
            vi = spread / (fmin(n1, n2) - 1.0);
        } else if (tsq__effect_vtype(options, "LS2", "LS")) {
            vi = (spread - 0.25 * ties + (n1 - 1.0) * spread * b / (2.0 - a) + (n2 - 1.0) * spread * a / (1.0 + a)) /
                 pairs;
        } else {
            vi = spread / pairs * (n1 + n2 - 1.0 - 1.5 * (n1 + n2 - 2.0) / ((2.0 - a) * (1.0 + a)));
        }
    }
    value->n = n1 + n2;
    tsq__effect_derived(value, "probability");
    return tsq__effect_set(value, a, vi);
}

/* Phi(d/sqrt(2)), and the variance of it if d has the variance vd. */
static tsq_status set_probability(struct tsq_effect_value *value, double d, double vd)
{
    return tsq__effect_set(value, 0.5 * erfc(-0.5 * d), exp(-0.5 * d * d) / four_pi * vd);
}

/* d = `d` or of ti, pi or ai, with groups of the same spread. */
static tsq_status same_spread(const struct tsq_effect_row *row, double d, struct tsq_effect_value *value)
{
    const double n = row->n1i + row->n2i, unit = 1.0 / row->n1i + 1.0 / row->n2i;
    if (n <= 2.0) {
        return tsq__effect_omit(value, too_few);
    }
    if (isnan(d)) {
        d = tsq__t_statistic(row, n - 2.0, value) * sqrt(unit);
    }
    if (isnan(d)) {
        if (!(row->ai >= 0.0 && row->ai <= 1.0)) {
            return tsq__effect_impossible(value, "ai", "probability outside [0, 1]");
        }
        tsq__effect_derived(value, "probability");
        d = row->ai == 0.0 || row->ai == 1.0 ? HUGE_VAL : -sqrt(2.0) * tsq__normal_upper(row->ai);
    }
    if (isinf(d)) {
        return tsq__effect_omit(value, "a probability of 0 or 1 has no finite difference of normal groups");
    }
    value->n = n;
    return set_probability(value, d, unit + d * d / (2.0 * n));
}

static tsq_status compute_clesn(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, options, arm, value);
    if (status == TSQ_E_MISSING && !(isnan(row->ti) && isnan(row->pi) && isnan(row->ai))) {
        value->n_missing = 0;
        tsq__effect_need(value, row->n1i, "n1i");
        tsq__effect_need(value, row->n2i, "n2i");
        return value->n_missing > 0 ? status : same_spread(row, NAN, value);
    }
    if (status != TSQ_OK) {
        return status;
    }
    if (arm[0].n <= 1.0 || arm[1].n <= 1.0) {
        return tsq__effect_omit(value, too_few);
    }
    if (arm[0].sd == 0.0 && arm[1].sd == 0.0) {
        return tsq__effect_omit(value, "both standard deviations are 0");
    }
    if (tsq__effect_vtype(options, "HO", "LS")) {
        return same_spread(row, (arm[0].mean - arm[1].mean) / tsq__pooled_sd(arm), value);
    }
    const double s = tsq__mean_sd(arm[0].sd, arm[1].sd), d = (arm[0].mean - arm[1].mean) / s;
    const double q1 = arm[0].sd / s * (arm[0].sd / s), q2 = arm[1].sd / s * (arm[1].sd / s);
    const double of_sd = tsq__effect_vtype(options, "LS2", "LS") ? 0.0 : 1.0;
    const double of_mean = of_sd > 0.0 && !tsq__effect_vtype(options, "LS3", "LS") ? 1.0 : 0.0;
    const double means = q1 / (arm[0].n - of_mean) + q2 / (arm[1].n - of_mean);
    const double sds = d * d / 8.0 * (q1 * q1 / (arm[0].n - of_sd) + q2 * q2 / (arm[1].n - of_sd));
    if (tsq__effect_vtype(options, "H0", "LS")) {
        return tsq__effect_set(value, 0.5 * erfc(-0.5 * d), means / four_pi);
    }
    return set_probability(value, d, means + sds);
}

static tsq_status compute_clescn(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = tsq__paired_take(row, options, true, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->sd1i == 0.0 && row->sd2i == 0.0) {
        return tsq__effect_omit(value, "both standard deviations are 0");
    }
    if (pair.n <= 1.0) {
        return tsq__effect_omit(value, too_few);
    }
    const double d = pair.change / tsq__mean_sd(row->sd1i, row->sd2i);
    return set_probability(value, d, tsq__paired_unit_variance(row, &pair, d) / (pair.n - 1.0));
}

const tsq_effect_measure tsq__measure_CLES = {
    .id = "CLES",
    .alias = "AUC",
    .title = "probability of superiority",
    .inputs = "ai n1i n2i",
    .optional = "mi",
    .vtypes = "LS LS2 H0 MAX",
    .transform = "none",
    .axis = "Probability of superiority",
    .source = "Newcombe 2006, doi:10.1002/sim.2324; Cho et al. 2019, doi:10.1111/insr.12277; Hanley & McNeil 1982, "
              "doi:10.1148/radiology.143.1.7063747; Bamber 1975, doi:10.1016/0022-2496(75)90001-2",
    .own_rules = "ai mi",
    .allowed = allowed_CLES,
    .compute = compute_cles,
};

const tsq_effect_measure tsq__measure_CLESN = {
    .id = "CLESN",
    .alias = "AUCN",
    .title = "probability of superiority of normal groups",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__ARMS_OPTIONAL " ti pi ai",
    .vtypes = "LS LS2 LS3 HO H0",
    .transform = "none",
    .axis = "Probability of superiority",
    .source = "Bonett 2008, doi:10.1037/1082-989X.13.2.99",
    .own_rules = "ai ti",
    .allowed = allowed_CLESN,
    .compute = compute_clesn,
};

const tsq_effect_measure tsq__measure_CLESCN = {
    .id = "CLESCN",
    .alias = "AUCCN",
    .title = "probability of superiority of one group measured twice",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "",
    .transform = "none",
    .axis = "Probability of superiority",
    .source = "Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 10",
    .allowed = allowed_CLESCN,
    .compute = compute_clescn,
};
