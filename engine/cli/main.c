/* The program tausq: finds the command, reads its options, runs it. */
#include "cli/cli.h"

#include <locale.h>
#include <string.h>

static const char *command_name(size_t i)
{
    return command_at(i) != NULL ? command_at(i)->name : NULL;
}

static const char *option_name(size_t i)
{
    static const char *const names[] = {"--help", "--version"};
    return i < 2 ? names[i] : NULL;
}

static void print_version(FILE *stream)
{
    fprintf(stream,
            "tausq %s\n\n"
            "GSL      %s\n"
            "threads  not built in\n"
            "MPI      not built in\n"
            "\n"
            "License GPL-3.0-or-later. There is no warranty, to the extent permitted by law.\n",
            tsq_version(), tsq_gsl_version());
}

/* Help and version go to standard output like results, so a full disk is an error for them too. */
static int close_stdout(int exit_code)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        fputs("tausq: standard output: cannot be written\n", stderr);
        return tsq_status_exit(TSQ_E_FILE);
    }
    return exit_code;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct settings settings;
    tsq_error err;
    const tsq_status status = settings_parse(command, argc, argv, &settings, &err);
    int exit_code;
    if (status != TSQ_OK) {
        exit_code = cli_report(command, status, &err);
    } else if (settings.help) {
        help_command(stdout, command);
        exit_code = close_stdout(0);
    } else {
        exit_code = command->run(&settings);
    }
    settings_free(&settings);
    return exit_code;
}

static int fail_command(const char *word)
{
    tsq_error err;
    const bool option = word[0] == '-';
    const char *meant = nearest(word, option ? option_name : command_name);
    const char *kind = option ? "option" : "command";
    (void)cli_fail(&err, TSQ_E_USAGE, meant != NULL ? "unknown %s '%s'; did you mean '%s'?" : "unknown %s '%s'", kind,
                   word, meant);
    return cli_report(NULL, TSQ_E_USAGE, &err);
}

int main(int argc, char **argv)
{
    tsq_start();
    /* Only for which characters the terminal shows; numbers stay those of the C locale. */
    setlocale(LC_CTYPE, "");
    if (argc < 2) {
        help_program(stderr);
        return tsq_status_exit(TSQ_E_USAGE);
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        help_program(stdout);
        return close_stdout(0);
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        print_version(stdout);
        return close_stdout(0);
    }
    for (size_t i = 0; command_at(i) != NULL; i++) {
        if (strcmp(command_at(i)->name, word) == 0) {
            return run(command_at(i), argc - 1, argv + 1);
        }
    }
    return fail_command(word);
}
