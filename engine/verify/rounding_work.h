/* What the files of the ranges from rounding share: the studies of one analysis as boxes, and room to work in. */
#ifndef TSQ_VERIFY_ROUNDING_WORK_H
#define TSQ_VERIFY_ROUNDING_WORK_H

#include "verify/rounding_cells.h"
#include "verify/rounding_ranges.h"

/** One study: its cells, and yi and vi over their ranges. */
struct tsq__rounded_study {
    struct tsq__cells cells;
    struct tsq__dual y, v;
};

/** One analysis. Everything is owned. */
struct tsq__rounding_work {
    const tsq_pool_report *report;
    const tsq_pool_result *result;
    const struct tsq__enclosure *enclosure;
    struct tsq__pooling pooling;
    size_t k;
    struct tsq__rounded_study *study;
    tsq__range *room;                        /* behind all that follow */
    struct tsq__box box, corner;             /* all data; and one corner of them, to rounding errors */
    tsq__range *y, *v, *corner_y, *corner_v; /* of these two */
    struct tsq__bench bench;
    struct tsq__slopes slopes;
    double *yi, *vi; /* of a fit */
};

/** Allocates for the studies of a result; free with tsq__rounding_free, also after an error. */
tsq_status tsq__rounding_begin(const tsq_pool_report *report, const tsq_pool_result *result,
                               struct tsq__rounding_work *out, tsq_error *err);
void tsq__rounding_free(struct tsq__rounding_work *work);

/**
 * yi and vi of every study over the ranges of its cells, narrowed where they are monotone.
 * @retval TSQ_E_OPTION a row whose effect is derived in a way that has no enclosure; a variance that may be 0
 * @retval TSQ_E_VALUE  a cell whose rounding cannot be seen
 */
tsq_status tsq__rounding_studies(struct tsq__rounding_work *work, const tsq_rounding_options *options, tsq_error *err);

/**
 * Sets work->corner to where a quantity is greatest (sign 1) or least (-1), so far as derivatives say.
 * @return how much more it may be, because derivatives may have either sign; infinite where they are not bounded
 */
double tsq__rounding_corner(struct tsq__rounding_work *work, enum tsq__ranged quantity, double sign);

#endif
