/* Covariances of estimates that are not independent: contrasts of several treatments with one control group. */
#ifndef TAUSQ_COVARIANCE_H
#define TAUSQ_COVARIANCE_H

#include <tausq/status.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The covariance of the sampling errors of two estimates, by their places in the list of estimates; i < j. */
typedef struct tsq_covariance {
    size_t i, j;
    double value;
} tsq_covariance;

#ifdef __cplusplus
}
#endif
#endif
