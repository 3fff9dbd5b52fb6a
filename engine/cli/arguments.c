/* The table of options, and the reading of a command line with getopt_long. */
#include "cli/arguments.h"

#include <getopt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row rows[] = {
#define OPTION(name, letter, argument, commands, section, choices, set, help)                                          \
    {name, letter, argument, commands, section, choices, set, help},
#include "cli/options.def"
#undef OPTION
};

enum { N_ROWS = sizeof rows / sizeof rows[0], FIRST_CODE = 1000 };

const struct option_row *option_at(size_t i)
{
    return i < N_ROWS ? &rows[i] : NULL;
}

static const char *option_name(size_t i)
{
    return i < N_ROWS ? rows[i].name : NULL;
}

static tsq_status fail_unknown(const struct command *command, const char *word, tsq_error *err)
{
    char name[64];
    const char *start = word + strspn(word, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(start, "="), start);
    for (size_t i = 0; i < N_ROWS; i++) {
        if (strcmp(rows[i].name, name) == 0 && (rows[i].commands & command->bit) == 0) {
            return cli_fail(err, TSQ_E_USAGE, "'--%s' is not an option of %s", name, command->name);
        }
    }
    const char *meant = nearest(name, option_name);
    if (meant == NULL) {
        return cli_fail(err, TSQ_E_USAGE, "unknown option '%s'", word);
    }
    return cli_fail(err, TSQ_E_USAGE, "unknown option '%s'; did you mean '--%s'?", word, meant);
}

static tsq_status check_choice(const struct option_row *row, const char *value, tsq_error *err)
{
    for (size_t i = 0; row->choices(i) != NULL; i++) {
        if (strcmp(row->choices(i), value) == 0) {
            return TSQ_OK;
        }
    }
    const char *meant = nearest(value, row->choices);
    if (meant != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--%s: unknown value '%s'; did you mean '%s'?", row->name, value, meant);
    }
    char all[256] = "";
    for (size_t i = 0; row->choices(i) != NULL && strlen(all) + strlen(row->choices(i)) + 2 < sizeof all; i++) {
        strcat(all, " ");
        strcat(all, row->choices(i));
    }
    return cli_fail(err, TSQ_E_USAGE, "--%s: unknown value '%s'; it takes one of%s", row->name, value, all);
}

/* The value of --a and --b begins with a preset; options may follow, which settings_parse_side reads. */
static tsq_status check_value(const struct option_row *row, const char *value, tsq_error *err)
{
    char word[64];
    if (row->choices == NULL) {
        return TSQ_OK;
    }
    if (row->set != set_a && row->set != set_b) {
        return check_choice(row, value, err);
    }
    value += strspn(value, " ");
    snprintf(word, sizeof word, "%.*s", (int)strcspn(value, " "), value);
    return check_choice(row, word, err);
}

static bool is_operator(const char *word)
{
    static const char *const operators[] = {"=", "==", "!=", "<", "<=", ">", ">="};
    for (size_t i = 0; word != NULL && i < sizeof operators / sizeof operators[0]; i++) {
        if (strcmp(word, operators[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* "COL OP VALUE" from three arguments; the name is quoted, so that it may hold blanks and operators. */
static const char *join_condition(struct settings *settings, const char *column, const char *operator,
                                  const char * value)
{
    const bool quoted = column[0] == '"';
    const size_t room = strlen(column) + strlen(operator) + strlen(value) + 5;
    char *text = malloc(room);
    if (text != NULL) {
        snprintf(text, room, quoted ? "%s %s %s" : "\"%s\" %s %s", column, operator, value);
        settings->owned[settings->n_owned++] = text;
    }
    return text;
}

/* getopt's tables for one command: long options without the rows of others, and letters. "-:" keeps the order of
 * arguments, whatever POSIXLY_CORRECT says, and tells a missing argument from an unknown option. */
static void make_tables(const struct command *command, struct option *options, char *letters)
{
    size_t n = 0, m = 0;
    letters[m++] = '-';
    letters[m++] = ':';
    for (size_t i = 0; i < N_ROWS; i++) {
        if ((rows[i].commands & command->bit) != 0) {
            const int has = rows[i].argument != NULL ? required_argument : no_argument;
            options[n++] = (struct option){rows[i].name, has, NULL, FIRST_CODE + (int)i};
            if (rows[i].letter != 0) {
                letters[m++] = rows[i].letter;
                letters[m] = ':';
                m += has == required_argument;
            }
        }
    }
    options[n] = (struct option){NULL, 0, NULL, 0};
    letters[m] = '\0';
}

static const struct option_row *row_of(const struct command *command, int code)
{
    if (code >= FIRST_CODE) {
        return &rows[code - FIRST_CODE];
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        if (rows[i].letter == code && (rows[i].commands & command->bit) != 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static tsq_status take_file(struct settings *settings, const char *word, tsq_error *err)
{
    if ((settings->command->bit & (CMD_BATCH | CMD_CHECK)) != 0) {
        settings->files[settings->n_files++] = word;
    } else if (settings->file != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "one %s only: '%s' and '%s'",
                        settings->command->bit == CMD_LIST   ? "KIND"
                        : settings->command->bit == CMD_SIDE ? "PRESET"
                                                             : "FILE",
                        settings->file, word);
    }
    settings->file = word;
    return TSQ_OK;
}

/* getopt takes a unique beginning for the whole name; a script that relies on that breaks with the next option. */
static bool is_abbreviated(const struct option_row *row, const char *word)
{
    return strncmp(word, "--", 2) == 0 &&
           (strncmp(word + 2, row->name, strlen(row->name)) != 0 || strchr("=", word[2 + strlen(row->name)]) == NULL);
}

/* Whether a word by itself is an option of the command: then it is not the value of the one before it. */
static bool is_option(const struct command *command, const char *word)
{
    const size_t length = strcspn(word, "=");
    for (size_t i = 0; strncmp(word, "--", 2) == 0 && i < N_ROWS; i++) {
        if ((rows[i].commands & command->bit) != 0 && strlen(rows[i].name) == length - 2 &&
            strncmp(rows[i].name, word + 2, length - 2) == 0) {
            return true;
        }
    }
    return false;
}

static tsq_status take_option(struct settings *settings, const struct option_row *row, char **argv, int argc,
                              struct given *given, tsq_error *err)
{
    const char *value = optarg;
    if (row->argument != NULL && optarg == argv[optind - 1] && is_option(settings->command, optarg)) {
        return cli_fail(err, TSQ_E_USAGE, "'--%s' needs an argument: %s", row->name, row->argument);
    }
    if (row->set == set_where && optind + 1 < argc && is_operator(argv[optind])) {
        value = join_condition(settings, optarg, argv[optind], argv[optind + 1]);
        optind += 2;
        if (value == NULL) {
            return cli_fail_memory(err);
        }
    }
    given->option[given->n].row = row;
    given->option[given->n++].value = value;
    return check_value(row, value, err);
}

static tsq_status read_all(struct settings *settings, int argc, char **argv, struct given *given, tsq_error *err)
{
    struct option options[N_ROWS + 1];
    char letters[2 * N_ROWS + 3];
    make_tables(settings->command, options, letters);
    optind = 0;
    for (;;) {
        const int at = optind == 0 ? 1 : optind;
        const int code = getopt_long(argc, argv, letters, options, NULL);
        if (code == -1) {
            break;
        }
        tsq_status status = TSQ_OK;
        if (code == 1) {
            status = take_file(settings, optarg, err);
        } else if (code == ':') {
            status = cli_fail(err, TSQ_E_USAGE, "'%s' needs an argument: %s", argv[at],
                              row_of(settings->command, optopt)->argument);
        } else if (code == '?' && optopt >= FIRST_CODE) {
            status = cli_fail(err, TSQ_E_USAGE, "'--%s' takes no argument", rows[optopt - FIRST_CODE].name);
        } else if (code == '?' || is_abbreviated(row_of(settings->command, code), argv[at])) {
            status = fail_unknown(settings->command, argv[at], err);
        } else {
            status = take_option(settings, row_of(settings->command, code), argv, argc, given, err);
        }
        if (status != TSQ_OK) {
            return status;
        }
    }
    for (; optind < argc; optind++) {
        const tsq_status status = take_file(settings, argv[optind], err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return TSQ_OK;
}

/* getopt keeps its place in globals; runs for other commands read arguments in several threads. */
tsq_status read_arguments(struct settings *settings, int argc, char **argv, struct given *given, tsq_error *err)
{
    static pthread_mutex_t getopt_lock = PTHREAD_MUTEX_INITIALIZER;
    (void)pthread_mutex_lock(&getopt_lock);
    const tsq_status status = read_all(settings, argc, argv, given, err);
    (void)pthread_mutex_unlock(&getopt_lock);
    return status;
}
