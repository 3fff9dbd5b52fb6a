/* The registry of effect measures, from measures.def. */
#include "effect/measures.h"

#include <string.h>

static const tsq_effect_measure *const measures[] = {
#define TSQ_MEASURE(name) &tsq__measure_##name,
#include "effect/measures.def"
#undef TSQ_MEASURE
};

size_t tsq_effect_count(void)
{
    return sizeof measures / sizeof measures[0];
}

const tsq_effect_measure *tsq_effect_at(size_t i)
{
    return i < tsq_effect_count() ? measures[i] : NULL;
}

const tsq_effect_measure *tsq_effect_find(const char *id)
{
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        if (strcmp(measures[i]->id, id) == 0) {
            return measures[i];
        }
    }
    return NULL;
}
