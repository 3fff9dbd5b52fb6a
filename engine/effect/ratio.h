/* Logarithms of ratios, and the corrections that ratios of means and of SDs share. */
#ifndef TSQ_EFFECT_RATIO_H
#define TSQ_EFFECT_RATIO_H

#include "effect/row.h"

/** log(a/b) that keeps its precision where a is close to b. */
double tsq__log_ratio(double a, double b);

/** What is added to the log of an SD with n participants: 1/(2(n-1)); 0 where the options ask for no correction. */
double tsq__log_sd_correction(double n, const tsq_effect_options *options);

#endif
