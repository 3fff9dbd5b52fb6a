/*
 * REH, the log relative excess heterozygosity of a genotype with ai homozygotes of one allele, bi heterozygotes and ci
 * homozygotes of the other, N together: log(bi/(2 sqrt(ai ci))), 0 in Hardy-Weinberg equilibrium.
 *
 * vi = ((1 - b) / (4 a c) + 1/b)/N with the shares a, b and c, the delta method: Ziegler, Van Steen & Wellek 2011,
 * doi:10.1007/s10549-010-1295-z. As in metafor nothing is added to a count of 0, which has no logarithm.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(REH)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    (void)options;
    tsq__effect_need(value, row->ai, "ai");
    tsq__effect_need(value, row->bi, "bi");
    tsq__effect_need(value, row->ci, "ci");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->ai == 0.0 || row->bi == 0.0 || row->ci == 0.0) {
        return tsq__effect_omit(value, "a genotype has no participants");
    }
    const double n = row->ai + row->bi + row->ci, twice = 2.0 * sqrt(row->ai) * sqrt(row->ci);
    const double vi = (row->ai + row->ci) / (4.0 * row->ai * row->ci) + 1.0 / row->bi;
    value->n = n;
    tsq__effect_derived(value, "genotypes");
    return tsq__effect_set(value, tsq__two_by_two_log(row->bi, twice, row->bi - twice), vi);
}

const tsq_effect_measure tsq__measure_REH = {
    .id = "REH",
    .title = "log relative excess heterozygosity",
    .inputs = "ai bi ci",
    .optional = "",
    .vtypes = "",
    .transform = "exp",
    .axis = "Relative excess heterozygosity (log scale)",
    .source = "Ziegler, Van Steen & Wellek 2011, doi:10.1007/s10549-010-1295-z",
    .allowed = allowed_REH,
    .compute = compute,
};
