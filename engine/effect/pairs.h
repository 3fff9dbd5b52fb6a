/* Tables with one row per arm: which columns stand for the two groups of a comparison, and which rows are compared. */
#ifndef TSQ_EFFECT_PAIRS_H
#define TSQ_EFFECT_PAIRS_H

#include "effect/row.h"

#include <tausq/data.h>

#include <stdint.h>

struct tsq_effect_texts;

/** What a measure compares two groups by. */
enum tsq__compared_by { TSQ__COMPARES_NOTHING, TSQ__COMPARES_MEANS, TSQ__COMPARES_COUNTS, TSQ__COMPARES_RATES };

/** By the roles that the measure needs of either group; pairs and reported effects compare nothing. */
enum tsq__compared_by tsq__compares(const tsq_effect_measure *measure);

/** Whether the table has one row per arm: columns `arm` and `control`, and none for two groups. */
bool tsq__by_arm(const tsq_roles *roles);

/** Whether the role belongs to the control group: "n2i". */
bool tsq__is_of_control(const char *role);

/**
 * The column of a table by arm that stands for a role of a measure, or -1: of n1i and n2i it is the one of ni.
 *
 * @param[out] of_control whether its cell is to be read in the control's row
 */
long tsq__arm_column(const tsq_roles *roles, enum tsq__compared_by by, const char *role, bool *of_control);

/** The comparisons in a table by arm: the treatment arms, each with its control. */
struct tsq__pairs {
    tsq_rows rows;      /**< of the treatment arms */
    size_t *control;    /**< row of the control, for each of them */
    bool *first;        /**< whether it is the first with that control */
    const char **label; /**< "Zekri 2015: repeated", or the study's label where it has one treatment arm only */
    size_t n_alone;
    size_t *alone; /**< rows of controls without a treatment arm beside them */
};

/**
 * Finds them among `rows`. What is compared agrees in `trial` (else `study`), `outcome`, `unit` and `time`.
 *
 * @param[out] out free with tsq__pairs_free, before `texts`
 * @retval TSQ_E_COLUMN no column says the study
 * @retval TSQ_E_VALUE control is not 0 or 1; a study has no control, or two; an arm is there twice
 * @retval TSQ_E_MISSING a row does not say its study
 */
tsq_status tsq__pairs_find(const tsq_roles *roles, const tsq_rows *rows, struct tsq_effect_texts *texts,
                           struct tsq__pairs *out, tsq_error *err);
void tsq__pairs_free(struct tsq__pairs *pairs);

/** The row of the control of a treatment arm's row, which is among pairs->rows. */
size_t tsq__pairs_control(const struct tsq__pairs *pairs, size_t row);
/** Whether no earlier one has the same control. */
bool tsq__pairs_first(const struct tsq__pairs *pairs, size_t row);
/** Its label. */
const char *tsq__pairs_label(const struct tsq__pairs *pairs, size_t row);

/** The name of the trial that a row is of: `trial` where it says one, else `study`; NULL without either. */
const char *tsq__trial_of(const tsq_roles *roles, size_t row);

/** The same, "" without either. */
const char *tsq__trial_known(const tsq_roles *roles, size_t row);
/** A cell's text, "" where no column plays the role. */
const char *tsq__comparison_text(const tsq_roles *roles, const char *role, size_t row);

/** A hash of what rows of one comparison agree in: trial, outcome, unit, time. */
uint64_t tsq__comparison_hash(const tsq_roles *roles, size_t row);
/** Whether two rows agree in it. */
bool tsq__comparison_same(const tsq_roles *roles, size_t a, size_t b);

#endif
