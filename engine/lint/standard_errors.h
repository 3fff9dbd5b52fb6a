/* What the standard error of an estimate should be, by the other studies of its group and by the estimate itself. */
#ifndef TSQ_LINT_STANDARD_ERRORS_H
#define TSQ_LINT_STANDARD_ERRORS_H

#include "lint/effects.h"

/**
 * The prediction of a row's standard error. Its logarithm, less that of the SE which participants with an SD of 1 would
 * have where sizes are there, is t about the mean of the others; its spread has a prior worth some studies. The
 * estimate is t about the mean of the others (effects.h): an SE much too large or too small for it is unlikely.
 */
typedef struct tsq__se_context {
    size_t n;                      /**< others, 3 or more */
    bool by_sizes;                 /**< sizes are there */
    double se_of_one;              /**< SE of participants with an SD of 1; 1 without sizes */
    double centre, scale, df;      /**< of log(SE/se_of_one) */
    double estimate;               /**< NaN where there is none, or no mean to put it beside */
    tsq__effect_prediction others; /**< of the estimates */
} tsq__se_context;

/** The role of the column with the standard errors of estimates, of yi or printed ones (est); NULL for none. */
const char *tsq__lint_se_role(const tsq__lint *lint);

/** The standard error that stands in a row, in that column or as vi; NaN for none. */
double tsq__lint_standard_error(const tsq__lint *lint, size_t row);

/** The number of participants in a row by its sizes, NaN without. */
double tsq__lint_participants(const tsq__lint *lint, size_t row);

/** The standard error that participants with an SD of 1 would have: of a difference of two groups, or of a mean. NaN
 *  without sizes. */
double tsq__lint_se_of_one(const tsq__lint *lint, size_t row);

/** yi and the standard errors that stand in the rows, laid out as in effects.h. NULL when memory is out; free with
 *  free. */
double *tsq__lint_estimates(tsq__lint *lint);

/** Gathers the context of a row; false if there are less than three other studies, or no standard error is here. */
bool tsq__se_context_make(const tsq__lint *lint, const double *estimates, size_t row, tsq__se_context *out);

/** Log likelihood of the row, per unit of log SE, if its standard error were this. */
double tsq__se_likelihood(const tsq__se_context *context, double se);

/** The same if the number that stands in place of the standard error is the SD of the participants: it does not fall
 *  with the size of the study, and lies above the SEs of all. */
double tsq__se_likelihood_of_sd(const tsq__se_context *context, double sd);

#endif
