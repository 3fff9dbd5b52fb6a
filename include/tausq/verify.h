/* Verification: numbers as they are printed in publications, and what a computed number must be to be printed so. */
#ifndef TAUSQ_VERIFY_H
#define TAUSQ_VERIFY_H

#include <tausq/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- numbers as printed ------------------------------------------------------------------------------------- */

/** What a printed figure says of its number. */
typedef enum tsq_figure_kind {
    TSQ_FIGURE_ROUNDED, /**< "-1.20": the number, rounded to what is printed */
    TSQ_FIGURE_BELOW,   /**< "<0.001", "<=5" */
    TSQ_FIGURE_ABOVE,   /**< ">0.9", ">=5" */
    TSQ_FIGURE_RANGE    /**< "31.5 to 31.6": what rounds to a number from the first to the second */
} tsq_figure_kind;

/** A figure as printed, and the numbers that print so: those from lb to ub. */
typedef struct tsq_figure {
    tsq_figure_kind kind;
    double value;        /**< as printed: of a bound the bound, of a range its middle */
    double lb, ub;       /**< nearest doubles of the decimal ends; infinite where there is none */
    bool lb_out, ub_out; /**< the end itself does not print so: of "<" and ">" */
    int decimals;        /**< digits after the point, 6 for 1.2e-5 and -2 for 12e2; of a range those of its finer end */
    bool percent;        /**< a "%" stands behind it; value, lb and ub are in per cent then */
} tsq_figure;

/**
 * Reads a figure as a publication prints it: "-1.20", "=0.03", ".05", "1.2e-5", "1.2 × 10⁻⁵", "<0.001", "≥ 0.9", "92%",
 * "> 99 %", "31.5 to 31.6", "31.5..31.6". Minus signs and dashes of Unicode are minus; a middle dot is a decimal point;
 * thin and no-break spaces may part groups of three digits before the point.
 *
 * Half a unit of the last printed digit to either side prints so, both ends with it, because programs round a tie up, to
 * even or by the binary fraction: 2.675 may be printed as 2.67 or 2.68. The ends are formed in decimal digits and then
 * rounded to the nearest double. "-0.00" is printed of no positive number, "0.00" of numbers of either sign.
 *
 * @param decimal '.' or ','
 * @retval TSQ_E_VALUE no such figure (the text says what was read), a range whose ends are in the wrong order
 * @source IEEE 754-2019, section 4.3, for the ways to round
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_figure_read(const char *text, char decimal, tsq_figure *out, tsq_error *err);

/** Whether x may be printed so. What rounding errors do to x is allowed for, 1e-12 of x, but not beyond "<" and ">". NaN
 *  never may. */
TSQ_API bool tsq_figure_holds(const tsq_figure *figure, double x);

/** How far x is from the numbers that print so: above 0 if it is too large, below 0 if too small, 0 if it is none of these. */
TSQ_API double tsq_figure_miss(const tsq_figure *figure, double x);

#ifdef __cplusplus
}
#endif
#endif
