/* The registry of conversions, from conversions.def. */
#include "effect/conversions.h"

#include <string.h>

static const tsq_conversion *const conversions[] = {
#define TSQ_CONVERSION(name) &tsq__conversion_##name,
#include "effect/conversions.def"
#undef TSQ_CONVERSION
};

size_t tsq_conversion_count(void)
{
    return sizeof conversions / sizeof conversions[0];
}

const tsq_conversion *tsq_conversion_at(size_t i)
{
    return i < tsq_conversion_count() ? conversions[i] : NULL;
}

const tsq_conversion *tsq_conversion_find(const char *id)
{
    for (size_t i = 0; i < tsq_conversion_count(); i++) {
        if (strcmp(conversions[i]->id, id) == 0) {
            return conversions[i];
        }
    }
    return NULL;
}
