/* From roles to the numbers of a row. */
#include "effect/plan.h"

#include "effect/bounds.h"
#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/printed.h"

#include "data/table.h"

#include <string.h>

long tsq__effect_plan_column(const struct tsq__effect_plan *plan, const char *role, bool *of_control)
{
    *of_control = false;
    return plan->by_arm == TSQ__COMPARES_NOTHING ? tsq_roles_column(plan->roles, role)
                                                 : tsq__arm_column(plan->roles, plan->by_arm, role, of_control);
}

/* The row that a cell is read in. */
static size_t row_of(const struct tsq__effect_plan *plan, bool of_control, size_t row)
{
    return of_control && plan->pairs != NULL ? tsq__pairs_control(plan->pairs, row) : row;
}

tsq_status tsq__effect_plan_fail(const struct tsq__effect_plan *plan, const char *role, size_t row, tsq_status code,
                                 const char *message, tsq_error *err)
{
    bool of_control;
    const long column = tsq__effect_plan_column(plan, role, &of_control);
    const size_t at = row_of(plan, of_control, row);
    return column < 0 ? tsq_roles_fail(plan->roles, role, at, code, message, err)
                      : tsq__fail_cell(tsq_roles_table(plan->roles), at, (size_t)column, code, message, err);
}

static bool is_read(const struct tsq__effect_plan *plan, const struct tsq__effect_input *input)
{
    for (size_t i = 0; i < plan->n; i++) {
        if (plan->read[i].input == input) {
            return true;
        }
    }
    return false;
}

static void add_inputs(struct tsq__effect_plan *plan, const char *names)
{
    while (*(names += strspn(names, " ")) != '\0') {
        const size_t length = strcspn(names, " ");
        const struct tsq__effect_input *input = tsq__effect_input_find(names, length);
        bool of_control = false;
        const long column = input == NULL ? -1 : tsq__effect_plan_column(plan, input->role, &of_control);
        if (column >= 0 && plan->n < TSQ__EFFECT_INPUTS && !is_read(plan, input)) {
            plan->read[plan->n].input = input;
            plan->read[plan->n].of_control = of_control;
            plan->read[plan->n++].column = (size_t)column;
        }
        names += length;
    }
}

void tsq__effect_plan_make(const tsq_roles *roles, const tsq_effect_measure *measure, struct tsq__effect_plan *plan)
{
    plan->roles = roles;
    plan->measure = measure;
    plan->by_arm = tsq__by_arm(roles) ? tsq__compares(measure) : TSQ__COMPARES_NOTHING;
    plan->pairs = NULL;
    plan->n = 0;
    add_inputs(plan, measure->inputs);
    add_inputs(plan, measure->optional);
    if (tsq__converts(measure)) {
        add_inputs(plan, tsq__conversion_roles);
    }
    add_inputs(plan, tsq__design_roles);
    add_inputs(plan, tsq__printed_roles(measure));
    const tsq_conversion *conversion;
    for (size_t i = 0; (conversion = tsq_conversion_at(i)) != NULL; i++) {
        if (tsq__converts_rows(conversion, measure)) {
            add_inputs(plan, conversion->inputs);
        }
    }
}

/* Whether the measure itself checks the values of that input. */
static bool has_own_rule(const tsq_effect_measure *measure, const struct tsq__effect_input *input)
{
    for (const char *at = measure->own_rules; at != NULL && *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " ")) {
        if (tsq__effect_input_find(at, strcspn(at, " ")) == input) {
            return true;
        }
    }
    return false;
}

tsq_status tsq__effect_plan_read(const struct tsq__effect_plan *plan, size_t row, struct tsq_effect_row *out,
                                 tsq_error *err)
{
    const tsq_table *table = tsq_roles_table(plan->roles);
    const char decimal = tsq_table_decimal(table);
    tsq__effect_row_clear(out);
    out->design = tsq__design_of(tsq_roles_text(plan->roles, "design", row));
    const size_t control = row_of(plan, true, row);
    for (size_t i = 0; i < plan->n; i++) {
        const struct tsq__effect_input *input = plan->read[i].input;
        const size_t at = plan->read[i].of_control ? control : row;
        double number;
        switch (tsq_number_read(tsq_table_cell(table, at, plan->read[i].column), decimal, &number)) {
        case TSQ_NUMBER_MISSING:
            continue;
        case TSQ_NUMBER_BAD:
            if (!has_own_rule(plan->measure, input) &&
                tsq__bound_read(tsq_table_cell(table, at, plan->read[i].column), decimal, input, &out->bound)) {
                continue;
            }
            return tsq__effect_plan_fail(plan, input->role, row, TSQ_E_VALUE, "not a number", err);
        case TSQ_NUMBER:
            break;
        }
        if (!has_own_rule(plan->measure, input) && !input->possible(number)) {
            return tsq__effect_plan_fail(plan, input->role, row, TSQ_E_VALUE, input->complaint, err);
        }
        *tsq__effect_input_at(out, input) = number;
    }
    return TSQ_OK;
}

/* A positive number in a role's cell, else NaN. */
static double positive(const struct tsq__effect_plan *plan, const char *role, size_t row)
{
    const tsq_table *table = tsq_roles_table(plan->roles);
    bool of_control;
    const long column = tsq__effect_plan_column(plan, role, &of_control);
    double number;
    if (column < 0 ||
        tsq_number_read(tsq_table_cell(table, row_of(plan, of_control, row), (size_t)column), tsq_table_decimal(table),
                        &number) != TSQ_NUMBER ||
        !(number > 0.0)) {
        return NAN;
    }
    return number;
}

double tsq__effect_participants(const struct tsq__effect_plan *plan, size_t row)
{
    const double n = positive(plan, "n1i", row) + positive(plan, "n2i", row);
    return isnan(n) ? positive(plan, "ni", row) : n;
}
