/* Rows of a group with the same numbers, and how seldom that is by chance. */
#ifndef TSQ_LINT_RARITY_H
#define TSQ_LINT_RARITY_H

#include "lint/lint.h"

enum { TSQ__RESULT_NUMBERS = 34 };

/** The numbers of the rows of a group that make up a result, and for each how seldom two rows agree in it. */
typedef struct tsq__results {
    const tsq_rows *rows;
    long column[TSQ__RESULT_NUMBERS];   /**< of the table, -1: none */
    double *value;                      /**< by row of the group, TSQ__RESULT_NUMBERS of each; HUGE_VAL: missing */
    size_t *order;                      /**< the rows of the group so that those with the same numbers stand together */
    double rarity[TSQ__RESULT_NUMBERS]; /**< minus the decimal logarithm of the chance that two rows agree */
    double pairs;                       /**< decimal logarithm of the number of pairs of rows */
} tsq__results;

/** What two rows with the same numbers share. */
typedef struct tsq__shared {
    int results; /**< numbers that are no sizes */
    int digits;  /**< at most four of each number */
    bool seldom; /**< chance makes such a pair in less than one group of twenty */
} tsq__shared;

/** False when memory is out. */
bool tsq__results_make(const tsq__lint *lint, const tsq_rows *rows, tsq__results *out);
void tsq__results_free(tsq__results *results);

/** Whether two rows of the group have the same numbers. */
bool tsq__results_same(const tsq__results *results, size_t i, size_t j);

/** What a row shares with those that have its numbers. */
tsq__shared tsq__results_shared(const tsq__lint *lint, const tsq__results *results, size_t i);

#endif
