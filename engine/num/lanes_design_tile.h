/* What lanes_design.c does with whole tiles, for vectors of one width: a kernel of lanes_widths.h. */
#include "num/lanes_design_kernel.h"

/* ---- twofold numbers, by the operations of twofold.h ---- */

typedef struct {
    TSQ__VEC high, low;
} TSQ__LANE(twofold);

TSQ__INLINE TSQ__LANE(twofold) TSQ__LANE(twofold_of)(TSQ__VEC high, TSQ__VEC low)
{
    const TSQ__VEC sum = high + low;
    return (TSQ__LANE(twofold)){sum, low - (sum - high)};
}

TSQ__INLINE TSQ__LANE(twofold) TSQ__LANE(twofold_add)(TSQ__LANE(twofold) a, TSQ__LANE(twofold) b)
{
    const TSQ__VEC sum = a.high + b.high, part = sum - a.high;
    const TSQ__VEC error = (a.high - (sum - part)) + (b.high - part);
    return TSQ__LANE(twofold_of)(sum, error + (a.low + b.low));
}

/* a b - product, product being a b rounded: exact, by one instruction or by halves (Dekker 1971). */
TSQ__INLINE TSQ__VEC TSQ__LANE(product_error)(TSQ__VEC a, TSQ__VEC b, TSQ__VEC product)
{
#if TSQ__WIDTH == 8
    return (TSQ__VEC)_mm512_fmsub_pd((__m512d)a, (__m512d)b, (__m512d)product);
#else
    const TSQ__VEC a_far = a * 0x1.0000002p27, b_far = b * 0x1.0000002p27;
    const TSQ__VEC a_high = a_far - (a_far - a), b_high = b_far - (b_far - b);
    const TSQ__VEC a_low = a - a_high, b_low = b - b_high;
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
#endif
}

TSQ__INLINE TSQ__LANE(twofold) TSQ__LANE(twofold_times)(TSQ__LANE(twofold) a, TSQ__LANE(twofold) b)
{
    const TSQ__VEC product = a.high * b.high;
    return TSQ__LANE(twofold_of)(product,
                                 TSQ__LANE(product_error)(a.high, b.high, product) + (a.high * b.low + a.low * b.high));
}

TSQ__INLINE TSQ__LANE(twofold) TSQ__LANE(twofold_over)(TSQ__LANE(twofold) a, TSQ__LANE(twofold) b)
{
    const TSQ__VEC first = a.high / b.high;
    const TSQ__LANE(twofold) back = TSQ__LANE(twofold_times)((TSQ__LANE(twofold)){-first, TSQ__LANE(all)(0.0)}, b);
    const TSQ__LANE(twofold) rest = TSQ__LANE(twofold_add)(a, back);
    return TSQ__LANE(twofold_of)(first, rest.high / b.high);
}

/* ---- moderators ---- */

/* The power of two above x, 2^e of frexp. */
TSQ__INLINE TSQ__VEC TSQ__LANE(power_above)(TSQ__VEC x)
{
    return (TSQ__VEC)((((TSQ__LANE(bits))x >> 52) + 1) << 52);
}

TSQ__INLINE TSQ__VEC TSQ__LANE(larger)(TSQ__VEC a, TSQ__VEC b)
{
    const TSQ__VEC size = TSQ__LANE(pick)(TSQ__LANE(less)(b, TSQ__LANE(all)(0.0)), -b, b);
    return TSQ__LANE(pick)(TSQ__LANE(less)(a, size), size, a);
}

TSQ__INLINE TSQ__VEC TSQ__LANE(there)(size_t i, TSQ__VEC n, TSQ__VEC yes)
{
    return TSQ__LANE(pick)(TSQ__LANE(less)(TSQ__LANE(all)((double)i), n), yes, TSQ__LANE(all)(0.0));
}

/* Units beyond which products and their errors could leave double range. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(in_range)(TSQ__VEC unit)
{
    return TSQ__LANE(less)(TSQ__LANE(all)(0x1p-150), unit) & TSQ__LANE(less)(unit, TSQ__LANE(all)(0x1p150));
}

/* Centres and scales a moderator, as scale_moderators of model.c. Says whether its spread is more than a 2^30th of its size. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(design_centre)(size_t k, double *x, TSQ__VEC n, double *shift, double *unit)
{
    TSQ__LANE(sum) mean = TSQ__LANE(none)();
    for (size_t i = 0; i < k; i++) {
        TSQ__LANE(add)(&mean, TSQ__LOAD(x + i * TSQ__STRIDE) / n);
    }
    const TSQ__VEC centre = TSQ__LANE(value)(mean), zero = TSQ__LANE(all)(0.0);
    TSQ__VEC largest = zero;
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC xi = TSQ__LANE(there)(i, n, TSQ__LOAD(x + i * TSQ__STRIDE) - centre);
        TSQ__STORE(x + i * TSQ__STRIDE, xi);
        largest = TSQ__LANE(larger)(largest, xi);
    }
    const TSQ__VEC above = TSQ__LANE(power_above)(largest), per = 1.0 / above;
    for (size_t i = 0; i < k; i++) {
        TSQ__STORE(x + i * TSQ__STRIDE, TSQ__LOAD(x + i * TSQ__STRIDE) * per);
    }
    TSQ__STORE(shift, centre);
    TSQ__STORE(unit, above);
    return TSQ__LANE(less)(0x1p-30 * TSQ__LANE(larger)(zero, centre), largest) & TSQ__LANE(in_range)(largest);
}

/* Takes column z (NULL: the intercept) out of the column (high, low), as take_out of basis.c; with sum z^2. */
TSQ__INLINE TSQ__VEC TSQ__LANE(take_out)(size_t k, const double *z, TSQ__VEC n, TSQ__LANE(twofold) square, double *high,
                                         double *low)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), one = TSQ__LANE(all)(1.0);
    TSQ__LANE(twofold) product = {zero, zero};
    for (size_t i = 0; i < k; i++) {
        const TSQ__LANE(twofold) r = {TSQ__LOAD(high + i * TSQ__STRIDE), TSQ__LOAD(low + i * TSQ__STRIDE)};
        product = TSQ__LANE(twofold_add)(
            product,
            z == NULL ? r : TSQ__LANE(twofold_times)((TSQ__LANE(twofold)){TSQ__LOAD(z + i * TSQ__STRIDE), zero}, r));
    }
    const TSQ__LANE(twofold) factor = {-TSQ__LANE(twofold_over)(product, square).high, zero};
    for (size_t i = 0; i < k; i++) {
        const TSQ__LANE(twofold) at = {z == NULL ? TSQ__LANE(there)(i, n, one) : TSQ__LOAD(z + i * TSQ__STRIDE), zero};
        const TSQ__LANE(twofold) r = {TSQ__LOAD(high + i * TSQ__STRIDE), TSQ__LOAD(low + i * TSQ__STRIDE)};
        const TSQ__LANE(twofold) left = TSQ__LANE(twofold_add)(r, TSQ__LANE(twofold_times)(factor, at));
        TSQ__STORE(high + i * TSQ__STRIDE, left.high);
        TSQ__STORE(low + i * TSQ__STRIDE, left.low);
    }
    return -factor.high;
}

TSQ__INLINE TSQ__LANE(twofold) TSQ__LANE(sum_of_squares)(size_t k, const double *z)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(twofold) square = {zero, zero};
    for (size_t i = 0; i < k; i++) {
        const TSQ__LANE(twofold) at = {TSQ__LOAD(z + i * TSQ__STRIDE), zero};
        square = TSQ__LANE(twofold_add)(square, TSQ__LANE(twofold_times)(at, at));
    }
    return square;
}

/* Column j of the basis, as tsq__basis_orthogonal. Says whether more than a 2^30th of the column is left. */
TSQ__INLINE TSQ__LANE(mask)
    TSQ__LANE(design_basis)(tsq__design_tile *d, size_t at, size_t j, TSQ__VEC n, TSQ__LANE(twofold) * square)
{
    const size_t k = d->tile.k;
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    double *column = d->x + j * k * TSQ__STRIDE + at, *low = d->residual + at;
    TSQ__VEC mix[TSQ__MOST];
    for (size_t i = 0; i < k; i++) {
        TSQ__STORE(low + i * TSQ__STRIDE, zero);
    }
    for (size_t c = 0; c <= j; c++) {
        mix[c] = zero;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t c = 0; c <= j; c++) {
            const double *z = c == 0 ? NULL : d->x + (c - 1) * k * TSQ__STRIDE + at;
            mix[c] += TSQ__LANE(take_out)(k, z, n, square[c], column, low);
        }
    }
    for (size_t c = 0; c <= j; c++) {
        TSQ__STORE(d->mix[j][c] + at, mix[c]);
    }
    TSQ__VEC largest = zero;
    for (size_t i = 0; i < k; i++) {
        largest = TSQ__LANE(larger)(largest, TSQ__LOAD(column + i * TSQ__STRIDE));
    }
    const TSQ__VEC above = TSQ__LANE(power_above)(largest), per = 1.0 / above;
    for (size_t i = 0; i < k; i++) {
        TSQ__STORE(column + i * TSQ__STRIDE, TSQ__LOAD(column + i * TSQ__STRIDE) * per);
    }
    TSQ__STORE(d->z_unit[j] + at, above);
    square[j + 1] = TSQ__LANE(sum_of_squares)(k, column);
    return TSQ__LANE(less)(TSQ__LANE(all)(0x1p-30), largest);
}

static TSQ__TARGET void TSQ__TILE(design_prepare)(tsq__design_tile *d, const double *n, double *usable)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__VEC studies = TSQ__LOAD(n + at), zero = TSQ__LANE(all)(0.0);
        TSQ__LANE(twofold) square[TSQ__MOST + 1] = {{studies, zero}};
        TSQ__LANE(mask)
        good = TSQ__LANE(less)(TSQ__LANE(all)((double)(d->m + 1)), studies) &
               TSQ__LANE(in_range)(TSQ__LOAD(d->tile.unit + at));
        for (size_t j = 0; j < d->m; j++) {
            good &= TSQ__LANE(design_centre)(d->tile.k, d->x + j * d->tile.k * TSQ__STRIDE + at, studies,
                                             d->x_shift[j] + at, d->x_unit[j] + at);
        }
        for (size_t j = 0; j < d->m; j++) {
            good &= TSQ__LANE(design_basis)(d, at, j, studies, square);
        }
        TSQ__STORE(usable + at, TSQ__LANE(pick)(good, TSQ__LANE(all)(1.0), zero));
    }
}

TSQ__INLINE void TSQ__LANE(design_store)(const TSQ__LANE(design) * d, size_t m, size_t at, tsq__design_fits *out)
{
    TSQ__STORE(out->sum_w + at, d->sum);
    TSQ__STORE(out->mean_y + at, d->mean_y);
    TSQ__STORE(out->rss + at, d->rss);
    TSQ__STORE(out->trace + at, d->trace);
    for (size_t j = 0; j < m; j++) {
        TSQ__STORE(out->mean[j] + at, d->mean[j]);
        TSQ__STORE(out->pivot[j] + at, d->pivot[j]);
        TSQ__STORE(out->part[j] + at, d->part[j]);
        TSQ__STORE(out->b[j] + at, d->b[j]);
        for (size_t c = 0; c < j; c++) {
            TSQ__STORE(out->lower[j][c] + at, d->lower[j][c]);
        }
    }
    for (size_t l = 0; l < TSQ__WIDTH; l++) {
        out->sound[at + l] = TSQ__LANE(has)(d->sound, l);
    }
}

static TSQ__TARGET void TSQ__TILE(design_fits)(const tsq__design_tile *d, const double *t, tsq__design_fits *out)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__LANE(designed)
            p = {d->tile.k, d->m, d->tile.y + at, d->tile.v + at, d->x + at, d->tile.room + at, d->residual + at};
        const TSQ__VEC tau2 = TSQ__LOAD(t + at);
        TSQ__LANE(design) fit;
        TSQ__LANE(design_at)(&p, &tau2, false, &fit);
        TSQ__LANE(design_store)(&fit, d->m, at, out);
    }
}

/* ---- coefficients in the caller's units, as wls_coef.c ---- */

/* Takes a b off a sum, with its rounding error. */
TSQ__INLINE void TSQ__LANE(take_off)(TSQ__LANE(sum) * sum, TSQ__VEC a, TSQ__VEC b)
{
    const TSQ__VEC product = a * b;
    TSQ__LANE(add)(sum, -product);
    TSQ__LANE(add)(sum, -TSQ__LANE(product_error)(a, b, product));
}

/* As to_caller. */
TSQ__INLINE void TSQ__LANE(design_to_caller)(const tsq__design_tile *d, size_t at, TSQ__VEC *b)
{
    const size_t m = d->m;
    const TSQ__VEC unit = TSQ__LOAD(d->tile.unit + at);
    for (size_t c = m + 1; c-- > 0;) {
        TSQ__LANE(sum) sum = {b[c], TSQ__LANE(all)(0.0)};
        for (size_t j = c + 1; j <= m; j++) {
            TSQ__LANE(take_off)(&sum, TSQ__LOAD(d->mix[j - 1][c] + at), b[j]);
        }
        b[c] = TSQ__LANE(value)(sum);
        b[c] = c > 0 ? b[c] * (1.0 / TSQ__LOAD(d->z_unit[c - 1] + at)) : b[c];
    }
    b[0] *= unit;
    TSQ__LANE(sum) sum = {b[0], TSQ__LANE(all)(0.0)};
    for (size_t j = 1; j <= m; j++) {
        b[j] *= unit * (1.0 / TSQ__LOAD(d->x_unit[j - 1] + at));
        TSQ__LANE(take_off)(&sum, b[j], TSQ__LOAD(d->x_shift[j - 1] + at));
    }
    b[0] = TSQ__LANE(value)(sum);
}

/* Column c of R^-1, as tsq__qr_solve; R from L D L' and the means. */
TSQ__INLINE void TSQ__LANE(design_map)(const tsq__design_fits *f, size_t m, size_t at, size_t c, TSQ__VEC *column)
{
    for (size_t j = m + 1; j-- > 0;) {
        const TSQ__VEC diagonal = TSQ__LANE(root)(TSQ__LOAD((j == 0 ? f->sum_w : f->pivot[j - 1]) + at));
        TSQ__LANE(sum) sum = {TSQ__LANE(all)(j == c ? 1.0 : 0.0), TSQ__LANE(all)(0.0)};
        for (size_t l = j + 1; l <= c; l++) {
            const TSQ__VEC r = diagonal * TSQ__LOAD((j == 0 ? f->mean[l - 1] : f->lower[l - 1][j - 1]) + at);
            TSQ__LANE(add)(&sum, -r * column[l]);
        }
        column[j] = TSQ__LANE(value)(sum) / diagonal;
    }
}

static TSQ__TARGET void TSQ__TILE(design_told)(const tsq__design_tile *d, const tsq__design_fits *f,
                                               tsq__designs_told *told)
{
    const size_t m = d->m;
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        TSQ__VEC b[TSQ__MOST + 1];
        TSQ__LANE(sum) wald = TSQ__LANE(none)(), variance[TSQ__MOST + 1];
        TSQ__LANE(sum) intercept = {TSQ__LOAD(f->mean_y + at), TSQ__LANE(all)(0.0)};
        for (size_t j = 1; j <= m; j++) {
            const TSQ__VEC z = TSQ__LANE(root)(TSQ__LOAD(f->pivot[j - 1] + at)) * TSQ__LOAD(f->part[j - 1] + at);
            TSQ__LANE(add)(&wald, z * z);
            b[j] = TSQ__LOAD(f->b[j - 1] + at);
            TSQ__LANE(take_off)(&intercept, b[j], TSQ__LOAD(f->mean[j - 1] + at));
        }
        b[0] = TSQ__LANE(value)(intercept);
        TSQ__LANE(design_to_caller)(d, at, b);
        b[0] += TSQ__LOAD(d->tile.shift + at);
        TSQ__STORE(told->wald + at, TSQ__LANE(value)(wald));
        for (size_t c = 0; c <= m; c++) {
            TSQ__VEC column[TSQ__MOST + 1];
            variance[c] = TSQ__LANE(none)();
            TSQ__LANE(design_map)(f, m, at, c, column);
            TSQ__LANE(design_to_caller)(d, at, column);
            for (size_t a = 0; a <= c; a++) {
                TSQ__LANE(add)(&variance[a], column[a] * column[a]);
            }
        }
        for (size_t c = 0; c <= m; c++) {
            TSQ__STORE(told->estimate[c] + at, b[c]);
            TSQ__STORE(told->variance[c] + at, TSQ__LANE(value)(variance[c]));
        }
    }
}
