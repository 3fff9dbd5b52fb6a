/* What a chain knows of a fit: its numbers by their keys, and the facts that choose the formulas. */
#include "verify/chain.h"

#include "pool/pool.h"

#include <stdio.h>
#include <string.h>

double tsq__chain_value(const tsq_pool_result *result, size_t coefficient, const char *key, bool *known)
{
    static const tsq_coefficient none = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    const tsq_fit_result *f = &result->fit;
    const tsq_coefficient *c = result->estimated ? &f->coefficients[coefficient] : &none;
    const struct {
        const char *key;
        double value;
    } values[] = {
#define TSQ_QUANTITY(key, value, public) {key, value},
#include "verify/quantities.def"
#undef TSQ_QUANTITY
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(values[i].key, key) == 0) {
            if (known != NULL) {
                *known = true;
            }
            return values[i].value;
        }
    }
    if (known != NULL) {
        *known = false;
    }
    return NAN;
}

const char *tsq_why_key(size_t i)
{
    static const struct {
        const char *key;
        bool is_public;
    } keys[] = {
#define TSQ_QUANTITY(key, value, public) {key, public},
#include "verify/quantities.def"
#undef TSQ_QUANTITY
    };
    return i < sizeof keys / sizeof keys[0] && keys[i].is_public ? keys[i].key : NULL;
}

/* ---- facts -------------------------------------------------------------------------------------------------- */

static const char *tau2_fact(const tsq_fit_result *fit)
{
    const uint32_t none = TSQ_FLAG_BIT(SINGLE_STUDY) | TSQ_FLAG_BIT(SATURATED);
    if ((fit->method->flags & TSQ_TAU2_COMMON) != 0 || (fit->flags & none) != 0) {
        return "zero";
    }
    return (fit->flags & TSQ_FLAG_BIT(TAU2_FIXED)) != 0 ? "fixed" : "estimated";
}

static bool has_all_estimates(const tsq_effects *effects)
{
    for (size_t i = 0; i < effects->k; i++) {
        if (isnan(effects->effect[i].yi)) {
            return false;
        }
    }
    return true;
}

/* Whether counts are pooled, and as they are. */
static const char *counts_fact(const struct tsq__chain *chain)
{
    const tsq_tau2_method *method = chain->result->fit.method;
    const tsq_pool_options *options = &chain->report->options;
    if ((method->flags & TSQ_TAU2_COUNTS) == 0) {
        return "none";
    }
    const bool rates = strncmp(chain->result->effects.measure->id, "IR", 2) == 0;
    const bool corrects = rates ? options->mh_correct_rates : options->mh_correct;
    return corrects && strcmp(method->id, "MH") == 0 ? "corrected" : "plain";
}

/* How many studies: one, two ("several"), or as many as a standard error of log H takes. */
static const char *size_fact(size_t k)
{
    return k < 2 ? "one" : k == 2 ? "two" : "many";
}

static void set_facts(struct tsq__chain *chain)
{
    const tsq_fit_result *fit = &chain->result->fit;
    const tsq_pool_options *pool = &chain->report->options;
    const bool common = (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    const bool restricted = (fit->method->flags & TSQ_TAU2_RESTRICTED) != 0 && fit->QE_df > 0.0;
    const bool stopped = (fit->flags & TSQ_FLAG_BIT(STOPPED_EARLY)) != 0;
    static const char *const weights[] = {
        [TSQ_WEIGHT_INVERSE] = "inverse", [TSQ_WEIGHT_USER] = "user", [TSQ_WEIGHT_EQUAL] = "equal"};
    static const char *const to[] = {
        [TSQ_TO_ONLY0] = "only0", [TSQ_TO_ALL] = "all", [TSQ_TO_IF0ALL] = "if0all", [TSQ_TO_NONE] = "none"};
    static const char *const zero[] = {
        [TSQ_ZERO_METAFOR] = "metafor", [TSQ_ZERO_META] = "metabin", [TSQ_ZERO_REVMAN] = "revman"};
    const struct {
        const char *key, *value;
    } facts[] = {
        {"model", chain->result->covariance.n > 0 ? "correlated"
                  : chain->result->design.p > 0   ? "moderators"
                                                  : "independent"},
        {"intercept", chain->result->design.p == 0 || chain->result->design.intercept ? "yes" : "no"},
        /* what was stopped early solves no equation; its numbers are found by doing the same steps again */
        {"method", stopped && !common ? "stopped" : fit->method->id},
        {"tau2", tau2_fact(fit)},
        {"test", fit->test->id},
        {"pi", fit->prediction != NULL ? fit->prediction->id : "none"},
        {"ci", fit->tau2_interval != NULL ? fit->tau2_interval->id : "none"},
        {"stop", stopped ? "early" : "exact"},
        {"weights", weights[pool->fit.weighting]},
        {"i2", pool->fit.i2 == TSQ_I2_Q || common ? "Q" : "tau2"},
        {"counts", counts_fact(chain)},
        {"likelihood", restricted ? "restricted" : "full"},
        {"h", fit->QE > fit->QE_df + 1.0 ? "large" : "small"},
        {"q", (fit->flags & TSQ_FLAG_BIT(Q_ABOUT_MH)) != 0 ? "about" : "mean"},
        {"measure", chain->result->effects.measure->id},
        {"rd", pool->rd_variance == TSQ_RD_SATO ? "sato" : "greenland"},
        {"to", to[pool->effect.to]},
        {"zero", zero[pool->effect.zero_rule]},
        {"added", pool->effect.add_by_arm ? "arm" : "number"},
        {"k", size_fact(fit->k)},
        {"estimates", has_all_estimates(&chain->result->effects) ? "all" : "some"},
    };
    size_t n = 0;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const int more = snprintf(chain->facts + n, sizeof chain->facts - n, "%s=%s ", facts[i].key, facts[i].value);
        n += more > 0 ? (size_t)more : 0;
    }
}

tsq_status tsq__chain_start(struct tsq__chain *chain)
{
    const tsq_pool_report *report = chain->report;
    const tsq_pool_options *options = &report->options;
    tsq_rows rows = {0};
    tsq_groups groups = {0};
    set_facts(chain);
    tsq_status status = tsq_table_where(report->table, options->where, options->n_where, &rows, chain->err);
    if (status == TSQ_OK) {
        status = tsq_table_group(report->table, &rows, options->by, &groups, chain->err);
    }
    if (status == TSQ_OK) {
        const tsq_effect_options effect = tsq__pool_effect_options(options);
        status = tsq__effects_trace(report->roles, &groups.rows[chain->why->result], options->measure, &effect,
                                    &chain->effects, &chain->traces, chain->err);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    return status;
}

void tsq__chain_free(struct tsq__chain *chain)
{
    tsq__traces_free(&chain->traces);
    tsq_effects_free(&chain->effects);
    if (chain->has_again) {
        tsq_fit_free(&chain->again.fit);
        tsq_effects_pairs_free(&chain->again.covariance);
        tsq_design_free(&chain->again.design);
    }
}

const char *tsq__chain_source(const struct tsq__chain *chain, const char *source)
{
    const tsq_fit_result *fit = &chain->result->fit;
    if (strcmp(source, "@method") == 0) {
        return fit->method->source;
    }
    if (strcmp(source, "@test") == 0) {
        return fit->test->source;
    }
    if (strcmp(source, "@pi") == 0) {
        return fit->prediction != NULL ? fit->prediction->source : "";
    }
    if (strcmp(source, "@tau2_ci") == 0) {
        return fit->tau2_interval != NULL ? fit->tau2_interval->source : "";
    }
    return source;
}
