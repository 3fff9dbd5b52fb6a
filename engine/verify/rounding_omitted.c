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

static const char *const of_signs[] = {"the means have different signs", "a mean is not positive",
                                       "the mean is not positive", NULL};

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

/* Whether the row's means are printed, and have signs that rounding leaves as they are. */
static bool has_signs(const struct tsq__rounding_work *work, const tsq_omitted *omitted)
{
    static const char *const means[] = {"m1i", "m2i", "mi"};
    const tsq_effect row = {.row = omitted->row, .line = omitted->line};
    bool all = true;
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++) {
        struct tsq__cells cells = tsq__cells_of(&work->sheet, &row);
        struct tsq__dual x;
        if (tsq__is_word_of(work->enclosure->roles, means[i])) {
            all = all && tsq__cells_take(&cells, means[i], &x) && !tsq__range_has(x.x, 0.0);
        }
    }
    return all;
}

/* Whether no numbers that print alike can bring the row in. */
static bool stays_out(const struct tsq__rounding_work *work, const tsq_omitted *omitted)
{
    return begins_with_one(omitted->reason, structural) ||
           !has_rounded(work, omitted, begins_with_one(omitted->reason, of_sizes)) ||
           (begins_with_one(omitted->reason, of_signs) && has_signs(work, omitted));
}

tsq_status tsq__rounding_omitted(const struct tsq__rounding_work *work, tsq_error *err)
{
    const tsq_effects *effects = &work->result->effects;
    for (size_t i = 0; i < effects->n_omitted; i++) {
        const tsq_omitted *omitted = &effects->omitted[i];
        if (!stays_out(work, omitted)) {
            return tsq__fail(err, TSQ_E_OPTION,
                             "%s:%zu: --rounding: left out because of a number that is rounded, and with others that "
                             "print alike it might not be: %s",
                             tsq_table_source(work->report->table), omitted->line, omitted->reason);
        }
    }
    return TSQ_OK;
}
