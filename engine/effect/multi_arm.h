/* What is done with comparisons that share a control, shared by the files that do it. */
#ifndef TSQ_EFFECT_MULTI_ARM_H
#define TSQ_EFFECT_MULTI_ARM_H

#include "effect/job.h"
#include "effect/sharing.h"

struct tsq__arms_work {
    struct tsq__job *job;
    tsq_rows *rows;
    enum tsq__compared_by by;
    struct tsq__sharing sharing;
};

/** A row with its means, SDs or counts converted, and what is to be said of it. False when memory is out. */
bool tsq__arms_fill(struct tsq__arms_work *work, const struct tsq__result *result, struct tsq__kept *out);

/** Divides the control of a filled row among the comparisons of its set. */
tsq_status tsq__arms_split(struct tsq__arms_work *work, const struct tsq__sharing_set *set, struct tsq__kept *kept,
                           tsq_error *err);

/** Makes one of the comparisons of a set; `kept` is of the first row. */
tsq_status tsq__arms_combine(struct tsq__arms_work *work, const struct tsq__sharing_set *set, struct tsq__kept *kept,
                             tsq_error *err);

#endif
