/* Commands that fit the studies of groups again and again; see resampled.h. */
#include "cli/resampled.h"

#include <stdlib.h>

static tsq_status check(const struct resampling *how, const tsq_pool_report *report, tsq_error *err)
{
    const tsq_pool_options *o = &report->options;
    if ((o->fit.method->flags & (TSQ_TAU2_COUNTS | TSQ_TAU2_USER_WEIGHTS)) != 0) {
        return cli_fail(err, TSQ_E_OPTION, "%s by inverse variances, not by %s", how->fits, o->fit.method->id);
    }
    for (size_t i = 0; i < report->n; i++) {
        if ((report->result[i].fit.flags & TSQ_FLAG_BIT(Q_ABOUT_MH)) != 0) {
            return cli_fail(err, TSQ_E_OPTION,
                            "the preset %s takes Q about the Mantel-Haenszel estimate, which %s have not: --mh-q off",
                            o->preset->id, how->data);
        }
        if (report->result[i].covariance.n > 0) {
            return cli_fail(err, TSQ_E_OPTION, "%s without covariances: --multi-arm split, combine or each", how->fits);
        }
    }
    return TSQ_OK;
}

static tsq_status run_group(const struct resampling *how, struct resampled *group, void *result, tsq_error *err)
{
    const tsq_effects *effects = &group->report->result[group->result].effects;
    const size_t k = effects->k;
    double *values = calloc(2 * k + 1, sizeof *values);
    if (values == NULL) {
        return cli_fail_memory(err);
    }
    for (size_t j = 0; j < k; j++) {
        values[j] = effects->effect[j].yi;
        values[k + j] = effects->effect[j].vi;
    }
    const tsq_design *design = &group->report->result[group->result].design;
    const tsq_studies studies = {.k = k, .yi = values, .vi = values + k, .m = design->m, .X = design->X};
    group->studies = &studies;
    const tsq_status status = how->run(group, result, err);
    free(values);
    return status;
}

/* All groups. A stop gives what there is, and its status. */
static tsq_status run_groups(const struct resampling *how, const struct settings *settings,
                             const tsq_pool_report *report, const char *sha256, FILE *stream, char *results,
                             tsq_error *err)
{
    struct watch watch;
    tsq_run run = settings->run;
    struct resampled group = {.settings = settings, .report = report, .run = &run};
    tsq_status status = TSQ_OK;
    run.progress = watch_progress;
    run.context = &watch;
    if (settings->format == FORMAT_CSV) {
        group.rows = stream;
        how->head(stream, report);
    }
    watch_begin(&watch, settings, how->what);
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        group.result = i;
        if (report->result[i].estimated) {
            status = run_group(how, &group, results + i * how->size, err);
        }
    }
    watch_end(&watch);
    if (group.rows == NULL && (status == TSQ_OK || status == TSQ_E_STOPPED)) {
        const tsq_write_options options = writing_options(settings, tsq_table_source(report->table), sha256);
        const tsq_status written = how->write(stream, settings->format, report, results, status != TSQ_OK, &options);
        status = written == TSQ_OK ? status : cli_fail_plainly(err, written);
    }
    return status;
}

static tsq_status write_all(const struct resampling *how, const struct settings *settings,
                            const tsq_pool_report *report, const char *sha256, tsq_error *err)
{
    tsq_output *output;
    char *results = calloc(report->n, how->size);
    if (results == NULL) {
        return cli_fail_memory(err);
    }
    tsq_status status = open_output(settings, &output, err);
    if (status == TSQ_OK) {
        status = run_groups(how, settings, report, sha256, tsq_output_stream(output), results, err);
        status = close_output(output, status, err);
    }
    for (size_t i = 0; i < report->n; i++) {
        how->free(results + i * how->size);
    }
    free(results);
    return status;
}

int run_resampling(struct settings *settings, const struct resampling *how)
{
    tsq_error err;
    tsq_table *table;
    tsq_pool_report report = {0};
    char sha256[65] = "";
    settings->pool.prediction = settings->pool.tau2_interval = "none";
    settings->pool.effect.no_covariance = true;
    tsq_status status = read_input(settings, sha256, &table, &err);
    if (status == TSQ_OK) {
        status = tsq_pool(table, &settings->pool, &report, &err);
    }
    if (status == TSQ_OK) {
        if (how->leave_out != NULL) {
            how->leave_out(&report);
        }
        print_pool_warnings(settings, &report);
        status = report.n_estimated == 0 ? fail_pool(&report, &err) : check(how, &report, &err);
    }
    if (status == TSQ_OK && how->check != NULL) {
        status = how->check(settings, &report, &err);
    }
    if (status == TSQ_OK) {
        status = write_all(how, settings, &report, sha256, &err);
    }
    const int exit_code = finish_command(settings, status, &err);
    tsq_pool_free(&report);
    close_input(settings, table);
    return exit_code;
}
