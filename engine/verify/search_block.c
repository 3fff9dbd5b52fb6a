/* Sets of effects fitted side by side in all ways; see search_block.h. */
#include "verify/search_block.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

void tsq__block_free(tsq__block *block)
{
    free(block->set);
    free(block->view);
    free(block->yi);
    free(block->vi);
    free(block->row);
    free(block->brief);
    free(block->weights);
    *block = (tsq__block){0};
}

tsq_status tsq__block_make(size_t sets, size_t studies, size_t rows, tsq__block *block, tsq_error *err)
{
    *block = (tsq__block){.most = sets};
    block->set = tsq__array(sets, sizeof *block->set);
    block->view = tsq__array(sets, sizeof *block->view);
    block->yi = tsq__array(studies, sizeof *block->yi);
    block->vi = tsq__array(studies, sizeof *block->vi);
    block->row = tsq__array(studies, sizeof *block->row);
    block->brief = tsq__array(sets, sizeof *block->brief);
    block->weights = tsq__array(rows, sizeof *block->weights);
    if (block->set == NULL || block->view == NULL || block->yi == NULL || block->vi == NULL || block->row == NULL ||
        block->brief == NULL || block->weights == NULL) {
        tsq__block_free(block);
        return tsq__fail_memory(err);
    }
    return TSQ_OK;
}

void tsq__block_add(const tsq__search *search, tsq__block *block, size_t variant, const tsq_edit *edit,
                    const tsq__unit *edited)
{
    const tsq__variant *v = &search->space.variant[variant];
    const size_t begin = block->studies;
    double n = 0.0;
    for (size_t i = 0; i < search->space.rows; i++) {
        const bool concerned = edit->n > 0 && (edit->row[0] == i || (edit->n > 1 && edit->row[1] == i));
        const tsq__unit *unit = concerned && edited != NULL ? &edited[i] : &v->unit[i];
        if (!unit->there || (concerned && edited == NULL)) {
            continue;
        }
        block->yi[block->studies] = edit->kind == TSQ_EDIT_REVERSE_ALL ? -unit->yi : unit->yi;
        block->vi[block->studies] = unit->vi;
        block->row[block->studies++] = i;
        n += unit->n;
    }
    if (block->studies == begin) {
        return;
    }
    block->set[block->n] = (tsq__set){.variant = variant, .edit = *edit, .n = n};
    block->view[block->n++] =
        (tsq_studies){.k = block->studies - begin, .yi = block->yi + begin, .vi = block->vi + begin};
}

static void weigh(const tsq__search *search, tsq__block *block, size_t set)
{
    const tsq_studies *view = &block->view[set];
    const size_t first = (size_t)(view->yi - block->yi);
    double sum = 0.0;
    for (size_t i = 0; i < search->space.rows; i++) {
        block->weights[i] = NAN;
    }
    for (size_t i = 0; i < view->k; i++) {
        sum += 1.0 / (view->vi[i] + block->brief[set].tau2);
    }
    for (size_t i = 0; i < view->k; i++) {
        block->weights[block->row[first + i]] = 100.0 / (view->vi[i] + block->brief[set].tau2) / sum;
    }
}

static void compare(tsq__search *search, tsq__block *block, size_t set, const tsq__way *way, tsq_search_part part,
                    tsq__best *best)
{
    if (block->brief[set].status != TSQ_OK) {
        best->failed = best->failed || block->brief[set].status == TSQ_E_MEMORY;
        return;
    }
    if (search->target.has_weights) {
        weigh(search, block, set);
    }
    const tsq__set *about = &block->set[set];
    const tsq__candidate candidate = {
        .part = part, .variant = about->variant, .options = SIZE_MAX, .way = *way, .edit = about->edit};
    tsq__search_compare(search, &block->brief[set], about->n, &candidate,
                        search->target.has_weights ? block->weights : NULL, best);
}

static tsq_status tell(tsq__search *search, uint64_t fits, tsq_error *err)
{
    const tsq_run *run = &search->choice.options->run;
    search->done += fits;
    if (run->progress != NULL && !run->progress(run->context, search->done, search->total)) {
        return tsq__fail(err, TSQ_E_STOPPED, "stopped before the search was done: there is no result");
    }
    return TSQ_OK;
}

tsq_status tsq__block_fit(tsq__search *search, tsq__block *block, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    tsq__way way[TSQ__WAYS];
    const size_t ways = tsq__search_ways(search, way);
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < ways && status == TSQ_OK; i++) {
        if (part >= TSQ_SEARCH_ONE && !way[i].edits) {
            continue;
        }
        tsq_run run = search->choice.options->run;
        run.progress = NULL;
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        tsq__search_set_way(&way[i], &options);
        options.test = tsq_test_find("z");
        options.no_prediction = options.no_tau2_interval = true;
        status = tsq_fit_many(block->view, block->n, &options, &run, block->brief, err);
        for (size_t j = 0; j < block->n && status == TSQ_OK; j++) {
            compare(search, block, j, &way[i], part, best);
        }
        if (status == TSQ_OK) {
            status = best->failed ? tsq__fail_memory(err) : tell(search, block->n, err);
        }
    }
    block->n = block->studies = 0;
    return status;
}
