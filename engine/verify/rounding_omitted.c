/* Rows that an analysis leaves out, and would not for all numbers that are printed alike. */
#include "base/error.h"
#include "base/text.h"
#include "verify/rounding_work.h"

#include <string.h>

/* How reasons begin that say nothing of a rounded number, and those that speak of sizes alone. Any other one is taken to hang
 * on the rounded cells of the row. */
static const char *const structural[] = {"missing ", "changes are reported", "a cross-over trial, ", "a control arm ",
                                         NULL};
static const char *const of_sizes[] = {"too few participants", "no participants", "a group has no participants", NULL};

static bool begins_with_one(const char *reason, const char *const *beginnings)
{
    while (*beginnings != NULL && strncmp(reason, *beginnings, strlen(*beginnings)) != 0) {
        beginnings++;
    }
    return *beginnings != NULL;
}

/* Whether a cell of the row, or one with a count or size, is not exact. */
static bool has_rounded(const struct tsq__rounding_work *work, const tsq_omitted *omitted, bool sizes_alone)
{
    const tsq_effect row = {.row = omitted->row, .line = omitted->line};
    const tsq_role *role;
    for (size_t i = 0; (role = tsq_role_at(i)) != NULL; i++) {
        struct tsq__cells cells = tsq__cells_of(&work->sheet, &row);
        struct tsq__dual x;
        const bool asked = tsq__is_word_of(work->enclosure->roles, role->id) &&
                           (!sizes_alone || tsq__cell_kind(&work->sheet, role->id) == TSQ__CELL_COUNT);
        if (asked && tsq__cells_take(&cells, role->id, &x) && cells.range[0].lb < cells.range[0].ub) {
            return true;
        }
    }
    return false;
}

tsq_status tsq__rounding_omitted(const struct tsq__rounding_work *work, tsq_error *err)
{
    const tsq_effects *effects = &work->result->effects;
    for (size_t i = 0; i < effects->n_omitted; i++) {
        const tsq_omitted *omitted = &effects->omitted[i];
        const bool of_size = begins_with_one(omitted->reason, of_sizes);
        if (!begins_with_one(omitted->reason, structural) && has_rounded(work, omitted, of_size)) {
            return tsq__fail(err, TSQ_E_OPTION,
                             "%s:%zu: --rounding: left out because of a number that is rounded, and with others that "
                             "print alike it might not be: %s",
                             tsq_table_source(work->report->table), omitted->line, omitted->reason);
        }
    }
    return TSQ_OK;
}
