/* The options of a fit as a number, by which a kept state is known to be of them. */
#ifndef TSQ_RESAMPLE_DIGEST_H
#define TSQ_RESAMPLE_DIGEST_H

#include "base/bytes.h"

#include <tausq/fit.h>

/** A digest as of tsq__digest of the options of a fit, with nothing left open. */
uint64_t tsq__digest_fit(uint64_t digest, const tsq_fit_options *options);

#endif
