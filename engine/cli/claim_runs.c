/* From claims to runs of commands, and from their results to verdicts; see claim_runs.h. */
#include "cli/claim_runs.h"

#include "cli/set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A claim by what has to be computed for it. */
struct wanted {
    char *path; /* owned; NULL: it names no data */
    const char *args, *where;
    size_t claim; /* of `checked` */
};

/* One analysis, for the claims wanted[first] ... wanted[first + n - 1]. */
struct claim_run {
    struct words args, conditions;
    char **argv;
    struct settings settings;
    struct shared_input *input;
    struct capture capture;
    bool fails; /* before it begins: capture.error says why */
    size_t first, n;
};

struct work {
    tsq_checked *checked;
    const struct claims_file *files;
    struct wanted *wanted;
    size_t n;
    struct claim_run *run;
    size_t n_runs;
    struct shared_input *input;
    size_t n_inputs;
    unsigned threads;     /* of each run */
    const char *rounding; /* for runs that have none of their own; NULL: none */
};

static tsq_status fail_memory(tsq_error *err)
{
    return cli_fail(err, TSQ_E_MEMORY, "%s", tsq_status_text(TSQ_E_MEMORY));
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

tsq_status claims_file_read(const char *path, const tsq_csv_options *csv, struct claims_file *out, tsq_error *err)
{
    *out = (struct claims_file){.path = strcmp(path, "-") == 0 ? "<stdin>" : path};
    tsq_status status = tsq_csv_read(path, csv, NULL, &out->table, err);
    if (status == TSQ_OK) {
        status = tsq_claims_read(out->table, &out->claims, err);
    }
    return status;
}

void claims_file_free(struct claims_file *file)
{
    tsq_claims_free(&file->claims);
    tsq_table_free(file->table);
}

char *claim_data_path(const char *claims_path, const char *data, bool *ok)
{
    const char *slash = strrchr(claims_path, '/');
    const bool beside = data[0] != '/' && strcmp(data, "-") != 0;
    const int directory = slash != NULL && beside ? (int)(slash - claims_path) + 1 : 0;
    const char *here = directory == 0 && data[0] == '-' ? "./" : "";
    const size_t room = (size_t)directory + strlen(data) + 3;
    char *path = data[0] != '\0' ? malloc(room) : NULL;
    *ok = path != NULL || data[0] == '\0';
    if (path != NULL) {
        snprintf(path, room, "%.*s%s%s", directory, claims_path, here, data);
    }
    return path;
}

/* ---- which analyses ----------------------------------------------------------------------------------------------- */

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int compare_analyses(const struct wanted *a, const struct wanted *b)
{
    int order = compare_texts(a->path, b->path);
    order = order != 0 ? order : strcmp(a->args, b->args);
    return order != 0 ? order : strcmp(a->where, b->where);
}

static int compare_wanted(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    const int order = compare_analyses(a, b);
    return order != 0 ? order : (a->claim > b->claim) - (a->claim < b->claim);
}

static tsq_status want_all(struct work *work, tsq_error *err)
{
    work->wanted = calloc(work->n + 1, sizeof *work->wanted);
    work->run = calloc(work->n + 1, sizeof *work->run);
    work->input = calloc(work->n + 1, sizeof *work->input);
    if (work->wanted == NULL || work->run == NULL || work->input == NULL) {
        return fail_memory(err);
    }
    for (size_t i = 0; i < work->n; i++) {
        const tsq_claim *claim = work->checked[i].claim;
        bool ok;
        char *path = claim_data_path(work->files[work->checked[i].file].path, claim->data, &ok);
        if (!ok) {
            return fail_memory(err);
        }
        work->wanted[i] = (struct wanted){.path = path, .args = claim->args, .where = claim->where, .claim = i};
    }
    qsort(work->wanted, work->n, sizeof *work->wanted, compare_wanted);
    for (size_t i = 0; i < work->n; i++) {
        if (i == 0 || compare_analyses(&work->wanted[i - 1], &work->wanted[i]) != 0) {
            work->run[work->n_runs++].first = i;
        }
        work->run[work->n_runs - 1].n++;
    }
    return TSQ_OK;
}

/* ---- one analysis ------------------------------------------------------------------------------------------------- */

static bool has_json(const struct command *command)
{
    for (size_t i = 0; option_at(i) != NULL; i++) {
        const struct option_row *row = option_at(i);
        if ((row->commands & command->bit) != 0 && row->set == set_format) {
            return true;
        }
    }
    return false;
}

static const char *command_name(size_t i)
{
    return command_at(i) != NULL ? command_at(i)->name : NULL;
}

static tsq_status find_command(const char *name, const struct command **out, tsq_error *err)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        if (strcmp(command->name, name) == 0) {
            *out = command;
            if (command->bit == CMD_CHECK) {
                return cli_fail(err, TSQ_E_USAGE, "args: a check cannot be a part of itself");
            }
            return has_json(command)
                       ? TSQ_OK
                       : cli_fail(err, TSQ_E_USAGE, "args: %s gives no JSON that a claim could name a part of", name);
        }
    }
    const char *meant = nearest(name, command_name);
    return cli_fail(err, TSQ_E_USAGE,
                    meant != NULL ? "args: unknown command '%s'; did you mean '%s'?" : "args: unknown command '%s'",
                    name, meant);
}

static void free_run(struct claim_run *run)
{
    settings_free(&run->settings);
    words_free(&run->args);
    words_free(&run->conditions);
    free(run->argv);
    free(run->capture.bytes);
}

/* What says where output goes, or what is shown meanwhile, is not a claim's to say. */
static tsq_status check_given(const struct settings *settings, tsq_error *err)
{
    static const char *const others[] = {"output",   "covariance", "checkpoint", "checkpoint-every",
                                         "progress", "quiet",      "help",       "fail-on"};
    size_t formats = 0;
    for (size_t i = 0; i < settings->n_given; i++) {
        const struct option_row *row = settings->given[i].row;
        bool refused = row->set == set_format && ++formats > 1;
        for (size_t j = 0; j < sizeof others / sizeof others[0]; j++) {
            refused = refused || strcmp(row->name, others[j]) == 0;
        }
        if (refused) {
            return cli_fail(err, TSQ_E_USAGE, "args: --%s has no place in a claim", row->name);
        }
    }
    return TSQ_OK;
}

/* The words of the command line that a claim stands for. */
static tsq_status make_arguments(struct claim_run *run, const struct wanted *wanted, const struct command **command,
                                 int *argc, tsq_error *err)
{
    tsq_status status = words_split(wanted->args, &run->args, err);
    status = status == TSQ_OK ? words_conditions(wanted->where, &run->conditions, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    const bool named = run->args.n > 0 && run->args.word[0][0] != '-';
    status = find_command(named ? run->args.word[0] : "pool", command, err);
    run->argv = calloc(run->args.n + 2 * run->conditions.n + 6, sizeof *run->argv);
    if (status != TSQ_OK || *command == NULL || run->argv == NULL) {
        return status != TSQ_OK ? status : fail_memory(err);
    }
    if (wanted->path != NULL && strcmp(wanted->path, "./-") == 0) {
        return cli_fail(err, TSQ_E_USAGE, "data: a file, not standard input");
    }
    int n = 0;
    run->argv[n++] = (char *)(uintptr_t)(*command)->name;
    for (size_t i = named ? 1 : 0; i < run->args.n; i++) {
        run->argv[n++] = run->args.word[i];
    }
    for (size_t i = 0; i < run->conditions.n; i++) {
        run->argv[n++] = (char *)(uintptr_t) "--where";
        run->argv[n++] = run->conditions.word[i];
    }
    run->argv[n++] = (char *)(uintptr_t) "--format";
    run->argv[n++] = (char *)(uintptr_t) "json";
    if (wanted->path != NULL) {
        run->argv[n++] = wanted->path;
    }
    *argc = n;
    return TSQ_OK;
}

tsq_status claim_options(const char *args, const char *where, char **options, tsq_error *err)
{
    struct claim_run run = {0};
    const struct wanted wanted = {.args = args, .where = where};
    const struct command *command = NULL;
    int argc = 0;
    *options = NULL;
    tsq_status status = make_arguments(&run, &wanted, &command, &argc, err);
    if (status == TSQ_OK) {
        status = settings_parse(command, argc, run.argv, &run.settings, err);
    }
    if (status == TSQ_OK) {
        *options = recorded_options(&run.settings);
        status = *options != NULL ? TSQ_OK : fail_memory(err);
    }
    free_run(&run);
    return status;
}

/* The input with that path, read that way; they are in the order of paths. */
static struct shared_input *share_input(struct work *work, const char *path, const tsq_csv_options *csv)
{
    for (size_t i = work->n_inputs; i-- > 0 && compare_texts(work->input[i].path, path) == 0;) {
        if (work->input[i].csv.delimiter == csv->delimiter && work->input[i].csv.decimal == csv->decimal) {
            return &work->input[i];
        }
    }
    shared_input_begin(&work->input[work->n_inputs], path, csv);
    return &work->input[work->n_inputs++];
}

/* Only memory is a reason not to go on with the others. */
static tsq_status prepare(struct work *work, struct claim_run *run, tsq_error *err)
{
    const struct wanted *wanted = &work->wanted[run->first];
    const struct command *command = NULL;
    int argc = 0;
    tsq_error *why = &run->capture.error;
    tsq_status status = make_arguments(run, wanted, &command, &argc, why);
    if (status == TSQ_OK) {
        status = settings_parse(command, argc, run->argv, &run->settings, why);
    }
    if (status == TSQ_OK) {
        status = check_given(&run->settings, why);
    }
    if (status == TSQ_E_MEMORY) {
        return fail_memory(err);
    }
    run->fails = status != TSQ_OK;
    if (!run->fails) {
        run->input = share_input(work, wanted->path, &run->settings.csv);
        run->input->runs++;
        run->capture.input = run->input;
        run->settings.capture = &run->capture;
        if (run->settings.rounding == NULL && run->settings.command->bit == CMD_POOL) {
            run->settings.rounding = work->rounding;
            run->settings.rounding_of_check = true;
        }
        run->settings.run.threads = run->settings.run.threads == 0 ? work->threads : run->settings.run.threads;
    }
    return TSQ_OK;
}

/* ---- verdicts --------------------------------------------------------------------------------------------------- */

static void judge(const struct work *work, tsq_checked *checked, const tsq_document *document, const char *failure)
{
    tsq_computed computed;
    tsq_error why;
    if (failure != NULL) {
        tsq_claim_fail(failure, &checked->verdict);
    } else if (tsq_document_find(document, checked->claim->quantity, &computed, &why) != TSQ_OK) {
        tsq_claim_fail(why.text, &checked->verdict);
    } else {
        const tsq_table *table = work->files[checked->file].claims.table;
        double lb, ub;
        tsq_claim_judge(checked->claim, tsq_table_decimal(table), &computed, &checked->verdict);
        if (tsq_document_range(document, checked->claim->quantity, &lb, &ub)) {
            tsq_claim_range(checked->claim, &computed, lb, ub, &checked->verdict);
        }
    }
}

/* All claims of a run: by its document, or by why there is none. */
static tsq_status judge_all(struct work *work, const struct claim_run *run, const tsq_document *document,
                            const char *failure, tsq_error *err)
{
    char *options = run->fails ? NULL : recorded_options(&run->settings);
    if (options == NULL && !run->fails) {
        return fail_memory(err);
    }
    const tsq_circumstances now = {.sha256 = run->input != NULL ? run->input->sha256 : "",
                                   .version = tsq_version(),
                                   .options = options,
                                   .level = run->settings.pool.fit.level};
    const bool read = run->input != NULL && run->input->status == TSQ_OK;
    for (size_t i = run->first; i < run->first + run->n; i++) {
        tsq_checked *checked = &work->checked[work->wanted[i].claim];
        judge(work, checked, document, failure);
        if (read) { /* else what fails is no change of a number */
            tsq_claim_trace(checked->claim, &now, &checked->verdict);
        }
        for (size_t j = run->first; (checked->verdict.changed & TSQ_CHANGED_SIGNIFICANCE) && j < i; j++) {
            tsq_claim_trace_ends(checked, &work->checked[work->wanted[j].claim]);
        }
    }
    free(options);
    return TSQ_OK;
}

static tsq_status compute(void *context, size_t unit, tsq_error *err)
{
    struct work *work = context;
    struct claim_run *run = &work->run[unit];
    struct capture *capture = &run->capture;
    tsq_document *document = NULL;
    if (run->fails) {
        return judge_all(work, run, NULL, capture->error.text, err);
    }
    (void)run->settings.command->run(&run->settings);
    tsq_status status = capture->status;
    if (status == TSQ_OK) {
        status = tsq_document_read(capture->bytes, capture->length, &document, &capture->error);
    }
    if (status == TSQ_E_MEMORY || status == TSQ_E_STOPPED) {
        *err = capture->error;
    } else {
        status = judge_all(work, run, document, status != TSQ_OK ? capture->error.text : NULL, err);
    }
    tsq_document_free(document);
    free(capture->bytes);
    capture->bytes = NULL;
    shared_input_release(run->input);
    return status;
}

static void free_work(struct work *work)
{
    for (size_t i = 0; i < work->n_runs; i++) {
        free_run(&work->run[i]);
    }
    for (size_t i = 0; i < work->n_inputs; i++) {
        shared_input_end(&work->input[i]);
    }
    for (size_t i = 0; work->wanted != NULL && i < work->n; i++) {
        free(work->wanted[i].path);
    }
    free(work->wanted);
    free(work->run);
    free(work->input);
}

tsq_status claims_check(const struct claims_file *files, tsq_checked *checked, size_t n, const char *rounding,
                        const tsq_run *run, tsq_error *err)
{
    struct work work = {.files = files, .checked = checked, .n = n, .rounding = rounding};
    tsq_status status = want_all(&work, err);
    work.threads = work.n_runs > 1 ? 1 : run->threads;
    for (size_t i = 0; i < work.n_runs && status == TSQ_OK; i++) {
        status = prepare(&work, &work.run[i], err);
    }
    if (status == TSQ_OK) {
        status = tsq_units_run(work.n_runs, compute, &work, run, err);
    }
    free_work(&work);
    return status;
}
