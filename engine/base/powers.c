/* Powers of ten as 128 bits, from 1e-292 to 1e324. */
#include "base/powers.h"

const struct tsq__power tsq__powers[TSQ__POWER_MOST - TSQ__POWER_LEAST + 1] = {
#define TSQ_POWER(high, low) {high, low},
#include "base/powers.def"
#undef TSQ_POWER
};
