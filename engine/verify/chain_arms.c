/* Combined arms in a chain: their cells by number, "n1i.2", and the ways in which they become one. */
#include "verify/place.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct tsq__cell *tsq__combined_cell(const struct tsq__place *place, const char *name)
{
    const char *dot = strchr(name, '.');
    const size_t length = (size_t)(dot - name);
    unsigned long left = strtoul(dot + 1, NULL, 10);
    for (size_t i = 0; i < place->trace->n_cells; i++) {
        const struct tsq__cell *cell = &place->trace->cell[i];
        if (strlen(cell->role) == length && strncmp(cell->role, name, length) == 0 && --left == 0) {
            return cell;
        }
    }
    return NULL;
}

/* How many arms: as many as have that role. */
static int arms_with(const struct tsq__place *place, const char *role)
{
    int n = 0;
    for (size_t i = 0; i < place->trace->n_cells; i++) {
        n += strcmp(place->trace->cell[i].role, role) == 0;
    }
    return n;
}

/* Adds `form` for each arm, with every @ the number of the arm. */
static void add_arms(tsq__text *text, int n, const char *form)
{
    for (int arm = 1; arm <= n; arm++) {
        tsq__text_add_string(text, arm == 1 ? "" : " + ");
        for (const char *at = form; *at != '\0'; at++) {
            if (*at == '@') {
                tsq__text_printf(text, "%d", arm);
            } else {
                tsq__text_printf(text, "%c", *at);
            }
        }
    }
}

/* What is taken of each arm as its mean and SD: final values, changes, an SD from a standard error. */
static const char *const of_arms[][2] = {
    {"m1i.@", "sd1i.@"}, {"mc1i.@", "sdc1i.@"}, {"m1i.@", "se1i.@*sqrt(n1i.@)"}, {"(m1i.@ - m1i0.@)", NULL}};
enum { WAYS = sizeof of_arms / sizeof of_arms[0] };

/* Cochrane Handbook 6.5.2.10, for any number of groups. */
static void add_means(tsq__text *text, const char *role, int way, int n)
{
    char form[160];
    const char *mean = of_arms[way][0], *sd = of_arms[way][1];
    if (strcmp(role, "m1i") == 0) {
        snprintf(form, sizeof form, "n1i.@*%s", mean);
        tsq__text_add_string(text, "(");
        add_arms(text, n, form);
        tsq__text_add_string(text, ")/n1i");
    } else {
        snprintf(form, sizeof form, "(n1i.@ - 1)*(%s)^2 + n1i.@*(%s - m1i)^2", sd != NULL ? sd : "0", mean);
        tsq__text_add_string(text, "sqrt((");
        add_arms(text, n, form);
        tsq__text_add_string(text, ")/(n1i - 1))");
    }
}

static void add_sum(tsq__text *text, const struct tsq__place *place, const char *role, int way)
{
    char form[40];
    static const char *const sums[][2] = {{"n1i", "ai.@ + bi.@"}, {"bi", "n1i.@ - ai.@"}};
    if (way == 0) {
        snprintf(form, sizeof form, "%s.@", role);
        add_arms(text, arms_with(place, role), form);
    }
    for (size_t i = 0; way == 1 && i < 2; i++) {
        if (strcmp(role, sums[i][0]) == 0) {
            add_arms(text, arms_with(place, "ai"), sums[i][1]);
        }
    }
}

/* Of the control, whose numbers stand in the row of each contrast, or once. */
static bool is_of_control(const char *role)
{
    return tsq__is_word_of("n2i m2i sd2i ci di x2i t2i", role);
}

bool tsq__combined_formula(const struct tsq__place *place, const char *role, int way, char formula[TSQ__COMBINED])
{
    tsq__text text = {0};
    if (way >= WAYS) {
        return false;
    }
    if (is_of_control(role)) {
        static const char *const ways[][WAYS] = {{"m2i", "m2i.1", "mc2i.1", "m2i.1 - m2i0.1"},
                                                 {"sd2i", "sd2i.1", "sdc2i.1", "se2i.1*sqrt(n2i.1)"}};
        for (size_t i = 0; i < 2; i++) {
            if (strcmp(ways[i][0], role) == 0 && way + 1 < WAYS) {
                tsq__text_add_string(&text, ways[i][way + 1]);
            }
        }
        if (text.length == 0) {
            tsq__text_printf(&text, "%s.1", role);
        }
    } else if (strcmp(role, "m1i") == 0 || strcmp(role, "sd1i") == 0) {
        add_means(&text, role, way, arms_with(place, "n1i"));
    } else {
        add_sum(&text, place, role, way);
    }
    snprintf(formula, TSQ__COMBINED, "%s", text.length > 0 && !text.failed ? text.bytes : "0");
    tsq__text_free(&text);
    return true;
}

const char *tsq__of_arm(struct tsq__chain *chain, const char *formula, int arm)
{
    tsq__text text = {0};
    char name[TSQ__NAME];
    const char *at = formula, *from = formula;
    if (arm == 0 || formula == NULL) {
        return formula;
    }
    while (tsq__expression_name(&at, name)) {
        const bool option = tsq__is_word_of("limits_level limits_sides", name);
        tsq__text_printf(&text, "%.*s", (int)(at - from), from);
        if (!option) {
            tsq__text_printf(&text, ".%d", arm);
        }
        from = at;
    }
    tsq__text_add_string(&text, from);
    const char *kept = text.failed ? NULL : tsq__chain_text(chain, text.bytes);
    tsq__text_free(&text);
    return kept;
}
