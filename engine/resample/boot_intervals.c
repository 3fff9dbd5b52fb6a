/* Intervals from the replicates of a bootstrap; see boot.h and tausq/resample.h. */
#include "resample/boot.h"

#include "num/dist.h"

#include <math.h>
#include <string.h>

#define DIGITS 8 /* bytes of a number */

/* Numbers as whole ones in the same order. */
static uint64_t key_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits >> 63) != 0 ? ~bits : bits | (uint64_t)1 << 63;
}

/* Byte by byte from the last: no comparison that a processor would have to guess. */
void tsq__boot_sort(double *x, size_t n, double *room)
{
    size_t count[DIGITS][256] = {{0}};
    double *from = x, *to = room;
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = key_of(x[i]);
        for (unsigned d = 0; d < DIGITS; d++) {
            count[d][key >> (8 * d) & 255]++;
        }
    }
    for (unsigned d = 0; d < DIGITS; d++) {
        size_t begin = 0;
        if (n > 0 && count[d][key_of(from[0]) >> (8 * d) & 255] == n) {
            continue; /* all have the same */
        }
        for (size_t c = 0; c < 256; c++) {
            const size_t these = count[d][c];
            count[d][c] = begin;
            begin += these;
        }
        for (size_t i = 0; i < n; i++) {
            to[count[d][key_of(from[i]) >> (8 * d) & 255]++] = from[i];
        }
        double *const swap = from;
        from = to;
        to = swap;
    }
    if (from != x) {
        memcpy(x, from, n * sizeof *x);
    }
}

/* The normal quantile of a share in (0, 1). */
static double normal_quantile(double share)
{
    return -tsq__normal_upper(share);
}

static double normal_probability(double z)
{
    const double tail = 0.5 * tsq__normal_two_sided(z).p;
    return z < 0.0 ? tail : 1.0 - tail;
}

double tsq__boot_quantile(const double *sorted, size_t n, double share)
{
    const double all = (double)n + 1.0, rank = all * share, below = floor(rank);
    if (!(rank >= 1.0)) {
        return sorted[0];
    }
    if (below >= (double)n) {
        return sorted[n - 1];
    }
    const double low = sorted[(size_t)below - 1], high = sorted[(size_t)below];
    if (rank == below || low == high) {
        return low;
    }
    const double z = normal_quantile(share), z_low = normal_quantile(below / all);
    const double z_high = normal_quantile((below + 1.0) / all);
    return low + (z - z_low) / (z_high - z_low) * (high - low);
}

/* Keeps the finite numbers. */
static size_t collect(const double *x, size_t n, double *kept)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        kept[m] = x[i];
        m += isfinite(x[i]) != 0;
    }
    return m;
}

/* Mean and SD in two passes. */
static void spread(const double *x, size_t n, double observed, tsq_booted *out)
{
    double sum = 0.0, squares = 0.0, rest = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i] - observed;
    }
    out->bias = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double gap = (x[i] - observed) - out->bias;
        squares += gap * gap;
        rest += gap;
    }
    out->se = n > 1 ? sqrt((squares - rest * rest / (double)n) / ((double)n - 1.0)) : (double)NAN;
}

/* sum d^3 / (6 (sum d^2)^(3/2)), d the mean without each study less the one without this; NaN where one is missing or all
 * are equal. */
static double acceleration(const tsq__boot_values *v)
{
    double mean = 0.0, largest = 0.0, squares = 0.0, cubes = 0.0;
    for (size_t i = 0; i < v->n_left_out; i++) {
        mean += v->left_out[i] / (double)v->n_left_out;
    }
    for (size_t i = 0; i < v->n_left_out; i++) {
        largest = fmax(largest, fabs(mean - v->left_out[i]));
    }
    if (!(largest > 0.0) || !isfinite(largest) || !isfinite(mean)) {
        return NAN;
    }
    for (size_t i = 0; i < v->n_left_out; i++) {
        const double d = (mean - v->left_out[i]) / largest;
        squares += d * d;
        cubes += d * d * d;
    }
    return cubes / (6.0 * squares * sqrt(squares));
}

static double bca_share(const tsq_booted *out, double z)
{
    const double sum = out->z0 + z;
    return normal_probability(out->z0 + sum / (1.0 - out->acceleration * sum));
}

static void tell_bca(const tsq__boot_values *v, const double *sorted, double z, tsq_booted *out)
{
    size_t below = 0;
    while (below < out->n && sorted[below] < v->observed) {
        below++;
    }
    out->acceleration = acceleration(v);
    if (below == 0 || below == out->n || isnan(out->acceleration)) {
        return;
    }
    out->z0 = normal_quantile((double)below / (double)out->n);
    /* beyond 1/A the formula turns round: there is no such interval */
    if (out->acceleration * (out->z0 + z) < 1.0 && out->acceleration * (out->z0 - z) < 1.0) {
        out->bca.lb = tsq__boot_quantile(sorted, out->n, bca_share(out, -z));
        out->bca.ub = tsq__boot_quantile(sorted, out->n, bca_share(out, z));
    }
}

static void tell_studentized(const tsq__boot_values *v, double tail, double *q, double *room, tsq_booted *out)
{
    if (v->se == NULL || !(v->observed_se > 0.0)) {
        return;
    }
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        q[n] = (v->value[i] - v->observed) / v->se[i]; /* infinite for a standard error of 0: that counts */
        n += isnan(q[n]) == 0;
    }
    if (n == 0) {
        return;
    }
    tsq__boot_sort(q, n, room);
    const double low = tsq__boot_quantile(q, n, tail), high = tsq__boot_quantile(q, n, 1.0 - tail);
    if (isfinite(low) && isfinite(high)) {
        out->studentized.lb = v->observed - v->observed_se * high;
        out->studentized.ub = v->observed - v->observed_se * low;
    }
}

void tsq__boot_tell(const tsq__boot_values *v, double level, double *room, tsq_booted *out)
{
    const double tail = (100.0 - level) / 200.0, z = tsq__normal_upper(tail);
    const tsq_limits none = {NAN, NAN};
    double *sorted = room, *scratch = room + v->n;
    *out = (tsq_booted){.observed = v->observed,
                        .bias = NAN,
                        .se = NAN,
                        .z0 = NAN,
                        .acceleration = NAN,
                        .normal = none,
                        .percentile = none,
                        .basic = none,
                        .studentized = none,
                        .bca = none};
    const size_t n = isnan(v->observed) ? 0 : collect(v->value, v->n, sorted);
    out->n = n;
    if (n == 0) {
        return;
    }
    tsq__boot_sort(sorted, n, scratch);
    spread(sorted, n, v->observed, out);
    out->normal = (tsq_limits){v->observed - out->bias - z * out->se, v->observed - out->bias + z * out->se};
    out->percentile.lb = tsq__boot_quantile(sorted, n, tail);
    out->percentile.ub = tsq__boot_quantile(sorted, n, 1.0 - tail);
    out->basic.lb = 2.0 * v->observed - out->percentile.ub;
    out->basic.ub = 2.0 * v->observed - out->percentile.lb;
    tell_bca(v, sorted, z, out);
    tell_studentized(v, tail, sorted, scratch, out);
}
