/* The program tausq: finds the command, reads its options, runs it. */
#include "cli/checkpoint.h"
#include "cli/ranks.h"

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
    char mpi[128];
    fprintf(stream,
            "tausq %s\n\n"
            "GSL      %s\n"
            "threads  POSIX\n"
            "MPI      %s\n"
            "\n"
            "License GPL-3.0-or-later. There is no warranty, to the extent permitted by law.\n",
            tsq_version(), tsq_gsl_version(), ranks_version(mpi));
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

/* Runs a command with its checkpoint, if it has one. */
static int run_kept(struct settings *settings)
{
    struct checkpoint checkpoint;
    tsq_error err;
    const tsq_status status = checkpoint_begin(&checkpoint, settings, &err);
    if (status != TSQ_OK) {
        return cli_report(settings->command, status, &err);
    }
    const int exit_code = settings->command->run(settings);
    checkpoint_end(&checkpoint, exit_code);
    return exit_code;
}

static int run(const struct command *command, int argc, char **argv, const struct ranks *ranks)
{
    struct settings settings;
    tsq_error err;
    const tsq_status status = settings_parse(command, argc, argv, &settings, &err);
    int exit_code = 0;
    if (status != TSQ_OK) {
        exit_code = cli_report(command, status, &err);
    } else if (settings.help) {
        help_command(stdout, command);
        exit_code = close_stdout(0);
    } else if (ranks_join(ranks, &settings)) {
        exit_code = run_kept(&settings);
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

static const struct command *find_command(const char *word)
{
    for (size_t i = 0; command_at(i) != NULL; i++) {
        if (strcmp(command_at(i)->name, word) == 0) {
            return command_at(i);
        }
    }
    return NULL;
}

/* "help", "help COMMAND": the same as --help and COMMAND --help. */
static int help(int argc, char **argv)
{
    const struct command *command = argc > 2 ? find_command(argv[2]) : NULL;
    if (argc > 2 && command == NULL) {
        return fail_command(argv[2]);
    }
    if (argc > 3) {
        tsq_error err;
        (void)cli_fail(&err, TSQ_E_USAGE, "help is of one command; what is '%.200s'?", argv[3]);
        return cli_report(NULL, TSQ_E_USAGE, &err);
    }
    if (command != NULL) {
        help_command(stdout, command);
    } else {
        help_program(stdout);
    }
    return close_stdout(0);
}

static int run_program(int argc, char **argv, const struct ranks *ranks)
{
    if (argc < 2) {
        help_program(stderr);
        return tsq_status_exit(TSQ_E_USAGE);
    }
    const char *word = argv[1];
    if (strcmp(word, "help") == 0) {
        return help(argc, argv);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        help_program(stdout);
        return close_stdout(0);
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        print_version(stdout);
        return close_stdout(0);
    }
    const struct command *command = find_command(word);
    return command != NULL ? run(command, argc - 1, argv + 1, ranks) : fail_command(word);
}

int main(int argc, char **argv)
{
    struct ranks ranks;
    tsq_start();
    /* Only for which characters the terminal shows; numbers stay those of the C locale. */
    setlocale(LC_CTYPE, "");
    ranks_begin(&ranks);
    return ranks_end(&ranks, run_program(argc, argv, &ranks));
}
