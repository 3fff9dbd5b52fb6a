/* tausq gosh: the mean, or the coefficients of a model with moderators, of every subset of the studies. */
#include "cli/resampled.h"

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

static tsq_status write_row(void *context, const tsq_subset *subset)
{
    const struct resampled *group = context;
    tsq_write_subset(group->rows, group->report, group->result, subset);
    return ferror(group->rows) == 0 ? TSQ_OK : TSQ_E_FILE;
}

static tsq_status fit_subsets(const struct resampled *group, void *result, tsq_error *err)
{
    struct resampled rows = *group;
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit = group->report->options.fit;
    options.most = group->settings->subsets > 0 ? group->settings->subsets : options.most;
    options.all = group->settings->all_subsets;
    if (group->rows != NULL) {
        options.row = write_row;
        options.context = &rows;
    }
    return tsq_gosh_run(group->studies, &options, group->run, result, err);
}

static tsq_status write_gosh(FILE *stream, enum format format, const tsq_pool_report *report, const void *results,
                             bool partial, const tsq_write_options *options)
{
    return (format == FORMAT_JSON   ? tsq_write_gosh_json
            : format == FORMAT_TEXT ? tsq_write_gosh_text
                                    : tsq_write_gosh_markdown)(stream, report, results, partial, options);
}

static void free_gosh(void *result)
{
    tsq_gosh_free(result);
}

int cmd_gosh(struct settings *settings)
{
    static const struct resampling how = {.what = "subsets",
                                          .fits = "subsets are fitted",
                                          .data = "subsets",
                                          .size = sizeof(tsq_gosh),
                                          .head = tsq_write_subset_head,
                                          .leave_out = leave_out_saturated,
                                          .run = fit_subsets,
                                          .write = write_gosh,
                                          .free = free_gosh};
    if (settings->all_subsets && settings->subsets > 0) {
        tsq_error err;
        return finish_command(settings, cli_fail(&err, TSQ_E_USAGE, "--all and --subsets contradict each other"), &err);
    }
    return run_resampling(settings, &how);
}
