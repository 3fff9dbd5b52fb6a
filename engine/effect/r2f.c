/*
 * R2F and ZR2F: the coefficient of determination R2 of a regression with n participants and m predictors whose values are
 * fixed by design, and Fisher's z of its root.
 *
 * R2 is r2i, else of the F statistic fi or its p-value pi as for R2 (r2.c). F = (n-m-1)/m R2/(1-R2) has the noncentral F
 * distribution with noncentrality n u/(1-u), u the true value. The variance is that of u over (0, 1), weighted by the
 * density of F at what was observed: a posterior variance under a uniform prior, as metafor 5 has it. Up to a factor that
 * cancels the density is exp(-s) M((n-1)/2; m/2; s R2), s = n u/(2(1-u)), M Kummer's function (Johnson, Kotz &
 * Balakrishnan 1995, Continuous univariate distributions, vol. 2, ch. 30).
 * ZR2F: atanh(sqrt(R2)); the variance over 4 R2 (1-R2)^2, the delta method. (metafor 5 divides by (1-R2^2)^2, which is not
 * the derivative of this transformation.)
 */
#include "effect/r2.h"

#include "effect/measures.h"

TSQ__ALLOWED(R2F)
TSQ__ALLOWED(ZR2F)

/* The density as a sum over j of exp(-s) (a)_j/(b)_j (s x)^j/j!, divided by its largest term at s0. */
struct density {
    double a, b, x, s0, j0;
};

/* The j of the largest term. */
static double largest_term(double a, double b, double y)
{
    /* (a + j) y = (b + j)(j + 1) */
    const double half = 0.5 * (b + 1.0 - y), rest = a * y - b;
    const double j = rest > 0.0 ? -half + sqrt(half * half + rest) : 0.0;
    return j > 0.0 ? floor(j) : 0.0;
}

static double density_at(const struct density *d, double s)
{
    const double y = s * d->x, shift = s - d->s0;
    const double first = exp(-shift + (d->j0 > 0.0 ? d->j0 * log1p(shift / d->s0) : 0.0));
    const double top = largest_term(d->a, d->b, y);
    double sum = first, term = first;
    for (double j = d->j0; j < 1e9; j++) {
        term *= (d->a + j) * y / ((d->b + j) * (j + 1.0));
        sum += term;
        if (j > top && term <= 1e-18 * sum) {
            break;
        }
    }
    term = first;
    for (double j = d->j0; j > 0.0; j--) {
        term *= (d->b + j - 1.0) * j / ((d->a + j - 1.0) * y);
        sum += term;
        if (j < top && term <= 1e-18 * sum) {
            break;
        }
    }
    return sum;
}

enum { PANELS = 24, NODES = 10 };

/* Gauss and Legendre's rule with 10 nodes: the positive ones, and their weights. */
static const double rule[NODES / 2][2] = {{0.14887433898163121089, 0.29552422471475287017},
                                          {0.43339539412924719080, 0.26926671930999635509},
                                          {0.67940956829902440623, 0.21908636251598204400},
                                          {0.86506336668898451073, 0.14945134915058059315},
                                          {0.97390652851717172008, 0.06667134430868813759}};

/* The point of density, and what it weighs, at w = sqrt(u/(1-u)), where it is nearly normal. */
static double weight_at(const struct density *d, double n, double w)
{
    const double root = 1.0 + w * w;
    return density_at(d, 0.5 * n * w * w) * 2.0 * w / (root * root);
}

/* The w beyond which the weight is negligible, outwards from the middle. */
static double reach(const struct density *d, double n, double middle, double step)
{
    const double least = 1e-19 * weight_at(d, n, middle);
    double at = middle + step;
    while (at > 0.0 && at < 1e9 && weight_at(d, n, at) > least) {
        at += step;
        step *= 1.25;
    }
    return at > 0.0 ? at : 0.0;
}

double tsq__r2_fixed_variance(double r2, double rest, double n, double m)
{
    struct density d = {.a = 0.5 * (n - 1.0), .b = 0.5 * m, .x = r2, .s0 = 0.5 * n * r2 / rest};
    d.j0 = largest_term(d.a, d.b, d.s0 * r2);
    d.s0 = d.j0 > 0.0 ? d.s0 : 0.0;
    const double middle = sqrt(r2 / rest + 0.01 / n), step = 0.5 / sqrt(n * rest);
    const double from = reach(&d, n, middle, -step), to = reach(&d, n, middle, step);
    double u[PANELS * NODES], weight[PANELS * NODES], sum = 0.0, mean = 0.0, variance = 0.0;
    const double half = 0.5 * (to - from) / PANELS;
    for (size_t i = 0; i < (size_t)PANELS * NODES; i++) {
        const double *node = rule[i % NODES / 2];
        const size_t panel = i / NODES;
        const double w = from + half * ((double)(2 * panel + 1) + (i % 2 == 0 ? -node[0] : node[0]));
        u[i] = w * w / (1.0 + w * w);
        weight[i] = node[1] * weight_at(&d, n, w);
        sum += weight[i];
        mean += weight[i] * u[i];
    }
    mean /= sum;
    for (size_t i = 0; i < (size_t)PANELS * NODES; i++) {
        variance += weight[i] / sum * (u[i] - mean) * (u[i] - mean);
    }
    return variance;
}

static tsq_status take(const struct tsq_effect_row *row, struct tsq_effect_value *value, struct tsq__r2 *r2, double *vi)
{
    const tsq_status status = tsq__r2_take(row, value, r2);
    if (status != TSQ_OK) {
        return status;
    }
    if (r2->rest <= 0.0) {
        return tsq__effect_omit(value, "an R-squared of 1 has no variance");
    }
    *vi = tsq__r2_fixed_variance(r2->of, r2->rest, row->ni, row->mi);
    return TSQ_OK;
}

static tsq_status compute_r2f(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    (void)options;
    struct tsq__r2 r2 = {NAN, NAN};
    double vi = NAN;
    const tsq_status status = take(row, value, &r2, &vi);
    return status != TSQ_OK ? status : tsq__effect_set(value, r2.of, vi);
}

static tsq_status compute_zr2f(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    (void)options;
    struct tsq__r2 r2 = {NAN, NAN};
    double vi = NAN;
    const tsq_status status = take(row, value, &r2, &vi);
    if (status != TSQ_OK) {
        return status;
    }
    if (r2.of == 0.0) {
        return tsq__effect_omit(value, "Fisher's z of an R-squared of 0 has no variance");
    }
    return tsq__effect_set(value, asinh(sqrt(r2.of / r2.rest)), vi / (4.0 * r2.of * r2.rest * r2.rest));
}

const tsq_effect_measure tsq__measure_R2F = {
    .id = "R2F",
    .title = "coefficient of determination, predictors fixed",
    .inputs = "r2i mi ni",
    .optional = "fi pi",
    .vtypes = "",
    .transform = "none",
    .axis = "R-squared",
    .source = "Johnson, Kotz & Balakrishnan 1995, Continuous univariate distributions, vol. 2, ch. 30; metafor 5",
    .own_rules = "mi",
    .allowed = allowed_R2F,
    .compute = compute_r2f,
};

const tsq_effect_measure tsq__measure_ZR2F = {
    .id = "ZR2F",
    .title = "Fisher's z of a multiple correlation, predictors fixed",
    .inputs = "r2i mi ni",
    .optional = "fi pi",
    .vtypes = "",
    .transform = "tanh2",
    .axis = "Fisher's z",
    .source = "Johnson, Kotz & Balakrishnan 1995, Continuous univariate distributions, vol. 2, ch. 30; metafor 5",
    .own_rules = "mi",
    .allowed = allowed_ZR2F,
    .compute = compute_zr2f,
};
