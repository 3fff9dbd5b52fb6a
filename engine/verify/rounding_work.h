/* What the files of the ranges from rounding share: the studies of one analysis as boxes, and room to work in. */
#ifndef TSQ_VERIFY_ROUNDING_WORK_H
#define TSQ_VERIFY_ROUNDING_WORK_H

#include "verify/rounding_cells.h"
#include "verify/rounding_ranges.h"

/** One study: its cells, and yi and vi over their ranges. */
struct tsq__rounded_study {
    struct tsq__cells cells;
    struct tsq__dual y, v;
    size_t behind; /* how many cells are behind y and v where these are the cells; else 0 */
};

/** One analysis. Everything is owned. */
struct tsq__rounding_work {
    const tsq_pool_report *report;
    const tsq_pool_result *result;
    const struct tsq__enclosure *enclosure;
    struct tsq__sheet sheet;
    struct tsq__pooling pooling;
    size_t k, n_cells;                      /* n_cells: that are not exact */
    struct tsq__rounded_study *study, *now; /* all data; and what of them is left of a search for one end */
    tsq__range *room;                       /* behind all that follow */
    struct tsq__box box, box_now, corner;   /* of both, and one corner, to rounding errors */
    tsq__range *y, *v, *y_now, *v_now, *corner_y, *corner_v;
    struct tsq__bench bench;
    struct tsq__slopes slopes, slopes_now; /* of both */
    struct tsq__bases bases;
    double *yi, *vi; /* of a fit */
    bool no_fits;    /* a fit of corners is not the analysis: nothing is found by it */
};

/**
 * Whether the analyses of a report can have ranges at all.
 * @param[out] fit the options of its fits
 * @retval TSQ_E_OPTION no enclosure for the measure, its variance formula, the method, the test or the weights: which have
 */
tsq_status tsq__rounding_check(const tsq_pool_report *report, const tsq_effect_measure *measure, tsq_fit_options *fit,
                               tsq_error *err);

/** E_OPTION if a step is of a column that the effects are not computed from, or nothing is rounded. */
tsq_status tsq__rounding_check_roles(const struct tsq__sheet *sheet, const struct tsq__enclosure *enclosure,
                                     tsq_error *err);

/** Allocates for the studies of a result; free with tsq__rounding_free, also after an error. */
tsq_status tsq__rounding_begin(const tsq_pool_report *report, const tsq_pool_result *result, const char *rounding,
                               struct tsq__rounding_work *out, tsq_error *err);
void tsq__rounding_free(struct tsq__rounding_work *work);

/**
 * yi and vi of every study over the ranges of its cells, narrowed where they are monotone; and how many cells are not exact.
 * @retval TSQ_E_OPTION a row whose effect is derived in a way that has no enclosure; a variance that may be 0
 * @retval TSQ_E_VALUE  a cell whose rounding cannot be seen
 */
tsq_status tsq__rounding_studies(struct tsq__rounding_work *work, tsq_error *err);

/** E_OPTION if a row is left out because of a number that is rounded: for other numbers that print alike it might not be. */
tsq_status tsq__rounding_omitted(const struct tsq__rounding_work *work, tsq_error *err);

/** Begins a search for one end of a quantity: all data are left, with their derivatives. */
void tsq__rounding_open(struct tsq__rounding_work *work);

/**
 * Fixes the cells in which the quantity is proven to rise or fall over all that is left, at the end where it is greatest
 * (sign 1) or least (-1); the others stay, and work->box_now follows.
 * @return how many cells were fixed
 */
size_t tsq__rounding_fix(struct tsq__rounding_work *work, enum tsq__ranged quantity, double sign);

/**
 * Sets work->corner to where the quantity is furthest, so far as derivatives over what is left say.
 * @return how much further it may be, because some may have either sign; infinite where they are not bounded
 */
double tsq__rounding_corner(struct tsq__rounding_work *work, enum tsq__ranged quantity, double sign);

/** Sets the range of a number. */
void tsq__rounding_set(tsq_rounding *out, tsq_rounded_key key, tsq__range range);

/** Sets the ranges of all numbers that follow from these, but for limits of tau2 and I2. @param df of the mean; NaN for normal */
void tsq__rounding_set_ranges(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                              const tsq__range ranges[TSQ__RANGED], tsq__range df, tsq_rounding *out);

struct tsq__together;
/** Those of the limits of tau2, I2 and H2; of `found` ranges, trace, tau2_limit and excess are looked at, NaN where there is
 *  none. */
void tsq__rounding_set_limits(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                              const struct tsq__together *found, tsq_rounding *out);

/** The numbers of a fit by tsq_rounded_key. */
void tsq__rounding_values(const tsq_fit_result *fit, double out[TSQ_ROUNDED_COUNT]);

/** Notes the numbers of a fit of the box among those that were found. */
void tsq__rounding_note(const tsq_fit_result *fit, tsq_rounding *out);

/** The end of a range where what has that derivative is greatest (sign 1) or least (-1).
 *  @return how much may be beyond, because the derivative may have the other sign too */
double tsq__cell_end(tsq__range cell, tsq__range slope, double sign, tsq__range *end);

/**
 * Narrows the ranges of all quantities to what corners of the box give, and notes in `out` what was found on the way.
 * @param tau2 a range that holds all estimates of the box
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__rounding_narrow(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq__range tau2,
                                tsq__range ranges[TSQ__RANGED], tsq_rounding *out, tsq_error *err);

/**
 * With weights of the user: the range of tau2 by GENQM, and those of its limits by GENQ; what the fit does not have is NaN.
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__rounding_generalised_q(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                       tsq__range out[3], tsq_error *err);

/** What is found over all cells of an analysis together. */
struct tsq__together {
    tsq__range ranges[TSQ__RANGED];
    tsq__range trace;                    /* tr P at tau2 = 0 */
    tsq__range df;                       /* of the mean, where its test is Kenward and Roger's */
    tsq__range tau2_limit[2], excess[2]; /* the limits of tau2 by Q-profile, and tau2 tr P there */
};

/**
 * Ranges of an analysis with covariances, with weights of its own or with Kenward and Roger's test, and of the limits of any.
 *
 * @param target of the weighted sum of squares at each limit; limits are not touched where that is 0
 * @param all    also of all quantities: work->n_cells and out->smooth are set, and what was found is noted; else the limits
 * @retval TSQ_E_OPTION a method or covariances that have no enclosure
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__rounding_together(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                  const tsq__range target[2], bool all, struct tsq__together *found, tsq_rounding *out,
                                  tsq_error *err);

/**
 * Ranges of pooled counts, by Mantel and Haenszel or Peto: of the estimate, its standard error and statistic, the interval,
 * and Q; the others are unbounded. work->n_cells is set.
 *
 * @param[out] found numbers of counts that the cells allow, nearest to the ends
 * @retval TSQ_E_OPTION counts that are derived in a way that has no enclosure
 * @retval TSQ_E_VALUE  a cell whose rounding cannot be seen
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__rounding_counts(struct tsq__rounding_work *work, tsq__range ranges[TSQ__RANGED],
                                tsq__range found[TSQ__RANGED], tsq_error *err);

/**
 * Ranges of DerSimonian and Laird's fit with Q about the Mantel-Haenszel estimate: Q and tau2 as pooled counts have theirs, all
 * else for any tau2 in its range. Q and tau2 are found at corners, the others as printed. Errors of tsq__rounding_counts.
 */
tsq_status tsq__rounding_about(struct tsq__rounding_work *work, const tsq_fit_options *options,
                               tsq__range ranges[TSQ__RANGED], tsq_rounding *out, tsq_error *err);

/**
 * A row of counts of which the rounding leaves open whether they are 0: its estimate and variance, over all tables with and without
 * the 0, as its cells. Corners of these need not be those of a table, so that nothing is found by fits (work->no_fits).
 * @return false for rows that it does not know
 */
bool tsq__rounding_zeros(const struct tsq__rounding_work *work, const tsq_effect *effect,
                         struct tsq__rounded_study *study);
/** The estimate and the variance of a study that are its cells. */
tsq__enclose tsq__enclose_as_given;

#endif
