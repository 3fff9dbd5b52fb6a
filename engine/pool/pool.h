/* What the files of this room share. */
#ifndef TSQ_POOL_POOL_H
#define TSQ_POOL_POOL_H

#include <tausq/pool.h>

#include "base/error.h"

/** The weight in a cell. E_VALUE if it is no number or negative, E_MISSING if it is missing: file, line, column. */
tsq_status tsq__pool_weight(const tsq_table *table, size_t row, size_t column, double *weight, tsq_error *err);

/** Sets the warnings of a result from its effects: omitted rows, labels that come twice. */
tsq_status tsq__pool_warn(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err);

/** Adds a warning; result->warning has room for one more. */
tsq_status tsq__pool_add_warning(tsq_pool_result *result, tsq_error *err, const char *format, ...) TSQ__PRINTF(3, 4);

/** Warns of studies with several effects that are taken as independent: at most one for two effects. */
tsq_status tsq__pool_warn_repeated(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err);

/* ---- counts (counts.c) -------------------------------------------------------------------------------------- */

/** Refuses what pooled counts cannot have; nothing for other methods. */
tsq_status tsq__pool_counts_check(const tsq_pool_options *options, tsq_error *err);

/** Takes the rows that have counts, but no effect, among the effects of a result: their yi and vi are NaN. */
tsq_status tsq__pool_counts_join(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err);

/** Pools the counts of the result's studies; the statuses are those of tsq_mantel_haenszel. */
tsq_status tsq__pool_counts_fit(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *cause);

/** Whether Q is taken about the Mantel-Haenszel estimate. */
bool tsq__pool_has_mh_q(const tsq_pool_options *options, const tsq_effect_measure *measure);

/** That estimate, from all rows with counts. */
tsq_status tsq__pool_mh_estimate(const tsq_pool_report *report, const tsq_pool_result *result, double *estimate,
                                 tsq_error *cause);

#endif
