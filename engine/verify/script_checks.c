/* The comparisons at the end of a script: its numbers beside those of tausq. */
#include "verify/script.h"

#include <string.h>

struct check {
    const char *quantity, *floor;
    const char *when[2], *expression[2]; /* Python, R */
};

#define TSQ_CHECK(quantity, floor, when, python, when_r, r) {quantity, floor, {when, when_r}, {python, r}},
static const struct check checks[] = {
#include "verify/script_checks.def"
};
#undef TSQ_CHECK

static const char r_compare[] = "\n"
                                "failed <- FALSE\n"
                                "compare <- function(name, here, tausq, floor) {\n"
                                "    agrees <- isTRUE(abs(here - tausq) <= tolerance * max(abs(tausq), floor))\n"
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

void tsq__script_compare(const struct tsq__script *script)
{
    tsq__text_add_string(script->text, script->language == TSQ_SCRIPT_R ? r_compare : python_compare);
}

size_t tsq__script_checks(const struct tsq__script *script, const char *quantity)
{
    const int language = script->language == TSQ_SCRIPT_R && !script->own;
    const tsq_fit_result *fit = &script->chain->result->fit;
    char se[TSQ_NUMBER_TEXT], variance[TSQ_NUMBER_TEXT], number[TSQ_NUMBER_TEXT];
    double smallest = INFINITY;
    size_t n = 0;
    for (size_t i = 0; i < script->chain->result->effects.k; i++) {
        smallest = fmin(smallest, script->chain->result->effects.effect[i].vi);
    }
    smallest = isfinite(smallest) ? smallest : 1.0;
    if (script->chain->result->design.p > 0) {
        return tsq__script_moderator_checks(script, quantity, smallest);
    }
    /* Equal effects have a standard error of 0 by Hartung and Knapp, or what rounding makes of it. */
    const bool noise = !(fit->coefficients[0].se > 1e-6 * sqrt(smallest));
    tsq_number_print(noise ? sqrt(smallest) : fit->coefficients[0].se, se);
    tsq_number_print(smallest, variance);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        const struct check *check = &checks[i];
        const double value = tsq__chain_value(script->chain->result, 0, check->quantity, NULL);
        const bool of_noise = noise && tsq__is_word_of("statistic pval", check->quantity);
        if (isnan(value) || of_noise || (quantity != NULL && strcmp(quantity, check->quantity) != 0) ||
            !tsq__formula_holds(check->when[language], script->facts)) {
            continue;
        }
        const bool zero = value == 0.0 && strcmp(check->floor, "0") == 0;
        const char *floor = strcmp(check->floor, "se") == 0 || ((zero || noise) && strcmp(check->quantity, "se") == 0)
                                ? se
                            : strcmp(check->floor, "variance") == 0 ? variance
                            : zero                                  ? "1"
                                                                    : check->floor;
        tsq__text_printf(script->text, "compare(\"%s%s\", %s, %s, %s)\n", script->label, check->quantity,
                         check->expression[language], tsq_number_print(value, number), floor);
        n++;
    }
    return n;
}
