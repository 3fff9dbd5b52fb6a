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

/* Shifts and scales, and tells what of a lane is usable: the sum of squares of y, the largest v, the finite ones. */
TSQ__INLINE void TSQ__LANE(scale)(tsq__tile *tile, size_t at, TSQ__VEC unit, TSQ__VEC shift, struct lane_ranges *ranges)
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
        TSQ__STORE(vi, v);
        sum += y * y;
        last = TSQ__LANE(pick)(there, v, last);
        finite += TSQ__LANE(pick)(there, one, zero);
    }
    TSQ__STORE(ranges->squares + at, sum);
    TSQ__STORE(ranges->largest + at, last);
    TSQ__STORE(ranges->finite + at, finite);
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

static TSQ__TARGET void TSQ__TILE(prepare)(tsq__tile *tile, struct lane_ranges *ranges)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__VEC least = TSQ__LOAD(tile->v + at), unit = TSQ__LANE(unit_of)(least);
        const TSQ__VEC shift = TSQ__LANE(centre)(tile, at, unit);
        TSQ__STORE(ranges->least + at, least);
        TSQ__STORE(tile->unit + at, unit);
        TSQ__STORE(tile->shift + at, shift);
        TSQ__LANE(scale)(tile, at, unit, shift, ranges);
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

/* Puts the smaller v first, and the smaller y of equal ones. */
TSQ__INLINE void TSQ__LANE(exchange)(double *y, double *v, size_t a, size_t b)
{
    const TSQ__VEC ya = TSQ__LOAD(y + a * TSQ__LANES), yb = TSQ__LOAD(y + b * TSQ__LANES);
    const TSQ__VEC va = TSQ__LOAD(v + a * TSQ__LANES), vb = TSQ__LOAD(v + b * TSQ__LANES);
    const TSQ__LANE(mask) turn = TSQ__LANE(less)(vb, va) | (~TSQ__LANE(less)(va, vb) & TSQ__LANE(less)(yb, ya));
    TSQ__STORE(y + a * TSQ__LANES, TSQ__LANE(pick)(turn, yb, ya));
    TSQ__STORE(y + b * TSQ__LANES, TSQ__LANE(pick)(turn, ya, yb));
    TSQ__STORE(v + a * TSQ__LANES, TSQ__LANE(pick)(turn, vb, va));
    TSQ__STORE(v + b * TSQ__LANES, TSQ__LANE(pick)(turn, va, vb));
}

/* Batcher's merge exchange (Knuth, The Art of Computer Programming 3, algorithm 5.2.2M): which rows are compared does
 * not depend on what they hold. */
static TSQ__TARGET void TSQ__TILE(sort)(tsq__tile *tile)
{
    const size_t k = tile->k;
    size_t top = 1;
    while (2 * top < k) {
        top *= 2;
    }
    for (size_t p = top; p > 0 && k > 1; p /= 2) {
        size_t q = top, r = 0, d = p;
        for (;;) {
            for (size_t block = r; block + d < k; block += 2 * p) {
                for (size_t i = block; i < block + p && i + d < k; i++) {
                    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
                        TSQ__LANE(exchange)(tile->y + at, tile->v + at, i, i + d);
                    }
                }
            }
            if (q == p) {
                break;
            }
            d = q - p;
            q /= 2;
            r = p;
        }
    }
}

#undef TSQ__TILE
#undef TSQ__TARGET
#undef TSQ__WIDTH
#undef TSQ__STRIDE
#undef TSQ__LANE
