/* Passes over many numbers for vectors of one width: a kernel of num/lanes_widths.h. Sums are formed in ABREAST parts for
 * every width. */
#include "num/lanes_vector.h"

typedef int32_t TSQ__LANE(whole) __attribute__((vector_size(4 * TSQ__WIDTH)));

#define PARTS (ABREAST / TSQ__WIDTH)

static TSQ__TARGET double TSQ__TILE(sum)(const double *x, size_t n, double *least, double *greatest)
{
    const TSQ__VEC first = TSQ__LANE(all)(x[0]);
    TSQ__VEC sum[PARTS], low[PARTS], high[PARTS];
    for (size_t p = 0; p < PARTS; p++) {
        sum[p] = TSQ__LANE(all)(0.0);
        low[p] = high[p] = first;
    }
    size_t i = 0;
    for (; i + ABREAST <= n; i += ABREAST) {
        for (size_t p = 0; p < PARTS; p++) {
            const TSQ__VEC one = TSQ__LOAD(x + i + p * TSQ__WIDTH);
            sum[p] += one - first;
            low[p] = TSQ__LANE(pick)(TSQ__LANE(less)(one, low[p]), one, low[p]);
            high[p] = TSQ__LANE(pick)(TSQ__LANE(less)(high[p], one), one, high[p]);
        }
    }
    double all = 0.0;
    for (size_t j = 0; j < ABREAST; j++) {
        const double l = low[j / TSQ__WIDTH][j % TSQ__WIDTH], h = high[j / TSQ__WIDTH][j % TSQ__WIDTH];
        all += sum[j / TSQ__WIDTH][j % TSQ__WIDTH];
        *least = l < *least ? l : *least;
        *greatest = h > *greatest ? h : *greatest;
    }
    for (; i < n; i++) {
        all += x[i] - x[0];
        *least = x[i] < *least ? x[i] : *least;
        *greatest = x[i] > *greatest ? x[i] : *greatest;
    }
    return all;
}

static TSQ__TARGET double TSQ__TILE(squares)(const double *x, size_t n, double mean)
{
    TSQ__VEC sum[PARTS];
    for (size_t p = 0; p < PARTS; p++) {
        sum[p] = TSQ__LANE(all)(0.0);
    }
    size_t i = 0;
    for (; i + ABREAST <= n; i += ABREAST) {
        for (size_t p = 0; p < PARTS; p++) {
            const TSQ__VEC gap = TSQ__LOAD(x + i + p * TSQ__WIDTH) - mean;
            sum[p] += gap * gap;
        }
    }
    double all = 0.0;
    for (size_t j = 0; j < ABREAST; j++) {
        all += sum[j / TSQ__WIDTH][j % TSQ__WIDTH];
    }
    for (; i < n; i++) {
        all += (x[i] - mean) * (x[i] - mean);
    }
    return all;
}

/* As fine_of; n is a multiple of ABREAST. */
static TSQ__TARGET void TSQ__TILE(fine)(tsq__fine bins, const double *x, size_t n, uint32_t *bin)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), last = TSQ__LANE(all)((double)(TSQ__FINE - 1));
    for (size_t i = 0; i < n; i += TSQ__WIDTH) {
        const TSQ__VEC z = (TSQ__LOAD(x + i) - bins.centre) / bins.unit;
        const TSQ__VEC size = TSQ__LANE(pick)(TSQ__LANE(less)(z, zero), -z, z), share = 0.5 + 0.5 * (z / (1.0 + size));
        const TSQ__VEC at = share * (double)TSQ__FINE;
        const TSQ__LANE(whole) bins_of =
            __builtin_convertvector(TSQ__LANE(pick)(TSQ__LANE(less)(at, last), at, last), TSQ__LANE(whole));
        memcpy(bin + i, &bins_of, sizeof bins_of);
    }
}

TSQ__INLINE TSQ__VEC TSQ__LANE(place)(tsq__coarse bins, TSQ__VEC x)
{
    const TSQ__VEC at = (x - bins.least) * bins.scale, last = TSQ__LANE(all)((double)(TSQ__COARSE - 1));
    return TSQ__LANE(pick)(TSQ__LANE(less)(at, last), at, last);
}

/* n is a multiple of ABREAST. */
static TSQ__TARGET void TSQ__TILE(count)(tsq__coarse bins, const double *x, size_t n, uint32_t (*count)[TSQ__COARSE])
{
    for (size_t i = 0; i < n; i += ABREAST) {
        TSQ__LANE(whole) at[PARTS];
        for (size_t p = 0; p < PARTS; p++) {
            at[p] =
                __builtin_convertvector(TSQ__LANE(place)(bins, TSQ__LOAD(x + i + p * TSQ__WIDTH)), TSQ__LANE(whole));
        }
        for (size_t j = 0; j < ABREAST; j++) {
            count[j % 2][at[j / TSQ__WIDTH][j % TSQ__WIDTH]]++;
        }
    }
}

static TSQ__TARGET size_t TSQ__TILE(pick)(tsq__coarse bins, const tsq__range *range, size_t ranges, double *x, size_t n)
{
    size_t first = 0;
    for (size_t i = 0; i < n; i += TSQ__WIDTH) {
        const TSQ__VEC at = TSQ__LANE(place)(bins, TSQ__LOAD(x + i));
        TSQ__LANE(mask) wanted = TSQ__LANE(less)(at, at); /* none */
        for (size_t r = 0; r < ranges; r++) {
            wanted |= TSQ__LANE(at_most)(TSQ__LANE(all)(range[r].first), at) &
                      TSQ__LANE(less)(at, TSQ__LANE(all)(range[r].end));
        }
        if (TSQ__LANE(any)(wanted)) {
            for (size_t l = 0; l < TSQ__WIDTH; l++) {
                const double one = x[i + l];
                x[i + l] = TSQ__LANE(has)(wanted, l) ? x[first] : one;
                x[first] = TSQ__LANE(has)(wanted, l) ? one : x[first];
                first += TSQ__LANE(has)(wanted, l) ? 1 : 0;
            }
        }
    }
    return first;
}

#undef PARTS
