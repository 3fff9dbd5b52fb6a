/*
 * ROMC, VRC and CVRC: the log ratios of the means, SDs and coefficients of variation of one group measured twice.
 *
 * Senior, Viechtbauer & Nakagawa 2020, doi:10.1002/jrsm.1423. With cv = sd/m and q = m1/m2, p = sd1/sd2,
 * ROMC: log q + (cv1^2 - cv2^2)/(2n), eq. 7; vtype LS: (cv1^2 + cv2^2 - 2 r cv1 cv2)/n, eq. 18 (Lajeunesse 2011,
 * doi:10.1890/11-0423.1, eq. 6). LS2: that and (cv1^4 + cv2^4 + r^2 cv1^2 cv2^2 (q^2 + 1/q^2))/(2 n^2), eq. 19.
 * VRC: log p, eq. 8; LS: (1-r^2)/(n-1), eq. 21. LS2: that and (1 + r^4 (p^4 + 1/p^4)/2)/(n-1)^2, eq. 22.
 * CVRC: VRC - ROMC, eq. 9; both variances together, eqs. 23 and 24.
 * The correction of the means is there with rom_correct, as for ROM.
 */
#include "effect/arms.h"
#include "effect/measures.h"
#include "effect/paired.h"
#include "effect/ratio.h"

TSQ__ALLOWED(ROMC)
TSQ__ALLOWED(VRC)
TSQ__ALLOWED(CVRC)

struct ratio {
    double yi, vi;
};

/* Of the means, which have the same sign and are not 0. */
static struct ratio ratio_of_means(const struct tsq_effect_row *row, const struct tsq__paired *pair,
                                   const tsq_effect_options *options)
{
    const double cv1 = fabs(row->sd1i / row->m1i), cv2 = fabs(row->sd2i / row->m2i), n = pair->n;
    const double change = tsq__sd_difference(cv1, cv2, pair->r);
    struct ratio out = {tsq__log_ratio(row->m1i, row->m2i), change * change / n};
    if (options->rom_correct) {
        out.yi += 0.5 * (cv1 - cv2) * (cv1 + cv2) / n;
    }
    if (tsq__effect_vtype(options, "LS2", "LS")) {
        const double q = row->m1i / row->m2i, v1 = cv1 * cv1 / n, v2 = cv2 * cv2 / n;
        out.vi += 0.5 * (v1 * v1 + v2 * v2 + pair->r * pair->r * v1 * v2 * (q * q + 1.0 / (q * q)));
    }
    return out;
}

static struct ratio ratio_of_sds(const struct tsq_effect_row *row, const struct tsq__paired *pair,
                                 const tsq_effect_options *options)
{
    const double m = pair->n - 1.0, r = pair->r;
    struct ratio out = {tsq__log_ratio(row->sd1i, row->sd2i), (1.0 - r) * (1.0 + r) / m};
    if (tsq__effect_vtype(options, "LS2", "LS")) {
        const double p = row->sd1i / row->sd2i, p2 = p * p, r2 = r * r;
        out.vi += (1.0 + 0.5 * r2 * r2 * (p2 * p2 + 1.0 / (p2 * p2))) / (m * m);
    }
    return out;
}

/* Takes the row; the means have to be there only if they are needed, and positive for their coefficient of
 * variation. */
static tsq_status take(const struct tsq_effect_row *row, const tsq_effect_options *options, bool needs_means,
                       struct tsq__paired *pair, struct tsq_effect_value *value)
{
    struct tsq_effect_row known = *row;
    if (!needs_means) {
        known.m1i = known.m2i = 0.0;
    }
    return tsq__paired_take(&known, options, true, pair, value);
}

static tsq_status compute_romc(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = take(row, options, true, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->m1i == 0.0 || row->m2i == 0.0) {
        return tsq__effect_omit(value, "a mean is 0");
    }
    if (!(row->m1i / row->m2i > 0.0)) {
        return tsq__effect_omit(value, "the means have different signs");
    }
    const struct ratio means = ratio_of_means(row, &pair, options);
    return tsq__effect_set(value, means.yi, means.vi);
}

/* Why the SDs allow no ratio; NULL if they do. */
static const char *no_ratio_of_sds(const struct tsq_effect_row *row)
{
    return row->sd1i == 0.0 || row->sd2i == 0.0 ? "a standard deviation is 0"
           : row->ni <= 1.0                     ? "too few participants for a ratio of standard deviations"
                                                : NULL;
}

static tsq_status compute_vrc(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = take(row, options, false, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (no_ratio_of_sds(row) != NULL) {
        return tsq__effect_omit(value, no_ratio_of_sds(row));
    }
    const struct ratio sds = ratio_of_sds(row, &pair, options);
    return tsq__effect_set(value, sds.yi, sds.vi);
}

static tsq_status compute_cvrc(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = take(row, options, true, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->m1i <= 0.0 || row->m2i <= 0.0) {
        return tsq__effect_omit(value, "a mean is not positive");
    }
    if (no_ratio_of_sds(row) != NULL) {
        return tsq__effect_omit(value, no_ratio_of_sds(row));
    }
    const struct ratio means = ratio_of_means(row, &pair, options), sds = ratio_of_sds(row, &pair, options);
    return tsq__effect_set(value, sds.yi - means.yi, sds.vi + means.vi);
}

const tsq_effect_measure tsq__measure_ROMC = {
    .id = "ROMC",
    .title = "log ratio of means of one group",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "LS LS2",
    .transform = "exp",
    .axis = "Ratio of means (log scale)",
    .source = "Lajeunesse 2011, doi:10.1890/11-0423.1; Senior et al. 2020, doi:10.1002/jrsm.1423",
    .allowed = allowed_ROMC,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute_romc,
};

const tsq_effect_measure tsq__measure_VRC = {
    .id = "VRC",
    .title = "log ratio of standard deviations of one group",
    .inputs = "sd1i sd2i ni",
    .optional = "ri",
    .vtypes = "LS LS2",
    .transform = "exp",
    .axis = "Ratio of standard deviations (log scale)",
    .source = "Senior et al. 2020, doi:10.1002/jrsm.1423",
    .allowed = allowed_VRC,
    .compute = compute_vrc,
};

const tsq_effect_measure tsq__measure_CVRC = {
    .id = "CVRC",
    .title = "log ratio of coefficients of variation of one group",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "LS LS2",
    .transform = "exp",
    .axis = "Ratio of coefficients of variation (log scale)",
    .source = "Senior et al. 2020, doi:10.1002/jrsm.1423",
    .allowed = allowed_CVRC,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute_cvrc,
};
