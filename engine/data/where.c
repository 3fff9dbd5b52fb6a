/* Conditions: "COL OP VALUE" filters the rows of a table. */
#include "data/table.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum operator{ EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST };

/* One value to compare with. */
struct item {
    const char *text; /* in condition.names */
    tsq_number_kind kind;
    double number;
};

struct condition {
    size_t column;
    enum operator op;
    size_t n;
    struct item *item;
    char *names; /* room for the column's name and the values */
};

static void condition_free(struct condition *condition)
{
    free(condition->item);
    free(condition->names);
}

static bool take_operator(const char **at, enum operator* op)
{
    static const struct {
        const char *sign;
        enum operator op;
    } signs[] = {{"!=", UNEQUAL}, {"<=", AT_MOST}, {">=", AT_LEAST}, {"==", EQUAL},
                 {"=", EQUAL},    {"<", LESS},     {">", GREATER}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        const size_t length = strlen(signs[i].sign);
        if (strncmp(*at, signs[i].sign, length) == 0) {
            *at += length;
            *op = signs[i].op;
            return true;
        }
    }
    return false;
}

/* A value on the command line has a decimal point; in a table with decimal commas a comma will do as well. */
static void read_item(struct item *item, char decimal)
{
    item->kind = tsq_number_read(item->text, '.', &item->number);
    if (item->kind == TSQ_NUMBER_BAD && decimal != '.') {
        item->kind = tsq_number_read(item->text, decimal, &item->number);
    }
}

static tsq_status fail_condition(const char *text, const char *message, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    return tsq__fail(err, TSQ_E_OPTION, "--where '%s': %s", tsq__shown(text, strlen(text), shown), message);
}

/* The values: one, or for = and != a set with commas. */
static tsq_status parse_values(const tsq_table *table, const char *text, const char *at, char *name,
                               struct condition *to, tsq_error *err)
{
    const bool set = to->op == EQUAL || to->op == UNEQUAL;
    size_t capacity = 0;
    for (;;) {
        struct item *item = tsq__grow(to->item, &capacity, to->n + 1, sizeof *item);
        if (item == NULL) {
            return tsq__fail_memory(err);
        }
        to->item = item;
        if (!tsq__take_name(&at, set ? "," : "", name)) {
            return fail_condition(text, "a quoted value does not end where it should", err);
        }
        item[to->n].text = name;
        read_item(&item[to->n], tsq_table_decimal(table));
        if (!set && item[to->n].kind != TSQ_NUMBER) {
            return fail_condition(text, "< <= > >= take a number", err);
        }
        to->n++;
        if (*at == '\0') {
            return TSQ_OK;
        }
        at++;
        name += strlen(name) + 1;
    }
}

static tsq_status parse(const tsq_table *table, const char *text, struct condition *to, tsq_error *err)
{
    *to = (struct condition){0};
    /* Every name is no longer than its text, and its zero takes the place of the operator or comma behind it. */
    to->names = tsq__array(strlen(text) + 2, 1);
    if (to->names == NULL) {
        return tsq__fail_memory(err);
    }
    const char *at = text;
    const bool whole = tsq__take_name(&at, "=<>!", to->names);
    if (whole && to->names[0] == '\0') {
        return fail_condition(text, "a condition is COLUMN OPERATOR VALUE", err);
    }
    if (!whole || !take_operator(&at, &to->op)) {
        return fail_condition(text, "no operator after the column; it is one of = != < <= > >=", err);
    }
    if (!tsq_table_find(table, to->names, &to->column)) {
        return tsq__fail_no_column(table, to->names, strlen(to->names), err);
    }
    return parse_values(table, text, at, to->names + strlen(to->names) + 1, to, err);
}

static bool equals(const struct item *item, const char *cell, tsq_number_kind kind, double number)
{
    if (item->kind == TSQ_NUMBER && kind == TSQ_NUMBER) {
        return item->number == number;
    }
    return strcmp(item->text, cell) == 0;
}

static bool compares(enum operator op, double left, double right)
{
    switch (op) {
    case LESS:
        return left < right;
    case AT_MOST:
        return left <= right;
    case GREATER:
        return left > right;
    default:
        return left >= right; /* a missing cell is NaN and holds for none */
    }
}

static tsq_status holds(const tsq_table *table, const struct condition *condition, size_t row, bool *result,
                        tsq_error *err)
{
    double number;
    if (condition->op != EQUAL && condition->op != UNEQUAL) {
        const tsq_status status = tsq__table_number(table, row, condition->column, &number, err);
        *result = status == TSQ_OK && compares(condition->op, number, condition->item[0].number);
        return status;
    }
    const char *cell = tsq_table_cell(table, row, condition->column);
    const tsq_number_kind kind = tsq_number_read(cell, tsq_table_decimal(table), &number);
    bool in = false;
    for (size_t i = 0; i < condition->n && !in; i++) {
        in = equals(&condition->item[i], cell, kind, number);
    }
    *result = in == (condition->op == EQUAL);
    return TSQ_OK;
}

/* Keeps the rows for which one condition holds. */
static tsq_status filter(const tsq_table *table, const char *text, tsq_rows *rows, tsq_error *err)
{
    struct condition condition;
    tsq_status status = parse(table, text, &condition, err);
    size_t kept = 0;
    for (size_t i = 0; i < rows->n && status == TSQ_OK; i++) {
        bool keep;
        status = holds(table, &condition, rows->row[i], &keep, err);
        if (keep) {
            rows->row[kept++] = rows->row[i];
        }
    }
    rows->n = kept;
    condition_free(&condition);
    return status;
}

tsq_status tsq_table_where(const tsq_table *table, const char *const *conditions, size_t n, tsq_rows *out,
                           tsq_error *err)
{
    *out = (tsq_rows){.n = tsq_table_rows(table)};
    out->row = tsq__array(out->n, sizeof *out->row);
    if (out->row == NULL) {
        out->n = 0;
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < out->n; i++) {
        out->row[i] = i;
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        status = filter(table, conditions[i], out, err);
    }
    if (status != TSQ_OK) {
        tsq_rows_free(out);
    }
    return status;
}

void tsq_rows_free(tsq_rows *rows)
{
    free(rows->row);
    *rows = (tsq_rows){0};
}
