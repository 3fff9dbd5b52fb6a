/*
 * The mean of f(theta), f a back-transformation, where the true effects theta are normal with mean yi and variance tau2.
 *
 * exp: exp(yi + tau2/2). iprobit: Phi(yi/sqrt(1 + tau2)). cles: Phi(yi/sqrt(2 + tau2)). tanh, ilogit, iarcsin, iahw, iabt:
 * by Gauss and Legendre's rule. The distribution is cut where the transformation has its ends, as in metafor 5: iarcsin to
 * 0 to pi/2, iahw to 0 to 1, iabt from 0.
 * @accuracy 1e-13 relative to the largest value of f, measured against 30-digit arithmetic (test effect.transform)
 */
#include "effect/transforms.h"

#include <math.h>
#include <stddef.h>

struct mean_of {
    double (*f)(double theta);
    double yi, tau, nearest; /* nearest: the z next to 0 where theta = yi + tau z is allowed */
    double sum, weight;
};

static void panel(struct mean_of *m, double from, double to)
{
    static const double rule[][2] = {{0.14887433898163121089, 0.29552422471475287017},
                                     {0.43339539412924719080, 0.26926671930999635509},
                                     {0.67940956829902440623, 0.21908636251598204400},
                                     {0.86506336668898451073, 0.14945134915058059315},
                                     {0.97390652851717172008, 0.06667134430868813759}};
    const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    for (size_t i = 0; i < 2 * (sizeof rule / sizeof *rule); i++) {
        const double *node = rule[i / 2];
        const double z = middle + (i % 2 == 0 ? half : -half) * node[0];
        const double weight = fabs(half) * node[1] * exp(-0.5 * (z - m->nearest) * (z + m->nearest));
        m->weight += weight;
        m->sum += weight * m->f(m->yi + m->tau * z);
    }
}

/* Panels that get wider away from `from`, where f changes most. */
static void outwards(struct mean_of *m, double from, double to)
{
    const double most = fmin(0.5, 4.0 / (1.0 + fabs(m->nearest))), sign = to > from ? 1.0 : -1.0;
    double width = fmin(most, 0.5 / m->tau);
    for (double at = from, next; sign * (to - at) > 0.0; at = next) {
        next = at + sign * width;
        next = sign * (to - next) > 0.0 ? next : to;
        panel(m, at, next);
        width = fmin(2.0 * width, most);
    }
}

/* The mean over theta between `lowest` and `highest`; f changes most at theta = 0. */
static double mean(double (*f)(double theta), double yi, double tau2, double lowest, double highest)
{
    const double tau = sqrt(tau2);
    if (isnan(yi) || !(tau2 >= 0.0) || tau == 0.0) {
        return isnan(yi) || isnan(tau2) ? (double)NAN : f(fmin(fmax(yi, lowest), highest));
    }
    const double lo = (lowest - yi) / tau, hi = (highest - yi) / tau;
    const double nearest = lo > 0.0 ? lo : hi < 0.0 ? hi : 0.0, far = sqrt(nearest * nearest + 90.0);
    const double from = fmax(lo, -far), to = fmin(hi, far), start = fmin(fmax(-yi / tau, from), to);
    struct mean_of m = {.f = f, .yi = yi, .tau = tau, .nearest = nearest};
    outwards(&m, start, to);
    outwards(&m, start, from);
    return m.sum / m.weight;
}

static double normal_below(double x)
{
    return 0.5 * erfc(-0.70710678118654752440 * x);
}

static double logistic(double theta)
{
    return theta < 0.0 ? exp(theta) / (1.0 + exp(theta)) : 1.0 / (1.0 + exp(-theta));
}

static double sine_squared(double theta)
{
    return sin(theta) * sin(theta);
}

static double alpha_of_root(double theta)
{
    return theta * (3.0 + theta * (theta - 3.0));
}

static double alpha_of_log(double theta)
{
    return -expm1(-theta);
}

double tsq__mean_exp(double yi, double tau2)
{
    return exp(yi + 0.5 * tau2);
}

double tsq__mean_iprobit(double yi, double tau2)
{
    return normal_below(yi / sqrt(1.0 + tau2));
}

double tsq__mean_cles(double yi, double tau2)
{
    return normal_below(yi / sqrt(2.0 + tau2));
}

double tsq__mean_tanh(double yi, double tau2)
{
    return mean(tanh, yi, tau2, -HUGE_VAL, HUGE_VAL);
}

double tsq__mean_ilogit(double yi, double tau2)
{
    return mean(logistic, yi, tau2, -HUGE_VAL, HUGE_VAL);
}

double tsq__mean_iarcsin(double yi, double tau2)
{
    return mean(sine_squared, yi, tau2, 0.0, asin(1.0));
}

double tsq__mean_iahw(double yi, double tau2)
{
    return mean(alpha_of_root, yi, tau2, 0.0, 1.0);
}

double tsq__mean_iabt(double yi, double tau2)
{
    return mean(alpha_of_log, yi, tau2, 0.0, HUGE_VAL);
}
