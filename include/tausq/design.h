/* Moderators: from the terms of a model and the columns of a table to the matrix of a meta-regression. */
#ifndef TAUSQ_DESIGN_H
#define TAUSQ_DESIGN_H

#include <tausq/data.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The terms of a model, and which of their columns are factors. */
typedef struct tsq_moderators tsq_moderators;

/**
 * Reads the terms of a model: "dose, arm:ref=placebo", "dose*arm", "factor(phase), dose:arm".
 *
 * Terms have commas between them. A:B is an interaction, A*B stands for A, B and A:B. A column whose cells are numbers
 * enters as it is; one whose cells are texts is a factor, and so is one named as factor(A) or with a reference level,
 * A:ref=LEVEL, which holds wherever A stands. Names and levels that hold one of , * : ( or outer blanks are quoted, quotes
 * inside doubled. Terms that come twice count once.
 *
 * @param table borrowed
 * @param rows  the rows that tell numbers from texts, and where a reference level must be found
 * @param[out] out free with tsq_moderators_free
 * @retval TSQ_E_OPTION no term, an empty one, a quote that is not closed, two reference levels of one column, one that no
 *                      row has, more than 64 columns or 1024 terms
 * @retval TSQ_E_COLUMN no such column (the text lists the columns)
 * @retval TSQ_E_VALUE  a column has both numbers and texts, and is not said to be a factor (file, line, column, value)
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_moderators_new(const tsq_table *table, const tsq_rows *rows, const char *text,
                                                     tsq_moderators **out, tsq_error *err);
/** Frees the terms, not the table; NULL is fine. */
TSQ_API void tsq_moderators_free(tsq_moderators *moderators);

/** The first column of the moderators that is missing in a row; -1 if none is. */
TSQ_API long tsq_moderators_missing(const tsq_moderators *moderators, size_t row);

/** A factor of a design. */
typedef struct tsq_factor {
    const char *name;      /**< as in the coefficients: "arm" or "factor(arm)" */
    const char *reference; /**< the level that has no column of its own, where the factor is coded by contrasts */
    bool contrasts;        /**< it is, wherever it stands; else each level has a column somewhere */
    size_t n_levels;
} tsq_factor;

/** The matrix of a model for some rows. Owned; free with tsq_design_free. */
typedef struct tsq_design {
    size_t k, m, p;    /**< rows; moderators; coefficients, m or m + 1 */
    bool intercept;    /**< there is one; it has no column in X */
    double *X;         /**< k x m, column after column, as in tsq_studies */
    const char **name; /**< length p, the intercept first: "intrcpt", "dose", "armB", "dose:armB" */
    size_t n_factors;
    tsq_factor *factor;
    char *text; /**< behind names and levels */
} tsq_design;

/**
 * The matrix of the moderators in some rows.
 *
 * Levels of a factor are those that the rows have, in the order of their numbers, or of the alphabet (letters before their
 * capitals, then by bytes); the first is the reference, unless the terms name one. A factor is coded by a column of 0 and 1
 * for each level but the reference (treatment contrasts), or for each level where the terms before leave that room: without
 * an intercept the first factor, and in an interaction a factor whose other part is not in the model (Chambers and Hastie
 * 1992, Statistical Models in S, section 2.4). Terms come in the order of how many columns they multiply; in interactions the
 * levels of the first factor go fastest. Names and order are those of R's model.matrix.
 *
 * @param rows      none with a missing moderator (tsq_moderators_missing)
 * @param intercept whether the model has one
 * @param[out] out  zeroed on error
 * @retval TSQ_E_DF    more coefficients than rows
 * @retval TSQ_E_RANK  a factor that has the same level in all rows
 * @retval TSQ_E_MODEL no row has the reference level asked for; two coefficients of one name
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_design_new(const tsq_moderators *moderators, const tsq_rows *rows, bool intercept,
                                                 tsq_design *out, tsq_error *err);
/** Frees what a design owns and zeroes it; NULL is fine. */
TSQ_API void tsq_design_free(tsq_design *design);

#ifdef __cplusplus
}
#endif
#endif
