/* Logarithms of ratios, and their corrections. */
#include "effect/ratio.h"

double tsq__log_ratio(double a, double b)
{
    const double ratio = a / b;
    return ratio > 0.5 && ratio < 2.0 ? log1p((a - b) / b) : log(ratio);
}

double tsq__log_sd_correction(double n, const tsq_effect_options *options)
{
    return options->bias == TSQ_BIAS_NONE ? 0.0 : 1.0 / (2.0 * (n - 1.0));
}
