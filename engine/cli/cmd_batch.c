/* tausq batch: many analyses in one pass. */
#include "cli/arguments.h"
#include "cli/checkpoint.h"
#include "cli/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* With a checkpoint the output grows in a file beside it (tsq_output_open_kept), which may be no other one. */
static tsq_status check_part(const struct settings *settings, tsq_error *err)
{
    char *target = realpath(settings->output, NULL);
    const char *name = target != NULL ? target : settings->output;
    const size_t room = strlen(name) + sizeof ".tausq-part";
    char *part = malloc(room);
    tsq_status status = part != NULL ? TSQ_OK : cli_fail_memory(err);
    if (part != NULL) {
        (void)snprintf(part, room, "%s.tausq-part", name);
    }
    for (size_t i = 0; i <= settings->n_files && status == TSQ_OK; i++) {
        const char *other = i < settings->n_files ? settings->files[i] : settings->checkpoint;
        if (is_same_file(other, part)) {
            status = cli_fail(err, TSQ_E_USAGE, "'%s' is where the output of -o %s is written before its end", other,
                              settings->output);
        }
    }
    free(part);
    free(target);
    return status;
}

static tsq_status check(const struct settings *settings, tsq_error *err)
{
    const tsq_tau2_method *method = settings->pool.fit.method;
    if (settings->n_files == 0 && isatty(STDIN_FILENO)) {
        return cli_fail(err, TSQ_E_USAGE, "which FILE? Name a CSV, or - for standard input");
    }
    if (settings->checkpoint != NULL && settings->output == NULL) {
        return cli_fail(
            err, TSQ_E_USAGE,
            "--checkpoint needs -o FILE: what was written to standard output cannot be taken back to the place "
            "from where the work goes on");
    }
    const unsigned refused = TSQ_TAU2_USER_WEIGHTS | (settings->of_effects ? 0 : TSQ_TAU2_COUNTS);
    if (method != NULL && (method->flags & refused) != 0) {
        return cli_fail(err, TSQ_E_OPTION, "analyses are fitted by inverse variances, not by %s", method->id);
    }
    size_t standard = 0;
    for (size_t i = 0; i < settings->n_files; i++) {
        standard += strcmp(settings->files[i], "-") == 0;
        if (is_same_file(settings->files[i], settings->output)) {
            return cli_fail(err, TSQ_E_USAGE, "-o would overwrite the input '%s'", settings->output);
        }
    }
    if (standard > 1) {
        return cli_fail(err, TSQ_E_USAGE, "standard input is named more than once");
    }
    if (settings->n_files == 0 && is_same_file("-", settings->output)) {
        return cli_fail(err, TSQ_E_USAGE, "-o would overwrite the input '%s'", settings->output);
    }
    return settings->checkpoint != NULL ? check_part(settings, err) : TSQ_OK;
}

static uint64_t digest_text(uint64_t digest, const char *text)
{
    for (size_t i = 0; text != NULL && i <= strlen(text); i++) {
        digest = (digest ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    return digest;
}

/* The options that say what comes out (FNV-1a of each), in whatever order; of one that is given twice the last may count. */
static uint64_t identify(const struct settings *settings)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < settings->n_given; i++) {
        const struct option_row *row = settings->given[i].row;
        const bool of_result = strcmp(row->section, "Run") != 0 && row->set != set_output && row->set != set_quiet;
        uint64_t digest = digest_text(UINT64_C(0xcbf29ce484222325), row->name);
        for (size_t j = 0; j < i; j++) {
            digest = settings->given[j].row == row ? digest_text(digest, settings->given[j].value) : digest;
        }
        sum += of_result ? digest_text(digest, settings->given[i].value) : 0;
    }
    return sum;
}

/* What holds for all analyses. Where the file says the measures each has yet to fit the method. */
static tsq_pool_options common_options(const struct settings *settings)
{
    tsq_pool_options pool = settings->pool;
    if (settings->batch.measure_column != NULL) {
        const bool counts = pool.fit.method != NULL && (pool.fit.method->flags & TSQ_TAU2_COUNTS) != 0;
        pool.measure = counts ? tsq_effect_find("OR") : pool.measure;
        pool.mh_q_asked = false;
    }
    return pool;
}

static tsq_status make_options(const struct settings *settings, tsq_batch_options *options, tsq_error *err)
{
    *options = settings->batch;
    options->csv = settings->csv;
    options->by = settings->pool.by;
    options->wide = options->wide || (options->by == NULL && options->join == NULL);
    options->where = settings->pool.where;
    options->n_where = settings->pool.n_where;
    options->map = settings->pool.map;
    options->n_map = settings->pool.n_map;
    options->na_fail = settings->pool.effect.na_fail;
    options->pool = settings->of_effects ? &settings->pool : NULL;
    options->output = settings->output != NULL ? settings->output : "<stdout>";
    options->identity = identify(settings);
    const tsq_pool_options pool = common_options(settings);
    return tsq_pool_fit_options(&pool, &options->fit, err);
}

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* Effects and studies that no analysis has. */
static void print_left_out(const struct settings *settings, const tsq_batch_report *report)
{
    const bool several = settings->n_files > 1;
    if (report->omitted > 0) {
        const bool one = report->omitted == 1;
        warn(settings, "%llu effect%s missing or cannot be used and %s left out, %son line %zu%s%s",
             (unsigned long long)report->omitted, one ? " is" : "s are", one ? "was" : "were", one ? "" : "the first ",
             report->omitted_line, several ? " of " : "", several ? settings->files[report->omitted_file] : "");
    }
    if (report->differing > 0) {
        warn(settings,
             "%llu analys%s studies with other alleles than the first, which were left out: flag alleles_differ",
             (unsigned long long)report->differing, report->differing == 1 ? "is has" : "es have");
    }
}

static void print_warnings(const struct settings *settings, const tsq_batch_report *report)
{
    const bool several = settings->n_files > 1;
    print_left_out(settings, report);
    if (report->contradicting > 0) {
        warn(settings, "vi and sei contradict each other %llu time%s, first on line %zu%s%s; vi is taken",
             (unsigned long long)report->contradicting, plural(report->contradicting), report->contradicting_line,
             several ? " of " : "", several ? settings->files[report->contradicting_file] : "");
    }
    if (report->warnings > 0) {
        warn(settings, "%llu warning%s about rows and analyses ('tausq pool' has them all)%s: %s",
             (unsigned long long)report->warnings, plural(report->warnings), report->warnings == 1 ? "" : ", the first",
             report->warning.text);
    }
    if (report->estimated > 0 && report->estimated < report->analyses) {
        warn(settings, "%llu of %llu analyses %s: %s", (unsigned long long)(report->analyses - report->estimated),
             (unsigned long long)report->analyses,
             report->analyses - report->estimated == 1 ? "has no estimate" : "have no estimate, the first",
             report->failure.text);
    }
}

/* What cannot be gone on with is thrown away. */
static void close_unfinished(const struct settings *settings, tsq_output *output, tsq_status status)
{
    const int exit_code = tsq_status_exit(status);
    const bool goes_on = exit_code == tsq_status_exit(TSQ_E_USAGE) || exit_code == tsq_status_exit(TSQ_E_FILE);
    if (goes_on && checkpoint_has_state(settings)) {
        tsq_output_leave(output);
    } else {
        tsq_output_abandon(output);
    }
}

static tsq_status run(const struct settings *settings, const tsq_batch_options *options, tsq_batch_report *report,
                      tsq_error *err)
{
    static const char *const standard[] = {"-"};
    struct watch watch;
    tsq_output *output;
    tsq_status status = settings->run.keeper != NULL
                            ? tsq_output_open_kept(settings->output, checkpoint_has_state(settings), &output, err)
                            : open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    tsq_run how = settings->run;
    how.progress = watch_progress;
    how.context = &watch;
    watch_begin(&watch, settings, "rows");
    status =
        tsq_batch(settings->n_files > 0 ? settings->files : standard, settings->n_files > 0 ? settings->n_files : 1,
                  options, &how, tsq_output_stream(output), report, err);
    watch_end(&watch);
    const bool nothing = settings->output != NULL && ftello(tsq_output_stream(output)) == 0; /* no header was read */
    if ((status != TSQ_OK && status != TSQ_E_STOPPED) || nothing) {
        close_unfinished(settings, output, status);
        return status;
    }
    tsq_error cause;
    const tsq_status written = tsq_output_commit(output, &cause);
    if (written != TSQ_OK) {
        *err = cause;
        return written;
    }
    return status;
}

int cmd_batch(struct settings *settings)
{
    tsq_error err;
    tsq_batch_options options;
    tsq_batch_report report = {0};
    tsq_status status = check(settings, &err);
    status = status == TSQ_OK ? make_options(settings, &options, &err) : status;
    status = status == TSQ_OK ? run(settings, &options, &report, &err) : status;
    if (status == TSQ_OK || status == TSQ_E_STOPPED) {
        print_warnings(settings, &report);
    }
    if (status == TSQ_OK && report.estimated == 0) {
        status = cli_fail(&err, TSQ_E_MODEL, "no analysis can be estimated, the first: %s", report.failure.text);
    }
    return finish_command(settings, status, &err);
}
