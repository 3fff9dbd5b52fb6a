/* Arrays on the heap, with every size product checked for overflow. */
#ifndef TSQ_BASE_MEMORY_H
#define TSQ_BASE_MEMORY_H

#include <stddef.h>

/** A zeroed array of n elements; never NULL for n = 0. NULL when memory is out or n * size overflows. Free with free. */
void *tsq__array(size_t n, size_t size);

/** An array of n elements that is not zeroed, for megabytes: on large pages where the system gives them, which costs a
 *  sixth of the time until it is filled. Else as tsq__array; tsq__grow may take it on. */
void *tsq__array_large(size_t n, size_t size);

/**
 * Makes room for `need` elements, at least doubling so that appending costs constant time each.
 *
 * @param old      the array, or NULL
 * @param capacity elements it has room for; updated
 * @return the array, moved or not; NULL when memory is out, then `old` and `capacity` are untouched
 */
void *tsq__grow(void *old, size_t *capacity, size_t need, size_t size);

#endif
