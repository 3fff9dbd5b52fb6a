/* What must hold of every fit whatever the numbers: order, unit, origin, agreement of equal methods. */
#include "fit_data.h"

/* Quantities with the power of the unit of yi that they carry, and whether they move with its origin. */
typedef struct quantity {
    const char *name;
    size_t offset;
    int power;
    bool location;
} quantity;

#define OF(name, power, location)                                                                                      \
    {                                                                                                                  \
#name, offsetof(tsq_fit_result, name), power, location                                                         \
    }
static const quantity RESULT[] = {
    OF(tau2, 2, false),  OF(se_tau2, 2, false), OF(tau2_lb, 2, false), OF(tau2_ub, 2, false), OF(vt, 2, false),
    OF(s2w, 0, false),   OF(QE, 0, false),      OF(QE_p, 0, false),    OF(I2, 0, false),      OF(I2_lb, 0, false),
    OF(I2_ub, 0, false), OF(H2, 0, false),      OF(dev_ml, 0, false),  OF(QM, 0, false),      OF(QM_p, 0, false),
    OF(pi_lb, 1, true),  OF(pi_ub, 1, true),    OF(pi_df, 0, false),
};
#define OF_COEFFICIENT(name, power, location)                                                                          \
    {                                                                                                                  \
#name, offsetof(tsq_coefficient, name), power, location                                                        \
    }
static const quantity COEFFICIENT[] = {
    OF_COEFFICIENT(estimate, 1, true), OF_COEFFICIENT(se, 1, false),   OF_COEFFICIENT(statistic, 0, false),
    OF_COEFFICIENT(df, 0, false),      OF_COEFFICIENT(pval, 0, false), OF_COEFFICIENT(log10p, 0, false),
    OF_COEFFICIENT(ci_lb, 1, true),    OF_COEFFICIENT(ci_ub, 1, true),
};
enum { RESULTS = sizeof RESULT / sizeof *RESULT, COEFFICIENTS = sizeof COEFFICIENT / sizeof *COEFFICIENT };

static double at(const void *base, size_t offset)
{
    double value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

/* What a case is compared by: exactly, or to rtol, with the error of locations in units of the standard error. */
typedef struct rule {
    double factor, shift, rtol;
    bool exact;
    const char *what;
} rule;

static void compare(const char *where, const char *name, double got, double want, double allowed, const rule *r)
{
    const bool same = got == want || (isnan(got) && isnan(want));
    if (!same && (r->exact || !(fabs(got - want) <= allowed))) {
        fail_msg("%s, %s: %s is %.17g, not %.17g", r->what, where, name, got, want);
    }
}

/* b is the fit of the changed data, a that of the original. */
static void compare_fits(const char *where, const tsq_fit_result *a, const tsq_fit_result *b, const rule *r)
{
    const double unit[] = {1.0, r->factor, r->factor * r->factor};
    for (size_t i = 0; i < RESULTS; i++) {
        const quantity *q = &RESULT[i];
        const double want = at(a, q->offset) * unit[q->power] + (q->location ? r->shift : 0.0);
        double scale = q->location ? unit[1] * (a->pi_ub - a->pi_lb) : fabs(want);
        scale += q->power == 2 ? a->vt * unit[2] : 0.0; /* an estimate near 0 comes from terms of the size of v */
        scale += q->power == 0 && !q->location ? 1e-3 + 30.0 * fabs(want) : 0.0;
        compare(where, q->name, at(b, q->offset), want, r->rtol * scale, r);
    }
    for (size_t i = 0; i < COEFFICIENTS * a->p; i++) {
        const quantity *q = &COEFFICIENT[i % COEFFICIENTS];
        const tsq_coefficient *from = &a->coefficients[i / COEFFICIENTS], *to = &b->coefficients[i / COEFFICIENTS];
        const bool intercept = i / COEFFICIENTS == 0;
        if (r->shift != 0.0 && intercept && !q->location && q->power == 0) {
            continue; /* the test of the intercept is another one about another origin */
        }
        const double want = at(from, q->offset) * unit[q->power] + (q->location && intercept ? r->shift : 0.0);
        const double scale = q->location ? unit[1] * from->se * 20.0 : 30.0 * fabs(want) + 1e-3 * (q->power == 0);
        compare(where, q->name, at(to, q->offset), want, r->rtol * scale, r);
    }
}

/* One combination of method, test, prediction and interval; the lists are walked together so that each is used. */
static bool combination(size_t i, tsq_fit_options *o)
{
    *o = (tsq_fit_options)TSQ_FIT_OPTIONS_INIT;
    const size_t methods = tsq_tau2_count(), tests = tsq_test_count();
    if (i >= methods * tests) {
        return false;
    }
    o->method = tsq_tau2_at(i % methods);
    if ((o->method->flags & TSQ_TAU2_COUNTS) != 0) {
        o->method = tsq_tau2_find("FE"); /* tsq_fit refuses these: they pool counts */
    }
    o->test = tsq_test_at(i / methods);
    o->prediction = tsq_prediction_at(i % tsq_prediction_count());
    o->tau2_interval = tsq_tau2_interval_at(i % tsq_tau2_interval_count());
    const bool reml = strcmp(o->method->id, "REML") == 0;
    if (!reml && strcmp(o->test->id, "kr") == 0) {
        o->test = tsq_test_find("z");
    }
    if (!reml && strncmp(o->prediction->id, "KR", 2) == 0) {
        o->prediction = tsq_prediction_find("HK-PR");
    }
    const bool user = (o->method->flags & TSQ_TAU2_USER_WEIGHTS) != 0;
    if (!user && strcmp(o->tau2_interval->id, "GENQ") == 0) {
        o->tau2_interval = tsq_tau2_interval_find("HT");
    }
    return true;
}

static tsq_fit_result must_fit(const tsq_studies *studies, const tsq_fit_options *options)
{
    tsq_fit_result out;
    tsq_error err;
    if (tsq_fit(studies, options, &out, &err) != TSQ_OK) {
        fail_msg("%s: %s", options == NULL ? "defaults" : options->method->id, err.text);
    }
    return out;
}

typedef void change(const fit_data *from, fit_data *to, double amount);

static void reverse(const fit_data *from, fit_data *to, double amount)
{
    *to = *from;
    const size_t step = (size_t)amount; /* 1: reversed; else a shuffle by a step that k does not divide */
    for (size_t i = 0; i < from->k; i++) {
        const size_t j = step == 1 ? from->k - 1 - i : (i * 101 + 7) % from->k;
        to->yi[i] = from->yi[j];
        to->vi[i] = from->vi[j];
        to->weight[i] = from->weight[j];
        for (size_t m = 0; m < from->m; m++) {
            to->X[m * from->k + i] = from->X[m * from->k + j];
        }
    }
}

static void rescale(const fit_data *from, fit_data *to, double c)
{
    *to = *from;
    for (size_t i = 0; i < from->k; i++) {
        to->yi[i] *= c;
        to->vi[i] = to->vi[i] * c * c;
    }
}

/* Every `stride`-th combination on every set with k from 2 on, before and after a change. */
static void check_change(change *apply, double amount, const rule *r, size_t stride)
{
    size_t n, index = 0;
    fit_data *sets = fit_data_read(&n), *other = malloc(sizeof *other);
    assert_non_null(other);
    for (size_t s = 0; s < n; s++) {
        apply(&sets[s], other, amount);
        const tsq_studies before = fit_data_studies(&sets[s]), after = fit_data_studies(other);
        tsq_fit_options o;
        for (size_t i = 0; combination(i, &o); i++) {
            if ((index++) % stride != 0) {
                continue;
            }
            tsq_fit_result a = must_fit(&before, &o), b = must_fit(&after, &o);
            char where[160];
            snprintf(where, sizeof where, "%s %s %s %s %s (%g)", sets[s].name, o.method->id, o.test->id,
                     o.prediction->id, o.tau2_interval->id, amount);
            compare_fits(where, &a, &b, r);
            tsq_fit_free(&a);
            tsq_fit_free(&b);
        }
    }
    free(other);
    free(sets);
}

static void the_order_of_studies_changes_no_bit(void **state)
{
    (void)state;
    const rule r = {.factor = 1.0, .exact = true, .what = "order"};
    check_change(reverse, 1.0, &r, 23);
    check_change(reverse, 101.0, &r, 29);
}

static void a_power_of_two_changes_no_bit(void **state)
{
    (void)state;
    const int exponents[] = {-60, -7, 1, 40};
    for (size_t i = 0; i < 4; i++) {
        const double c = ldexp(1.0, exponents[i]);
        const rule r = {.factor = c, .exact = true, .what = "power of two"};
        check_change(rescale, c, &r, 83 + 4 * i);
    }
}

static void the_unit_is_free(void **state)
{
    (void)state;
    for (int e = -6; e <= 6; e++) {
        const double c = pow(10.0, e);
        const rule r = {.factor = c, .rtol = 1e-12, .what = "unit"};
        check_change(rescale, c, &r, (size_t)(199 + e));
    }
}

/* yi on a grid of 2^-20 of their spread, so that the moved ones are exact. */
static void on_grid(const fit_data *from, fit_data *to, double a)
{
    double spread = 0.0;
    *to = *from;
    for (size_t i = 0; i < from->k; i++) {
        spread = fmax(spread, fabs(from->yi[i]));
    }
    const double grid = ldexp(1.0, ilogb(spread) - 20);
    for (size_t i = 0; i < from->k; i++) {
        to->yi[i] = nearbyint(from->yi[i] / grid) * grid + a * 1024.0 * grid;
    }
}

static void the_origin_is_free(void **state)
{
    (void)state;
    size_t n;
    fit_data *sets = fit_data_read(&n), *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    assert_true(a != NULL && b != NULL);
    for (size_t s = 0; s < n; s++) {
        on_grid(&sets[s], a, 0.0);
        on_grid(&sets[s], b, 3000.0);
        const double shift = b->yi[0] - a->yi[0];
        const tsq_studies before = fit_data_studies(a), after = fit_data_studies(b);
        const rule r = {.factor = 1.0, .shift = shift, .rtol = 1e-12, .what = "origin"};
        tsq_fit_options o;
        for (size_t i = s % 61; combination(i, &o); i += 61) {
            tsq_fit_result x = must_fit(&before, &o), y = must_fit(&after, &o);
            x.QM = y.QM = x.QM_p = y.QM_p = NAN; /* without a fixed unit of the moderators' effects */
            compare_fits(sets[s].name, &x, &y, &r);
            tsq_fit_free(&x);
            tsq_fit_free(&y);
        }
    }
    free(a);
    free(b);
    free(sets);
}

static void expect_equal_methods(const tsq_studies *studies, const char *one, const char *two, bool exact)
{
    tsq_fit_options a = TSQ_FIT_OPTIONS_INIT, b = TSQ_FIT_OPTIONS_INIT;
    a.method = tsq_tau2_find(one);
    b.method = tsq_tau2_find(two);
    tsq_fit_result x = must_fit(studies, &a), y = must_fit(studies, &b);
    const rule r = {.factor = 1.0, .rtol = 1e-13, .exact = exact, .what = two};
    compare_fits(one, &x, &y, &r);
    tsq_fit_free(&x);
    tsq_fit_free(&y);
}

static void methods_that_are_the_same_agree(void **state)
{
    (void)state;
    size_t n;
    fit_data *sets = fit_data_read(&n);
    for (size_t s = 0; s < n; s++) {
        const tsq_studies studies = fit_data_studies(&sets[s]);
        expect_equal_methods(&studies, "PM", "EB", false);
        expect_equal_methods(&studies, "PM", "DLIT", false);
        expect_equal_methods(&studies, "PM", "SJIT", false);
        expect_equal_methods(&studies, "FE", "EE", true);
    }
    free(sets);
}

static void a_fixed_tau2_gives_the_fit_that_estimated_it(void **state)
{
    (void)state;
    size_t n;
    fit_data *sets = fit_data_read(&n);
    for (size_t s = 0; s < n; s++) {
        const tsq_studies studies = fit_data_studies(&sets[s]);
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        o.no_tau2_interval = true;
        tsq_fit_result a = must_fit(&studies, &o);
        o.tau2 = a.tau2;
        tsq_fit_result b = must_fit(&studies, &o);
        assert_true((b.flags & TSQ_FLAG_BIT(TAU2_FIXED)) != 0);
        assert_true(isnan(b.se_tau2) && isnan(b.tau2_lb) && b.tau2_interval == NULL);
        check_close(b.AIC, a.AIC - 2.0, 1e-12, 1e-12); /* one parameter less */
        a.se_tau2 = b.se_tau2;
        const rule r = {.factor = 1.0, .exact = true, .what = "fixed tau2"};
        compare_fits(sets[s].name, &a, &b, &r);
        tsq_fit_free(&a);
        tsq_fit_free(&b);
    }
    free(sets);
}

/* Slopes do not move with the origin of a moderator, and go against its unit; the rest stays. */
static void moderators_may_be_moved_and_rescaled(void **state)
{
    (void)state;
    size_t n;
    fit_data *sets = fit_data_read(&n), *other = malloc(sizeof *other);
    assert_non_null(other);
    for (size_t s = 0; s < n; s++) {
        if (sets[s].m == 0) {
            continue;
        }
        *other = sets[s];
        for (size_t i = 0; i < sets[s].k; i++) {
            other->X[i] = 8.0 * (other->X[i] - 32.0); /* exact for the data at hand */
        }
        const tsq_studies before = fit_data_studies(&sets[s]), after = fit_data_studies(other);
        tsq_fit_options o;
        for (size_t i = s % 13; combination(i, &o); i += 13) {
            tsq_fit_result a = must_fit(&before, &o), b = must_fit(&after, &o);
            check_close(b.tau2, a.tau2, 1e-11, 1e-11 * a.vt);
            check_close(b.QM, a.QM, 1e-11, 1e-12);
            check_close(b.ll_ml, a.ll_ml, 1e-11, 1e-11);
            check_close(b.coefficients[1].estimate, a.coefficients[1].estimate / 8.0, 0.0,
                        1e-11 * a.coefficients[1].se);
            check_close(b.coefficients[1].se, a.coefficients[1].se / 8.0, 1e-11, 0.0);
            for (size_t j = 2; j < a.p; j++) {
                check_close(b.coefficients[j].estimate, a.coefficients[j].estimate, 0.0, 1e-11 * a.coefficients[j].se);
            }
            tsq_fit_free(&a);
            tsq_fit_free(&b);
        }
    }
    free(other);
    free(sets);
}

/* Where one study says nearly all, the mean is a small number between two large ones of which nothing may be lost.
 * Sum(y/v)/sum(1/v) in 60 digits: tests/golden/make/hard_models.py. */
static void a_dominant_study_keeps_the_digits_of_the_mean(void **state)
{
    static const double yi[] = {-12.5, 0.00131, 900.0}, vi[] = {9554.5, 0.000485, 123456789.0};
    static const double two_yi[] = {-12.52559792806378, 0.0013230588113391365};
    static const double two_vi[] = {9554.4505668906713, 0.00048485367099948974};
    (void)state;
    const tsq_studies three = {.k = 3, .yi = yi, .vi = vi}, two = {.k = 2, .yi = two_yi, .vi = two_vi};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find("FE");
    tsq_fit_result fit;
    assert_int_equal(tsq_fit(&three, &options, &fit, NULL), TSQ_OK);
    check_close(fit.coefficients[0].estimate, 0.001309368951412961817301467, 1e-15, 0.0);
    tsq_fit_free(&fit);
    assert_int_equal(tsq_fit(&two, &options, &fit, NULL), TSQ_OK);
    check_close(fit.coefficients[0].estimate, 0.001322423115620574202141893, 1e-15, 0.0);
    tsq_fit_free(&fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dominant_study_keeps_the_digits_of_the_mean),
        cmocka_unit_test(the_order_of_studies_changes_no_bit),
        cmocka_unit_test(a_power_of_two_changes_no_bit),
        cmocka_unit_test(the_unit_is_free),
        cmocka_unit_test(the_origin_is_free),
        cmocka_unit_test(methods_that_are_the_same_agree),
        cmocka_unit_test(a_fixed_tau2_gives_the_fit_that_estimated_it),
        cmocka_unit_test(moderators_may_be_moved_and_rescaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
