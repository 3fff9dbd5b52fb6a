/*
 * From the standard error of a printed correlation, proportion, rate, mean or coefficient to that of the transformed estimate: by
 * the delta method SE(f(x)) = |f'(x)| SE(x), Oehlert 1992, doi:10.1080/00031305.1992.10475842. f' is:
 *
 *     exp      1/x                       iarcsin  1/(2 sqrt(x (1 - x)))
 *     tanh     1/(1 - x^2)               isqrt    1/(2 sqrt(x))
 *     tanh2    1/(2 sqrt(x) (1 - x))     iahw     (1 - x)^(-2/3)/3
 *     ilogit   1/(x (1 - x))             iabt     1/(1 - x)
 *     iprobit  1/phi(z), z its quantile  cles     sqrt(2)/phi(z), phi the normal density
 *     ipft     (n/sqrt(n x (n (1-x) + 1)) + n/sqrt((n x + 1) n (1-x)))/4
 *     iirft    (1/sqrt(x) + 1/sqrt(x + 1/t))/4
 */
#include "effect/printed.h"

#include "base/text.h"
#include "num/dist.h"

#include <string.h>

/* One over the normal density at the quantile of p. */
static double inverse_density(double p)
{
    static const double root_two_pi = 2.5066282746310005024;
    const double z = tsq__normal_upper(p);
    return root_two_pi * exp(0.5 * z * z);
}

static double slope_exp(double x, double size)
{
    (void)size;
    return 1.0 / x;
}

static double slope_tanh(double x, double size)
{
    (void)size;
    return 1.0 / ((1.0 - x) * (1.0 + x));
}

static double slope_tanh2(double x, double size)
{
    (void)size;
    return 0.5 / (sqrt(x) * (1.0 - x));
}

static double slope_ilogit(double x, double size)
{
    (void)size;
    return 1.0 / (x * (1.0 - x));
}

static double slope_iprobit(double x, double size)
{
    (void)size;
    return inverse_density(x);
}

static double slope_iarcsin(double x, double size)
{
    (void)size;
    return 0.5 / sqrt(x * (1.0 - x));
}

static double slope_isqrt(double x, double size)
{
    (void)size;
    return 0.5 / sqrt(x);
}

static double slope_iahw(double x, double size)
{
    (void)size;
    const double root = cbrt(1.0 - x);
    return 1.0 / (3.0 * root * root);
}

static double slope_iabt(double x, double size)
{
    (void)size;
    return 1.0 / (1.0 - x);
}

static double slope_cles(double x, double size)
{
    (void)size;
    return sqrt(2.0) * inverse_density(x);
}

static double slope_ipft(double x, double n)
{
    const double events = n * x, others = n * (1.0 - x);
    return 0.25 * (n / sqrt(events * (others + 1.0)) + n / sqrt((events + 1.0) * others));
}

static double slope_iirft(double x, double time)
{
    return 0.25 * (1.0 / sqrt(x) + 1.0 / sqrt(x + 1.0 / time));
}

static const struct {
    const char *transform;
    double (*slope)(double x, double size);
} slopes[] = {
#define TSQ_TRANSFORM(name, what) {#name, slope_##name},
#define TSQ_TRANSFORM_BY_SIZE(name, what) {#name, slope_##name},
#define TSQ_TRANSFORM_MEAN(name, of, what)
#include "effect/transforms.def"
#undef TSQ_TRANSFORM
#undef TSQ_TRANSFORM_BY_SIZE
#undef TSQ_TRANSFORM_MEAN
};

bool tsq__printed_is_ratio(const tsq_effect_measure *measure)
{
    return strcmp(measure->transform, "exp") == 0 && !tsq__is_word_of("MNLN SDLN CVLN PLN IRLN", measure->id);
}

double tsq__printed_slope(const struct tsq__printed *printed)
{
    for (size_t i = 0; i < sizeof slopes / sizeof slopes[0]; i++) {
        if (strcmp(slopes[i].transform, printed->transform) == 0) {
            return slopes[i].slope(printed->est, printed->size);
        }
    }
    return 1.0;
}
