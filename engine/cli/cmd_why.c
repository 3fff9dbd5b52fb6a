/* tausq why: from a number of the result to the cells. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static tsq_status write_chains(const struct settings *settings, const tsq_pool_report *report, const tsq_why *why,
                               const char *sha256, tsq_error *err)
{
    const tsq_write_options options = writing_options(settings, tsq_table_source(report->table), sha256);
    tsq_output *output;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    FILE *stream = tsq_output_stream(output);
    status = settings->format == FORMAT_JSON ? tsq_write_why_json(stream, report, why, &options)
                                             : tsq_write_why_text(stream, report, why, settings->depth, &options);
    return close_output(output, cli_fail_plainly(err, status), err);
}

/* The chain of each group that was estimated; `failed` counts the numbers that do not agree. */
static tsq_status trace_all(const struct settings *settings, const tsq_pool_report *report, tsq_why *why,
                            size_t *failed, tsq_error *err)
{
    const char *quantity = settings->quantity != NULL ? settings->quantity : "estimate";
    size_t found = 0;
    tsq_error first = {.code = TSQ_OK};
    for (size_t i = 0; i < report->n; i++) {
        if (!report->result[i].estimated) {
            continue;
        }
        const tsq_status status = tsq_why_quantity(report, i, quantity, &why[i], err);
        found += status == TSQ_OK;
        *failed += why[i].n_failed;
        if (status != TSQ_OK && first.code == TSQ_OK) {
            first = *err;
        }
        if (status == TSQ_E_MEMORY) {
            return status;
        }
    }
    if (found == 0 && first.code != TSQ_OK) {
        *err = first;
        return first.code;
    }
    if (first.code != TSQ_OK) {
        warn(settings, "%s: not in every group: %s", tsq_table_source(report->table), first.text);
    }
    return TSQ_OK;
}

/* Options of the chain that a script does not obey. */
static tsq_status check_emit(const struct settings *settings, tsq_error *err)
{
    if (settings->emit != NULL && (settings->format != FORMAT_TEXT || settings->text_only != NULL)) {
        return cli_fail(err, TSQ_E_USAGE, "%s is for the chain of a number, --emit writes a script",
                        settings->text_only != NULL ? settings->text_only : "--format");
    }
    return TSQ_OK;
}

/* The script of all groups. */
static tsq_status write_script(const struct settings *settings, const tsq_pool_report *report, const char *sha256,
                               tsq_error *err)
{
    const tsq_script_about about = {
        .input = tsq_table_source(report->table), .sha256 = sha256, .version = tsq_version()};
    const bool r = strcmp(settings->emit, "r") == 0;
    char *text = NULL;
    tsq_output *output;
    tsq_status status = tsq_script(report, report->n == 1 ? 0 : TSQ_WHY_NONE, r ? TSQ_SCRIPT_R : TSQ_SCRIPT_PYTHON,
                                   settings->quantity, &about, &text, err);
    if (status == TSQ_OK) {
        status = open_output(settings, &output, err);
    }
    if (status == TSQ_OK) {
        fputs(text, tsq_output_stream(output));
        status = tsq_output_commit(output, err);
    }
    free(text);
    return status;
}

/* The chains of all groups; `failed` counts the numbers that do not agree. */
static tsq_status write_why(const struct settings *settings, const tsq_pool_report *report, const char *sha256,
                            size_t *failed, tsq_error *err)
{
    tsq_why *why = calloc(report->n, sizeof *why);
    tsq_status status = why == NULL ? cli_fail_memory(err) : trace_all(settings, report, why, failed, err);
    if (status == TSQ_OK) {
        status = write_chains(settings, report, why, sha256, err);
    }
    for (size_t i = 0; why != NULL && i < report->n; i++) {
        tsq_why_free(&why[i]);
    }
    free(why);
    return status;
}

int cmd_why(struct settings *settings)
{
    tsq_error err;
    tsq_table *table = NULL;
    tsq_pool_report report = {0};
    size_t failed = 0;
    char sha256[65] = "";
    tsq_status status = check_emit(settings, &err);
    status = status == TSQ_OK ? read_input(settings, sha256, &table, &err) : status;
    if (status == TSQ_OK) {
        status = tsq_pool(table, &settings->pool, &report, &err);
    }
    if (status == TSQ_OK) {
        print_pool_warnings(settings, &report);
        status = report.n_estimated == 0 ? fail_pool(&report, &err) : TSQ_OK;
    }
    if (status == TSQ_OK) {
        status = settings->emit != NULL ? write_script(settings, &report, sha256, &err)
                                        : write_why(settings, &report, sha256, &failed, &err);
    }
    const int exit_code = status != TSQ_OK ? finish_command(settings, status, &err) : failed > 0 ? 1 : 0;
    tsq_pool_free(&report);
    close_input(settings, table);
    return exit_code;
}
