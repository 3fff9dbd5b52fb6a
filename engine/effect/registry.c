/* The registries of effect measures and of their variance formulas, from measures.def and vtypes.def. */
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
        const char *alias = measures[i]->alias;
        if (strcmp(measures[i]->id, id) == 0 || (alias != NULL && strcmp(alias, id) == 0)) {
            return measures[i];
        }
    }
    return NULL;
}

static const tsq_vtype vtypes[] = {
#define TSQ_VTYPE(id, title) {id, title},
#include "effect/vtypes.def"
#undef TSQ_VTYPE
};

size_t tsq_vtype_count(void)
{
    return sizeof vtypes / sizeof vtypes[0];
}

const tsq_vtype *tsq_vtype_at(size_t i)
{
    return i < tsq_vtype_count() ? &vtypes[i] : NULL;
}
