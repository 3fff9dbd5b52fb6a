/* The making of findings: their texts, and the cells that a fix changes. */
#include "lint/lint.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *format_text(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, args);
    }
    return text;
}

/* "study 7" where the table names none. */
static char *label_of(const tsq__lint *lint, size_t row)
{
    const char *label = tsq_roles_text(lint->roles, "study", row);
    char number[40];
    snprintf(number, sizeof number, "study %zu", row + 1);
    return strdup(label != NULL && label[0] != '\0' ? label : number);
}

tsq_lint_finding *tsq__lint_add(tsq__lint *lint, const tsq_lint_check *check, tsq_lint_severity severity, size_t row,
                                long column, const char *format, ...)
{
    tsq_lint_finding *all = tsq__grow(lint->finding, &lint->capacity, lint->n + 1, sizeof *all);
    if (all == NULL) {
        lint->failed = true;
        return NULL;
    }
    lint->finding = all;
    va_list args;
    va_start(args, format);
    char *message = format_text(format, args);
    va_end(args);
    char *study = label_of(lint, row);
    if (message == NULL || study == NULL) {
        free(message);
        free(study);
        lint->failed = true;
        return NULL;
    }
    tsq_lint_finding *finding = &all[lint->n++];
    *finding = (tsq_lint_finding){.check = check,
                                  .severity = severity,
                                  .row = row,
                                  .line = tsq_table_line(lint->table, row),
                                  .study = study,
                                  .column = column < 0 ? "" : tsq_table_column_name(lint->table, (size_t)column),
                                  .value = column < 0 ? "" : tsq_table_cell(lint->table, row, (size_t)column),
                                  .message = message,
                                  .score = NAN,
                                  .group = lint->pooled_of[row]};
    return finding;
}

void tsq__lint_change(tsq__lint *lint, tsq_lint_finding *finding, size_t row, long column, const char *text)
{
    if (finding == NULL || column < 0) {
        return;
    }
    const size_t n = finding->n_changes;
    tsq_lint_change *all = realloc(finding->change, (n + 1) * sizeof *all);
    if (all == NULL) {
        lint->failed = true;
        return;
    }
    finding->change = all;
    all[n] = (tsq_lint_change){.row = row, .column = (size_t)column};
    snprintf(all[n].text, sizeof all[n].text, "%s", text);
    finding->n_changes++;
    tsq__text fix = {0};
    if (finding->fix != NULL) {
        tsq__text_printf(&fix, "%s and ", finding->fix);
    }
    char shown[TSQ__SHOWN], line[40] = "";
    const char *old = tsq_table_cell(lint->table, row, (size_t)column);
    if (row != finding->row) {
        snprintf(line, sizeof line, "line %zu ", tsq_table_line(lint->table, row));
    }
    tsq__text_printf(&fix, "%s%s %s were %s", line, tsq_table_column_name(lint->table, (size_t)column),
                     old[0] == '\0' ? "(empty)" : tsq__shown(old, strlen(old), shown),
                     text[0] == '\0' ? "missing" : text);
    char *whole = tsq__text_take(&fix);
    if (whole == NULL) {
        lint->failed = true;
        return;
    }
    free((char *)finding->fix);
    finding->fix = whole;
}

void tsq__lint_change_number(tsq__lint *lint, tsq_lint_finding *finding, size_t row, long column, double value)
{
    char text[TSQ_NUMBER_TEXT];
    if (column < 0) {
        return;
    }
    tsq__lint_print(value, tsq__lint_decimals(lint, row, column), text);
    char *point = strchr(text, '.');
    if (point != NULL) {
        *point = tsq_table_decimal(lint->table);
    }
    tsq__lint_change(lint, finding, row, column, text);
}

void tsq__lint_leave_out(tsq__lint *lint, tsq_lint_finding *finding)
{
    if (finding == NULL) {
        return;
    }
    char text[64];
    snprintf(text, sizeof text, "line %zu were left out", finding->line);
    free((char *)finding->fix);
    finding->fix = strdup(text);
    finding->leave_out = true;
    lint->failed |= finding->fix == NULL;
}

void tsq__lint_alternatives(tsq__lint *lint, tsq_lint_finding *finding, const char *text)
{
    if (finding == NULL || text[0] == '\0') {
        return;
    }
    free((char *)finding->alternatives);
    finding->alternatives = strdup(text);
    lint->failed |= finding->alternatives == NULL;
}
