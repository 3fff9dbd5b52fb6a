/* What the files of the simulation share. */
#ifndef TSQ_RESAMPLE_SIMULATE_H
#define TSQ_RESAMPLE_SIMULATE_H

#include <tausq/simulate.h>

#include "effect/row.h"
#include "num/stream.h"

/** Entries by id; NULL if there is none. */
const tsq_true_effects *tsq__true_effects_find(const char *id);
const tsq_simulated_measure *tsq__simulated_measure_find(const char *id);
const tsq_size_spread *tsq__size_spread_find(const char *id);
const tsq_selection *tsq__selection_find(const char *id);

/* ---- scenarios ------------------------------------------------------------------------------------------------ */

/** Nothing given: what is not set later keeps its usual value. */
void tsq__scenario_begin(tsq_scenario *scenario);

/**
 * Sets column i from a text.
 * @param[out] complaint why it cannot be, of static storage or of `room`; TSQ_ERROR_TEXT characters
 * @retval TSQ_E_VALUE, TSQ_E_MEMORY
 */
tsq_status tsq__scenario_set(tsq_scenario *scenario, size_t column, const char *text, char decimal, char *complaint);

/**
 * Completes a scenario, and says what does not fit together.
 * @retval TSQ_E_VALUE
 */
tsq_status tsq__scenario_finish(tsq_scenario *scenario, char *complaint);

/* ---- data ------------------------------------------------------------------------------------------------------ */

/** The seed of a scenario's streams: of the run's seed and of all that the data depend on. */
uint64_t tsq__scenario_seed(const tsq_scenario *scenario, uint64_t seed);

/** Participants of the treated group beside n controls. */
double tsq__simulated_treated(const tsq_scenario *scenario, double n);

/** Workspace of tsq__simulated_data. */
typedef struct tsq__simulated_row {
    struct tsq_effect_row row;
    struct tsq_effect_value value;
    tsq_effect_options options;
} tsq__simulated_row;

void tsq__simulated_row_begin(tsq__simulated_row *room);

/**
 * The k published studies of a replicate, and the true effect of one more study.
 * @param seed  tsq__scenario_seed
 * @param cells NULL, or for OR, RR and RD the k values of ai, then those of bi, ci and di
 */
void tsq__simulated_data(const tsq_scenario *scenario, uint64_t seed, uint64_t replicate, tsq__simulated_row *room,
                         double *yi, double *vi, double *cells, double *another);

/* ---- averages ------------------------------------------------------------------------------------------------- */

/** Numbers so far: how many, their mean, the sum of squared deviations from it. */
typedef struct tsq__moments {
    double n, mean, squares;
} tsq__moments;

/** What is averaged for each method. */
typedef enum tsq__averaged {
    TSQ__A_FAILED,
    TSQ__A_ERROR,  /* estimate - mu */
    TSQ__A_SQUARE, /* its square */
    TSQ__A_SE,
    TSQ__A_COVERS,
    TSQ__A_REJECTS,
    TSQ__A_WIDTH,
    TSQ__A_WRONG, /* of those that reject */
    TSQ__A_EXAGGERATION,
    TSQ__A_TAU2_ERROR,
    TSQ__A_TAU2_SQUARE,
    TSQ__A_TAU2_ZERO,
    TSQ__A_TAU2_COVERS,
    TSQ__A_TAU2_WIDTH,
    TSQ__A_Q_REJECTS,
    TSQ__A_PI_COVERS,
    TSQ__A_PI_WIDTH,
    TSQ__AVERAGED
} tsq__averaged;

/** Moments of n numbers, those that are NaN left out. */
tsq__moments tsq__moments_of(size_t n, const double *x);
/** Adds later numbers to earlier ones (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115). */
void tsq__moments_join(tsq__moments *moments, const tsq__moments *more);

/** What is told of them. */
void tsq__performance_tell(const tsq__moments *moments, tsq_performance *out);

#endif
