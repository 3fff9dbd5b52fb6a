/* The orders of rows; see orders.h. */
#include "resample/orders.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool same_row(const tsq_studies *s, size_t a, size_t b)
{
    for (size_t j = 0; j < s->m; j++) {
        if (s->X[j * s->k + a] != s->X[j * s->k + b]) {
            return false;
        }
    }
    return true;
}

static void find_kinds(tsq__orders *o)
{
    const tsq_studies *s = o->studies;
    for (size_t i = 0; i < s->k; i++) {
        size_t kind = 0;
        while (kind < o->kinds && !same_row(s, i, o->first[kind])) {
            kind++;
        }
        if (kind == o->kinds) {
            o->first[o->kinds++] = i;
        }
        o->kind[i] = kind;
        o->times[kind]++;
    }
}

/* How many orders there are of rows of which `left[c]` are of each kind; beyond `most` it may stop counting. */
static uint64_t count(const size_t *left, size_t kinds, uint64_t most)
{
    uint64_t all = 1, n = 0;
    for (size_t c = 0; c < kinds; c++) {
        for (uint64_t i = 1; i <= left[c]; i++) {
            n++;
            if (all > UINT64_MAX / n) {
                return UINT64_MAX;
            }
            all = all * n / i; /* a product of binomial coefficients: no remainder */
            if (all > most) {
                return all;
            }
        }
    }
    return all;
}

uint64_t tsq__orders_count(const tsq__orders *o, uint64_t most)
{
    return count(o->times, o->kinds, most);
}

/* How many orders begin with a kind before theirs, at each study. */
uint64_t tsq__orders_own(const tsq__orders *o)
{
    size_t left[64]; /* 2^40 orders have fewer kinds */
    uint64_t place = 0;
    const size_t k = o->studies->k;
    memcpy(left, o->times, o->kinds * sizeof *left);
    uint64_t all = count(left, o->kinds, UINT64_MAX);
    for (size_t i = 0; i < k; i++) {
        for (size_t c = 0; c < o->kind[i]; c++) {
            place += all * left[c] / (k - i);
        }
        all = all * left[o->kind[i]] / (k - i);
        left[o->kind[i]]--;
    }
    return place;
}

void tsq__orders_at(const tsq__orders *o, uint64_t place, size_t *room, size_t *from)
{
    const size_t k = o->studies->k;
    memcpy(room, o->times, o->kinds * sizeof *room);
    uint64_t all = count(room, o->kinds, UINT64_MAX);
    for (size_t i = 0; i < k; i++) {
        size_t c = 0;
        uint64_t here = all * room[c] / (k - i);
        while (place >= here) {
            place -= here;
            c++;
            here = all * room[c] / (k - i);
        }
        all = here;
        room[c]--;
        from[i] = o->first[c];
    }
}

/* The longest falling end is turned round, and the kind before it changes places with the least that is larger. */
void tsq__orders_next(const tsq__orders *o, const size_t *before, size_t *room, size_t *from)
{
    const size_t k = o->studies->k;
    size_t *kind = room, falling = k - 1;
    for (size_t i = 0; i < k; i++) {
        kind[i] = o->kind[before[i]];
    }
    while (falling > 0 && kind[falling - 1] >= kind[falling]) {
        falling--;
    }
    for (size_t a = falling, b = k - 1; a < b; a++, b--) {
        const size_t other = kind[a];
        kind[a] = kind[b];
        kind[b] = other;
    }
    if (falling > 0) {
        size_t larger = falling;
        while (kind[larger] <= kind[falling - 1]) {
            larger++;
        }
        const size_t other = kind[larger];
        kind[larger] = kind[falling - 1];
        kind[falling - 1] = other;
    }
    for (size_t i = 0; i < k; i++) {
        from[i] = o->first[kind[i]];
    }
}

tsq_status tsq__orders_new(const tsq_studies *studies, tsq__orders *orders, tsq_error *err)
{
    *orders = (tsq__orders){.studies = studies,
                            .kind = tsq__array(studies->k, sizeof *orders->kind),
                            .first = tsq__array(studies->k, sizeof *orders->first),
                            .times = tsq__array(studies->k, sizeof *orders->times)};
    if (orders->kind == NULL || orders->first == NULL || orders->times == NULL) {
        return tsq__fail_memory(err);
    }
    find_kinds(orders);
    return TSQ_OK;
}

void tsq__orders_free(tsq__orders *orders)
{
    free(orders->kind);
    free(orders->first);
    free(orders->times);
}
