/* Prints the bash completion of the program from its own tables of commands, options and values. */
#include "cli/cli.h"

#include <string.h>

struct row {
    const char *name;
    char letter;
    bool takes_value;
    unsigned commands;
    choice_function *choices;
};

static const struct row rows[] = {
#define OPTION(name, letter, argument, commands, section, choices, set, help)                                          \
    {name, letter, (argument) != NULL, (section) != NULL ? (commands) : 0, choices},
#include "cli/options.def"
#undef OPTION
};

static const struct command commands[] = {
#define COMMAND(name, run, bit, arguments, line, description) {name, run, bit, arguments, line, description},
#include "cli/commands.def"
#undef COMMAND
};

static const size_t n_rows = sizeof rows / sizeof *rows, n_commands = sizeof commands / sizeof *commands;

static void print_choices(choice_function *choices)
{
    for (size_t i = 0; choices != NULL && choices(i) != NULL; i++) {
        printf("%s%s", i > 0 ? " " : "", choices(i));
    }
}

/* The words after an option that takes a value: `pool:--method) words="..." ;;`. */
static void print_values(const char *command, const struct row *row)
{
    printf("        %s:--%s", command, row->name);
    if (row->letter != '\0') {
        printf(" | %s:-%c", command, row->letter);
    }
    if (strcmp(row->name, "output") == 0) {
        puts(") files=yes ;;");
        return;
    }
    fputs(") words=\"", stdout);
    print_choices(row->choices);
    puts("\" ;;");
}

static void print_options(unsigned bit)
{
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].commands & bit) {
            printf(" --%s", rows[i].name);
        }
    }
}

static void print_commands(void)
{
    for (size_t i = 0; i < n_commands; i++) {
        printf("%s ", commands[i].name);
    }
}

int main(void)
{
    puts("# bash completion for tausq, made from the program's tables of commands and options\n"
         "_tausq()\n"
         "{\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words='' files='' word\n"
         "    COMPREPLY=()\n"
         "    # bash hands over --option=value as three words\n"
         "    if [[ $cur == = ]]; then\n"
         "        cur=''\n"
         "    elif [[ $prev == = ]]; then\n"
         "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "    fi\n"
         "    case ${COMP_WORDS[1]}:$prev in");
    fputs("        *:\"${COMP_WORDS[0]}\") words='", stdout);
    print_commands();
    puts("--help --version' ;;");
    for (size_t i = 0; i < n_commands; i++) {
        for (size_t j = 0; j < n_rows; j++) {
            if (rows[j].takes_value && (rows[j].commands & commands[i].bit)) {
                print_values(commands[i].name, &rows[j]);
            }
        }
    }
    fputs("        list:*) words='", stdout);
    print_choices(choice_list);
    puts(" --help' ;;");
    for (size_t i = 0; i < n_commands; i++) {
        if (commands[i].bit != CMD_LIST) {
            printf("        %s:*)\n            files=yes\n            if [[ $cur == -* ]]; then\n                "
                   "files=''\n"
                   "                words='",
                   commands[i].name);
            print_options(commands[i].bit);
            puts("'\n            fi\n            ;;");
        }
    }
    puts("    esac\n"
         "    if [[ $files ]]; then\n"
         "        compopt -o filenames 2>/dev/null\n"
         "        while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(compgen -f -- \"$cur\")\n"
         "    else\n"
         "        while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(compgen -W \"$words\" -- \"$cur\")\n"
         "    fi\n"
         "}\n"
         "complete -F _tausq tausq");
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
