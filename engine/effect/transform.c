/* The back-transformations of estimates, and their registry from transforms.def. */
#include "num/dist.h"

#include <tausq/effect.h>

#include <string.h>

static double apply_exp(double yi)
{
    return exp(yi);
}

static double inverse_exp(double shown)
{
    return shown > 0.0 ? log(shown) : (double)NAN;
}

static double apply_tanh(double yi)
{
    return tanh(yi);
}

static double inverse_tanh(double shown)
{
    return fabs(shown) < 1.0 ? atanh(shown) : (double)NAN;
}

static double apply_tanh2(double yi)
{
    const double r = yi < 0.0 ? 0.0 : tanh(yi);
    return r * r;
}

static double inverse_tanh2(double shown)
{
    return shown >= 0.0 && shown < 1.0 ? atanh(sqrt(shown)) : (double)NAN;
}

static double apply_ilogit(double yi)
{
    /* Neither form loses digits or overflows on its side. */
    return yi < 0.0 ? exp(yi) / (1.0 + exp(yi)) : 1.0 / (1.0 + exp(-yi));
}

static double inverse_ilogit(double shown)
{
    return shown > 0.0 && shown < 1.0 ? log(shown) - log1p(-shown) : (double)NAN;
}

static double apply_iprobit(double yi)
{
    return 0.5 * erfc(-yi / sqrt(2.0));
}

static double inverse_iprobit(double shown)
{
    return shown > 0.0 && shown < 1.0 ? -tsq__normal_upper(shown) : (double)NAN;
}

static double apply_iarcsin(double yi)
{
    const double root = yi < 0.0 ? 0.0 : yi > asin(1.0) ? 1.0 : sin(yi);
    return root * root;
}

static double inverse_iarcsin(double shown)
{
    return shown >= 0.0 && shown <= 1.0 ? asin(sqrt(shown)) : (double)NAN;
}

static double apply_isqrt(double yi)
{
    return yi < 0.0 ? 0.0 : yi * yi;
}

static double inverse_isqrt(double shown)
{
    return shown >= 0.0 ? sqrt(shown) : (double)NAN;
}

static double apply_iahw(double yi)
{
    /* 1 - (1 - yi)^3 without the cancellation */
    return yi > 1.0 ? 1.0 : yi * (3.0 + yi * (yi - 3.0));
}

static double inverse_iahw(double shown)
{
    return 1.0 - cbrt(1.0 - shown);
}

static double apply_iabt(double yi)
{
    return -expm1(-yi);
}

static double inverse_iabt(double shown)
{
    return shown < 1.0 ? -log1p(-shown) : (double)NAN;
}

static const tsq_transform transforms[] = {
#define TSQ_TRANSFORM(name, what) {.id = #name, .title = what, .apply = apply_##name, .inverse = inverse_##name},
#include "effect/transforms.def"
#undef TSQ_TRANSFORM
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
