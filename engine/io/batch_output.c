/* The output of a run of `batch`, block by block. */
#include "io/batch_run.h"

#include "base/error.h"

#include <errno.h>

tsq_status tsq__batch_fail_output(const struct batch *batch, tsq_error *err)
{
    const char *name = batch->options->output != NULL ? batch->options->output : "output";
    return tsq__fail_errno(err, name, errno != 0 ? errno : EIO);
}

tsq_status tsq__batch_begin_output(struct batch *batch, tsq_error *err)
{
    const tsq__batch_plan *plan = &batch->source[0].plan;
    tsq__text head = {0};
    tsq_status status = TSQ_OK;
    if (!tsq__batch_write_head(&batch->fields, plan, &head)) {
        status = tsq__fail_memory(err);
    } else if (fwrite(head.bytes, 1, head.length, batch->stream) < head.length) {
        status = tsq__batch_fail_output(batch, err);
    }
    batch->headed = true;
    tsq__text_free(&head);
    return status;
}

/* The header is written once there is something below it. */
static tsq_status write_output(struct batch *batch, const char *bytes, size_t length, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    if (length > 0 && !batch->headed) {
        status = tsq__batch_begin_output(batch, err);
    }
    if (status == TSQ_OK && length > 0 && fwrite(bytes, 1, length, batch->stream) < length) {
        status = tsq__batch_fail_output(batch, err);
    }
    return status;
}

/* Rows of output some of which were done before the block was worked on: those that stand together are written at once. */
static tsq_status write_done(struct batch *batch, const tsq__batch_block *block, tsq_error *err)
{
    const tsq__batch_sets *sets = &block->sets;
    const char *fresh = block->output.bytes, *begin = fresh, *end = fresh;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < sets->n && status == TSQ_OK; i++) {
        const bool done = tsq__batch_is_done(sets, i);
        const char *row = done ? tsq__batch_done_row(sets, i) : fresh;
        if (row != end) {
            status = write_output(batch, begin, (size_t)(end - begin), err);
            begin = row;
        }
        end = row + sets->run[i].length;
        fresh = done ? fresh : end;
    }
    status = status == TSQ_OK ? write_output(batch, begin, (size_t)(end - begin), err) : status;
    tsq__batch_groups_forget(batch->groups, sets);
    return status;
}

tsq_status tsq__batch_write_block(struct batch *batch, const tsq__batch_block *block, tsq_error *err)
{
    return block->analyses && block->sets.n_done > 0
               ? write_done(batch, block, err)
               : write_output(batch, block->output.bytes, block->output.length, err);
}
