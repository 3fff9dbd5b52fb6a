/* What lanes.c does with whole tiles, for vectors of one width; included after lanes_kernel.h with TSQ__TARGET, which
 * says for which processors, and TSQ__TILE(name), the name of what lanes.c calls. */

/* The power of two near sqrt(v), as scale_outcome of engine/num/model.c: half the exponent, rounded down. */
TSQ__INLINE TSQ__VEC TSQ__LANE(unit_of)(TSQ__VEC v)
{
    const TSQ__LANE(bits) bits = (((TSQ__LANE(bits))v >> 52) + 1023) >> 1 << 52;
    const TSQ__LANE(mask) normal =
        TSQ__LANE(at_most)(TSQ__LANE(all)((double)DBL_MIN), v) & TSQ__LANE(less)(v, TSQ__LANE(all)((double)INFINITY));
    return TSQ__LANE(pick)(normal, (TSQ__VEC)bits, TSQ__LANE(all)(1.0));
}

/* Weights and the weighted mean in two steps, as centre of engine/num/model.c. */
TSQ__INLINE TSQ__VEC TSQ__LANE(centre)(const tsq__tile *tile, size_t at, TSQ__VEC unit)
{
    const double *y = tile->y + at, *v = tile->v + at;
    double *w = tile->w + at;
    const TSQ__VEC first = TSQ__LOAD(y), square = unit * unit;
    TSQ__LANE(sum) weight = TSQ__LANE(none)(), total = weight;
    for (size_t i = 0; i < tile->k; i++) {
        const TSQ__VEC wi = square / TSQ__LOAD(v + i * TSQ__LANES);
        TSQ__STORE(w + i * TSQ__LANES, wi);
        TSQ__LANE(add_positive)(&weight, wi);
        TSQ__LANE(add)(&total, wi * (TSQ__LOAD(y + i * TSQ__LANES) - first));
    }
    return first + TSQ__LANE(value)(total) / TSQ__LANE(value)(weight);
}

/* Stands for an infinite v: its product with another v is finite, and its square is not. */
#define TSQ__NO_STUDY 0x1p600

/* Shifts and scales, and tells which of the lanes of n studies are usable. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(scale)(tsq__tile *tile, size_t at, TSQ__VEC unit, TSQ__VEC shift, TSQ__VEC n)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), one = TSQ__LANE(all)(1.0), infinite = TSQ__LANE(all)((double)INFINITY);
    const TSQ__VEC per_unit = 1.0 / unit, per_square = per_unit * per_unit;
    TSQ__VEC sum = zero, last = zero, finite = zero;
    for (size_t i = 0; i < tile->k; i++) {
        double *yi = tile->y + i * TSQ__LANES + at, *vi = tile->v + i * TSQ__LANES + at;
        const TSQ__VEC v = TSQ__LOAD(vi) * per_square;
        const TSQ__LANE(mask) there = TSQ__LANE(less)(v, infinite);
        const TSQ__VEC y = TSQ__LANE(pick)(there, (TSQ__LOAD(yi) - shift) * per_unit, zero);
        TSQ__STORE(yi, y);
        TSQ__STORE(vi, TSQ__LANE(pick)(there, v, TSQ__LANE(all)(TSQ__NO_STUDY)));
        sum += y * y;
        last = TSQ__LANE(pick)(there, v, last);
        finite += TSQ__LANE(pick)(there, one, zero);
    }
    const TSQ__VEC most = TSQ__LANE(all)(TSQ__LANE_LARGEST);
    return TSQ__LANE(less)(one, n) & TSQ__LANE(at_most)(n, finite) & TSQ__LANE(less)(sum, most) &
           TSQ__LANE(less)(last, most);
}

/* Lane l from `from` + l * stride, square by square; `none` beyond its n numbers. */
static TSQ__TARGET void TSQ__TILE(fill)(const tsq__tile *tile, const double *from, double *to, const double *n,
                                        double none, size_t stride)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__VEC length = TSQ__LOAD(n + at);
        for (size_t first = 0; first < tile->k; first += TSQ__WIDTH) {
            TSQ__VEC x[TSQ__WIDTH];
            for (size_t l = 0; l < TSQ__WIDTH; l++) {
                x[l] = TSQ__LOAD(from + (at + l) * stride + first);
            }
            TSQ__LANE(turn)(x);
            for (size_t i = 0; i < TSQ__WIDTH && first + i < tile->k; i++) {
                const TSQ__LANE(mask) there = TSQ__LANE(less)(TSQ__LANE(all)((double)(first + i)), length);
                TSQ__STORE(to + (first + i) * TSQ__LANES + at, TSQ__LANE(pick)(there, x[i], TSQ__LANE(all)(none)));
            }
        }
    }
}

static TSQ__TARGET void TSQ__TILE(prepare)(tsq__tile *tile, const double *n, double *usable)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__VEC least = TSQ__LOAD(tile->v + at), unit = TSQ__LANE(unit_of)(least);
        const TSQ__VEC shift = TSQ__LANE(centre)(tile, at, unit);
        TSQ__STORE(tile->unit + at, unit);
        TSQ__STORE(tile->shift + at, shift);
        const TSQ__LANE(mask) good = TSQ__LANE(at_most)(TSQ__LANE(all)((double)DBL_MIN), least) &
                                     TSQ__LANE(scale)(tile, at, unit, shift, TSQ__LOAD(n + at));
        TSQ__STORE(usable + at, TSQ__LANE(pick)(good, TSQ__LANE(all)(1.0), TSQ__LANE(all)(0.0)));
    }
}

static TSQ__TARGET void TSQ__TILE(at)(const tsq__tile *tile, const double *t, tsq__lanes_fit *out)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const double *y = tile->y + at, *v = tile->v + at;
        double *w = tile->room + at;
        const TSQ__LANE(fit) fit = TSQ__LANE(at)(tile->k, y, v, TSQ__LOAD(t + at), w);
        TSQ__STORE(out->mean + at, fit.mean);
        TSQ__STORE(out->sum_w + at, fit.sum);
        TSQ__STORE(out->rss + at, TSQ__LANE(rss)(fit, tile->k, y, w));
    }
}

static TSQ__TARGET void TSQ__TILE(at_zero)(const tsq__tile *tile, bool trace, tsq__lanes_fit *out)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const double *y = tile->y + at, *w = tile->w + at;
        const TSQ__LANE(fit) fit = TSQ__LANE(fit_with)(tile->k, y, w);
        TSQ__STORE(out->mean + at, fit.mean);
        TSQ__STORE(out->sum_w + at, fit.sum);
        if (trace) {
            TSQ__VEC rss, sum;
            TSQ__LANE(rss_and_trace)(fit, tile->k, y, w, &rss, &sum);
            TSQ__STORE(out->rss + at, rss);
            TSQ__STORE(out->trace + at, sum);
        } else {
            TSQ__STORE(out->rss + at, TSQ__LANE(rss)(fit, tile->k, y, w));
        }
    }
}

static TSQ__TARGET void TSQ__TILE(tell)(const tsq__tile *tile, const double *df, const double *t,
                                        const tsq__lanes_fit *fit, const tsq__lanes_fit *at_zero, tsq__lanes_told *told)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__VEC unit = TSQ__LOAD(tile->unit + at), n = TSQ__LOAD(df + at);
        const TSQ__VEC root = 1.0 / TSQ__LANE(root)(TSQ__LOAD(fit->sum_w + at)) * unit;
        TSQ__STORE(told->estimate + at, TSQ__LOAD(fit->mean + at) * unit + TSQ__LOAD(tile->shift + at));
        TSQ__STORE(told->variance + at, root * root);
        TSQ__STORE(told->s2w + at, TSQ__LOAD(fit->rss + at) / n);
        TSQ__STORE(told->tau2 + at, TSQ__LOAD(t + at) * unit * unit);
        if (at_zero != NULL) {
            TSQ__STORE(told->vt + at, n / TSQ__LOAD(at_zero->trace + at) * unit * unit);
        }
    }
}

TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(before)(TSQ__VEC ya, TSQ__VEC va, TSQ__VEC yb, TSQ__VEC vb)
{
    return TSQ__LANE(less)(va, vb) | (~TSQ__LANE(less)(vb, va) & TSQ__LANE(less)(ya, yb));
}

/* Puts the smaller v first, and the smaller y of equal ones. */
TSQ__INLINE void TSQ__LANE(order)(TSQ__VEC *ya, TSQ__VEC *va, TSQ__VEC *yb, TSQ__VEC *vb)
{
    const TSQ__VEC y = *ya, v = *va;
    const TSQ__LANE(mask) turn = TSQ__LANE(before)(*yb, *vb, y, v);
    *ya = TSQ__LANE(pick)(turn, *yb, y);
    *yb = TSQ__LANE(pick)(turn, y, *yb);
    *va = TSQ__LANE(pick)(turn, *vb, v);
    *vb = TSQ__LANE(pick)(turn, v, *vb);
}

/* Rows from a on with as many from b on, those before `end`. */
TSQ__INLINE void TSQ__LANE(exchange)(tsq__tile *tile, size_t a, size_t b, size_t n, size_t end)
{
    for (size_t i = 0; i < n && b + i < end; i++) {
        for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
            const size_t to_a = (a + i) * TSQ__LANES + at, to_b = (b + i) * TSQ__LANES + at;
            TSQ__VEC ya = TSQ__LOAD(tile->y + to_a), yb = TSQ__LOAD(tile->y + to_b);
            TSQ__VEC va = TSQ__LOAD(tile->v + to_a), vb = TSQ__LOAD(tile->v + to_b);
            TSQ__LANE(order)(&ya, &va, &yb, &vb);
            TSQ__STORE(tile->y + to_a, ya);
            TSQ__STORE(tile->y + to_b, yb);
            TSQ__STORE(tile->v + to_a, va);
            TSQ__STORE(tile->v + to_b, vb);
        }
    }
}

/* Sorts n rows, eight at most, without leaving the registers. */
TSQ__INLINE void TSQ__LANE(sort_eight)(double *y, double *v, size_t n)
{
    static const unsigned char pairs[][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6},
                                             {5, 7}, {1, 2}, {5, 6}, {0, 4}, {1, 5}, {2, 6}, {3, 7},
                                             {2, 4}, {3, 5}, {1, 2}, {3, 4}, {5, 6}};
    TSQ__VEC a[8], b[8];
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++) {
        a[i] = i < n ? TSQ__LOAD(y + i * TSQ__LANES) : TSQ__LANE(all)(0.0);
        b[i] = i < n ? TSQ__LOAD(v + i * TSQ__LANES) : TSQ__LANE(all)((double)INFINITY);
    }
#pragma GCC unroll 10
    for (size_t p = 0; p < 10; p++) {
        TSQ__LANE(order)(&a[pairs[p][0]], &b[pairs[p][0]], &a[pairs[p][1]], &b[pairs[p][1]]);
    }
    if (n > 4) { /* two sorted fours become one eight */
#pragma GCC unroll 9
        for (size_t p = 10; p < 19; p++) {
            TSQ__LANE(order)(&a[pairs[p][0]], &b[pairs[p][0]], &a[pairs[p][1]], &b[pairs[p][1]]);
        }
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++) {
        if (i < n) {
            TSQ__STORE(y + i * TSQ__LANES, a[i]);
            TSQ__STORE(v + i * TSQ__LANES, b[i]);
        }
    }
}

TSQ__INLINE bool TSQ__LANE(is_sorted)(const tsq__tile *tile)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        for (size_t b = TSQ__LANES + at; b < tile->k * TSQ__LANES; b += TSQ__LANES) {
            const double *y = tile->y + b, *v = tile->v + b;
            if (TSQ__LANE(any)(TSQ__LANE(before)(TSQ__LOAD(y), TSQ__LOAD(v), TSQ__LOAD(y - TSQ__LANES),
                                                 TSQ__LOAD(v - TSQ__LANES)))) {
                return false;
            }
        }
    }
    return true;
}

/* Batcher's odd-even merges (Knuth, The Art of Computer Programming 3, section 5.3.4), from sorted eights on: which rows
 * are compared does not depend on what they hold. Sorting eights takes no longer than asking whether they are. */
static TSQ__TARGET void TSQ__TILE(sort)(tsq__tile *tile)
{
    const size_t k = tile->k;
    if (k > 8 && TSQ__LANE(is_sorted)(tile)) {
        return;
    }
    for (size_t first = 0; first < k; first += 8) {
        for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
            const size_t from = first * TSQ__LANES + at;
            TSQ__LANE(sort_eight)(tile->y + from, tile->v + from, k - first);
        }
    }
    for (size_t sorted = 8; sorted < k; sorted *= 2) {
        for (size_t first = 0; first + sorted < k; first += 2 * sorted) {
            const size_t end = first + 2 * sorted < k ? first + 2 * sorted : k;
            TSQ__LANE(exchange)(tile, first, first + sorted, sorted, end);
            for (size_t d = sorted / 2; d > 0; d /= 2) {
                for (size_t i = first + d; i + d < end; i += 2 * d) {
                    TSQ__LANE(exchange)(tile, i, i + d, d, end);
                }
            }
        }
    }
}

#undef TSQ__TILE
#undef TSQ__NO_STUDY
#undef TSQ__TARGET
#undef TSQ__WIDTH
#undef TSQ__STRIDE
#undef TSQ__LANE
