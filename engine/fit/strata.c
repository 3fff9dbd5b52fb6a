/* The strata of pooled counts: checks, what is left out, and the continuity correction. */
#include "fit/counts.h"

#include "base/error.h"
#include "base/memory.h"
#include "num/sum.h"

#include <stdlib.h>

/* a d - b c to the last digit or so: the rounding of one product is found exactly and given back. */
static double cross_difference(double a, double d, double b, double c)
{
    const double product = b * c, rounding = fma(-b, c, product);
    return fma(a, d, -product) + rounding;
}

/* All that follows from the counts. */
static void complete(tsq__stratum *s, bool rates)
{
    if (!rates) {
        s->n1 = s->a + s->b;
        s->n2 = s->c + s->d;
        s->yt = s->b + s->d;
    }
    s->xt = s->a + s->c;
    s->n = s->n1 + s->n2;
    s->cross = rates ? cross_difference(s->a, s->n2, s->n1, s->c) : cross_difference(s->a, s->d, s->b, s->c);
}

static tsq__stratum read_stratum(const tsq_counts *counts, size_t i, bool rates)
{
    tsq__stratum s = {.study = i};
    if (rates) {
        s.a = counts->x1i[i];
        s.n1 = counts->t1i[i];
        s.c = counts->x2i[i];
        s.n2 = counts->t2i[i];
    } else {
        s.a = counts->ai[i];
        s.b = counts->bi[i];
        s.c = counts->ci[i];
        s.d = counts->di[i];
    }
    return s;
}

static tsq_status check(const tsq__stratum *s, bool rates, tsq_error *err)
{
    const double counts[] = {s->a, s->b, s->c, s->d, s->n1, s->n2};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!isfinite(counts[i])) {
            return tsq__fail_study(err, TSQ_E_NONFINITE, s->study, "a count is not a finite number");
        }
        if (counts[i] < 0.0) {
            return tsq__fail_study(err, TSQ_E_VALUE, s->study, "a count is negative: %g", counts[i]);
        }
    }
    if (rates && !(s->n1 > 0.0 && s->n2 > 0.0)) {
        return tsq__fail_study(err, TSQ_E_VALUE, s->study, "a person-time is 0");
    }
    if (!rates && !(s->a + s->b > 0.0 && s->c + s->d > 0.0)) {
        return tsq__fail_study(err, TSQ_E_VALUE, s->study, "there is nobody in one of the groups");
    }
    return TSQ_OK;
}

static bool has_zero(const tsq__stratum *s, bool rates)
{
    return s->a == 0.0 || s->c == 0.0 || (!rates && (s->b == 0.0 || s->d == 0.0));
}

static bool says_nothing(const tsq__stratum *s, bool rates)
{
    return (s->a == 0.0 && s->c == 0.0) || (!rates && s->b == 0.0 && s->d == 0.0);
}

/* Whether a stratum gets the correction; any: whether one of them has a count of 0. */
static bool gets_it(const tsq_counts_options *o, const tsq__stratum *s, bool rates, bool any)
{
    return o->to == TSQ_COUNT_TO_ALL || (o->to == TSQ_COUNT_TO_IF0ALL && any) ||
           (o->to == TSQ_COUNT_TO_ONLY0 && has_zero(s, rates));
}

static void correct(tsq__strata *strata, const tsq_counts_options *o)
{
    bool any = false;
    for (size_t i = 0; i < strata->k; i++) {
        any = any || has_zero(&strata->at[i], strata->rates);
    }
    for (size_t i = 0; i < strata->k; i++) {
        tsq__stratum *s = &strata->at[i];
        const bool here = gets_it(o, s, strata->rates, any);
        complete(s, strata->rates);
        const bool by_arm = o->add_by_arm && !strata->rates;
        const double add1 = !here ? 0.0 : by_arm ? s->n1 / s->n : o->add;
        const double add2 = !here ? 0.0 : by_arm ? s->n2 / s->n : o->add;
        const double difference = s->cross / s->n1 / s->n2, size = s->n1 * (s->n2 / s->n);
        const bool events_only = !strata->rates && s->b == 0.0 && s->d == 0.0;
        s->a += add1;
        s->c += add2;
        s->b += strata->rates ? 0.0 : add1;
        s->d += strata->rates ? 0.0 : add2;
        complete(s, strata->rates);
        s->ratio_is_one = o->rr_one_kept && add1 > 0.0 && events_only;
        s->difference = o->rd_differences_kept ? difference : s->cross / s->n1 / s->n2;
        s->size = o->rd_sizes_kept ? size : s->n1 * (s->n2 / s->n);
    }
}

tsq_status tsq__strata_new(const tsq_counts *counts, bool rates, const tsq_counts_options *options, tsq__strata *out,
                           tsq_error *err)
{
    *out = (tsq__strata){.rates = rates};
    if (!(options->level > 0.0 && options->level < 100.0)) {
        return tsq__fail(err, TSQ_E_OPTION, "level %g is not between 0 and 100", options->level);
    }
    if (!(options->add >= 0.0 && isfinite(options->add))) {
        return tsq__fail(err, TSQ_E_OPTION, "%g cannot be added to counts", options->add);
    }
    tsq__stratum *at = tsq__array(counts->k, sizeof *at);
    if (at == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < counts->k && status == TSQ_OK; i++) {
        at[out->k] = read_stratum(counts, i, rates);
        status = check(&at[out->k], rates, err);
        out->k += status == TSQ_OK && !(options->drop00 && says_nothing(&at[out->k], rates));
    }
    if (status == TSQ_OK && out->k == 0) {
        status = tsq__fail(err, TSQ_E_EMPTY, "no study has counts that can be pooled");
    }
    if (status != TSQ_OK) {
        free(at);
        *out = (tsq__strata){0};
        return status;
    }
    out->at = at;
    correct(out, options);
    return TSQ_OK;
}

double tsq__strata_sum(const tsq__strata *strata, double (*term)(const tsq__stratum *s))
{
    tsq__sum sum = {0};
    for (size_t i = 0; i < strata->k; i++) {
        tsq__sum_add(&sum, term(&strata->at[i]));
    }
    return tsq__sum_value(sum);
}
