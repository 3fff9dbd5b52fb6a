/*
 * RPB, ZPB, RBIS and ZBIS: the point-biserial and the biserial correlation of a group and an outcome, and their Fisher
 * z.
 *
 * d is the uncorrected standardised difference of the groups (of means and SDs, or of t, p or a point-biserial
 * correlation), N = n1 + n2, h = (N-2)(1/n1 + 1/n2). RPB: r = d/sqrt(d^2 + h), vtype LS or ST (groups of fixed size):
 * h^2/(h+d^2)^3 (1/n1 + 1/n2 + d^2/(2N)), the delta method. CS (a sample that happens to have these groups):
 * (1-r^2)^2 (N r^2/(4 n1 n2) + (2-3r^2)/(2N)), Tate 1954, doi:10.1214/aoms/1177728730; Tate 1955,
 * doi:10.1093/biomet/42.1-2.205.
 * RBIS: b = sqrt(p1 p2)/f r, with p = n/N of either group, z the normal quantile with p1 above it and f the density
 * there; (p1 p2/f^2 - (3/2 + (1 - p1 z/f)(1 + p2 z/f)) b^2 + b^4)/(N-1), b not beyond 1 in it, Soper 1914,
 * doi:10.1093/biomet/10.2-3.384.
 * ZPB and ZBIS: atanh; the variance over (1-r^2)^2. Jacobs & Viechtbauer 2017, doi:10.1002/jrsm.1218.
 */
#include "effect/cohen.h"
#include "effect/correlation.h"
#include "effect/measures.h"
#include "num/dist.h"

TSQ__ALLOWED(RPB)
TSQ__ALLOWED(ZPB)
TSQ__ALLOWED(RBIS)
TSQ__ALLOWED(ZBIS)

/* A correlation, 1 - r^2, and its variance. */
struct correlation {
    double r, rest, vi;
};

static tsq_status point_biserial(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value, struct tsq__cohen *groups, struct correlation *out)
{
    const tsq_status status = tsq__cohen_take(row, options, groups, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n1 = groups->n1, n2 = groups->n2, n = n1 + n2, d = groups->d;
    const double h = (n - 2.0) / n1 + (n - 2.0) / n2, all = h + d * d;
    out->r = d / sqrt(all);
    out->rest = h / all;
    const double r2 = out->r * out->r;
    out->vi = tsq__effect_vtype(options, "CS", "ST")
                  ? out->rest * out->rest * (n * r2 / (4.0 * n1 * n2) + (2.0 - 3.0 * r2) / (2.0 * n))
                  : out->rest * out->rest / all * (1.0 / n1 + 1.0 / n2 + d * d / (2.0 * n));
    return TSQ_OK;
}

static tsq_status biserial(const struct tsq_effect_row *row, const tsq_effect_options *options,
                           struct tsq_effect_value *value, struct correlation *out)
{
    struct tsq__cohen groups = {NAN, NAN, NAN};
    const tsq_effect_options any = {.endpoint = options->endpoint, .corr = options->corr, .bias = options->bias};
    const tsq_status status = point_biserial(row, &any, value, &groups, out);
    if (status != TSQ_OK) {
        return status;
    }
    static const double density_at_0 = 0.39894228040143267794;
    const double n = groups.n1 + groups.n2, p1 = groups.n1 / n, p2 = groups.n2 / n;
    /* of the smaller share, which is not rounded as much */
    const double z = p1 == p2 ? 0.0 : p1 < p2 ? tsq__normal_upper(p1) : -tsq__normal_upper(p2);
    const double f = density_at_0 * exp(-0.5 * z * z);
    out->r *= sqrt(p1 * p2) / f;
    const double b2 = fmin(out->r * out->r, 1.0);
    out->rest = 1.0 - b2;
    out->vi = (p1 * p2 / (f * f) - (1.5 + (1.0 - p1 * z / f) * (1.0 + p2 * z / f)) * b2 + b2 * b2) / (n - 1.0);
    return TSQ_OK;
}

static tsq_status compute_rpb(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct tsq__cohen groups = {NAN, NAN, NAN};
    struct correlation at = {NAN, NAN, NAN};
    const tsq_status status = point_biserial(row, options, value, &groups, &at);
    return status != TSQ_OK ? status : tsq__effect_set(value, at.r, at.vi);
}

static tsq_status compute_zpb(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct tsq__cohen groups = {NAN, NAN, NAN};
    struct correlation at = {NAN, NAN, NAN};
    const tsq_status status = point_biserial(row, options, value, &groups, &at);
    if (status != TSQ_OK) {
        return status;
    }
    const double n1 = groups.n1, n2 = groups.n2, h = (n1 + n2 - 2.0) / n1 + (n1 + n2 - 2.0) / n2;
    return tsq__effect_set(value, asinh(groups.d / sqrt(h)), at.vi / (at.rest * at.rest));
}

static tsq_status compute_rbis(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct correlation at = {NAN, NAN, NAN};
    const tsq_status status = biserial(row, options, value, &at);
    return status != TSQ_OK ? status : tsq__effect_set(value, at.r, at.vi);
}

static tsq_status compute_zbis(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct correlation at = {NAN, NAN, NAN};
    const tsq_status status = biserial(row, options, value, &at);
    return status != TSQ_OK ? status : tsq__fisher_z_set(value, at.r, at.vi / (at.rest * at.rest));
}

const tsq_effect_measure tsq__measure_RPB = {
    .id = "RPB",
    .title = "point-biserial correlation",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .vtypes = "LS ST CS",
    .transform = "none",
    .axis = "Point-biserial correlation",
    .source = "Tate 1954, doi:10.1214/aoms/1177728730; Tate 1955, doi:10.1093/biomet/42.1-2.205",
    .own_rules = "ti",
    .allowed = allowed_RPB,
    .compute = compute_rpb,
};

const tsq_effect_measure tsq__measure_ZPB = {
    .id = "ZPB",
    .title = "Fisher's z of a point-biserial correlation",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .vtypes = "LS ST CS",
    .transform = "tanh",
    .axis = "Fisher's z",
    .source = "Tate 1954, doi:10.1214/aoms/1177728730; Tate 1955, doi:10.1093/biomet/42.1-2.205",
    .own_rules = "ti",
    .allowed = allowed_ZPB,
    .compute = compute_zpb,
};

const tsq_effect_measure tsq__measure_RBIS = {
    .id = "RBIS",
    .title = "biserial correlation",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .vtypes = "",
    .transform = "none",
    .axis = "Biserial correlation",
    .source = "Soper 1914, doi:10.1093/biomet/10.2-3.384; Jacobs & Viechtbauer 2017, doi:10.1002/jrsm.1218",
    .own_rules = "ti",
    .allowed = allowed_RBIS,
    .compute = compute_rbis,
};

const tsq_effect_measure tsq__measure_ZBIS = {
    .id = "ZBIS",
    .title = "Fisher's z of a biserial correlation",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .vtypes = "",
    .transform = "tanh",
    .axis = "Fisher's z",
    .source = "Soper 1914, doi:10.1093/biomet/10.2-3.384; Jacobs & Viechtbauer 2017, doi:10.1002/jrsm.1218",
    .own_rules = "ti",
    .allowed = allowed_ZBIS,
    .compute = compute_zbis,
};
