/* Blocks of `batch` on any thread: bytes become rows or analyses, analyses results and their rows of output. */
#include "io/batch_run.h"

#include "base/error.h"

#include <stdlib.h>

/* Why an analysis has no estimate, in the words of the fit; NULL for one that has. */
static void note_failure(const struct batch *batch, tsq__batch_block *block, size_t i)
{
    const tsq__batch_sets *sets = &block->sets;
    const char *key = batch->n_key > 0 ? sets->text.bytes + sets->set[i].key : "";
    const size_t length = tsq__batch_key_length(key, batch->source[0].plan.n_key);
    char shown[TSQ__SHOWN];
    if (block->failure.code == TSQ_OK) {
        (void)tsq__fail(&block->failure, sets->brief[i].status, "%s%s%s", tsq__batch_show_key(key, length, shown),
                        batch->n_key > 0 ? ": " : "",
                        sets->brief[i].status == TSQ_E_EMPTY ? "no study can be used"
                                                             : tsq_status_text(sets->brief[i].status));
    }
}

static tsq_status fit_sets(tsq__batch_sets *sets, tsq_fitter *fitter, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < sets->n && status == TSQ_OK; i++) {
        const size_t begin = sets->set[i].begin, end = i + 1 < sets->n ? sets->set[i + 1].begin : sets->n_studies;
        status = tsq_fitter_add(fitter, end - begin, sets->yi == NULL ? NULL : sets->yi + begin,
                                sets->vi == NULL ? NULL : sets->vi + begin, &sets->brief[i], err);
    }
    return status;
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
        block->counts.analyses++;
        block->counts.estimated += brief[i].status == TSQ_OK;
        if (brief[i].status == TSQ_E_OPTION || brief[i].status == TSQ_E_MEMORY) {
            return tsq__fail(err, brief[i].status, "%s", tsq_status_text(brief[i].status));
        }
        if (brief[i].status != TSQ_OK) {
            note_failure(batch, block, i);
        }
    }
    return tsq__batch_write(&batch->fields, batch->n_key, block) ? TSQ_OK : tsq__fail_memory(err);
}

tsq_status tsq__batch_work(void *context, void *given, tsq_fitter *fitter, tsq_error *err)
{
    struct batch *batch = context;
    tsq__batch_block *block = given;
    tsq_status status = TSQ_OK;
    if (!block->analyses && block->length > 0) {
        status = tsq__batch_read(&batch->source[block->file].plan, block, err);
    }
    return status == TSQ_OK && block->sets.n > 0 ? fit(batch, block, fitter, err) : status;
}
