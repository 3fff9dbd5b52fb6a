/* Units of laboratory values, and what they are worth in one another. */
#ifndef TAUSQ_UNITS_H
#define TAUSQ_UNITS_H

#include <tausq/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A unit of an analyte. All units of one analyte refer to the same unit, whose factor is 1. */
typedef struct tsq_unit {
    const char *analyte; /**< "bilirubin" */
    const char *unit;    /**< "mg/dL" */
    double factor;       /**< what one of it is in the analyte's unit of reference */
    const char *source;
} tsq_unit;

/** How many units are known. */
TSQ_API size_t tsq_unit_count(void);
/** Unit `i` in the order of the list; NULL from tsq_unit_count() on. Static storage. */
TSQ_API const tsq_unit *tsq_unit_at(size_t i);
/**
 * The unit of that analyte, case not regarded; a micro sign is u, and IU is U. NULL if it is not known.
 */
TSQ_API const tsq_unit *tsq_unit_find(const char *analyte, const char *unit);

#ifdef __cplusplus
}
#endif
#endif
