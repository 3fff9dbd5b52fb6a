/* Which conversion is used, and whether the others that a row allows agree with it. */
#ifndef TSQ_EFFECT_CONVERT_CHOICE_H
#define TSQ_EFFECT_CONVERT_CHOICE_H

#include "effect/conversions.h"
#include "effect/plan.h"

/** Whether the options allow a conversion: the one that they name, else all but those of other methods for medians. */
bool tsq__conversion_allowed(const tsq_conversion *conversion, const tsq_convert_options *options);

/** What a row says of one group, 0 or 1, and of the comparison that it stands in. */
tsq_reported tsq__reported_of(const struct tsq_effect_row *row, int which);

/** E_OPTION if the conversion that the options name does not serve the measure, or has no columns. */
tsq_status tsq__conversion_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options,
                                 tsq_error *err);

/**
 * Adds a warning to a value that rests on an SD from a standard error, confidence limits, t or p, where another of these
 * gives an SD that the rounding of the printed digits does not explain. Confidence limits may be of t or normal.
 */
void tsq__conversions_compare(const struct tsq__effect_plan *plan, size_t row, const tsq_effect_options *options,
                              struct tsq_effect_value *value);

#endif
