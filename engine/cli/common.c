/* Messages, the terminal, and the reading of the input: what commands share. */
#include "cli/capture.h"
#include "cli/ranks.h"

#include <langinfo.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

tsq_status cli_fail(tsq_error *err, tsq_status code, const char *format, ...)
{
    *err = (tsq_error){.code = code};
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return code;
}

tsq_status cli_fail_plainly(tsq_error *err, tsq_status code)
{
    return code == TSQ_OK ? TSQ_OK : cli_fail(err, code, "%s", tsq_status_text(code));
}

tsq_status cli_fail_memory(tsq_error *err)
{
    return cli_fail_plainly(err, TSQ_E_MEMORY);
}

int cli_report(const struct command *command, tsq_status status, const tsq_error *err)
{
    fprintf(stderr, "tausq: %s\n", err->text);
    if (tsq_status_exit(status) == tsq_status_exit(TSQ_E_USAGE)) {
        fprintf(stderr, "Try 'tausq %s%s--help'.\n", command != NULL ? command->name : "", command != NULL ? " " : "");
    }
    return tsq_status_exit(status);
}

bool terminal_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool is_same_file(const char *input, const char *output)
{
    struct stat in, out;
    return input != NULL && output != NULL &&
           (strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(input, &in)) == 0 && stat(output, &out) == 0 &&
           in.st_dev == out.st_dev && in.st_ino == out.st_ino && S_ISREG(in.st_mode);
}

tsq_status read_input(const struct settings *settings, char *sha256, tsq_table **out, tsq_error *err)
{
    *out = NULL;
    if (settings->capture != NULL) {
        return capture_input(settings->capture, sha256, out, err);
    }
    if (settings->file == NULL && isatty(STDIN_FILENO)) {
        return cli_fail(err, TSQ_E_USAGE, "which FILE? Name a CSV, or - for standard input");
    }
    const char *file = settings->file != NULL ? settings->file : "-";
    if (is_same_file(file, settings->output)) {
        return cli_fail(err, TSQ_E_USAGE, "-o would overwrite the input '%s'", settings->output);
    }
    if (is_same_file(file, settings->covariance)) {
        return cli_fail(err, TSQ_E_USAGE, "--covariance would overwrite the input '%s'", settings->covariance);
    }
    if (settings->output != NULL && settings->covariance != NULL &&
        (strcmp(settings->output, settings->covariance) == 0 || is_same_file(settings->output, settings->covariance))) {
        return cli_fail(err, TSQ_E_USAGE, "-o and --covariance name the same file '%s'", settings->output);
    }
    return ranks_read(settings->run.ranks, file, &settings->csv, sha256, out, err);
}

void close_input(const struct settings *settings, tsq_table *table)
{
    if (settings->capture == NULL) {
        tsq_table_free(table);
    }
}

tsq_status open_output(const struct settings *settings, tsq_output **out, tsq_error *err)
{
    if (settings->capture != NULL) {
        return tsq_output_open_memory(&settings->capture->bytes, &settings->capture->length, out, err);
    }
    return tsq_output_open(settings->output, out, err);
}

tsq_status close_output(tsq_output *output, tsq_status status, tsq_error *err)
{
    tsq_error cause;
    const bool failed = ferror(tsq_output_stream(output)) != 0; /* which no commit passes over */
    if (status != TSQ_OK && status != TSQ_E_STOPPED && !failed) {
        tsq_output_abandon(output);
        return status;
    }
    const tsq_status written = tsq_output_commit(output, &cause);
    if (written != TSQ_OK) {
        *err = cause;
    }
    return written != TSQ_OK ? written : status;
}

tsq_write_options writing_options(const struct settings *settings, const char *input, const char *sha256)
{
    return (tsq_write_options){.digits = settings->digits,
                               .utf8 = terminal_is_utf8(),
                               .transform = "none",
                               .input = input,
                               .sha256 = sha256,
                               .version = tsq_version()};
}

int finish_command(const struct settings *settings, tsq_status status, const tsq_error *err)
{
    if (status == TSQ_OK) {
        return 0;
    }
    if (settings->capture != NULL) {
        settings->capture->status = status;
        settings->capture->error = *err;
        return tsq_status_exit(status);
    }
    return cli_report(settings->command, status, err);
}

tsq_status write_covariance(const struct settings *settings, size_t pairs, covariance_writer *write, const void *from,
                            tsq_output **out, tsq_error *err)
{
    *out = NULL;
    if (settings->covariance == NULL) {
        return TSQ_OK;
    }
    if (pairs == 0) {
        return cli_fail(err, TSQ_E_USAGE,
                        "--covariance: there is none to write; no two effects share a control, or --multi-arm is not "
                        "covariance");
    }
    tsq_status status = tsq_output_open(settings->covariance, out, err);
    if (status == TSQ_OK) {
        status = write(tsq_output_stream(*out), from);
        if (status != TSQ_OK) {
            (void)cli_fail_plainly(err, status);
        }
    }
    return status;
}

tsq_status finish_covariance(tsq_output *output, tsq_status status, tsq_error *err)
{
    if (output != NULL && status == TSQ_OK) {
        return tsq_output_commit(output, err);
    }
    tsq_output_abandon(output);
    return status;
}

void warn(const struct settings *settings, const char *format, ...)
{
    if (settings->quiet || settings->capture != NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    fputs("tausq: warning: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}
