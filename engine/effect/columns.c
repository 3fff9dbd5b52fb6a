/* Which measures the columns of a table allow, and what is lacking for one. */
#include "effect/conversions.h"
#include "effect/plan.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Tries the measure with a row that has an example value in every column that there is. */
static tsq_status try_measure(const struct tsq__effect_plan *plan, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct tsq_effect_row row;
    tsq__effect_row_clear(&row);
    for (size_t i = 0; i < plan->n; i++) {
        *tsq__effect_input_at(&row, plan->read[i].input) = plan->read[i].input->example;
    }
    *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    return tsq__effect_compute(plan->measure, &row, options, value);
}

/* Every measure can be printed, so that the columns of a printed effect say nothing of the measure, but for GEN with yi. */
static void forget_printed(struct tsq__effect_plan *plan)
{
    const bool given = strcmp(plan->measure->id, "GEN") == 0 && tsq_roles_has(plan->roles, "yi");
    size_t kept = 0;
    for (size_t i = 0; i < plan->n; i++) {
        if (strncmp(plan->read[i].input->role, "est", 3) != 0 || given) {
            plan->read[kept++] = plan->read[i];
        }
    }
    plan->n = kept;
}

/* Whether all that is missing is the size of the other group, which is that of the first in a cross-over trial: the rows
 * tell which are. */
static bool lacks_twin_size(const struct tsq__effect_plan *plan, const struct tsq_effect_value *value)
{
    return value->n_missing == 1 && strcmp(value->missing[0], "n2i") == 0 && tsq_roles_has(plan->roles, "design");
}

bool tsq__effect_columns_allow(const tsq_roles *roles, const tsq_effect_measure *measure)
{
    const tsq_effect_options options = {.corr = 0.5, .crossover_corr = NAN, .icc = NAN, .level = 95.0};
    struct tsq__effect_plan plan;
    struct tsq_effect_value value;
    tsq__effect_plan_make(roles, measure, &plan);
    forget_printed(&plan);
    if (try_measure(&plan, &options, &value) == TSQ_OK || value.n_missing == 0) {
        return true;
    }
    /* These two are computed from cross-over trials; the others omit them. */
    const bool pairs = strcmp(measure->id, "MD") == 0 || strcmp(measure->id, "SMD") == 0;
    return pairs && lacks_twin_size(&plan, &value);
}

/* "n1i, m1i and sd1i": what is missing, by role. */
static void add_missing(tsq__text *text, const struct tsq_effect_value *value)
{
    for (size_t i = 0; i < value->n_missing; i++) {
        const char *before_last = value->missing_any_of ? " or " : " and ";
        tsq__text_printf(text, "%s%s", i == 0 ? "" : i + 1 == value->n_missing ? before_last : ", ", value->missing[i]);
    }
}

static void add_columns(tsq__text *text, const tsq_table *table)
{
    enum { LISTED = 300 };
    const size_t start = text->length;
    for (size_t i = 0; i < tsq_table_columns(table); i++) {
        char shown[TSQ__SHOWN];
        const char *name = tsq_table_column_name(table, i);
        tsq__shown(name, strlen(name), shown);
        if (text->length - start + strlen(shown) > LISTED) {
            tsq__text_printf(text, ", ... (%zu in all)", tsq_table_columns(table));
            return;
        }
        tsq__text_printf(text, "%s%s", i == 0 ? "" : ", ", shown);
    }
}

/* Whether what is missing has a correlation that --corr can stand in for: one of the optional roles. */
static bool lacks_correlation(const tsq_effect_measure *measure, const struct tsq_effect_value *value)
{
    for (size_t i = 0; i < value->n_missing; i++) {
        if (value->missing[i][0] == 'r' && strstr(measure->optional, value->missing[i]) != NULL) {
            return true;
        }
    }
    return false;
}

tsq_status tsq__effect_plan_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options,
                                  tsq_error *err)
{
    struct tsq_effect_value value;
    if (try_measure(plan, options, &value) == TSQ_OK || value.n_missing == 0 || lacks_twin_size(plan, &value)) {
        return TSQ_OK;
    }
    const tsq_table *table = tsq_roles_table(plan->roles);
    tsq__text text = {0};
    add_missing(&text, &value);
    tsq__text_add_string(&text, lacks_correlation(plan->measure, &value) ? " (or --corr); there are " : "; there are ");
    add_columns(&text, table);
    char *list = tsq__text_take(&text);
    if (list == NULL) {
        return tsq__fail_memory(err);
    }
    tsq__fail(err, TSQ_E_COLUMN, "%s: %s needs a column for %s", tsq_table_source(table), plan->measure->id, list);
    free(list);
    return TSQ_E_COLUMN;
}

tsq_status tsq__effect_choose_measure(const tsq_roles *roles, const tsq_effect_measure **out, tsq_error *err)
{
    const tsq_effect_measure *gen = tsq_effect_find("GEN");
    if (gen->allowed(roles)) {
        *out = gen;
        return TSQ_OK;
    }
    tsq__text text = {0};
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        const tsq_effect_measure *measure = tsq_effect_at(i);
        if (measure->allowed(roles)) {
            tsq__text_printf(&text, "%s%s", text.length == 0 ? "" : ", ", measure->id);
        }
    }
    const bool any = text.length > 0;
    char *list = tsq__text_take(&text);
    if (list == NULL) {
        return tsq__fail_memory(err);
    }
    const char *source = tsq_table_source(tsq_roles_table(roles));
    if (!any && tsq_roles_has(roles, "est")) {
        free(list);
        return tsq__fail(err, TSQ_E_OPTION, "%s: --measure must say what the printed effect (est) is", source);
    }
    const tsq_status status =
        any ? tsq__fail(err, TSQ_E_OPTION, "%s: the columns allow --measure %s; choose one", source, list)
            : tsq__fail(
                  err, TSQ_E_COLUMN,
                  "%s: the columns allow no measure; there is no yi with vi or sei, nor what another measure needs",
                  source);
    free(list);
    return status;
}
