/* An order of studies that agree in everything but their covariances; see rotation.h.
 *
 * Each study gets a number that depends on its class and, round after round, on its covariances with others and on
 * their numbers. The sum over the others does not depend on their order, so neither does the result. */
#include "num/rotation.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 8

/* The finaliser of MurmurHash3: every bit of x moves half of the bits. */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ (x >> 33);
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

tsq_status tsq__rotation_ties(const tsq_studies *studies, const size_t *same, int unit, uint64_t *tie, tsq_error *err)
{
    uint64_t *sum = calloc(studies->k, sizeof *sum);
    if (sum == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < studies->k; i++) {
        tie[i] = mix(same[i] + 1);
    }
    for (int round = 0; round < ROUNDS; round++) {
        memset(sum, 0, studies->k * sizeof *sum);
        for (size_t c = 0; c < studies->n_cov; c++) {
            const tsq_covariance *cov = &studies->cov[c];
            const uint64_t value = mix(bits_of(ldexp(cov->value, -unit)));
            if (cov->value != 0.0) {
                sum[cov->i] += mix(value ^ tie[cov->j]);
                sum[cov->j] += mix(value ^ tie[cov->i]);
            }
        }
        for (size_t i = 0; i < studies->k; i++) {
            tie[i] = mix(tie[i] + sum[i]);
        }
    }
    free(sum);
    return TSQ_OK;
}
