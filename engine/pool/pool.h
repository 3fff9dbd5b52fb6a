/* What the files of this room share. */
#ifndef TSQ_POOL_POOL_H
#define TSQ_POOL_POOL_H

#include <tausq/pool.h>

#include "base/error.h"

/* ---- options (options.c) ------------------------------------------------------------------------------------ */

/** The options with what they leave open filled in by the preset; `given` NULL: those of the default preset. */
tsq_pool_options tsq__pool_complete(const tsq_pool_options *given);

/** E_OPTION for what cannot be asked for, alone or together. */
tsq_status tsq__pool_check_options(const tsq_pool_options *options, tsq_error *err);

/** What the computation of the effects of a group gets of them. */
tsq_effect_options tsq__pool_effect_options(const tsq_pool_options *options);

/** What a fit gets of them; `mh_q`: Q is taken about the Mantel-Haenszel estimate. */
tsq_fit_options tsq__pool_fit_options(const tsq_pool_options *options, bool mh_q);

/* ---- one group (fit_group.c) -------------------------------------------------------------------------------- */

/** Fits the effects of a group; `weights`: the column of the user's, -1 for none. What concerns the model stays with the
 * group as result->error; E_OPTION, E_MEMORY and errors about a row of the file are returned. `open` as of tsq_pool_rows. */
tsq_status tsq__pool_fit_group(const tsq_pool_report *report, tsq_pool_result *result, long weights, bool *open,
                               tsq_error *err);

/** Takes the effects that have a reason (of k texts, NULL for none) among the omitted rows. E_MEMORY. */
tsq_status tsq__pool_omit(tsq_effects *effects, const char *const *reason, tsq_error *err);

/** Takes the studies without a weight in `column` out of the effects; with na_fail they are an error. E_VALUE. */
tsq_status tsq__pool_omit_unweighted(const tsq_pool_report *report, tsq_pool_result *result, size_t column,
                                     tsq_error *err);

/** The weight in a cell. E_VALUE if it is no number or negative, E_MISSING if it is missing: file, line, column. */
tsq_status tsq__pool_weight(const tsq_table *table, size_t row, size_t column, double *weight, tsq_error *err);

/** Sets the warnings of a result from its effects: omitted rows, labels that come twice. */
tsq_status tsq__pool_warn(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err);

/** Adds a warning; result->warning has room for one more. */
tsq_status tsq__pool_add_warning(tsq_pool_result *result, tsq_error *err, const char *format, ...) TSQ__PRINTF(3, 4);

/** Warns of studies with several effects that are taken as independent: at most one for two effects. */
tsq_status tsq__pool_warn_repeated(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err);

/* ---- moderators (moderators.c) ------------------------------------------------------------------------------- */

/** Takes the studies with a missing moderator out of the effects; with na_fail they are an error. E_MISSING. */
tsq_status tsq__pool_omit_unmoderated(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err);

/** The design of the result's studies; nothing without moderators. What tsq_design_new returns. */
tsq_status tsq__pool_design(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err);

/** Sets the names of the report's coefficients, when its groups are fitted. E_MEMORY. */
tsq_status tsq__pool_collect_names(tsq_pool_report *report, tsq_error *err);

/** E_RANK that names the coefficients which depend on one another. */
tsq_status tsq__pool_name_dependent(const tsq_design *design, tsq_error *err);

/** Warns where a column of the design is determined by those before it but for rounding (near_dependent.c). E_MEMORY. */
tsq_status tsq__pool_warn_near_dependent(tsq_pool_result *result, tsq_error *err);

/** Sets R2 of a result that is fitted: by a fit without moderators. E_MEMORY. */
tsq_status tsq__pool_r2(const tsq_studies *studies, const tsq_fit_options *options, tsq_pool_result *result,
                        tsq_error *err);

/* ---- counts (counts.c) -------------------------------------------------------------------------------------- */

/** Whether the method pools counts, not estimates. */
bool tsq__pool_counts_asked(const tsq_pool_options *options);

/** Refuses what pooled counts cannot have; nothing for other methods. */
tsq_status tsq__pool_counts_check(const tsq_pool_options *options, tsq_error *err);

/** Takes the rows that have counts, but no effect, among the effects of a result: their yi and vi are NaN. */
tsq_status tsq__pool_counts_join(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err);

/** Pools the counts of the result's studies; the statuses are those of tsq_mantel_haenszel. */
tsq_status tsq__pool_counts_fit(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *cause);

/** The counts of a row as they are pooled, before any correction: ai, bi, ci, di or x1i, t1i, x2i, t2i. False if there are none. */
bool tsq__pool_counts_of(const tsq_pool_report *report, const tsq_effects *effects, size_t row, double cell[4]);

/** Whether Q is taken about the Mantel-Haenszel estimate. */
bool tsq__pool_has_mh_q(const tsq_pool_options *options, const tsq_effect_measure *measure);

/** That estimate, from all rows with counts. */
tsq_status tsq__pool_mh_estimate(const tsq_pool_report *report, const tsq_pool_result *result, double *estimate,
                                 tsq_error *cause);

#endif
