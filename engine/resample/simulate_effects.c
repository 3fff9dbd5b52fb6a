/* Distributions of true effects with mean 0 and variance 1, spreads of sizes, and kinds of selection. A new one is one
 * entry here. */
#include "num/draw.h"
#include "resample/simulate.h"

#include <math.h>
#include <string.h>

/* ---- true effects ---------------------------------------------------------------------------------------------- */

static bool any(double shape, double shape2)
{
    (void)shape;
    (void)shape2;
    return true;
}

static double normal(tsq__stream *stream, double shape, double shape2)
{
    (void)shape;
    (void)shape2;
    return tsq__draw_normal(stream);
}

static double uniform(tsq__stream *stream, double shape, double shape2)
{
    (void)shape;
    (void)shape2;
    return sqrt(12.0) * (tsq__stream_uniform(stream) - 0.5);
}

static bool above_2(double shape, double shape2)
{
    (void)shape2;
    return shape > 2.0;
}

static double student(tsq__stream *stream, double shape, double shape2)
{
    (void)shape2;
    return tsq__draw_t(stream, shape) * sqrt((shape - 2.0) / shape);
}

static bool up_to_3(double shape, double shape2)
{
    (void)shape2;
    return shape > 0.0 && shape <= 3.0;
}

static double lognormal(tsq__stream *stream, double shape, double shape2)
{
    const double square = shape * shape;
    (void)shape2;
    return (exp(shape * tsq__draw_normal(stream)) - exp(0.5 * square)) / sqrt(expm1(square) * exp(square));
}

static bool positive(double shape, double shape2)
{
    (void)shape2;
    return shape >= 0.01;
}

static double gamma_shifted(tsq__stream *stream, double shape, double shape2)
{
    (void)shape2;
    return (tsq__draw_gamma(stream, shape) - shape) / sqrt(shape);
}

static bool share(double shape, double shape2)
{
    (void)shape2;
    return shape > 0.0 && shape < 1.0;
}

/* Two subgroups: with probability `shape` the one that lies higher. */
static double two_points(tsq__stream *stream, double shape, double shape2)
{
    (void)shape2;
    return tsq__stream_uniform(stream) < shape ? sqrt((1.0 - shape) / shape) : -sqrt(shape / (1.0 - shape));
}

static bool share_and_ratio(double shape, double shape2)
{
    return share(shape, shape2) && shape2 > 1.0;
}

static double outliers(tsq__stream *stream, double shape, double shape2)
{
    const double scale = tsq__stream_uniform(stream) < shape ? shape2 : 1.0;
    return scale * tsq__draw_normal(stream) / sqrt(1.0 - shape + shape * shape2 * shape2);
}

static const tsq_true_effects effects[] = {
    {"normal", "normal", NULL, NULL, any, normal},
    {"uniform", "uniform", NULL, NULL, any, uniform},
    {"t", "Student's t", "degrees of freedom, above 2", NULL, above_2, student},
    {"lognormal", "lognormal, shifted: skewed to the right", "SD of the logarithm, above 0 and up to 3", NULL, up_to_3,
     lognormal},
    {"gamma", "gamma, shifted: skewed to the right", "shape of the gamma distribution, 0.01 or more", NULL, positive,
     gamma_shifted},
    {"two-points", "two subgroups, each without heterogeneity", "share of the higher one, between 0 and 1", NULL, share,
     two_points},
    {"outliers", "normal, some with a larger SD", "share of outliers, between 0 and 1",
     "their SD in units of that of the others, above 1", share_and_ratio, outliers},
};

/* ---- spreads ----------------------------------------------------------------------------------------------------- */

static double spread_uniform(tsq__stream *stream, double min, double max)
{
    return min + (max - min) * tsq__stream_uniform(stream);
}

static double spread_log(tsq__stream *stream, double min, double max)
{
    const double x = min * exp(log(max / min) * tsq__stream_uniform(stream));
    return x < max ? x : max;
}

static double spread_chisq(tsq__stream *stream, double min, double max)
{
    for (;;) {
        const double normal_number = tsq__draw_normal(stream), x = 0.25 * normal_number * normal_number;
        if (x >= min && x <= max) {
            return x;
        }
    }
}

static const tsq_size_spread spreads[] = {
    {"uniform", "uniform", NULL, true, true, spread_uniform},
    {"loguniform", "the logarithm uniform", NULL, true, true, spread_log},
    {"chisq", "a quarter of chi-square with 1 degree of freedom, between the limits",
     "Brockwell and Gordon 2001, doi:10.1002/sim.650", false, true, spread_chisq},
};

/* ---- selection --------------------------------------------------------------------------------------------------- */

/* The upper 2.5 % point of the normal distribution. */
#define SIGNIFICANT 1.9599639845400542

static bool sure_any(double z)
{
    return fabs(z) > SIGNIFICANT;
}

static bool sure_positive(double z)
{
    return z > SIGNIFICANT;
}

static bool sure_negative(double z)
{
    return z < -SIGNIFICANT;
}

static const tsq_selection selections[] = {
    {"none", "all studies are published", NULL},
    {"significant", "studies with a two-sided p below 0.05 are published", sure_any},
    {"positive", "studies with an effect above 0 and a two-sided p below 0.05 are published", sure_positive},
    {"negative", "studies with an effect below 0 and a two-sided p below 0.05 are published", sure_negative},
};

/* ---- registries ---------------------------------------------------------------------------------------------------- */

#define REGISTRY(type, list, name)                                                                                     \
    size_t tsq_##name##_count(void)                                                                                    \
    {                                                                                                                  \
        return sizeof(list) / sizeof *(list);                                                                          \
    }                                                                                                                  \
    const type *tsq_##name##_at(size_t i)                                                                              \
    {                                                                                                                  \
        return i < sizeof(list) / sizeof *(list) ? &(list)[i] : NULL;                                                  \
    }                                                                                                                  \
    const type *tsq__##name##_find(const char *id)                                                                     \
    {                                                                                                                  \
        for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++) {                                                   \
            if (strcmp((list)[i].id, id) == 0) {                                                                       \
                return &(list)[i];                                                                                     \
            }                                                                                                          \
        }                                                                                                              \
        return NULL;                                                                                                   \
    }

REGISTRY(tsq_true_effects, effects, true_effects)
REGISTRY(tsq_size_spread, spreads, size_spread)
REGISTRY(tsq_selection, selections, selection)
