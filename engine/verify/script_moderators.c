/* Scripts for models with moderators: the design, the fit by numpy or metafor, and the comparisons of each coefficient. */
#include "verify/script.h"

#include <stdio.h>
#include <string.h>

static const struct tsq__script_piece pieces[] = {
#define TSQ_PIECE(when, text) {when, text},
#include "verify/script_moderators.def"
#undef TSQ_PIECE
};

const struct tsq__script_piece *tsq__script_moderator_piece(size_t i)
{
    return i < sizeof pieces / sizeof pieces[0] ? &pieces[i] : NULL;
}

/* ---- data ------------------------------------------------------------------------------------------------------- */

static void add_name(const struct tsq__script *script, const char *name)
{
    tsq__text_add_string(script->text, "\"");
    for (const char *at = name; *at != '\0'; at++) {
        const bool plain = (unsigned char)*at >= ' ';
        tsq__text_printf(script->text, *at == '"' || *at == '\\' ? "\\%c" : "%c", plain ? *at : ' ');
    }
    tsq__text_add_string(script->text, "\"");
}

tsq_status tsq__script_design(const struct tsq__script *script)
{
    const tsq_design *design = &script->chain->result->design;
    const bool r = script->language == TSQ_SCRIPT_R;
    const size_t first = design->intercept ? 1 : 0;
    tsq__text_add_string(script->text, "\n# The moderators, a column for each coefficient.\n");
    for (size_t j = 0; j < design->m; j++) {
        char name[40];
        snprintf(name, sizeof name, "x%zu", j + 1);
        tsq__script_vector(script, name, design->X + j * design->k);
    }
    tsq__text_add_string(script->text, r ? "X <- cbind(" : "X = np.column_stack([");
    tsq__text_add_string(script->text,
                         !r && design->intercept ? design->m > 0 ? "np.ones(len(y)), " : "np.ones(len(y))" : "");
    for (size_t j = 0; j < design->m; j++) {
        tsq__text_printf(script->text, "%sx%zu", j > 0 ? ", " : "", j + 1);
    }
    tsq__text_add_string(script->text, r ? ")\ncolnames(X) <- c(" : "])\nnames = [");
    for (size_t j = r ? first : 0; j < design->p; j++) {
        tsq__text_add_string(script->text, j > (r ? first : 0) ? ", " : "");
        add_name(script, design->name[j]);
    }
    tsq__text_add_string(script->text, r ? ")\n" : "]\n");
    return script->text->failed ? TSQ_E_MEMORY : TSQ_OK;
}

bool tsq__script_holds_mean(const tsq_design *design)
{
    bool factor = false;
    for (size_t i = 0; i < design->n_factors; i++) {
        factor = factor || !design->factor[i].contrasts;
    }
    return design->intercept || factor;
}

/* ---- comparisons ------------------------------------------------------------------------------------------------ */

struct compared {
    const char *key, *when, *expression[2]; /* Python, R; @ is the number of the coefficient */
};

static const struct compared of_coefficients[] = {
    {"estimate", "", {"b[@]", "coef(fit)[[@]]"}},
    {"se", "", {"se[@]", "fit$se[@]"}},
    {"df", "test=t|knha|adhoc|kr", {"df[@]", "fit$ddf[[1]]"}},
    {"pval", "", {"pval[@]", "fit$pval[@]"}},
    {"ci_lb", "", {"b[@] - half[@]", "fit$ci.lb[@]"}},
    {"ci_ub", "", {"b[@] + half[@]", "fit$ci.ub[@]"}},
};

static const struct compared of_models[] = {
    {"tau2", "", {"tau2", "fit$tau2"}},
    {"tau2_lb", "ci=QP", {"tau2_lb", "confint(fit, control = tight)$random[1, 2]"}},
    {"tau2_ub", "ci=QP", {"tau2_ub", "confint(fit, control = tight)$random[1, 3]"}},
    {"QE", "", {"QE", "fit$QE"}},
    {"QE_p", "", {"p_chi2(QE, float(k - p))", "fit$QEp"}},
    {"I2", "i2=tau2", {"100.0 * tau2 / (vt + tau2)", "fit$I2"}},
    {"H2", "i2=tau2", {"tau2 / vt + 1.0", "fit$H2"}},
    {"QM", "!test=kr", {"QM", "fit$QM"}},
    {"QM_p", "!test=kr", {"QM_p", "fit$QMp"}},
    {"logLik", "likelihood=full weights=inverse", {"log_lik", "fit$fit.stats[1, 1]"}},
    {"logLik", "likelihood=restricted weights=inverse", {"log_lik", "fit$fit.stats[1, 2]"}},
};

/* One comparison: "compare(name, expression, tausq's number, floor)". */
static void add(const struct tsq__script *script, const char *quantity, const char *expression, double value,
                double floor)
{
    char number[TSQ_NUMBER_TEXT], least[TSQ_NUMBER_TEXT];
    tsq__text_add_string(script->text, "compare(");
    add_name(script, quantity);
    tsq__text_printf(script->text, ", %s, %s, %s)\n", expression, tsq_number_print(value, number),
                     tsq_number_print(floor, least));
}

static bool is_asked(const char *asked, const char *quantity)
{
    return asked == NULL || strcmp(asked, quantity) == 0;
}

static void put_number(const char *form, size_t number, char *text, size_t room)
{
    size_t n = 0;
    for (const char *at = form; *at != '\0' && n + 24 < room; at++) {
        n += *at == '@' ? (size_t)snprintf(text + n, room - n, "%zu", number) : (text[n] = *at, 1U);
    }
    text[n] = '\0';
}

static size_t add_coefficient(const struct tsq__script *script, size_t j, const char *asked)
{
    struct tsq__chain *chain = script->chain;
    const bool r = script->language == TSQ_SCRIPT_R;
    const tsq_coefficient *c = &chain->result->fit.coefficients[j];
    size_t n = 0;
    for (size_t i = 0; i < sizeof of_coefficients / sizeof of_coefficients[0]; i++) {
        const struct compared *one = &of_coefficients[i];
        const double value = tsq__chain_value(chain->result, j, one->key, NULL);
        char quantity[400], name[400], expression[100];
        snprintf(quantity, sizeof quantity, "coef.%.300s.%s", chain->result->design.name[j], one->key);
        if (isnan(value) || !is_asked(asked, quantity) || !tsq__formula_holds(one->when, script->facts)) {
            continue;
        }
        snprintf(name, sizeof name, "%s%.350s", script->label, quantity);
        put_number(one->expression[r], r ? j + 1 : j, expression, sizeof expression);
        const bool relative = strcmp(one->key, "se") == 0 || strcmp(one->key, "df") == 0;
        add(script, name, expression, value, relative ? 0.0 : strcmp(one->key, "pval") == 0 ? 1e-300 : c->se);
        n++;
    }
    return n;
}

size_t tsq__script_moderator_checks(const struct tsq__script *script, const char *asked, double variance)
{
    const tsq_pool_result *result = script->chain->result;
    const bool r = script->language == TSQ_SCRIPT_R;
    size_t n = 0;
    for (size_t j = 0; j < result->design.p; j++) {
        n += add_coefficient(script, j, asked);
    }
    for (size_t i = 0; i < sizeof of_models / sizeof of_models[0]; i++) {
        const struct compared *one = &of_models[i];
        const double value = tsq__chain_value(result, 0, one->key, NULL);
        char name[100];
        const bool saturated = strcmp(one->key, "QE_p") == 0 && !(result->fit.QE_df > 0.0);
        if (isnan(value) || saturated || !is_asked(asked, one->key) || !tsq__formula_holds(one->when, script->facts)) {
            continue;
        }
        snprintf(name, sizeof name, "%s%s", script->label, one->key);
        const bool of_tau2 = strncmp(one->key, "tau2", 4) == 0, p = strstr(one->key, "_p") != NULL;
        add(script, name, one->expression[r], value,
            of_tau2                       ? variance
            : p                           ? 1e-300
            : strcmp(one->key, "I2") == 0 ? 100.0
                                          : 1.0);
        n++;
    }
    return n;
}
