/* What a check found, for readers and as JSON. */
#include "io/check.h"
#include "io/frame.h"
#include "io/grid.h"
#include "io/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_place(const tsq_check_report *report, const tsq_checked *checked, tsq__text *text)
{
    char shown[TSQ__SHOWN];
    const char *file = report->file[checked->file];
    tsq__text_printf(text, " (%s:%zu)", tsq__shown(file, strlen(file), shown), checked->claim->line);
}

tsq_status tsq_write_check_text(FILE *stream, const tsq_check_report *report, bool quiet,
                                const tsq_write_options *options)
{
    static const char *const words[] = {"ok   ", "FAIL ", "ERROR"};
    tsq__text text = {0};
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        const tsq_checked *checked = &report->checked[i];
        const tsq_outcome outcome = checked->verdict.outcome;
        if (quiet && outcome == TSQ_CLAIM_HELD) {
            continue;
        }
        char shown[TSQ__SHOWN];
        tsq__text_printf(&text, "%s %s: ", checked->verdict.by_rounding ? "ok~  " : words[outcome],
                         tsq__shown(checked->claim->id, strlen(checked->claim->id), shown));
        tsq__check_message(checked, &text);
        if (outcome != TSQ_CLAIM_HELD) {
            add_place(report, checked, &text);
        }
        tsq__text_add_string(&text, "\n");
    }
    if (!quiet || report->count[TSQ_CLAIM_HELD] < report->n) {
        tsq__check_count(report, &text);
        tsq__text_add_string(&text, "\n");
    }
    const size_t before = text.length;
    tsq__check_causes(report, &text);
    if (text.length > before) {
        tsq__text_add_string(&text, "\n");
    }
    if (!text.failed && text.bytes != NULL) {
        fputs(text.bytes, stream);
    }
    const bool failed = text.failed;
    tsq__text_free(&text);
    return failed ? TSQ_E_MEMORY : TSQ_OK;
}

/* ---- markdown ---------------------------------------------------------------------------------------------------- */

static void add_cell(tsq__grid *grid, const char *foreign)
{
    char shown[TSQ__SHOWN];
    tsq__grid_add(grid, tsq__shown(foreign, strlen(foreign), shown));
}

static void add_row(tsq__grid *grid, const tsq_check_report *report, const tsq_checked *checked)
{
    static const char *const words[] = {"holds", "does not hold", "cannot be computed"};
    const tsq_claim_verdict *verdict = &checked->verdict;
    tsq__text computed = {0}, why = {0}, place = {0};
    tsq__check_computed(checked, &computed);
    tsq__check_changes(verdict, &why);
    tsq__text_printf(&place, "%s:%zu", report->file[checked->file], checked->claim->line);
    const char *changes = why.bytes != NULL ? why.bytes + strspn(why.bytes, "; ") : "";
    const bool memory = computed.failed || why.failed || place.failed;
    tsq__grid_add(grid, verdict->by_rounding ? "holds within rounding" : words[verdict->outcome]);
    add_cell(grid, checked->claim->id);
    add_cell(grid, checked->claim->quantity);
    add_cell(grid, checked->claim->expected);
    tsq__grid_add(grid, verdict->outcome == TSQ_CLAIM_NOT_COMPUTED || computed.bytes == NULL ? "" : computed.bytes);
    tsq__grid_add(grid, verdict->outcome == TSQ_CLAIM_NOT_COMPUTED ? verdict->reason : changes);
    add_cell(grid, place.bytes != NULL ? place.bytes : "");
    grid->failed = grid->failed || memory;
    tsq__text_free(&computed);
    tsq__text_free(&why);
    tsq__text_free(&place);
}

tsq_status tsq_write_check_markdown(FILE *stream, const tsq_check_report *report, bool quiet,
                                    const tsq_write_options *options)
{
    static const char *const head[] = {"Outcome", "Claim", "Quantity", "Expected", "Computed", "Why", "At"};
    tsq__grid grid = {.align = "lllrrll"};
    tsq__text count = {0};
    (void)options;
    tsq__check_count(report, &count);
    tsq__text_add_string(&count, "\n");
    tsq__check_causes(report, &count);
    fprintf(stream, "## tausq check\n\n%s\n", count.bytes != NULL ? count.bytes : "");
    const bool failed = count.failed;
    tsq__text_free(&count);
    if (failed || (quiet && report->count[TSQ_CLAIM_HELD] == report->n)) {
        return failed ? TSQ_E_MEMORY : TSQ_OK;
    }
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++) {
        tsq__grid_add(&grid, head[i]);
    }
    for (size_t i = 0; i < report->n; i++) {
        if (!quiet || report->checked[i].verdict.outcome != TSQ_CLAIM_HELD) {
            add_row(&grid, report, &report->checked[i]);
        }
    }
    fputc('\n', stream);
    return tsq__grid_markdown(&grid, stream);
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static void write_verdict(tsq__json *json, const tsq_checked *checked)
{
    const tsq_claim_verdict *verdict = &checked->verdict;
    tsq__text message = {0};
    tsq__json_text(json, "outcome",
                   verdict->by_rounding ? "held_within_rounding" : tsq__check_outcome(verdict->outcome));
    if (verdict->kind == TSQ_COMPUTED_TEXT) {
        tsq__json_text(json, "computed", verdict->text);
    } else {
        tsq__json_number(json, "computed", verdict->computed);
    }
    tsq__json_number(json, "difference", verdict->numeric ? verdict->difference : (double)NAN);
    tsq__json_number(json, "relative", verdict->numeric ? verdict->relative : (double)NAN);
    if (verdict->ranged) {
        tsq__json_open(json, "rounding", '{', true);
        tsq__json_number(json, "lb", verdict->range_lb);
        tsq__json_number(json, "ub", verdict->range_ub);
        tsq__json_bool(json, "decided", verdict->decided);
        tsq__json_close(json, '}');
    }
    tsq__json_open(json, "changed", '[', true);
    for (size_t i = 0; tsq__check_change(i) != NULL; i++) {
        if ((verdict->changed & tsq__check_change(i)->bit) != 0) {
            tsq__json_text(json, NULL, tsq__check_change(i)->id);
        }
    }
    tsq__json_close(json, ']');
    tsq__check_message(checked, &message);
    tsq__json_text(json, "message", message.bytes);
    json->failed = json->failed || message.failed;
    tsq__text_free(&message);
}

static void write_checked(tsq__json *json, const tsq_check_report *report, const tsq_checked *checked)
{
    const tsq_claim *claim = checked->claim;
    tsq__json_open(json, NULL, '{', false);
    tsq__json_text(json, "id", claim->id);
    tsq__json_text(json, "file", report->file[checked->file]);
    tsq__json_count(json, "line", claim->line);
    tsq__json_text(json, "data", claim->data);
    tsq__json_text(json, "where", claim->where);
    tsq__json_text(json, "args", claim->args);
    tsq__json_text(json, "quantity", claim->quantity);
    tsq__json_text(json, "expected", claim->expected);
    tsq__json_text(json, "tolerance", claim->tolerance);
    tsq__json_text(json, "source", claim->source);
    write_verdict(json, checked);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_check_json(FILE *stream, const tsq_check_report *report, const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__json_open(&json, NULL, '{', false);
    tsq__json_text(&json, "schema", "tausq.check/1");
    tsq__json_text(&json, "version", options->version);
    tsq__json_open(&json, "files", '[', true);
    for (size_t i = 0; i < report->n_files; i++) {
        tsq__json_text(&json, NULL, report->file[i]);
    }
    tsq__json_close(&json, ']');
    tsq__json_count(&json, "claims", report->n);
    for (int i = 0; i < TSQ_CLAIM_OUTCOMES; i++) {
        tsq__json_count(&json, tsq__check_outcome((tsq_outcome)i), report->count[i]);
    }
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        write_checked(&json, report, &report->checked[i]);
    }
    return tsq__frame_json_end(&json);
}
