/* Least squares of quantiles of the beta distribution; see quantile_fit.h. */
#include "effect/quantile_fit.h"

#include "num/shape_quantile.h"

#include <math.h>

enum { STEPS = 200 };

/* Sum of squares at the logarithms of the two shapes, and half its gradient. */
static double squares_at(const struct tsq__quantiles *data, const double log_shape[2], double half_gradient[2])
{
    double sum = 0.0;
    half_gradient[0] = half_gradient[1] = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        double slope[2];
        const double x = tsq__beta_quantile(data->tail[i], data->upper[i], exp(log_shape[0]), exp(log_shape[1]), slope);
        const double residual = x - data->number[i];
        sum += residual * residual;
        half_gradient[0] += residual * slope[0];
        half_gradient[1] += residual * slope[1];
    }
    return sum;
}

/* Half the Hessian, by differences of the gradient; symmetric. */
static void hessian_at(const struct tsq__quantiles *data, const double at[2], double hessian[3])
{
    static const double step = 1e-4;
    double column[2][2];
    for (int j = 0; j < 2; j++) {
        double above[2] = {at[0], at[1]}, below[2] = {at[0], at[1]}, up[2], down[2];
        above[j] += step;
        below[j] -= step;
        squares_at(data, above, up);
        squares_at(data, below, down);
        column[j][0] = (up[0] - down[0]) / (2.0 * step);
        column[j][1] = (up[1] - down[1]) / (2.0 * step);
    }
    hessian[0] = column[0][0];
    hessian[1] = (column[0][1] + column[1][0]) / 2.0;
    hessian[2] = column[1][1];
}

/* One step of Newton's method, with as much of the identity added as it takes to go down. False at the minimum. */
static bool go_down(const struct tsq__quantiles *data, double at[2], double gradient[2], double *sum)
{
    double h[3];
    hessian_at(data, at, h);
    const double size = fabs(h[0]) + fabs(h[2]) + 1e-300;
    for (double added = 0.0; added < 1e12 * size; added = added == 0.0 ? 1e-4 * size : 10.0 * added) {
        const double a = h[0] + added, c = h[2] + added, determinant = a * c - h[1] * h[1];
        if (!(a > 0.0 && determinant > 0.0)) {
            continue;
        }
        const double step[2] = {(h[1] * gradient[1] - c * gradient[0]) / determinant,
                                (h[1] * gradient[0] - a * gradient[1]) / determinant};
        const double length = fmax(fabs(step[0]), fabs(step[1]));
        if (length > 2.0) {
            continue;
        }
        double next[2] = {at[0] + step[0], at[1] + step[1]}, next_gradient[2];
        const double next_sum = squares_at(data, next, next_gradient);
        /* So near the minimum the sum is flat to its last digits: the full step is right there. */
        if (next_sum <= *sum || (added == 0.0 && length < 1e-7)) {
            at[0] = next[0];
            at[1] = next[1];
            gradient[0] = next_gradient[0];
            gradient[1] = next_gradient[1];
            *sum = next_sum;
            return length > 1e-13;
        }
    }
    return false;
}

struct tsq__fit tsq__fit_beta(const struct tsq__quantiles *data, const struct tsq__fit *start)
{
    /* Shapes of that mean and SD, or 1 and 1 where there are none. */
    const double both = start->mean * (1.0 - start->mean) / (start->sd * start->sd) - 1.0;
    const bool possible = both > 0.0 && start->mean > 0.0 && start->mean < 1.0;
    double at[2] = {possible ? log(start->mean * both) : 0.0, possible ? log((1.0 - start->mean) * both) : 0.0};
    double gradient[2], sum = squares_at(data, at, gradient);
    struct tsq__fit fit = {"beta", NAN, NAN, INFINITY, NAN, NAN};
    int steps = 0;
    while (steps < STEPS && go_down(data, at, gradient, &sum)) {
        steps++;
    }
    if (steps == STEPS || !isfinite(sum)) {
        return fit;
    }
    const double a = exp(at[0]), b = exp(at[1]);
    fit.mean = a / (a + b);
    fit.sd = sqrt(a * b / (a + b + 1.0)) / (a + b);
    fit.squares = sum;
    return fit;
}
