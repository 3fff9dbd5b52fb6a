/* tausq baseline: every number of an analysis as a claim, and what changed since the last time. */
#include "cli/baseline.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the claims as they will be -------------------------------------------------------------------------------------- */

/* The new claims of a file that is about to be written hold; else it is not written. */
static tsq_status verify(const char *bytes, size_t length, const char *path, tsq_error *err)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    const tsq_run run = TSQ_RUN_INIT;
    struct claims_file file = {.path = path};
    tsq_checked *checked = NULL;
    tsq_status status = tsq_csv_read_memory(bytes, length, path, &csv, NULL, &file.table, err);
    status = status == TSQ_OK ? tsq_claims_read(file.table, &file.claims, err) : status;
    if (status == TSQ_OK) {
        checked = calloc(file.claims.n, sizeof *checked);
        status = checked != NULL ? TSQ_OK : cli_fail_memory(err);
    }
    for (size_t i = 0; i < file.claims.n && checked != NULL; i++) {
        checked[i].claim = &file.claims.claim[i];
    }
    if (status == TSQ_OK && checked != NULL) {
        status = claims_check(&file, checked, file.claims.n, NULL, &run, err);
    }
    for (size_t i = 0; i < file.claims.n && status == TSQ_OK && checked != NULL; i++) {
        if (checked[i].verdict.outcome != TSQ_CLAIM_HELD) {
            status = cli_fail(
                err, TSQ_E_VALUE, "%s cannot be recorded: by itself its analysis %s%s", checked[i].claim->id,
                checked[i].verdict.reason[0] != '\0' ? "fails: " : "gives another number", checked[i].verdict.reason);
        }
    }
    free(checked);
    claims_file_free(&file);
    return status;
}

static tsq_status write_bytes(const struct baseline *baseline, char **bytes, size_t *length, tsq_error *err)
{
    tsq_output *output;
    const tsq_status status = tsq_output_open_memory(bytes, length, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    tsq_write_claims(tsq_output_stream(output), baseline->claim, baseline->n);
    return tsq_output_commit(output, err);
}

/* The new claims have other ids than those that stay. */
static tsq_status verify_ids(const struct baseline *all, const char *path, tsq_error *err)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    struct claims_file file = {.path = path};
    char *bytes = NULL;
    size_t length = 0;
    tsq_status status = write_bytes(all, &bytes, &length, err);
    status = status == TSQ_OK ? tsq_csv_read_memory(bytes, length, path, &csv, NULL, &file.table, err) : status;
    status = status == TSQ_OK ? tsq_claims_read(file.table, &file.claims, err) : status;
    status = status == TSQ_OK ? tsq_claims_unique(&file.claims, err) : status;
    claims_file_free(&file);
    free(bytes);
    return status;
}

static tsq_status write_file(const struct settings *settings, const struct baseline *own, const struct baseline *all,
                             tsq_error *err)
{
    char *bytes = NULL;
    size_t length = 0;
    tsq_output *output;
    tsq_status status = write_bytes(own, &bytes, &length, err);
    if (status == TSQ_OK) {
        status = verify(bytes, length, settings->output != NULL ? settings->output : "<stdout>", err);
    }
    free(bytes);
    if (status == TSQ_OK && all != own) {
        status = verify_ids(all, settings->output, err);
    }
    if (status == TSQ_OK) {
        status = open_output(settings, &output, err);
    }
    if (status == TSQ_OK) {
        tsq_write_claims(tsq_output_stream(output), all->claim, all->n);
        status = tsq_output_commit(output, err);
    }
    return status;
}

/* ---- --update -------------------------------------------------------------------------------------------------------- */

/* The file as it will be: claims of others as they were, then the new ones. */
static tsq_status merge(const tsq_claims *old, const char *name, const struct baseline *now, struct baseline *all,
                        tsq_error *err)
{
    for (size_t i = 0; i < old->n; i++) {
        if (!baseline_owns(&old->claim[i], name)) {
            baseline_add(all, &old->claim[i]);
        }
    }
    for (size_t i = 0; i < now->n; i++) {
        baseline_add(all, &now->claim[i]);
    }
    return all->failed ? cli_fail_memory(err) : TSQ_OK;
}

/* Columns that a baseline does not write would be lost. */
static tsq_status check_columns(const tsq_table *table, tsq_error *err)
{
    static const char *const known[] = {"id",        "data",   "where",  "args",    "quantity", "expected",
                                        "tolerance", "source", "sha256", "version", "options",  "mcid"};
    for (size_t c = 0; c < tsq_table_columns(table); c++) {
        const char *name = tsq_table_column_name(table, c);
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            found = found || strcmp(known[i], name) == 0;
        }
        if (!found) {
            return cli_fail(err, TSQ_E_COLUMN, "%s: --update would lose the column '%s', which is none of a claim",
                            tsq_table_source(table), name);
        }
    }
    return TSQ_OK;
}

/* Without --mcid that of the file stays. */
static const char *kept_mcid(const tsq_claims *old, const char *name)
{
    for (size_t i = 0; i < old->n; i++) {
        if (baseline_owns(&old->claim[i], name) && old->claim[i].mcid[0] != '\0') {
            return old->claim[i].mcid;
        }
    }
    return NULL;
}

/* ---- the command ----------------------------------------------------------------------------------------------------- */

static tsq_status check(const struct settings *settings, tsq_error *err)
{
    if (settings->file == NULL || strcmp(settings->file, "-") == 0) {
        return cli_fail(err, TSQ_E_USAGE, "a baseline needs a FILE that can be read again, not standard input");
    }
    if (settings->update && settings->output == NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--update: which claims? Name them with -o");
    }
    if (settings->update && is_same_file(settings->file, settings->output)) {
        return cli_fail(err, TSQ_E_USAGE, "-o would overwrite the input '%s'", settings->output);
    }
    return TSQ_OK;
}

/* The analysis, and its numbers. */
static tsq_status make(const struct settings *settings, struct baseline *out, tsq_error *err)
{
    tsq_table *table = NULL;
    tsq_pool_report report = {0};
    char sha256[65] = "", *path = NULL;
    tsq_status status = read_input(settings, sha256, &table, err);
    status = status == TSQ_OK ? tsq_pool(table, &settings->pool, &report, err) : status;
    if (status == TSQ_OK) {
        print_pool_warnings(settings, &report);
        status = report.n_estimated == 0 ? fail_pool(&report, err) : TSQ_OK;
    }
    if (status == TSQ_OK) {
        path = baseline_path(settings->file, settings->output);
        status = path != NULL ? baseline_make(settings, &report, path, sha256, out, err)
                              : cli_fail(err, TSQ_E_FILE, "%s: its folder cannot be found", settings->output);
    }
    free(path);
    tsq_pool_free(&report);
    close_input(settings, table);
    return status;
}

static tsq_status update(struct settings *settings, struct baseline *own, struct baseline *all, tsq_error *err)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    struct claims_file old = {0};
    char name[BASELINE_NAME];
    baseline_name(settings, name);
    tsq_status status = claims_file_read(settings->output, &csv, &old, err);
    status = status == TSQ_OK ? check_columns(old.table, err) : status;
    if (status == TSQ_OK) {
        settings->mcid = settings->mcid != NULL ? settings->mcid : kept_mcid(&old.claims, name);
        status = make(settings, own, err);
    }
    status = status == TSQ_OK ? merge(&old.claims, name, own, all, err) : status;
    status = status == TSQ_OK ? baseline_show_changes(settings, &old.claims, name, own, err) : status;
    status = status == TSQ_OK ? write_file(settings, own, all, err) : status;
    claims_file_free(&old);
    return status;
}

int cmd_baseline(struct settings *settings)
{
    struct baseline own = {0}, all = {0};
    tsq_error err;
    tsq_status status = check(settings, &err);
    if (status == TSQ_OK && settings->update) {
        status = update(settings, &own, &all, &err);
    } else if (status == TSQ_OK) {
        status = baseline_check_overwriting(settings, &err);
        status = status == TSQ_OK ? make(settings, &own, &err) : status;
        status = status == TSQ_OK ? write_file(settings, &own, &own, &err) : status;
    }
    baseline_free(&own);
    baseline_free(&all);
    return finish_command(settings, status, &err);
}
