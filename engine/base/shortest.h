/* The shortest decimal of a double. */
#ifndef TSQ_BASE_SHORTEST_H
#define TSQ_BASE_SHORTEST_H

#include <stdint.h>

/**
 * The decimal digits * 10^exponent with the fewest digits that reads back as `value`, and of these the one nearest to it
 * (Giulietti 2021, "The Schubfach way to render doubles"). Zeros may end them: below 10^17 in all.
 * @param value finite, above 0
 */
uint64_t tsq__shortest(double value, int *exponent);

#endif
