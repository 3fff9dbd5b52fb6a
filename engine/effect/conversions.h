/* The constants that conversions.def lists, and their use on the rows of a table. */
#ifndef TSQ_EFFECT_CONVERSIONS_H
#define TSQ_EFFECT_CONVERSIONS_H

#include "effect/row.h"

#include <tausq/convert.h>

#define TSQ_CONVERSION(name) extern const tsq_conversion tsq__conversion_##name;
#include "effect/conversions.def"
#undef TSQ_CONVERSION

/** The roles that conversions read beside the sizes of the groups. */
extern const char *const tsq__conversion_roles;

/** Whether the measure takes what conversions give: means or SDs of two groups. */
bool tsq__converts(const tsq_effect_measure *measure);

/** Whether a conversion takes whole rows, and serves that measure. */
bool tsq__converts_rows(const tsq_conversion *conversion, const tsq_effect_measure *measure);

/** Fills the counts of a 2x2 table by the first conversion that can; note->derived and note->warning say by which.
 * E_MISSING if none can. */
tsq_status tsq__fill_counts(const tsq_effect_measure *measure, const tsq_effect_options *options,
                            struct tsq_effect_row *row, struct tsq_effect_value *note);

/** The effect of a row: by tsq__convert_means, else by the first conversion of whole rows that gives one. */
tsq_status tsq__effect_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                               const tsq_effect_options *options, struct tsq_effect_value *value);

/**
 * The measure on the row as it is; where something is missing, on the row with means and SDs converted.
 *
 * Reported means and SDs are never replaced. value->derived says what was converted and was needed for the result,
 * value->warning which skewed distributions it rests on.
 */
tsq_status tsq__convert_means(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value);

/** Converts what the measure lacks: means and SDs, or counts, in the row itself. For rows that tsq__effect_compute has
 * found possible. */
void tsq__fill(const tsq_effect_measure *measure, const tsq_effect_options *options, struct tsq_effect_row *row);

#endif
