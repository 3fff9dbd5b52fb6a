/*
 * five-numbers-blue, quartiles-blue and range-blue, the best linear unbiased estimates of mean and SD of normal data.
 *
 * The numbers are taken for the order statistics of ranks 1, floor(n/4) + 1, floor(n/2) + 1, floor(3n/4) + 1 and n. With a
 * and B the expectations and covariances of these order statistics of standard normal data, mean and SD are the
 * coefficients of generalised least squares of the numbers on (1, a) with covariance B. a and B are the expansions in
 * 1/(n + 2) to the second order of David & Johnson, with p = r/(n + 1), q = 1 - p and derivatives Q', Q'', ... of the
 * normal quantile function at p.
 * Source: Yang, Hutson & Wang 2022, doi:10.1080/02664763.2021.1967890; the expansions: David & Johnson 1954,
 * doi:10.1093/biomet/41.1-2.228.
 */
#include "effect/fivenum.h"
#include "num/dist.h"

enum { MOST = 5 };

/* An order statistic: p, q, and the quantile function with its first four derivatives. */
struct order {
    double p, q, d[5];
};

static struct order order_of(double rank, double n)
{
    const double p = rank / (n + 1.0), q = (n + 1.0 - rank) / (n + 1.0);
    const double u = p < 0.5 ? -tsq__normal_upper(p) : tsq__normal_upper(q);
    const double inverse = exp(0.5 * u * u) * sqrt(2.0 * 3.14159265358979323846), square = inverse * inverse;
    return (struct order){
        p,
        q,
        {u, inverse, square * u, square * inverse * (1.0 + 2.0 * u * u), square * square * u * (7.0 + 6.0 * u * u)}};
}

static double expectation(const struct order *r, double n)
{
    const double pq = r->p * r->q, m = n + 2.0;
    return r->d[0] + pq * r->d[2] / (2.0 * m) + pq / (m * m) * ((r->q - r->p) * r->d[3] / 3.0 + pq * r->d[4] / 8.0);
}

/* Of ranks r <= s. */
static double covariance(const struct order *r, const struct order *s, double n)
{
    const double m = n + 2.0, *a = r->d, *b = s->d;
    const double second = (r->q - r->p) * a[2] * b[1] + (s->q - s->p) * a[1] * b[2] + r->p * r->q * a[3] * b[1] / 2.0 +
                          s->p * s->q * a[1] * b[3] / 2.0 + r->p * s->q * a[2] * b[2] / 2.0;
    return r->p * s->q * (a[1] * b[1] / m + second / (m * m));
}

static void swap(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

/* Brings the row with the largest number of column i up to row i. */
static void choose_pivot(size_t k, size_t i, double b[MOST][MOST], double right[MOST][2])
{
    size_t pivot = i;
    for (size_t r = i + 1; r < k; r++) {
        pivot = fabs(b[r][i]) > fabs(b[pivot][i]) ? r : pivot;
    }
    for (size_t c = 0; c < k; c++) {
        swap(&b[i][c], &b[pivot][c]);
    }
    swap(&right[i][0], &right[pivot][0]);
    swap(&right[i][1], &right[pivot][1]);
}

/* Solves B [u v] = [1 a] by elimination with pivots; `b` is overwritten. False if B is singular. */
static bool solve(size_t k, double b[MOST][MOST], double right[MOST][2])
{
    for (size_t i = 0; i < k; i++) {
        choose_pivot(k, i, b, right);
        if (!(fabs(b[i][i]) > 0.0)) {
            return false;
        }
        for (size_t r = 0; r < k; r++) {
            const double factor = r == i ? 0.0 : b[r][i] / b[i][i];
            for (size_t c = i; c < k && r != i; c++) {
                b[r][c] -= factor * b[i][c];
            }
            right[r][0] -= factor * right[i][0];
            right[r][1] -= factor * right[i][1];
        }
    }
    for (size_t i = 0; i < k; i++) {
        right[i][0] /= b[i][i];
        right[i][1] /= b[i][i];
    }
    return true;
}

/* Ranks of the numbers; how many. */
static size_t ranks(enum tsq__fivenum_case which, double n, double rank[MOST])
{
    const struct tsq__fivenum all = {n, 1.0, floor(n / 4.0) + 1.0, floor(n / 2.0) + 1.0, floor(3.0 * n / 4.0) + 1.0, n};
    return tsq__fivenum_list(&all, which, rank);
}

bool tsq__blue_weights(enum tsq__fivenum_case which, double n, double of_mean[5], double of_sd[5])
{
    double rank[MOST], a[MOST], b[MOST][MOST], right[MOST][2];
    struct order order[MOST];
    const size_t k = ranks(which, n, rank);
    for (size_t i = 0; i < k; i++) {
        order[i] = order_of(rank[i], n);
        a[i] = expectation(&order[i], n);
        right[i][0] = 1.0;
        right[i][1] = a[i];
        for (size_t j = 0; j <= i; j++) {
            b[i][j] = b[j][i] = covariance(&order[j], &order[i], n);
        }
    }
    if (!solve(k, b, right)) {
        return false;
    }
    double one_one = 0.0, one_a = 0.0, a_a = 0.0;
    for (size_t i = 0; i < k; i++) {
        one_one += right[i][0];
        one_a += right[i][1];
        a_a += right[i][1] * a[i];
    }
    const double determinant = one_one * a_a - one_a * one_a;
    for (size_t i = 0; i < k; i++) {
        of_mean[i] = (a_a * right[i][0] - one_a * right[i][1]) / determinant;
        of_sd[i] = (one_one * right[i][1] - one_a * right[i][0]) / determinant;
    }
    return true;
}

static void estimate(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    double number[MOST], of_mean[MOST] = {0.0}, of_sd[MOST] = {0.0}, mean = 0.0, sd = 0.0;
    const size_t k = tsq__fivenum_list(x, which, number);
    const bool solved = tsq__blue_weights(which, x->n, of_mean, of_sd);
    for (size_t i = 0; i < k; i++) {
        const double from_median = number[i] - x->median; /* so that a large mean costs the SD no digits */
        mean += of_mean[i] * from_median;
        sd += of_sd[i] * from_median;
    }
    if (!solved || !(sd >= 0.0)) {
        out->refused = "the best linear unbiased estimate of the SD is not positive";
        return;
    }
    out->mean = x->median + mean;
    out->sd = sd;
    tsq__fivenum_skewness(x, which, out);
}

TSQ__FIVENUM_CONVERSIONS(blue, "blue", TSQ_MEDIANS_BLUE, "BLUE, Yang 2022",
                         "Yang, Hutson & Wang 2022, doi:10.1080/02664763.2021.1967890")
