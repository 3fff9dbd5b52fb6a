/* The Box-Cox transformation and its moments; see boxcox.h. */
#include "effect/boxcox.h"

#define HALF_PI 1.57079632679489661923
/* Nodes of the quadrature on either side of the middle, and their distance. */
enum { NODES = 112 };
#define STEP (3.5 / NODES)

double tsq__boxcox(double log_x, double lambda)
{
    return lambda == 0.0 ? log_x : expm1(lambda * log_x) / lambda;
}

double tsq__boxcox_slope(double log_x, double lambda)
{
    const double y = lambda * log_x;
    if (fabs(y) > 0.5) {
        return (y * exp(y) - expm1(y)) / (lambda * lambda);
    }
    double sum = 0.0, power = 0.5; /* y^j/(j + 2)! */
    for (int j = 0; j < 16; j++) {
        sum += power * (j + 1);
        power *= y / (j + 3);
    }
    return log_x * log_x * sum;
}

struct tsq__fivenum tsq__boxcox_all(const struct tsq__fivenum *logs, double lambda, double (*f)(double, double))
{
    return (struct tsq__fivenum){logs->n,
                                 f(logs->min, lambda),
                                 f(logs->q1, lambda),
                                 f(logs->median, lambda),
                                 f(logs->q3, lambda),
                                 f(logs->max, lambda)};
}

bool tsq__boxcox_logs(const struct tsq__fivenum *x, enum tsq__fivenum_case which, struct tsq__fivenum *logs,
                      tsq_converted *out)
{
    double number[5];
    const size_t k = tsq__fivenum_list(x, which, number);
    if (!tsq__fivenum_positive(x, "a Box-Cox transformation takes no values of 0 or below", out)) {
        return false;
    }
    for (size_t i = 1; i < k; i++) {
        if (number[i] == number[i - 1]) {
            out->refused = "a Box-Cox transformation cannot be found where two of the numbers are equal";
            return false;
        }
    }
    *logs = (struct tsq__fivenum){x->n, log(x->min / x->median), log(x->q1 / x->median),
                                  0.0,  log(x->q3 / x->median),  log(x->max / x->median)};
    return true;
}

double tsq__boxcox_sd(const struct tsq__fivenum *x, enum tsq__fivenum_case which)
{
    return which == TSQ__FIVENUM_FIVE
               ? (tsq__fivenum_sd(x, TSQ__FIVENUM_RANGE) + tsq__fivenum_sd(x, TSQ__FIVENUM_QUARTILES)) / 2.0
               : tsq__fivenum_sd(x, which);
}

/* Density and x, relative to x at mu, in a node of the quadrature. */
struct node {
    double weight, ratio;
};

/* Nodes between z = lo and hi; with `cut` the lower end is -c, where x is 0: the distance from there is had exactly. */
static void make_nodes(double lo, double hi, double c, double lambda, struct node *node)
{
    for (int i = -NODES; i <= NODES; i++) {
        const double t = STEP * i, u = HALF_PI * sinh(t);
        const double from_lo = (hi - lo) / (1.0 + exp(-2.0 * u)), z = lo + from_lo;
        const double width = (hi - lo) / 2.0 * HALF_PI * cosh(t) / (cosh(u) * cosh(u)) * STEP;
        const double log_ratio = (lo == -c ? log(from_lo / c) : log1p(z / c)) / lambda;
        node[i + NODES].weight = width * exp(-0.5 * z * z);
        node[i + NODES].ratio = exp(log_ratio);
    }
}

bool tsq__boxcox_moments(double mu, double sigma, double lambda, double *mean, double *sd)
{
    if (lambda == 0.0) {
        *mean = exp(mu + sigma * sigma / 2.0);
        *sd = *mean * sqrt(expm1(sigma * sigma));
        return true;
    }
    if (!(1.0 + lambda * mu > 0.0)) {
        return false;
    }
    if (sigma == 0.0) {
        *mean = exp(log1p(lambda * mu) / lambda);
        *sd = 0.0;
        return true;
    }
    /* x = x(mu) (1 + z/c)^(1/lambda); beyond 10 of the peaks of density times square nothing is left. */
    const double c = (mu + 1.0 / lambda) / sigma;
    const double peak = 4.0 / lambda / (c + sqrt(c * c + 8.0 / lambda));
    const double lo = -fmin(c, 10.0), hi = fmin(c, peak + 10.0);
    struct node node[2 * NODES + 1];
    make_nodes(lo, hi, c, lambda, node);
    double mass = 0.0, first = 0.0, second = 0.0;
    for (int i = 0; i <= 2 * NODES; i++) {
        mass += node[i].weight;
        first += node[i].weight * node[i].ratio;
    }
    const double centre = first / mass;
    for (int i = 0; i <= 2 * NODES; i++) {
        const double deviation = node[i].ratio - centre;
        second += node[i].weight * deviation * deviation;
    }
    const double at_mu = exp(log1p(lambda * mu) / lambda);
    *mean = at_mu * centre;
    *sd = at_mu * sqrt(second / mass);
    return true;
}
