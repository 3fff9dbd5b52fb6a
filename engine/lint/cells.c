/* Cells as numbers and as printed: how many digits a paper gave decides how much rounding explains. */
#include "lint/lint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

bool tsq__lint_holds(const char *text, const char *part)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (part[i] != '\0' && lower(text[i]) == lower(part[i])) {
            i++;
        }
        if (part[i] == '\0') {
            return true;
        }
    }
    return false;
}

double tsq__lint_cell(const tsq__lint *lint, size_t row, long column)
{
    double value = NAN;
    if (column < 0 || tsq_number_read(tsq_table_cell(lint->table, row, (size_t)column), tsq_table_decimal(lint->table),
                                      &value) != TSQ_NUMBER) {
        return NAN;
    }
    return value;
}

long tsq__lint_role(const tsq__lint *lint, const char *role)
{
    return tsq_roles_column(lint->roles, role);
}

double tsq__lint_number(const tsq__lint *lint, size_t row, const char *role)
{
    return tsq__lint_cell(lint, row, tsq__lint_role(lint, role));
}

int tsq__lint_decimals(const tsq__lint *lint, size_t row, long column)
{
    if (isnan(tsq__lint_cell(lint, row, column))) {
        return -1;
    }
    const char *text = tsq_table_cell(lint->table, row, (size_t)column);
    if (strpbrk(text, "eE") != NULL) {
        return -1;
    }
    const char *mark = strchr(text, tsq_table_decimal(lint->table));
    return mark == NULL ? 0 : (int)strspn(mark + 1, "0123456789");
}

double tsq__lint_rounding(const tsq__lint *lint, size_t row, long column)
{
    const int decimals = tsq__lint_decimals(lint, row, column);
    return decimals < 0 ? 0.0 : 0.5 * pow(10.0, -decimals);
}

long tsq__lint_column(const tsq__lint *lint, const char *const *names)
{
    for (; *names != NULL; names++) {
        for (size_t i = 0; i < tsq_table_columns(lint->table); i++) {
            if (is_same(tsq_table_column_name(lint->table, i), *names)) {
                return (long)i;
            }
        }
    }
    return -1;
}

const char *tsq__lint_outcome(const tsq__lint *lint, size_t row)
{
    const char *text = tsq_roles_text(lint->roles, "outcome", row);
    return text != NULL ? text : "";
}

bool tsq__lint_same_subgroup(const tsq__lint *lint, size_t a, size_t b)
{
    static const char *const names[] = {"subgroup", "sub_group", "subset", NULL};
    const long column = tsq__lint_column(lint, names);
    return column < 0 ||
           strcmp(tsq_table_cell(lint->table, a, (size_t)column), tsq_table_cell(lint->table, b, (size_t)column)) == 0;
}

bool tsq__lint_same_measure(const tsq__lint *lint, size_t a, size_t b)
{
    static const char *const names[] = {"measure", NULL};
    const long column = tsq__lint_column(lint, names);
    if (column < 0) {
        return true;
    }
    const char *one = tsq_table_cell(lint->table, a, (size_t)column);
    const char *other = tsq_table_cell(lint->table, b, (size_t)column);
    return one[0] == '\0' || other[0] == '\0' || is_same(one, other);
}

bool tsq__lint_has_result(const tsq__lint *lint, size_t row)
{
    static const char *const roles[] = {"m1i", "mc1i", "m1i0", "med1i", "ai", "x1i", "yi"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (!isnan(tsq__lint_number(lint, row, roles[i]))) {
            return true;
        }
    }
    return false;
}

const char *tsq__lint_spread_role(const tsq__lint *lint)
{
    /* "se" beside a mean is that of the mean, beside a printed effect that of the effect */
    static const char *const roles[] = {"sdi", "semi", "est_se"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (tsq__lint_role(lint, roles[i]) >= 0 && (i < 2 || tsq__lint_role(lint, "est") < 0)) {
            return tsq__lint_role(lint, "mi") >= 0 || i == 0 ? roles[i] : NULL;
        }
    }
    return NULL;
}

/* The SD of a group by its standard error, where the row has no SD. */
static void by_standard_error(const tsq__lint *lint, size_t row, const char *role, size_t j, tsq__lint_arms *arms)
{
    const double se = isnan(arms->sd[j]) ? tsq__lint_number(lint, row, role) : (double)NAN;
    if (!isnan(se) && arms->n[j] > 0.0) {
        arms->sd_role[j] = role;
        arms->sd_unit[j] = sqrt(arms->n[j]);
        arms->sd[j] = se * arms->sd_unit[j];
    }
}

tsq__lint_arms tsq__lint_arms_of(const tsq__lint *lint, size_t row, enum tsq__lint_set set)
{
    static const char *const n_roles[2] = {"n1i", "n2i"};
    static const char *const mean_roles[TSQ__LINT_SETS][2] = {{"m1i", "m2i"}, {"mc1i", "mc2i"}, {"m1i0", "m2i0"}};
    static const char *const sd_roles[TSQ__LINT_SETS][2] = {{"sd1i", "sd2i"}, {"sdc1i", "sdc2i"}, {"sd1i0", "sd2i0"}};
    static const char *const se_roles[2] = {"se1i", "se2i"};
    const char *spread = tsq__lint_spread_role(lint);
    tsq__lint_arms arms = {.alone = set == TSQ__LINT_FINAL && tsq__lint_role(lint, "n1i") < 0 && spread != NULL,
                           .sd_unit = {1.0, 1.0}};
    for (size_t j = 0; j < 2; j++) {
        arms.n_role[j] = arms.alone ? "ni" : n_roles[j];
        arms.mean_role[j] = arms.alone ? "mi" : mean_roles[set][j];
        arms.sd_role[j] = arms.alone ? "sdi" : sd_roles[set][j];
        arms.n[j] = tsq__lint_number(lint, row, arms.n_role[j]);
        arms.mean[j] = tsq__lint_number(lint, row, arms.mean_role[j]);
        arms.sd[j] = tsq__lint_number(lint, row, arms.sd_role[j]);
        if (set == TSQ__LINT_FINAL) {
            by_standard_error(lint, row, arms.alone ? spread : se_roles[j], j, &arms);
        }
    }
    arms.mean[1] = arms.alone ? (double)NAN : arms.mean[1];
    return arms;
}

char *tsq__lint_print(double value, int decimals, char text[TSQ_NUMBER_TEXT])
{
    if (decimals >= 0) {
        /* at least two digits that count */
        const double size = fabs(value);
        while (decimals < 9 && size > 0.0 && size < 10.0 * pow(10.0, -decimals)) {
            decimals++;
        }
        const double unit = pow(10.0, decimals);
        value = size < 1e290 ? round(value * unit) / unit : value;
    } else if (value != 0.0) {
        const double unit = pow(10.0, 5.0 - floor(log10(fabs(value))));
        value = isfinite(unit) && unit > 0.0 ? round(value * unit) / unit : value;
    }
    return tsq_number_print(value, text);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double tsq__lint_median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_size);
    return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}
