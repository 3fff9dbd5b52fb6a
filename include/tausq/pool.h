/* A whole pooled analysis: table, roles, filters, groups, effects, fit; and the presets of conventions. */
#ifndef TAUSQ_POOL_H
#define TAUSQ_POOL_H

#include <tausq/counts.h>
#include <tausq/data.h>
#include <tausq/design.h>
#include <tausq/effect.h>
#include <tausq/fit.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A preset: the conventions of one version of one program. Every default that differs between programs is a
 * field here, so that a preset says all of it at once (engine/pool/presets.def).
 */
typedef struct tsq_preset {
    const char *id;                                         /**< "metafor-5" */
    const char *title;                                      /**< "R package metafor, version 5" */
    const char *method, *test, *prediction, *tau2_interval; /**< ids; "auto" and "none" as on the command line;
                              test "auto": knha, z for a common effect; tau2_interval "auto": J for DL, else QP (meta) */
    tsq_i2 i2;
    tsq_bias_correction bias;
    const char *smd_vtype; /**< variance of SMD */
    bool rom_correct;
    tsq_drop00 drop00;
    tsq_zero_rule zero_rule;     /**< what the continuity correction corrects */
    bool mh_correct;             /**< Mantel-Haenszel of 2x2 tables after the continuity correction; else as they are */
    tsq_rd_variance rd_variance; /**< of Mantel and Haenszel's risk difference */
    bool mh_q;                   /**< DL of OR, RR and RD: Q about the Mantel-Haenszel estimate */
    const char
        *left_out; /**< what the program does that is not yet confirmed or not yet built, for --help; "" if nothing */
} tsq_preset;

/** How many presets there are. */
TSQ_API size_t tsq_preset_count(void);
/** Preset i in the order of lists, the default one first; NULL from tsq_preset_count() on. Static storage. */
TSQ_API const tsq_preset *tsq_preset_at(size_t i);
/** The preset of that id; NULL if there is none. Static storage. */
TSQ_API const tsq_preset *tsq_preset_find(const char *id);

/** What to pool and how. Start from a preset (tsq_pool_preset), then set what overrides it. */
typedef struct tsq_pool_options {
    const tsq_preset *preset;
    const tsq_effect_measure *measure; /**< NULL: GEN where yi is there */
    tsq_effect_options effect;
    tsq_fit_options fit;
    const char *prediction; /**< "auto", "none" or an id, resolved per fit */
    const char
        *tau2_interval; /**< "auto", "none" or an id; NULL: the preset's, but GENQ for the methods GENQ and GENQM */
    const char *const *where; /**< n_where conditions */
    size_t n_where;
    const char *const *map; /**< n_map texts ROLE=COLUMN */
    size_t n_map;
    bool mh_correct;       /**< method MH: add the continuity correction of `effect` to 2x2 tables before pooling */
    bool mh_correct_rates; /**< the same for rates, which no preset does */
    tsq_rd_variance rd_variance;
    bool mh_q;           /**< Q about the Mantel-Haenszel estimate, for DL with the measures OR, RR and RD */
    bool mh_q_asked;     /**< mh_q comes from the user: anything else than that is an error */
    const char *by;      /**< comma-separated columns, or NULL */
    const char *mods;    /**< terms of a model with moderators (tausq/design.h), or NULL; see fit.no_intercept. There is
                              no prediction interval then, and Q is taken about no Mantel-Haenszel estimate. */
    const char *weights; /**< column with user weights, or NULL: for GENQ and GENQM, and where fit.weighting is USER */
} tsq_pool_options;

/** Sets all options to a preset's conventions; NULL for the preset tausq. Keeps nothing of what was there. */
TSQ_API void tsq_pool_preset(tsq_pool_options *options, const tsq_preset *preset);

/**
 * The options of the fits that tsq_pool would do with inverse variances: ids are resolved, what is open is filled in.
 * @retval TSQ_E_OPTION an unknown id, or weights that are needed and not given, or given and not used
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_pool_fit_options(const tsq_pool_options *options, tsq_fit_options *out,
                                                       tsq_error *err);

/** One analysis: one group of rows. */
typedef struct tsq_pool_result {
    size_t n_group;            /**< columns grouped by */
    const char **group_column; /**< their names and this group's values; borrowed from the table */
    const char **group_value;
    tsq_effects effects;
    tsq_effects_pairs
        covariance;    /**< of effects that share a control; the fit is generalised least squares with them */
    tsq_design design; /**< of a model with moderators; else zero */
    double R2;         /**< share of tau2 that the moderators explain, in per cent: 100 max(0, (a - b)/a), a and b being
                            tau2 without and with them (Raudenbush 1994), 0 where a is. With a common effect, that of the
                            residual variance: a = Q/(k-1), b = QE/(k-p). NaN without moderators, where k = p, where
                            tau2 is fixed, and where the model without moderators is no special case of the one with
                            them; with a common effect also by weights of the user or equal ones */
    bool estimated;    /**< false: `error` says why, and `fit` is zero */
    tsq_error error;
    tsq_fit_result fit;
    tsq_counts_tests tests; /**< with the method MH; else zero */
    size_t n_warnings;
    char **warning; /**< sentences for the user, without full context repeated */
} tsq_pool_result;

/** All analyses of one table. Borrows the table. */
typedef struct tsq_pool_report {
    const tsq_table *table;
    tsq_pool_options options;
    size_t n;
    tsq_pool_result *result;
    size_t n_estimated;
    tsq_roles *roles;
    tsq_moderators *moderators; /**< NULL: none */
    size_t n_names;    /**< with moderators: coefficients of all groups that are estimated; with factors not every group
                                     has the same */
    const char **name; /**< what they are called, each once, in order of first appearance */
} tsq_pool_report;

/**
 * Pools a table: filters, groups, effects, one fit per group.
 *
 * An unusable value ends the whole run with its file, line, column and value (E_VALUE and so on). A group that
 * cannot be estimated (no usable study, dependent moderators) does not: its result says why. What is a factor is decided
 * for all groups together, the levels of a factor for each.
 *
 * @param options NULL for the preset tausq; fit.level is also the level of the studies' intervals
 * @param[out] out free with tsq_pool_free, before the table; zeroed on error
 * @retval TSQ_E_EMPTY  no row meets the conditions
 * @retval TSQ_E_OPTION an unknown id, weights that are needed and not given, or given and not used; contrasts that
 *         share a control with a measure, weights or a stopping rule that know no covariance
 * @retval TSQ_E_VALUE, TSQ_E_MISSING a weight that is no number, negative or missing (file, line, column, value)
 * @retval TSQ_E_MISSING with na_fail, a moderator that is missing; else its row is omitted
 *         and what the steps return: tsq_moderators_new, tsq_table_where, tsq_table_group, tsq_effects_compute, tsq_fit
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_pool(const tsq_table *table, const tsq_pool_options *options,
                                           tsq_pool_report *out, tsq_error *err);
/** Frees what a report owns and zeroes it; NULL is fine. */
TSQ_API void tsq_pool_free(tsq_pool_report *report);

/**
 * Begins a report without results, for tsq_pool_rows: checks the options and finds the roles. `where`, `by`, `weights`
 * and `mods` are not looked at.
 * @param[out] out as of tsq_pool
 * @retval TSQ_E_OPTION, TSQ_E_COLUMN as of tsq_pool
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_pool_begin(const tsq_table *table, const tsq_pool_options *options,
                                                 tsq_pool_report *out, tsq_error *err);

/**
 * One analysis as tsq_pool has it, of some rows of the report's table; without names of a group.
 *
 * @param[out] open NULL: every fit is done here. Else whether the fit is left to the caller: it is tsq_fit of the effects'
 *                  yi and vi with the options of tsq_pool_fit_options, and out->fit is zero
 * @param[out] out  free with tsq_pool_result_free; zeroed on error
 * @retval as of tsq_pool
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_pool_rows(const tsq_pool_report *report, const tsq_rows *rows, bool *open,
                                                tsq_pool_result *out, tsq_error *err);
/** Frees what a result owns and zeroes it; NULL is fine. */
TSQ_API void tsq_pool_result_free(tsq_pool_result *result);

/** Only the effects of the rows that meet the conditions, as tsq_pool would compute them: no groups, no fit. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_pool_effects(const tsq_table *table, const tsq_pool_options *options,
                                                   tsq_effects *out, tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
