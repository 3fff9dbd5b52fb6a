/*
 * ARAW, AHW and ABT: Cronbach's alpha a of a scale with m items in n participants, as it is and transformed.
 *
 * ARAW: 2m (1-a)^2/((m-1)(n-2)), van Zyl, Neudecker & Nel 2000, doi:10.1007/BF02296146.
 * AHW: 1 - (1-a)^(1/3); 18m (n-1) (1-a)^(2/3)/((m-1)(9n-11)^2), Hakstian & Whalen 1976, doi:10.1007/BF02291840.
 * ABT: -log(1-a); 2m/((m-1)(n-2)), Bonett 2002, doi:10.3102/10769986027004335.
 * The transformed values rise with a, as in metafor.
 */
#include "effect/measures.h"

TSQ__ALLOWED(ARAW)
TSQ__ALLOWED(AHW)
TSQ__ALLOWED(ABT)

static tsq_status take(const struct tsq_effect_row *row, struct tsq_effect_value *value)
{
    tsq__effect_need(value, row->ai, "ai");
    tsq__effect_need(value, row->mi, "mi");
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->ai > 1.0) {
        return tsq__effect_impossible(value, "ai", "coefficient alpha above 1");
    }
    if (row->mi < 2.0) {
        return tsq__effect_impossible(value, "mi", "fewer than 2 items");
    }
    if (row->ni <= 2.0) {
        return tsq__effect_omit(value, "too few participants for the variance of alpha");
    }
    value->n = row->ni;
    tsq__effect_derived(value, "alpha");
    return TSQ_OK;
}

/* 2m/((m-1)(n-2)) */
static double unit(const struct tsq_effect_row *row)
{
    return 2.0 * row->mi / (row->mi - 1.0) / (row->ni - 2.0);
}

static tsq_status compute_raw(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    (void)options;
    const tsq_status status = take(row, value);
    const double rest = 1.0 - row->ai;
    return status != TSQ_OK ? status : tsq__effect_set(value, row->ai, unit(row) * rest * rest);
}

static tsq_status compute_hakstian_whalen(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                          struct tsq_effect_value *value)
{
    (void)options;
    const tsq_status status = take(row, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double root = cbrt(1.0 - row->ai), by = 9.0 * row->ni - 11.0;
    const double vi = 18.0 * row->mi / (row->mi - 1.0) * ((row->ni - 1.0) / by) * (root * root / by);
    /* 1 - root = a/(1 + root + root^2), which keeps its digits for small a */
    return tsq__effect_set(value, row->ai / (1.0 + root + root * root), vi);
}

static tsq_status compute_bonett(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    (void)options;
    const tsq_status status = take(row, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->ai == 1.0) {
        return tsq__effect_omit(value, "an alpha of 1 has no logarithm");
    }
    return tsq__effect_set(value, -log1p(-row->ai), unit(row));
}

const tsq_effect_measure tsq__measure_ARAW = {
    .id = "ARAW",
    .title = "coefficient alpha",
    .inputs = "ai mi ni",
    .optional = "",
    .vtypes = "",
    .transform = "none",
    .axis = "Coefficient alpha",
    .source = "van Zyl, Neudecker & Nel 2000, doi:10.1007/BF02296146",
    .own_rules = "ai mi",
    .allowed = allowed_ARAW,
    .compute = compute_raw,
};

const tsq_effect_measure tsq__measure_AHW = {
    .id = "AHW",
    .title = "coefficient alpha, cube root",
    .inputs = "ai mi ni",
    .optional = "",
    .vtypes = "",
    .transform = "iahw",
    .axis = "Transformed coefficient alpha",
    .source = "Hakstian & Whalen 1976, doi:10.1007/BF02291840",
    .own_rules = "ai mi",
    .allowed = allowed_AHW,
    .compute = compute_hakstian_whalen,
};

const tsq_effect_measure tsq__measure_ABT = {
    .id = "ABT",
    .title = "coefficient alpha, logarithm",
    .inputs = "ai mi ni",
    .optional = "",
    .vtypes = "",
    .transform = "iabt",
    .axis = "Transformed coefficient alpha",
    .source = "Bonett 2002, doi:10.3102/10769986027004335",
    .own_rules = "ai mi",
    .allowed = allowed_ABT,
    .compute = compute_bonett,
};
