/* From claims to runs of commands, and from their results to verdicts; see claim_runs.h. */
#include "cli/claim_runs.h"

#include "cli/claim_line.h"

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
    struct claim_line line;
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
        return cli_fail_memory(err);
    }
    for (size_t i = 0; i < work->n; i++) {
        const tsq_claim *claim = work->checked[i].claim;
        bool ok;
        char *path = claim_data_path(work->files[work->checked[i].file].path, claim->data, &ok);
        if (!ok) {
            return cli_fail_memory(err);
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

/* ---- one analysis --------------------------------------------------------------------------------------------------- */

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
    tsq_error *why = &run->capture.error;
    tsq_status status = claim_line_read(wanted->args, wanted->where, wanted->path, &run->line, why);
    if (status == TSQ_OK) {
        status = claim_line_check(&run->line, why);
    }
    if (status == TSQ_E_MEMORY) {
        return cli_fail_memory(err);
    }
    run->fails = status != TSQ_OK;
    if (!run->fails) {
        run->input = share_input(work, wanted->path, &run->line.settings.csv);
        run->input->runs++;
        run->capture.input = run->input;
        run->line.settings.capture = &run->capture;
        if (run->line.settings.rounding == NULL && run->line.settings.command->bit == CMD_POOL) {
            run->line.settings.rounding = work->rounding;
            run->line.settings.rounding_of_check = true;
        }
        run->line.settings.run.threads =
            run->line.settings.run.threads == 0 ? work->threads : run->line.settings.run.threads;
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
    const struct wanted *wanted = &work->wanted[run->first];
    char sha256[65] = "";
    char *options = run->fails ? recorded_words(wanted->args, wanted->where) : recorded_options(&run->line.settings);
    if (options == NULL) {
        return cli_fail_memory(err);
    }
    /* Of data that cannot be read, what fails is no change of a number. */
    const bool known = run->input == NULL || shared_input_known(run->input, sha256);
    const tsq_circumstances now = {.sha256 = sha256[0] != '\0' ? sha256 : NULL,
                                   .version = tsq_version(),
                                   .options = options,
                                   .level = run->line.settings.pool.fit.level};
    for (size_t i = run->first; i < run->first + run->n; i++) {
        tsq_checked *checked = &work->checked[work->wanted[i].claim];
        judge(work, checked, document, failure);
        if (known) {
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
    (void)run->line.settings.command->run(&run->line.settings);
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
        claim_line_free(&work->run[i].line);
        free(work->run[i].capture.bytes);
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
