/* Where an equation F(tau2) = 0 can have its estimate, F known over pieces of tau2 between two numbers. */
#ifndef TSQ_VERIFY_ROUNDING_SEARCH_H
#define TSQ_VERIFY_ROUNDING_SEARCH_H

#include "verify/range.h"

/** F over the piece from one tau2 to another, for all data. */
typedef tsq__range tsq__sought(void *context, double from, double to);

/** F falls in tau2, or wherever it is solved. @param digits the search ends where a step is below 2^-digits of the range,
 *  or of tau2 */
tsq__range tsq__search_falling(tsq__sought *f, void *context, tsq__range within, int digits);

/** F may be solved several times: from the first piece in which that cannot be ruled out to the last one.
 *  @param scale pieces far below it and tau2 are not divided */
tsq__range tsq__search_all(tsq__sought *f, void *context, tsq__range within, double scale);

#endif
