/* tausq permute: permutation tests of the mean, or of the coefficients of a model with moderators. */
#include "cli/resampled.h"

static tsq_status check(const struct settings *settings, const tsq_pool_report *report, tsq_error *err)
{
    (void)report;
    if (settings->all_subsets && settings->permutations > 0) {
        return cli_fail(err, TSQ_E_USAGE, "--all and --permutations contradict each other");
    }
    if (settings->interval > 0 && settings->pool.mods != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--interval: the test of moderators has no interval");
    }
    if (settings->interval > 0 && settings->format == FORMAT_CSV) {
        return cli_fail(err, TSQ_E_USAGE, "--interval: CSV has the arrangements, not the interval");
    }
    return TSQ_OK;
}

static tsq_status write_row(void *context, const tsq_arrangement *arrangement)
{
    const struct resampled *group = context;
    tsq_write_arrangement(group->rows, group->report, group->result, arrangement);
    return ferror(group->rows) == 0 ? TSQ_OK : TSQ_E_FILE;
}

static tsq_status permute_group(const struct resampled *group, void *result, tsq_error *err)
{
    const struct settings *settings = group->settings;
    struct resampled rows = *group;
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    options.fit = group->report->options.fit;
    if (settings->permutations > 0) {
        options.most = options.permutations = settings->permutations;
    }
    options.all = settings->all_subsets;
    options.no_interval = settings->interval == 2 || group->rows != NULL || settings->pool.mods != NULL;
    if (group->rows != NULL) {
        options.row = write_row;
        options.context = &rows;
    }
    return tsq_permute_run(group->studies, &options, group->run, result, err);
}

static tsq_status write_permute(FILE *stream, enum format format, const tsq_pool_report *report, const void *results,
                                bool partial, const tsq_write_options *options)
{
    (void)partial; /* each result says it */
    return (format == FORMAT_JSON   ? tsq_write_permute_json
            : format == FORMAT_TEXT ? tsq_write_permute_text
                                    : tsq_write_permute_markdown)(stream, report, results, options);
}

static void free_permute(void *result)
{
    tsq_permute_free(result);
}

int cmd_permute(struct settings *settings)
{
    static const struct resampling how = {.what = "arrangements",
                                          .fits = "resampling fits",
                                          .data = "new data",
                                          .size = sizeof(tsq_permute),
                                          .head = tsq_write_arrangement_head,
                                          .check = check,
                                          .run = permute_group,
                                          .write = write_permute,
                                          .free = free_permute};
    return run_resampling(settings, &how);
}
