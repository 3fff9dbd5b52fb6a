/* tausq lint: what probably went wrong in extraction. */
#include "cli/cli.h"

static tsq_status write_findings(const struct settings *settings, const tsq_lint_report *report, const char *sha256,
                                 tsq_error *err)
{
    const tsq_write_options options = writing_options(settings, tsq_table_source(report->table), sha256);
    static tsq_status (*const writers[])(FILE *, const tsq_lint_report *, const tsq_write_options *) = {
        tsq_write_lint_text, tsq_write_lint_json, tsq_write_lint_csv, tsq_write_lint_markdown};
    tsq_output *output;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = writers[settings->format](tsq_output_stream(output), report, &options);
    return close_output(output, cli_fail_plainly(err, status), err);
}

/* Whether a finding is as severe as --fail-on says. */
static bool fails(const struct settings *settings, const tsq_lint_report *report)
{
    size_t found = 0;
    for (int i = (int)settings->fail_on; i <= (int)TSQ_LINT_ERROR; i++) {
        found += report->count[i];
    }
    return found > 0;
}

/* Whether fixes were found and none of their groups could be pooled for want of a measure. */
static bool lacks_measure(const tsq_lint_report *report)
{
    for (size_t i = 0; i < report->n; i++) {
        if (report->finding[i].measure != NULL) {
            return false;
        }
    }
    return report->measure == NULL && report->n > 0;
}

int cmd_lint(struct settings *settings)
{
    tsq_error err;
    tsq_table *table;
    tsq_lint_report report = {0};
    char sha256[65] = "";
    tsq_status status = read_input(settings, sha256, &table, &err);
    if (status == TSQ_OK) {
        const tsq_lint_options options = {
            .pool = settings->pool, .bounds = settings->bounds, .n_bounds = settings->n_bounds};
        status = tsq_lint(table, &options, &report, &err);
    }
    if (status == TSQ_OK && lacks_measure(&report)) {
        warn(settings, "%s: the columns allow no measure, so that what a fix changes is not told",
             tsq_table_source(table));
    }
    if (status == TSQ_OK) {
        status = write_findings(settings, &report, sha256, &err);
    }
    const int exit_code = status != TSQ_OK ? finish_command(settings, status, &err) : fails(settings, &report);
    tsq_lint_free(&report);
    close_input(settings, table);
    return exit_code;
}
