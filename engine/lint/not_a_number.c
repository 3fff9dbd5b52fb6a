/* Text where a number goes. */
#include "lint/lint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The number that the text begins with, or with a comma for the decimal mark; false if there is none. */
static bool begins_with(const tsq__lint *lint, const char *text, char *number, const char **rest)
{
    const char mark = tsq_table_decimal(lint->table);
    size_t length = strspn(text, "+-");
    const size_t digits = strspn(text + length, "0123456789.,");
    double value;
    if (digits == 0 || length + digits >= TSQ_NUMBER_TEXT) {
        return false;
    }
    length += digits;
    snprintf(number, TSQ_NUMBER_TEXT, "%.*s", (int)length, text);
    *rest = text + length;
    if (tsq_number_read(number, mark, &value) == TSQ_NUMBER) {
        return true;
    }
    for (char *c = number; *c != '\0'; c++) {
        *c = *c == ',' || *c == '.' ? mark : *c;
    }
    return tsq_number_read(number, mark, &value) == TSQ_NUMBER;
}

/* What the rest looks like: "4.5 (1.2)", "4.5 +- 1.2", "18/30", "12*". */
static const char *guess(const char *rest)
{
    rest += strspn(rest, " ");
    if (rest[0] == '(' || strncmp(rest, "\xc2\xb1", 2) == 0 || strncmp(rest, "+/-", 3) == 0 ||
        strncmp(rest, "+-", 2) == 0) {
        return "two numbers in one cell: value and SD, or count and percentage";
    }
    if (rest[0] == '/' || strncmp(rest, "of ", 3) == 0) {
        return "a count with the number of participants";
    }
    if (rest[0] == '\0') {
        return "a decimal mark of another country";
    }
    if (rest[0] == '%') {
        return "a percentage";
    }
    return "a number with a remark or unit";
}

static void judge(tsq__lint *lint, size_t row, const tsq_role *role)
{
    const long column = tsq__lint_role(lint, role->id);
    double value;
    if (column < 0 || tsq_number_read(tsq_table_cell(lint->table, row, (size_t)column), tsq_table_decimal(lint->table),
                                      &value) != TSQ_NUMBER_BAD) {
        return;
    }
    char number[TSQ_NUMBER_TEXT];
    const char *rest, *text = tsq_table_cell(lint->table, row, (size_t)column);
    const bool found = begins_with(lint, text, number, &rest);
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_not_a_number, TSQ_LINT_ERROR, row, column, "%s: %s",
                                              "not a number", found ? guess(rest) : "text");
    tsq__lint_change(lint, finding, row, column, found && guess(rest)[2] != 'p' ? number : "");
}

static void run(tsq__lint *lint)
{
    for (size_t i = 0; i < lint->rows.n; i++) {
        for (size_t j = 0; j < tsq_role_count(); j++) {
            if (tsq_role_at(j)->kind == TSQ_ROLE_NUMBER) {
                judge(lint, lint->rows.row[i], tsq_role_at(j));
            }
        }
    }
}

const tsq_lint_check tsq__lint_not_a_number = {
    .code = "L23",
    .id = "not-a-number",
    .title = "text where a number goes",
    .severity = TSQ_LINT_ERROR,
    .basis = "cells of the columns that play a role of numbers (`tausq list roles`)",
    .run = run,
};
