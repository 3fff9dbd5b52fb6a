/* Input, group and model around a result. */
#include "io/frame.h"

#include "io/csv.h"

#include <math.h>
#include <string.h>

void tsq__frame_foot(FILE *stream, const tsq_write_options *options)
{
    fprintf(stream, "\ntausq %s%s%s", options->version, options->input[0] != '\0' ? ", " : "", options->input);
    fprintf(stream, options->sha256[0] == '\0' ? "\n" : ", SHA-256 %s\n", options->sha256);
}

void tsq__frame_json(tsq__json *json, const char *schema, const tsq_write_options *options, size_t rows)
{
    tsq__json_open(json, NULL, '{', false);
    tsq__json_text(json, "schema", schema);
    tsq__json_text(json, "version", options->version);
    tsq__json_open(json, "input", '{', true);
    tsq__json_text(json, "file", options->input);
    tsq__json_text(json, "sha256", options->sha256[0] == '\0' ? NULL : options->sha256);
    tsq__json_count(json, "rows", rows);
    tsq__json_close(json, '}');
}

tsq_status tsq__frame_json_end(tsq__json *json)
{
    tsq__json_close(json, ']');
    tsq__json_close(json, '}');
    return json->failed ? TSQ_E_MEMORY : TSQ_OK;
}

void tsq__frame_json_group(tsq__json *json, const tsq_pool_result *result)
{
    tsq__json_open(json, "group", '{', true);
    for (size_t i = 0; i < result->n_group; i++) {
        tsq__json_text(json, result->group_column[i], result->group_value[i]);
    }
    tsq__json_close(json, '}');
}

void tsq__frame_json_model(tsq__json *json, const tsq_pool_report *report, const tsq_pool_result *result)
{
    tsq__json_text(json, "measure", result->effects.measure != NULL ? result->effects.measure->id : NULL);
    tsq__json_text(json, "method", report->options.fit.method->id);
    const tsq_test *test = result->estimated ? result->fit.test : report->options.fit.test; /* z of one study */
    tsq__json_number(json, "tau2_fixed", report->options.fit.tau2);
    tsq__json_text(json, "test", test->id);
    tsq__json_number(json, "level", report->options.fit.level);
}

void tsq__frame_json_seed(tsq__json *json, bool drawn, uint64_t seed)
{
    if (drawn) {
        tsq__json_count(json, "seed", (size_t)seed); /* all its digits */
    } else {
        tsq__json_number(json, "seed", (double)NAN);
    }
}

void tsq__frame_group(FILE *stream, const tsq_pool_result *result)
{
    for (size_t i = 0; i < result->n_group; i++) {
        fprintf(stream, "%s%s = %s", i == 0 ? "" : ", ", result->group_column[i], result->group_value[i]);
    }
}

void tsq__frame_heading(FILE *stream, const tsq_pool_result *result, bool markdown)
{
    tsq__frame_group(stream, result);
    fputs(result->n_group == 0 ? "" : markdown ? ": " : "\n", stream);
}

void tsq__frame_csv_head(FILE *stream, const tsq_pool_report *report)
{
    const size_t n = report->n > 0 ? report->result[0].n_group : 0;
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ",group_" : "group_", stream);
        tsq__csv_text(stream, 1, report->result[0].group_column[i]);
    }
    fputs(n > 0 ? "," : "", stream);
}

void tsq__frame_csv_group(FILE *stream, const tsq_pool_result *result)
{
    for (size_t i = 0; i < result->n_group; i++) {
        tsq__csv_text(stream, i == 0, result->group_value[i]);
    }
    fputs(result->n_group > 0 ? "," : "", stream);
}

void tsq__frame_csv_coefficient(FILE *stream, const char *name, const char *key)
{
    /* Quoted as a whole if the name must be. */
    const bool quoted = strpbrk(name, ",\"\r\n") != NULL;
    fputs(quoted ? ",\"coef." : ",coef.", stream);
    for (; *name != '\0'; name++) {
        fputs(*name == '"' ? "\"" : "", stream);
        fputc(*name, stream);
    }
    fprintf(stream, ".%s%s", key, quoted ? "\"" : "");
}
