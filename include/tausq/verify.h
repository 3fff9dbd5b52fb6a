/* Verification: numbers as they are printed in publications, and what a computed number must be to be printed so. */
#ifndef TAUSQ_VERIFY_H
#define TAUSQ_VERIFY_H

#include <tausq/data.h>

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

/**
 * Makes a figure hold all numbers within a tolerance of it instead of those that print so.
 * @param tolerance "0.01", absolute, or "rel:1e-8", of the figure's own number
 * @retval TSQ_E_VALUE no such tolerance, or the figure is a bound or a range, which take none
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_figure_widen(tsq_figure *figure, const char *tolerance, char decimal,
                                                   tsq_error *err);

/** Whether x may be printed so. What rounding errors do to x is allowed for, 1e-12 of x, but not beyond "<" and ">". NaN
 *  never may. */
TSQ_API bool tsq_figure_holds(const tsq_figure *figure, double x);

/** How far x is from the numbers that print so: above 0 if it is too large, below 0 if too small, 0 if it is none of these. */
TSQ_API double tsq_figure_miss(const tsq_figure *figure, double x);

/* ---- claims ------------------------------------------------------------------------------------------------- */

/** A row of a claims table: its cells, "" where they are empty or the table has no such column. Borrows from the table. */
typedef struct tsq_claim {
    const char *id, *data, *where, *args, *quantity, *expected, *tolerance, *source;
    const char *sha256, *version, *options, *mcid; /**< what a baseline recorded of the run that `expected` is from */
    size_t row, line;
} tsq_claim;

/** The claims of a table, in its order. */
typedef struct tsq_claims {
    const tsq_table *table; /**< borrowed */
    size_t n;
    tsq_claim *claim;
} tsq_claims;

/**
 * Finds the claims of a table: columns id, data, quantity and expected, and where, args, tolerance and source if they are
 * there; further columns are for their owners. Cells are not looked into, but for ids: a claim that cannot be judged is
 * no reason not to judge the others.
 *
 * @retval TSQ_E_COLUMN a column is missing, or its name is mistyped (the text says which)
 * @retval TSQ_E_VALUE  an id is empty (file, line, column)
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_claims_read(const tsq_table *table, tsq_claims *out, tsq_error *err);
/** Whether each claim has an id of its own, by which a baseline finds it again. @retval TSQ_E_VALUE there is one twice (file, line,
 *  column, value) @retval TSQ_E_MEMORY */
TSQ_API TSQ_USE_RESULT tsq_status tsq_claims_unique(const tsq_claims *claims, tsq_error *err);
/** Frees and empties; the table stays. */
TSQ_API void tsq_claims_free(tsq_claims *claims);

/** What a quantity of a result is. */
typedef enum tsq_computed_kind { TSQ_COMPUTED_NONE, TSQ_COMPUTED_NUMBER, TSQ_COMPUTED_TEXT } tsq_computed_kind;

/** A quantity of a result. NONE: it does not exist there, as tau2 of a common effect. */
typedef struct tsq_computed {
    tsq_computed_kind kind;
    double number;    /**< NaN unless NUMBER */
    const char *text; /**< NULL unless TEXT */
    bool percent;     /**< the number is in per cent, as I2 and weights are */
} tsq_computed;

/** How a claim came out. */
typedef enum tsq_outcome { TSQ_CLAIM_HELD, TSQ_CLAIM_NOT_HELD, TSQ_CLAIM_NOT_COMPUTED, TSQ_CLAIM_OUTCOMES } tsq_outcome;

/** Bits: where a difference from a recorded number comes from, and what it does to the conclusion. */
enum {
    TSQ_CHANGED_DATA = 1,          /**< the bytes of the data file are others */
    TSQ_CHANGED_METHOD = 2,        /**< the options, or what they mean by now */
    TSQ_CHANGED_VERSION = 4,       /**< the version of the program */
    TSQ_CHANGED_DRIFT = 8,         /**< none of these: the number alone */
    TSQ_CHANGED_NOISE = 16,        /**< with it: by no more than 1e-8, relative */
    TSQ_CHANGED_DIRECTION = 32,    /**< an estimate has the other sign, or both ends of an interval */
    TSQ_CHANGED_SIGNIFICANCE = 64, /**< a p-value crossed its limit, or one end of an interval 0 */
    TSQ_CHANGED_IMPORTANCE = 128   /**< an estimate crossed the smallest important difference */
};

/** Room for texts of a verdict. */
#define TSQ_VERDICT_TEXT 160

/** The outcome of a claim, and why. */
typedef struct tsq_claim_verdict {
    tsq_outcome outcome;
    tsq_computed_kind kind;      /**< of what was computed */
    double computed;             /**< in the unit of `expected`: per cent where that is; NaN if there is none */
    char text[TSQ_VERDICT_TEXT]; /**< computed, of a text; cut if it is longer */
    bool numeric;                /**< `figure`, `difference` and `relative` mean something */
    tsq_figure figure;           /**< expected */
    double difference;           /**< computed - expected; of a bound or range from its nearer end, 0 within it */
    double relative;             /**< the difference as a part of the expected number; NaN where that is 0 */
    bool ranged;                 /**< it is known what the rounding of the inputs leaves open (tausq/rounding.h): */
    double range_lb, range_ub;   /**< from where to where, in the unit of `expected` */
    bool decided;                /**< every number of the range prints as `expected` does, or none */
    bool by_rounding;            /**< HELD only because a number of the range prints so; the computed one does not */
    unsigned changed;            /**< TSQ_CHANGED_..., of a claim that a baseline wrote; 0: no difference */
    char reason[TSQ_ERROR_TEXT]; /**< of what could not be computed or compared; else "" */
} tsq_claim_verdict;

/**
 * Judges a claim by what was computed. Without tolerance, a number has to print as `expected` does; with one, it has to be
 * within it of the number that `expected` prints. A text has to be the same. "NA" expects a quantity that does not exist.
 * A figure in per cent is compared with a hundredfold of numbers that are not.
 *
 * Nothing fails: a claim whose cells make no sense is TSQ_CLAIM_NOT_COMPUTED with a reason.
 * @param decimal of the claims table
 */
TSQ_API void tsq_claim_judge(const tsq_claim *claim, char decimal, const tsq_computed *computed,
                             tsq_claim_verdict *out);

/**
 * Adds to a verdict what the rounding of the inputs leaves open. A number that does not print as `expected` does, but could
 * for other inputs that print alike, makes the claim HELD, by_rounding. For claims without tolerance that were judged by a
 * number; others stay as they are.
 * @param computed as it was judged
 * @param lb,ub    its guaranteed range
 */
TSQ_API void tsq_claim_range(const tsq_claim *claim, const tsq_computed *computed, double lb, double ub,
                             tsq_claim_verdict *verdict);

/** The verdict on a claim that could not be computed. */
TSQ_API void tsq_claim_fail(const char *reason, tsq_claim_verdict *out);

/** How it is at the time of a check. */
typedef struct tsq_circumstances {
    const char *sha256; /**< of the data; NULL if it is not known: they are not compared */
    const char *version, *options;
    double level; /**< of the intervals, per cent; NaN if it is not known */
} tsq_circumstances;

/** Says in `verdict->changed` where a difference comes from, or that a number cannot be computed any more. For claims with
 * records; others stay 0. */
TSQ_API void tsq_claim_trace(const tsq_claim *claim, const tsq_circumstances *now, tsq_claim_verdict *verdict);

/* ---- reports ------------------------------------------------------------------------------------------------ */

/** A claim of a report. */
typedef struct tsq_checked {
    const tsq_claim *claim;
    size_t file; /**< its claims file, index into tsq_check_report.file */
    tsq_claim_verdict verdict;
} tsq_checked;

/**
 * After tsq_claim_trace of two claims: if they are on the ends of one interval, and both ends crossed 0, the effect is on the
 * other side with the significance that it had, and both say so. An end by itself cannot know. Other pairs stay as they are.
 */
TSQ_API void tsq_claim_trace_ends(tsq_checked *one, tsq_checked *other);

/** What a check found. Everything is borrowed. */
typedef struct tsq_check_report {
    size_t n_files;
    const char *const *file; /**< names of the claims files */
    size_t n;
    const tsq_checked *checked;       /**< in the order of files and lines */
    size_t count[TSQ_CLAIM_OUTCOMES]; /**< by outcome */
} tsq_check_report;

#ifdef __cplusplus
}
#endif
#endif
