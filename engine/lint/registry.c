/* The registry of checks, from checks.def. */
#include "lint/lint.h"

#include <string.h>

static const tsq_lint_check *const checks[] = {
#define TSQ_LINT_CHECK(name) &tsq__lint_##name,
#include "lint/checks.def"
#undef TSQ_LINT_CHECK
};

size_t tsq_lint_check_count(void)
{
    return sizeof checks / sizeof checks[0];
}

const tsq_lint_check *tsq_lint_check_at(size_t i)
{
    return i < tsq_lint_check_count() ? checks[i] : NULL;
}

const tsq_lint_check *tsq_lint_check_find(const char *code)
{
    for (size_t i = 0; i < tsq_lint_check_count(); i++) {
        if (strcmp(checks[i]->code, code) == 0 || strcmp(checks[i]->id, code) == 0) {
            return checks[i];
        }
    }
    return NULL;
}

const char *tsq_lint_severity_name(tsq_lint_severity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[severity];
}
