/* What the checks share: the rows with their numbers, groups and studies, and the making of findings. */
#ifndef TSQ_LINT_LINT_H
#define TSQ_LINT_LINT_H

#include "base/error.h"

#include <tausq/lint.h>

/** Which numbers of a trial with two groups. */
enum tsq__lint_set { TSQ__LINT_FINAL, TSQ__LINT_CHANGE, TSQ__LINT_BASELINE, TSQ__LINT_SETS };

/** Size, mean and SD of both groups, NaN where there is none, and their roles. Where a row has standard errors instead
 *  of SDs, the SDs are made from them, and the role is that of the SE. */
typedef struct tsq__lint_arms {
    double n[2], mean[2], sd[2];
    const char *n_role[2], *mean_role[2], *sd_role[2];
    double sd_unit[2]; /* by the number that stands in the cell: 1, or the root of the size for a standard error */
    bool alone; /* one group only (ni, mi, sdi or semi): it stands in the first place, size and SD in the second too */
} tsq__lint_arms;

/** The table as the checks see it. Lists by row of the table have an entry for every row. */
typedef struct tsq__lint {
    const tsq_table *table;
    const tsq_lint_options *options;
    tsq_roles *roles;
    tsq_rows rows;     /* those that meet the conditions */
    tsq_groups pooled; /* the groups that are pooled */
    tsq_groups alike;  /* the groups that are compared: times taken together */
    size_t *pooled_of; /* group of a row */
    size_t *alike_of;
    size_t *study_of;         /* number of a row's study: rows with the same number are of one study */
    struct tsq__scale *scale; /* scale.h, made when first asked for */
    size_t n, capacity;       /* findings */
    tsq_lint_finding *finding;
    bool failed; /* memory is out */
} tsq__lint;

/** A cell as a number; NaN if it is missing, no number, or no column plays the role. */
double tsq__lint_number(const tsq__lint *lint, size_t row, const char *role);
/** The same for a column of the table; NaN for -1. */
double tsq__lint_cell(const tsq__lint *lint, size_t row, long column);
/** Half a unit of the last digit that a cell prints: 0.005 for "1.20", 0 for a missing cell or one with an exponent. */
double tsq__lint_rounding(const tsq__lint *lint, size_t row, long column);
/** Digits after the decimal mark; -1 for what is no plain number. */
int tsq__lint_decimals(const tsq__lint *lint, size_t row, long column);
/** The column of one of these names (case not regarded; NULL after the last), or -1. */
long tsq__lint_column(const tsq__lint *lint, const char *const *names);
/** The column that plays a role, or -1. */
long tsq__lint_role(const tsq__lint *lint, const char *role);
/** The text of the role outcome, "" without one. */
const char *tsq__lint_outcome(const tsq__lint *lint, size_t row);
/** The numbers of a set of the row. */
tsq__lint_arms tsq__lint_arms_of(const tsq__lint *lint, size_t row, enum tsq__lint_set set);
/** A number as a person would write it, rounded to so many decimals (-1: six digits). @return text */
char *tsq__lint_print(double value, int decimals, char text[TSQ_NUMBER_TEXT]);
/** The role of the column with SDs, or else standard errors, of tables with one group per row; NULL without. */
const char *tsq__lint_spread_role(const tsq__lint *lint);
/** Whether two rows are of the same subgroup, or the table has no column called so: an analysis may show a study again. */
bool tsq__lint_same_subgroup(const tsq__lint *lint, size_t a, size_t b);
/** Whether two rows have effects of one measure, by the column measure where both name one. */
bool tsq__lint_same_measure(const tsq__lint *lint, size_t a, size_t b);
/** Whether the row has results beside its sizes: a mean, a median, events. */
bool tsq__lint_has_result(const tsq__lint *lint, size_t row);
/** Whether `text` holds `part`, case not regarded. */
bool tsq__lint_holds(const char *text, const char *part);

/** The median of n > 0 numbers, which are put in order. */
double tsq__lint_median(double *values, size_t n);

/**
 * Adds a finding about a cell (column -1: about the row). NULL when memory is out. The finding is valid until the next
 * one is added.
 */
tsq_lint_finding *tsq__lint_add(tsq__lint *lint, const tsq_lint_check *check, tsq_lint_severity severity, size_t row,
                                long column, const char *format, ...) TSQ__PRINTF(6, 7);
/** Adds a cell that the fix changes; the texts "COLUMN OLD were NEW" make up finding->fix. */
void tsq__lint_change(tsq__lint *lint, tsq_lint_finding *finding, size_t row, long column, const char *text);
/** The same with a number, with the decimals that the cell prints and at least two digits. */
void tsq__lint_change_number(tsq__lint *lint, tsq_lint_finding *finding, size_t row, long column, double value);
/** Empties the cell: the fix is to do without it. */
void tsq__lint_leave_out(tsq__lint *lint, tsq_lint_finding *finding);
/** Sets the other explanations. */
void tsq__lint_alternatives(tsq__lint *lint, tsq_lint_finding *finding, const char *text);

/** Pools the finding's group without and with the fix (effect.c). E_MEMORY, or what tsq_pool refuses of the options. */
tsq_status tsq__lint_effects(tsq__lint *lint, const tsq_effect_measure **measure, tsq_error *err);

/* Every check of checks.def. */
#define TSQ_LINT_CHECK(name) extern const tsq_lint_check tsq__lint_##name;
#include "lint/checks.def"
#undef TSQ_LINT_CHECK

#endif
