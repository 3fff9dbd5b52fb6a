/* Forensic checks of extracted data: what is probably wrong, in which cell, and what mending it would change. */
#ifndef TAUSQ_LINT_H
#define TAUSQ_LINT_H

#include <tausq/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How sure a finding is: an error cannot be right, a warning probably is not, a note is for the eye. */
typedef enum tsq_lint_severity { TSQ_LINT_NOTE, TSQ_LINT_WARNING, TSQ_LINT_ERROR } tsq_lint_severity;

/** "note", "warning" or "error". Static storage. */
TSQ_API const char *tsq_lint_severity_name(tsq_lint_severity severity);

struct tsq__lint; /* engine/lint/lint.h */

/** A check: one such constant in one file of engine/lint, and a line in engine/lint/checks.def. */
typedef struct tsq_lint_check {
    const char *code;           /**< "L01"; never given to another check */
    const char *id;             /**< "se-as-sd" */
    const char *title;          /**< "standard error entered as standard deviation" */
    tsq_lint_severity severity; /**< the highest that its findings have */
    const char *basis;          /**< how it decides, and by which source */
    void (*run)(struct tsq__lint *lint);
} tsq_lint_check;

/** How many checks are registered. */
TSQ_API size_t tsq_lint_check_count(void);
/** Check `i` in the order of their codes; NULL from tsq_lint_check_count() on. Static storage. */
TSQ_API const tsq_lint_check *tsq_lint_check_at(size_t i);
/** The check of that code or id; NULL if there is none. Static storage. */
TSQ_API const tsq_lint_check *tsq_lint_check_find(const char *code);

/** What to check and how. Start from {0} and tsq_pool_preset(&options.pool, ...). */
typedef struct tsq_lint_options {
    /** Conditions, groups, roles, units and the model that says what a fix would change. Without a measure:
     *  the one that a column `measure` names in all rows of a group, else GEN where yi is there, else MD, else RR,
     *  whichever the columns allow first; without `by`: see tsq_lint. */
    tsq_pool_options pool;
    const char *const *bounds; /**< n_bounds texts OUTCOME=MIN:MAX beside those of engine/lint/scores.def */
    size_t n_bounds;
} tsq_lint_options;

/** A cell that a fix would change. */
typedef struct tsq_lint_change {
    size_t row, column;
    char text[TSQ_NUMBER_TEXT];
} tsq_lint_change;

/** A pooled result with or without a fix. */
typedef struct tsq_lint_pooled {
    bool estimated; /**< false: the numbers are NaN */
    size_t k;
    double estimate, ci_lb, ci_ub;
} tsq_lint_pooled;

/** Something that is probably wrong. Texts belong to the report or to the table. */
typedef struct tsq_lint_finding {
    const tsq_lint_check *check;
    tsq_lint_severity severity;
    size_t row, line;
    const char *study;        /**< role study, else "study N" */
    const char *column;       /**< name of the column as in the file; of several the first */
    const char *value;        /**< the cell's text */
    const char *message;      /**< what it probably is, and what speaks for it */
    const char *alternatives; /**< other explanations, best first; NULL if none is near */
    double score;     /**< logarithm of how much likelier the explanation is than the row as it stands; NaN: certain */
    const char *fix;  /**< "sd2i 0.99 were 0.09"; NULL if no cell is known to hold another value */
    size_t n_changes; /**< the cells that the fix changes */
    tsq_lint_change *change;
    bool leave_out;                    /**< the fix leaves the row out */
    size_t group;                      /**< its group in the report */
    bool has_effect;                   /**< `before` and `after` were computed */
    tsq_lint_pooled before, after;     /**< the group pooled without and with the fix */
    const tsq_effect_measure *measure; /**< by which it was pooled; NULL where it was not */
    const char *no_effect;             /**< why not; NULL where they were */
} tsq_lint_finding;

/** All findings about one table, in the order of its lines. Borrows the table. */
typedef struct tsq_lint_report {
    const tsq_table *table;
    tsq_lint_options options;
    const tsq_effect_measure *measure; /**< of groups without one of their own; NULL if the columns allow none */
    size_t rows;                       /**< how many rows were looked at */
    size_t n;
    tsq_lint_finding *finding;
    size_t count[TSQ_LINT_ERROR + 1]; /**< findings of each severity */
    size_t n_groups;
    char **group; /**< "outcome = MELD, weeks = 13"; "" where there is one group only */
} tsq_lint_report;

/**
 * Looks at every row that meets the conditions, with every check. A cell that is unusable (text where a number goes, a
 * negative SD) is a finding, not an error, and the other rows are looked at all the same.
 *
 * Rows are compared with those of the same group: of options->pool.by, or without it of equal values in the columns
 * review, analysis and outcome, where there are such; columns of time (weeks, months, ...) part the groups
 * that are pooled, not those that are compared. A row is never compared with rows of its own study ("Lee 2001 (a)" and
 * "Lee 2001 (b)" are one study) where a check speaks of other studies.
 *
 * What a fix changes is told by pooling the group twice, without and with it, by options->pool. Cells that no analysis
 * could use are taken as missing in both.
 *
 * @param[out] out free with tsq_lint_free, before the table; zeroed on error
 * @retval TSQ_E_OPTION bounds that are not OUTCOME=MIN:MAX; what tsq_pool refuses in options->pool
 * @retval TSQ_E_EMPTY  no row meets the conditions
 * @retval TSQ_E_MISSING with pool.effect.na_fail, a value that the measure needs is missing
 *         and what tsq_roles_new, tsq_table_where and tsq_table_group return
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_lint(const tsq_table *table, const tsq_lint_options *options,
                                           tsq_lint_report *out, tsq_error *err);
/** Frees what a report owns and zeroes it; NULL is fine. */
TSQ_API void tsq_lint_free(tsq_lint_report *report);

#ifdef __cplusplus
}
#endif
#endif
