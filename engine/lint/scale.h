/* Whether standard deviations are on the scale of the others: SE as SD and its like. */
#ifndef TSQ_LINT_SCALE_H
#define TSQ_LINT_SCALE_H

#include "lint/lint.h"

/** What a standard deviation of the wrong size can be. */
enum tsq__scale_kind {
    TSQ__SE_AS_SD,       /**< the standard error of the mean */
    TSQ__SD_AS_SE,       /**< an SD that was taken for an SE and multiplied by sqrt(n) */
    TSQ__VARIANCE_AS_SD, /**< the variance */
    TSQ__MISPRINT,       /**< a wrong digit or a shifted point */
    TSQ__WRONG_UNIT      /**< mean and SD in another unit */
};

/** A row whose SDs are better explained by an error than as they stand. */
typedef struct tsq__suspect {
    size_t row;
    enum tsq__lint_set set;
    enum tsq__scale_kind kind;
    bool arm[2];    /**< which are wrong */
    bool by_others; /**< by the other studies: all SDs of the row are wrong; else by the other group of the row */
    double sd[2];   /**< what they probably are */
    double mean[2];
    double factor; /**< of TSQ__WRONG_UNIT: by which the numbers are to be multiplied */
    bool whole_row, means_alone;
    double score; /**< log likelihood ratio to the row as it stands, less the cost of the explanation */
    bool few;     /**< there is little to compare with */
    char alternatives[160];
} tsq__suspect;

/** A warning if the score is high, else a note. */
tsq_lint_severity tsq__scale_severity(const tsq__suspect *suspect);

/** For SDs alone: adds a finding for each suspect of that kind; `what` says what its SDs are: "the standard error of
 *  the mean", and `se_what` what its standard errors are, where the column has those. */
void tsq__scale_report(tsq__lint *lint, const tsq_lint_check *check, enum tsq__scale_kind kind, const char *what,
                       const char *se_what);

/** The suspects of that kind, `n` of them from `first` on; NULL when memory is out or there are no more. */
const tsq__suspect *tsq__scale_next(tsq__lint *lint, enum tsq__scale_kind kind, size_t *next);

void tsq__scale_free(struct tsq__scale *scale);

#endif
