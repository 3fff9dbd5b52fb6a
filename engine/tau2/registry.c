/* The registry of tau2 estimators, expanded from methods.def. */
#include "tau2/estimator.h"

#include <string.h>

static const tsq_tau2_method *const methods[] = {
#define TSQ_TAU2(name) &tsq__tau2_##name,
#include "tau2/methods.def"
#undef TSQ_TAU2
};

size_t tsq_tau2_count(void)
{
    return sizeof methods / sizeof *methods;
}

const tsq_tau2_method *tsq_tau2_at(size_t i)
{
    return i < tsq_tau2_count() ? methods[i] : NULL;
}

const tsq_tau2_method *tsq_tau2_find(const char *id)
{
    for (size_t i = 0; id != NULL && i < tsq_tau2_count(); i++) {
        if (strcmp(methods[i]->id, id) == 0) {
            return methods[i];
        }
    }
    return NULL;
}
