/* Scripts in R and Python that recompute a result; see tausq/why.h. */
#include "verify/script.h"

#include "base/error.h"
#include "effect/texts.h"
#include "pool/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TSQ_PIECE(when, text) {when, text},
static const struct tsq__script_piece python_pieces[] = {
#include "verify/script_python.def"
};
static const struct tsq__script_piece r_pieces[] = {
#include "verify/script_r.def"
};
#undef TSQ_PIECE

enum {
    PYTHON_PIECES = sizeof python_pieces / sizeof python_pieces[0],
    R_PIECES = sizeof r_pieces / sizeof r_pieces[0]
};

/* ---- what a language can do --------------------------------------------------------------------------------- */

static tsq_status check_language(const struct tsq__chain *chain, tsq_script_language language, tsq_error *err)
{
    const bool own = language == TSQ_SCRIPT_PYTHON || !tsq__metafor_has(chain);
    if (own && language == TSQ_SCRIPT_R && chain->result->design.p > 0) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "the R script leaves moderators to metafor, which has no %s: take --emit python",
                         !tsq__script_holds_mean(&chain->result->design)  ? "such model without an intercept"
                         : strcmp(chain->result->fit.test->id, "kr") == 0 ? "Kenward-Roger test"
                                                                          : chain->result->fit.method->id);
    }
    if (own && language == TSQ_SCRIPT_R && tsq__formula_holds("stop=early", chain->facts)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "without metafor's own fit the R script stops no search early: leave --control out, or take "
                         "--emit python");
    }
    if (own && language == TSQ_SCRIPT_R && strcmp(chain->result->fit.method->id, "GENQM") == 0) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "base R has no distribution of quadratic forms, which GENQM takes: take --emit python");
    }
    return TSQ_OK;
}

/* ---- the languages ------------------------------------------------------------------------------------------ */

static const char *shown(const char *text, char room[TSQ__SHOWN])
{
    return tsq__shown(text, strlen(text), room);
}

static void add_head(const struct tsq__script *script, bool metafor, const tsq_script_about *about)
{
    char room[TSQ__SHOWN];
    const bool r = script->language == TSQ_SCRIPT_R;
    tsq__text_printf(script->text, "%s# Written by tausq %s. Recomputes, by %s, what it gave for\n# %s",
                     r ? "" : "#!/usr/bin/env python3\n", about->version,
                     !r        ? "numpy alone"
                     : metafor ? "the R package metafor"
                               : "R alone",
                     shown(about->input, room));
    tsq__text_printf(script->text, about->sha256[0] != '\0' ? " (SHA-256 %s)\n" : "\n", about->sha256);
}

/* Which result it is. */
static void add_title(const struct tsq__script *script)
{
    const tsq_pool_result *result = script->chain->result;
    for (size_t i = 0; i < result->n_group; i++) {
        char column[TSQ__SHOWN], value[TSQ__SHOWN];
        tsq__text_printf(script->text, "# %s%s = %s\n", script->label, shown(result->group_column[i], column),
                         shown(result->group_value[i], value));
    }
    tsq__text_printf(script->text, "# measure %s, method %s, test %s\n", result->effects.measure->id,
                     result->fit.method->id, result->fit.test->id);
}

static void set_number(const struct tsq__script *script, const char *name, double number, const char *comment)
{
    char text[TSQ_NUMBER_TEXT];
    tsq__text_printf(script->text, script->language == TSQ_SCRIPT_R ? "%s <- %s%s\n" : "%s = %s%s\n", name,
                     tsq_number_print(number, text), comment);
}

/* Where --control stops searches. */
static void add_control(const struct tsq__script *script)
{
    const tsq_fit_options *fit = &script->chain->report->options.fit;
    char number[TSQ_NUMBER_TEXT];
    tsq__text_printf(script->text, "threshold = %s\n",
                     isnan(fit->threshold) ? "math.nan" : tsq_number_print(fit->threshold, number));
    tsq__text_printf(script->text, "tol = %s\n", isnan(fit->tol) ? "math.nan" : tsq_number_print(fit->tol, number));
    tsq__text_printf(script->text, "steps, searches = %u, %u\n", fit->maxiter > 0 ? fit->maxiter : 100,
                     fit->maxiter > 0 ? fit->maxiter : 1000);
}

/* Options of the fit, as what the pieces call them. */
static void add_setup(const struct tsq__script *script)
{
    const tsq_fit_result *fit = &script->chain->result->fit;
    const tsq_effect_options *effect = &script->chain->report->options.effect;
    double mh = NAN;
    tsq__text_add_string(script->text, "\n");
    set_number(script, "level", fit->level, "");
    if (tsq__formula_holds("q=about", script->facts) &&
        tsq__pool_mh_estimate(script->chain->report, script->chain->result, &mh, script->chain->err) == TSQ_OK) {
        set_number(script, "mu_mh", mh, "  # the Mantel-Haenszel estimate, by tausq");
    }
    if (tsq__formula_holds("tau2=fixed", script->facts)) {
        set_number(script, "fixed_tau2", fit->tau2, "");
    }
    if (tsq__formula_holds("counts=corrected added=number", script->facts)) {
        set_number(script, "add", isnan(effect->add) ? 0.5 : effect->add, "");
    }
    if (script->language == TSQ_SCRIPT_PYTHON && tsq__formula_holds("stop=early", script->facts)) {
        add_control(script);
    }
    if (tsq__formula_holds("method=REML|ML", script->facts)) {
        const bool restricted = strcmp(fit->method->id, "REML") == 0;
        tsq__text_printf(script->text, script->language == TSQ_SCRIPT_R ? "restricted <- %s\n" : "restricted = %s\n",
                         script->language == TSQ_SCRIPT_R ? restricted ? "TRUE" : "FALSE"
                         : restricted                     ? "True"
                                                          : "False");
    }
}

static void add_pieces(const struct tsq__script *script, const char *facts)
{
    const bool r = script->language == TSQ_SCRIPT_R;
    const struct tsq__script_piece *own;
    for (size_t i = 0; tsq__formula_holds("model=moderators", facts) && (own = tsq__script_moderator_piece(i)) != NULL;
         i++) {
        tsq__text_add_string(script->text, tsq__formula_holds(own->when, facts) ? own->text : "");
    }
    for (size_t i = 0; !tsq__formula_holds("model=moderators", facts) && i < (r ? R_PIECES : PYTHON_PIECES); i++) {
        const struct tsq__script_piece *piece = r ? &r_pieces[i] : &python_pieces[i];
        if (tsq__formula_holds(piece->when, facts)) {
            tsq__text_add_string(script->text, piece->text);
        }
    }
}

/* What all results share. */
static void add_start(const struct tsq__script *script, bool metafor, bool own)
{
    if (script->language == TSQ_SCRIPT_PYTHON) {
        tsq__text_add_string(script->text, "\nimport math\nimport sys\n\nimport numpy as np\n\n");
        add_pieces(script, "part=shared");
    } else {
        tsq__text_add_string(script->text, metafor ? "\nlibrary(metafor)\n" : "");
        if (own) {
            add_pieces(script, "part=shared");
        }
    }
    tsq__script_compare(script);
}

/* One result: its data, its fit, and the comparisons; how many there are. */
static tsq_status add_result(const struct tsq__script *script, const char *quantity, size_t *compared, tsq_error *err)
{
    const bool r = script->language == TSQ_SCRIPT_R;
    tsq__text_add_string(script->text, "\n");
    add_title(script);
    const tsq_status status = tsq__script_data(script, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (script->own) {
        add_setup(script);
        add_pieces(script, script->facts);
    } else {
        tsq__script_metafor(script);
    }
    if (r) {
        tsq__text_printf(script->text, "\ntolerance <- %s\n", script->own ? "1e-8" : "1e-6");
    }
    if (r && !script->own && tsq__formula_holds("counts=none", script->facts)) {
        tsq__script_escalc(script);
    }
    tsq__text_add_string(script->text, "\n");
    *compared += tsq__script_checks(script, quantity);
    return TSQ_OK;
}

/* ---- all of it ---------------------------------------------------------------------------------------------- */

/* The chain of a result; free with tsq__chain_free. */
static tsq_status start(struct tsq__chain *chain, const tsq_pool_report *report, size_t result, tsq_why *why,
                        tsq_script_language language, tsq_error *err)
{
    why->result = result;
    *chain = (struct tsq__chain){.report = report, .result = &report->result[result], .why = why, .err = err};
    tsq_status status = TSQ_OK;
    if (!chain->result->estimated) {
        status = tsq__fail(err, TSQ_E_MODEL, "%s", chain->result->error.text);
    }
    status = status == TSQ_OK ? tsq__chain_start(chain) : status;
    return status == TSQ_OK ? check_language(chain, language, err) : status;
}

static void set_facts(const struct tsq__chain *chain, char *facts, size_t room)
{
    /* The first says which: a script has the steps of searches that stop early too. */
    snprintf(facts, room, "method=%s %s %s", chain->result->fit.method->id, chain->facts,
             tsq__metafor_predicts(&chain->result->fit) ? "metafor_pi=yes" : "");
}

/* One result of the script, or with `measured` only whether it needs metafor, or goes without. */
static tsq_status visit(struct tsq__script *script, const tsq_pool_report *report, size_t result, const char *quantity,
                        bool measured, bool needs[2], size_t *compared, tsq_error *err)
{
    struct tsq__chain chain = {0};
    tsq_why why = {.texts = tsq__effect_texts_new()};
    char facts[TSQ__FACTS + 100], label[40] = "";
    tsq_status status = why.texts == NULL ? tsq__fail_memory(err) : TSQ_OK;
    status = status == TSQ_OK ? start(&chain, report, result, &why, script->language, err) : status;
    if (status == TSQ_OK) {
        set_facts(&chain, facts, sizeof facts);
        if (report->n > 1) {
            snprintf(label, sizeof label, "group %zu: ", result + 1);
        }
        script->chain = &chain;
        script->facts = facts;
        script->label = label;
        script->own = script->language == TSQ_SCRIPT_PYTHON || !tsq__metafor_has(&chain);
        needs[script->own] = true;
        status = measured ? TSQ_OK : add_result(script, quantity, compared, err);
    }
    script->chain = NULL; /* they end here */
    script->facts = script->label = "";
    tsq__chain_free(&chain);
    tsq_why_free(&why);
    return status;
}

static tsq_status write_script(struct tsq__script *script, const tsq_pool_report *report, size_t result,
                               const char *quantity, const tsq_script_about *about, tsq_error *err)
{
    const bool r = script->language == TSQ_SCRIPT_R, all = result == TSQ_WHY_NONE;
    const size_t from = all ? 0 : result, to = all ? report->n : result + 1;
    size_t compared = 0;
    bool needs[2] = {false, false};
    tsq_status status = TSQ_OK;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = from; i < to && status == TSQ_OK; i++) {
            if (report->result[i].estimated || !all) {
                status = visit(script, report, i, quantity, pass == 0, needs, &compared, err);
            }
        }
        if (status == TSQ_OK && pass == 0) {
            add_head(script, needs[0], about);
            add_start(script, needs[0], needs[1]);
        }
    }
    if (status == TSQ_OK && compared == 0) {
        char room[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_OPTION, "the script for %s does not recompute %s", r ? "R" : "Python",
                         quantity != NULL ? shown(quantity, room) : "anything");
    }
    tsq__text_add_string(script->text, r ? "quit(status = if (failed) 1 else 0)\n" : "sys.exit(1 if failed else 0)\n");
    return status;
}

tsq_status tsq_script(const tsq_pool_report *report, size_t result, tsq_script_language language, const char *quantity,
                      const tsq_script_about *about, char **out, tsq_error *err)
{
    tsq_error own = {.code = TSQ_OK};
    tsq__text text = {0};
    struct tsq__script script = {.language = language, .text = &text, .label = ""};
    *out = NULL;
    tsq_status status = write_script(&script, report, result, quantity, about, err != NULL ? err : &own);
    if (status == TSQ_OK) {
        *out = tsq__text_take(&text);
        status = *out == NULL ? tsq__fail_memory(err) : TSQ_OK;
    }
    tsq__text_free(&text);
    return status;
}
