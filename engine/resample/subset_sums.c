/* Fits to all subsets from sums over their halves; see subset_sums.h. */
#include "resample/subset_sums.h"

#include "base/error.h"
#include "base/memory.h"
#include "num/lanes_targets.h"
#include "num/twofold.h"

#include <math.h>
#include <stdlib.h>

#define LARGEST 1e60      /* of y and v in their units */
#define TABLE ((size_t)9) /* studies: so that a table and what is made of it stay in the cache next to the processor */
#define LINE ((size_t)8)  /* numbers in a cache line: a vector that lies across two takes twice as long */
#define BEYOND 4          /* the most studies of `bits` that are not in the table */
#define CLOSE 1e-12       /* so near to its limit a test is done by the book; a few roundings are 1e-15 */

/* Sums over a set of studies, as in the table. */
struct half {
    double weight, mean, mean_low, q, pairs, size;
};

/* Which of the lanes have study i, for the first three studies. */
static const double in_lane[3][8] = {
    {0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0},
    {0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0},
    {0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0},
};

/* The studies that the lanes from position m on differ in, then those of m that they share, then all of `others`. */
static size_t list_members(size_t m, size_t width, const size_t *others, size_t n_others, size_t *member)
{
    size_t n = 0;
    for (size_t i = 0; (size_t)1 << i < width; i++) {
        member[n++] = i;
    }
    for (size_t rest = m; rest != 0; rest &= rest - 1) {
        member[n++] = (size_t)__builtin_ctzll(rest);
    }
    for (size_t i = 0; i < n_others; i++) {
        member[n++] = others[i];
    }
    return n;
}

static void count_close(const tsq__subset_fits *fits, const double *critical, size_t m, bool close, double *count)
{
    const double factor = fits->factor != NULL ? fits->factor[m] : 1.0;
    const double reach = critical[m] * sqrt(factor / fits->weight[m]);
    count[2] += close && fits->estimate[m] - reach > 0.0 ? 1.0 : 0.0;
    count[3] += close && fits->estimate[m] + reach < 0.0 ? 1.0 : 0.0;
}

#define TSQ__KERNEL "resample/subset_kernel.h"
#define TSQ__STRIDE 1
#include "num/lanes_widths.h"

/* ---- sums over a set of studies -------------------------------------------------------------------------------- */

/* All sums are twofold while studies are added: what they are rounded to is right to the last bit. */
struct set {
    tsq__twofold weight, mean, q, pairs;
    double size;
};

static void add_study(struct set *set, double y, double v)
{
    const tsq__twofold w = tsq__twofold_over((tsq__twofold){1.0, 0.0}, (tsq__twofold){v, 0.0});
    const tsq__twofold weight = tsq__twofold_add(set->weight, w);
    const tsq__twofold gap = tsq__twofold_add((tsq__twofold){y, 0.0}, (tsq__twofold){-set->mean.high, -set->mean.low});
    const tsq__twofold step = tsq__twofold_times(tsq__twofold_over(w, weight), gap);
    set->q = tsq__twofold_add(set->q, tsq__twofold_times(tsq__twofold_times(set->weight, step), gap));
    set->pairs = tsq__twofold_add(set->pairs, tsq__twofold_times(set->weight, w));
    set->mean = tsq__twofold_add(set->mean, step);
    set->weight = weight;
    set->size += 1.0;
}

static void write_position(const struct set *set, tsq__subset_sums *sums, size_t m)
{
    sums->weight[m] = set->weight.high;
    sums->mean[m] = set->mean.high;
    sums->mean_low[m] = set->mean.low;
    sums->q[m] = set->q.high;
    sums->pairs[m] = set->pairs.high;
}

/* Each set is one without its last study, and that study. */
static tsq_status fill_table(tsq__subset_sums *sums, tsq_error *err)
{
    const size_t n = (size_t)1 << sums->table;
    struct set *set = tsq__array(n, sizeof *set);
    if (set == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t last = 0; last < sums->table; last++) {
        const size_t half = (size_t)1 << last;
        for (size_t m = 0; m < half; m++) {
            set[half + m] = set[m];
            add_study(&set[half + m], sums->y[last], sums->v[last]);
            write_position(&set[half + m], sums, half + m);
        }
    }
    free(set);
    return TSQ_OK;
}

/* ---- the table ------------------------------------------------------------------------------------------------- */

static double unit_of(size_t k, const double *vi)
{
    double least = vi[0];
    int exponent;
    for (size_t i = 1; i < k; i++) {
        least = vi[i] < least ? vi[i] : least;
    }
    (void)frexp(least, &exponent);
    return ldexp(1.0, exponent / 2);
}

bool tsq__subset_sums_suit(size_t k, const double *yi, const double *vi)
{
    bool suit = k > 0 && k <= TSQ__SUBSET_MOST;
    for (size_t i = 0; suit && i < k; i++) {
        suit = isnormal(vi[i]) && vi[i] > 0.0 && vi[i] < LARGEST && vi[i] > 1.0 / LARGEST && fabs(yi[i]) < LARGEST;
    }
    const double unit = suit ? unit_of(k, vi) : 1.0;
    for (size_t i = 0; suit && i < k; i++) {
        suit = fabs(yi[i]) / unit < LARGEST && vi[i] / unit / unit < LARGEST;
    }
    return suit;
}

tsq_status tsq__subset_sums_new(size_t k, const double *yi, const double *vi, size_t bits, tsq__subset_sums *sums,
                                tsq_error *err)
{
    const size_t table = bits > TABLE + BEYOND ? bits - BEYOND : bits > TABLE ? TABLE : bits;
    const size_t n = (size_t)1 << table, all = (size_t)1 << bits;
    double *block = tsq__array(5 * n + all + 2 * k + LINE, sizeof *block), *next = block;
    *sums = (tsq__subset_sums){
        .k = k, .bits = bits, .table = table, .unit = unit_of(k, vi), .block = block, .width = n < 8 ? 2 : 0};
    if (block == NULL) {
        return tsq__fail_memory(err);
    }
    while ((uintptr_t)next % (LINE * sizeof *next) != 0) {
        next++;
    }
    sums->weight = next;
    sums->mean = sums->weight + n;
    sums->mean_low = sums->mean + n;
    sums->q = sums->mean_low + n;
    sums->pairs = sums->q + n;
    sums->size = sums->pairs + n;
    sums->y = sums->size + all;
    sums->v = sums->y + k;
    for (size_t m = 1; m < all; m++) {
        sums->size[m] = sums->size[m & (m - 1)] + 1.0;
    }
    for (size_t i = 0; i < k; i++) {
        sums->y[i] = yi[i] / sums->unit;
        sums->v[i] = vi[i] / sums->unit / sums->unit;
    }
    const tsq_status status = fill_table(sums, err);
    if (status != TSQ_OK) {
        tsq__subset_sums_free(sums);
    }
    return status;
}

void tsq__subset_sums_free(tsq__subset_sums *sums)
{
    free(sums->block);
    *sums = (tsq__subset_sums){0};
}

/* ---- what is asked of it --------------------------------------------------------------------------------------- */

/* Fits the subsets of the table's studies, each with those of `set`, which are `others`. */
static void fit_table(const tsq__subset_sums *sums, const struct set *set, const size_t *others, size_t n,
                      tsq__subset_wish wish, const tsq__subset_fits *fits)
{
    const struct half half = {set->weight.high, set->mean.high, set->mean.low, set->q.high, set->pairs.high, set->size};
    TSQ__BY_WIDTH(sums, fit, sums, &half, others, n, wish, fits);
}

void tsq__subset_sums_fit(const tsq__subset_sums *sums, uint64_t high, tsq__subset_wish wish,
                          const tsq__subset_fits *fits)
{
    struct set set[1 << BEYOND] = {{.size = 0.0}};
    size_t others[TSQ__SUBSET_MOST + BEYOND], n = 0, *const high_others = others + BEYOND;
    for (uint64_t rest = high; rest != 0; rest &= rest - 1) {
        const size_t study = sums->bits + (size_t)__builtin_ctzll(rest);
        add_study(&set[0], sums->y[study], sums->v[study]);
        high_others[n++] = study;
    }
    for (size_t part = 0; part < (size_t)1 << (sums->bits - sums->table); part++) {
        const size_t at = part << sums->table;
        const tsq__subset_fits here = {fits->estimate + at, fits->weight + at,
                                       fits->tau2 + at,     fits->I2 + at,
                                       fits->q + at,        fits->factor != NULL ? fits->factor + at : NULL};
        size_t *first = high_others;
        for (size_t i = sums->bits - sums->table; i-- > 0;) {
            if ((part >> i & 1) != 0) {
                *--first = sums->table + i;
            }
        }
        if (part > 0) { /* the part without its lowest study, and that */
            set[part] = set[part & (part - 1)];
            add_study(&set[part], sums->y[*first], sums->v[*first]);
        }
        fit_table(sums, &set[part], first, n + (size_t)(high_others - first), wish, &here);
    }
}

tsq__subset_signs tsq__subset_sums_signs(const tsq__subset_sums *sums, const tsq__subset_fits *fits,
                                         const double *critical)
{
    double count[4] = {0.0};
    TSQ__BY_WIDTH(sums, signs, sums, fits, critical, count);
    return (tsq__subset_signs){.positive = (uint64_t)count[0],
                               .negative = (uint64_t)count[1],
                               .positive_significant = (uint64_t)count[2],
                               .negative_significant = (uint64_t)count[3]};
}
