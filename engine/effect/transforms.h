/* The functions of the back-transformations of transforms.def that need more than the estimate. */
#ifndef TSQ_EFFECT_TRANSFORMS_H
#define TSQ_EFFECT_TRANSFORMS_H

#define TSQ_TRANSFORM(name, what)
#define TSQ_TRANSFORM_BY_SIZE(name, what)                                                                              \
    double tsq__apply_##name(double yi, double size);                                                                  \
    double tsq__inverse_##name(double shown, double size);
#define TSQ_TRANSFORM_MEAN(name, of, what) double tsq__mean_##of(double yi, double tau2);
#include "effect/transforms.def"
#undef TSQ_TRANSFORM
#undef TSQ_TRANSFORM_BY_SIZE
#undef TSQ_TRANSFORM_MEAN

#endif
