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
static bool is_recorded(const char *name)
{
    static const char *const others[] = {"format", "threads", "output", "quiet", "progress", "mcid", "update"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(name, others[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void write_options(FILE *stream, const char *command, const struct given_option *given, size_t n)
{
    fputs(command, stream);
    for (size_t i = 0; i < n; i++) {
        if (is_recorded(given[i].row->name)) {
            fprintf(stream, " --%s", given[i].row->name);
            if (given[i].value != NULL) {
                fputc(' ', stream);
                tsq_write_word(stream, given[i].value);
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

/* ---- words that are no options any more ------------------------------------------------------------------------------ */

/* An option by its word, "--measure", and one value. */
struct said {
    const char *option, *value; /* NULL: none */
};

/* By option, as `sort` has them. */
static void insert(struct said *said, size_t *n, struct said one)
{
    size_t i = (*n)++;
    for (; i > 0 && strcmp(said[i - 1].option, one.option) > 0; i--) {
        said[i] = said[i - 1];
    }
    said[i] = one;
}

static size_t list_said(const struct words *args, size_t first, const struct words *conditions, struct said *said)
{
    size_t n = 0;
    for (size_t i = first; i < args->n; i++) {
        struct said one = {.option = args->word[i]};
        if (i + 1 < args->n && strncmp(args->word[i + 1], "--", 2) != 0) {
            one.value = args->word[++i];
        }
        if (strncmp(one.option, "--", 2) != 0 || is_recorded(one.option + 2)) {
            insert(said, &n, one);
        }
    }
    for (size_t i = 0; i < conditions->n; i++) {
        insert(said, &n, (struct said){"--where", conditions->word[i]});
    }
    return n;
}

static char *write_said(const struct words *args, const struct words *conditions)
{
    char *text = NULL;
    size_t length;
    const bool named = args->n > 0 && args->word[0][0] != '-';
    struct said *said = calloc(args->n + conditions->n + 1, sizeof *said);
    FILE *stream = said != NULL ? open_memstream(&text, &length) : NULL;
    if (stream != NULL) {
        const size_t n = list_said(args, named ? 1 : 0, conditions, said);
        fputs(named ? args->word[0] : "pool", stream);
        for (size_t i = 0; i < n; i++) {
            fprintf(stream, " %s", said[i].option);
            if (said[i].value != NULL) {
                fputc(' ', stream);
                tsq_write_word(stream, said[i].value);
            }
        }
        if (fclose(stream) != 0) {
            free(text);
            text = NULL;
        }
    }
    free(said);
    return text;
}

char *recorded_words(const char *args, const char *where)
{
    struct words words = {0}, conditions = {0};
    tsq_error err;
    tsq_status status = words_split(args, &words, &err);
    status = status == TSQ_OK ? words_conditions(where, &conditions, &err) : status;
    char *text = status == TSQ_OK ? write_said(&words, &conditions) : status == TSQ_E_MEMORY ? NULL : strdup(args);
    words_free(&words);
    words_free(&conditions);
    return text;
}
