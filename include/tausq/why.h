/* Where a number comes from: the chain from the cells of a table to a quantity of a pooled result. */
#ifndef TAUSQ_WHY_H
#define TAUSQ_WHY_H

#include <tausq/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a number of the chain is. */
typedef enum tsq_why_kind {
    TSQ_WHY_CELL,     /**< the number in a cell of the table */
    TSQ_WHY_GIVEN,    /**< asked for by an option, counted, or made from cells in a way that `title` tells */
    TSQ_WHY_FORMULA,  /**< `formula` of its inputs */
    TSQ_WHY_SOLUTION, /**< the number at which `formula` and `right` are equal, or 0 where no larger one makes them so */
    TSQ_WHY_STUDIES,  /**< a number of each study; the inputs are these, in the order of the studies */
    TSQ_WHY_PROCEDURE /**< computed from its inputs by more than a formula; `title` says what */
} tsq_why_kind;

/** The id of a kind as in JSON: "cell", "given", "formula", "solution", "studies", "procedure". */
TSQ_API const char *tsq_why_kind_id(tsq_why_kind kind);

/** No study, no result. */
#define TSQ_WHY_NONE ((size_t)-1)

/** A number of the chain, or one for each study. Texts belong to the chain or to the table. */
typedef struct tsq_why_node {
    const char *name; /**< as in formulas: "tau2", "w", "m1i" */
    const char *key;  /**< tells apart the numbers of one study that have the same name */
    tsq_why_kind kind;
    size_t study;                /**< the study that it belongs to, or TSQ_WHY_NONE */
    const char *title;           /**< in words; "" for none */
    const char *formula_id;      /**< "tau2.DL"; "" where there is no formula */
    const char *formula, *right; /**< NULL where there is none */
    const char *source;          /**< author, year, DOI; "" for none */
    size_t n;                    /**< 1, or the number of studies; of a matrix that of its numbers */
    size_t rows;                 /**< of a matrix, whose numbers stand row by row; 0: it is none */
    bool of_coefficients;        /**< its numbers belong to coefficients: one for each, or a matrix of them */
    double *value;
    double *error; /**< how it grows with the relative errors of the cells: rounding makes about 2^-53 times this */
    size_t n_inputs;
    size_t *input;       /**< numbers of nodes */
    const char **symbol; /**< n_inputs names: what each input is called in the formula */
    size_t line;         /**< of a cell */
    const char *column, *text;
    double side[2];    /**< of a solution: both sides of its equation */
    bool checked;      /**< it was recomputed from its inputs */
    double recomputed; /**< of several numbers the one that is furthest off */
    double gap;        /**< |value - recomputed|, the largest */
    double tolerance;  /**< 1e-12 relative, and what the rounding of all that it comes from can make */
    bool holds;        /**< gap <= tolerance, or not checked */
} tsq_why_node;

/** The chain of one quantity of one result. Free with tsq_why_free, before the report. */
typedef struct tsq_why {
    const char *quantity;
    size_t result; /**< of the report */
    size_t n;
    tsq_why_node *node; /**< the first is the quantity; inputs of a solution may lead back to it */
    size_t n_checked, n_failed;
    struct tsq_effect_texts *texts; /**< owns the texts that the table does not */
} tsq_why;

/**
 * Builds the chain of a quantity, and recomputes every number of it from its inputs.
 *
 * Values are those of the report. A formula is computed with the values of its inputs, as they are printed; a solution is
 * taken one step of Newton's method further; a procedure is run again on its inputs.
 *
 * @param result   number of the result in the report
 * @param quantity a key of pool's JSON ("estimate", "tau2"), "coef.NAME.KEY", or "study.LABEL.KEY" with yi, vi, sei,
 *                 weight, ci_lb or ci_ub
 * @param[out] out zeroed on error
 * @retval TSQ_E_OPTION no such quantity, coefficient or study; a model with both moderators and covariances
 * @retval TSQ_E_MODEL  the quantity does not exist here, or the result was not estimated
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_why_quantity(const tsq_pool_report *report, size_t result, const char *quantity,
                                                   tsq_why *out, tsq_error *err);
/** Frees the chain and zeroes it; NULL is fine. */
TSQ_API void tsq_why_free(tsq_why *why);

/** Key i that can be traced, of those that are no part of a study or coefficient; NULL after the last. */
TSQ_API const char *tsq_why_key(size_t i);

/* ---- scripts that recompute a result ------------------------------------------------------------------------ */

/** The language of a script. */
typedef enum tsq_script_language {
    TSQ_SCRIPT_R,     /**< R with the package metafor */
    TSQ_SCRIPT_PYTHON /**< Python 3 with numpy and nothing else */
} tsq_script_language;

/** What a script says of where its numbers come from. Borrowed. */
typedef struct tsq_script_about {
    const char *input, *sha256, *version; /**< as of tsq_write_options */
} tsq_script_about;

/**
 * A script that recomputes a result, or all of a report one after the other: the studies as numbers, the formulas of the
 * methods in use, and at the end each quantity beside tausq's. Its exit status is 1 where they differ by more than 1e-8 of
 * their size, or 1e-6 where metafor computes them. R takes metafor where that has the model, else base R alone. Where
 * metafor's escalc knows the measure and every study goes by its formula, the R script has the raw columns too.
 *
 * @param result   number of the result in the report; TSQ_WHY_NONE: all that were estimated
 * @param quantity a key as of tsq_why_quantity, the only one that is compared; NULL: all that the language knows
 * @param[out] out the text; free with free
 * @retval TSQ_E_OPTION the language cannot do the method or the quantity, or stop early (the text says which)
 * @retval TSQ_E_MODEL  the result was not estimated, or the quantity does not exist
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_script(const tsq_pool_report *report, size_t result, tsq_script_language language,
                                             const char *quantity, const tsq_script_about *about, char **out,
                                             tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
