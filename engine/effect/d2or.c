/*
 * D2ORN and D2ORL: the log odds ratio that follows from the uncorrected standardised difference d of two groups, if the
 * outcome behind it is normal or logistic.
 *
 * a d, with variance a^2 (1/n1 + 1/n2 + d^2/(2N)). D2ORN: a = 1.65, Cox & Snell 1989, Analysis of binary data, and
 * Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448. D2ORL: a = pi/sqrt(3), Hasselblad & Hedges 1995,
 * doi:10.1037/0033-2909.117.1.167; Chinn 2000, doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M.
 */
#include "effect/cohen.h"
#include "effect/measures.h"

TSQ__ALLOWED(D2ORN)
TSQ__ALLOWED(D2ORL)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options, double factor,
                          struct tsq_effect_value *value)
{
    struct tsq__cohen groups = {NAN, NAN, NAN};
    const tsq_status status = tsq__cohen_take(row, options, &groups, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n1 = groups.n1, n2 = groups.n2, d = groups.d;
    const double unit = 1.0 / n1 + 1.0 / n2 + d * d / (2.0 * (n1 + n2));
    return tsq__effect_set(value, factor * d, factor * factor * unit);
}

static tsq_status compute_normal(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    return compute(row, options, 1.65, value);
}

static tsq_status compute_logistic(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                   struct tsq_effect_value *value)
{
    return compute(row, options, 1.8137993642342178506, value); /* pi/sqrt(3) */
}

const tsq_effect_measure tsq__measure_D2ORN = {
    .id = "D2ORN",
    .title = "log odds ratio from a standardised mean difference (normal)",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .vtypes = "",
    .transform = "exp",
    .axis = "Odds ratio (log scale)",
    .source = "Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448",
    .own_rules = "ti",
    .allowed = allowed_D2ORN,
    .compute = compute_normal,
};

const tsq_effect_measure tsq__measure_D2ORL = {
    .id = "D2ORL",
    .alias = "D2OR",
    .title = "log odds ratio from a standardised mean difference (logistic)",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .vtypes = "",
    .transform = "exp",
    .axis = "Odds ratio (log scale)",
    .source = "Hasselblad & Hedges 1995, doi:10.1037/0033-2909.117.1.167",
    .own_rules = "ti",
    .allowed = allowed_D2ORL,
    .compute = compute_logistic,
};
