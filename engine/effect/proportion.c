/*
 * One proportion p = x/n, x participants with the event and m = n - x without.
 *
 * PR  p, vtype LS: p (1-p)/n; UB: p (1-p)/(n-1); AV: q (1-q)/n
 * PLN log(p), vtype LS: 1/x - 1/n; AV: (1-q)/(n q)
 * PLO log(x/m), vtype LS: 1/x + 1/m; AV: 1/(n q (1-q)); q is the proportion of all rows of the analysis together
 * PRZ normal quantile z of p, vi = 2 pi p (1-p) exp(z^2)/n
 * PAS asin(sqrt(p)), vi = 1/(4n)
 * PFT (asin(sqrt(x/(n+1))) + asin(sqrt((x+1)/(n+1))))/2, vi = 1/(4n+2), Freeman & Tukey 1950,
 *     doi:10.1214/aoms/1177729756
 *
 * Source of the variances: the delta method, for example Lipsey & Wilson 2001, Practical Meta-Analysis, ch. 3; of PAS
 * and PFT: Freeman & Tukey 1950. PAS and PFT need no correction of zero counts, and get none unless --add asks for it.
 */
#include "effect/counted.h"
#include "effect/measures.h"
#include "effect/trace.h"
#include "num/dist.h"

TSQ__ALLOWED(PR)
TSQ__ALLOWED(PLN)
TSQ__ALLOWED(PLO)
TSQ__ALLOWED(PRZ)
TSQ__ALLOWED(PAS)
TSQ__ALLOWED(PFT)

struct part {
    double x, m, n;
};

/* What is missing or impossible of the row's own numbers. */
static tsq_status take_counts(const struct tsq_effect_row *row, struct part *out, struct tsq_effect_value *value)
{
    tsq__effect_need(value, row->xi, "xi");
    tsq__effect_need(value, isnan(row->mi) ? row->ni : row->mi, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->mi < 0.0) {
        return tsq__effect_impossible(value, "mi", "negative count");
    }
    if (row->xi > row->ni) {
        return tsq__effect_impossible(value, "xi", "more events than participants");
    }
    if (!isnan(row->mi) && !isnan(row->ni) && row->xi + row->mi != row->ni) {
        return tsq__effect_impossible(value, "ni", "not the sum of those with and without the event");
    }
    out->x = row->xi;
    out->m = isnan(row->mi) ? row->ni - row->xi : row->mi;
    out->n = out->x + out->m;
    return out->n > 0.0 ? TSQ_OK : tsq__effect_omit(value, "no participants");
}

static bool has_zero(const struct tsq_effect_row *row)
{
    struct part part = {0};
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    return take_counts(row, &part, &value) == TSQ_OK && (part.x == 0.0 || part.m == 0.0);
}

static tsq_status take(const struct tsq_effect_row *row, const tsq_effect_options *options, double add,
                       struct part *out, struct tsq_effect_value *value)
{
    const tsq_status status = take_counts(row, out, value);
    if (status != TSQ_OK) {
        return status;
    }
    value->n = out->n;
    const double added = tsq__counted_added(options, out->x == 0.0 || out->m == 0.0, add, "proportion",
                                            "participants with the event and to those without", value);
    out->x += added;
    out->m += added;
    out->n = out->x + out->m;
    if (added != 0.0) {
        tsq__step(row, "add", added, NULL, TSQ__CORRECTION);
    }
    tsq__step(row, "x", out->x, added != 0.0 ? "xi + add" : "xi", NULL);
    tsq__step(row, "m", out->m,
              isnan(row->mi) ? added != 0.0 ? "ni - xi + add" : "ni - xi"
              : added != 0.0 ? "mi + add"
                             : "mi",
              NULL);
    tsq__step(row, "n", out->n, "x + m", NULL);
    return TSQ_OK;
}

/* The proportion in all rows together, for the variance formula AV. */
static double at_average(const struct tsq_effect_row *row, const struct part *part, struct tsq_effect_value *value)
{
    return tsq__effect_average(row, 0, part->x / part->n, part->n, value);
}

/* For the transformations that 0 and 1 have no value of. */
static tsq_status take_inner(const struct tsq_effect_row *row, const tsq_effect_options *options, struct part *out,
                             struct tsq_effect_value *value)
{
    const tsq_status status = take(row, options, 0.5, out, value);
    if (status == TSQ_OK) {
        (void)at_average(row, out, value); /* rows without an effect of their own count too */
    }
    if (status == TSQ_OK && (out->x == 0.0 || out->m == 0.0)) {
        return tsq__effect_omit(value, out->x == 0.0 ? "the proportion is 0" : "the proportion is 1");
    }
    return status;
}

static tsq_status compute_proportion(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                     struct tsq_effect_value *value)
{
    struct part part = {0};
    const tsq_status status = take(row, options, 0.5, &part, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n = tsq__effect_vtype(options, "UB", "LS") ? part.n - 1.0 : part.n;
    if (n <= 0.0) {
        return tsq__effect_omit(value, "too few participants for this variance formula");
    }
    double vi = part.x / part.n * (part.m / part.n) / n;
    if (tsq__effect_vtype(options, "AV", "LS")) {
        const double q = at_average(row, &part, value);
        vi = q * (1.0 - q) / n;
    }
    return tsq__effect_set(value, part.x / part.n, vi);
}

static tsq_status compute_log(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct part part = {0};
    const tsq_status status = take_inner(row, options, &part, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double yi = part.x > part.m ? log1p(-part.m / part.n) : log(part.x / part.n);
    double vi = part.m / (part.x * part.n);
    if (tsq__effect_vtype(options, "AV", "LS")) {
        const double q = at_average(row, &part, value);
        vi = (1.0 - q) / (q * part.n);
    }
    return tsq__effect_set(value, yi, vi);
}

static tsq_status compute_logit(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct part part = {0};
    const tsq_status status = take_inner(row, options, &part, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double odds = part.x / part.m;
    const double yi = odds > 0.5 && odds < 2.0 ? log1p((part.x - part.m) / part.m) : log(odds);
    double vi = 1.0 / part.x + 1.0 / part.m;
    if (tsq__effect_vtype(options, "AV", "LS")) {
        const double q = at_average(row, &part, value);
        vi = 1.0 / (part.n * q * (1.0 - q));
    }
    return tsq__effect_set(value, yi, vi);
}

static tsq_status compute_probit(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    struct part part = {0};
    const tsq_status status = take_inner(row, options, &part, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double two_pi = 6.283185307179586476925287;
    const double z = part.x > part.m ? tsq__normal_upper(part.m / part.n) : -tsq__normal_upper(part.x / part.n);
    return tsq__effect_set(value, z, two_pi * (part.x / part.n) * (part.m / part.n) * exp(z * z) / part.n);
}

/* Arcsines of square roots by their tangents: no digits lost near 1. */
static tsq_status compute_arcsine(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                  struct tsq_effect_value *value)
{
    struct part part = {0};
    const tsq_status status = take(row, options, 0.0, &part, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, atan2(sqrt(part.x), sqrt(part.m)), 0.25 / part.n);
}

static tsq_status compute_freeman_tukey(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                        struct tsq_effect_value *value)
{
    struct part part = {0};
    const tsq_status status = take(row, options, 0.0, &part, value);
    if (status != TSQ_OK) {
        return status;
    }
    value->size = part.n;
    const double low = atan2(sqrt(part.x), sqrt(part.m + 1.0)), high = atan2(sqrt(part.x + 1.0), sqrt(part.m));
    return tsq__effect_set(value, 0.5 * (low + high), 1.0 / (4.0 * part.n + 2.0));
}

#define DELTA "Lipsey & Wilson 2001, Practical Meta-Analysis, ch. 3"
#define FREEMAN_TUKEY "Freeman & Tukey 1950, doi:10.1214/aoms/1177729756"
#define PROPORTION(name, what, formulas, back, label, from, function)                                                  \
    const tsq_effect_measure tsq__measure_##name = {                                                                   \
        .id = #name,                                                                                                   \
        .title = what,                                                                                                 \
        .inputs = "xi ni",                                                                                             \
        .optional = "mi",                                                                                              \
        .vtypes = formulas,                                                                                            \
        .averaging = "AV",                                                                                             \
        .transform = back,                                                                                             \
        .axis = label,                                                                                                 \
        .source = from,                                                                                                \
        .allowed = allowed_##name,                                                                                     \
        .has_zero = has_zero,                                                                                          \
        .compute = function,                                                                                           \
    }

PROPORTION(PR, "proportion", "LS UB AV", "none", "Proportion", DELTA, compute_proportion);
PROPORTION(PLN, "log proportion", "LS AV", "exp", "Proportion (log scale)", DELTA, compute_log);
PROPORTION(PLO, "logit of the proportion", "LS AV", "ilogit", "Proportion (logit)", DELTA, compute_logit);
PROPORTION(PRZ, "normal quantile of the proportion", "", "iprobit", "Proportion (probit)", DELTA, compute_probit);
PROPORTION(PAS, "arcsine of the root of the proportion", "", "iarcsin", "Proportion (arcsine)", FREEMAN_TUKEY,
           compute_arcsine);
PROPORTION(PFT, "proportion after Freeman & Tukey", "", "ipft", "Proportion (Freeman-Tukey)", FREEMAN_TUKEY,
           compute_freeman_tukey);
