/* How likely the SDs of a row are beside the other studies, the other group, baseline and the size of the effect. */
#ifndef TSQ_LINT_LIKELIHOOD_H
#define TSQ_LINT_LIKELIHOOD_H

#include "lint/predict.h"
#include "lint/scale.h"

/** What is known about one set of numbers of a row. */
typedef struct tsq__context {
    tsq__lint_arms arms;
    int decimals[2];            /* that the SDs are printed with, -1: not known */
    double level;               /* log of the larger mean, NaN for changes */
    tsq__prediction prediction; /* of the log SD, by the other studies */
    tsq__prediction means;      /* of the level */
    double relative;            /* log of the SD to the larger mean, the median of the other studies; NaN for none */
    bool has_scale;             /* the means are of one sign, that of most others: a unit can change them */
    double effect;              /* usual size of a standardised difference in the group */
    bool has_same_row;          /* baseline or final value of the same row is there */
    size_t n_links[2];          /* SDs of the same group at other times: log of each, and its scale */
    struct {
        double log_sd, mean, scale;
        bool same_row;
    } link[2][16];
} tsq__context;

/** One set of numbers of a row, as far as it is used: both sizes and SDs there and possible. */
typedef struct tsq__shape {
    bool usable;
    double log_sd, level, effect;
    int sign; /**< of the means, 0 if they differ in it */
} tsq__shape;

/** The shape of a row's set. */
tsq__shape tsq__shape_of(const tsq__lint_arms *arms, enum tsq__lint_set set);

/** Gathers the context of a row from the shapes of all rows (by row of the table) of that set. */
void tsq__context_make(const tsq__lint *lint, const tsq__shape *shape, size_t row, enum tsq__lint_set set,
                       tsq__context *out);

/** What the numbers of a row may have been. */
typedef struct tsq__numbers {
    double sd[2], mean[2];
    double log_factor; /**< by which the means were multiplied, 0: not at all */
    bool whole_row;    /**< and all other numbers of the row with them */
    bool means_alone;  /**< the SDs were not */
} tsq__numbers;

/** Log likelihood of the row if its numbers had been these. */
double tsq__context_likelihood(const tsq__context *context, const tsq__numbers *numbers);

#endif
