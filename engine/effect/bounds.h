/* P-values that are printed as bounds: "<0.001", "p>.2". */
#ifndef TSQ_EFFECT_BOUNDS_H
#define TSQ_EFFECT_BOUNDS_H

#include "effect/plan.h"

/**
 * Reads "<", "<=", ">" or ">=" (or one character for "at most", "at least") and a number, perhaps with a "p" before.
 *
 * @return false, `out` untouched, if `input` is no p-value or the cell is anything else
 */
bool tsq__bound_read(const char *cell, char decimal, const struct tsq__effect_input *input, struct tsq__bound *out);

/** Says why value->reason is: in value->derived. */
extern const char *const tsq__reason_in_derived;

/**
 * tsq__effect_compute. Where it lacks the p-value that row->bound is about, the bound is taken for it if
 * options->convert.p_bounds asks for that, with a warning; else the reason (tsq__reason_in_derived) is that only the
 * bound is known.
 */
tsq_status tsq__bounded_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                const tsq_effect_options *options, struct tsq_effect_value *value);

/** E_OPTION if the options ask for bounds to be taken and there is no column of p-values. */
tsq_status tsq__bounds_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options, tsq_error *err);

#endif
