/* Tests of stratified tables: no association (Cochran 1954, doi:10.2307/3001616; Mantel and Haenszel 1959,
 * doi:10.1093/jnci/22.4.719) and a common odds ratio (Breslow and Day 1980, Statistical Methods in Cancer Research 1,
 * p. 142; Tarone 1985, doi:10.1093/biomet/72.1.91). */
#include "fit/counts.h"

#include "num/dist.h"
#include "num/sum.h"

static const tsq_chisq none = {NAN, NAN, NAN, NAN};

static tsq_chisq chisq(double value, double df)
{
    if (isnan(value) || !(df > 0.0)) {
        return none;
    }
    const tsq__tail tail = tsq__chisq_upper_tail(value, df);
    return (tsq_chisq){value, df, tail.p, tail.log10p};
}

/* a less its expectation without association. */
static double excess(const tsq__stratum *s)
{
    return s->cross / s->n;
}

static double variance_rates(const tsq__stratum *s)
{
    return s->xt * (s->n1 / s->n) * (s->n2 / s->n);
}

static double variance_cochran(const tsq__stratum *s)
{
    return variance_rates(s) * (s->yt / s->n);
}

static double variance_hypergeometric(const tsq__stratum *s)
{
    return s->xt > 0.0 && s->yt > 0.0 ? variance_rates(s) * (s->yt / (s->n - 1.0)) : 0.0;
}

static void no_association(double sum, double variance, tsq_chisq *plain, tsq_chisq *corrected)
{
    if (variance > 0.0) {
        const double less = fabs(sum) - 0.5;
        *plain = chisq(sum * sum / variance, 1.0);
        *corrected = chisq(less * less / variance, 1.0);
    }
}

/* The expectation of a at the odds ratio psi: the root of psi (n1 - x)(xt - x) = x (n2 - xt + x) that a table can
 * have. Of its two forms the one is taken that does not cancel. */
static double fitted(const tsq__stratum *s, double psi)
{
    const double A = psi * (s->n1 + s->xt) + (s->n2 - s->xt);
    const double B = sqrt(A * A - 4.0 * s->n1 * s->xt * psi * (psi - 1.0));
    return A > 0.0 ? 2.0 * s->n1 * s->xt * psi / (A + B) : (B - A) / (2.0 * (1.0 - psi));
}

static void common_odds_ratio(const tsq__strata *strata, double psi, tsq_counts_tests *tests)
{
    tsq__sum squares = {0}, gaps = {0}, variances = {0};
    double n = 0.0;
    for (size_t i = 0; i < strata->k; i++) {
        const tsq__stratum *s = &strata->at[i];
        const double x = fitted(s, psi);
        if (x > 0.0 && s->xt > 0.0 && s->yt > 0.0) {
            const double gap = s->a - x;
            const double precision = 1.0 / x + 1.0 / (s->n1 - x) + 1.0 / (s->xt - x) + 1.0 / (s->n2 - s->xt + x);
            tsq__sum_add(&squares, gap * gap * precision);
            tsq__sum_add(&gaps, gap);
            tsq__sum_add(&variances, 1.0 / precision);
            n += 1.0;
        }
    }
    const double gap = tsq__sum_value(gaps), value = tsq__sum_value(squares);
    tests->breslow_day = chisq(value, n - 1.0);
    tests->tarone = chisq(fmax(0.0, value - gap * gap / tsq__sum_value(variances)), n - 1.0);
}

void tsq__counts_tests_of(const tsq__strata *strata, tsq_count_measure measure, double log_or, tsq_counts_tests *tests)
{
    *tests = (tsq_counts_tests){none, none, none, none, none, none};
    if (strata == NULL) {
        return;
    }
    const double sum = tsq__strata_sum(strata, excess);
    if (strata->rates) {
        no_association(sum, tsq__strata_sum(strata, variance_rates), &tests->cmh, &tests->cmh_corrected);
        return;
    }
    no_association(sum, tsq__strata_sum(strata, variance_cochran), &tests->cochran, &tests->cochran_corrected);
    no_association(sum, tsq__strata_sum(strata, variance_hypergeometric), &tests->cmh, &tests->cmh_corrected);
    if (measure == TSQ_COUNT_OR && !isnan(log_or)) {
        common_odds_ratio(strata, exp(log_or), tests);
    }
}
