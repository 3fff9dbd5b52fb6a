/* The settings of a command, and of each side of a walk, from its arguments. */
#include "cli/arguments.h"

#include <stdlib.h>
#include <string.h>

/* The preset sets everything, so it goes first; the last of several counts. */
static tsq_status apply(struct settings *settings, const struct given *given, tsq_error *err)
{
    tsq_pool_preset(&settings->pool, settings->preset);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < given->n; i++) {
            const struct option_row *row = given->option[i].row;
            settings->of_effects = settings->of_effects || (row->commands & OF_EFFECTS) != 0;
            if ((row->set == set_preset) == (pass == 0)) {
                const tsq_status status = row->set(settings, given->option[i].value, err);
                if (status != TSQ_OK) {
                    return status;
                }
            }
        }
    }
    settings->pool.where = settings->where;
    settings->pool.map = settings->map;
    settings->pool.effect.unit = settings->unit;
    if (settings->unweighted) {
        settings->pool.fit.weighting = TSQ_WEIGHT_EQUAL;
    } else if (settings->pool.weights != NULL) {
        settings->pool.fit.weighting = TSQ_WEIGHT_USER;
    }
    return TSQ_OK;
}

/* An option that the output would not obey is refused rather than ignored. */
static tsq_status check_together(const struct settings *settings, tsq_error *err)
{
    const bool text = settings->format == FORMAT_TEXT;
    if (settings->forest && !text) {
        return cli_fail(err, TSQ_E_USAGE, "--forest is for --format text");
    }
    if (settings->rounding != NULL && settings->format == FORMAT_CSV) {
        return cli_fail(err, TSQ_E_USAGE,
                        "--rounding is for --format text, markdown and json; CSV has no columns for ranges");
    }
    if (settings->rounding != NULL && settings->pool.mods != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--rounding: there are no guaranteed ranges for models with moderators");
    }
    if (settings->text_only != NULL && !text && settings->format != FORMAT_MARKDOWN) {
        return cli_fail(err, TSQ_E_USAGE, "%s is for --format text and markdown; JSON and CSV have all digits",
                        settings->text_only);
    }
    return TSQ_OK;
}

static tsq_status option_means(const struct settings *settings, const struct given *given, size_t i, tsq_error *err)
{
    const char *value = given->option[i].value;
    return check_meaning(settings, given->option[i].row->name, value != NULL ? value : "", err);
}

/* Room for what `argc` arguments can say; letters can stand together, as in -qh. */
static tsq_status make_room(struct settings *out, size_t n, size_t letters, struct given *given, tsq_error *err)
{
    given->option = calloc(n + letters, sizeof *given->option);
    out->where = calloc(n, sizeof *out->where);
    out->map = calloc(n, sizeof *out->map);
    out->unit = calloc(n, sizeof *out->unit);
    out->bounds = calloc(n, sizeof *out->bounds);
    out->owned = calloc(n, sizeof *out->owned);
    out->files = calloc(n, sizeof *out->files);
    if (given->option == NULL || out->where == NULL || out->map == NULL || out->unit == NULL || out->bounds == NULL ||
        out->owned == NULL || out->files == NULL) {
        return cli_fail_memory(err);
    }
    return TSQ_OK;
}

static size_t count_letters(int argc, char **argv)
{
    size_t letters = 0;
    for (int i = 1; i < argc; i++) {
        letters += strlen(argv[i]);
    }
    return letters;
}

static void set_nothing(const struct command *command, int argc, char **argv, struct settings *out)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    *out = (struct settings){.command = command,
                             .argc = argc,
                             .argv = argv,
                             .csv = csv,
                             .digits = -1,
                             .transform = "auto",
                             .fail_on = TSQ_LINT_WARNING,
                             .run = TSQ_RUN_INIT,
                             .reproduce = {.most = TSQ_SEARCH_TWO, .answers = 5},
                             .batch = TSQ_BATCH_INIT};
}

/* Whether options are for several analyses: of two sides, or of all measures that a search tries. */
static bool is_searched(const struct settings *settings)
{
    const unsigned bit = settings->command->bit;
    return bit == CMD_EXPLAIN || (bit == CMD_REPRODUCE && settings->pool.measure == NULL);
}

tsq_status settings_parse(const struct command *command, int argc, char **argv, struct settings *out, tsq_error *err)
{
    struct given given = {0};
    set_nothing(command, argc, argv, out);
    tsq_status status = make_room(out, (size_t)argc + 1, count_letters(argc, argv), &given, err);
    if (status == TSQ_OK) {
        status = read_arguments(out, argc, argv, &given, err);
    }
    if (status == TSQ_OK) {
        status = apply(out, &given, err);
    }
    if (status == TSQ_OK) {
        status = check_together(out, err);
    }
    for (size_t i = 0; i < given.n && status == TSQ_OK && !is_searched(out); i++) {
        status = option_means(out, &given, i, err);
    }
    out->given = given.option;
    out->n_given = given.n;
    return status;
}

/* What both sides are given must mean something to one of them, what a side is given to that one. */
static tsq_status side_means(const struct settings *side, const struct settings *other, const struct given *given,
                             size_t shared, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < given->n && status == TSQ_OK; i++) {
        status = option_means(side, given, i, err);
        if (i < shared && (other == NULL || option_means(other, given, i, err) == TSQ_OK)) {
            status = TSQ_OK;
        }
    }
    return status;
}

tsq_status settings_parse_side(const struct settings *both, int argc, char **argv, const struct settings *other,
                               struct settings *out, tsq_error *err)
{
    static const struct command side = {.name = "a side", .bit = CMD_SIDE};
    struct given given = {0};
    set_nothing(both->command, both->argc, both->argv, out);
    tsq_status status = make_room(out, (size_t)both->argc + (size_t)argc + 1,
                                  count_letters(both->argc, both->argv) + count_letters(argc, argv), &given, err);
    if (status == TSQ_OK) {
        status = read_arguments(out, both->argc, both->argv, &given, err);
    }
    const size_t shared = given.n;
    const char *file = out->file;
    if (status == TSQ_OK) {
        out->command = &side;
        out->file = NULL;
        status = read_arguments(out, argc, argv, &given, err);
    }
    if (status == TSQ_OK) {
        out->preset = tsq_preset_find(out->file != NULL ? out->file : "tausq");
        out->command = both->command;
        out->file = file;
        status = apply(out, &given, err);
    }
    if (status == TSQ_OK) {
        status = side_means(out, other, &given, shared, err);
    }
    free(given.option);
    return status;
}

void settings_free(struct settings *settings)
{
    for (size_t i = 0; i < settings->n_owned; i++) {
        free(settings->owned[i]);
    }
    free(settings->owned);
    free(settings->given);
    free(settings->where);
    free(settings->map);
    free(settings->unit);
    free(settings->bounds);
    free(settings->files);
}
