/* What a search for the analysis behind a printed result found, as JSON and CSV. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/json.h"
#include "io/show_reproduce.h"

#include <math.h>
#include <string.h>

static const char *const edits[] = {[TSQ_EDIT_NONE] = NULL,           [TSQ_EDIT_LEAVE_OUT] = "leave_out",
                                    [TSQ_EDIT_SE_AS_SD] = "se_as_sd", [TSQ_EDIT_SD_AS_SE] = "sd_as_se",
                                    [TSQ_EDIT_SWAP] = "swapped_arms", [TSQ_EDIT_UNIT] = "unit",
                                    [TSQ_EDIT_SIGN] = "sign",         [TSQ_EDIT_VI_AS_SE] = "vi_as_se",
                                    [TSQ_EDIT_SE_AS_VI] = "se_as_vi", [TSQ_EDIT_REVERSE_ALL] = "reversed"};

/* ---- JSON ---------------------------------------------------------------------------------------------------- */

static void json_claim(tsq__json *json, const tsq_reproduction *r)
{
    const tsq_statement *s = r->statement;
    if (s == NULL) {
        tsq__json_text(json, "claim", NULL);
        return;
    }
    tsq__json_open(json, "claim", '{', false);
    tsq__json_text(json, "measure", s->measure != NULL ? s->measure->id : NULL);
    tsq__json_number(json, "level", s->level);
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        if (s->has[i]) {
            tsq__json_text(json, tsq_stated_id(i), s->text[i]);
        }
    }
    tsq__json_text(json, "verdict", r->verdict.n > 0 ? tsq_consistency_name(r->verdict.verdict) : NULL);
    tsq__json_open(json, "checks", '[', false);
    for (size_t i = 0; i < r->verdict.n; i++) {
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "check", r->verdict.agreement[i].id);
        tsq__json_text(json, "verdict", tsq_consistency_name(r->verdict.agreement[i].verdict));
        tsq__json_text(json, "text", r->verdict.agreement[i].text);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
    tsq__json_close(json, '}');
}

static void json_searched(tsq__json *json, const tsq_reproduction *r)
{
    tsq__json_open(json, "searched", '[', false);
    for (size_t i = 0; i < TSQ_SEARCH_PARTS; i++) {
        const tsq_searched *part = &r->part[i];
        if (part->done) {
            tsq__json_open(json, NULL, '{', true);
            tsq__json_text(json, "part", tsq_search_part_id(i));
            tsq__json_number(json, "combinations", (double)part->combinations);
            tsq__json_count(json, "hits", part->hits);
            tsq__json_number(json, "chance", part->chance);
            tsq__json_bool(json, "accepted", part->accepted);
            tsq__json_count(json, "left_out", part->left_out);
            tsq__json_close(json, '}');
        }
    }
    tsq__json_close(json, ']');
}

static void json_edit(tsq__json *json, const tsq_reproduction *r, const tsq_combination *c)
{
    if (c->edit.kind == TSQ_EDIT_NONE) {
        tsq__json_text(json, "edit", NULL);
        return;
    }
    tsq__json_open(json, "edit", '{', true);
    tsq__json_text(json, "kind", edits[c->edit.kind]);
    if (c->edit.kind == TSQ_EDIT_UNIT) {
        tsq__json_number(json, "factor", c->edit.factor);
    }
    if (c->edit.arm != 0) {
        tsq__json_count(json, "arm", c->edit.arm);
    }
    tsq__json_open(json, "lines", '[', true);
    for (size_t i = 0; i < c->edit.n; i++) {
        tsq__json_count(json, NULL, tsq_table_line(r->searched, c->edit.row[i]));
    }
    tsq__json_close(json, ']');
    tsq__json_text(json, "text", c->edited);
    tsq__json_close(json, '}');
}

static void json_numbers(tsq__json *json, const tsq_reproduction *r, const tsq_combination *c)
{
    const tsq_statement *s = r->statement;
    tsq__json_open(json, "numbers", '{', false);
    for (size_t i = 0; s != NULL && i < TSQ_STATED_COUNT; i++) {
        if (s->has[i]) {
            tsq__json_open(json, tsq_stated_id(i), '{', true);
            tsq__json_text(json, "printed", s->text[i]);
            tsq__json_number(json, "computed", c->value[i]);
            tsq__json_bool(json, "holds", c->holds[i]);
            if (c->ranged && !isnan(c->range_lb[i])) {
                tsq__json_number(json, "lb", c->range_lb[i]);
                tsq__json_number(json, "ub", c->range_ub[i]);
                tsq__json_bool(json, "reached", c->reached[i]);
                tsq__json_bool(json, "decided", c->decided[i]);
            }
            tsq__json_close(json, '}');
        }
    }
    tsq__json_close(json, '}');
}

static void json_combination(tsq__json *json, const tsq_reproduction *r, const tsq_combination *c)
{
    tsq__json_text(json, "how", c->how);
    tsq__json_text(json, "arguments", c->arguments + (c->arguments[0] == ' '));
    tsq__json_text(json, "measure", c->options.measure->id);
    tsq__json_text(json, "method", c->options.fit.method->id);
    tsq__json_text(json, "test", c->options.fit.test->id);
    tsq__json_text(json, "preset", c->preset->id);
    tsq__json_count(json, "departures", c->departures);
    tsq__json_open(json, "presets", '[', true);
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        if (((c->presets >> i) & 1U) != 0) {
            tsq__json_text(json, NULL, tsq_preset_at(i)->id);
        }
    }
    tsq__json_close(json, ']');
    tsq__json_number(json, "cost", c->cost);
    tsq__json_text(json, "part", tsq_search_part_id(c->part));
    tsq__json_bool(json, "transformed", c->transformed);
    json_edit(json, r, c);
    if (r->rounding) {
        tsq__json_bool(json, "within_rounding", c->missed == 0 || c->within);
    }
    tsq__json_count(json, "missed", c->missed);
    tsq__json_number(json, "distance", c->distance);
    tsq__json_number(json, "weights_largest_difference", c->weight_miss);
}

static void json_answers(tsq__json *json, const char *key, const tsq_reproduction *r, const tsq_answer *answer,
                         size_t n)
{
    tsq__json_open(json, key, '[', false);
    for (size_t i = 0; i < n; i++) {
        tsq__json_open(json, NULL, '{', false);
        json_combination(json, r, &answer[i].best);
        json_numbers(json, r, &answer[i].best);
        tsq__json_count(json, "same_numbers", answer[i].n_same);
        tsq__json_open(json, "same", '[', false);
        for (size_t j = 0; j < answer[i].n; j++) {
            tsq__json_open(json, NULL, '{', false);
            json_combination(json, r, &answer[i].same[j]);
            tsq__json_close(json, '}');
        }
        tsq__json_close(json, ']');
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

tsq_status tsq_write_reproduce_json(FILE *stream, const tsq_reproduction *reproduction,
                                    const tsq_write_options *options)
{
    const tsq_reproduction *r = reproduction;
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.reproduce/1", options, tsq_table_rows(r->table));
    json_claim(&json, r);
    tsq__json_bool(&json, "reproduced", r->n > 0);
    if (r->rounding) {
        tsq__json_bool(&json, "within_rounding", r->n > 0 || r->n_within > 0);
    }
    json_searched(&json, r);
    json_answers(&json, "answers", r, r->answer, r->n);
    json_answers(&json, "by_chance", r, r->chance, r->n_chance);
    json_answers(&json, "nearest", r, r->nearest, r->n_nearest);
    tsq__json_close(&json, '}');
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}

/* ---- CSV ----------------------------------------------------------------------------------------------------- */

static void csv_row(FILE *stream, const char *kind, size_t rank, const tsq_combination *c)
{
    tsq__csv_text(stream, 1, kind);
    tsq__csv_count(stream, rank);
    tsq__csv_text(stream, 0, c->how);
    tsq__csv_text(stream, 0, c->arguments + (c->arguments[0] == ' '));
    tsq__csv_text(stream, 0, c->options.measure->id);
    tsq__csv_text(stream, 0, c->options.fit.method->id);
    tsq__csv_text(stream, 0, c->options.fit.test->id);
    tsq__csv_text(stream, 0, c->preset->id);
    tsq__csv_count(stream, c->departures);
    tsq__csv_number(stream, c->cost);
    tsq__csv_text(stream, 0, c->edited != NULL ? c->edited : "");
    tsq__csv_count(stream, c->missed);
    tsq__csv_number(stream, c->distance);
    tsq__csv_number(stream, c->weight_miss);
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        tsq__csv_number(stream, c->value[i]);
    }
    fputc('\n', stream);
}

tsq_status tsq_write_reproduce_csv(FILE *stream, const tsq_reproduction *reproduction, const tsq_write_options *options)
{
    const bool found = reproduction->n > 0;
    const tsq_answer *answer = found ? reproduction->answer : reproduction->nearest;
    const size_t n = found ? reproduction->n : reproduction->n_nearest;
    (void)options;
    fputs("kind,rank,how,arguments,measure,method,test,preset,departures,cost,edit,missed,distance,"
          "weights_largest_difference",
          stream);
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        fprintf(stream, ",%s", tsq_stated_id(i));
    }
    fputc('\n', stream);
    for (size_t i = 0; i < n; i++) {
        csv_row(stream, found ? "answer" : "nearest", i + 1, &answer[i].best);
        for (size_t j = 0; j < answer[i].n; j++) {
            csv_row(stream, "same", i + 1, &answer[i].same[j]);
        }
    }
    for (size_t i = 0; i < reproduction->n_chance; i++) {
        csv_row(stream, "chance", i + 1, &reproduction->chance[i].best);
    }
    return TSQ_OK;
}
