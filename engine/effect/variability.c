/*
 * VR and CVR, the log ratios of the SDs and of the coefficients of variation of two groups, of final values.
 *
 * VR: log(sd1/sd2) + 1/(2(n1-1)) - 1/(2(n2-1)), Nakagawa et al. 2015, doi:10.1111/2041-210X.12309, eq. 9; vtype LS:
 * 1/(2(n1-1)) + 1/(2(n2-1)). LS2: (n1/(n1-1)^2 + n2/(n2-1)^2)/2, Senior, Viechtbauer & Nakagawa 2020,
 * doi:10.1002/jrsm.1423, eq. 15.
 * CVR: VR - log(m1/m2) + (sd2^2/(n2 m2^2) - sd1^2/(n1 m1^2))/2, Senior et al. 2020, eq. 6; vtype LS: VR's + sd1^2/(n1
 * m1^2) + sd2^2/(n2 m2^2), Nakagawa et al. 2015, eq. 12 without the terms with the correlation of mean and SD. LS2:
 * VR's LS2 and
 * ROM's LS2 together, Senior et al. 2020, eq. 16.
 * The terms with n - 1 are the correction of the SDs, which bias none leaves out; those with sd^2/(n m^2) the one of
 * the means, which rom_correct governs, as for ROM.
 */
#include "effect/measures.h"
#include "effect/ratio.h"

TSQ__ALLOWED(VR)
TSQ__ALLOWED(CVR)

/* log(sd1/sd2) with its correction, and its variance. */
static tsq_status compare_sds(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value, double *yi, double *vi)
{
    tsq__effect_need(value, row->n1i, "n1i");
    tsq__effect_need(value, row->n2i, "n2i");
    tsq__effect_need(value, row->sd1i, "sd1i");
    tsq__effect_need(value, row->sd2i, "sd2i");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->sd1i == 0.0 || row->sd2i == 0.0) {
        return tsq__effect_omit(value, "a standard deviation is 0");
    }
    const double m1 = row->n1i - 1.0, m2 = row->n2i - 1.0;
    if (m1 <= 0.0 || m2 <= 0.0) {
        return tsq__effect_omit(value, "too few participants for a ratio of standard deviations");
    }
    *yi = tsq__log_ratio(row->sd1i, row->sd2i) + tsq__log_sd_correction(row->n1i, options) -
          tsq__log_sd_correction(row->n2i, options);
    *vi = tsq__effect_vtype(options, "LS2", "LS") ? 0.5 * (row->n1i / (m1 * m1) + row->n2i / (m2 * m2))
                                                  : 0.5 / m1 + 0.5 / m2;
    value->n = row->n1i + row->n2i;
    tsq__effect_derived(value, "final values");
    return TSQ_OK;
}

static tsq_status compute_vr(const struct tsq_effect_row *row, const tsq_effect_options *options,
                             struct tsq_effect_value *value)
{
    double yi = NAN, vi = NAN;
    const tsq_status status = compare_sds(row, options, value, &yi, &vi);
    return status != TSQ_OK ? status : tsq__effect_set(value, yi, vi);
}

static tsq_status compute_cvr(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    double yi = NAN, vi = NAN;
    tsq__effect_need(value, row->m1i, "m1i");
    tsq__effect_need(value, row->m2i, "m2i");
    const tsq_status status = compare_sds(row, options, value, &yi, &vi);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->m1i <= 0.0 || row->m2i <= 0.0) {
        return tsq__effect_omit(value, "a mean is not positive");
    }
    const double cv1 = row->sd1i / row->m1i, cv2 = row->sd2i / row->m2i;
    const double v1 = cv1 * cv1 / row->n1i, v2 = cv2 * cv2 / row->n2i;
    yi -= tsq__log_ratio(row->m1i, row->m2i) + (options->rom_correct ? 0.5 * (v1 - v2) : 0.0);
    vi += v1 + v2;
    if (tsq__effect_vtype(options, "LS2", "LS")) {
        vi += 0.5 * v1 * v1 + 0.5 * v2 * v2;
    }
    return tsq__effect_set(value, yi, vi);
}

const tsq_effect_measure tsq__measure_VR = {
    .id = "VR",
    .title = "log ratio of standard deviations",
    .inputs = "n1i sd1i n2i sd2i",
    .optional = "",
    .vtypes = "LS LS2",
    .transform = "exp",
    .axis = "Ratio of standard deviations (log scale)",
    .source = "Nakagawa et al. 2015, doi:10.1111/2041-210X.12309; Senior et al. 2020, doi:10.1002/jrsm.1423",
    .allowed = allowed_VR,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute_vr,
};

const tsq_effect_measure tsq__measure_CVR = {
    .id = "CVR",
    .title = "log ratio of coefficients of variation",
    .inputs = "n1i m1i sd1i n2i m2i sd2i",
    .optional = "",
    .vtypes = "LS LS2",
    .transform = "exp",
    .axis = "Ratio of coefficients of variation (log scale)",
    .source = "Nakagawa et al. 2015, doi:10.1111/2041-210X.12309; Senior et al. 2020, doi:10.1002/jrsm.1423",
    .allowed = allowed_CVR,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute_cvr,
};
