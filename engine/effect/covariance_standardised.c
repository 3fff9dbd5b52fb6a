/*
 * What standardised differences from one control share: the control's mean, and its SD as far as it is in the SD that the
 * difference is divided by. By the delta method with equal SDs behind the groups, m = n1 + n2 - 2 of each contrast:
 *
 * SMD   1/n2 + g_i g_j (n2-1)/(2 m_i m_j). The second term is cov(s_i^2, s_j^2) = 2 sd^4 (n2-1)/(m_i m_j) times the
 *       derivatives -g/(2 sd^2). LS2: the first one J_i J_j/n2. H0: J_i J_j sqrt(m_i m_j/((m_i-2)(m_j-2)))/n2 alone.
 *       AV: the mean of g over all rows for both g.
 *       Gleser & Olkin 2009 have 1/n2 + g_i g_j/(2N) for contrasts that are all divided by one SD, pooled over the N
 *       participants of all arms; here each contrast has the SD of its own two groups.
 * SMD1  1/n2 + g_i g_j/(2 n2), all of the variance that is the control's: LS2, UB and H0 in the same way.
 * SMD1H 1/(n2-1) + g_i g_j/(2 (n2-1)).
 * SMDH  sd2^2/(s_i s_j (n2-1)) + g_i g_j q_i q_j/(8 (n2-1)), q = sd2^2/s^2, s^2 = (sd1^2 + sd2^2)/2; LS2 and LS3 with
 *       n2 where the variance has it.
 * D2ORN, D2ORL: SMD's with d for g, times 1.65^2 or pi^2/3.
 */
#include "effect/arms.h"
#include "effect/cohen.h"
#include "effect/covariance.h"
#include "effect/hedges.h"

/* The control's terms of the vtypes that all standardised measures have: its mean's, with n2 participants and the
 * factor J of m degrees of freedom, and `of_sd` g^2, its SD's. */
static void share_common(const struct tsq_effect_row *row, double m, double of_sd, const tsq_effect_options *options,
                         struct tsq_effect_value *value)
{
    const double j = tsq__hedges_factor(m, options->bias), n2 = row->n2i;
    if (tsq__effect_vtype(options, "H0", "LS")) {
        value->shared[0] = j * j * m / (m - 2.0) / n2;
        value->shared[1] = 0.0;
        return;
    }
    const double g = tsq__effect_vtype(options, "AV", "LS") ? row->average1 : value->yi;
    value->shared[0] = tsq__effect_vtype(options, "LS2", "LS") ? j * j / n2 : 1.0 / n2;
    value->shared[1] = g * fabs(g) * of_sd;
}

/* (d g/d(sd of the control) times the standard error of that SD, over g)^2. */
static double control_of_pooled(double n2, double m)
{
    return 0.5 * (n2 - 1.0) / m / m;
}

static void share_smd(const struct tsq_effect_row *row, const tsq_effect_options *options,
                      struct tsq_effect_value *value)
{
    const double m = row->n1i + row->n2i - 2.0;
    share_common(row, m, control_of_pooled(row->n2i, m), options, value);
}

static void share_smd1(const struct tsq_effect_row *row, const tsq_effect_options *options,
                       struct tsq_effect_value *value)
{
    const double m = row->n2i - 1.0;
    const double of_sd = tsq__effect_vtype(options, "UB", "LS") ? tsq__hedges_k(m, options->bias) : 0.5 / row->n2i;
    share_common(row, m, of_sd, options, value);
}

static void share_smd1h(const struct tsq_effect_row *row, const tsq_effect_options *options,
                        struct tsq_effect_value *value)
{
    (void)options;
    value->shared[0] = 1.0 / (row->n2i - 1.0);
    value->shared[1] = value->yi * fabs(value->yi) * 0.5 / (row->n2i - 1.0);
}

static void share_smdh(const struct tsq_effect_row *row, const tsq_effect_options *options,
                       struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    struct tsq_effect_value scratch = TSQ__EFFECT_VALUE_INIT;
    if (tsq__arms_choose(row, options, arm, &scratch) != TSQ_OK) {
        return;
    }
    const double root = arm[1].sd / tsq__mean_sd(arm[0].sd, arm[1].sd), q = root * root;
    const double of_sd = tsq__effect_vtype(options, "LS2", "LS") ? 0.0 : 1.0;
    const double of_mean = tsq__effect_vtype(options, "LS", "LS") ? 1.0 : 0.0;
    value->shared[0] = q / (arm[1].n - of_mean);
    value->shared[1] = value->yi * fabs(value->yi) * q * q / 8.0 / (arm[1].n - of_sd);
}

static void share_odds(const struct tsq_effect_row *row, const tsq_effect_options *options, double factor,
                       struct tsq_effect_value *value)
{
    struct tsq__cohen groups = {NAN, NAN, NAN};
    struct tsq_effect_value scratch = TSQ__EFFECT_VALUE_INIT;
    if (tsq__cohen_take(row, options, &groups, &scratch) == TSQ_OK) {
        value->shared[0] = factor * factor / groups.n2;
        value->shared[1] = value->yi * fabs(value->yi) * control_of_pooled(groups.n2, groups.n1 + groups.n2 - 2.0);
    }
}

static void share_normal(const struct tsq_effect_row *row, const tsq_effect_options *options,
                         struct tsq_effect_value *value)
{
    share_odds(row, options, 1.65, value);
}

static void share_logistic(const struct tsq_effect_row *row, const tsq_effect_options *options,
                           struct tsq_effect_value *value)
{
    share_odds(row, options, 1.8137993642342178506, value); /* pi/sqrt(3) */
}

#define STANDARDISED(name, what, from, function)                                                                       \
    const tsq_effect_covariance tsq__covariance_##name = {                                                             \
        .measure = #name, .formula = what, .source = from, .share = function}

STANDARDISED(SMD, "1/n2 + g_i g_j (n2-1)/(2 m_i m_j), m = n1+n2-2 (LS2: J_i J_j/n2 + ...; H0: without the second term)",
             "delta method; " TSQ__GLESER_OLKIN " for an SD pooled over all arms", share_smd);
STANDARDISED(SMD1, "1/n2 + g_i g_j/(2 n2)", TSQ__GLESER_OLKIN, share_smd1);
STANDARDISED(SMD1H, "1/(n2-1) + g_i g_j/(2 (n2-1))",
             "the control's terms of Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 12", share_smd1h);
STANDARDISED(SMDH, "sd2^2/(s_i s_j (n2-1)) + g_i g_j q_i q_j/(8 (n2-1)), q = sd2^2/s^2",
             "the control's terms of Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 8", share_smdh);
STANDARDISED(D2ORN, "1.65^2 times that of SMD", "delta method", share_normal);
STANDARDISED(D2ORL, "pi^2/3 times that of SMD", "delta method", share_logistic);
