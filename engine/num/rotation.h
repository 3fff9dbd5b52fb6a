/* Estimates whose errors are correlated, turned into uncorrelated ones.
 *
 * With V the covariance matrix of the estimates, block-diagonal by groups that share nothing, and V_b = U D U' for each
 * block, y ~ N(Xb, V + t I) is the same model as U'y ~ N(U'Xb, D + t I) for every t: what depends on y, X and V only
 * through projections, determinants and traces is the same in both. So the fits see the turned problem, in which the
 * intercept is a column U'1 instead of ones. */
#ifndef TSQ_NUM_ROTATION_H
#define TSQ_NUM_ROTATION_H

#include "num/model.h"

/** The eigenvectors of the blocks. Places are those of the sorted studies (tsq__model.order). */
struct tsq__rotation {
    size_t n;        /* blocks of two or more */
    size_t *start;   /* n + 1: block b has member[start[b]] ... member[start[b + 1] - 1] */
    size_t *member;  /* places, increasing within a block */
    double **u;      /* u[b]: U of block b, column after column */
    double *numbers; /* behind u */
};

/** Checks the list: E_VARIANCE for a pair that is none or comes twice, E_NONFINITE for a value. */
tsq_status tsq__rotation_check(const tsq_studies *studies, tsq_error *err);

/** Whether any covariance is not 0. */
bool tsq__rotation_needed(const tsq_studies *studies);

/**
 * Sets tie[i] for each study: different for studies that agree in all but their covariances, and the same whatever the
 * order of the studies. `same` has the number of its class for each study: equal for those that agree.
 * Rounds of colour refinement; `unit` is the power of two of the variances.
 */
tsq_status tsq__rotation_ties(const tsq_studies *studies, const size_t *same, int unit, uint64_t *tie, tsq_error *err);

/** Finds the blocks of model->rotation; E_VARIANCE where a covariance is larger than two variances allow. */
tsq_status tsq__rotation_blocks(const tsq_studies *studies, tsq__model *model, tsq_error *err);

/**
 * Turns the prepared model: y, v and the moderators in place, the intercept into model->ones.
 * E_VARIANCE where the covariance matrix is not positive definite; the text names the studies.
 */
tsq_status tsq__rotation_apply(const tsq_studies *studies, tsq__model *model, tsq_error *err);

/** sum_j W_ij for every sorted study i, W = U diag(w) U' the inverse of V + t I. `sums` has length k. */
void tsq__rotation_row_sums(const tsq__model *model, const double *w, double *sums);

void tsq__rotation_free(struct tsq__rotation *rotation);

#endif
