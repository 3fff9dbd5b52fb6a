/* The effects of single rows, by the measure of the options or the first usual one that the row allows. */
#ifndef TSQ_LINT_EFFECTS_H
#define TSQ_LINT_EFFECTS_H

#include "lint/lint.h"

/** yi and sei by row of the table, NaN where a row gives none. NULL when memory is out or no measure is allowed. Free
 *  with free; sei follows yi after tsq_table_rows numbers. */
double *tsq__lint_row_effects(tsq__lint *lint);

/** What three or more other studies say of an estimate: t with `df` about `centre`, with that variance (tau2, and that
 *  of the centre) beside its own. */
typedef struct tsq__effect_prediction {
    double centre, variance, df;
} tsq__effect_prediction;

/** The prediction of a row by `effects`, yi and sei by row of the table; false if there is none. */
bool tsq__lint_predict_effect(const tsq__lint *lint, const double *effects, size_t row, tsq__effect_prediction *out);

/** By row of the table: how much likelier its estimate is with the opposite sign, by three or more other studies (log
 *  ratio); NaN if they are fewer, or it is not to be told (exceptions.h). Free with free; NULL when memory is out. */
double *tsq__lint_sign_scores(tsq__lint *lint, const double *effects);

/** The scores above which a sign is noted, and is a warning. */
#define TSQ__SIGN_THRESHOLD 1.5
#define TSQ__SIGN_SURE 2.3

#endif
