/*
 * t, f, z and p, the SD of both groups from the test of the difference of their means: with N = n1 + n2,
 *
 *     SD = |m1 - m2|/(t sqrt(1/n1 + 1/n2)),    t given, or the quantile of t with N - 2 degrees of freedom at p/2, or
 *                                              sqrt(F), F with 1 degree of freedom in the numerator, or z, t of large samples
 *
 * It is the pooled SD of a t test with equal variances, taken for both groups: nothing where one of them reports a
 * spread of its own. A p-value is two-sided; its sign, if it has one, does not matter.
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, section 6.5.2.3.
 */
#include "effect/conversions.h"
#include "num/dist.h"

static void from_t(const tsq_reported *reported, double t, tsq_converted *out)
{
    const double difference = fabs(reported->mean - reported->mean_other);
    if (isnan(difference) || isnan(t) || isnan(reported->n) || isnan(reported->n_other) || reported->other_spread) {
        return;
    }
    if (t == 0.0 || difference == 0.0) {
        out->refused = "a test of means that do not differ says nothing about their SD";
        return;
    }
    if (!(reported->n + reported->n_other > 2.0)) {
        out->refused = "an SD from a t test needs more than 2 participants";
        return;
    }
    out->sd = difference / (fabs(t) * sqrt(1.0 / reported->n + 1.0 / reported->n_other));
}

static tsq_status convert_t(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    from_t(reported, reported->t, out);
    return TSQ_OK;
}

static tsq_status convert_f(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    from_t(reported, sqrt(fabs(reported->f)), out);
    return TSQ_OK;
}

static tsq_status convert_z(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    from_t(reported, reported->z, out);
    return TSQ_OK;
}

static tsq_status convert_p(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    const double p = fabs(reported->p), df = reported->n + reported->n_other - 2.0;
    if (p == 0.0) {
        out->refused = "a p-value of 0 is rounded and gives no SD";
    } else if (df > 0.0 && p > 0.0) {
        from_t(reported, p == 1.0 ? 0.0 : tsq__t_upper(p / 2.0, df), out);
    }
    return TSQ_OK;
}

const tsq_conversion tsq__conversion_t = {
    .id = "t",
    .title = "SD of both groups from the t statistic of their difference",
    .inputs = "n1i m1i n2i m2i ti",
    .sd_derived = "SD of both groups from the t statistic",
    .source = "Cochrane Handbook 6.5.2.3",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert_t,
};

const tsq_conversion tsq__conversion_f = {
    .id = "f",
    .title = "SD of both groups from F of their difference (1 df)",
    .inputs = "n1i m1i n2i m2i fi",
    .sd_derived = "SD of both groups from F with 1 degree of freedom",
    .source = "t^2 = F; Cochrane Handbook 6.5.2.3",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert_f,
};

const tsq_conversion tsq__conversion_z = {
    .id = "z",
    .title = "SD of both groups from the z statistic of their difference",
    .inputs = "n1i m1i n2i m2i zi",
    .sd_derived = "SD of both groups from the z statistic",
    .source = "z as the t of a large sample; Cochrane Handbook 6.5.2.3",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert_z,
};

const tsq_conversion tsq__conversion_p = {
    .id = "p",
    .title = "SD of both groups from the p-value of their difference (t test)",
    .inputs = "n1i m1i n2i m2i pi",
    .sd_derived = "SD of both groups from the p-value",
    .source = "Cochrane Handbook 6.5.2.3",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert_p,
};
