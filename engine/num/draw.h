/* Random numbers of other distributions than the uniform and the normal, from a stream (stream.h). Exact methods: what
 * they follow is the distribution itself, up to the rounding of doubles. */
#ifndef TSQ_NUM_DRAW_H
#define TSQ_NUM_DRAW_H

#include "num/stream.h"

/** Standard normal, by a ziggurat of 256 layers (Marsaglia and Tsang 2000, doi:10.18637/jss.v005.i08) with bits of their own
 *  for layer and place (Doornik 2005). Three times as fast as tsq__stream_normal. */
double tsq__draw_normal(tsq__stream *stream);
/** Gamma with scale 1, shape > 0 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414). */
double tsq__draw_gamma(tsq__stream *stream, double shape);
/** Chi-square, df > 0. */
double tsq__draw_chisq(tsq__stream *stream, double df);
/** Student's t, df > 0. */
double tsq__draw_t(tsq__stream *stream, double df);
/** Events among n, each with probability p in [0, 1]: by inversion where few are expected, else by transformed rejection
 *  (Hörmann 1993, doi:10.1080/00949659308811496, algorithm BTRS). */
double tsq__draw_binomial(tsq__stream *stream, uint32_t n, double p);

#endif
