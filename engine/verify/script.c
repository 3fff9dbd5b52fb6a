/* Scripts in R and Python that recompute a result; see tausq/why.h. */
#include "verify/script.h"

#include "base/error.h"
#include "effect/texts.h"
#include "pool/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct piece {
    const char *when, *text;
};

struct check {
    const char *quantity, *floor;
    const char *when[2], *expression[2]; /* Python, R */
};

#define TSQ_PIECE(when, text) {when, text},
static const struct piece python_pieces[] = {
#include "verify/script_python.def"
};
#undef TSQ_PIECE

#define TSQ_CHECK(quantity, floor, when, python, when_r, r) {quantity, floor, {when, when_r}, {python, r}},
static const struct check checks[] = {
#include "verify/script_checks.def"
};
#undef TSQ_CHECK

enum { CHECKS = sizeof checks / sizeof checks[0], PIECES = sizeof python_pieces / sizeof python_pieces[0] };

/* ---- what a language can do --------------------------------------------------------------------------------- */

/* Of the prediction intervals metafor has the one that goes with its test. */
static bool predicts(const tsq_fit_result *fit)
{
    const char *test = fit->test->id, *pi = fit->prediction != NULL ? fit->prediction->id : "none";
    if (strcmp(test, "z") == 0 || strcmp(test, "t") == 0) {
        return strcmp(pi, strcmp(test, "z") == 0 ? "z" : "V") == 0;
    }
    return strcmp(pi, "HK") == 0;
}

static bool metafor_has(const struct tsq__chain *chain)
{
    static const char methods[] = "REML ML DL PM EB HE HS HSk SJ SJIT PMM DLIT GENQ GENQM EE FE MH PETO";
    const tsq_fit_result *fit = &chain->result->fit;
    const bool greenland = tsq__formula_holds("method=MH measure=RD rd=greenland", chain->facts);
    return tsq__is_word_of(methods, fit->method->id) && strcmp(fit->test->id, "kr") != 0 && !greenland &&
           !tsq__formula_holds("q=about", chain->facts);
}

static tsq_status check_language(const struct tsq__chain *chain, tsq_script_language language, tsq_error *err)
{
    const tsq_fit_result *fit = &chain->result->fit;
    if (chain->result->covariance.n > 0) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "no script knows the covariances of effects that share a control; --multi-arm split, combine "
                         "or each has none");
    }
    if (tsq__formula_holds("stop=early", chain->facts)) {
        return tsq__fail(err, TSQ_E_OPTION, "no script stops searches early: leave --control out");
    }
    if (tsq__formula_holds("counts=corrected", chain->facts)) {
        return tsq__fail(err, TSQ_E_OPTION, "no script corrects counts before they are pooled by %s", fit->method->id);
    }
    if (language == TSQ_SCRIPT_PYTHON && strcmp(fit->method->id, "GENQM") == 0) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "the Python script has no distribution of quadratic forms, which GENQM takes");
    }
    if (language == TSQ_SCRIPT_R && !metafor_has(chain)) {
        return tsq__fail(err, TSQ_E_OPTION, "metafor has no %s with the test %s%s; there is --emit python",
                         fit->method->id, fit->test->id,
                         tsq__formula_holds("q=about", chain->facts) ? " and Q about the Mantel-Haenszel estimate"
                                                                     : "");
    }
    return TSQ_OK;
}

/* ---- data --------------------------------------------------------------------------------------------------- */

void tsq__script_vector(const struct tsq__script *script, const char *name, const double *numbers)
{
    const tsq_effects *effects = &script->chain->result->effects;
    const bool r = script->language == TSQ_SCRIPT_R;
    tsq__text_printf(script->text, r ? "%s <- c(\n" : "%s = np.array([\n", name);
    for (size_t i = 0; i < effects->k; i++) {
        char number[TSQ_NUMBER_TEXT], shown[TSQ__SHOWN];
        const tsq_effect *effect = &effects->effect[i];
        const char *last = i + 1 < effects->k || !r ? "," : "";
        tsq__text_printf(script->text, "    %s%s  # %s, line %zu\n",
                         isnan(numbers[i]) ? r ? "NA" : "math.nan" : tsq_number_print(numbers[i], number), last,
                         tsq__shown(effect->study, strlen(effect->study), shown), effect->line);
    }
    tsq__text_add_string(script->text, r ? ")\n" : "])\n");
}

static tsq_status add_counts(const struct tsq__script *script, double *numbers)
{
    static const char *const names[2][4] = {{"ai", "bi", "ci", "di"}, {"x1i", "t1i", "x2i", "t2i"}};
    const struct tsq__chain *chain = script->chain;
    const bool rates = tsq__formula_holds("measure=IRR|IRD", script->facts);
    for (size_t j = 0; j < 4; j++) {
        for (size_t i = 0; i < chain->result->effects.k; i++) {
            double cell[4] = {NAN, NAN, NAN, NAN};
            (void)tsq__pool_counts_of(chain->report, &chain->result->effects, chain->result->effects.effect[i].row,
                                      cell);
            numbers[i] = cell[j];
        }
        tsq__script_vector(script, names[rates][j], numbers);
    }
    return TSQ_OK;
}

static tsq_status add_weights(const struct tsq__script *script, double *numbers, tsq_error *err)
{
    const struct tsq__chain *chain = script->chain;
    const tsq_table *table = chain->report->table;
    size_t column = 0;
    if (chain->report->options.weights == NULL || !tsq_table_find(table, chain->report->options.weights, &column)) {
        return TSQ_OK;
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < chain->result->effects.k && status == TSQ_OK; i++) {
        status = tsq__pool_weight(table, chain->result->effects.effect[i].row, column, &numbers[i], err);
    }
    tsq__script_vector(script, "u", numbers);
    return status;
}

static tsq_status add_data(const struct tsq__script *script, tsq_error *err)
{
    const tsq_effects *effects = &script->chain->result->effects;
    const bool r = script->language == TSQ_SCRIPT_R;
    double *numbers = calloc(effects->k + 1, sizeof *numbers);
    tsq_status status = TSQ_OK;
    if (numbers == NULL) {
        return tsq__fail_memory(err);
    }
    if (!tsq__formula_holds("counts=none", script->facts)) {
        status = add_counts(script, numbers);
    } else {
        for (size_t i = 0; i < effects->k; i++) {
            numbers[i] = effects->effect[i].yi;
        }
        tsq__script_vector(script, r ? "yi" : "y", numbers);
        for (size_t i = 0; i < effects->k; i++) {
            numbers[i] = effects->effect[i].vi;
        }
        tsq__script_vector(script, r ? "vi" : "v", numbers);
        status = add_weights(script, numbers, err);
    }
    free(numbers);
    return status;
}

/* ---- the languages ------------------------------------------------------------------------------------------ */

static void add_head(const struct tsq__script *script, const tsq_script_about *about)
{
    const struct tsq__chain *chain = script->chain;
    char shown[TSQ__SHOWN];
    tsq__text_printf(script->text, "%s# Written by tausq %s. Recomputes, by %s, what it gave for\n# %s",
                     script->language == TSQ_SCRIPT_R ? "" : "#!/usr/bin/env python3\n", about->version,
                     script->language == TSQ_SCRIPT_R ? "the R package metafor" : "numpy alone",
                     tsq__shown(about->input, strlen(about->input), shown));
    tsq__text_printf(script->text, about->sha256[0] != '\0' ? " (SHA-256 %s)\n" : "\n", about->sha256);
    for (size_t i = 0; i < chain->result->n_group; i++) {
        char value[TSQ__SHOWN];
        const char *column = chain->result->group_column[i], *group = chain->result->group_value[i];
        tsq__text_printf(script->text, "# %s = %s\n", tsq__shown(column, strlen(column), shown),
                         tsq__shown(group, strlen(group), value));
    }
    tsq__text_printf(script->text, "# measure %s, method %s, test %s\n", chain->result->effects.measure->id,
                     chain->result->fit.method->id, chain->result->fit.test->id);
}

static void add_python_setup(const struct tsq__script *script)
{
    char number[TSQ_NUMBER_TEXT];
    const tsq_fit_result *fit = &script->chain->result->fit;
    tsq__text_printf(script->text, "\nlevel = %s\n", tsq_number_print(fit->level, number));
    double mh = NAN;
    if (tsq__formula_holds("q=about", script->facts) &&
        tsq__pool_mh_estimate(script->chain->report, script->chain->result, &mh, script->chain->err) == TSQ_OK) {
        tsq__text_printf(script->text, "mu_mh = %s  # the Mantel-Haenszel estimate, by tausq\n",
                         tsq_number_print(mh, number));
    }
    if (tsq__formula_holds("tau2=fixed", script->facts)) {
        tsq__text_printf(script->text, "fixed_tau2 = %s\n", tsq_number_print(fit->tau2, number));
    }
    if (tsq__formula_holds("method=REML|ML", script->facts)) {
        tsq__text_printf(script->text, "restricted = %s\n", strcmp(fit->method->id, "REML") == 0 ? "True" : "False");
    }
}

static void add_r_fit(const struct tsq__script *script)
{
    char number[TSQ_NUMBER_TEXT], tau2[TSQ_NUMBER_TEXT];
    const tsq_fit_result *fit = &script->chain->result->fit;
    const char *level = tsq_number_print(fit->level, number), *measure = script->chain->result->effects.measure->id;
    tsq__text *text = script->text;
    if (tsq__formula_holds("method=MH", script->facts)) {
        tsq__text_printf(text, "\nfit <- rma.mh(%s, measure = \"%s\", level = %s)\n",
                         tsq__formula_holds("measure=IRR|IRD", script->facts)
                             ? "x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i"
                             : "ai = ai, bi = bi, ci = ci, di = di",
                         measure, level);
        return;
    }
    if (tsq__formula_holds("method=PETO", script->facts)) {
        tsq__text_printf(text, "\nfit <- rma.peto(ai = ai, bi = bi, ci = ci, di = di, level = %s)\n", level);
        return;
    }
    tsq__text_add_string(text, "\n# Searches go on to the last digits, as tausq's do.\n"
                               "unit <- min(vi) + if (length(yi) > 1) var(yi) else 0\n"
                               "tight <- list(threshold = 1e-12 * unit, tol = 1e-12 * unit, maxiter = 10000,\n"
                               "              tau2.max = 1000 * max(vi, (max(yi) - min(yi))^2))\n");
    tsq__text_printf(text, "fit <- rma(yi, vi, method = \"%s\", test = \"%s\", level = %s", fit->method->id,
                     fit->test->id, level);
    if (tsq__formula_holds("weights=user", script->facts) || tsq__formula_holds("method=GENQ|GENQM", script->facts)) {
        tsq__text_add_string(text, ", weights = u");
    }
    if (tsq__formula_holds("weights=equal", script->facts)) {
        tsq__text_add_string(text, ", weighted = FALSE");
    }
    if (tsq__formula_holds("tau2=fixed", script->facts)) {
        tsq__text_printf(text, ", tau2 = %s", tsq_number_print(fit->tau2, tau2));
    }
    tsq__text_add_string(text, ",\n           control = tight)\n");
}

static const char r_compare[] = "\n"
                                "failed <- FALSE\n"
                                "compare <- function(name, here, tausq, floor) {\n"
                                "    agrees <- isTRUE(abs(here - tausq) <= 1e-6 * max(abs(tausq), floor))\n"
                                "    cat(sprintf(\"%-12s %22.15g  tausq %22.15g  %s\\n\", name, here, tausq,\n"
                                "                if (agrees) \"agrees\" else \"DIFFERS\"))\n"
                                "    failed <<- failed || !agrees\n"
                                "}\n";

static const char python_compare[] = "\n\nfailed = False\n"
                                     "\n\n"
                                     "def compare(name, here, tausq, floor):\n"
                                     "    global failed\n"
                                     "    agrees = abs(here - tausq) <= 1e-8 * max(abs(tausq), floor)\n"
                                     "    failed = failed or not agrees\n"
                                     "    print(f\"{name:12s} {here:22.15g}  tausq {tausq:22.15g}  \"\n"
                                     "          f\"{'agrees' if agrees else 'DIFFERS'}\")\n\n\n";

/* The comparisons; how many there are. */
static size_t add_checks(const struct tsq__script *script, const char *quantity)
{
    const int language = script->language == TSQ_SCRIPT_R;
    const tsq_fit_result *fit = &script->chain->result->fit;
    char se[TSQ_NUMBER_TEXT], variance[TSQ_NUMBER_TEXT], number[TSQ_NUMBER_TEXT];
    double smallest = INFINITY;
    size_t n = 0;
    for (size_t i = 0; i < script->chain->result->effects.k; i++) {
        smallest = fmin(smallest, script->chain->result->effects.effect[i].vi);
    }
    smallest = isfinite(smallest) ? smallest : 1.0;
    /* Equal effects have a standard error of 0 by Hartung and Knapp: what a script makes of it is rounding of this size. */
    tsq_number_print(fit->coefficients[0].se > 0.0 ? fit->coefficients[0].se : sqrt(smallest), se);
    tsq_number_print(smallest, variance);
    for (size_t i = 0; i < CHECKS; i++) {
        const struct check *check = &checks[i];
        const double value = tsq__chain_value(script->chain->result, check->quantity, NULL);
        if (isnan(value) || (quantity != NULL && strcmp(quantity, check->quantity) != 0) ||
            !tsq__formula_holds(check->when[language], script->facts)) {
            continue;
        }
        const bool zero = value == 0.0 && strcmp(check->floor, "0") == 0;
        const char *floor = strcmp(check->floor, "se") == 0 || (zero && strcmp(check->quantity, "se") == 0) ? se
                            : strcmp(check->floor, "variance") == 0                                         ? variance
                            : zero                                                                          ? "1"
                                   : check->floor;
        tsq__text_printf(script->text, "compare(\"%s\", %s, %s, %s)\n", check->quantity, check->expression[language],
                         tsq_number_print(value, number), floor);
        n++;
    }
    return n;
}

static tsq_status write_script(const struct tsq__script *script, const char *quantity, const tsq_script_about *about,
                               tsq_error *err)
{
    const bool r = script->language == TSQ_SCRIPT_R;
    tsq__text *text = script->text;
    add_head(script, about);
    tsq__text_add_string(text, r ? "\nlibrary(metafor)\n\n" : "\nimport math\nimport sys\n\nimport numpy as np\n\n");
    tsq_status status = add_data(script, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (r) {
        add_r_fit(script);
        tsq__text_add_string(text, r_compare);
        if (tsq__formula_holds("counts=none", script->facts)) {
            tsq__script_escalc(script);
        }
    } else {
        add_python_setup(script);
    }
    for (size_t i = 0; i < PIECES && !r; i++) {
        if (tsq__formula_holds(python_pieces[i].when, script->facts)) {
            tsq__text_add_string(text, python_pieces[i].text);
        }
    }
    tsq__text_add_string(text, r ? "\n" : python_compare);
    if (add_checks(script, quantity) == 0) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_OPTION, "the script for %s does not recompute %s", r ? "metafor" : "Python",
                         quantity != NULL ? tsq__shown(quantity, strlen(quantity), shown) : "anything");
    }
    tsq__text_add_string(text, r ? "quit(status = if (failed) 1 else 0)\n" : "sys.exit(1 if failed else 0)\n");
    return TSQ_OK;
}

tsq_status tsq_script(const tsq_pool_report *report, size_t result, tsq_script_language language, const char *quantity,
                      const tsq_script_about *about, char **out, tsq_error *err)
{
    tsq_why why = {.result = result, .texts = tsq__effect_texts_new()};
    tsq_error own = {.code = TSQ_OK};
    struct tsq__chain chain = {
        .report = report, .result = &report->result[result], .why = &why, .err = err != NULL ? err : &own};
    char facts[TSQ__FACTS + 32];
    tsq__text text = {0};
    *out = NULL;
    tsq_status status = why.texts == NULL ? tsq__fail_memory(chain.err) : TSQ_OK;
    if (status == TSQ_OK && !chain.result->estimated) {
        status = tsq__fail(chain.err, TSQ_E_MODEL, "%s", chain.result->error.text);
    }
    status = status == TSQ_OK ? tsq__chain_start(&chain) : status;
    status = status == TSQ_OK ? check_language(&chain, language, chain.err) : status;
    if (status == TSQ_OK) {
        snprintf(facts, sizeof facts, "%s%s", chain.facts, predicts(&chain.result->fit) ? "metafor_pi=yes" : "");
        const struct tsq__script script = {.chain = &chain, .language = language, .facts = facts, .text = &text};
        status = write_script(&script, quantity, about, chain.err);
    }
    if (status == TSQ_OK) {
        *out = tsq__text_take(&text);
        status = *out == NULL ? tsq__fail_memory(chain.err) : TSQ_OK;
    }
    tsq__text_free(&text);
    tsq__chain_free(&chain);
    tsq_why_free(&why);
    return status;
}
