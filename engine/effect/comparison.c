/* What rows of one comparison agree in: trial, outcome, unit and time. */
#include "effect/pairs.h"

#include "base/index.h"

#include <string.h>

static const char *const agreed[] = {"outcome", "unit", "time"};
enum { AGREED = sizeof agreed / sizeof agreed[0] };

const char *tsq__trial_of(const tsq_roles *roles, size_t row)
{
    const char *trial = tsq_roles_text(roles, "trial", row);
    return trial != NULL && trial[0] != '\0' ? trial : tsq_roles_text(roles, "study", row);
}

const char *tsq__comparison_text(const tsq_roles *roles, const char *role, size_t row)
{
    const char *text = tsq_roles_text(roles, role, row);
    return text == NULL ? "" : text;
}

const char *tsq__trial_known(const tsq_roles *roles, size_t row)
{
    const char *trial = tsq__trial_of(roles, row);
    return trial == NULL ? "" : trial;
}

uint64_t tsq__comparison_hash(const tsq_roles *roles, size_t row)
{
    uint64_t hash = tsq__hash_string(TSQ__HASH_START, tsq__trial_known(roles, row));
    for (size_t i = 0; i < AGREED; i++) {
        hash = tsq__hash_string(hash, tsq__comparison_text(roles, agreed[i], row));
    }
    return hash;
}

bool tsq__comparison_same(const tsq_roles *roles, size_t a, size_t b)
{
    for (size_t i = 0; i < AGREED; i++) {
        if (strcmp(tsq__comparison_text(roles, agreed[i], a), tsq__comparison_text(roles, agreed[i], b)) != 0) {
            return false;
        }
    }
    return strcmp(tsq__trial_known(roles, a), tsq__trial_known(roles, b)) == 0;
}
