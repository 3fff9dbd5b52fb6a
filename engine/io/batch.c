/* Batch: files come in as blocks, groups form, analyses go out; see tausq/io.h.
 *
 * Blocks of a flow are of two kinds. One holds bytes of a file, which any thread reads into rows; in wide format these
 * are analyses, which the same thread fits and prints. In long format the rows are put into the open groups, in order,
 * when the block is taken. The other kind holds closed groups, fitted and printed by any thread and written in order.
 *
 * In long format most files have the rows of a group one behind the other. So the thread that reads a block fits those that
 * stand together in it, as if there were no others, and prints what would be their row of output; that is written when the
 * group is closed, and forgotten if another row comes before. Where files are not so, this shows when rows are put into
 * groups, and is not done any more until it shows that they are again. */
#include "io/batch_run.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Analyses of a block; fewer where their effects must be computed. */
enum { ANALYSES = 1024, ANALYSES_RAW = 128 };

/* ---- blocks ------------------------------------------------------------------------------------------------------- */

tsq__batch_block *tsq__batch_unused_block(struct batch *batch, bool analyses)
{
    tsq__batch_block *block = batch->unused[analyses];
    if (block == NULL) {
        block = tsq__array(1, sizeof *block);
        if (block != NULL) {
            block->analyses = analyses;
            block->made = batch->made;
            batch->made = block;
        }
        return block;
    }
    batch->unused[analyses] = block->next;
    block->next = NULL;
    block->length = block->n_rows = 0;
    tsq__batch_sets_clear(&block->sets);
    block->output.length = 0;
    block->counts = (tsq__batch_counts){0};
    block->failure = block->warning = (tsq_error){.code = TSQ_OK};
    return block;
}

void tsq__batch_give_back(struct batch *batch, tsq__batch_block *block)
{
    (void)pthread_mutex_lock(&batch->lock);
    block->next = batch->unused[block->analyses];
    batch->unused[block->analyses] = block;
    (void)pthread_mutex_unlock(&batch->lock);
}

void tsq__batch_make_ready(struct batch *batch, tsq__batch_block *block)
{
    *(batch->ready != NULL ? &batch->ready_last->next : &batch->ready) = block;
    batch->ready_last = block;
}

void tsq__batch_end_filling(struct batch *batch)
{
    if (batch->filling != NULL && batch->filling->sets.n > 0) {
        tsq__batch_make_ready(batch, batch->filling);
        batch->filling = NULL;
    }
}

/* The file to go on with: of several that of which the least was given, so that rows of one key are read soon after one
 * another. */
static tsq__batch_source *next_source(struct batch *batch)
{
    tsq__batch_source *next = NULL;
    for (size_t i = 0; i < batch->n; i++) {
        tsq__batch_source *source = &batch->source[i];
        const bool more = !source->end || source->length > 0;
        next = more && (next == NULL || source->given < next->given) ? source : next;
    }
    return next;
}

static size_t analyses_of_a_block(const struct batch *batch)
{
    return batch->options->pool != NULL ? ANALYSES_RAW : ANALYSES;
}

static tsq_status fetch_bytes(struct batch *batch, tsq__batch_source *source, tsq__batch_block *block, tsq_error *err)
{
    block->file = (size_t)(source - batch->source);
    const tsq_status status = tsq__batch_source_read(source, block, err);
    (void)pthread_mutex_lock(&batch->lock);
    block->fits = batch->together;
    batch->reading += status == TSQ_OK && block->length > 0 ? 1 : 0;
    (void)pthread_mutex_unlock(&batch->lock);
    return status;
}

/* When all bytes were taken: groups that are left. */
static tsq_status fetch_left(struct batch *batch, tsq__batch_block *block, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    if (batch->groups == NULL) {
        return status;
    }
    if (!batch->closed) {
        batch->closed = true;
        status = tsq__batch_groups_close(batch->groups, err);
    }
    return status == TSQ_OK ? tsq__batch_groups_take(batch->groups, analyses_of_a_block(batch), &block->sets, err)
                            : status;
}

/* Closed groups if they are ready, else bytes. While the last bytes are still worked on there may be neither: then the
 * block stays empty. */
static tsq_status fetch(void *context, void **out, tsq_error *err)
{
    struct batch *batch = context;
    tsq__batch_source *source = next_source(batch);
    tsq_status status = TSQ_OK;
    (void)pthread_mutex_lock(&batch->lock);
    const bool left = source == NULL && batch->reading == 0;
    if (left) {
        tsq__batch_end_filling(batch);
    }
    tsq__batch_block *const ready = batch->ready, *const block =
                                                      ready != NULL ? ready : tsq__batch_unused_block(batch, left);
    batch->ready = ready != NULL ? ready->next : NULL;
    (void)pthread_mutex_unlock(&batch->lock);
    if (block == NULL) {
        return tsq__fail_memory(err);
    }
    if (ready == NULL && source != NULL) {
        status = fetch_bytes(batch, source, block, err);
    } else if (ready == NULL && left) {
        status = fetch_left(batch, block, err);
    }
    const bool end = left && ready == NULL && block->sets.n == 0;
    if (status != TSQ_OK || end) {
        tsq__batch_give_back(batch, block);
        return status;
    }
    *out = block;
    return TSQ_OK;
}

/* ---- taking ------------------------------------------------------------------------------------------------------- */

struct place {
    size_t file, line;
};

static void add_first(uint64_t *sum, size_t *file, size_t *line, uint64_t n, struct place first)
{
    if (*sum == 0 && n > 0) {
        *file = first.file;
        *line = first.line;
    }
    *sum += n;
}

static void add_counts(struct batch *batch, const tsq__batch_block *block)
{
    tsq_batch_report *report = batch->report;
    const tsq__batch_counts *counts = &block->counts;
    report->rows += counts->rows;
    const size_t file =
        block->analyses ? 0 : block->file; /* several files are read row by row, before their analyses */
    add_first(&report->omitted, &report->omitted_file, &report->omitted_line, counts->omitted,
              (struct place){file, counts->omitted_line});
    add_first(&report->contradicting, &report->contradicting_file, &report->contradicting_line, counts->contradicting,
              (struct place){file, counts->contradicting_line});
    report->analyses += counts->analyses;
    report->estimated += counts->estimated;
    report->differing += counts->differing;
    if (report->failure.code == TSQ_OK) {
        report->failure = block->failure;
    }
    if (report->warnings == 0) {
        report->warning = block->warning;
    }
    report->warnings += counts->warnings;
}

/* Makes blocks of groups that are closed. Here and not in `fetch`, so that nobody who wants bytes waits for the groups. */
static tsq_status make_ready(struct batch *batch, tsq_error *err)
{
    const size_t most = analyses_of_a_block(batch);
    bool more = true;
    while (more) {
        (void)pthread_mutex_lock(&batch->lock);
        batch->filling = batch->filling != NULL ? batch->filling : tsq__batch_unused_block(batch, true);
        (void)pthread_mutex_unlock(&batch->lock);
        if (batch->filling == NULL) {
            return tsq__fail_memory(err);
        }
        tsq__batch_sets *sets = &batch->filling->sets;
        const tsq_status status = tsq__batch_groups_take(batch->groups, most, sets, err);
        more = tsq__batch_is_full(sets, most);
        if (status != TSQ_OK || !more) {
            return status;
        }
        (void)pthread_mutex_lock(&batch->lock);
        tsq__batch_end_filling(batch);
        (void)pthread_mutex_unlock(&batch->lock);
    }
    return TSQ_OK;
}

static tsq_status take(void *context, void *given, tsq_error *err)
{
    struct batch *batch = context;
    tsq__batch_block *block = given;
    const bool bytes = !block->analyses && block->length > 0;
    add_counts(batch, block);
    batch->taken += bytes ? block->length : 0;
    tsq_status status = tsq__batch_write_block(batch, block, err);
    if (status == TSQ_OK && bytes && batch->groups != NULL) {
        status = tsq__batch_groups_add(batch->groups, &batch->source[block->file].plan, block, err);
        status = status == TSQ_OK ? make_ready(batch, err) : status;
    }
    if (status != TSQ_OK) {
        return status;
    }
    (void)pthread_mutex_lock(&batch->lock);
    batch->together = batch->grouped && tsq__batch_groups_together(batch->groups);
    batch->reading -= bytes ? 1 : 0;
    (void)pthread_mutex_unlock(&batch->lock);
    tsq__batch_give_back(batch, block);
    return TSQ_OK;
}

/* Rows of output that are done do not go to another process: there is next to nothing to do for them. */
static bool is_done(void *context, const void *given)
{
    const tsq__batch_block *block = given;
    (void)context;
    return block->analyses && block->sets.n_done > 0;
}

static uint64_t done(void *context)
{
    const struct batch *batch = context;
    return batch->report->rows;
}

/* The share that is done is that of the bytes; so many rows there will be if those to come are as long. Called after
 * `take`, by the same thread. */
static bool tell_progress(void *context, uint64_t rows, uint64_t total)
{
    const struct batch *batch = context;
    const double share = batch->size > 0 ? (double)batch->taken / (double)batch->size : 0.0;
    const bool known = share > 0.0 && rows > 0;
    const double estimated = known && share < 1.0 ? (double)rows / share : (double)rows;
    return batch->run->progress(batch->run->context, rows, known && estimated < 1e18 ? (uint64_t)estimated : total);
}

/* Nothing is known of the end where one of the files is a pipe. */
static void measure(struct batch *batch)
{
    for (size_t i = 0; i < batch->n; i++) {
        const uint64_t size = tsq__batch_source_size(&batch->source[i]);
        batch->size = size > 0 && (i == 0 || batch->size > 0) ? batch->size + size : 0;
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------------------- */

/* Whether the options of the fit go together shows with any studies. */
static tsq_status check_fit(const tsq_fit_options *options, tsq_error *err)
{
    if (options->method != NULL && (options->method->flags & TSQ_TAU2_COUNTS) != 0) {
        return TSQ_OK; /* by tsq_pool, who has checked them */
    }
    static const double yi[] = {0.0, 1.0, 3.0}, vi[] = {1.0, 1.0, 1.0};
    const tsq_studies studies = {.k = 3, .yi = yi, .vi = vi};
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(&studies, options, &fit, err);
    tsq_fit_free(&fit);
    return status == TSQ_E_OPTION || status == TSQ_E_MEMORY ? status : TSQ_OK;
}

/* What effects that are computed first cannot have. */
static tsq_status check_raw(const tsq_batch_options *o, tsq_error *err)
{
    if (o->pool != NULL && (o->wide || o->join != NULL)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "name the columns that tell the analyses apart with --by: effects of a measure are computed "
                         "of one file with a row for each study; 'tausq effects' computes them for other forms");
    }
    if (o->pool != NULL && (o->flip != NULL || o->alleles != NULL)) {
        return tsq__fail(
            err, TSQ_E_OPTION,
            "--flip and --alleles turn effects that the file has, not those of a measure that is computed");
    }
    return TSQ_OK;
}

static tsq_status check(const tsq_batch_options *o, size_t n, tsq_error *err)
{
    const bool joined = o->join != NULL;
    if (joined && (o->by != NULL || o->wide)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "--join names the columns by which rows of several files belong together: neither --by nor "
                         "--wide goes with it");
    }
    if (!joined && n > 1) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "several files need --join, the columns by which their rows belong together");
    }
    if (joined && n < 2) {
        return tsq__fail(err, TSQ_E_OPTION, "--join takes several files; the groups of one are named with --by");
    }
    if (!joined && !o->wide && o->by == NULL) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "which columns name an analysis (--by)? Or is one row one analysis (--wide)?");
    }
    if (o->wide && o->alleles != NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "--alleles compares rows; in wide format --flip has the signs");
    }
    return check_raw(o, err);
}

static void free_batch(struct batch *batch)
{
    for (size_t i = 0; batch->source != NULL && i < batch->n; i++) {
        tsq__batch_source_close(&batch->source[i]);
    }
    free(batch->source);
    tsq__batch_groups_free(batch->groups);
    tsq__batch_fields_free(&batch->fields);
    while (batch->made != NULL) {
        tsq__batch_block *block = batch->made;
        batch->made = block->made;
        tsq__batch_block_free(block);
    }
}

static tsq_status prepare(struct batch *batch, const char *const *paths, size_t n, const tsq_run *run, tsq_error *err)
{
    const tsq_batch_options *o = batch->options;
    tsq_status status = check(o, n, err);
    status = status == TSQ_OK ? tsq__batch_fields_read(o->fields, &batch->fields, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    batch->fit = o->fit;
    batch->fit.no_tau2_interval |= !tsq__batch_fields_want(&batch->fields, false);
    batch->fit.no_prediction |= !tsq__batch_fields_want(&batch->fields, true);
    batch->fit.tau2_interval = batch->fit.no_tau2_interval ? NULL : batch->fit.tau2_interval;
    batch->fit.prediction = batch->fit.no_prediction ? NULL : batch->fit.prediction;
    status = check_fit(&batch->fit, err);
    if (status != TSQ_OK) {
        return status;
    }
    const bool directions = tsq__batch_fields_want_direction(&batch->fields);
    batch->source = tsq__array(n, sizeof *batch->source);
    if (batch->source == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        batch->n++;
        status = tsq__batch_source_open(&batch->source[i], paths[i], o, run, err);
        batch->source[i].plan.directions = directions;
    }
    batch->grouped = o->by != NULL && !o->wide && o->alleles == NULL && o->pool == NULL;
    batch->together = batch->grouped;
    batch->alone = run != NULL && run->threads == 1 && (run->ranks == NULL || run->ranks->size == 1);
    batch->n_key = batch->source[0].plan.n_key + (o->alleles != NULL ? 2 : 0);
    if (status == TSQ_OK && !o->wide) {
        status = tsq__batch_groups_new(o, o->join != NULL ? n : 0, directions, run != NULL && run->keeper != NULL,
                                       &batch->groups, err);
    }
    return status;
}

/* Of groups that are long closed it is seen at the end whether one came again. */
static tsq_status check_groups(const struct batch *batch, tsq_error *err)
{
    size_t file, line;
    bool twice;
    tsq_error cause = {.code = TSQ_OK};
    tsq_status status = tsq__batch_groups_check(batch->groups, &file, &line, &twice, &cause);
    if (status == TSQ_OK && twice && batch->n > 1) {
        status = tsq__fail(&cause, TSQ_E_VALUE, "%s:%zu: the key of this row comes twice in this file",
                           batch->source[file].name, line);
    } else if (status == TSQ_OK && twice) {
        status = tsq__fail(&cause, TSQ_E_VALUE,
                           "%s:%zu: the group of this row has rows %zu or more apart: sort the rows, or give a wider "
                           "--window",
                           batch->source[0].name, line, batch->options->window);
    }
    cause.line = twice ? line : 0;
    if (status != TSQ_OK && err != NULL) {
        *err = cause;
    }
    return status;
}

/* Who interrupts a pipeline interrupts what writes into the pipe too: then its end is not that of the data. Open MPI
 * closes the standard input of ranks first, and interrupts them a second later. */
static tsq_status check_end(const struct batch *batch, const tsq_run *run, tsq_error *err)
{
    const bool ranks = run->ranks != NULL && run->ranks->size > 1;
    if (ranks && run->ranks->rank > 0) {
        return TSQ_OK;
    }
    const uint64_t rows = batch->report->rows;
    bool go_on = run->progress(run->context, rows, rows);
    for (int i = 0; ranks && go_on && i < 25; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        go_on = run->progress(run->context, rows, rows);
    }
    return go_on ? TSQ_OK : tsq__fail(err, TSQ_E_STOPPED, "%s", tsq_status_text(TSQ_E_STOPPED));
}

static tsq_status run_flow(struct batch *batch, const tsq_flow *flow, const tsq_run *run, tsq_error *err)
{
    if (run == NULL || run->progress == NULL) {
        return tsq_flow_run(flow, &batch->fit, run, err);
    }
    tsq_run how = *run;
    how.progress = tell_progress;
    how.context = batch;
    batch->run = run;
    measure(batch);
    const tsq_status status = tsq_flow_run(flow, &batch->fit, &how, err);
    return status == TSQ_OK && batch->size == 0 ? check_end(batch, run, err) : status;
}

tsq_status tsq_batch(const char *const *paths, size_t n, const tsq_batch_options *options, const tsq_run *run,
                     FILE *stream, tsq_batch_report *report, tsq_error *err)
{
    struct batch batch = {.options = options, .stream = stream, .report = report};
    const bool first = run == NULL || run->ranks == NULL || run->ranks->rank == 0;
    *report = (tsq_batch_report){.failure = {.code = TSQ_OK}};
    tsq_flow flow = {.context = &batch,
                     .fetch = fetch,
                     .work = tsq__batch_work,
                     .take = take,
                     .here = is_done,
                     .done = done,
                     .pack = tsq__batch_pack,
                     .unpack = tsq__batch_unpack};
    tsq_status status = prepare(&batch, paths, n, run, err);
    const bool prepared = status == TSQ_OK;
    if (status == TSQ_OK && run != NULL && run->keeper != NULL) {
        status = tsq__batch_identify(&batch, &flow.identity, err);
    }
    if (status == TSQ_OK) {
        (void)pthread_mutex_init(&batch.lock, NULL); /* cannot fail with these attributes */
        status = run_flow(&batch, &flow, run, err);
        (void)pthread_mutex_destroy(&batch.lock);
    }
    if ((status == TSQ_OK || status == TSQ_E_STOPPED) && first && batch.groups != NULL) {
        const tsq_status groups = check_groups(&batch, err);
        status = groups != TSQ_OK ? groups : status;
    }
    if (status == TSQ_E_STOPPED && first && prepared && !batch.headed) {
        tsq_error cause; /* no analysis was done: the header alone is a table too */
        const tsq_status written = tsq__batch_begin_output(&batch, &cause);
        if (written != TSQ_OK) {
            status = written;
            *err = cause;
        }
    }
    if (status == TSQ_OK && report->rows == 0 && first) {
        status =
            tsq__fail(err, TSQ_E_EMPTY,
                      options->n_where > 0 ? "%s: no row meets the conditions" : "%s: no data row below the header",
                      batch.source[0].name);
    }
    free_batch(&batch);
    return status;
}
