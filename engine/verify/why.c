/* The chain of one quantity; see tausq/why.h. */
#include <tausq/why.h>

#include "base/error.h"
#include "base/text.h"
#include "effect/texts.h"
#include "verify/chain.h"

#include <string.h>

const char *tsq_why_kind_id(tsq_why_kind kind)
{
    static const char *const ids[] = {
        [TSQ_WHY_CELL] = "cell",         [TSQ_WHY_GIVEN] = "given",     [TSQ_WHY_FORMULA] = "formula",
        [TSQ_WHY_SOLUTION] = "solution", [TSQ_WHY_STUDIES] = "studies", [TSQ_WHY_PROCEDURE] = "procedure"};
    return ids[kind];
}

/* ---- what is asked for -------------------------------------------------------------------------------------- */

static tsq_status no_such(const char *quantity, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    return tsq__fail(err, TSQ_E_OPTION,
                     "no quantity '%s': there are the keys of pool's JSON (estimate, se, tau2, QE, I2, pi_lb, ...), "
                     "coef.NAME.KEY and study.LABEL.yi, .vi, .sei, .weight, .ci_lb, .ci_ub",
                     tsq__shown(quantity, strlen(quantity), shown));
}

/* The study of that label; the first of several is meant. */
static bool find_study(const tsq_effects *effects, const char *label, size_t length, size_t *out)
{
    for (size_t i = 0; i < effects->k; i++) {
        const char *study = effects->effect[i].study;
        if (strlen(study) == length && memcmp(study, label, length) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* sei, ci_lb, ci_ub: of yi and vi. */
static tsq_status study_formula(struct tsq__chain *chain, size_t study, const char *key, size_t *out)
{
    static const struct {
        const char *key, *formula, *title, *inputs[3];
    } formulas[] = {
        {"sei", "sqrt(vi)", "standard error of the study", {"vi", NULL, NULL}},
        {"ci_lb", "yi - z_upper(tail)*sqrt(vi)", "lower confidence limit of the study", {"yi", "vi", "tail"}},
        {"ci_ub", "yi + z_upper(tail)*sqrt(vi)", "upper confidence limit of the study", {"yi", "vi", "tail"}},
    };
    const tsq_effect *effect = &chain->result->effects.effect[study];
    const double values[] = {effect->sei, effect->ci_lb, effect->ci_ub};
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        if (strcmp(formulas[i].key, key) != 0) {
            continue;
        }
        *out = tsq__chain_add(chain,
                              (tsq_why_node){.name = formulas[i].key,
                                             .kind = TSQ_WHY_FORMULA,
                                             .study = study,
                                             .formula_id = formulas[i].key,
                                             .formula = formulas[i].formula,
                                             .title = formulas[i].title},
                              1);
        tsq_status status = *out == TSQ_WHY_NONE ? TSQ_E_MEMORY : TSQ_OK;
        for (size_t j = 0; j < 3 && formulas[i].inputs[j] != NULL && status == TSQ_OK; j++) {
            const char *name = formulas[i].inputs[j];
            size_t input;
            status = strcmp(name, "tail") == 0 ? tsq__chain_quantity(chain, name, &input)
                                               : tsq__chain_study(chain, study, name, &input);
            if (status == TSQ_OK && !tsq__chain_input(chain, *out, name, input)) {
                status = TSQ_E_MEMORY;
            }
        }
        if (status == TSQ_OK) {
            chain->why->node[*out].value[0] = values[i];
        }
        return status;
    }
    return TSQ_E_OPTION;
}

static tsq_status trace_study(struct tsq__chain *chain, const char *path, const char *quantity, size_t *out)
{
    const char *dot = strrchr(path, '.');
    size_t study;
    if (dot == NULL) {
        return no_such(quantity, chain->err);
    }
    const char *key = dot + 1;
    if (!find_study(&chain->result->effects, path, (size_t)(dot - path), &study)) {
        char shown[TSQ__SHOWN];
        return tsq__fail(chain->err, TSQ_E_OPTION, "no study '%s' among those that were pooled",
                         tsq__shown(path, (size_t)(dot - path), shown));
    }
    if (strcmp(key, "yi") == 0 || strcmp(key, "vi") == 0) {
        return tsq__chain_study(chain, study, key, out);
    }
    if (strcmp(key, "weight") == 0) {
        return tsq__chain_weight(chain, study, out);
    }
    const tsq_status status = study_formula(chain, study, key, out);
    return status == TSQ_E_OPTION ? no_such(quantity, chain->err) : status;
}

static bool is_key(const char *name)
{
    for (size_t i = 0; tsq_why_key(i) != NULL; i++) {
        if (strcmp(tsq_why_key(i), name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_of_coefficient(const char *key)
{
    static const char keys[] = "estimate se statistic df pval log10p ci_lb ci_ub";
    return tsq__is_word_of(keys, key);
}

/* "coef.NAME.KEY": which coefficient, and the key. */
static tsq_status find_coefficient(struct tsq__chain *chain, const char *path, const char *quantity, const char **key)
{
    const tsq_design *design = &chain->result->design;
    const char *dot = strrchr(path, '.');
    const size_t length = dot != NULL ? (size_t)(dot - path) : 0, p = design->p > 0 ? design->p : 1;
    if (dot == NULL || !is_of_coefficient(dot + 1)) {
        return no_such(quantity, chain->err);
    }
    for (size_t j = 0; j < p; j++) {
        const char *name = design->p > 0 ? design->name[j] : "intrcpt";
        if (strlen(name) == length && strncmp(name, path, length) == 0) {
            chain->coefficient = j;
            *key = dot + 1;
            return TSQ_OK;
        }
    }
    char shown[TSQ__SHOWN];
    return tsq__fail(chain->err, TSQ_E_OPTION, "no coefficient '%s'", tsq__shown(path, length, shown));
}

static tsq_status trace(struct tsq__chain *chain, const char *quantity, size_t *out)
{
    static const char coefficient[] = "coef.", study[] = "study.";
    const char *key = quantity;
    const bool mods = chain->result->design.p > 0, of_one = strncmp(quantity, coefficient, sizeof coefficient - 1) == 0;
    if (strncmp(quantity, study, sizeof study - 1) == 0) {
        return trace_study(chain, quantity + sizeof study - 1, quantity, out);
    }
    tsq_status status = of_one ? find_coefficient(chain, quantity + sizeof coefficient - 1, quantity, &key) : TSQ_OK;
    if (status != TSQ_OK || !is_key(key)) {
        return status != TSQ_OK ? status : no_such(quantity, chain->err);
    }
    if (mods && !of_one && is_of_coefficient(key)) {
        return tsq__fail(chain->err, TSQ_E_MODEL, "%s does not exist here: with moderators it is coef.NAME.%s", key,
                         key);
    }
    if (isnan(tsq__chain_value(chain->result, chain->coefficient, key, NULL))) {
        return tsq__fail(chain->err, TSQ_E_MODEL, "%s does not exist here: it is null in pool's output (%s, test %s)",
                         key, chain->result->fit.method->id, chain->result->fit.test->id);
    }
    return tsq__chain_quantity(chain, key, out);
}

/* ---- the chain ---------------------------------------------------------------------------------------------- */

/* What is looked for becomes the first node; nodes that nothing leads to are left out. */
static tsq_status order(struct tsq__chain *chain, size_t first)
{
    tsq_why *why = chain->why;
    size_t *place = tsq__chain_order(why, first);
    if (place == NULL) {
        return TSQ_E_MEMORY;
    }
    tsq__chain_rearrange(why, place);
    return TSQ_OK;
}

static void count(tsq_why *why)
{
    for (size_t i = 0; i < why->n; i++) {
        why->n_checked += why->node[i].checked;
        why->n_failed += !why->node[i].holds;
    }
}

tsq_status tsq_why_quantity(const tsq_pool_report *report, size_t result, const char *quantity, tsq_why *out,
                            tsq_error *err)
{
    *out = (tsq_why){.quantity = quantity, .result = result, .texts = tsq__effect_texts_new()};
    tsq_error own = {.code = TSQ_OK};
    if (err != NULL) {
        *err = own;
    }
    struct tsq__chain chain = {
        .report = report, .result = &report->result[result], .why = out, .err = err != NULL ? err : &own};
    size_t first = 0;
    tsq_status status = out->texts == NULL ? TSQ_E_MEMORY : TSQ_OK;
    if (status == TSQ_OK && !chain.result->estimated) {
        status = tsq__fail(chain.err, TSQ_E_MODEL, "%s", chain.result->error.text);
    }
    if (status == TSQ_OK && chain.result->design.p > 0 && chain.result->covariance.n > 0) {
        status = tsq__fail(chain.err, TSQ_E_OPTION,
                           "a model with moderators is traced without covariances: --multi-arm split, combine or each");
    }
    status = status == TSQ_OK ? tsq__chain_start(&chain) : status;
    status = status == TSQ_OK ? trace(&chain, quantity, &first) : status;
    status = status == TSQ_OK ? tsq__chain_settle(&chain) : status;
    status = status == TSQ_OK ? order(&chain, first) : status;
    tsq__chain_free(&chain);
    if (status == TSQ_E_MEMORY) {
        status = tsq__fail_memory(err);
    } else if (status != TSQ_OK && chain.err->code == TSQ_OK) {
        (void)tsq__fail(chain.err, status, "there is no way from the data to '%.200s'", quantity);
    }
    if (status != TSQ_OK) {
        tsq_why_free(out);
        return status;
    }
    count(out);
    return TSQ_OK;
}
