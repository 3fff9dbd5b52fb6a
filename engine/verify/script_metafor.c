/* What the R package metafor computes as tausq does, and its call in a script. */
#include "verify/script.h"

#include <string.h>

bool tsq__metafor_predicts(const tsq_fit_result *fit)
{
    const char *test = fit->test->id, *pi = fit->prediction != NULL ? fit->prediction->id : "none";
    if (strcmp(test, "z") == 0 || strcmp(test, "t") == 0) {
        return strcmp(pi, strcmp(test, "z") == 0 ? "z" : "V") == 0;
    }
    return strcmp(pi, "HK") == 0;
}

bool tsq__metafor_has(const struct tsq__chain *chain)
{
    static const char methods[] = "REML ML DL PM EB HE HS HSk SJ SJIT PMM DLIT GENQ GENQM EE FE MH PETO";
    const tsq_fit_result *fit = &chain->result->fit;
    const bool greenland = tsq__formula_holds("method=MH measure=RD rd=greenland", chain->facts);
    return tsq__is_word_of(methods, fit->method->id) && strcmp(fit->test->id, "kr") != 0 && !greenland &&
           (chain->result->design.p == 0 || tsq__script_holds_mean(&chain->result->design)) &&
           tsq__formula_holds("model=independent|moderators !q=about !counts=corrected", chain->facts);
}

/* How metafor is to search: to the last digits, or where --control says. */
static void add_r_control(const struct tsq__script *script)
{
    const tsq_fit_options *fit = &script->chain->report->options.fit;
    const bool early = tsq__formula_holds("stop=early", script->facts);
    char number[TSQ_NUMBER_TEXT];
    tsq__text_printf(script->text,
                     "\n# Searches %s\n"
                     "unit <- min(vi) + if (length(yi) > 1) var(yi) else 0\n",
                     early ? "stop where metafor was asked to." : "go on to the last digits, as tausq's do.");
    tsq__text_printf(script->text, "tight <- list(threshold = %s, ",
                     early && !isnan(fit->threshold) ? tsq_number_print(fit->threshold, number) : "1e-12 * unit");
    tsq__text_printf(script->text, "tol = %s, ",
                     early && !isnan(fit->tol) ? tsq_number_print(fit->tol, number) : "1e-12 * unit");
    if (early && fit->maxiter > 0) {
        tsq__text_printf(script->text, "maxiter = %u,\n", fit->maxiter);
    } else if (early) {
        tsq__text_add_string(script->text, "\n");
    } else {
        tsq__text_add_string(script->text, "maxiter = 10000,\n");
    }
    tsq__text_add_string(script->text, "              tau2.max = 1000 * max(vi, (max(yi) - min(yi))^2))\n");
}

void tsq__script_metafor(const struct tsq__script *script)
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
    add_r_control(script);
    const tsq_design *design = &script->chain->result->design;
    const char *mods = design->p == 0 ? "" : design->intercept ? "mods = X, " : "mods = X, intercept = FALSE, ";
    tsq__text_printf(text, "fit <- rma(yi, vi, %smethod = \"%s\", test = \"%s\", level = %s", mods,
                     (fit->flags & TSQ_FLAG_BIT(SATURATED)) != 0 ? "EE" : fit->method->id, fit->test->id, level);
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
