/* Kenward and Roger's adjustment; see kenward_roger.h. */
#include "fit/kenward_roger.h"

/* x'My for row-major M, p x p. */
static double form(const double *m, const double *x, const double *y, size_t p)
{
    double sum = 0.0;
    for (size_t a = 0; a < p; a++) {
        for (size_t b = 0; b < p; b++) {
            sum += x[a] * m[a * p + b] * y[b];
        }
    }
    return sum;
}

/* out := A B, all p x p. */
static void multiply(const double *a, const double *b, double *out, size_t p)
{
    for (size_t r = 0; r < p; r++) {
        for (size_t c = 0; c < p; c++) {
            out[r * p + c] = 0.0;
            for (size_t i = 0; i < p; i++) {
                out[r * p + c] += a[r * p + i] * b[i * p + c];
            }
        }
    }
}

/* right := left^-1 right for the blocks of both from `first` on, by elimination without pivoting: left is positive
 * definite. Destroys left. */
static void solve_block(double *left, double *right, size_t p, size_t first)
{
    for (size_t c = first; c < p; c++) {
        for (size_t r = first; r < p; r++) {
            const double factor = r == c ? 0.0 : left[r * p + c] / left[c * p + c];
            for (size_t i = first; i < p && factor != 0.0; i++) {
                left[r * p + i] -= factor * left[c * p + i];
                right[r * p + i] -= factor * right[c * p + i];
            }
        }
    }
    for (size_t r = first; r < p; r++) {
        for (size_t i = first; i < p; i++) {
            right[r * p + i] /= left[r * p + r];
        }
    }
}

/* Scale and denominator degrees of freedom from A1 and A2, the squared trace and the trace of the square. */
static void joint(double a1, double a2, double m, double *df, double *scale)
{
    const double b = (a1 + 6.0 * a2) / (2.0 * m);
    const double g = ((m + 1.0) * a1 - (m + 4.0) * a2) / ((m + 2.0) * a2);
    const double d = 3.0 * m + 2.0 * (1.0 - g);
    const double c1 = g / d, c2 = (m - g) / d, c3 = (m + 2.0 - g) / d;
    const double top = 1.0 - a2 / m,
                 bottom = 1.0 - c2 * b; /* both 0 for k - p = 2 and equal variances: their ratio is 1 */
    const double ratio = fabs(top) < 1e-14 && fabs(bottom) < 1e-14 ? 1.0 : top / bottom;
    const double rho = ratio * ratio * (1.0 + c1 * b) / (m * (1.0 - c3 * b));
    *df = 4.0 + (m + 2.0) / (m * rho - 1.0);
    *scale = fabs(*df - 2.0) < 1e-2 ? 1.0 : *df * top / (*df - 2.0);
}

static void joint_test(double info, const double *core, const double *slope, double *left, double *right, size_t p,
                       size_t first, double *df, double *scale)
{
    const size_t m = p - first;
    for (size_t i = 0; i < p * p; i++) {
        left[i] = core[i];
        right[i] = slope[i];
    }
    solve_block(left, right, p, first);
    double trace = 0.0, square = 0.0;
    for (size_t a = first; a < p; a++) {
        trace += right[a * p + a];
        for (size_t b = first; b < p; b++) {
            square += right[a * p + b] * right[b * p + a];
        }
    }
    if (m == 1) {
        *df = 2.0 * info / square;
        *scale = 1.0;
    } else {
        joint(trace * trace / info, square / info, (double)m, df, scale);
    }
}

void tsq__kenward_roger(const struct tsq_fit_state *state, double *core, double *df, double *joint_df,
                        double *joint_scale)
{
    const size_t p = state->model->p, first = state->model->intercept ? 1 : 0;
    double *derivative = state->room, *slope = derivative + p * p, *product = slope + p * p, *map = product + p * p;
    const double info = 0.5 * tsq__wls_trace2(state->inverse, NULL, NULL);
    tsq__wls_core_kenward_roger(state->inverse, derivative, core);
    for (size_t i = 0; i < p * p; i++) {
        core[i] = 2.0 / info * core[i] + (i % (p + 1) == 0 ? 1.0 : 0.0);
    }
    multiply(core, derivative, product, p);
    multiply(product, core, slope, p);
    tsq__wls_map(state->inverse, map);
    for (size_t j = 0; j < p; j++) {
        for (size_t c = 0; c < p; c++) {
            product[c] = map[c * p + j];
        }
        const double variance = form(core, product, product, p), change = form(slope, product, product, p);
        df[j] = 2.0 * info * (variance / change) * (variance / change);
    }
    *joint_df = *joint_scale = NAN;
    if (p > first && state->model->m > 0) {
        joint_test(info, core, slope, derivative, product, p, first, joint_df, joint_scale);
    }
}
