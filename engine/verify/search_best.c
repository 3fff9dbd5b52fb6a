/* What is kept of a part of the search, and what chance would bring. */
#include "verify/search.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More candidates than anyone reads: a statement that so many combinations meet says nothing. */
enum {
    MOST = 20000,
    NEAR = sizeof((tsq__best *)0)->near / sizeof((tsq__best *)0)->near[0],
    DISTANCES = sizeof((tsq__best *)0)->distance / sizeof(double)
};

/* Equal numbers have equal distances. */
static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(b);
}

static void add_distance(tsq__best *best, double distance)
{
    size_t at = best->n_distance;
    if (distance >= TSQ__FAR || (at == DISTANCES && distance >= best->distance[at - 1])) {
        return;
    }
    while (at > 0 && best->distance[at - 1] > distance) {
        at--;
    }
    if ((at > 0 && same(best->distance[at - 1], distance)) ||
        (at < best->n_distance && same(best->distance[at], distance))) {
        return;
    }
    const size_t last = best->n_distance < DISTANCES ? best->n_distance : DISTANCES - 1;
    memmove(&best->distance[at + 1], &best->distance[at], (last - at) * sizeof(double));
    best->distance[at] = distance;
    best->n_distance = last + 1;
}

static bool is_nearer(size_t missed, double distance, const tsq__candidate *than)
{
    return missed < than->missed || (missed == than->missed && distance < than->distance);
}

static void add_near(tsq__best *best, const tsq__candidate *candidate)
{
    size_t at = best->n_near;
    if (at == NEAR && !is_nearer(candidate->missed, candidate->distance, &best->near[at - 1])) {
        return;
    }
    while (at > 0 && is_nearer(candidate->missed, candidate->distance, &best->near[at - 1])) {
        at--;
    }
    for (size_t i = at > 0 ? at - 1 : 0; i <= at && i < best->n_near; i++) {
        if (best->near[i].missed == candidate->missed && same(best->near[i].distance, candidate->distance)) {
            return;
        }
    }
    const size_t last = best->n_near < NEAR ? best->n_near : NEAR - 1;
    memmove(&best->near[at + 1], &best->near[at], (last - at) * sizeof best->near[0]);
    best->near[at] = *candidate;
    best->n_near = last + 1;
}

bool tsq__best_matters(const tsq__best *best, size_t missed, double distance)
{
    return distance <= 1.0 || best->n_near < NEAR || is_nearer(missed, distance, &best->near[NEAR - 1]) ||
           best->n_distance < DISTANCES || distance < best->distance[DISTANCES - 1];
}

void tsq__best_add(tsq__best *best, const tsq__candidate *candidate)
{
    if (candidate->distance > 1.0) {
        add_distance(best, candidate->distance);
        add_near(best, candidate);
        return;
    }
    if (best->n == MOST) {
        return;
    }
    tsq__candidate *grown = tsq__grow(best->candidate, &best->capacity, best->n + 1, sizeof *grown);
    if (grown == NULL) {
        best->failed = true;
        return;
    }
    best->candidate = grown;
    best->candidate[best->n++] = *candidate;
}

void tsq__best_free(tsq__best *best)
{
    free(best->candidate);
    *best = (tsq__best){0};
}

/* N(d) = n (d/d_n)^m through the n nearest that do not hold, so N(1) = n d_n^-m. */
double tsq__best_chance(const tsq__best *best, size_t hits, double most)
{
    enum { FEW = 5 };
    const size_t n = best->n_distance;
    if (n < FEW) {
        return hits > 1 ? (double)hits : 0.0;
    }
    const double last = best->distance[n - 1];
    double sum = 0.0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += log(last / best->distance[i]);
    }
    const double m = fmin(fmax((double)(n - 1) / sum, 1.0), most);
    return (double)n * pow(last, -m);
}
