/* tausq check: results against published or recorded numbers. */
#include "cli/claim_runs.h"
#include "cli/watch.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is checked: all claims of all files, or those that --only names. */
struct check {
    struct claims_file *file;
    const char **path;
    size_t n_files;
    tsq_checked *checked;
    size_t n;
};

static tsq_status read_files(const struct settings *settings, struct check *check, tsq_error *err)
{
    static const char *const standard[] = {"-"};
    const bool named = settings->n_files > 0;
    const size_t n = named ? settings->n_files : 1;
    if (!named && isatty(STDIN_FILENO)) {
        return cli_fail(err, TSQ_E_USAGE, "which CLAIMS? Name a CSV, or - for standard input");
    }
    check->file = calloc(n, sizeof *check->file);
    check->path = calloc(n, sizeof *check->path);
    if (check->file == NULL || check->path == NULL) {
        return cli_fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        const char *path = named ? settings->files[i] : standard[i];
        if (is_same_file(path, settings->output)) {
            return cli_fail(err, TSQ_E_USAGE, "-o would overwrite the claims '%s'", settings->output);
        }
        check->n_files++;
        status = claims_file_read(path, &settings->csv, &check->file[i], err);
        check->path[i] = check->file[i].path;
    }
    return status;
}

/* ---- --only ------------------------------------------------------------------------------------------------------ */

/* Whether the id is one of the patterns; `used` notes which. */
static bool is_wanted(const struct words *patterns, const char *id, bool *used)
{
    bool wanted = patterns->n == 0;
    for (size_t i = 0; i < patterns->n; i++) {
        if (fnmatch(patterns->word[i], id, 0) == 0) {
            wanted = used[i] = true;
        }
    }
    return wanted;
}

static tsq_status choose(const struct words *patterns, bool *used, struct check *check, tsq_error *err)
{
    size_t room = 0;
    for (size_t f = 0; f < check->n_files; f++) {
        room += check->file[f].claims.n;
    }
    check->checked = calloc(room + 1, sizeof *check->checked);
    if (check->checked == NULL) {
        return cli_fail_memory(err);
    }
    for (size_t f = 0; f < check->n_files; f++) {
        const tsq_claims *claims = &check->file[f].claims;
        for (size_t i = 0; i < claims->n; i++) {
            if (is_wanted(patterns, claims->claim[i].id, used)) {
                check->checked[check->n++] = (tsq_checked){.claim = &claims->claim[i], .file = f};
            }
        }
    }
    for (size_t i = 0; i < patterns->n; i++) {
        if (!used[i]) {
            return cli_fail(err, TSQ_E_USAGE, "--only: no claim has the id '%s'", patterns->word[i]);
        }
    }
    return TSQ_OK;
}

/* "a,b" to "a" and "b". */
static tsq_status split_ids(const char *only, struct words *out, tsq_error *err)
{
    *out = (struct words){.text = strdup(only), .word = calloc(strlen(only) + 1, sizeof *out->word)};
    if (out->text == NULL || out->word == NULL) {
        return cli_fail_memory(err);
    }
    for (char *at = out->text; at != NULL;) {
        out->word[out->n++] = at;
        at = strchr(at, ',');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return TSQ_OK;
}

static tsq_status choose_claims(const struct settings *settings, struct check *check, tsq_error *err)
{
    struct words patterns = {0};
    tsq_status status = settings->only != NULL ? split_ids(settings->only, &patterns, err) : TSQ_OK;
    bool *used = calloc(patterns.n + 1, sizeof *used);
    if (status == TSQ_OK) {
        status = used != NULL ? choose(&patterns, used, check, err) : cli_fail_memory(err);
    }
    free(used);
    words_free(&patterns);
    return status;
}

/* ---- report ------------------------------------------------------------------------------------------------------ */

static tsq_status write_to(FILE *stream, const struct settings *settings, const tsq_check_report *report)
{
    const tsq_write_options options = {.digits = -1, .utf8 = terminal_is_utf8(), .version = tsq_version()};
    switch (settings->format) {
    case FORMAT_JSON:
        return tsq_write_check_json(stream, report, &options);
    case FORMAT_JUNIT:
        return tsq_write_check_junit(stream, report, &options);
    case FORMAT_TAP:
        return tsq_write_check_tap(stream, report, &options);
    case FORMAT_SARIF:
        return tsq_write_check_sarif(stream, report, &options);
    case FORMAT_MARKDOWN:
        return tsq_write_check_markdown(stream, report, settings->quiet, &options);
    default:
        return tsq_write_check_text(stream, report, settings->quiet, &options);
    }
}

static tsq_status write_report(const struct settings *settings, const tsq_check_report *report, tsq_error *err)
{
    tsq_output *output;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = write_to(tsq_output_stream(output), settings, report);
    return close_output(output, cli_fail_plainly(err, status), err);
}

static tsq_status run_check(const struct settings *settings, struct check *check, tsq_check_report *report,
                            tsq_error *err)
{
    struct watch watch;
    tsq_run run = settings->run;
    if (settings->quiet && settings->format != FORMAT_TEXT && settings->format != FORMAT_MARKDOWN) {
        return cli_fail(err, TSQ_E_USAGE, "--quiet is for --format text and markdown; the others tell of all claims");
    }
    tsq_status status = read_files(settings, check, err);
    status = status == TSQ_OK ? choose_claims(settings, check, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    run.progress = watch_progress;
    run.context = &watch;
    watch_begin(&watch, settings, "analyses");
    status = claims_check(check->file, check->checked, check->n, settings->rounding, &run, err);
    watch_end(&watch);
    *report =
        (tsq_check_report){.n_files = check->n_files, .file = check->path, .n = check->n, .checked = check->checked};
    for (size_t i = 0; i < check->n; i++) {
        report->count[check->checked[i].verdict.outcome]++;
    }
    return status == TSQ_OK ? write_report(settings, report, err) : status;
}

int cmd_check(struct settings *settings)
{
    struct check check = {0};
    tsq_check_report report = {0};
    tsq_error err;
    const tsq_status status = run_check(settings, &check, &report, &err);
    for (size_t i = 0; i < check.n_files; i++) {
        claims_file_free(&check.file[i]);
    }
    free(check.file);
    free(check.path);
    free(check.checked);
    const bool all_hold = report.count[TSQ_CLAIM_HELD] == report.n;
    return status == TSQ_OK ? !all_hold : finish_command(settings, status, &err);
}
