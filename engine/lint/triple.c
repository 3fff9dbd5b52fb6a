/* Estimates with printed limits. */
#include "lint/triple.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The ending of a lower limit, and of the upper that belongs to it. */
static const char *const endings[][2] = {{"lb", "ub"}, {"lower", "upper"}, {"lcl", "ucl"}, {"lo", "hi"}};

static long find_name(const tsq__lint *lint, const char *stem, size_t length, const char *ending)
{
    char name[128];
    if (length + strlen(ending) + 1 > sizeof name) {
        return -1;
    }
    snprintf(name, sizeof name, "%.*s%s", (int)length, stem, ending);
    const char *const names[] = {name, NULL};
    return name[0] == '\0' ? -1 : tsq__lint_column(lint, names);
}

/* The estimate that limits "STEMlb" belong to. */
static long find_estimate(const tsq__lint *lint, const char *stem, size_t length)
{
    static const char *const tails[] = {"_ci_", "ci_", "_ci", "ci", "_", ""};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        const size_t tail = strlen(tails[i]);
        if (length < tail || strncasecmp(stem + length - tail, tails[i], tail) != 0) {
            continue;
        }
        const size_t left = length - tail;
        static const char *const heads[] = {"", "_effect", "_estimate", "effect", "estimate", "yi"};
        for (size_t j = 0; j < sizeof heads / sizeof heads[0]; j++) {
            const long column = find_name(lint, stem, left, heads[j]);
            if (column >= 0) {
                return column;
            }
        }
    }
    return -1;
}

static bool add(tsq__triple *triple, size_t *n, long estimate, long lb, long ub)
{
    for (size_t i = 0; i < *n; i++) {
        if (triple[i].lb == lb) {
            return false;
        }
    }
    if (*n < TSQ__TRIPLES && estimate >= 0 && lb >= 0 && ub >= 0) {
        triple[(*n)++] = (tsq__triple){estimate, lb, ub};
    }
    return true;
}

size_t tsq__triples(const tsq__lint *lint, tsq__triple triple[TSQ__TRIPLES])
{
    static const char *const roles[][3] = {{"m1i", "lb1i", "ub1i"}, {"m2i", "lb2i", "ub2i"}, {"hr", "hr_lb", "hr_ub"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        add(triple, &n, tsq__lint_role(lint, roles[i][0]), tsq__lint_role(lint, roles[i][1]),
            tsq__lint_role(lint, roles[i][2]));
    }
    for (size_t c = 0; c < tsq_table_columns(lint->table); c++) {
        const char *name = tsq_table_column_name(lint->table, c);
        const size_t length = strlen(name);
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            const size_t end = strlen(endings[i][0]);
            if (length >= end && strcasecmp(name + length - end, endings[i][0]) == 0) {
                const long ub = find_name(lint, name, length - end, endings[i][1]);
                add(triple, &n, ub < 0 ? -1 : find_estimate(lint, name, length - end), (long)c, ub);
            }
        }
    }
    return n;
}

bool tsq__printed_at(const tsq__lint *lint, size_t row, const tsq__triple *triple, tsq__printed *out)
{
    *out = (tsq__printed){.estimate = tsq__lint_cell(lint, row, triple->estimate),
                          .lb = tsq__lint_cell(lint, row, triple->lb),
                          .ub = tsq__lint_cell(lint, row, triple->ub),
                          .round_estimate = tsq__lint_rounding(lint, row, triple->estimate),
                          .round_lb = tsq__lint_rounding(lint, row, triple->lb),
                          .round_ub = tsq__lint_rounding(lint, row, triple->ub)};
    /* A whole number beside decimals was printed with zeros cut off. */
    const double finest = fmax(fmin(out->round_lb, out->round_ub), 0.0);
    out->round_lb = out->round_ub = finest;
    out->round_estimate = out->round_estimate > finest ? finest : out->round_estimate;
    return isfinite(out->estimate) && out->lb < out->ub;
}

double tsq__off_centre(const tsq__printed *printed, bool logs)
{
    const tsq__printed *p = printed;
    if (!logs) {
        const double slack = p->round_estimate + 0.5 * (p->round_lb + p->round_ub);
        const double off = fabs(p->estimate - 0.5 * (p->lb + p->ub));
        return fmax(0.0, off - slack * 1.000001) / (0.5 * (p->ub - p->lb));
    }
    if (!(p->lb - p->round_lb > 0.0) || !(p->estimate - p->round_estimate > 0.0)) {
        return NAN;
    }
    const double low = 0.5 * (log(p->lb - p->round_lb) + log(p->ub - p->round_ub));
    const double high = 0.5 * (log(p->lb + p->round_lb) + log(p->ub + p->round_ub));
    const double least = log(p->estimate - p->round_estimate), most = log(p->estimate + p->round_estimate);
    const double off = fmax(least - high, low - most);
    return fmax(0.0, off - 1e-12) / (0.5 * log(p->ub / p->lb));
}
