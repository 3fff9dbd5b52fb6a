/*
 * SMCRH, SMCRP and SMCRPH: the mean change of one group over the SD of the first measurement, or over that of both,
 * s^2 = (sd1^2 + sd2^2)/2; where the two SDs may differ in the population, for the names with H.
 *
 * SMCRH: g = J (m1 - m2)/sd1 with n - 1 degrees of freedom; with c the SD of the change, vtype LS: (c/sd1)^2/(n-1) +
 * g^2/(2(n-1)), Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 13, with the corrected g as in metafor. LS2: n in place
 * of n-1.
 * SMCRP: g = J (m1 - m2)/s with 2(n-1)/(1+r^2) degrees of freedom; 2(1-r)/n + g^2 (1+r^2)/(4n), Cousineau 2020,
 * doi:10.20982/tqmp.16.4.p418, eq. 2.
 * SMCRPH: the same g; with q = sd^2/s^2 of either measurement, vtype LS: (c/s)^2/(n-1) + g^2 (q1^2 + q2^2 +
 * 2 r^2 q1 q2)/(8(n-1)), Bonett 2008, eq. 10. LS2: n in place of n-1.
 */
#include "effect/arms.h"
#include "effect/hedges.h"
#include "effect/measures.h"
#include "effect/paired.h"

TSQ__ALLOWED(SMCRH)
TSQ__ALLOWED(SMCRP)
TSQ__ALLOWED(SMCRPH)

/* The corrected change in units of `sd`. */
static tsq_status standardise(const struct tsq__paired *pair, double sd, double m, const tsq_effect_options *options,
                              struct tsq_effect_value *value, double *g)
{
    if (sd == 0.0) {
        return tsq__effect_omit(value, "the standard deviation is 0");
    }
    if (!tsq__hedges_defined(m, options->bias) || pair->n <= 1.0) {
        return tsq__effect_omit(value, "too few participants for a standardised difference");
    }
    *g = tsq__hedges_factor(m, options->bias) * (pair->change / sd);
    return TSQ_OK;
}

static tsq_status compute_smcrh(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    double g = NAN;
    tsq_status status = tsq__paired_take(row, options, true, &pair, value);
    if (status == TSQ_OK) {
        status = standardise(&pair, row->sd1i, pair.n - 1.0, options, value, &g);
    }
    if (status != TSQ_OK) {
        return status;
    }
    const double n = pair.n - (tsq__effect_vtype(options, "LS2", "LS") ? 0.0 : 1.0), c = pair.sd_change / row->sd1i;
    return tsq__effect_set(value, g, c * c / n + g * g / (2.0 * n));
}

/* The change in units of both SDs, for SMCRP and SMCRPH. */
static tsq_status take_both(const struct tsq_effect_row *row, const tsq_effect_options *options,
                            struct tsq_effect_value *value, struct tsq__paired *pair, double *g)
{
    const tsq_status status = tsq__paired_take(row, options, true, pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double m = 2.0 * (pair->n - 1.0) / (1.0 + pair->r * pair->r);
    return standardise(pair, tsq__mean_sd(row->sd1i, row->sd2i), m, options, value, g);
}

static tsq_status compute_smcrp(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    double g = NAN;
    const tsq_status status = take_both(row, options, value, &pair, &g);
    if (status != TSQ_OK) {
        return status;
    }
    const double vi = 2.0 * (1.0 - pair.r) / pair.n + g * g * (1.0 + pair.r * pair.r) / (4.0 * pair.n);
    return tsq__effect_set(value, g, vi);
}

static tsq_status compute_smcrph(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    double g = NAN;
    const tsq_status status = take_both(row, options, value, &pair, &g);
    if (status != TSQ_OK) {
        return status;
    }
    const double n = pair.n - (tsq__effect_vtype(options, "LS2", "LS") ? 0.0 : 1.0);
    return tsq__effect_set(value, g, tsq__paired_unit_variance(row, &pair, g) / n);
}

const tsq_effect_measure tsq__measure_SMCRH = {
    .id = "SMCRH",
    .title = "standardised mean change (SD of the first measurement, SDs that differ)",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "LS LS2",
    .transform = "none",
    .axis = "Standardised mean change",
    .source = "Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 13",
    .allowed = allowed_SMCRH,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute_smcrh,
};

const tsq_effect_measure tsq__measure_SMCRP = {
    .id = "SMCRP",
    .title = "standardised mean change (SD of both measurements)",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "",
    .transform = "none",
    .axis = "Standardised mean change",
    .source = "Cousineau 2020, doi:10.20982/tqmp.16.4.p418, eq. 2",
    .allowed = allowed_SMCRP,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute_smcrp,
};

const tsq_effect_measure tsq__measure_SMCRPH = {
    .id = "SMCRPH",
    .title = "standardised mean change (SD of both measurements, SDs that differ)",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "LS LS2",
    .transform = "none",
    .axis = "Standardised mean change",
    .source = "Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 10",
    .allowed = allowed_SMCRPH,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute_smcrph,
};
