/* tausq gosh: the mean, or the coefficients of a model with moderators, of every subset of the studies. */
#include "cli/watch.h"

#include <stdlib.h>

/* Where the subsets of a group go as CSV. */
struct rows {
    FILE *stream;
    const tsq_pool_report *report;
    size_t result;
};

static tsq_status write_row(void *context, const tsq_subset *subset)
{
    const struct rows *rows = context;
    tsq_write_subset(rows->stream, rows->report, rows->result, subset);
    return ferror(rows->stream) == 0 ? TSQ_OK : TSQ_E_FILE;
}

static tsq_status check(const tsq_pool_report *report, tsq_error *err)
{
    const tsq_pool_options *o = &report->options;
    if ((o->fit.method->flags & (TSQ_TAU2_COUNTS | TSQ_TAU2_USER_WEIGHTS)) != 0) {
        return cli_fail(err, TSQ_E_OPTION, "subsets are fitted by inverse variances, not by %s", o->fit.method->id);
    }
    for (size_t i = 0; i < report->n; i++) {
        if ((report->result[i].fit.flags & TSQ_FLAG_BIT(Q_ABOUT_MH)) != 0) {
            return cli_fail(
                err, TSQ_E_OPTION,
                "the preset %s takes Q about the Mantel-Haenszel estimate, which subsets have not: --mh-q off",
                o->preset->id);
        }
        if (report->result[i].covariance.n > 0) {
            return cli_fail(err, TSQ_E_OPTION,
                            "subsets are fitted without covariances: --multi-arm split, combine or each");
        }
    }
    return TSQ_OK;
}

/* Groups whose model takes all their studies: no subset of these is larger, so none could be fitted. */
static void leave_out_saturated(tsq_pool_report *report)
{
    for (size_t i = 0; i < report->n; i++) {
        tsq_pool_result *result = &report->result[i];
        if (result->estimated && result->design.p > 0 && result->design.p >= result->effects.k) {
            (void)cli_fail(&result->error, TSQ_E_DF,
                           "no subset can be fitted: the model has %zu coefficient%s, and there are no more than %zu "
                           "stud%s",
                           result->design.p, result->design.p == 1 ? "" : "s", result->effects.k,
                           result->effects.k == 1 ? "y" : "ies");
            result->estimated = false;
            report->n_estimated--;
        }
    }
}

static tsq_status fit_group(const struct settings *settings, const tsq_pool_report *report, size_t i, struct rows *rows,
                            struct watch *watch, tsq_gosh *gosh, tsq_error *err)
{
    const tsq_effects *effects = &report->result[i].effects;
    const size_t k = effects->k;
    if (!report->result[i].estimated) {
        return TSQ_OK;
    }
    double *values = calloc(2 * k + 1, sizeof *values);
    if (values == NULL) {
        return cli_fail_memory(err);
    }
    for (size_t j = 0; j < k; j++) {
        values[j] = effects->effect[j].yi;
        values[k + j] = effects->effect[j].vi;
    }
    const tsq_design *design = &report->result[i].design;
    const tsq_studies studies = {.k = k, .yi = values, .vi = values + k, .m = design->m, .X = design->X};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit = report->options.fit;
    options.most = settings->subsets > 0 ? settings->subsets : options.most;
    options.all = settings->all_subsets;
    rows->result = i;
    if (rows->stream != NULL) {
        options.row = write_row;
        options.context = rows;
    }
    tsq_run run = settings->run;
    run.progress = watch_progress;
    run.context = watch;
    const tsq_status status = tsq_gosh_run(&studies, &options, &run, gosh, err);
    free(values);
    return status;
}

static tsq_status write_summary(const struct settings *settings, const tsq_pool_report *report, const tsq_gosh *gosh,
                                bool partial, const char *sha256, FILE *stream)
{
    const tsq_write_options options = writing_options(settings, tsq_table_source(report->table), sha256);
    return (settings->format == FORMAT_JSON   ? tsq_write_gosh_json
            : settings->format == FORMAT_TEXT ? tsq_write_gosh_text
                                              : tsq_write_gosh_markdown)(stream, report, gosh, partial, &options);
}

/* All groups. A stop gives what there is, and its status. */
static tsq_status fit_groups(const struct settings *settings, const tsq_pool_report *report, const char *sha256,
                             FILE *stream, tsq_gosh *gosh, tsq_error *err)
{
    struct watch watch;
    struct rows rows = {.stream = settings->format == FORMAT_CSV ? stream : NULL, .report = report};
    tsq_status status = TSQ_OK;
    if (rows.stream != NULL) {
        tsq_write_subset_head(stream, report);
    }
    watch_begin(&watch, settings, "subsets");
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        status = fit_group(settings, report, i, &rows, &watch, &gosh[i], err);
    }
    watch_end(&watch);
    if (rows.stream == NULL && (status == TSQ_OK || status == TSQ_E_STOPPED)) {
        const tsq_status written = write_summary(settings, report, gosh, status != TSQ_OK, sha256, stream);
        if (written != TSQ_OK) {
            status = cli_fail_plainly(err, written);
        }
    }
    return status;
}

static tsq_status write_all(const struct settings *settings, const tsq_pool_report *report, const char *sha256,
                            tsq_error *err)
{
    tsq_output *output;
    tsq_gosh *gosh = calloc(report->n, sizeof *gosh);
    if (gosh == NULL) {
        return cli_fail_memory(err);
    }
    tsq_status status = open_output(settings, &output, err);
    if (status == TSQ_OK) {
        status = fit_groups(settings, report, sha256, tsq_output_stream(output), gosh, err);
        status = close_output(output, status, err);
    }
    for (size_t i = 0; i < report->n; i++) {
        tsq_gosh_free(&gosh[i]);
    }
    free(gosh);
    return status;
}

int cmd_gosh(struct settings *settings)
{
    tsq_error err;
    tsq_table *table = NULL;
    tsq_pool_report report = {0};
    char sha256[65] = "";
    settings->pool.prediction = settings->pool.tau2_interval = "none";
    tsq_status status = settings->all_subsets && settings->subsets > 0
                            ? cli_fail(&err, TSQ_E_USAGE, "--all and --subsets contradict each other")
                            : TSQ_OK;
    status = status == TSQ_OK ? read_input(settings, sha256, &table, &err) : status;
    if (status == TSQ_OK) {
        status = tsq_pool(table, &settings->pool, &report, &err);
    }
    if (status == TSQ_OK) {
        leave_out_saturated(&report);
        print_pool_warnings(settings, &report);
        status = report.n_estimated == 0 ? fail_pool(&report, &err) : check(&report, &err);
    }
    if (status == TSQ_OK) {
        status = write_all(settings, &report, sha256, &err);
    }
    const int exit_code = finish_command(settings, status, &err);
    tsq_pool_free(&report);
    close_input(settings, table);
    return exit_code;
}
