/* The methods of a simulation: those that share an estimator of tau2 share its fits. */
#ifndef TSQ_RESAMPLE_SIMULATE_METHODS_H
#define TSQ_RESAMPLE_SIMULATE_METHODS_H

#include "resample/outcome.h"
#include "resample/simulate.h"

/** What the queues are made for. Zero it before the first use; free with tsq__fitted_free. */
typedef struct tsq__fitted {
    size_t n, room;
    tsq_fit_options *options; /* of each queue */
    tsq__many_what *what;
    double level;
} tsq__fitted;

/** Complete options of a method. */
tsq_fit_options tsq__method_options(const tsq_simulated_method *method, double level);

/** The number of the queue that a method's fits come from; it is added if it is not there. @retval TSQ_E_MEMORY */
tsq_status tsq__fitted_queue(tsq__fitted *fitted, const tsq_simulated_method *method, size_t *queue, tsq_error *err);
void tsq__fitted_free(tsq__fitted *fitted);

/** Whether a queue pools counts: its fits are tsq__fit_cells'. */
static inline bool tsq__pools_counts(const tsq_fit_options *options)
{
    return (options->method->flags & TSQ_TAU2_COUNTS) != 0;
}
/** The fit of a replicate's counts (tsq__simulated_data), as tsq_pool pools them with its defaults. */
void tsq__fit_cells(const tsq_fit_options *options, const tsq_scenario *scenario, const double *yi, const double *vi,
                    const double *cells, tsq_brief *out);

/** Whether Q of k studies is above `critical`: 1 or 0; NaN for one study. */
double tsq__q_rejects(size_t k, const double *yi, const double *vi, double critical);

/**
 * What is averaged, of one replicate: number a goes to x[a * stride]. `slot` is what the queue wrote.
 * @param another   the true effect of one more study
 * @param q_rejects tsq__q_rejects of the replicate; pooled counts have a Q of their own
 */
void tsq__method_numbers(const tsq_fit_options *options, const tsq_scenario *scenario, const tsq__outcome_fit *slot,
                         double another, double q_rejects, tsq__memo *memo, double *x, size_t stride);

#endif
