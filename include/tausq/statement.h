/* A pooled result as a publication states it, and whether its numbers agree with one another. */
#ifndef TAUSQ_STATEMENT_H
#define TAUSQ_STATEMENT_H

#include <tausq/effect.h>
#include <tausq/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The numbers that a statement can have, from stated.def. */
typedef enum tsq_stated {
#define TSQ_STATED(name, id, title) TSQ_STATED_##name,
#include <tausq/stated.def>
#undef TSQ_STATED
    TSQ_STATED_COUNT
} tsq_stated;

/** Its id as in JSON, "ci_lb"; NULL from TSQ_STATED_COUNT on. */
TSQ_API const char *tsq_stated_id(size_t i);
/** Its name for readers; NULL from TSQ_STATED_COUNT on. */
TSQ_API const char *tsq_stated_title(size_t i);

/** Room for a figure as it is printed. */
#define TSQ_STATED_TEXT 40
/** The same with its tolerance behind it. */
#define TSQ_STATED_SHOWN 80

/** A statement: "MD -9.29 [-13.69, -4.89]; I2=79%; tau2=31.5; p<0.001". */
typedef struct tsq_statement {
    const tsq_effect_measure *measure; /**< NULL: it names none */
    double level;                      /**< of its intervals, per cent; 95 where it does not say */
    bool level_stated;
    bool has[TSQ_STATED_COUNT];
    tsq_figure figure[TSQ_STATED_COUNT];           /**< of those it has; I2 in per cent */
    char text[TSQ_STATED_COUNT][TSQ_STATED_SHOWN]; /**< as printed, with its tolerance: "-0.71 within 0.01" */
} tsq_statement;

/**
 * Reads a statement as publications print it.
 *
 * The estimate is the first number without a name, or the one behind the name of its measure. An interval stands in [] or
 * (), or behind CI, its limits parted by a comma, semicolon, "to" or a dash; the one behind PI is the prediction interval.
 * Other numbers have their names before them, with or without "=": I2, tau2, tau, H2, Q or chi2 (with df, or as in Q(10)),
 * z, t, p, SE, k, n. A p that follows Q or chi2 in the same part (up to a semicolon or the next number of another kind) is
 * that of heterogeneity, as is Q_p; any other is that of the mean. I2 below 1 without "%" is a fraction. Greek letters,
 * superscripts and signs of Unicode are understood. Limits in the wrong order are taken as they stand: tsq_statement_judge
 * says so. Words that say nothing of their own (Total, Heterogeneity, Test for
 * overall effect) are passed over, all others are errors.
 *
 * @param decimal '.' or ','; with a comma the limits of intervals are parted by a semicolon or "to"
 * @retval TSQ_E_VALUE what cannot be read, with the place where it stands; a number that is stated twice; a statement
 *                     without any number
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_statement_read(const char *text, char decimal, tsq_statement *out,
                                                     tsq_error *err);

/** Adds one number, as from the cell of a table; what tsq_figure_read returns, or TSQ_E_VALUE for one stated twice. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_statement_add(tsq_statement *statement, tsq_stated which, const char *text,
                                                    char decimal, tsq_error *err);
/** The same of a claim with a tolerance: the figure holds whatever is within it. What tsq_figure_widen returns too. */
TSQ_API TSQ_USE_RESULT tsq_status tsq_statement_add_within(tsq_statement *statement, tsq_stated which, const char *text,
                                                           const char *tolerance, char decimal, tsq_error *err);
/* ---- consistency --------------------------------------------------------------------------------------------- */

/** What is found about a statement, the worst last. */
typedef enum tsq_consistency {
    TSQ_CONSISTENT,
    TSQ_DOUBTFUL,    /**< possible under an unusual convention only, which the text names */
    TSQ_INCONSISTENT /**< no rounding and no convention makes these numbers agree */
} tsq_consistency;

/** "consistent", "doubtful", "inconsistent". */
TSQ_API const char *tsq_consistency_name(tsq_consistency verdict);

/** One check that could be made. */
typedef struct tsq_agreement {
    const char *id; /**< "interval_centred" */
    tsq_consistency verdict;
    char text[240]; /**< what disagrees, or what was compared */
} tsq_agreement;

/** Most checks that one statement can have. */
#define TSQ_AGREEMENTS 24

/** What the checks say together. */
typedef struct tsq_verdict {
    tsq_consistency verdict; /**< the worst */
    size_t n;                /**< checks that the numbers allowed; 0: nothing could be compared */
    tsq_agreement agreement[TSQ_AGREEMENTS];
} tsq_verdict;

/**
 * Whether the numbers of a statement agree with one another, each being anything that prints so.
 *
 * Checked as far as the numbers are there: limits in their order (the other checks take the lower one for the lower limit);
 * every number possible by itself; estimate within its interval, and in its
 * middle (of logarithms for ratios; where no measure is named, either will do); prediction interval likewise, and not
 * narrower than the other; p against estimate and interval, by z or by t on k - 1 degrees of freedom, on any where k is not
 * stated; z, t and SE against the same; p of heterogeneity against Q; I2 against Q, doubtful where it is not 100 (Q - df)/Q;
 * I2 = 0 with tau2 > 0 likewise; tau against tau2; H2 against I2; tau2 against the least standard error that it allows.
 */
TSQ_API void tsq_statement_judge(const tsq_statement *statement, tsq_verdict *out);

#ifdef __cplusplus
}
#endif
#endif
