/* Values that cannot be, whatever the measure: negative SDs and counts, correlations beyond 1, and their like. */
#include "lint/lint.h"

#include <math.h>
#include <string.h>

enum rule { SD, NOT_NEGATIVE, POSITIVE, CORRELATION, COUNT, SIZE };

static const struct {
    const char *role;
    enum rule rule;
} rules[] = {
    {"n1i", SIZE},          {"n2i", SIZE},          {"ni", SIZE},         {"sd1i", SD},          {"sd2i", SD},
    {"sd1i0", SD},          {"sd2i0", SD},          {"sdc1i", SD},        {"sdc2i", SD},         {"sdi", SD},
    {"se1i", NOT_NEGATIVE}, {"se2i", NOT_NEGATIVE}, {"vi", NOT_NEGATIVE}, {"sei", NOT_NEGATIVE}, {"r1i", CORRELATION},
    {"ri", CORRELATION},    {"ai", COUNT},          {"bi", COUNT},        {"ci", COUNT},         {"di", COUNT},
    {"x1i", COUNT},         {"x2i", COUNT},         {"xi", COUNT},        {"t1i", POSITIVE},     {"t2i", POSITIVE},
    {"ti", POSITIVE},       {"hr", POSITIVE},       {"hr_lb", POSITIVE},  {"hr_ub", POSITIVE}};

static const char *complaint(enum rule rule, double value)
{
    switch (rule) {
    case SD:
        return value < 0.0 ? "cannot be negative" : value == 0.0 ? "an SD of 0: are all participants the same?" : NULL;
    case NOT_NEGATIVE:
        return value < 0.0 ? "cannot be negative" : NULL;
    case POSITIVE:
        return value <= 0.0 ? "must be above 0" : NULL;
    case CORRELATION:
        return fabs(value) > 1.0 ? "a correlation lies between -1 and 1" : NULL;
    case SIZE:
        return value <= 0.0 ? "a group has participants" : NULL;
    default:
        return value < 0.0 ? "a count cannot be negative" : NULL;
    }
}

/* ti is a t statistic and ai a coefficient for some measures, which have no counts beside them. */
static bool means_count(const tsq__lint *lint, const char *role)
{
    const tsq_effect_measure *measure = lint->options->pool.measure;
    return measure == NULL || measure->own_rules == NULL || strstr(measure->own_rules, role) == NULL;
}

static void judge(tsq__lint *lint, size_t row, size_t i)
{
    const long column = tsq__lint_role(lint, rules[i].role);
    const double value = tsq__lint_cell(lint, row, column);
    const char *text = isnan(value) || !means_count(lint, rules[i].role) ? NULL : complaint(rules[i].rule, value);
    if (text == NULL || (strcmp(rules[i].role, "ti") == 0 && tsq__lint_role(lint, "xi") < 0)) {
        return;
    }
    /* a group of equals can be, but is hardly ever seen */
    const tsq_lint_severity severity = rules[i].rule == SD && value == 0.0 ? TSQ_LINT_WARNING : TSQ_LINT_ERROR;
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_impossible_value, severity, row, column, "%s", text);
    if (value < 0.0 && rules[i].rule != CORRELATION) {
        tsq__lint_change_number(lint, finding, row, column, -value);
    } else {
        tsq__lint_change(lint, finding, row, column, "");
    }
}

static void run(tsq__lint *lint)
{
    for (size_t i = 0; i < lint->rows.n; i++) {
        for (size_t j = 0; j < sizeof rules / sizeof rules[0]; j++) {
            judge(lint, lint->rows.row[i], j);
        }
    }
}

const tsq_lint_check tsq__lint_impossible_value = {
    .code = "L17",
    .id = "impossible-value",
    .title = "negative SD, variance or count, SD of 0, correlation beyond 1, group without participants",
    .severity = TSQ_LINT_ERROR,
    .basis = "what the number is",
    .run = run,
};
