/* What the writers of pooled results share: a result as ids, numbers and flags. */
#ifndef TSQ_IO_RESULT_H
#define TSQ_IO_RESULT_H

#include <tausq/io.h>

/** One number of a result. */
typedef struct tsq__quantity {
    const char *key;
    double value;
} tsq__quantity;

/** How many numbers a result has in JSON and CSV. */
enum {
    TSQ__QUANTITIES = 0
#define TSQ_QUANTITY(key, value) +1
#include "io/quantities.def"
#undef TSQ_QUANTITY
};

/** Ids of what was used, and the numbers; NaN where there are none. Borrows from the report. */
typedef struct tsq__result {
    const tsq_pool_result *pooled;
    const char *measure, *method, *test, *prediction, *tau2_interval;
    const char *mods;     /**< the terms of a model with moderators; else NULL */
    bool random;          /**< tau2 was estimated or fixed, not 0 by assumption */
    tsq_coefficient mean; /**< of a model without moderators, else NaN */
    tsq_fit_result fit;   /**< the fit's numbers; NaN if there was no fit. Its pointers are borrowed. */
    size_t k, p;
    tsq__quantity quantity[TSQ__QUANTITIES];
} tsq__result;

/** Result i of a report. */
void tsq__result_view(const tsq_pool_report *report, size_t i, tsq__result *out);

/** The name of coefficient j, as in R: "intrcpt", "dose", "armB". */
const char *tsq__result_name(const tsq__result *result, size_t j);

/** Whether counts were pooled by Mantel and Haenszel, and so tested. */
bool tsq__result_has_counts_tests(const tsq__result *result);

/** What a transformation of the pooled estimate takes: `size` if it is not 0, else the harmonic mean of the studies' sizes;
 *  or tau2. NaN where that is not known. */
double tsq__result_with(const tsq__result *result, const tsq_transform *transform, double size);

/** Participants of all studies of a result, NaN where one is not known. */
double tsq__result_participants(const tsq__result *result);

#endif
