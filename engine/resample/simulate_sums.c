/* Averages over replicates, and what is told of them. */
#include "resample/simulate.h"

#include <math.h>

tsq__moments tsq__moments_of(size_t n, const double *x)
{
    tsq__moments m = {0.0, 0.0, 0.0};
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        const bool there = !isnan(x[i]);
        m.n += there;
        sum += there ? x[i] : 0.0;
    }
    if (m.n > 0.0) {
        m.mean = sum / m.n;
        for (size_t i = 0; i < n; i++) {
            const double gap = isnan(x[i]) ? 0.0 : x[i] - m.mean;
            m.squares += gap * gap;
        }
    }
    return m;
}

void tsq__moments_join(tsq__moments *m, const tsq__moments *more)
{
    const double n = m->n + more->n;
    if (more->n > 0.0) {
        const double gap = more->mean - m->mean;
        m->squares += more->squares + gap * gap * (m->n / n) * more->n;
        m->mean += gap * (more->n / n);
        m->n = n;
    }
}

/* ---- what is told, with Monte Carlo errors as in table 6 of Morris, White and Crowther 2019 ----------------------- */

static tsq_simulated mean_of(const tsq__moments *m)
{
    return (tsq_simulated){m->n > 0.0 ? m->mean : (double)NAN,
                           m->n > 1.0 ? sqrt(m->squares / (m->n - 1.0) / m->n) : (double)NAN};
}

/* Of numbers that are 0 or 1: their count is a whole number. */
static tsq_simulated share_of(const tsq__moments *m)
{
    const double share = round(m->mean * m->n) / m->n;
    return (tsq_simulated){m->n > 0.0 ? share : (double)NAN,
                           m->n > 0.0 ? sqrt(share * (1.0 - share) / m->n) : (double)NAN};
}

static tsq_simulated sd_of(const tsq__moments *m)
{
    const double sd = m->n > 1.0 ? sqrt(m->squares / (m->n - 1.0)) : (double)NAN;
    return (tsq_simulated){sd, sd / sqrt(2.0 * (m->n - 1.0))};
}

/* Of a mean of squares; the error by the delta method. */
static tsq_simulated root_of(const tsq__moments *m)
{
    const tsq_simulated mean = mean_of(m);
    const double root = sqrt(mean.value);
    return (tsq_simulated){root, root > 0.0 ? mean.mcse / (2.0 * root) : mean.mcse};
}

void tsq__performance_tell(const tsq__moments *m, tsq_performance *out)
{
    *out = (tsq_performance){
        .failed = share_of(&m[TSQ__A_FAILED]),
        .bias = mean_of(&m[TSQ__A_ERROR]),
        .emp_se = sd_of(&m[TSQ__A_ERROR]),
        .mean_se = mean_of(&m[TSQ__A_SE]),
        .rmse = root_of(&m[TSQ__A_SQUARE]),
        .coverage = share_of(&m[TSQ__A_COVERS]),
        .power = share_of(&m[TSQ__A_REJECTS]),
        .width = mean_of(&m[TSQ__A_WIDTH]),
        .type_s = share_of(&m[TSQ__A_WRONG]),
        .exaggeration = mean_of(&m[TSQ__A_EXAGGERATION]),
        .tau2_bias = mean_of(&m[TSQ__A_TAU2_ERROR]),
        .tau2_rmse = root_of(&m[TSQ__A_TAU2_SQUARE]),
        .tau2_zero = share_of(&m[TSQ__A_TAU2_ZERO]),
        .tau2_coverage = share_of(&m[TSQ__A_TAU2_COVERS]),
        .tau2_width = mean_of(&m[TSQ__A_TAU2_WIDTH]),
        .q_power = share_of(&m[TSQ__A_Q_REJECTS]),
        .pi_coverage = share_of(&m[TSQ__A_PI_COVERS]),
        .pi_width = mean_of(&m[TSQ__A_PI_WIDTH]),
    };
}
