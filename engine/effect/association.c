/*
 * PHI, ZPHI, YUQ and YUY: the association of the two classifications of a 2x2 table of N participants.
 *
 * PHI: (ad - bc)/sqrt(n1 n2 m1 m2), m1 = a + c, m2 = b + d. Its variance by the delta method: vtype LS or CS, for a sample
 * that happens to have these margins, sum p g^2/N over the cells, p the share of the cell and g the derivative of phi by
 * it, which is Yule 1912, doi:10.2307/2340126, p. 603. ST, for groups of fixed size: of two binomial proportions.
 * ZPHI: atanh(phi), the variance over (1 - phi^2)^2; 1 - phi^2 = N (abc + abd + acd + bcd)/(n1 n2 m1 m2).
 * YUQ: (ad - bc)/(ad + bc), (1 - Q^2)^2/4 (1/a + 1/b + 1/c + 1/d), Yule 1900, Phil. Trans. A 194, 257-319, p. 285.
 * YUY: (sqrt(ad) - sqrt(bc))/(sqrt(ad) + sqrt(bc)), (1 - Y^2)^2/16 (1/a + 1/b + 1/c + 1/d), Yule 1912, p. 593.
 * PHI and ZPHI need no correction of zero cells, and get none unless --add asks for it.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(PHI)
TSQ__ALLOWED(ZPHI)
TSQ__ALLOWED(YUQ)
TSQ__ALLOWED(YUY)

/* Shares of a table, and phi. */
struct shares {
    double a, b, c, d, row1, row2, column1, column2;
    double phi, rest; /* 1 - phi^2 */
};

static struct shares shares_of(const struct tsq__two_by_two *t)
{
    const double n = t->n1 + t->n2;
    struct shares s = {.a = t->a / n, .b = t->b / n, .c = t->c / n, .d = t->d / n};
    s.row1 = t->n1 / n;
    s.row2 = t->n2 / n;
    s.column1 = (t->a + t->c) / n;
    s.column2 = (t->b + t->d) / n;
    const double margins = s.row1 * s.row2 * (s.column1 * s.column2);
    s.phi = tsq__two_by_two_determinant(t) / n / n / sqrt(margins);
    s.rest = (s.a * s.b * (s.c + s.d) + s.c * s.d * (s.a + s.b)) / margins;
    return s;
}

/* For a sample: g^2 of each cell, weighted by its share. */
static double variance_of_sample(const struct shares *s)
{
    const double scale = sqrt(s->row1 * s->row2 * (s->column1 * s->column2)), half = 0.5 * s->phi;
    const double a = s->d / scale - half * (1.0 / s->row1 + 1.0 / s->column1);
    const double b = -s->c / scale - half * (1.0 / s->row1 + 1.0 / s->column2);
    const double c = -s->b / scale - half * (1.0 / s->row2 + 1.0 / s->column1);
    const double d = s->a / scale - half * (1.0 / s->row2 + 1.0 / s->column2);
    return s->a * a * a + s->b * b * b + s->c * c * c + s->d * d * d;
}

/* For groups of fixed size; N times the variance. */
static double variance_of_groups(const struct shares *s)
{
    const double p1 = s->a / s->row1, q1 = s->b / s->row1, p2 = s->c / s->row2, q2 = s->d / s->row2;
    const double scale = sqrt(s->row1 * s->row2 / (s->column1 * s->column2));
    const double lean = 0.5 * (p1 * q2 - p2 * q1) * (1.0 / s->column1 - 1.0 / s->column2);
    const double g1 = scale * (1.0 - lean * s->row1), g2 = -scale * (1.0 + lean * s->row2);
    return g1 * g1 * p1 * q1 / s->row1 + g2 * g2 * p2 * q2 / s->row2;
}

static tsq_status take_phi(const struct tsq_effect_row *row, const tsq_effect_options *options, struct shares *out,
                           double *vi, struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.0, TSQ__TABLE_DIFFERENCE, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    *out = shares_of(&t);
    if (out->column1 == 0.0 || out->column2 == 0.0) {
        return tsq__effect_omit(value, "all participants or none had the event");
    }
    if (out->rest == 0.0) {
        return tsq__effect_omit(value, "a perfect association has no sampling variance");
    }
    const double n = t.n1 + t.n2;
    *vi = (tsq__effect_vtype(options, "ST", "LS") ? variance_of_groups(out) : variance_of_sample(out)) / n;
    return TSQ_OK;
}

static tsq_status compute_phi(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct shares s;
    double vi = NAN;
    const tsq_status status = take_phi(row, options, &s, &vi, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, s.phi, vi);
}

static tsq_status compute_zphi(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    struct shares s;
    double vi = NAN;
    const tsq_status status = take_phi(row, options, &s, &vi, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, asinh(s.phi / sqrt(s.rest)), vi / (s.rest * s.rest));
}

/* Yule's coefficients (x - y)/(x + y): Q of the products of the diagonals, Y of their roots. */
static tsq_status compute_yule(const struct tsq_effect_row *row, const tsq_effect_options *options, bool roots,
                               struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_DIFFERENCE, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (t.a == 0.0 || t.b == 0.0 || t.c == 0.0 || t.d == 0.0) {
        return tsq__effect_omit(value, "a cell of the table is 0");
    }
    const double ad = t.a * t.d, bc = t.b * t.c, inverse = 1.0 / t.a + 1.0 / t.b + 1.0 / t.c + 1.0 / t.d;
    const double x = roots ? sqrt(ad) : ad, y = roots ? sqrt(bc) : bc, sum = x + y;
    const double rest = 4.0 * (x / sum) * (y / sum); /* 1 less the square of the coefficient */
    const double determinant = tsq__two_by_two_determinant(&t), difference = roots ? determinant / sum : determinant;
    return tsq__effect_set(value, difference / sum, rest * rest * inverse / (roots ? 16.0 : 4.0));
}

static tsq_status compute_yuq(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    return compute_yule(row, options, false, value);
}

static tsq_status compute_yuy(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    return compute_yule(row, options, true, value);
}

TSQ__TWO_BY_TWO_MEASURE(PHI, "phi coefficient", "LS ST CS", "none", "Phi coefficient", "Yule 1912, doi:10.2307/2340126",
                        compute_phi);
TSQ__TWO_BY_TWO_MEASURE(ZPHI, "Fisher's z of the phi coefficient", "LS ST CS", "tanh", "Fisher's z",
                        "Yule 1912, doi:10.2307/2340126", compute_zphi);
TSQ__TWO_BY_TWO_MEASURE(YUQ, "Yule's Q", "", "none", "Yule's Q", "Yule 1900, Phil. Trans. A 194, 257-319", compute_yuq);
TSQ__TWO_BY_TWO_MEASURE(YUY, "Yule's Y", "", "none", "Yule's Y", "Yule 1912, doi:10.2307/2340126", compute_yuy);
