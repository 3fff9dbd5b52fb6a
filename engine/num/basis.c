/* Orthogonal basis of the moderators; see basis.h. */
#include "num/basis.h"

#include "num/twofold.h"

/* sum z_i r_i / sum z_i^2, z the intercept where NULL. */
static tsq__twofold share(size_t k, const double *z, const double *high, const double *low)
{
    tsq__twofold product = {0}, square = {0};
    for (size_t i = 0; i < k; i++) {
        const tsq__twofold at = {z == NULL ? 1.0 : z[i], 0.0};
        product = tsq__twofold_add(product, tsq__twofold_times(at, (tsq__twofold){high[i], low[i]}));
        square = tsq__twofold_add(square, tsq__twofold_times(at, at));
    }
    return tsq__twofold_over(product, square);
}

/* r := r - factor z, with the factor rounded to double so that mix holds it exactly. */
static double take_out(size_t k, const double *z, double *high, double *low)
{
    const double factor = share(k, z, high, low).high;
    for (size_t i = 0; i < k; i++) {
        const tsq__twofold part =
            tsq__twofold_times((tsq__twofold){-factor, 0.0}, (tsq__twofold){z == NULL ? 1.0 : z[i], 0.0});
        const tsq__twofold left = tsq__twofold_add((tsq__twofold){high[i], low[i]}, part);
        high[i] = left.high;
        low[i] = left.low;
    }
    return factor;
}

void tsq__basis_orthogonal(size_t k, size_t m, bool intercept, double *x, double *mix, int *exp, double *room)
{
    const size_t first = intercept ? 1 : 0, p = m + first;
    double *high = room, *low = room + k;
    for (size_t j = 0; j < m; j++) {
        double *column = x + j * k, largest = 0.0;
        for (size_t i = 0; i < k; i++) {
            high[i] = column[i];
            low[i] = 0.0;
        }
        for (size_t c = 0; c < p; c++) {
            mix[j * p + c] = 0.0;
        }
        for (int pass = 0; pass < 2; pass++) {
            for (size_t c = 0; c < j + first; c++) {
                const double *z = intercept && c == 0 ? NULL : x + (c - first) * k;
                mix[j * p + c] += take_out(k, z, high, low);
            }
        }
        for (size_t i = 0; i < k; i++) {
            largest = fmax(largest, fabs(high[i]));
        }
        (void)frexp(largest, &exp[j]);
        for (size_t i = 0; i < k; i++) {
            column[i] = ldexp(high[i], -exp[j]);
        }
    }
}
