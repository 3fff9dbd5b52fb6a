/* The computation of the effects of some rows, under way. */
#ifndef TSQ_EFFECT_JOB_H
#define TSQ_EFFECT_JOB_H

#include "effect/crossover.h"
#include "effect/numbers.h"
#include "effect/pairs.h"
#include "effect/plan.h"
#include "effect/pooled_corr.h"
#include "effect/rescale.h"

struct tsq__traces;

struct tsq__job {
    struct tsq__effect_plan plan;
    struct tsq__pairs pairs; /* of a table by arm */
    tsq_effect_options options;
    struct tsq__pooled_corr pooled;    /* where options.corr_pooled */
    struct tsq__crossover_corr paired; /* where options.crossover_corr_pooled */
    struct tsq__rescaling *rescalings; /* options.n_unit of them */
    double quantile;                   /* of the studies' intervals */
    double average[2];                 /* over all rows, for the variance formulas that take it; else NaN */
    size_t *control;                   /* of each place: its set of tsq__sharing; NULL where nothing is shared */
    bool *counted;                     /* of each set: whether an effect has counted its control */
    size_t omitted_capacity;
    struct tsq__traces *traces; /* where to note what effects were computed from (trace.h); NULL: nobody asks */
    tsq_effects *out;
};

/** A row, and what the measure makes of it. */
struct tsq__result {
    struct tsq_effect_row numbers;
    struct tsq_effect_value value;
    tsq_status found; /**< OK, or E_MISSING; nothing else */
};

/**
 * Reads a row and computes its effect, by the cells that it has or by what was kept of it (effect/numbers.h).
 * @retval TSQ_E_VALUE a number that cannot be, with its place
 */
tsq_status tsq__job_evaluate(struct tsq__job *job, size_t row, struct tsq__result *out, tsq_error *err);

/** Reads a row: what was kept of it, else its cells in the unit asked for; `rescaled` may be NULL. */
tsq_status tsq__job_read(struct tsq__job *job, size_t row, struct tsq_effect_row *out,
                         const struct tsq__rescaling **rescaled, tsq_error *err);

/** The study's label: its own, else "study N". NULL when memory is out. */
const char *tsq__job_label(struct tsq__job *job, size_t row);

/** Notes an effect; `about` says of which row. */
tsq_status tsq__job_add(struct tsq__job *job, const tsq_omitted *about, const struct tsq_effect_value *value,
                        tsq_error *err);

/** Notes a row without an effect; with na_fail the error that something is missing. */
tsq_status tsq__job_omit(struct tsq__job *job, const tsq_omitted *about, const struct tsq_effect_value *value,
                         tsq_error *err);

/** Leaves out->control NULL if no two effects are left that share a control. */
tsq_status tsq__job_forget_unshared(tsq_effects *out, tsq_error *err);

/**
 * Finds which comparisons share a control and does what options.multi_arm asks for: keeps the numbers that their
 * effects rest on, takes rows that are combined with an earlier one out of `rows`, sets job->control or a warning.
 * AUTO is resolved.
 */
tsq_status tsq__multi_arm(struct tsq__job *job, tsq_rows *rows, tsq_error *err);

#endif
