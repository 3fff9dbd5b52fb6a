/* tausq pool: one fit for each group. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>

static tsq_status write_report(const struct settings *settings, const tsq_pool_report *report, const char *sha256,
                               const tsq_rounding *rounding, tsq_error *err)
{
    tsq_write_options options = writing_options(settings, tsq_table_source(report->table), sha256);
    options.forest = settings->forest;
    options.transform = settings->transform;
    options.size = settings->transform_size;
    options.rounding = rounding;
    static tsq_status (*const writers[])(FILE *, const tsq_pool_report *, const tsq_write_options *) = {
        tsq_write_pool_text, tsq_write_pool_json, tsq_write_pool_csv, tsq_write_pool_markdown};
    tsq_output *output;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = writers[settings->format](tsq_output_stream(output), report, &options);
    return close_output(output, cli_fail_plainly(err, status), err);
}

static tsq_status write_matrices(FILE *stream, const void *from)
{
    return tsq_write_covariance_csv(stream, from);
}

static size_t count_pairs(const tsq_pool_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n; i++) {
        n += report->result[i].covariance.n;
    }
    return n;
}

/* A transformation that needs the studies' sizes is refused where one is not known. */
static tsq_status check_sizes(const struct settings *settings, const tsq_pool_report *report, tsq_error *err)
{
    const tsq_transform *transform = tsq_transform_find(settings->transform);
    if (transform == NULL || transform->needs != TSQ_TRANSFORM_NEEDS_SIZE) {
        return TSQ_OK;
    }
    for (size_t i = 0; i < report->n; i++) {
        const tsq_effects *effects = &report->result[i].effects;
        for (size_t j = 0; j < effects->k; j++) {
            if (isnan(effects->effect[j].size)) {
                return cli_fail(err, TSQ_E_USAGE, "%s:%zu: --transf %s needs the size of every study; %s has none",
                                tsq_table_source(report->table), effects->effect[j].line, transform->id,
                                effects->effect[j].study);
            }
        }
    }
    return TSQ_OK;
}

/* The ranges of all results; *out stays NULL where they are not asked for. A check goes without what there is no
 * enclosure for. */
static tsq_status find_ranges(const struct settings *settings, const tsq_pool_report *report, tsq_rounding **out,
                              tsq_error *err)
{
    tsq_status status = TSQ_OK;
    if (settings->rounding == NULL) {
        return TSQ_OK;
    }
    *out = calloc(report->n + 1, sizeof **out);
    if (*out == NULL) {
        return cli_fail_memory(err);
    }
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        status = tsq_rounding_find(report, i, settings->rounding, &(*out)[i], err);
        if (settings->rounding_of_check && status != TSQ_OK && status != TSQ_E_MEMORY) {
            (*out)[i].error = *err;
            status = TSQ_OK;
        }
    }
    return status;
}

int cmd_pool(struct settings *settings)
{
    tsq_rounding *rounding = NULL;
    tsq_error err;
    tsq_table *table;
    tsq_pool_report report = {0};
    char sha256[65] = "";
    tsq_status status = read_input(settings, sha256, &table, &err);
    if (status == TSQ_OK) {
        status = tsq_pool(table, &settings->pool, &report, &err);
    }
    if (status == TSQ_OK) {
        status = check_sizes(settings, &report, &err);
    }
    if (status == TSQ_OK) {
        status = find_ranges(settings, &report, &rounding, &err);
    }
    if (status == TSQ_OK) {
        tsq_output *covariance;
        print_pool_warnings(settings, &report);
        status = write_covariance(settings, count_pairs(&report), write_matrices, &report, &covariance, &err);
        status = status == TSQ_OK ? write_report(settings, &report, sha256, rounding, &err) : status;
        status = finish_covariance(covariance, status, &err);
    }
    if (status == TSQ_OK && report.n_estimated == 0) {
        status = fail_pool(&report, &err);
    }
    const int exit_code = finish_command(settings, status, &err);
    free(rounding);
    tsq_pool_free(&report);
    close_input(settings, table);
    return exit_code;
}
