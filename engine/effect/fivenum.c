/* Mean, SD and skewness from median, quartiles and range. Sources in the header. */
#include "effect/fivenum.h"

#include "num/dist.h"

double tsq__fivenum_range_width(double n)
{
    return 2.0 * tsq__normal_upper(0.625 / (n + 0.25));
}

double tsq__fivenum_quartile_width(double n)
{
    return 2.0 * tsq__normal_upper((0.25 * n + 0.375) / (n + 0.25));
}

struct tsq__fivenum_shares tsq__fivenum_mean_shares(double n, enum tsq__fivenum_case which)
{
    if (which == TSQ__FIVENUM_RANGE) {
        return (struct tsq__fivenum_shares){.range = 4.0 / (4.0 + pow(n, 0.75))};
    }
    if (which == TSQ__FIVENUM_QUARTILES) {
        return (struct tsq__fivenum_shares){.quartiles = 0.7 + 0.39 / n};
    }
    return (struct tsq__fivenum_shares){.range = 2.2 / (2.2 + pow(n, 0.75)), .quartiles = 0.7 - 0.72 / pow(n, 0.55)};
}

double tsq__fivenum_sd_share(double n)
{
    return 1.0 / (1.0 + 0.07 * pow(n, 0.6));
}

double tsq__fivenum_mean(const struct tsq__fivenum *x, enum tsq__fivenum_case which)
{
    const struct tsq__fivenum_shares w = tsq__fivenum_mean_shares(x->n, which);
    const double by_range = w.range * (x->min / 2.0 + x->max / 2.0);
    const double by_quartiles = w.quartiles * (x->q1 / 2.0 + x->q3 / 2.0);
    const double by_ends = which == TSQ__FIVENUM_RANGE       ? by_range
                           : which == TSQ__FIVENUM_QUARTILES ? by_quartiles
                                                             : by_range + by_quartiles;
    return by_ends + (1.0 - w.range - w.quartiles) * x->median;
}

double tsq__fivenum_sd(const struct tsq__fivenum *x, enum tsq__fivenum_case which)
{
    const double by_range = (x->max - x->min) / tsq__fivenum_range_width(x->n);
    const double by_quartiles = (x->q3 - x->q1) / tsq__fivenum_quartile_width(x->n);
    if (which == TSQ__FIVENUM_RANGE) {
        return by_range;
    }
    if (which == TSQ__FIVENUM_QUARTILES) {
        return by_quartiles;
    }
    const double w = tsq__fivenum_sd_share(x->n);
    return w * by_range + (1.0 - w) * by_quartiles;
}

void tsq__fivenum_skewness(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    const double n = x->n;
    const double by_range = fabs(((x->max - x->median) - (x->median - x->min)) / (x->max - x->min));
    const double by_quartiles = fabs(((x->q3 - x->median) - (x->median - x->q1)) / (x->q3 - x->q1));
    if (which == TSQ__FIVENUM_RANGE) {
        out->skewness = by_range;
        out->critical = 1.0 / log(n + 9.0) + 2.5 / (n + 1.0);
    } else if (which == TSQ__FIVENUM_QUARTILES) {
        out->skewness = by_quartiles;
        out->critical = 2.65 / sqrt(n) - 6.0 / (n * n);
    } else {
        out->skewness = fmax(2.65 * log(0.6 * n) / sqrt(n) * by_range, by_quartiles);
        out->critical = 3.0 / sqrt(n) - 40.0 / (n * n * n);
    }
}

/* E_VALUE if a number is below one that cannot be larger. */
static tsq_status check_order(const struct tsq__fivenum *x, tsq_converted *out)
{
    static const struct {
        const char *name, *complaint;
    } about[] = {{"min", ""},
                 {"q1", "first quartile below the minimum"},
                 {"median", "median below the first quartile or the minimum"},
                 {"q3", "third quartile below the median or the first quartile"},
                 {"max", "maximum below another number of the group"}};
    const double number[] = {x->min, x->q1, x->median, x->q3, x->max};
    double largest = -INFINITY;
    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
        if (number[i] < largest) {
            out->impossible = about[i].name;
            out->refused = about[i].complaint;
            return TSQ_E_VALUE;
        }
        largest = fmax(largest, number[i]); /* of NaN and a number, the number */
    }
    return TSQ_OK;
}

size_t tsq__fivenum_list(const struct tsq__fivenum *x, enum tsq__fivenum_case which, double number[5])
{
    size_t n = 0;
    if (which != TSQ__FIVENUM_QUARTILES) {
        number[n++] = x->min;
    }
    if (which != TSQ__FIVENUM_RANGE) {
        number[n++] = x->q1;
    }
    number[n++] = x->median;
    if (which != TSQ__FIVENUM_RANGE) {
        number[n++] = x->q3;
    }
    if (which != TSQ__FIVENUM_QUARTILES) {
        number[n++] = x->max;
    }
    return n;
}

bool tsq__fivenum_positive(const struct tsq__fivenum *x, const char *refusal, tsq_converted *out)
{
    const bool positive = !(fmin(x->min, fmin(x->q1, x->median)) <= 0.0);
    out->refused = positive ? out->refused : refusal;
    return positive;
}

void tsq__fivenum_normal(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    out->mean = tsq__fivenum_mean(x, which);
    out->sd = tsq__fivenum_sd(x, which);
    tsq__fivenum_skewness(x, which, out);
}

tsq_status tsq__fivenum_convert(const tsq_reported *reported, enum tsq__fivenum_case which, tsq__fivenum_method *method,
                                tsq_converted *out)
{
    struct tsq__fivenum x = {reported->n, NAN, NAN, reported->median, NAN, NAN};
    if (which != TSQ__FIVENUM_QUARTILES) {
        x.min = reported->min;
        x.max = reported->max;
    }
    if (which != TSQ__FIVENUM_RANGE) {
        x.q1 = reported->q1;
        x.q3 = reported->q3;
    }
    const bool there = !isnan(x.n) && !isnan(tsq__fivenum_sd(&x, which));
    if (!there || (method != tsq__fivenum_normal && isnan(x.median))) {
        return TSQ_OK;
    }
    const tsq_status status = check_order(&x, out);
    if (status != TSQ_OK) {
        return status;
    }
    if (x.n < TSQ__FIVENUM_SMALLEST) {
        out->refused = "a mean and SD from median, quartiles or range need 5 participants in the group";
        return TSQ_OK;
    }
    method(&x, which, out);
    return TSQ_OK;
}
