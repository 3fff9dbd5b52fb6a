/* Which columns a measure reads, found once for all rows; and whether they are enough. */
#ifndef TSQ_EFFECT_PLAN_H
#define TSQ_EFFECT_PLAN_H

#include "effect/row.h"

/** Most roles that one measure can read. */
#define TSQ__EFFECT_INPUTS 96

struct tsq__effect_plan {
    const tsq_roles *roles;
    const tsq_effect_measure *measure;
    size_t n;
    struct {
        const struct tsq__effect_input *input;
        size_t column;
    } read[TSQ__EFFECT_INPUTS];
};

/** The columns of the table that play a role in the measure. */
void tsq__effect_plan_make(const tsq_roles *roles, const tsq_effect_measure *measure, struct tsq__effect_plan *plan);

/** Reads a row. E_VALUE with file, line, column and value for a text or an impossible number. */
tsq_status tsq__effect_plan_read(const struct tsq__effect_plan *plan, size_t row, struct tsq_effect_row *out,
                                 tsq_error *err);

/** Participants of a row as far as its columns n1i and n2i, or ni, say; NaN if they do not. Complains of nothing. */
double tsq__effect_participants(const tsq_roles *roles, size_t row);

/** E_COLUMN if no row can have an effect, because a column is not there: which, and which there are. */
tsq_status tsq__effect_plan_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options,
                                  tsq_error *err);

/** GEN if the columns allow it, else E_OPTION with the measures that they do allow. */
tsq_status tsq__effect_choose_measure(const tsq_roles *roles, const tsq_effect_measure **out, tsq_error *err);

#endif
