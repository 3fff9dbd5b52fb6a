/* Pooled results as CSV: a row for each group, its columns first, then the numbers of the JSON in the same order. */
#include "io/csv.h"
#include "io/result.h"

#include <string.h>

static const char *const before[] = {"measure", "method", "test", "level", "pi", "tau2_ci", "k", "p", "omitted"};
static const char *const after[] = {"flags", "warnings", "error"};

static bool taken(const char *name, const tsq__result *result)
{
    bool found = false;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        found |= strcmp(before[i], name) == 0;
    }
    for (size_t i = 0; i < TSQ__QUANTITIES; i++) {
        found |= strcmp(result->quantity[i].key, name) == 0;
    }
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        found |= strcmp(after[i], name) == 0;
    }
    return found;
}

static void write_header(FILE *stream, const tsq__result *result)
{
    const tsq_pool_result *pooled = result->pooled;
    for (size_t i = 0; i < pooled->n_group; i++) {
        /* A group column that is called like a number of the result gets a prefix: no name comes twice. */
        const bool prefix = taken(pooled->group_column[i], result);
        fputs(i == 0 ? "" : ",", stream);
        fputs(prefix ? "group_" : "", stream);
        tsq__csv_text(stream, 1, pooled->group_column[i]);
    }
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        tsq__csv_text(stream, i == 0 && pooled->n_group == 0, before[i]);
    }
    for (size_t i = 0; i < TSQ__QUANTITIES; i++) {
        tsq__csv_text(stream, 0, result->quantity[i].key);
    }
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        tsq__csv_text(stream, 0, after[i]);
    }
    fputc('\n', stream);
}

static void write_flags(FILE *stream, uint32_t flags)
{
    const char *separator = ",";
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        if ((flags >> i & 1) != 0) {
            fprintf(stream, "%s%s", separator, tsq_flag_id(i));
            separator = ";";
        }
    }
    fputs(flags == 0 ? "," : "", stream);
}

static void write_row(FILE *stream, const tsq__result *result)
{
    const tsq_pool_result *pooled = result->pooled;
    for (size_t i = 0; i < pooled->n_group; i++) {
        tsq__csv_text(stream, i == 0, pooled->group_value[i]);
    }
    tsq__csv_text(stream, pooled->n_group == 0, result->measure);
    tsq__csv_text(stream, 0, result->method);
    tsq__csv_text(stream, 0, result->test);
    tsq__csv_number(stream, result->fit.level);
    tsq__csv_text(stream, 0, result->prediction);
    tsq__csv_text(stream, 0, result->tau2_interval);
    tsq__csv_count(stream, result->k);
    tsq__csv_count(stream, result->p);
    tsq__csv_count(stream, pooled->effects.n_omitted);
    for (size_t i = 0; i < TSQ__QUANTITIES; i++) {
        tsq__csv_number(stream, result->quantity[i].value);
    }
    write_flags(stream, result->fit.flags);
    tsq__csv_count(stream, pooled->n_warnings);
    tsq__csv_text(stream, 0, pooled->estimated ? "" : pooled->error.text);
    fputc('\n', stream);
}

tsq_status tsq_write_pool_csv(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        tsq__result result;
        tsq__result_view(report, i, &result);
        if (i == 0) {
            write_header(stream, &result);
        }
        write_row(stream, &result);
    }
    return TSQ_OK;
}
