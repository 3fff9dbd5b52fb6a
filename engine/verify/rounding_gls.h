/* Generalised least squares over boxes of contrasts: with M = V + tau2 I, W = 1/M, y ~ (mu 1, M): the mean is 1'Wy/1'W1,
 * its residuals are r and u = W r = Py. */
#ifndef TSQ_VERIFY_ROUNDING_GLS_H
#define TSQ_VERIFY_ROUNDING_GLS_H

#include "verify/rounding_joint.h"

/** What comes of one range of tau2. Matrices as in struct tsq__joint_box. */
struct tsq__gls {
    tsq__range tau2;
    tsq__range *inner, *half;      /* 1/(U'MU), and U times it */
    tsq__range *w, *w2;            /* W, and W^2 */
    tsq__range *s, *t, *u, *pu;    /* W 1, W s, W r and P u; k of each */
    tsq__range *e, *g;             /* y - about, and W e */
    tsq__range sum, squares;       /* 1's and s's */
    tsq__range mean, q;            /* q: r'Wr */
    tsq__range estimate, variance; /* the mean and 1/1's, or those by weights that are not of the variances */
    tsq__range uu, trace_w, trace; /* u'u, tr W, tr P */
};

/** An estimator of tau2 as in struct tsq__equation. by_y and by_v are derivatives as of tsq__joint_by_cells. */
struct tsq__gls_slopes {
    tsq__range *by_y, *by_v, by_tau2;
};

/** Room for what an evaluation needs. */
struct tsq__gls_bench {
    struct tsq__gls at, room; /* at tau2, and where an estimator has other weights */
    struct tsq__gls_slopes slopes, first;
    tsq__range *base[TSQ__BASES];          /* by y and the entries of V, of each base */
    tsq__range *total;                     /* of one quantity */
    tsq__range *by_cell, *of[TSQ__RANGED]; /* n_cells of each */
    int finer;                             /* into how many times more pieces tau2 is cut than tsq__pieces says */
    tsq__range target;                     /* of the equations that have Q at a given value */
    void *memory;
};

/** @return false where M is not proven to be positive definite; nothing is said then */
bool tsq__gls_weigh(const struct tsq__joint *joint, const struct tsq__joint_box *box, tsq__range tau2,
                    struct tsq__gls *out);

/** An entry of P^2 of a block, by its studies in the block. */
tsq__range tsq__gls_p2(const struct tsq__joint *joint, const struct tsq__gls *at, size_t block, size_t i, size_t j);
/** tr P^2. */
tsq__range tsq__gls_trace_p2(const struct tsq__joint *joint, const struct tsq__gls *at);

/** A number near the weights, for sums that are the same whatever is taken from them: 1'u is 0. */
double tsq__gls_near(const struct tsq__gls *at);
/** s'u. */
tsq__range tsq__gls_pull(const struct tsq__joint *joint, const struct tsq__gls *at);

/** F over a box for tau2 of a range, and its derivatives. */
typedef bool tsq__gls_value_of(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                               struct tsq__gls_bench *bench, tsq__range *out);
typedef bool tsq__gls_slopes_of(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                                struct tsq__gls_bench *bench);

struct tsq__gls_equation {
    const char *method;
    bool monotone;
    tsq__gls_value_of *value;   /* bench->at is weighed at tau2; false where nothing is proven */
    tsq__gls_slopes_of *slopes; /* into bench->slopes */
};

/** What is computed: `pooling` but for its equation, which is this one; NULL: tau2 is pooling->tau2. */
struct tsq__gls_model {
    const struct tsq__pooling *pooling;
    const struct tsq__gls_equation *equation;
};

tsq_status tsq__gls_bench_new(const struct tsq__joint *joint, struct tsq__gls_bench *out, tsq_error *err);
void tsq__gls_bench_free(struct tsq__gls_bench *bench);

/** As tsq__ranges, for contrasts. */
void tsq__gls_ranges(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                     const struct tsq__gls_model *model, tsq__range tau2, struct tsq__gls_bench *bench,
                     tsq__range out[TSQ__RANGED]);

/** Those for one range of tau2, at which bench->at is weighed; bench->room is weighed at 0. */
void tsq__gls_ranges_at(const struct tsq__gls_model *model, const struct tsq__gls_bench *bench,
                        tsq__range out[TSQ__RANGED]);

/** What the variance of the mean is multiplied by. */
tsq__range tsq__gls_factor(enum tsq__factor factor, const struct tsq__pooling *pooling, const struct tsq__gls *at);
bool tsq__gls_is_dl(const struct tsq__gls_model *model);

/** As tsq__ranges_slopes, by cells: of all quantities, or of `only`, into bench->of. */
bool tsq__gls_slopes(struct tsq__joint *joint, const struct tsq__joint_box *box, const struct tsq__gls_model *model,
                     tsq__range tau2, enum tsq__ranged only, struct tsq__gls_bench *bench);

/** Derivatives of F by the cells, for all tau2 of a range; NULL where they are not known. */
const tsq__range *tsq__gls_slopes_of_equation(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                                              const struct tsq__gls_equation *equation, tsq__range tau2,
                                              struct tsq__gls_bench *bench);

/** As tsq__box_tau2. */
tsq__range tsq__gls_tau2(struct tsq__joint *joint, const struct tsq__joint_box *box,
                         const struct tsq__gls_equation *equation, bool falls, tsq__range within,
                         struct tsq__gls_bench *bench);

/** Sets joint->centre to the middle of the cells. @return false where V is not positive definite there */
bool tsq__joint_set_centre(struct tsq__joint *joint, const struct tsq__joint_box *box);

/** F over a box for tau2 of a range, in whose middle joint->centre is; false where nothing is proven. */
bool tsq__gls_value(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                    const struct tsq__gls_equation *equation, tsq__range tau2, struct tsq__gls_bench *bench,
                    tsq__range *out);

/** The median of chi-square, which PMM has Q at. */
tsq__range tsq__gls_median(double df);

/** The equation of a method; of "Q" that of r'Wr at bench->target. */
const struct tsq__gls_equation *tsq__gls_equation_of(const char *method);

#endif
