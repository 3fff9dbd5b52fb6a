/* Pooled results as CSV: a row for each group, its columns first, then the numbers of the JSON in the same order. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/result.h"

#include <math.h>
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

/* What is told of each coefficient, as coef.NAME.KEY. */
static const char *const keys[] = {"estimate", "se", "statistic", "df", "pval", "ci_lb", "ci_ub"};
enum { KEYS = sizeof keys / sizeof keys[0] };

static void write_coefficient_heads(FILE *stream, const tsq_pool_report *report)
{
    for (size_t i = 0; i < report->n_names; i++) {
        for (size_t j = 0; j < KEYS; j++) {
            tsq__frame_csv_coefficient(stream, report->name[i], keys[j]);
        }
    }
}

static void write_coefficients(FILE *stream, const tsq__result *result, const tsq_pool_report *report)
{
    for (size_t i = 0; i < report->n_names; i++) {
        tsq_coefficient c = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        for (size_t j = 0; result->pooled->estimated && j < result->p; j++) {
            c = strcmp(tsq__result_name(result, j), report->name[i]) == 0 ? result->fit.coefficients[j] : c;
        }
        const double numbers[KEYS] = {c.estimate, c.se, c.statistic, c.df, c.pval, c.ci_lb, c.ci_ub};
        for (size_t j = 0; j < KEYS; j++) {
            tsq__csv_number(stream, numbers[j]);
        }
    }
}

static void write_header(FILE *stream, const tsq__result *result, const tsq_pool_report *report)
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
    write_coefficient_heads(stream, report);
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

static void write_row(FILE *stream, const tsq__result *result, const tsq_pool_report *report)
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
    write_coefficients(stream, result, report);
    fputc('\n', stream);
}

tsq_status tsq_write_pool_csv(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        tsq__result result;
        tsq__result_view(report, i, &result);
        if (i == 0) {
            write_header(stream, &result, report);
        }
        write_row(stream, &result, report);
    }
    return TSQ_OK;
}
