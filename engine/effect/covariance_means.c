/*
 * What contrasts of means with one control share; n2, m2 and sd2 its size, mean and SD (of values or of changes).
 *
 * MD  sd2^2/n2; vtype HO: sp_i sp_j/n2, sp the pooled SD of each contrast.
 * ROM sd2^2/(n2 m2^2), Lajeunesse 2011, doi:10.1890/11-0423.1, eq. 8; LS2: that plus sd2^4/(2 n2^2 m2^4), the control's
 *     terms of the variance; HO: sp_i sp_j/(n2 m2^2); AV, AVHO: c^2/n2, c the mean of sd/m that the variance takes.
 * VR  1/(2 (n2-1)); LS2: n2/(2 (n2-1)^2).
 * CVR the sum of VR's and ROM's.
 */
#include "effect/arms.h"
#include "effect/covariance.h"

/* sd2^2/(n2 m2^2), and with LS2 the term of second order. */
static double of_ratio(double n, double mean, double sd, const tsq_effect_options *options)
{
    const double cv = sd / mean, v = cv * cv / n;
    return tsq__effect_vtype(options, "LS2", "LS") ? v + 0.5 * v * v : v;
}

/* The groups that were compared; the row has already given an effect. */
static bool take(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq__arm arm[2])
{
    struct tsq_effect_value scratch = TSQ__EFFECT_VALUE_INIT;
    return tsq__arms_choose(row, options, arm, &scratch) == TSQ_OK;
}

static void share_md(const struct tsq_effect_row *row, const tsq_effect_options *options,
                     struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    if (take(row, options, arm)) {
        const double sd = tsq__effect_vtype(options, "HO", "LS") ? tsq__pooled_sd(arm) : arm[1].sd;
        value->shared[0] = sd * sd / arm[1].n;
        value->shared[1] = 0.0;
    }
}

static void share_rom(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    tsq_effect_options final = *options;
    final.endpoint = TSQ_ENDPOINT_FINAL;
    struct tsq__arm arm[2];
    if (!take(row, &final, arm)) {
        return;
    }
    if (tsq__effect_vtype(options, "HO", "LS")) {
        const double ratio = tsq__pooled_sd(arm) / arm[1].mean;
        value->shared[0] = ratio * ratio / arm[1].n;
        value->shared[1] = 0.0;
    } else if (tsq__effect_vtype(options, "AV", "LS") || tsq__effect_vtype(options, "AVHO", "LS")) {
        const double cv = tsq__effect_vtype(options, "AV", "LS") ? row->average2 : row->average1;
        value->shared[0] = cv * cv / arm[1].n;
        value->shared[1] = 0.0;
    } else {
        value->shared[0] = of_ratio(arm[1].n, arm[1].mean, arm[1].sd, options);
        value->shared[1] = 0.0;
    }
}

static void share_vr(const struct tsq_effect_row *row, const tsq_effect_options *options,
                     struct tsq_effect_value *value)
{
    const double m = row->n2i - 1.0;
    value->shared[0] = tsq__effect_vtype(options, "LS2", "LS") ? 0.5 * row->n2i / (m * m) : 0.5 / m;
    value->shared[1] = 0.0;
}

static void share_cvr(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    share_vr(row, options, value);
    value->shared[1] = of_ratio(row->n2i, row->m2i, row->sd2i, options);
}

const tsq_effect_covariance tsq__covariance_MD = {
    .measure = "MD",
    .formula = "sd2^2/n2 (HO: sp_i sp_j/n2)",
    .source = TSQ__GLESER_OLKIN,
    .share = share_md,
};

const tsq_effect_covariance tsq__covariance_ROM = {
    .measure = "ROM",
    .formula = "sd2^2/(n2 m2^2) (LS2: + sd2^4/(2 n2^2 m2^4); HO: sp_i sp_j/(n2 m2^2))",
    .source = "Lajeunesse 2011, doi:10.1890/11-0423.1",
    .share = share_rom,
};

const tsq_effect_covariance tsq__covariance_VR = {
    .measure = "VR",
    .formula = "1/(2 (n2-1)) (LS2: n2/(2 (n2-1)^2))",
    .source = "the control's terms of Nakagawa et al. 2015, doi:10.1111/2041-210X.12309, eq. 9",
    .share = share_vr,
};

const tsq_effect_covariance tsq__covariance_CVR = {
    .measure = "CVR",
    .formula = "that of VR plus that of ROM",
    .source = "the control's terms of Nakagawa et al. 2015, doi:10.1111/2041-210X.12309, eq. 12",
    .share = share_cvr,
};
