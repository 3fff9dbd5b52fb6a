/* What can explain the SDs of a row better than that they are right. */
#ifndef TSQ_LINT_EXPLANATIONS_H
#define TSQ_LINT_EXPLANATIONS_H

#include "lint/likelihood.h"

struct tsq__explanation {
    enum tsq__scale_kind kind;
    bool arm[2], by_others;
    tsq__numbers numbers;
    double score; /* log likelihood ratio to the row as it stands, less the cost of the explanation */
};

struct tsq__explanations {
    const tsq__context *context;
    tsq__numbers now;
    double as_it_stands;
    size_t n;
    struct tsq__explanation best[96];
};

/** Sets the explanations of the row of `all->context`, the best first; `units`: whether another unit can be one. */
void tsq__scale_explain(struct tsq__explanations *all, const char *outcome, bool units);

#endif
