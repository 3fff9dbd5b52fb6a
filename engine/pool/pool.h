/* What the files of this room share. */
#ifndef TSQ_POOL_POOL_H
#define TSQ_POOL_POOL_H

#include <tausq/pool.h>

/** The weight in a cell. E_VALUE if it is no number or negative, E_MISSING if it is missing: file, line, column. */
tsq_status tsq__pool_weight(const tsq_table *table, size_t row, size_t column, double *weight, tsq_error *err);

/** Sets the warnings of a result from its effects: omitted rows, labels that come twice. */
tsq_status tsq__pool_warn(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err);

#endif
