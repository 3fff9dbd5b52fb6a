/* What the checks of stated results share: every number is an interval of values, those that print so, and two numbers
 * agree if there are values in their intervals that do. */
#ifndef TSQ_VERIFY_CONSISTENT_H
#define TSQ_VERIFY_CONSISTENT_H

#include <tausq/statement.h>

#include "base/error.h"

/** Rounding errors of the comparisons, relative. */
#define TSQ__AGREE 1e-9

/** Values from lb to ub. */
typedef struct tsq__range {
    double lb, ub;
} tsq__range;

/** A statement being judged. */
typedef struct tsq__judge {
    const tsq_statement *s;
    tsq_verdict *out;
    double (*inverse)(double shown, double with); /**< to the scale on which intervals are centred; NULL: as printed */
    bool centred_unknown;                         /**< no scale is known on which they are */
} tsq__judge;

/** Adds what a check found. */
void tsq__judge_note(tsq__judge *judge, const char *id, tsq_consistency verdict, const char *format, ...)
    TSQ__PRINTF(4, 5);

/** Whether both are stated. */
bool tsq__judge_has(const tsq__judge *judge, tsq_stated a, tsq_stated b);
/** A number as printed. */
const char *tsq__judge_text(const tsq__judge *judge, tsq_stated which);
/** The values that print so. */
tsq__range tsq__judge_values(const tsq__judge *judge, tsq_stated which);
/** The same on the scale on which intervals are centred. */
tsq__range tsq__judge_on_scale(const tsq__judge *judge, tsq_stated which);
/** Whether two ranges have a value in common. */
bool tsq__ranges_meet(tsq__range a, tsq__range b);
/** Half the width of the interval that begins with `lb`, on the scale on which it is centred. */
tsq__range tsq__judge_half_width(const tsq__judge *judge, tsq_stated lb);
/** Quantile of the interval: normal for df 0, else of t. */
double tsq__judge_quantile(const tsq__judge *judge, int df);

/** p, z, t and SE against the interval. */
void tsq__judge_test(tsq__judge *judge);
/** p without an interval, against z, or against estimate and SE. */
void tsq__judge_statistic(tsq__judge *judge);
/** Q, I2, tau2 and their like. */
void tsq__judge_heterogeneity(tsq__judge *judge);

#endif
