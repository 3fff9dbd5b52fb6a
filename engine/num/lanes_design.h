/* Models with an intercept and few moderators in lanes (engine/num/lanes.h): tiles of problems, each with its own
 * moderators, and the same sums for one problem.
 *
 * A weighted fit is formed from sums of products about weighted means, by LDL' and one step of refinement. That is as
 * exact as a QR factorisation only where nothing nearly cancels: where each column keeps a part of its square behind the
 * intercept and the columns before it, and the residuals theirs. Fits are `sound` where they pass such tests. Those that
 * do not are left to engine/num/wls_design.c, in a batch and in the single fit, which takes the numbers of sound ones
 * from here: so they are the same to the bit. */
#ifndef TSQ_NUM_LANES_DESIGN_H
#define TSQ_NUM_LANES_DESIGN_H

#include "num/lanes.h"
#include "num/wls.h"

/** Most moderators. */
#define TSQ__DESIGN_MOST 4

/** A weighted fit of one problem. In scaled units, in terms of the basis. */
typedef struct tsq__design_fit {
    double sum_w, mean_y, mean[TSQ__DESIGN_MOST];       /* weighted means */
    double pivot[TSQ__DESIGN_MOST];                     /* sums of squares about them: LDL', D... */
    double lower[TSQ__DESIGN_MOST][TSQ__DESIGN_MOST];   /* ... and L below its diagonal */
    double part[TSQ__DESIGN_MOST], b[TSQ__DESIGN_MOST]; /* L'b, and the coefficients of the moderators */
    double rss, trace;                                  /* y'Py, tr P */
} tsq__design_fit;

/** Whether the lanes can fit the model: an intercept, one to TSQ__DESIGN_MOST moderators, uncorrelated estimates. */
bool tsq__design_usable(const tsq__model *model);

/** Fits with w = 1/(v + t); `room` has 2 k numbers. False where the fit is not sound; then it says nothing. */
bool tsq__design_at(const tsq__model *model, double t, double *room, tsq__design_fit *fit);

/** tsq__wls_at, and where the lanes can do it soundly their coefficients, factor, Q, y'Py and tr P in its place. */
void tsq__wls_settle(tsq__wls *wls, double t);

/* ---- tiles ----------------------------------------------------------------------------------------------------- */

/** A tile of problems with m moderators each. The caller fills tile (k, n, y, v), m and x; tsq__designs_prepare the rest. */
typedef struct tsq__design_tile {
    tsq__tile tile;
    size_t m;
    double *x;        /* m columns of k x TSQ__LANES; 0 beyond n studies; the basis once it is prepared */
    double *residual; /* k x TSQ__LANES numbers that the functions below overwrite */
    /* as in tsq__model; units are powers of two */
    double x_shift[TSQ__DESIGN_MOST][TSQ__LANES], x_unit[TSQ__DESIGN_MOST][TSQ__LANES];
    double z_unit[TSQ__DESIGN_MOST][TSQ__LANES], mix[TSQ__DESIGN_MOST][TSQ__DESIGN_MOST][TSQ__LANES];
} tsq__design_tile;

/** Weighted fits of all lanes. */
typedef struct tsq__design_fits {
    double sum_w[TSQ__LANES], mean_y[TSQ__LANES], mean[TSQ__DESIGN_MOST][TSQ__LANES];
    double pivot[TSQ__DESIGN_MOST][TSQ__LANES], lower[TSQ__DESIGN_MOST][TSQ__DESIGN_MOST][TSQ__LANES];
    double part[TSQ__DESIGN_MOST][TSQ__LANES], b[TSQ__DESIGN_MOST][TSQ__LANES];
    double rss[TSQ__LANES], trace[TSQ__LANES];
    bool sound[TSQ__LANES];
} tsq__design_fits;

/** Shifts and scales estimates and moderators, and forms the basis, by the operations of tsq__model_new. A lane gets n = 0
 *  where tsq__lanes_prepare would give it, where it has no more studies than coefficients, or where its moderators are so
 *  near to dependence, or their spread so small beside their size, that exact arithmetic has to decide, or where a unit is
 *  beyond 2^-150 to 2^150. */
void tsq__designs_prepare(tsq__design_tile *tile);

/** Fits with w = 1/(v + t). */
void tsq__designs_at(const tsq__design_tile *tile, const double *t, tsq__design_fits *fits);

/** What follows from sound fits, in the units of the caller: coefficients, the diagonal of their covariance, and Wald's
 *  statistic of all moderators together; by the operations of tsq__wls_coefficients, _covariance and _wald. */
typedef struct tsq__designs_told {
    double estimate[TSQ__DESIGN_MOST + 1][TSQ__LANES], variance[TSQ__DESIGN_MOST + 1][TSQ__LANES], wald[TSQ__LANES];
} tsq__designs_told;
void tsq__designs_tell(const tsq__design_tile *tile, const tsq__design_fits *fits, tsq__designs_told *told);

#endif
