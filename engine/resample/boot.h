/* What the files of the bootstrap share. */
#ifndef TSQ_RESAMPLE_BOOT_H
#define TSQ_RESAMPLE_BOOT_H

#include "resample/outcome.h"

#include "num/stream.h"

/** The studies in the order of the lanes, and in clusters: replicates do not depend on the order they came in. */
typedef struct tsq__boot_data {
    tsq_fit_options fit; /* nothing left open */
    tsq_boot_kind kind;
    uint64_t seed;
    size_t k;
    size_t *order;
    double *yi, *vi;
    size_t clusters;   /* what is drawn: each study is one, if there are none */
    size_t *begin;     /* clusters + 1: where the members of each begin */
    size_t *member;    /* sorted studies, cluster after cluster */
    size_t most;       /* studies that a replicate can have */
    bool ready;        /* variances are normal numbers: what is drawn is sorted by them */
    double mean, tau2; /* of the model, for parametric replicates */
} tsq__boot_data;

/** @retval TSQ_E_OPTION clusters without numbers or fewer than two. @retval TSQ_E_MEMORY. Free it after errors too. */
tsq_status tsq__boot_data_new(const tsq_studies *studies, const tsq_boot_options *options, tsq__boot_data *data,
                              tsq_error *err);
void tsq__boot_data_free(tsq__boot_data *data);

/** Numbers that tsq__boot_draw overwrites behind a replicate's. */
#define TSQ__BOOT_SPARE 3

/** The data of one replicate. `times` has room for k numbers, which are 0 before and after; yi and vi for data->most and
 *  TSQ__BOOT_SPARE more. @return studies, put into yi and vi; *distinct says how many different ones */
size_t tsq__boot_draw(const tsq__boot_data *data, uint64_t number, size_t *times, double *yi, double *vi,
                      size_t *distinct);

/** How often each study is in a replicate that is not parametric, in the order in which the studies were given. `room` and
 *  `times` have room for k numbers. */
void tsq__boot_times(const tsq__boot_data *data, uint64_t number, size_t *room, size_t *times);

/** All but cluster (study) `left_out`. @return studies, put into yi and vi */
size_t tsq__boot_without(const tsq__boot_data *data, size_t left_out, double *yi, double *vi);

/** The standard error of tau2 as tsq_fit_result.se_tau2; NaN for methods that are not REML, ML, DL, PM or EB.
 *  @param vi sorted; overwritten */
double tsq__boot_se_tau2(const tsq_fit_options *options, size_t k, double *vi, double tau2);

/** Values of one quantity. */
typedef struct tsq__boot_values {
    double observed, observed_se; /* NaN: no studentized interval */
    size_t n;
    const double *value, *se; /* of n replicates; NaN where they have it not. se: NULL if there is none */
    size_t n_left_out;
    const double *left_out; /* without each study (cluster) */
} tsq__boot_values;

/** Bias, standard error and intervals. `room` has room for 2 n numbers. */
void tsq__boot_tell(const tsq__boot_values *values, double level, double *room, tsq_booted *out);

/** Sorts numbers that are no NaN; `room` has room for n numbers. */
void tsq__boot_sort(double *x, size_t n, double *room);

/** The quantile at a share of n sorted numbers, interpolated on the normal scale; n > 0. */
double tsq__boot_quantile(const double *sorted, size_t n, double share);

#endif
