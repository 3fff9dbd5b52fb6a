/* The back-transformations of estimates, and their registry from transforms.def. */
#include "effect/transforms.h"
#include "num/dist.h"

#include <tausq/effect.h>

#include <string.h>

static double apply_exp(double yi, double unused)
{
    (void)unused;
    return exp(yi);
}

static double inverse_exp(double shown, double unused)
{
    (void)unused;
    return shown > 0.0 ? log(shown) : (double)NAN;
}

static double apply_tanh(double yi, double unused)
{
    (void)unused;
    return tanh(yi);
}

static double inverse_tanh(double shown, double unused)
{
    (void)unused;
    return fabs(shown) < 1.0 ? atanh(shown) : (double)NAN;
}

static double apply_tanh2(double yi, double unused)
{
    (void)unused;
    const double r = yi < 0.0 ? 0.0 : tanh(yi);
    return r * r;
}

static double inverse_tanh2(double shown, double unused)
{
    (void)unused;
    return shown >= 0.0 && shown < 1.0 ? atanh(sqrt(shown)) : (double)NAN;
}

static double apply_ilogit(double yi, double unused)
{
    (void)unused;
    /* Neither form loses digits or overflows on its side. */
    return yi < 0.0 ? exp(yi) / (1.0 + exp(yi)) : 1.0 / (1.0 + exp(-yi));
}

static double inverse_ilogit(double shown, double unused)
{
    (void)unused;
    return shown > 0.0 && shown < 1.0 ? log(shown) - log1p(-shown) : (double)NAN;
}

static double apply_iprobit(double yi, double unused)
{
    (void)unused;
    return 0.5 * erfc(-yi / sqrt(2.0));
}

static double inverse_iprobit(double shown, double unused)
{
    (void)unused;
    return shown > 0.0 && shown < 1.0 ? -tsq__normal_upper(shown) : (double)NAN;
}

static double apply_iarcsin(double yi, double unused)
{
    (void)unused;
    const double root = yi < 0.0 ? 0.0 : yi > asin(1.0) ? 1.0 : sin(yi);
    return root * root;
}

static double inverse_iarcsin(double shown, double unused)
{
    (void)unused;
    return shown >= 0.0 && shown <= 1.0 ? asin(sqrt(shown)) : (double)NAN;
}

static double apply_isqrt(double yi, double unused)
{
    (void)unused;
    return yi < 0.0 ? 0.0 : yi * yi;
}

static double inverse_isqrt(double shown, double unused)
{
    (void)unused;
    return shown >= 0.0 ? sqrt(shown) : (double)NAN;
}

static double apply_iahw(double yi, double unused)
{
    (void)unused;
    /* 1 - (1 - yi)^3 without the cancellation */
    return yi > 1.0 ? 1.0 : yi * (3.0 + yi * (yi - 3.0));
}

static double inverse_iahw(double shown, double unused)
{
    (void)unused;
    return 1.0 - cbrt(1.0 - shown);
}

static double apply_iabt(double yi, double unused)
{
    (void)unused;
    return -expm1(-yi);
}

static double inverse_iabt(double shown, double unused)
{
    (void)unused;
    return shown < 1.0 ? -log1p(-shown) : (double)NAN;
}

static double apply_cles(double yi, double unused)
{
    (void)unused;
    return 0.5 * erfc(-0.5 * yi);
}

static double inverse_cles(double shown, double unused)
{
    (void)unused;
    return shown > 0.0 && shown < 1.0 ? -sqrt(2.0) * tsq__normal_upper(shown) : (double)NAN;
}

static const tsq_transform transforms[] = {
#define TSQ_TRANSFORM(name, what)                                                                                      \
    {.id = #name, .title = what, .single = #name, .apply = apply_##name, .inverse = inverse_##name},
#define TSQ_TRANSFORM_BY_SIZE(name, what)                                                                              \
    {.id = #name,                                                                                                      \
     .title = what,                                                                                                    \
     .needs = TSQ_TRANSFORM_NEEDS_SIZE,                                                                                \
     .single = #name,                                                                                                  \
     .apply = tsq__apply_##name,                                                                                       \
     .inverse = tsq__inverse_##name},
#define TSQ_TRANSFORM_MEAN(name, of, what)                                                                             \
    {.id = name, .title = what, .needs = TSQ_TRANSFORM_NEEDS_TAU2, .single = #of, .apply = tsq__mean_##of},
#include "effect/transforms.def"
#undef TSQ_TRANSFORM
#undef TSQ_TRANSFORM_BY_SIZE
#undef TSQ_TRANSFORM_MEAN
};

size_t tsq_transform_count(void)
{
    return sizeof transforms / sizeof transforms[0];
}

const tsq_transform *tsq_transform_at(size_t i)
{
    return i < tsq_transform_count() ? &transforms[i] : NULL;
}

const tsq_transform *tsq_transform_find(const char *id)
{
    for (size_t i = 0; i < tsq_transform_count(); i++) {
        if (strcmp(transforms[i].id, id) == 0) {
            return &transforms[i];
        }
    }
    return NULL;
}
