/* Covariance matrices of effects as CSV, one element a row. */
#include "io/csv.h"

#include <tausq/io.h>

static void write_header(FILE *stream, const tsq_pool_result *result)
{
    const size_t n = result == NULL ? 0 : result->n_group;
    for (size_t i = 0; i < n; i++) {
        tsq__csv_text(stream, i == 0, result->group_column[i]);
    }
    fputs(n > 0 ? ",study_i,line_i,study_j,line_j,cov\n" : "study_i,line_i,study_j,line_j,cov\n", stream);
}

static void write_element(FILE *stream, const tsq_pool_result *result, const tsq_effect *i, const tsq_effect *j,
                          double value)
{
    const size_t n = result == NULL ? 0 : result->n_group;
    for (size_t g = 0; g < n; g++) {
        tsq__csv_text(stream, g == 0, result->group_value[g]);
    }
    tsq__csv_text(stream, n == 0, i->study);
    tsq__csv_count(stream, i->line);
    tsq__csv_text(stream, 0, j->study);
    tsq__csv_count(stream, j->line);
    tsq__csv_number(stream, value);
    fputc('\n', stream);
}

/* The pairs are in increasing order of i: each follows the variance of its row. */
static void write_matrix(FILE *stream, const tsq_pool_result *result, const tsq_effects *effects,
                         const tsq_effects_pairs *pairs)
{
    size_t next = 0;
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *effect = effects->effect;
        write_element(stream, result, &effect[i], &effect[i], effect[i].vi);
        for (; next < pairs->n && pairs->pair[next].i == i; next++) {
            write_element(stream, result, &effect[i], &effect[pairs->pair[next].j], pairs->pair[next].value);
        }
    }
}

tsq_status tsq_write_covariance_csv(FILE *stream, const tsq_pool_report *report)
{
    write_header(stream, report->n > 0 ? &report->result[0] : NULL);
    for (size_t i = 0; i < report->n; i++) {
        const tsq_pool_result *result = &report->result[i];
        write_matrix(stream, result, &result->effects, &result->covariance);
    }
    return TSQ_OK;
}

tsq_status tsq_write_effects_covariance_csv(FILE *stream, const tsq_effects *effects, const tsq_effects_pairs *pairs)
{
    write_header(stream, NULL);
    write_matrix(stream, NULL, effects, pairs);
    return TSQ_OK;
}
