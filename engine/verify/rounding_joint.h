/* Studies as boxes, contrasts with their covariances: the cells of all of them, each once, and the estimates y and their covariance matrix
 * V, block by block, over the ranges of the cells. */
#ifndef TSQ_VERIFY_ROUNDING_JOINT_H
#define TSQ_VERIFY_ROUNDING_JOINT_H

#include "num/twofold.h"
#include "verify/rounding_work.h"

/**
 * The standard errors that the control gives to an effect y, signed: the covariance of two effects with one control is
 * root_i[0] root_j[0] + root_i[1] root_j[1].
 * @return false where a cell is missing, or no such parts are known here
 */
bool tsq__cells_share(const char *measure, struct tsq__cells *cells, const struct tsq__dual *y,
                      struct tsq__dual root[2]);

/** One contrast; place: which cells of the analysis its own are. The last four are of the middles of its cells. */
struct tsq__joint_study {
    struct tsq__cells cells;
    struct tsq__dual y, v, root[2];
    tsq__range middle_y, middle_v, middle_root[2];
    size_t place[TSQ__CELLS];
};

/** Ranges of cells, and what follows from them. Matrices are blocks, row after row, one block after the other. */
struct tsq__joint_box {
    struct tsq__joint_study *study;
    tsq__range *cell;
    tsq__range *y, *v;           /* estimates, and V */
    double *u;                   /* of each block nearly the eigenvectors of V at its middle, in columns: U */
    tsq__range *turned, *gram;   /* U'VU and U'U */
    tsq__range *ones, *distance; /* U'1 and U'(y - about) */
    double about;                /* near the mean */
};

/** One analysis. Everything is owned. */
struct tsq__joint {
    struct tsq__rounding_work *work;
    size_t k, n_blocks, n_cells, n_entries;
    size_t *order;          /* of study i of the boxes its place in the analysis: a block's stand together */
    size_t *place;          /* of study i of the analysis its place in the boxes */
    size_t *start, *offset; /* n_blocks + 1: of a block its first study and its first entry */
    struct tsq__joint_box all, now, corner, centre;
    bool linked;                /* there are covariances */
    double *weight;             /* of the user, exact; NULL: there are none */
    tsq__range *share;          /* of each study in the mean; NULL: that of its inverse variance */
    size_t *first_cell;         /* n_blocks + 1: of a block, whose cells stand together */
    tsq__range *scratch;        /* n_cells + n_entries + k */
    struct tsq__twofold *room;  /* 2 n_entries */
    tsq_covariance *covariance; /* of a fit: n_covariance of them */
    size_t n_covariance;
    void *memory[8];
};

/**
 * The studies of an analysis that have their ranges, with their covariances and weights.
 * @param[out] out free with tsq__joint_free, also after an error
 * @retval TSQ_E_OPTION covariances that are derived in a way that has no enclosure
 */
tsq_status tsq__joint_begin(struct tsq__rounding_work *work, const tsq_fit_options *options, struct tsq__joint *out,
                            tsq_error *err);
void tsq__joint_free(struct tsq__joint *joint);

/** Of two contrasts with one control. */
tsq__range tsq__joint_covariance(const struct tsq__joint_study *a, const struct tsq__joint_study *b);

/** Everything of a box that follows from its cells; no wider than `within`, if that is not NULL.
 *  @return false where V is not proven to be positive definite */
bool tsq__joint_compute(struct tsq__joint *joint, const struct tsq__joint_box *within, struct tsq__joint_box *box);

/** Copies all of a box. */
void tsq__joint_copy(const struct tsq__joint *joint, const struct tsq__joint_box *from, struct tsq__joint_box *to);

/** From derivatives by y and by the entries of V (as many as V has, each pair twice) to those by the cells of a box. */
void tsq__joint_by_cells(const struct tsq__joint *joint, const struct tsq__joint_box *box, const tsq__range *by_y,
                         const tsq__range *by_v, tsq__range *by_cell);

#endif
