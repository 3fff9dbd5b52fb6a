/* Sets of effects that are fitted side by side. */
#ifndef TSQ_VERIFY_SEARCH_BLOCK_H
#define TSQ_VERIFY_SEARCH_BLOCK_H

#include "verify/search.h"

/** Room for sets. */
typedef struct tsq__block {
    size_t n, most, studies; /**< sets; studies that are used */
    tsq__set *set;
    tsq_studies *view;
    double *yi, *vi;
    size_t *row; /**< of each study */
    tsq_brief *brief;
    double *weights; /**< by row of the table */
} tsq__block;

/** Room for so many sets with so many studies together, of a table with so many rows. Free with tsq__block_free. */
tsq_status tsq__block_make(size_t sets, size_t studies, size_t rows, tsq__block *block, tsq_error *err);
void tsq__block_free(tsq__block *block);

/** Adds the rows of a variant, those of an edit as they are in `edited`, or without them where that is NULL. */
void tsq__block_add(const tsq__search *search, tsq__block *block, size_t variant, const tsq_edit *edit,
                    const tsq__unit *edited);

/** Fits the sets in all ways of the part, compares them, and empties the block. */
tsq_status tsq__block_fit(tsq__search *search, tsq__block *block, tsq_search_part part, tsq__best *best,
                          tsq_error *err);

#endif
