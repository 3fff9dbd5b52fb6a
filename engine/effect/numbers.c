/* Numbers of comparisons, kept in the order of their rows. */
#include "effect/numbers.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>

struct merged {
    size_t into, row;
};

struct tsq__numbers {
    size_t n, capacity;
    struct tsq__kept *kept;
    size_t n_merged, merged_capacity;
    struct merged *merged;
};

static struct tsq__numbers *numbers_of(struct tsq__numbers **all)
{
    if (*all == NULL) {
        *all = tsq__array(1, sizeof **all);
    }
    return *all;
}

tsq_status tsq__numbers_keep(struct tsq__numbers **all, const struct tsq__kept *kept, tsq_error *err)
{
    struct tsq__numbers *to = numbers_of(all);
    struct tsq__kept *more = to == NULL ? NULL : tsq__grow(to->kept, &to->capacity, to->n + 1, sizeof *more);
    if (more == NULL) {
        return tsq__fail_memory(err);
    }
    to->kept = more;
    more[to->n++] = *kept;
    return TSQ_OK;
}

tsq_status tsq__numbers_merge(struct tsq__numbers **all, size_t into, size_t row, tsq_error *err)
{
    struct tsq__numbers *to = numbers_of(all);
    struct merged *more =
        to == NULL ? NULL : tsq__grow(to->merged, &to->merged_capacity, to->n_merged + 1, sizeof *more);
    if (more == NULL) {
        return tsq__fail_memory(err);
    }
    to->merged = more;
    more[to->n_merged++] = (struct merged){into, row};
    return TSQ_OK;
}

size_t tsq__numbers_merged(const struct tsq__numbers *all, size_t into, size_t i)
{
    for (size_t j = 0; all != NULL && j < all->n_merged; j++) {
        if (all->merged[j].into == into && i-- == 0) {
            return all->merged[j].row;
        }
    }
    return SIZE_MAX;
}

static int by_row(const void *row, const void *kept)
{
    const size_t wanted = *(const size_t *)row, here = ((const struct tsq__kept *)kept)->row;
    return (wanted > here) - (wanted < here);
}

const struct tsq__kept *tsq__numbers_of(const struct tsq__numbers *all, size_t row)
{
    return all == NULL || all->n == 0 ? NULL : bsearch(&row, all->kept, all->n, sizeof *all->kept, by_row);
}

void tsq__numbers_free(struct tsq__numbers *all)
{
    if (all != NULL) {
        free(all->kept);
        free(all->merged);
        free(all);
    }
}
