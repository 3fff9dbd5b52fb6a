/* Normal, gamma, t and binomial numbers; see draw.h. */
#include "num/draw.h"

#include "num/ziggurat.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* ---- normal ------------------------------------------------------------------------------------------------------ */

/* Beyond the lowest layer: Marsaglia 1964, doi:10.1080/00401706.1964.10490150. */
static double tail(tsq__stream *stream)
{
    const double edge = ziggurat_x[1];
    double x, y;
    do {
        x = -log(tsq__stream_uniform(stream)) / edge;
        y = -log(tsq__stream_uniform(stream));
    } while (y + y < x * x);
    return edge + x;
}

/* 8 bits of `bits` for the layer, one for the sign, 53 others for the place in it. */
static inline double place(uint64_t bits)
{
    return (double)(bits >> 11) * 0x1p-53 * ziggurat_x[bits & 255];
}

static inline double signed_as(uint64_t bits, double x)
{
    return (bits & 256) != 0 ? -x : x;
}

/* Where the place may lie outside of the curve: whether it does not, and the number. */
static bool near_edge(tsq__stream *stream, uint64_t bits, double *number)
{
    const size_t layer = bits & 255;
    const double x = place(bits);
    if (layer == 0) {
        *number = signed_as(bits, tail(stream));
        return true;
    }
    const double low = ziggurat_f[layer], height = ziggurat_f[layer + 1] - low;
    *number = signed_as(bits, x);
    return low + height * tsq__stream_uniform(stream) < exp(-0.5 * x * x);
}

static uint64_t two_words(tsq__stream *stream)
{
    const uint64_t high = tsq__stream_word(stream);
    return high << 32 | tsq__stream_word(stream);
}

static double draw_with_care(tsq__stream *stream, uint64_t bits)
{
    for (;; bits = two_words(stream)) {
        const double x = place(bits);
        if (x < ziggurat_x[(bits & 255) + 1]) {
            return signed_as(bits, x);
        }
        double number;
        if (near_edge(stream, bits, &number)) {
            return number;
        }
    }
}

/* All but one in eighty are the first place: without calls, unless words have to be computed. */
double tsq__draw_normal(tsq__stream *stream)
{
    if (stream->left < 2) {
        return draw_with_care(stream, two_words(stream));
    }
    const uint32_t *word = stream->block + TSQ__STREAM_WORDS - stream->left;
    const uint64_t bits = (uint64_t)word[0] << 32 | word[1];
    const double x = place(bits);
    stream->left -= 2;
    return x < ziggurat_x[(bits & 255) + 1] ? signed_as(bits, x) : draw_with_care(stream, bits);
}

/* ---- gamma and what comes from it --------------------------------------------------------------------------------- */

double tsq__draw_gamma(tsq__stream *stream, double shape)
{
    if (shape < 1.0) { /* a gamma number of shape + 1 times a power of a uniform one */
        const double larger = tsq__draw_gamma(stream, shape + 1.0);
        return larger * pow(tsq__stream_uniform(stream), 1.0 / shape);
    }
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        const double x = tsq__draw_normal(stream), root = 1.0 + c * x;
        if (root > 0.0) {
            const double v = root * root * root;
            if (log(tsq__stream_uniform(stream)) < 0.5 * x * x + d * (1.0 - v + log(v))) {
                return d * v;
            }
        }
    }
}

double tsq__draw_chisq(tsq__stream *stream, double df)
{
    return 2.0 * tsq__draw_gamma(stream, 0.5 * df);
}

double tsq__draw_t(tsq__stream *stream, double df)
{
    const double normal = tsq__draw_normal(stream);
    return normal / sqrt(tsq__draw_chisq(stream, df) / df);
}

/* ---- binomial, p <= 1/2 ------------------------------------------------------------------------------------------ */

/* Adds the probabilities from 0 on until they pass a uniform number. */
static double by_inversion(tsq__stream *stream, double n, double p)
{
    const double odds = p / (1.0 - p), none = exp(n * log1p(-p));
    for (;;) {
        double u = tsq__stream_uniform(stream), probability = none;
        for (double x = 0.0; x <= n; x += 1.0) {
            if (u < probability) {
                return x;
            }
            u -= probability;
            probability *= odds * (n - x) / (x + 1.0);
        }
        /* rounding left something over: again */
    }
}

/* log(x!) less Stirling's log(sqrt(2 pi)) + (x + 1/2) log(x + 1) - (x + 1). */
static double stirling_rest(double x)
{
    static const double small[] = {0.08106146679532726,  0.04134069595540929, 0.02767792568499834, 0.02079067210376509,
                                   0.01664469118982119,  0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
                                   0.009255462182712733, 0.008330563433362871};
    if (x < 10.0) {
        return small[(int)x];
    }
    const double y = x + 1.0, square = y * y;
    return (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / 1680.0 / square) / square) / square) / y;
}

static double by_rejection(tsq__stream *stream, double n, double p)
{
    const double odds = p / (1.0 - p), sd = sqrt(n * p * (1.0 - p)), b = 1.15 + 2.53 * sd;
    const double a = -0.0873 + 0.0248 * b + 0.01 * p, centre = n * p + 0.5, squeeze = 0.92 - 4.2 / b;
    const double alpha = (2.83 + 5.1 / b) * sd, m = floor((n + 1.0) * p);
    for (;;) {
        const double u = tsq__stream_uniform(stream) - 0.5, v = tsq__stream_uniform(stream), us = 0.5 - fabs(u);
        const double x = floor((2.0 * a / us + b) * u + centre);
        if (us >= 0.07 && v <= squeeze) {
            return x;
        }
        if (x < 0.0 || x > n) {
            continue;
        }
        const double height = log(v * alpha / (a / (us * us) + b));
        const double bound = (m + 0.5) * log((m + 1.0) / (odds * (n - m + 1.0))) +
                             (n + 1.0) * log((n - m + 1.0) / (n - x + 1.0)) +
                             (x + 0.5) * log(odds * (n - x + 1.0) / (x + 1.0)) + stirling_rest(m) +
                             stirling_rest(n - m) - stirling_rest(x) - stirling_rest(n - x);
        if (height <= bound) {
            return x;
        }
    }
}

double tsq__draw_binomial(tsq__stream *stream, uint32_t n, double p)
{
    if (p > 0.5) {
        return n - tsq__draw_binomial(stream, n, 1.0 - p);
    }
    return (p > 0.0) ? (n * p < 10.0 ? by_inversion(stream, n, p) : by_rejection(stream, n, p)) : 0.0;
}
