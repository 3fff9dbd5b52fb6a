/* The estimators of the between-study variance tau2: a registry of values, one file each in engine/tau2. */
#ifndef TAUSQ_TAU2_H
#define TAUSQ_TAU2_H

#include <tausq/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The prepared data that an estimator sees; its functions are in engine/tau2/estimator.h. */
struct tsq_tau2_problem;

/** What an estimator says: the estimate, its standard error, and how sure the number is. */
typedef struct tsq_tau2_estimate {
    double tau2;   /**< >= 0, in the squared unit of yi */
    double se;     /**< standard error; NaN where none is defined */
    double lb, ub; /**< the numbers between which the solution was enclosed (both tau2 for closed forms) */
    int maxima;    /**< local maxima of the likelihood found, 0 for methods without one */
    int truncated; /**< 1 if the equation has its solution below 0 and tau2 was set to 0 */
} tsq_tau2_estimate;

/** What a method needs or is. */
enum {
    TSQ_TAU2_COMMON = 1,       /**< a common-effect method: tau2 is 0 by assumption */
    TSQ_TAU2_USER_WEIGHTS = 2, /**< needs weights (GENQ, GENQM) */
    TSQ_TAU2_RESTRICTED = 4,   /**< reports the restricted likelihood (REML) */
    TSQ_TAU2_LIKELIHOOD = 8,   /**< maximises a likelihood (ML, REML) */
    TSQ_TAU2_COUNTS = 16       /**< pools counts (MH, PETO: tausq/counts.h); not for tsq_fit, estimate is NULL */
};

/** An estimator of tau2. Add one: a file with one such constant, and a line in engine/tau2/methods.def. */
typedef struct tsq_tau2_method {
    const char *id;       /**< as on the command line: "REML" */
    const char *title;    /**< for lists and text output */
    const char *equation; /**< the equation that it solves, in the notation of docs/notation.md */
    const char *source;   /**< author, year, DOI */
    unsigned flags;
    tsq_status (*estimate)(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out);
} tsq_tau2_method;

/** How many methods are registered. */
TSQ_API size_t tsq_tau2_count(void);

/** Method `i` in the order of the registry; NULL from tsq_tau2_count() on. Static storage. */
TSQ_API const tsq_tau2_method *tsq_tau2_at(size_t i);

/** The method of that id (exact spelling); NULL if there is none. Static storage. */
TSQ_API const tsq_tau2_method *tsq_tau2_find(const char *id);

#ifdef __cplusplus
}
#endif
#endif
