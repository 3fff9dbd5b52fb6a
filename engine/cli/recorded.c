/* The options of a run in one text, whatever their order was. */
#include "cli/claim_runs.h"
#include "cli/set.h"

#include <stdlib.h>
#include <string.h>

/* By name; the order of those of one name may mean something, and stays. */
static void sort(struct given_option *given, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct given_option one = given[i];
        size_t j = i;
        for (; j > 0 && strcmp(given[j - 1].row->name, one.row->name) > 0; j--) {
            given[j] = given[j - 1];
        }
        given[j] = one;
    }
}

/* What does not change numbers is not recorded. */
static bool is_recorded(const struct option_row *row)
{
    static const char *const others[] = {"format", "threads", "output", "quiet", "progress", "mcid", "update"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(row->name, others[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void write_options(FILE *stream, const char *command, const struct given_option *given, size_t n)
{
    fputs(command, stream);
    for (size_t i = 0; i < n; i++) {
        if (is_recorded(given[i].row)) {
            fprintf(stream, " --%s", given[i].row->name);
            if (given[i].value != NULL) {
                fputc(' ', stream);
                words_quote(stream, given[i].value);
            }
        }
    }
}

char *recorded_options(const struct settings *settings)
{
    char *text = NULL;
    size_t length;
    struct given_option *given = calloc(settings->n_given + 1, sizeof *given);
    FILE *stream = given != NULL ? open_memstream(&text, &length) : NULL;
    if (stream != NULL) {
        if (settings->n_given > 0) {
            memcpy(given, settings->given, settings->n_given * sizeof *given);
        }
        sort(given, settings->n_given);
        write_options(stream, settings->command->name, given, settings->n_given);
        if (fclose(stream) != 0) {
            free(text);
            text = NULL;
        }
    }
    free(given);
    return text;
}
