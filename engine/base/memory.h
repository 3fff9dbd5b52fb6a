/* Arrays on the heap, with every size product checked for overflow. */
#ifndef TSQ_BASE_MEMORY_H
#define TSQ_BASE_MEMORY_H

#include <stddef.h>

/** A zeroed array of n elements; never NULL for n = 0. NULL when memory is out or n * size overflows. Free with free. */
void *tsq__array(size_t n, size_t size);

/**
 * Makes room for `need` elements, at least doubling so that appending costs constant time each.
 *
 * @param old      the array, or NULL
 * @param capacity elements it has room for; updated
 * @return the array, moved or not; NULL when memory is out, then `old` and `capacity` are untouched
 */
void *tsq__grow(void *old, size_t *capacity, size_t need, size_t size);

#endif
