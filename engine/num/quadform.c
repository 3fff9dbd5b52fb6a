/* Tails of a positive quadratic form in normal variables; see quadform.h. */
#include "num/quadform.h"

#include "num/sum.h"

#include <complex.h>
#include <math.h>

#define PI 3.14159265358979323846
#define LN10 2.302585092994045684

/* Everything in units in which the largest eigenvalue is just below 1/2, so that M(x) is singular from x = 1 on. */
struct form {
    const tsq__wls *wls;
    const double *sigma;
    double *work; /* 2 p p numbers */
    double unit;  /* upper bound of the largest eigenvalue */
    double rho;   /* q / (2 unit) */
};

static double share(const struct form *form, size_t i)
{
    return form->wls->w[i] * form->sigma[i] / form->unit;
}

/* The matrix sum q_i q_i' / (1 - x g_i), lower part, p x p. */
static void inner_matrix(const struct form *form, double complex x, double complex *s)
{
    const tsq__wls *wls = form->wls;
    const size_t p = wls->model->p;
    for (size_t c = 0; c < p; c++) {
        for (size_t d = 0; d <= c; d++) {
            s[c * p + d] = 0.0;
        }
    }
    for (size_t i = 0; i < wls->model->k; i++) {
        const double complex inverse = 1.0 / (1.0 - x * share(form, i));
        for (size_t c = 0; c < p; c++) {
            for (size_t d = 0; d <= c; d++) {
                s[c * p + d] += tsq__wls_q(wls, i, c) * tsq__wls_q(wls, i, d) * inverse;
            }
        }
    }
}

/* Pivots of LDL' in place on the diagonal. Off the real axis the imaginary part of the matrix is definite, so every
 * pivot stays in one half plane: its principal logarithm is the continuous one. */
static void pivots(double complex *s, size_t p)
{
    for (size_t c = 0; c < p; c++) {
        for (size_t r = c + 1; r < p; r++) {
            const double complex factor = s[r * p + c] / s[c * p + c];
            for (size_t d = r; d < p; d++) {
                s[d * p + r] -= factor * s[d * p + c];
            }
        }
    }
}

/* ln M(x). On the real axis left of 1 the product under the root is positive though single factors may not be:
 * there the real part alone counts. */
static double complex log_mgf(const struct form *form, double complex x)
{
    const tsq__wls *wls = form->wls;
    const size_t p = wls->model->p;
    double complex *s = (double complex *)(void *)form->work;
    tsq__sum re = {0}, im = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        const double complex l = clog(1.0 - x * share(form, i));
        tsq__sum_add(&re, creal(l));
        tsq__sum_add(&im, cimag(l));
    }
    inner_matrix(form, x, s);
    pivots(s, p);
    for (size_t c = 0; c < p; c++) {
        const double complex l = clog(s[c * p + c]);
        tsq__sum_add(&re, creal(l));
        tsq__sum_add(&im, cimag(l));
    }
    const double angle = cimag(x) == 0.0 ? 0.0 : tsq__sum_value(im);
    return -0.5 * (tsq__sum_value(re) + I * angle);
}

/* How many eigenvalues exceed unit/x: negative factors less negative pivots (inertia of the bordered matrix). */
static int eigenvalues_above(const struct form *form, double x)
{
    const tsq__wls *wls = form->wls;
    const size_t p = wls->model->p;
    double complex *s = (double complex *)(void *)form->work;
    int count = 0;
    for (size_t i = 0; i < wls->model->k; i++) {
        count += 1.0 - x * share(form, i) < 0.0;
    }
    inner_matrix(form, x, s);
    pivots(s, p);
    for (size_t c = 0; c < p; c++) {
        count -= creal(s[c * p + c]) < 0.0;
    }
    return count;
}

/* The largest eigenvalue, by bisection and from above: the unit. In far tails the saddle point lies close to the
 * singularity, so the bound must be close too. */
static void find_unit(struct form *form)
{
    const tsq__wls *wls = form->wls;
    double largest = 0.0;
    tsq__sum trace = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        const double g = wls->w[i] * form->sigma[i];
        largest = fmax(largest, g);
        tsq__sum_add(&trace, g * wls->free_share[i]);
    }
    form->unit = 1.0;
    double lo = tsq__sum_value(trace) / (double)(wls->model->k - wls->model->p), hi = largest * (1.0 + 1e-12);
    lo = fmin(lo, hi);
    while (hi > (1.0 + 1e-10) * lo && lo > 0.0) {
        const double middle = sqrt(lo) * sqrt(hi);
        if (eigenvalues_above(form, 1.0 / middle) > 0) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    form->unit = hi;
}

/* The real exponent along the real axis, -rho c + ln M(c) - ln |c|. */
static double exponent(const struct form *form, double c)
{
    return -form->rho * c + creal(log_mgf(form, c)) - log(fabs(c));
}

static double place(int upper, double y)
{
    return upper ? 1.0 / (1.0 + exp(-y)) : -exp(y);
}

/* The saddle point on (0, 1), or left of 0, by golden section; a rough one is good enough. */
static double saddle(const struct form *form, int upper)
{
    const double golden = 0.61803398874989485;
    double a = upper ? -30.0 : -60.0, b = upper ? 30.0 : 300.0;
    double y1 = b - golden * (b - a), y2 = a + golden * (b - a);
    double f1 = exponent(form, place(upper, y1)), f2 = exponent(form, place(upper, y2));
    while (b - a > 0.02) {
        if (f1 < f2) {
            b = y2, y2 = y1, f2 = f1;
            y1 = b - golden * (b - a);
            f1 = exponent(form, place(upper, y1));
        } else {
            a = y1, y1 = y2, f1 = f2;
            y2 = a + golden * (b - a);
            f2 = exponent(form, place(upper, y2));
        }
    }
    return place(upper, 0.5 * (a + b));
}

/* The integrand at w on the parabola x = c + L (w^2/4 + i w), L = 1 - c, whose focus is the singularity 1; divided by
 * exp(height). Its real part is what counts, the parts of w and -w being conjugate. */
static double integrand(const struct form *form, double c, double height, double w)
{
    const double length = 1.0 - c;
    const double complex x = c + length * (0.25 * w * w + I * w);
    const double complex speed = length * (0.5 * w + I);
    return creal(cexp(-form->rho * x + log_mgf(form, x) - height) / x * speed / (2.0 * PI * I));
}

/* Trapezoidal sums over w = sinh(u), u > 0, which reach over many powers of ten where the eigenvalues do. The step is
 * halved until two sums agree to 1e-9: each halving squares the error, so the second one is right to rounding. */
static double log_integral(const struct form *form, double c)
{
    const double height = -form->rho * c + creal(log_mgf(form, c));
    double step = 0.25, sum = 0.5 * integrand(form, c, height, 0.0), value = 0.0;
    for (int level = 0; level < 10; level++) {
        const double stride = step;
        int quiet = 0;
        for (double u = level == 0 ? step : 0.5 * step; quiet < 3 && u < 300.0; u += stride) {
            const double term = integrand(form, c, height, sinh(u)) * cosh(u);
            sum += term;
            quiet = fabs(term) <= 1e-19 * fabs(sum) ? quiet + 1 : 0;
        }
        step = level == 0 ? step : 0.5 * step;
        const double next = 2.0 * step * sum;
        const bool agreed = level > 0 && fabs(next - value) <= 1e-9 * fabs(next);
        value = next;
        if (agreed) {
            break;
        }
    }
    return height + log(fabs(value));
}

void tsq__quadform_tails(const tsq__wls *wls, const double *sigma, double q, double *work, tsq__tail *upper,
                         tsq__tail *lower)
{
    struct form form = {.wls = wls, .sigma = sigma, .work = work};
    find_unit(&form);
    form.rho = 0.5 * q / form.unit;
    tsq__sum mean = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        tsq__sum_add(&mean, wls->w[i] * sigma[i] * wls->free_share[i]);
    }
    const int above = q > tsq__sum_value(mean);
    const double log_p = log_integral(&form, saddle(&form, above));
    const tsq__tail small = {exp(log_p), log_p / LN10};
    const tsq__tail large = {-expm1(log_p), log1p(-exp(log_p)) / LN10};
    *upper = above ? small : large;
    *lower = above ? large : small;
}
