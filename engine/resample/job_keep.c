/* Kept states of jobs: what they hold, and how a job goes on from one. */
#include "base/error.h"
#include "resample/job_ring.h"

#include <stdlib.h>

/* Before the state: what it belongs to, and the first chunk that it does not hold. */
struct head {
    uint64_t identity, chunks, result_size, next;
};

static struct head head_of(const tsq__job *job, uint64_t next)
{
    return (struct head){
        .identity = job->identity, .chunks = job->chunks, .result_size = job->result_size, .next = next};
}

static bool is_kept(const tsq__ring *ring)
{
    return ring->run->keeper != NULL && ring->job->state != NULL;
}

tsq_status tsq__job_resume(tsq__ring *ring, tsq_error *err)
{
    const tsq__job *job = ring->job;
    size_t size = 0;
    if (!is_kept(ring)) {
        return TSQ_OK;
    }
    tsq_keeper *keeper = ring->run->keeper;
    ring->number = keeper->jobs++;
    const void *kept = keeper->find(keeper->context, ring->number, &size);
    if (kept == NULL) {
        return TSQ_OK;
    }
    struct head head;
    const struct head here = head_of(job, 0);
    tsq__bytes bytes = tsq__bytes_of(kept, size);
    if (!tsq__bytes_pass(&bytes, &head, sizeof head) || head.identity != here.identity || head.chunks != here.chunks ||
        head.result_size != here.result_size || head.next > here.chunks) {
        return tsq__fail(err, TSQ_E_OPTION, "the checkpoint is of other data, other options or another seed");
    }
    if (!job->state(job->context, &bytes) || bytes.at != bytes.size) {
        return tsq__fail(err, TSQ_E_OPTION, "the checkpoint cannot be read: it is damaged, or memory is out");
    }
    ring->next = ring->taken = head.next;
    return TSQ_OK;
}

tsq_status tsq__job_keep(tsq__ring *ring, uint64_t next, bool now, tsq_error *err)
{
    const tsq__job *job = ring->job;
    if (!is_kept(ring)) {
        return TSQ_OK;
    }
    tsq_keeper *keeper = ring->run->keeper;
    struct head head = head_of(job, next);
    tsq__bytes bytes = {0};
    tsq_status status;
    if (tsq__bytes_pass(&bytes, &head, sizeof head) && job->state(job->context, &bytes)) {
        status = keeper->keep(keeper->context, ring->number, bytes.bytes, bytes.size, now, err);
    } else {
        status = tsq__fail_memory(err);
    }
    free(bytes.bytes);
    return status;
}
