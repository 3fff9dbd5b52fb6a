/* Everything that there is to choose of how effects are computed, one inside the other: conversions, endpoints and correlations,
 * formulas, corrections for zeros, what is done with shared controls. */
#include "verify/search_space.h"

#include "base/text.h"

static void over_arms(tsq__building *b, tsq_effect_options options)
{
    tsq__space_try(b, &options);
    for (int how = TSQ_MULTI_ARM_EACH; b->shared && how <= TSQ_MULTI_ARM_COVARIANCE; how++) {
        options.multi_arm = (tsq_multi_arm)how;
        tsq__space_try(b, &options);
    }
}

static void over_zeros(tsq__building *b, tsq_effect_options options)
{
    if (b->measure->has_zero == NULL) {
        over_arms(b, options);
        return;
    }
    for (int rule = 0; rule < 6; rule++) {
        /* as they come together in presets, and with --drop00 */
        options.zero_rule = (tsq_zero_rule)(rule / 2);
        options.drop00 = rule % 2 == 1 ? TSQ_DROP00_ALL : rule == 0 ? TSQ_DROP00_NO : TSQ_DROP00_RATIOS;
        for (int to = TSQ_TO_ONLY0; to <= TSQ_TO_NONE; to++) {
            options.to = (tsq_add_to)to;
            options.add_by_arm = false;
            over_arms(b, options);
            if (to != TSQ_TO_NONE && !b->unusual) {
                options.add_by_arm = true;
                over_arms(b, options);
            }
        }
    }
}

static void over_formulas(tsq__building *b, tsq_effect_options options)
{
    const tsq_corrected corrected = b->measure->corrected;
    const int biases = corrected == TSQ_CORRECTED_STANDARDISED ? 3 : corrected == TSQ_CORRECTED_LOG ? 2 : 1;
    for (int bias = 0; bias < biases; bias++) {
        if (corrected == TSQ_CORRECTED_STANDARDISED) {
            options.bias = (tsq_bias_correction)bias;
        }
        options.rom_correct = corrected != TSQ_CORRECTED_LOG || bias == 0;
        options.vtype = NULL;
        over_zeros(b, options);
        for (size_t i = 0; i < tsq_vtype_count(); i++) {
            if (tsq__is_word_of(b->measure->vtypes, tsq_vtype_at(i)->id)) {
                options.vtype = tsq_vtype_at(i)->id;
                over_zeros(b, options);
            }
        }
    }
}

/* Correlations that papers assume, the commonest first. */
static const double correlations[] = {0.5, 0.7, 0.8, 0.6, 0.4, 0.3, 0.9, 0.25, 0.75, 0.2, 0.1, 0.0, 0.95, 0.85};
enum { CORRELATIONS = sizeof correlations / sizeof correlations[0] };

static void over_correlations(tsq__building *b, tsq_effect_options options)
{
    over_formulas(b, options);
    if (b->choice->options->fix_corr || options.corr_pooled) {
        return;
    }
    for (size_t i = 0; i < CORRELATIONS; i++) {
        options.corr = correlations[i];
        over_formulas(b, options);
    }
}

static void over_endpoints(tsq__building *b, tsq_effect_options options)
{
    const tsq_roles *roles = b->choice->roles;
    const bool changes =
        tsq__is_word_of(b->measure->optional, "mc1i") && (tsq_roles_has(roles, "m1i0") || tsq_roles_has(roles, "mc1i"));
    const bool one_group = tsq__is_word_of(b->measure->optional, "ri") && !tsq__is_word_of(b->measure->optional, "r1i");
    if (!changes) {
        if (one_group) {
            over_correlations(b, options);
        } else {
            over_formulas(b, options);
        }
        return;
    }
    for (int endpoint = TSQ_ENDPOINT_AUTO; endpoint <= TSQ_ENDPOINT_CHANGE; endpoint++) {
        if (b->choice->options->fix_endpoint && endpoint != (int)b->choice->options->pool.effect.endpoint) {
            continue;
        }
        options.endpoint = (tsq_endpoint)endpoint;
        if (endpoint == TSQ_ENDPOINT_FINAL || !tsq_roles_has(roles, "m1i0")) {
            over_formulas(b, options);
        } else {
            over_correlations(b, options);
        }
    }
}

void tsq__space_try_all(tsq__building *b, tsq_effect_options options)
{
    const tsq_roles *roles = b->choice->roles;
    const bool medians = tsq_roles_has(roles, "med1i"), limits = tsq_roles_has(roles, "lb1i");
    for (int z = 0; z <= (limits ? 1 : 0); z++) {
        options.convert.limits_z = z == 1 || options.convert.limits_z;
        for (int how = 0; how < (medians ? TSQ_MEDIANS_ANY : 1); how++) {
            if (medians) {
                options.convert.medians = (tsq_medians)how;
            }
            over_endpoints(b, options);
        }
    }
}
