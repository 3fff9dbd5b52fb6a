/* tausq explain: from the result under one preset to that under another, one convention at a time. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* One side: its words, and what the command line says together with them. */
struct side {
    char *text;  /* what --a or --b says, cut into words */
    char **argv; /* the words, after a name for messages */
    int argc;
    struct settings settings;
};

/* "PRESET --option value" into words. Options of a side take no texts with blanks. */
static tsq_status split(struct side *side, const char *option, const char *value, tsq_error *err)
{
    const size_t length = strlen(value);
    side->text = malloc(strlen(option) + length + 2);
    side->argv = calloc(length / 2 + 4, sizeof *side->argv);
    if (side->text == NULL || side->argv == NULL) {
        return cli_fail_memory(err);
    }
    strcpy(side->text, option);
    side->argv[side->argc++] = side->text;
    char *at = side->text + strlen(option) + 1;
    strcpy(at, value);
    while (*(at += strspn(at, " ")) != '\0') {
        side->argv[side->argc++] = at;
        at += strcspn(at, " ");
        if (*at != '\0') {
            *at++ = '\0';
        }
    }
    return TSQ_OK;
}

static tsq_status read_side(const struct settings *settings, size_t which, const struct settings *other,
                            struct side *side, tsq_error *err)
{
    static const char *const options[] = {"--a", "--b"};
    const char *value = settings->side[which] != NULL ? settings->side[which] : "tausq";
    tsq_error cause;
    tsq_status status = split(side, options[which], value, err);
    if (status == TSQ_OK) {
        status = settings_parse_side(settings, side->argc, side->argv, other, &side->settings, &cause);
        if (status != TSQ_OK) {
            return cli_fail(err, status, "%s '%s': %s", options[which], value, cause.text);
        }
    }
    return status;
}

static void free_side(struct side *side)
{
    settings_free(&side->settings);
    free(side->argv);
    free(side->text);
}

/* Whether the other point has the warning too, for the same group. */
static bool is_there(const tsq_pool_result *result, const char *warning)
{
    for (size_t i = 0; i < result->n_warnings; i++) {
        if (strcmp(result->warning[i], warning) == 0) {
            return true;
        }
    }
    return false;
}

/* The warnings of both ends, each once. */
static void print_warnings(const struct settings *settings, const tsq_explanation *explanation)
{
    const char *source = tsq_table_source(explanation->table);
    const tsq_pool_report *a = &explanation->point[0], *b = &explanation->point[explanation->n];
    for (size_t g = 0; g < a->n; g++) {
        for (size_t i = 0; i < a->result[g].n_warnings; i++) {
            warn(settings, "%s: %s", source, a->result[g].warning[i]);
        }
        for (size_t i = 0; b != a && i < b->result[g].n_warnings; i++) {
            if (!is_there(&a->result[g], b->result[g].warning[i])) {
                warn(settings, "%s: %s: %s", source, explanation->name_b, b->result[g].warning[i]);
            }
        }
    }
}

static tsq_status write_explanation(const struct settings *settings, const tsq_explanation *explanation,
                                    const char *sha256, tsq_error *err)
{
    tsq_write_options options = writing_options(settings, tsq_table_source(explanation->table), sha256);
    static tsq_status (*const writers[])(FILE *, const tsq_explanation *, const tsq_write_options *) = {
        tsq_write_explain_text, tsq_write_explain_json, tsq_write_explain_csv, tsq_write_explain_markdown};
    tsq_output *output;
    options.transform = settings->transform;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = writers[settings->format](tsq_output_stream(output), explanation, &options);
    return close_output(output, cli_fail_plainly(err, status), err);
}

/* No group has an estimate at both ends: the first reason stands for all. */
static tsq_status fail_all(const tsq_explanation *explanation, tsq_error *err)
{
    const tsq_pool_result *a = &explanation->point[0].result[0], *b = &explanation->point[explanation->n].result[0];
    return cli_fail(err, TSQ_E_MODEL, "%s: no estimate under %s: %s", tsq_table_source(explanation->table),
                    a->estimated ? explanation->name_b : explanation->name_a,
                    a->estimated ? b->error.text : a->error.text);
}

static tsq_status run(const struct settings *settings, const struct side side[2], tsq_error *err)
{
    tsq_table *table;
    tsq_explanation explanation = {0};
    char sha256[65] = "";
    const tsq_explain_side a = {settings->side[0] != NULL ? settings->side[0] : "tausq", &side[0].settings.pool};
    const tsq_explain_side b = {settings->side[1] != NULL ? settings->side[1] : "tausq", &side[1].settings.pool};
    tsq_status status = read_input(settings, sha256, &table, err);
    if (status == TSQ_OK) {
        status = tsq_explain(table, &a, &b, &explanation, err);
    }
    if (status == TSQ_OK) {
        print_warnings(settings, &explanation);
        status = write_explanation(settings, &explanation, sha256, err);
    }
    if (status == TSQ_OK && explanation.n_estimated == 0) {
        status = fail_all(&explanation, err);
    }
    tsq_explain_free(&explanation);
    close_input(settings, table);
    return status;
}

int cmd_explain(struct settings *settings)
{
    struct side side[2] = {0};
    tsq_error err;
    tsq_status status = TSQ_OK;
    if (settings->side[0] == NULL && settings->side[1] == NULL) {
        status = cli_fail(&err, TSQ_E_USAGE, "explain what? Name two presets with --a and --b ('tausq list presets')");
    }
    for (size_t i = 0; i < 2 && status == TSQ_OK; i++) {
        status = read_side(settings, i, i == 0 ? NULL : &side[0].settings, &side[i], &err);
    }
    if (status == TSQ_OK) {
        status = run(settings, side, &err);
    }
    free_side(&side[0]);
    free_side(&side[1]);
    return finish_command(settings, status, &err);
}
