/* Which limits a row's outcome has: the user's first, then those of scores.def. */
#include "lint/bounds.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *outcome;
    double min, max, step;
} scores[] = {
#define TSQ_SCORE(outcome, min, max, step, source) {outcome, min, max, step},
#include "lint/scores.def"
#undef TSQ_SCORE
};

/* "OUTCOME=MIN:MAX" taken apart; `length` of the outcome. */
static bool take_apart(const char *text, size_t *length, double *min, double *max)
{
    char number[TSQ_NUMBER_TEXT];
    const char *equals = strrchr(text, '=');
    const char *colon = equals == NULL ? NULL : strchr(equals, ':');
    if (colon == NULL || equals == text || (size_t)(colon - equals) > sizeof number) {
        return false;
    }
    *length = (size_t)(equals - text);
    snprintf(number, sizeof number, "%.*s", (int)(colon - equals - 1), equals + 1);
    return tsq_number_read(number, '.', min) == TSQ_NUMBER && tsq_number_read(colon + 1, '.', max) == TSQ_NUMBER &&
           *min < *max;
}

tsq_status tsq__lint_bounds_check(const tsq_lint_options *options, tsq_error *err)
{
    for (size_t i = 0; i < options->n_bounds; i++) {
        size_t length;
        double min, max;
        char shown[TSQ__SHOWN];
        const char *text = options->bounds[i];
        if (!take_apart(text, &length, &min, &max)) {
            return tsq__fail(err, TSQ_E_OPTION, "--bounds takes OUTCOME=MIN:MAX with MIN below MAX, not '%s'",
                             tsq__shown(text, strlen(text), shown));
        }
    }
    return TSQ_OK;
}

bool tsq__lint_bounds_find(const tsq__lint *lint, size_t row, tsq__bounds *out)
{
    const char *outcome = tsq__lint_outcome(lint, row);
    for (size_t i = 0; i < lint->options->n_bounds; i++) {
        size_t length;
        double min, max;
        const char *text = lint->options->bounds[i];
        if (take_apart(text, &length, &min, &max) && strlen(outcome) == length &&
            strncasecmp(outcome, text, length) == 0) {
            *out = (tsq__bounds){min, max, 0.0, outcome};
            return true;
        }
    }
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++) {
        if (strncasecmp(outcome, scores[i].outcome, strlen(scores[i].outcome)) == 0) {
            *out = (tsq__bounds){scores[i].min, scores[i].max, scores[i].step, scores[i].outcome};
            return true;
        }
    }
    return false;
}
