/* Help and usage, from the tables of commands and options and from the registries. */
#include "cli/cli.h"

#include <string.h>

enum { RIGHT = 79, NAMES = 2, HELP = 26 };

void help_wrap(FILE *stream, int column, int indent, const char *text)
{
    while (*text != '\0') {
        const int length = (int)strcspn(text, " ");
        if (column > indent && column + length > RIGHT) {
            fputc('\n', stream);
            column = 0;
        }
        if (column < indent) {
            fprintf(stream, "%*s", indent - column, "");
            column = indent;
        }
        fprintf(stream, "%.*s", length, text);
        column += length;
        text += length;
        if (*text == ' ') {
            text++;
            if (column < RIGHT && (int)strcspn(text, " ") + column < RIGHT) {
                fputc(' ', stream);
                column++;
            } else {
                fputc('\n', stream);
                column = 0;
            }
        }
    }
    fputc('\n', stream);
}

void help_choices(FILE *stream, choice_function *choices)
{
    char text[1024] = "= ";
    for (size_t i = 0; choices(i) != NULL && strlen(text) + strlen(choices(i)) + 4 < sizeof text; i++) {
        strcat(text, i == 0 ? "" : " | ");
        strcat(text, choices(i));
    }
    help_wrap(stream, 0, HELP, text);
}

static void help_option(FILE *stream, const struct option_row *row)
{
    char names[128];
    int n = 0;
    if (row->letter != 0) {
        n = snprintf(names, sizeof names, "-%c, ", row->letter);
    }
    n += snprintf(names + n, sizeof names - (size_t)n, "--%s%s%s", row->name, row->argument != NULL ? " " : "",
                  row->argument != NULL ? row->argument : "");
    fprintf(stream, "%*s%s", NAMES, "", names);
    n += NAMES;
    if (n + 2 > HELP) {
        fputc('\n', stream);
        n = 0;
    }
    help_wrap(stream, n, HELP, row->help);
    if (row->choices != NULL) {
        help_choices(stream, row->choices);
    }
}

static void help_section(FILE *stream, const struct command *command, const char *section)
{
    fprintf(stream, "\n%s:\n", section);
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *row = option_at(i);
        if ((row->commands & command->bit) != 0 && row->section != NULL && strcmp(row->section, section) == 0) {
            help_option(stream, row);
        }
    }
}

static bool seen_before(size_t i, const struct command *command)
{
    for (size_t j = 0; j < i; j++) {
        const struct option_row *row = option_at(j);
        if ((row->commands & command->bit) != 0 && row->section != NULL &&
            strcmp(row->section, option_at(i)->section) == 0) {
            return true;
        }
    }
    return false;
}

static void help_presets(FILE *stream)
{
    fputs("\nPresets:\n", stream);
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        const tsq_preset *p = tsq_preset_at(i);
        static const char *const bias[] = {"exact", "approximate", "no"};
        static const char *const zeros[] = {"metafor", "meta", "RevMan 5"};
        const char *test = strcmp(p->test, "auto") == 0 ? "knha (z for a common effect)" : p->test;
        char text[1024];
        const int n = fprintf(stream, "%*s%s", NAMES, "", p->id);
        snprintf(text, sizeof text,
                 "%s: --method %s --test %s --pi %s --tau2-ci %s --i2 %s; SMD with %s correction, variance %s; ROM %s; "
                 "zero cells as in %s%s%s%s.",
                 p->title, p->method, test, p->prediction,
                 strcmp(p->tau2_interval, "auto") == 0 ? "J for DL, else QP" : p->tau2_interval,
                 p->i2 == TSQ_I2_Q ? "Q" : "tau2", bias[p->bias], p->smd_vtype,
                 p->rom_correct ? "corrected" : "not corrected", zeros[p->zero_rule],
                 p->mh_q ? "; Mantel-Haenszel after the correction, Q of DL about it" : "",
                 p->left_out[0] == '\0' ? "" : ". Note: ", p->left_out);
        help_wrap(stream, n, HELP, text);
    }
}

void help_command(FILE *stream, const struct command *command)
{
    fprintf(stream, "Usage: tausq %s %s\n\n", command->name, command->arguments);
    help_wrap(stream, 0, 0, command->description);
    if (command->bit == CMD_LIST) {
        fputs("\nKinds:\n", stream);
        help_choices(stream, choice_list);
    } else {
        fputc('\n', stream);
        help_wrap(
            stream, 0, 0,
            "FILE is a CSV table with a header line; without FILE, or for -, standard input is read. Missing values "
            "are empty, NA, NaN or a single dot. Columns are recognised by their names: study, yi, vi, sei, n1i, "
            "m1i, sd1i, ... ('tausq list roles').");
    }
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *row = option_at(i);
        if ((row->commands & command->bit) != 0 && row->section != NULL && !seen_before(i, command)) {
            help_section(stream, command, row->section);
        }
    }
    if (command->bit != CMD_LIST) {
        help_presets(stream);
    }
    if (command->bit == CMD_EXPLAIN) {
        fputs("\nExamples:\n"
              "  tausq explain bcg.csv --a metafor-5 --b revman-5\n"
              "  tausq explain trials.csv --measure RR --a 'metafor-5 --method DL' --b revman-5\n"
              "  tausq explain trials.csv --measure SMD --by outcome --a meta-8 --format json\n",
              stream);
    }
    if (command->bit == CMD_POOL) {
        fputs("\nExamples:\n"
              "  tausq pool bcg.csv\n"
              "  tausq pool trials.csv --measure MD --by outcome,weeks --forest\n"
              "  tausq pool trials.csv --measure SMD --where 'weeks >= 13' --preset revman-5\n"
              "  tausq pool bcg.csv --method DL --test z --format json -o bcg.json\n",
              stream);
    }
}

void help_program(FILE *stream)
{
    fputs("Usage: tausq COMMAND [FILE] [OPTION]...\n\n"
          "Meta-analysis: exact, reproducible pooling of treatment effects.\n\nCommands:\n",
          stream);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        fprintf(stream, "  %-10s %s\n", command_at(i)->name, command_at(i)->line);
    }
    fputs("\n"
          "  -h, --help     print this help; 'tausq COMMAND --help' has the options\n"
          "  -V, --version  print versions, and what was built in\n"
          "\n"
          "Exit status:\n"
          "  0  done\n"
          "  1  a check did not hold\n"
          "  2  wrong usage\n"
          "  3  the input data cannot be used\n"
          "  4  the model cannot be estimated\n"
          "  5  the system failed (file, memory)\n",
          stream);
}
