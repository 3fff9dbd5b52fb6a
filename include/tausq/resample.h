/* Many fits: how long computations are run. */
#ifndef TAUSQ_RESAMPLE_H
#define TAUSQ_RESAMPLE_H

#include <tausq/fit.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How a long computation is run; start from TSQ_RUN_INIT. The numbers that come out depend on none of it but the seed:
 * they are the same for any number of threads.
 */
typedef struct tsq_run {
    unsigned threads; /**< 0: as many as the machine has processors for this process */
    uint64_t seed;    /**< of the random numbers */
    /** Called now and then, from one thread at a time, with the share that is done; false ends the computation, which
     * then gives what it has (TSQ_E_STOPPED). NULL: not called. */
    bool (*progress)(void *context, uint64_t done, uint64_t total);
    void *context; /**< of progress */
} tsq_run;
#define TSQ_RUN_INIT                                                                                                   \
    {                                                                                                                  \
        .seed = 1                                                                                                      \
    }

/** What is kept of one fit of many; the fields are those of tsq_fit_result, NaN where there is nothing. */
typedef struct tsq_brief {
    tsq_status status; /**< of tsq_fit; if it is not OK there is no result */
    uint32_t flags;
    size_t k;
    tsq_coefficient mean; /**< of the model without moderators */
    double s2w, pi_lb, pi_ub, pi_df;
    double tau2, tau2_lb, tau2_ub;
    double QE, QE_df, QE_p, QE_log10p, vt, I2, I2_lb, I2_ub, H2, H2_lb, H2_ub;
} tsq_brief;

/**
 * Fits the mean of many sets of studies, each as tsq_fit would alone, to the bit.
 *
 * FE, EE, DL, PM, EB, REML and ML with weights 1/(vi + tau2), any test but kr and the interval QP or none are fitted
 * side by side, everything else one by one.
 *
 * @param sets    n sets without moderators and covariances; borrowed
 * @param options NULL for the defaults, as of tsq_fit; that they cannot be met is said by each result's status
 * @param run     NULL for the defaults
 * @param[out] out n results
 * @retval TSQ_E_OPTION  a set has moderators or covariances
 * @retval TSQ_E_STOPPED by run->progress: results that were not reached have the status E_STOPPED
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_fit_many(const tsq_studies *sets, size_t n, const tsq_fit_options *options,
                                               const tsq_run *run, tsq_brief *out, tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
