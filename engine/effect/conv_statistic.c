/*
 * f-t, z-t, z-r, chi2-r and p-phi: the statistic of a test and the participants, where a paper has no more than these.
 *
 *     f-t     t = sqrt(F), F with 1 degree of freedom in the numerator, with the sign of the effect
 *     z-t     t = z, the form that t has in large samples, of two groups, of a change and of a coefficient
 *     z-r     r = z/sqrt(n)
 *     chi2-r  r = sqrt(chi2/n), chi-square with 1 degree of freedom and the sign of the effect
 *     p-phi   the same of z, the normal quantile at p/2, p two-sided with the sign of the effect
 *
 * The correlation of a 2x2 table is phi. Its variance is (1 - phi^2)/n where both margins are even, whatever the formula
 * asked for: Yule 1912, doi:10.2307/2340126, p. 603, and two binomial proportions then agree. ZPHI: over (1 - phi^2)^2.
 * Other correlations have the variance of their measure, as Rosenthal gives them.
 * Source: Rosenthal 1994, Parametric measures of effect size, in Cooper & Hedges, The handbook of research synthesis, 231-244;
 * Lipsey & Wilson 2001, Practical meta-analysis, appendix B.
 */
#include "effect/conversions.h"
#include "effect/correlation.h"
#include "effect/design.h"

#include "num/dist.h"

#include <stdio.h>
#include <string.h>

static bool is_phi(const struct tsq_effect_measure *measure)
{
    return strcmp(measure->id, "PHI") == 0 || strcmp(measure->id, "ZPHI") == 0;
}

/* "from chi-square and n, positive as printed without a minus sign": most papers print these without the sign of the effect. */
static void describe(const char *what, double statistic, bool signed_by_nature, struct tsq_effect_value *value)
{
    const char *sign = signed_by_nature || statistic == 0.0 ? ""
                       : statistic > 0.0                    ? ", positive as printed without a minus sign"
                                                            : ", negative as it is signed";
    snprintf(value->derived, sizeof value->derived, "%s%s", what, sign);
}

/* phi or its Fisher z, of a table with even margins. */
static tsq_status set_phi(const struct tsq_effect_measure *measure, double phi, double n,
                          struct tsq_effect_value *value)
{
    const double rest = (1.0 - phi) * (1.0 + phi);
    if (!(n > 3.0)) {
        return tsq__effect_omit(value, "too few participants for the variance of a correlation");
    }
    if (rest == 0.0) {
        return tsq__effect_omit(value, "a perfect association has no sampling variance");
    }
    value->n = n;
    tsq__effect_add(value->derived, "variance as of even margins");
    return strcmp(measure->id, "PHI") == 0 ? tsq__effect_set(value, phi, rest / n)
                                           : tsq__effect_set(value, atanh(phi), 1.0 / (n * rest));
}

/* The correlation z/sqrt(n): phi set, another one in the row. */
static tsq_status from_z(const struct tsq_effect_measure *measure, double z, double n, const char *role,
                         const char *complaint, struct tsq_effect_row *row, struct tsq_effect_value *value)
{
    const double r = z / sqrt(n);
    if (fabs(r) > 1.0) {
        return tsq__effect_impossible(value, role, complaint);
    }
    if (is_phi(measure)) {
        return set_phi(measure, r, n, value);
    }
    row->ri = r;
    row->ni = n;
    return TSQ_OK;
}

static double participants(const struct tsq_effect_row *row)
{
    return isnan(row->ni) ? row->n1i + row->n2i : row->ni;
}

static tsq_status z_to_r(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                         const tsq_effect_options *options, struct tsq_effect_value *value)
{
    (void)options;
    const double n = participants(row);
    if (isnan(row->zi) || isnan(n)) {
        return TSQ_E_MISSING;
    }
    describe("from the z statistic and n", row->zi, true, value);
    return from_z(measure, row->zi, n, "zi", "z beyond the square root of the participants", row, value);
}

static tsq_status chi2_to_r(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                            const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const double n = participants(row), chi2 = row->chi2;
    if (isnan(chi2) || isnan(n)) {
        return TSQ_E_MISSING;
    }
    describe("from chi-square and n", chi2, false, value);
    if (row->yates == 1.0) {
        tsq__effect_add(value->warning,
                        "Yates' correction cannot be taken back from chi-square without the margins of the "
                        "table: the correlation is too close to 0");
    } else if (isnan(row->yates) && !options->convert.no_yates) {
        tsq__effect_add(value->derived, "taken as without Yates' correction");
    }
    return from_z(measure, copysign(sqrt(fabs(chi2)), chi2), n, "chi2", "chi-square above the number of participants",
                  row, value);
}

static tsq_status p_to_phi(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                           const tsq_effect_options *options, struct tsq_effect_value *value)
{
    (void)options;
    const double n = participants(row), p = fabs(row->pi);
    if (isnan(p) || isnan(n)) {
        return TSQ_E_MISSING;
    }
    if (p == 0.0) {
        return tsq__effect_omit(value, "a p-value of 0 is rounded and gives no correlation");
    }
    describe("from the p-value and n", row->pi, false, value);
    const double z = p == 1.0 ? 0.0 : tsq__normal_upper(p / 2.0);
    return from_z(measure, copysign(z, row->pi), n, "pi", "no table of so few participants has so small a p-value", row,
                  value);
}

static tsq_status z_to_t(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                         const tsq_effect_options *options, struct tsq_effect_value *value)
{
    (void)measure;
    (void)options;
    if (isnan(row->zi) || row->design == TSQ__DESIGN_CROSSOVER) {
        return TSQ_E_MISSING;
    }
    row->ti = row->zi;
    row->pi = NAN;
    tsq__effect_derived(value, "z taken as t, which it is in large samples");
    return TSQ_OK;
}

static tsq_status f_to_t(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                         const tsq_effect_options *options, struct tsq_effect_value *value)
{
    (void)measure;
    (void)options;
    if (isnan(row->fi) || row->design == TSQ__DESIGN_CROSSOVER) {
        return TSQ_E_MISSING;
    }
    row->ti = copysign(sqrt(fabs(row->fi)), row->fi);
    row->pi = NAN;
    describe("the root of F with 1 degree of freedom", row->fi, false, value);
    return TSQ_OK;
}

#define ROSENTHAL                                                                                                      \
    "Rosenthal 1994, in Cooper & Hedges, The handbook of research synthesis; Lipsey & Wilson 2001, Practical "         \
    "meta-analysis"

#define CONVERSION(name, identity, says, columns, serves, from, function)                                              \
    const tsq_conversion tsq__conversion_##name = {                                                                    \
        .id = identity,                                                                                                \
        .title = says,                                                                                                 \
        .inputs = columns,                                                                                             \
        .source = from,                                                                                                \
        .measures = serves,                                                                                            \
        .convert_row = function,                                                                                       \
    }

#define OF_TWO_GROUPS "SMD D2ORN D2ORL RPB ZPB RBIS ZBIS CLESN SMCC"

CONVERSION(f_t, "f-t", "t statistic from F with 1 degree of freedom in the numerator, signed as the effect",
           "fi ni n1i n2i", "COR UCOR ZCOR " OF_TWO_GROUPS, "t^2 = F; Lipsey & Wilson 2001, Practical meta-analysis",
           f_to_t);
CONVERSION(z_t, "z-t", "t statistic from z, the same in large samples", "zi ni n1i n2i",
           OF_TWO_GROUPS " PCOR ZPCOR SPCOR ZSPCOR", ROSENTHAL, z_to_t);
CONVERSION(z_r, "z-r", "correlation or phi from a z statistic and the participants", "zi ni n1i n2i",
           "COR UCOR ZCOR PHI ZPHI", ROSENTHAL, z_to_r);
CONVERSION(chi2_r, "chi2-r", "correlation or phi from chi-square (1 df), signed as the effect, and the participants",
           "chi2 yates ni n1i n2i", "COR UCOR ZCOR PHI ZPHI", ROSENTHAL, chi2_to_r);
CONVERSION(p_phi, "p-phi", "phi from a two-sided p-value, signed as the effect, and the participants", "pi ni n1i n2i",
           "PHI ZPHI", ROSENTHAL, p_to_phi);
