/*
 * SMN, MNLN, SDLN and CVLN: the mean of one group over its SD, and the logs of its mean, SD and coefficient of
 * variation.
 *
 * SMN: g = J m/sd, J by the option bias with n - 1 degrees of freedom; 1/n + g^2/(2n), as for SMCC: Gibbons, Hedeker & Davis
 * 1993, doi:10.3102/10769986018003271, eq. 21.
 * MNLN: log m; sd^2/(n m^2), the delta method. SDLN: log sd + 1/(2(n-1)); 1/(2(n-1)). CVLN: log(sd/m) + 1/(2(n-1));
 * 1/(2(n-1)) + sd^2/(n m^2). Nakagawa et al. 2015, doi:10.1111/2041-210X.12309, without the terms with
 * the correlation of mean and SD. bias none leaves out the correction 1/(2(n-1)).
 */
#include "effect/hedges.h"
#include "effect/measures.h"
#include "effect/ratio.h"

TSQ__ALLOWED(SMN)
TSQ__ALLOWED(MNLN)
TSQ__ALLOWED(SDLN)
TSQ__ALLOWED(CVLN)

/* Checks the numbers of the group; the mean if it is needed. */
static tsq_status take(const struct tsq_effect_row *row, bool needs_mean, struct tsq_effect_value *value)
{
    if (needs_mean) {
        tsq__effect_need(value, row->mi, "mi");
    }
    tsq__effect_need(value, row->sdi, "sdi");
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->sdi == 0.0) {
        return tsq__effect_omit(value, "the standard deviation is 0");
    }
    value->n = row->ni;
    tsq__effect_derived(value, needs_mean ? "mean and SD" : "SD");
    return TSQ_OK;
}

static tsq_status compute_smn(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    const tsq_status status = take(row, true, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double unit = 1.0 / row->ni;
    const struct tsq__standardised in = {
        .d = row->mi / row->sdi, .m = row->ni - 1.0, .n = row->ni, .unit = unit, .unit_unbiased = unit};
    return tsq__standardised_set(row, &in, options, value);
}

static tsq_status compute_mnln(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    (void)options;
    const tsq_status status = take(row, true, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->mi <= 0.0) {
        return tsq__effect_omit(value, "the mean is not positive");
    }
    const double cv = row->sdi / row->mi;
    return tsq__effect_set(value, log(row->mi), cv * cv / row->ni);
}

static tsq_status compute_sdln(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    const tsq_status status = take(row, false, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->ni <= 1.0) {
        return tsq__effect_omit(value, "too few participants for a standard deviation");
    }
    return tsq__effect_set(value, log(row->sdi) + tsq__log_sd_correction(row->ni, options), 0.5 / (row->ni - 1.0));
}

static tsq_status compute_cvln(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    const tsq_status status = take(row, true, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->mi <= 0.0) {
        return tsq__effect_omit(value, "the mean is not positive");
    }
    if (row->ni <= 1.0) {
        return tsq__effect_omit(value, "too few participants for a standard deviation");
    }
    const double cv = row->sdi / row->mi;
    return tsq__effect_set(value, tsq__log_ratio(row->sdi, row->mi) + tsq__log_sd_correction(row->ni, options),
                           0.5 / (row->ni - 1.0) + cv * cv / row->ni);
}

const tsq_effect_measure tsq__measure_SMN = {
    .id = "SMN",
    .title = "standardised mean",
    .inputs = "mi sdi ni",
    .optional = "",
    .vtypes = "",
    .transform = "none",
    .axis = "Standardised mean",
    .source = "Gibbons, Hedeker & Davis 1993, doi:10.3102/10769986018003271, eq. 21",
    .allowed = allowed_SMN,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute_smn,
};

const tsq_effect_measure tsq__measure_MNLN = {
    .id = "MNLN",
    .title = "log of the mean",
    .inputs = "mi sdi ni",
    .optional = "",
    .vtypes = "",
    .transform = "exp",
    .axis = "Mean (log scale)",
    .source = "Nakagawa et al. 2015, doi:10.1111/2041-210X.12309",
    .allowed = allowed_MNLN,
    .compute = compute_mnln,
};

const tsq_effect_measure tsq__measure_SDLN = {
    .id = "SDLN",
    .title = "log of the standard deviation",
    .inputs = "sdi ni",
    .optional = "",
    .vtypes = "",
    .transform = "exp",
    .axis = "Standard deviation (log scale)",
    .source = "Nakagawa et al. 2015, doi:10.1111/2041-210X.12309",
    .allowed = allowed_SDLN,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute_sdln,
};

const tsq_effect_measure tsq__measure_CVLN = {
    .id = "CVLN",
    .title = "log of the coefficient of variation",
    .inputs = "mi sdi ni",
    .optional = "",
    .vtypes = "",
    .transform = "exp",
    .axis = "Coefficient of variation (log scale)",
    .source = "Nakagawa et al. 2015, doi:10.1111/2041-210X.12309",
    .allowed = allowed_CVLN,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute_cvln,
};
