/* Blocks of `batch` on any thread: bytes become rows or analyses, analyses results and their rows of output. */
#include "io/batch_run.h"

#include "base/error.h"

#include <stdlib.h>

/** Runs that are fitted at a time: what is known of them stays near the processor until it is written. */
enum { RUNS = 128 };

/** Places for hashes of keys. */
enum { PLACES = 4096 };

/* Why an analysis has no estimate, in the words of the fit; NULL for one that has. */
static void note_failure(const struct batch *batch, tsq__batch_block *block, size_t i, tsq_status status)
{
    const tsq__batch_sets *sets = &block->sets;
    const char *key = batch->n_key > 0 ? sets->text.bytes + sets->set[i].key : "";
    const size_t length = tsq__batch_key_length(key, batch->source[0].plan.n_key);
    char shown[TSQ__SHOWN];
    if (block->failure.code == TSQ_OK) {
        (void)tsq__fail(&block->failure, status, "%s%s%s", tsq__batch_show_key(key, length, shown),
                        batch->n_key > 0 ? ": " : "",
                        status == TSQ_E_EMPTY ? "no study can be used" : tsq_status_text(status));
    }
}

static tsq_status status_of(const tsq__batch_sets *sets, size_t i)
{
    return tsq__batch_is_done(sets, i) ? (tsq_status)sets->run[i].status : sets->brief[i].status;
}

static tsq_status fit_set(const tsq__batch_sets *sets, size_t i, tsq_fitter *fitter, tsq_brief *brief, tsq_error *err)
{
    const size_t begin = sets->set[i].begin, end = i + 1 < sets->n ? sets->set[i + 1].begin : sets->n_studies;
    return tsq_fitter_add(fitter, end - begin, sets->yi == NULL ? NULL : sets->yi + begin,
                          sets->vi == NULL ? NULL : sets->vi + begin, brief, err);
}

/* Fits those that were not. */
static tsq_status fit_sets(const tsq__batch_sets *sets, tsq_fitter *fitter, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < sets->n && status == TSQ_OK; i++) {
        status = tsq__batch_is_done(sets, i) ? TSQ_OK : fit_set(sets, i, fitter, &sets->brief[i], err);
    }
    return status;
}

/* Writes them, but those that are done. */
static bool write_sets(const struct batch *batch, tsq__batch_block *block)
{
    const tsq__batch_sets *sets = &block->sets;
    bool whole = true;
    for (size_t i = 0; i < sets->n && whole; i++) {
        if (!tsq__batch_is_done(sets, i)) {
            const size_t before = block->output.length;
            whole = tsq__batch_write_set(&batch->fields, batch->n_key, sets, i, &sets->brief[i], &block->output);
            if (i < sets->n_runs) {
                sets->run[i].length = (uint32_t)(block->output.length - before);
            }
        }
    }
    return whole;
}

static tsq_status fit(const struct batch *batch, tsq__batch_block *block, tsq_fitter *fitter, tsq_error *err)
{
    tsq__batch_sets *sets = &block->sets;
    tsq_brief *brief = realloc(sets->brief, (sets->capacity + 1) * sizeof *brief);
    if (brief == NULL) {
        return tsq__fail_memory(err);
    }
    sets->brief = brief;
    const tsq_status status = batch->options->pool == NULL
                                  ? fit_sets(sets, fitter, err)
                                  : tsq__batch_effects(&batch->source[0].plan, block, fitter, err);
    if (status != TSQ_OK) {
        return status;
    }
    tsq_fitter_flush(fitter);
    for (size_t i = 0; i < sets->n; i++) {
        const tsq_status of_set = status_of(sets, i);
        block->counts.analyses++;
        block->counts.estimated += of_set == TSQ_OK;
        block->counts.differing += (sets->set[i].flags & TSQ_FLAG_BIT(ALLELES_DIFFER)) != 0;
        if (of_set == TSQ_E_OPTION || of_set == TSQ_E_MEMORY) {
            return tsq__fail(err, of_set, "%s", tsq_status_text(of_set));
        }
        if (of_set != TSQ_OK) {
            note_failure(batch, block, i, of_set);
        }
    }
    return write_sets(batch, block) ? TSQ_OK : tsq__fail_memory(err);
}

/* ---- runs --------------------------------------------------------------------------------------------------------- */

/* Fits the runs begin .. end - 1 and writes what would be their rows of output. */
static tsq_status fit_some(const struct batch *batch, tsq__batch_sets *sets, size_t begin, size_t end,
                           tsq_fitter *fitter, tsq_error *err)
{
    tsq_brief brief[RUNS];
    tsq_status status = TSQ_OK;
    for (size_t i = begin; i < end && status == TSQ_OK; i++) {
        brief[i - begin].status = TSQ_OK; /* until the fitter has it */
        status = sets->run[i].n_rows > 1 ? fit_set(sets, i, fitter, &brief[i - begin], err) : TSQ_OK;
    }
    tsq_fitter_flush(fitter);
    for (size_t i = begin; i < end && status == TSQ_OK; i++) {
        if (sets->run[i].n_rows == 1) {
            continue;
        }
        const tsq_status of_set = brief[i - begin].status;
        const size_t before = sets->done.length;
        tsq__batch_run *run = &sets->run[i];
        run->done = of_set != TSQ_E_OPTION && of_set != TSQ_E_MEMORY; /* else it is tried again when it is closed */
        if (run->done && !tsq__batch_write_set(&batch->fields, batch->n_key, sets, i, &brief[i - begin], &sets->done)) {
            status = tsq__fail_memory(err);
        }
        run->status = (int32_t)of_set;
        run->at = (uint32_t)before;
        run->length = (uint32_t)(sets->done.length - before);
    }
    return status;
}

/* Whether too many keys come again in the block: nearly all that do are found. */
static bool come_again(const tsq__batch_sets *sets)
{
    uint32_t last[PLACES] = {0};
    size_t n = 0;
    for (size_t i = 0; i < sets->n_runs; i++) {
        const uint32_t mark = (uint32_t)(sets->run[i].hash >> 32);
        uint32_t *place = &last[sets->run[i].hash % PLACES];
        n += *place == mark ? 1 : 0;
        *place = mark;
    }
    return n > sets->n_runs / TSQ__BATCH_ONE_IN;
}

/* The runs that begin and end within the block: the first and the last may go on in the blocks beside it. A row that stands
 * alone is more likely one that comes late, and soon fitted; where runs have less than two rows on the average they are
 * hardly whole groups. */
static tsq_status fit_runs(const struct batch *batch, tsq__batch_block *block, tsq_fitter *fitter, tsq_error *err)
{
    tsq__batch_sets *sets = &block->sets;
    /* about as much as was read, and room for what goes with it in a message: else it grows from nothing in each block */
    if (sets->done.bytes == NULL && !tsq__text_room(&sets->done, 2 * block->length)) {
        return tsq__fail_memory(err);
    }
    const size_t end = sets->n > 0 && block->counts.rows >= 2 * sets->n ? sets->n - 1 : 0;
    tsq_status status = TSQ_OK;
    /* one thread alone does the same work later, and nothing has to be kept until then */
    const bool apart = batch->alone || (end > 0 && come_again(sets));
    for (size_t i = 1; i < end && status == TSQ_OK && !apart; i += RUNS) {
        status = fit_some(batch, sets, i, end - i < RUNS ? end : i + RUNS, fitter, err);
    }
    return status;
}

tsq_status tsq__batch_work(void *context, void *given, tsq_fitter *fitter, tsq_error *err)
{
    struct batch *batch = context;
    tsq__batch_block *block = given;
    tsq_status status = TSQ_OK;
    if (!block->analyses && block->length > 0) {
        status = tsq__batch_read(&batch->source[block->file].plan, block, err);
        if (status == TSQ_OK && block->sets.n > 0 && !block->fits && block->output.bytes == NULL &&
            !tsq__text_room(&block->output, block->length)) {
            return tsq__fail_memory(err);
        }
        if (status == TSQ_OK && block->fits) {
            return fit_runs(batch, block, fitter, err);
        }
    }
    return status == TSQ_OK && block->sets.n > 0 ? fit(batch, block, fitter, err) : status;
}
