/* The options of effects, beside the measure that they are for. */
#ifndef TSQ_EFFECT_OPTIONS_H
#define TSQ_EFFECT_OPTIONS_H

#include <tausq/effect.h>

/** E_OPTION for a value that cannot be, and for what the measure does not have: a formula of the variance, changes, two
 * groups, a continuity correction. */
tsq_status tsq__effect_check_options(const tsq_effect_measure *measure, const tsq_effect_options *options,
                                     tsq_error *err);

#endif
