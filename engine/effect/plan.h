/* Which columns a measure reads, found once for all rows; and whether they are enough. */
#ifndef TSQ_EFFECT_PLAN_H
#define TSQ_EFFECT_PLAN_H

#include "effect/pairs.h"
#include "effect/row.h"

/** Most roles that one measure can read. */
#define TSQ__EFFECT_INPUTS 96

struct tsq__effect_plan {
    const tsq_roles *roles;
    const tsq_effect_measure *measure;
    enum tsq__compared_by by_arm;   /**< what arms of a table with a row for each are compared by; else NOTHING */
    const struct tsq__pairs *pairs; /**< which rows of such a table are compared; else NULL */
    size_t n;
    struct {
        const struct tsq__effect_input *input;
        size_t column;
        bool of_control; /**< read in the row of the control arm */
    } read[TSQ__EFFECT_INPUTS];
};

/** The columns of the table that play a role in the measure. */
void tsq__effect_plan_make(const tsq_roles *roles, const tsq_effect_measure *measure, struct tsq__effect_plan *plan);

/** The column that plays a role, or -1, and whether it is read in the row of the control arm. */
long tsq__effect_plan_column(const struct tsq__effect_plan *plan, const char *role, bool *of_control);

/** The form of every data error, as tsq_roles_fail; of arms it names the one whose cell it is. */
tsq_status tsq__effect_plan_fail(const struct tsq__effect_plan *plan, const char *role, size_t row, tsq_status code,
                                 const char *message, tsq_error *err);

/** Reads a row, of arms the one of a treatment and its control's. E_VALUE with file, line, column and value for a text or an impossible number. */
tsq_status tsq__effect_plan_read(const struct tsq__effect_plan *plan, size_t row, struct tsq_effect_row *out,
                                 tsq_error *err);

/** Participants of a row as far as its columns n1i and n2i, or ni, say; NaN if they do not. Complains of nothing. */
double tsq__effect_participants(const struct tsq__effect_plan *plan, size_t row);

/** E_COLUMN if no row can have an effect, because a column is not there: which, and which there are. */
tsq_status tsq__effect_plan_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options,
                                  tsq_error *err);

/** GEN if the columns allow it, else E_OPTION with the measures that they do allow. */
tsq_status tsq__effect_choose_measure(const tsq_roles *roles, const tsq_effect_measure **out, tsq_error *err);

#endif
