/* The prepared data of one fit: studies sorted, shifted and scaled, so that results follow changes of unit and origin
 * and do not depend on the order of the studies.
 *
 * Studies are sorted by vi, then yi, then moderators. y becomes (y - y_shift) * 2^-y_exp and v becomes v * 2^-2 y_exp
 * with the smallest v in [1, 4). With an intercept y and each moderator are centred; without one they are not shifted.
 * The moderators are scaled by powers of two and replaced by an orthogonal basis (engine/num/basis.h). "Scaled" below
 * means in these units.
 *
 * Where estimates have covariances, y, v, the basis and the intercept are then turned (engine/num/rotation.h): what is
 * "sorted study i" below is no study any more. */
#ifndef TSQ_NUM_MODEL_H
#define TSQ_NUM_MODEL_H

#include <tausq/fit.h>

typedef struct tsq__model {
    size_t k, p, m; /* studies; coefficients; moderators */
    bool intercept;
    size_t *order;   /* order[i]: the caller's index of sorted study i */
    double *y, *v;   /* length k, scaled */
    double *x;       /* k x m, column after column: the basis; NULL without moderators */
    double *weights; /* length k, the user's, largest in [1, 2); NULL if none */
    double y_shift;
    int y_exp;
    double *x_shift; /* length m: what was taken off each moderator before scaling by 2^-x_exp */
    int *x_exp;
    double *mix; /* p x m: scaled moderator j is sum_c mix[j p + c] z_c + 2^z_exp[j] z_j */
    int *z_exp;
    double vmin, vmax;              /* scaled; least and largest v */
    double vi_min, vi_max;          /* scaled, of the studies: the same as these without covariances */
    double *ones;                   /* with covariances the turned intercept (engine/num/rotation.h); else NULL */
    struct tsq__rotation *rotation; /* NULL without covariances */
    bool exact_fit;                 /* y is an exact linear combination of the moderators: every residual is 0 */
    void *block;                    /* the one allocation behind the arrays */
} tsq__model;

/**
 * Checks the studies and prepares them; the statuses are those of tsq_fit.
 * @param[out] model zeroed on error; else free with tsq__model_free
 */
tsq_status tsq__model_new(const tsq_studies *studies, bool intercept, tsq__model *model, tsq_error *err);
void tsq__model_free(tsq__model *model);

/** Whether the mean of uncorrelated studies is all that the model has. */
static inline bool tsq__model_mean_only(const tsq__model *model)
{
    return model->m == 0 && model->ones == NULL;
}

/** From scaled to the caller's units: x * 2^(power * y_exp). */
double tsq__model_unscale(const tsq__model *model, double x, int power);

#endif
