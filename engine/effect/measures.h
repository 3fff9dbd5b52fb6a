/* The constants that measures.def lists, declared for the files that define them. */
#ifndef TSQ_EFFECT_MEASURES_H
#define TSQ_EFFECT_MEASURES_H

#include "effect/row.h"

#define TSQ_MEASURE(name) extern const tsq_effect_measure tsq__measure_##name;
#include "effect/measures.def"
#undef TSQ_MEASURE

#endif
