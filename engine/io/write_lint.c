/* Findings of lint: for a reader, as JSON, as CSV and as a markdown table. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/grid.h"
#include "io/json.h"
#include "io/number.h"

#include <tausq/io.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a fix changes, in words ---------------------------------------------------------------------------- */

/* "-1.36 (-3.07 to 0.35)" */
static char *interval(const tsq_lint_pooled *pooled, int decimals, char *text, size_t room)
{
    char estimate[TSQ__NUMBER_ROOM], lb[TSQ__NUMBER_ROOM], ub[TSQ__NUMBER_ROOM];
    if (!pooled->estimated) {
        snprintf(text, room, "no estimate");
    } else {
        snprintf(text, room, "%s (%s to %s)", tsq__fixed(pooled->estimate, decimals, estimate),
                 tsq__fixed(pooled->ci_lb, decimals, lb), tsq__fixed(pooled->ci_ub, decimals, ub));
    }
    return text;
}

/* Decimals that show both estimates and what differs. */
static int decimals_of(const tsq_lint_finding *finding, const tsq_write_options *options)
{
    if (options->digits >= 0) {
        return options->digits;
    }
    const double before = fabs(finding->before.ci_ub - finding->before.ci_lb);
    const double after = fabs(finding->after.ci_ub - finding->after.ci_lb);
    const double width = finding->before.estimated && finding->after.estimated ? fmin(before, after)
                         : finding->before.estimated                           ? before
                                                                               : after;
    return tsq__decimals(width / 4.0, 3);
}

/* "if sd_c 0.99 were 0.09, the pooled MD of 3 studies would change from ... to ..."; TSQ_E_MEMORY never. */
static void effect_sentence(const tsq_lint_finding *f, const tsq_write_options *options, char *text, size_t room)
{
    char before[160], after[160];
    text[0] = '\0';
    if (f->fix == NULL) {
        return;
    }
    if (!f->has_effect) {
        snprintf(text, room, "if %s: %s", f->fix, f->no_effect != NULL ? f->no_effect : "not pooled");
        return;
    }
    const int decimals = decimals_of(f, options);
    interval(&f->before, decimals, before, sizeof before);
    interval(&f->after, decimals, after, sizeof after);
    const bool same = strcmp(before, after) == 0;
    snprintf(text, room, "if %s, the pooled %s of %zu %s would %s %s%s%s%s", f->fix, f->measure->id, f->after.k,
             f->after.k == 1 ? "study" : "studies", same ? "stay" : "change from", before, same ? "" : " to ",
             same ? "" : after, f->before.k < f->after.k ? ", as the row can then be used" : "");
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* ---- text ---------------------------------------------------------------------------------------------------- */

static void text_line(FILE *stream, const char *indent, const char *text, size_t width)
{
    size_t column = strlen(indent);
    fputs(indent, stream);
    for (bool first = true; *text != '\0'; first = false) {
        const size_t length = strcspn(text, " ");
        if (!first && column + 1 + length > width) {
            fprintf(stream, "\n%s", indent);
            column = strlen(indent);
        } else if (!first) {
            fputc(' ', stream);
            column++;
        }
        fwrite(text, 1, length, stream);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

tsq_status tsq_write_lint_text(FILE *stream, const tsq_lint_report *report, const tsq_write_options *options)
{
    enum { ROOM = 2048, WIDTH = 100 };
    char *text = malloc(ROOM);
    if (text == NULL) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < report->n; i++) {
        const tsq_lint_finding *f = &report->finding[i];
        const bool brief = strlen(f->value) <= 40; /* the message quotes what it needs of a long text */
        fprintf(stream, "%s:%zu: %s%s%s%s%s: %s %s %s\n", options->input, f->line, f->study,
                f->column[0] != '\0' ? ": " : "", f->column, brief && f->value[0] != '\0' ? " " : "",
                brief ? f->value : "", tsq_lint_severity_name(f->severity), f->check->code, f->check->id);
        text_line(stream, "    ", f->message, WIDTH);
        if (f->alternatives != NULL) {
            snprintf(text, ROOM, "or: %s", f->alternatives);
            text_line(stream, "    ", text, WIDTH);
        }
        effect_sentence(f, options, text, ROOM);
        if (text[0] != '\0') {
            text_line(stream, "    ", text, WIDTH);
        }
    }
    free(text);
    const size_t *count = report->count;
    fprintf(stream, "%s%zu row%s: %zu error%s, %zu warning%s, %zu note%s\n", report->n > 0 ? "\n" : "", report->rows,
            plural(report->rows), count[TSQ_LINT_ERROR], plural(count[TSQ_LINT_ERROR]), count[TSQ_LINT_WARNING],
            plural(count[TSQ_LINT_WARNING]), count[TSQ_LINT_NOTE], plural(count[TSQ_LINT_NOTE]));
    return TSQ_OK;
}

/* ---- JSON ---------------------------------------------------------------------------------------------------- */

static void json_pooled(tsq__json *json, const char *key, const tsq_lint_pooled *pooled)
{
    tsq__json_open(json, key, '{', true);
    tsq__json_count(json, "k", pooled->k);
    tsq__json_number(json, "estimate", pooled->estimate);
    tsq__json_number(json, "ci_lb", pooled->ci_lb);
    tsq__json_number(json, "ci_ub", pooled->ci_ub);
    tsq__json_close(json, '}');
}

static void json_changes(tsq__json *json, const tsq_lint_report *report, const tsq_lint_finding *f)
{
    tsq__json_open(json, "changes", '[', true);
    for (size_t i = 0; i < f->n_changes; i++) {
        const tsq_lint_change *change = &f->change[i];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_count(json, "line", tsq_table_line(report->table, change->row));
        tsq__json_text(json, "column", tsq_table_column_name(report->table, change->column));
        tsq__json_text(json, "from", tsq_table_cell(report->table, change->row, change->column));
        tsq__json_text(json, "to", change->text);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void json_fix(tsq__json *json, const tsq_lint_report *report, const tsq_lint_finding *f)
{
    if (f->fix == NULL) {
        tsq__json_text(json, "fix", NULL);
        return;
    }
    tsq__json_open(json, "fix", '{', false);
    tsq__json_text(json, "if", f->fix);
    tsq__json_bool(json, "leave_out", f->leave_out);
    json_changes(json, report, f);
    tsq__json_text(json, "measure", f->has_effect ? f->measure->id : NULL);
    if (f->has_effect) {
        json_pooled(json, "before", &f->before);
        json_pooled(json, "after", &f->after);
    } else {
        tsq__json_text(json, "before", NULL);
        tsq__json_text(json, "after", NULL);
    }
    tsq__json_text(json, "not_pooled", f->has_effect ? NULL : f->no_effect);
    tsq__json_close(json, '}');
}

static void json_finding(tsq__json *json, const tsq_lint_report *report, const tsq_lint_finding *f)
{
    tsq__json_open(json, NULL, '{', false);
    tsq__json_text(json, "code", f->check->code);
    tsq__json_text(json, "check", f->check->id);
    tsq__json_text(json, "severity", tsq_lint_severity_name(f->severity));
    tsq__json_count(json, "line", f->line);
    tsq__json_text(json, "study", f->study);
    tsq__json_text(json, "group", report->group[f->group]);
    tsq__json_text(json, "column", f->column[0] != '\0' ? f->column : NULL);
    tsq__json_text(json, "value", f->column[0] != '\0' ? f->value : NULL);
    tsq__json_text(json, "message", f->message);
    tsq__json_text(json, "alternatives", f->alternatives);
    tsq__json_number(json, "score", f->score);
    json_fix(json, report, f);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_lint_json(FILE *stream, const tsq_lint_report *report, const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.lint/1", options, tsq_table_rows(report->table));
    tsq__json_count(&json, "rows", report->rows);
    tsq__json_text(&json, "measure", report->measure != NULL ? report->measure->id : NULL);
    tsq__json_count(&json, "errors", report->count[TSQ_LINT_ERROR]);
    tsq__json_count(&json, "warnings", report->count[TSQ_LINT_WARNING]);
    tsq__json_count(&json, "notes", report->count[TSQ_LINT_NOTE]);
    tsq__json_open(&json, "findings", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        json_finding(&json, report, &report->finding[i]);
    }
    return tsq__frame_json_end(&json);
}

/* ---- CSV and markdown ---------------------------------------------------------------------------------------- */

tsq_status tsq_write_lint_csv(FILE *stream, const tsq_lint_report *report, const tsq_write_options *options)
{
    (void)options;
    fputs("code,check,severity,line,study,group,column,value,message,alternatives,score,fix,k,estimate_before,"
          "ci_lb_before,ci_ub_before,estimate_after,ci_lb_after,ci_ub_after,measure\n",
          stream);
    for (size_t i = 0; i < report->n; i++) {
        const tsq_lint_finding *f = &report->finding[i];
        const double no = f->has_effect ? 0.0 : (double)NAN;
        tsq__csv_text(stream, 1, f->check->code);
        tsq__csv_text(stream, 0, f->check->id);
        tsq__csv_text(stream, 0, tsq_lint_severity_name(f->severity));
        tsq__csv_count(stream, f->line);
        tsq__csv_text(stream, 0, f->study);
        tsq__csv_text(stream, 0, report->group[f->group]);
        tsq__csv_text(stream, 0, f->column);
        tsq__csv_text(stream, 0, f->value);
        tsq__csv_text(stream, 0, f->message);
        tsq__csv_text(stream, 0, f->alternatives != NULL ? f->alternatives : "");
        tsq__csv_number(stream, f->score);
        tsq__csv_text(stream, 0, f->fix != NULL ? f->fix : "");
        tsq__csv_number(stream, (double)f->after.k + no);
        tsq__csv_number(stream, f->before.estimate + no);
        tsq__csv_number(stream, f->before.ci_lb + no);
        tsq__csv_number(stream, f->before.ci_ub + no);
        tsq__csv_number(stream, f->after.estimate + no);
        tsq__csv_number(stream, f->after.ci_lb + no);
        tsq__csv_number(stream, f->after.ci_ub + no);
        tsq__csv_text(stream, 0, f->has_effect ? f->measure->id : "");
        fputc('\n', stream);
    }
    return TSQ_OK;
}

tsq_status tsq_write_lint_markdown(FILE *stream, const tsq_lint_report *report, const tsq_write_options *options)
{
    enum { ROOM = 2048 };
    char *text = malloc(ROOM);
    if (text == NULL) {
        return TSQ_E_MEMORY;
    }
    fprintf(stream, "# %s\n\n%zu row%s: %zu error%s, %zu warning%s, %zu note%s\n", options->input, report->rows,
            plural(report->rows), report->count[TSQ_LINT_ERROR], plural(report->count[TSQ_LINT_ERROR]),
            report->count[TSQ_LINT_WARNING], plural(report->count[TSQ_LINT_WARNING]), report->count[TSQ_LINT_NOTE],
            plural(report->count[TSQ_LINT_NOTE]));
    if (report->n == 0) {
        free(text);
        return TSQ_OK;
    }
    fputc('\n', stream);
    tsq__grid grid = {.align = "llrlllll"};
    static const char *const head[] = {"Code", "Severity", "Line", "Study", "Column", "Value", "Finding", "Fix"};
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++) {
        tsq__grid_add(&grid, head[i]);
    }
    for (size_t i = 0; i < report->n; i++) {
        const tsq_lint_finding *f = &report->finding[i];
        snprintf(text, ROOM, "%s %s", f->check->code, f->check->id);
        tsq__grid_add(&grid, text);
        tsq__grid_add(&grid, tsq_lint_severity_name(f->severity));
        snprintf(text, ROOM, "%zu", f->line);
        tsq__grid_add(&grid, text);
        tsq__grid_add(&grid, f->study);
        tsq__grid_add(&grid, f->column);
        tsq__grid_add(&grid, f->value);
        snprintf(text, ROOM, "%s%s%s", f->message, f->alternatives != NULL ? "; or: " : "",
                 f->alternatives != NULL ? f->alternatives : "");
        tsq__grid_add(&grid, text);
        effect_sentence(f, options, text, ROOM);
        tsq__grid_add(&grid, text);
    }
    free(text);
    return tsq__grid_markdown(&grid, stream);
}
