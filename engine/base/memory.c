/* Arrays on the heap, with every size product checked for overflow. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#define LARGE_PAGE ((size_t)1 << 21)

void *tsq__array(size_t n, size_t size)
{
    if (size > 0 && n > SIZE_MAX / size) {
        return NULL; /* calloc would say so too, but a sanitizer takes that for a fault */
    }
    return calloc(n > 0 ? n : 1, size > 0 ? size : 1);
}

void *tsq__array_large(size_t n, size_t size)
{
    if (size > 0 && n > (SIZE_MAX - LARGE_PAGE) / size) {
        return NULL;
    }
#if defined(MADV_HUGEPAGE)
    const size_t bytes = (n * size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    if (n * size >= LARGE_PAGE) {
        void *array = aligned_alloc(LARGE_PAGE, bytes);
        if (array != NULL) {
            (void)madvise(array, bytes, MADV_HUGEPAGE); /* a hint */
        }
        return array;
    }
#endif
    return tsq__array(n, size);
}

void *tsq__grow(void *old, size_t *capacity, size_t need, size_t size)
{
    if (old != NULL && need <= *capacity) {
        return old;
    }
    const size_t most = SIZE_MAX / size;
    if (need > most) {
        return NULL;
    }
    size_t wanted = *capacity > most / 2 ? most : *capacity * 2;
    if (wanted < need) {
        wanted = need;
    }
    if (wanted < 16 && most >= 16) {
        wanted = 16;
    }
    void *array = realloc(old, wanted * size);
    if (array != NULL) {
        *capacity = wanted;
    }
    return array;
}
