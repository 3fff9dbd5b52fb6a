/* The numbers of a fit in a chain: by their formulas, as they were given, or of all studies. */
#include "verify/chain.h"

#include "base/error.h"
#include "base/text.h"
#include "pool/pool.h"

#include <stdio.h>
#include <string.h>

/* ---- nodes -------------------------------------------------------------------------------------------------- */

static size_t find(const struct tsq__chain *chain, const char *name)
{
    const tsq_why *why = chain->why;
    for (size_t i = 0; i < why->n; i++) {
        if (why->node[i].study == TSQ_WHY_NONE && strcmp(why->node[i].name, name) == 0) {
            return i;
        }
    }
    return TSQ_WHY_NONE;
}

static tsq_status given(struct tsq__chain *chain, const char *name, double value, const char *title, size_t *out)
{
    *out = tsq__chain_add(
        chain, (tsq_why_node){.name = name, .kind = TSQ_WHY_GIVEN, .study = TSQ_WHY_NONE, .title = title}, 1);
    if (*out == TSQ_WHY_NONE) {
        return TSQ_E_MEMORY;
    }
    chain->why->node[*out].value[0] = value;
    return TSQ_OK;
}

/* y, v and u: a number of each study. */
static tsq_status studies(struct tsq__chain *chain, const char *name, const char *of_study, const char *title,
                          size_t *out)
{
    const size_t k = chain->result->effects.k;
    *out = tsq__chain_add(
        chain, (tsq_why_node){.name = name, .kind = TSQ_WHY_STUDIES, .study = TSQ_WHY_NONE, .title = title}, k);
    if (*out == TSQ_WHY_NONE) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < k; i++) {
        size_t input;
        const tsq_status status = tsq__chain_study(chain, i, of_study, &input);
        if (status != TSQ_OK) {
            return status;
        }
        chain->why->node[*out].value[i] = chain->why->node[input].value[0];
        chain->why->node[*out].error[i] = chain->why->node[input].error[0];
        if (!tsq__chain_input(chain, *out, of_study, input)) {
            return TSQ_E_MEMORY;
        }
    }
    return TSQ_OK;
}

tsq_status tsq__chain_over_studies(struct tsq__chain *chain, const char *name, const char *formula,
                                   const char *const inputs[2], const char *title, double value, size_t *out)
{
    const size_t from = chain->why->n;
    *out = find(chain, name);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const tsq_why_node node = {.name = name,
                               .kind = TSQ_WHY_FORMULA,
                               .study = TSQ_WHY_NONE,
                               .title = title,
                               .formula_id = name,
                               .formula = formula};
    const size_t at = *out = tsq__chain_add(chain, node, 1);
    tsq_status status = at == TSQ_WHY_NONE ? TSQ_E_MEMORY : TSQ_OK;
    for (int i = 0; i < 2 && status == TSQ_OK; i++) {
        size_t input;
        status = studies(chain, inputs[i], inputs[i], "", &input);
        if (status == TSQ_OK && !tsq__chain_input(chain, at, inputs[i], input)) {
            status = TSQ_E_MEMORY;
        }
    }
    if (status == TSQ_OK) {
        chain->why->node[at].value[0] = value;
        status = tsq__chain_check_formula(chain, at, false);
    }
    if (status == TSQ_OK && !chain->why->node[at].holds) {
        status = TSQ_E_OPTION;
    }
    if (status == TSQ_E_OPTION) {
        tsq__chain_forget(chain, from);
    }
    return status;
}

/* "tau2.DL": the name and what chose the formula, as the facts say it. */
static const char *formula_id(struct tsq__chain *chain, const tsq__formula *formula)
{
    static const char *const choices[] = {"method=", "test=", "pi=", "ci=", "i2=", "weights=", "likelihood="};
    char id[80];
    snprintf(id, sizeof id, "%s", formula->name);
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        const char *fact = strstr(chain->facts, choices[i]);
        if (fact != NULL && strstr(formula->when, choices[i]) != NULL) {
            fact += strlen(choices[i]);
            const size_t length = strlen(id);
            snprintf(id + length, sizeof id - length, ".%.*s", (int)strcspn(fact, " "), fact);
        }
    }
    return tsq__chain_text(chain, id);
}

static tsq_status add_inputs(struct tsq__chain *chain, size_t node, const char *text)
{
    char name[TSQ__NAME];
    while (text != NULL && tsq__expression_name(&text, name)) {
        size_t input;
        if (tsq__chain_has_input(chain, node, name)) {
            continue;
        }
        const tsq_status status = tsq__chain_quantity(chain, name, &input);
        if (status != TSQ_OK) {
            return status;
        }
        if (!tsq__chain_input(chain, node, name, input)) {
            return TSQ_E_MEMORY;
        }
    }
    return TSQ_OK;
}

/* Sets how many numbers a formula gives: one, one for each study, or a matrix. */
static void set_shape(const struct tsq__chain *chain, tsq_why_node *node)
{
    static const char vectors[] =
        "w0 w a w_lb w_ub weight n1 n2 n E V e0 e e_a r s P Q zero has_zero n_raw add1 add2 a1 b1 c1 d1 one size "
        "difference size1 size2";
    static const char matrices[] = "Sigma0 W0 Sigma W Sigma_a W_a Sigma_lb W_lb Sigma_ub W_ub P_a PV_a";
    static const char of_coefficients[] =
        "b b0 b1 b_w b_a b_lb b_ub XWX0 M0 XWX M XX M1 XAX M_a M_lb M_ub B T G XUX V_g K T_left XWX_lb XWX_ub";
    static const char lists[] = "b b0 b1 b_w b_a b_lb b_ub";
    node->of_coefficients = chain->result->design.p > 0 && tsq__is_word_of(of_coefficients, node->name);
    const size_t n = node->of_coefficients ? chain->result->design.p : chain->result->effects.k;
    const bool list = tsq__is_word_of(node->of_coefficients ? lists : vectors, node->name);
    const bool square = !list && (node->of_coefficients || tsq__is_word_of(matrices, node->name));
    node->rows = square && n > 1 ? n : 0;
    node->n = square ? n * n : list ? n : 1;
}

/* The formula with the number of the coefficient in place of each @; NULL when memory is out. */
static const char *of_coefficient(struct tsq__chain *chain, const char *formula)
{
    tsq__text text = {0};
    if (strchr(formula, '@') == NULL) {
        return formula;
    }
    for (const char *at = formula; *at != '\0'; at++) {
        (void)(*at == '@' ? tsq__text_printf(&text, "%zu", chain->coefficient + 1) : tsq__text_add(&text, at, 1));
    }
    const char *kept = text.failed ? NULL : tsq__chain_text(chain, text.bytes);
    tsq__text_free(&text);
    return kept;
}

static tsq_status by_formula(struct tsq__chain *chain, const tsq__formula *formula, size_t *out)
{
    bool known;
    const double value = tsq__chain_value(chain->result, chain->coefficient, formula->name, &known);
    tsq_why_node node = {.name = formula->name,
                         .kind = formula->right != NULL ? TSQ_WHY_SOLUTION : TSQ_WHY_FORMULA,
                         .study = TSQ_WHY_NONE,
                         .title = formula->title,
                         .formula_id = formula_id(chain, formula),
                         .formula = of_coefficient(chain, formula->text),
                         .right = formula->right,
                         .source = tsq__chain_source(chain, formula->source)};
    set_shape(chain, &node);
    *out = TSQ_WHY_NONE;
    if (node.formula_id != NULL && node.formula != NULL) {
        *out = tsq__chain_add(chain, node, node.n);
    }
    const size_t at = *out;
    if (at == TSQ_WHY_NONE) {
        return TSQ_E_MEMORY;
    }
    if (known) {
        chain->why->node[at].value[0] = value;
    }
    const bool weights = strcmp(formula->name, "weight") == 0;
    for (size_t i = 0; weights && i < chain->result->effects.k; i++) {
        chain->why->node[at].value[i] = chain->result->fit.weight[i];
    }
    const tsq_status status = add_inputs(chain, at, chain->why->node[at].formula);
    return status == TSQ_OK ? add_inputs(chain, at, formula->right) : status;
}

static tsq_status leaf(struct tsq__chain *chain, const char *name, size_t *out)
{
    const tsq_fit_result *fit = &chain->result->fit;
    if (strcmp(name, "y") == 0) {
        return studies(chain, "y", "yi", "estimates of the studies", out);
    }
    if (strcmp(name, "v") == 0) {
        return studies(chain, "v", "vi", "sampling variances of the studies", out);
    }
    if (strcmp(name, "u") == 0) {
        return studies(chain, "u", "weight of the user", "weights of the user", out);
    }
    for (size_t i = 0; i < 8 && strstr(chain->facts, "counts=none") == NULL; i++) {
        static const char *const counts[] = {"ai", "bi", "ci", "di", "x1i", "t1i", "x2i", "t2i"};
        if (strcmp(counts[i], name) == 0) {
            return studies(chain, counts[i], counts[i], i < 4 || i % 2 == 0 ? "counts of the studies" : "person-times",
                           out);
        }
    }
    if (strcmp(name, "X") == 0 && chain->result->design.p > 0) {
        return tsq__chain_design(chain, out);
    }
    if (strcmp(name, "p") == 0) {
        return given(chain, "p", (double)fit->p, "number of coefficients", out);
    }
    if (strcmp(name, "cov") == 0) {
        return tsq__chain_covariances(chain, out);
    }
    if (strcmp(name, "add") == 0) {
        const double add = chain->report->options.effect.add;
        return given(chain, "add", isnan(add) ? 0.5 : add, "added to counts", out);
    }
    if (strcmp(name, "level") == 0) {
        return given(chain, "level", fit->level, "level of the intervals, per cent", out);
    }
    return TSQ_E_OPTION;
}

/* The Mantel-Haenszel estimate that Q is taken about. */
static tsq_status about(struct tsq__chain *chain, size_t *out)
{
    tsq_error cause;
    double estimate = NAN;
    tsq_status status = tsq__pool_mh_estimate(chain->report, chain->result, &estimate, &cause);
    if (status == TSQ_OK) {
        status =
            given(chain, "mu_MH", estimate, "Mantel-Haenszel estimate: tausq why --method MH --quantity estimate", out);
    }
    return status;
}

tsq_status tsq__chain_quantity(struct tsq__chain *chain, const char *name, size_t *out)
{
    bool known;
    *out = find(chain, name);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    tsq_status status = leaf(chain, name, out);
    if (status != TSQ_E_OPTION) {
        return status;
    }
    if (strcmp(name, "mu_MH") == 0) {
        return about(chain, out);
    }
    if (strcmp(name, "k") == 0 && !tsq__formula_holds("counts=none estimates=all", chain->facts)) {
        return given(chain, "k", (double)chain->result->fit.k, "number of studies", out);
    }
    const double value = tsq__chain_value(chain->result, chain->coefficient, name, &known);
    if (strcmp(name, "tau2") == 0 && (chain->result->fit.flags & TSQ_FLAG_BIT(TAU2_FIXED)) != 0) {
        return given(chain, "tau2", value, "fixed by --tau2", out);
    }
    if (strcmp(name, "tau2") == 0 && isnan(value)) {
        return given(chain, "tau2", 0.0, "taken as 0: there are not enough studies to estimate it", out);
    }
    const tsq__formula *formula = tsq__fit_formula_find(name, chain->facts);
    if (formula != NULL) {
        return by_formula(chain, formula, out);
    }
    if (known) {
        return tsq__chain_by_fit(chain, name, value, out);
    }
    return tsq__fail(chain->err, TSQ_E_OPTION, "there is no way from the data to '%s'", name);
}
