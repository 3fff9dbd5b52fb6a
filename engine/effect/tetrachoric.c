/*
 * RTET and ZTET: the tetrachoric correlation of two normal variables that a 2x2 table shows cut in two, and its Fisher z.
 *
 * The maximum likelihood estimate reproduces the table: the cuts h and k are the normal quantiles of the margins, and rho
 * solves P(X < h, Y < k; rho) = a/N, Pearson 1900, doi:10.1098/rsta.1900.0022; Tallis 1962, Biometrics 18, 342-353. The
 * variance is the inverse of the observed information, which for a saturated model is that of the delta method: with the
 * density f there, A = Phi((k - rho h)/s), B = Phi((h - rho k)/s), s = sqrt(1 - rho^2), the derivatives of rho by the
 * shares of the four cells are g = (1 - A - B, -A, -B, 0)/f; vi = (sum p g^2 - (sum p g)^2)/N.
 * ZTET: atanh(rho); vi/(1 - rho^2)^2.
 * A table with a cell of 0 makes rho 1 or -1, and leaves no variance. Nothing is added to such a cell unless --add asks
 * for it.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"
#include "num/binormal.h"
#include "num/dist.h"
#include "num/root.h"

TSQ__ALLOWED(RTET)
TSQ__ALLOWED(ZTET)

/* A table of shares with rho >= 0, and what to solve: rho = sin(angle) or, close to 1, cos(angle). */
struct problem {
    double a, b, c, d, h, k;
    bool from_one;
    double target;
};

/* The normal quantile of one/(one + other), from the smaller of both. */
static double quantile(double one, double other)
{
    const double all = one + other;
    return one == other ? 0.0 : one < other ? -tsq__normal_upper(one / all) : tsq__normal_upper(other / all);
}

static double gap(double angle, void *context)
{
    const struct problem *p = context;
    return (p->from_one ? tsq__binormal_loss(p->h, p->k, angle) : tsq__binormal_gain(p->h, p->k, angle)) - p->target;
}

/* rho, sqrt(1 - rho^2), atanh(rho) and the variance of rho; shares as in `p`. */
struct solution {
    double r, root, z, vi;
};

static double normal_below(double x)
{
    return 0.5 * erfc(-0.70710678118654752440 * x);
}

/* N times the variance, at rho = cos(phi). */
static double variance(const struct problem *p, double phi)
{
    const double half_angle = sin(0.5 * phi), s = sin(phi), less = 2.0 * half_angle * half_angle; /* 1 - rho */
    const double x = (p->k - p->h + less * p->h) / s, y = (p->h - p->k + less * p->k) / s;
    const double density = tsq__binormal_kernel(p->h, p->k, phi) / (6.2831853071795864769 * s);
    const double ga = normal_below(-x) - normal_below(y), gb = -normal_below(x), gc = -normal_below(y);
    const double mean = p->a * ga + p->b * gb + p->c * gc;
    const double sum = p->a * (ga - mean) * (ga - mean) + p->b * (gb - mean) * (gb - mean) +
                       p->c * (gc - mean) * (gc - mean) + p->d * mean * mean;
    return sum / density / density;
}

static bool solve(struct problem *p, struct solution *out)
{
    const double half_pi = 1.5707963267948966192;
    double lo = 0.0, hi = half_pi, angle = 0.0;
    if (p->target > 0.0 && tsq__root(gap, p, &lo, &hi, -p->target, gap(hi, p), 0.0, &angle) != 0) {
        return false;
    }
    const double phi = p->from_one ? angle : half_pi - angle;
    out->r = p->from_one ? cos(angle) : sin(angle);
    out->root = p->from_one ? sin(angle) : cos(angle);
    out->z = p->from_one ? -log(tan(0.5 * angle)) : asinh(tan(angle));
    out->vi = variance(p, phi);
    return true;
}

static tsq_status take(const struct tsq_effect_row *row, const tsq_effect_options *options, struct solution *out,
                       struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.0, TSQ__TABLE_DIFFERENCE, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (t.a + t.c == 0.0 || t.b + t.d == 0.0) {
        return tsq__effect_omit(value, "all participants or none had the event");
    }
    if (t.a == 0.0 || t.b == 0.0 || t.c == 0.0 || t.d == 0.0) {
        return tsq__effect_omit(value, "a cell is 0: the tetrachoric correlation is 1 or -1 and has no variance");
    }
    const double n = t.n1 + t.n2, difference = tsq__two_by_two_determinant(&t);
    const bool negative = difference < 0.0;
    struct problem p = {.a = (negative ? t.b : t.a) / n, .b = (negative ? t.a : t.b) / n};
    p.c = (negative ? t.d : t.c) / n;
    p.d = (negative ? t.c : t.d) / n;
    p.h = quantile(t.n1, t.n2);
    p.k = negative ? quantile(t.b + t.d, t.a + t.c) : quantile(t.a + t.c, t.b + t.d);
    const double gain = fabs(difference) / n / n, loss = fmin(p.b, p.c);
    p.from_one = loss < gain;
    p.target = p.from_one ? loss : gain;
    if (!solve(&p, out)) {
        return tsq__effect_omit(value, "the tetrachoric correlation is beyond double precision");
    }
    out->vi /= n;
    if (negative) {
        out->r = -out->r;
        out->z = -out->z;
    }
    return TSQ_OK;
}

static tsq_status compute_rtet(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct solution s = {NAN, NAN, NAN, NAN};
    const tsq_status status = take(row, options, &s, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, s.r, s.vi);
}

static tsq_status compute_ztet(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct solution s = {NAN, NAN, NAN, NAN};
    const tsq_status status = take(row, options, &s, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, s.z, s.vi / (s.root * s.root) / (s.root * s.root));
}

#define SOURCE "Pearson 1900, doi:10.1098/rsta.1900.0022; Tallis 1962, Biometrics 18, 342-353"

TSQ__TWO_BY_TWO_MEASURE(RTET, "tetrachoric correlation", "", "none", "Tetrachoric correlation", SOURCE, compute_rtet);
TSQ__TWO_BY_TWO_MEASURE(ZTET, "Fisher's z of a tetrachoric correlation", "", "tanh", "Fisher's z", SOURCE,
                        compute_ztet);
