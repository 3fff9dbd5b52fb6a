/* Covariances of contrasts with one control: against derivatives in 50 digits, and what must hold of the list. */
#include "check.h"

#include "golden_row.h"

#include "effect/covariance.h"

static struct tsq_effect_value value_of(const struct golden_row *golden)
{
    const tsq_effect_measure *measure = tsq_effect_find(golden->measure);
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    assert_non_null(measure);
    assert_int_equal(measure->compute(&golden->row, &golden->options, &value), TSQ_OK);
    tsq__effect_share(measure, &golden->row, &golden->options, &value);
    return value;
}

/* What the list of pairs makes of two values. */
static double covariance_of(const char *measure, const struct tsq_effect_value *i, const struct tsq_effect_value *j)
{
    tsq_effect effect[2] = {{.study = "i", .shared = {i->shared[0], i->shared[1]}},
                            {.study = "j", .shared = {j->shared[0], j->shared[1]}}};
    size_t control[] = {0, 0};
    const tsq_effects effects = {.measure = tsq_effect_find(measure), .k = 2, .effect = effect, .control = control};
    tsq_effects_pairs pairs;
    tsq_error err;
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_OK);
    assert_int_equal(pairs.n, 1);
    const double value = pairs.pair[0].value;
    tsq_effects_pairs_free(&pairs);
    return value;
}

/* measure,vtype,options,inputs_i,inputs_j,covariance,rtol,source */
static void agrees_with_fifty_digits(void **state)
{
    (void)state;
    char path[GOLDEN_LINE];
    static size_t rows_of[64];
    snprintf(path, sizeof path, "%s/effect_covariance.csv", TAUSQ_GOLDEN_DIR);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    static struct golden_row golden;
    assert_non_null(fgets(golden.line, sizeof golden.line, file));
    while (fgets(golden.line, sizeof golden.line, file) != NULL) {
        char *field[8], *at = golden.line;
        for (int i = 0; i < 8; i++) {
            assert_non_null(at);
            field[i] = at;
            at = cut(at, ',');
        }
        golden.measure = field[0];
        golden.options = (tsq_effect_options)TSQ_EFFECT_OPTIONS_INIT;
        golden.options.vtype = field[1][0] != '\0' ? field[1] : NULL;
        golden_pairs(&golden, field[2], golden_option);
        tsq__effect_row_clear(&golden.row);
        golden_pairs(&golden, field[3], golden_input);
        const struct tsq_effect_value i = value_of(&golden);
        tsq__effect_row_clear(&golden.row);
        golden_pairs(&golden, field[4], golden_input);
        const struct tsq_effect_value j = value_of(&golden);
        const double got = covariance_of(golden.measure, &i, &j), want = strtod(field[5], NULL);
        if (!tsq_is_close(got, want, strtod(field[6], NULL), 0.0)) {
            fail_msg("%s %s %s: %.17g, not %.17g", golden.measure, field[1], field[7], got, want);
        }
        assert_true(i.shared[0] + fabs(i.shared[1]) < i.vi);
        for (size_t m = 0; m < tsq_effect_covariance_count(); m++) {
            rows_of[m] += strcmp(tsq_effect_covariance_at(m)->measure, golden.measure) == 0;
        }
    }
    fclose(file);
    for (size_t m = 0; m < tsq_effect_covariance_count(); m++) {
        if (rows_of[m] == 0) {
            fail_msg("no reference row for %s", tsq_effect_covariance_at(m)->measure);
        }
    }
}

static void every_covariance_belongs_to_a_measure(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_effect_covariance_count(); i++) {
        const tsq_effect_covariance *covariance = tsq_effect_covariance_at(i);
        assert_ptr_equal(tsq_effect_covariance_of(tsq_effect_find(covariance->measure)), covariance);
        assert_true(covariance->formula[0] != '\0' && covariance->source[0] != '\0');
    }
    assert_null(tsq_effect_covariance_at(tsq_effect_covariance_count()));
    assert_null(tsq_effect_covariance_of(tsq_effect_find("HR")));
    assert_null(tsq_effect_covariance_of(NULL));
}

static tsq_effects three_effects(tsq_effect *effect, size_t *control)
{
    const double shared[4][2] = {{0.5, 0.25}, {0.5, -1.0}, {0.5, 2.0}, {1.0, 0.0}};
    for (size_t i = 0; i < 4; i++) {
        effect[i] = (tsq_effect){.study = "A", .line = i + 2, .vi = 9.0, .compared = TSQ_COMPARED_FINAL};
        effect[i].shared[0] = shared[i][0];
        effect[i].shared[1] = shared[i][1];
    }
    return (tsq_effects){.measure = tsq_effect_find("SMD"), .k = 4, .effect = effect, .control = control};
}

static void pairs_of_one_control_are_listed(void **state)
{
    (void)state;
    tsq_effect effect[4];
    size_t control[] = {7, 3, 7, 3};
    tsq_effects effects = three_effects(effect, control);
    tsq_effects_pairs pairs;
    tsq_error err;
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_OK);
    assert_int_equal(pairs.n, 2);
    assert_int_equal(pairs.n_trials, 2);
    assert_true(pairs.pair[0].i == 0 && pairs.pair[0].j == 2 && pairs.pair[1].i == 1 && pairs.pair[1].j == 3);
    check_close(pairs.pair[0].value, 0.5 + sqrt(0.25 * 2.0), 1e-15, 0.0);
    check_close(pairs.pair[1].value, sqrt(0.5 * 1.0), 1e-15, 0.0);
    tsq_effects_pairs_free(&pairs);
    control[3] = 9;
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_OK);
    assert_int_equal(pairs.n, 1);
    assert_int_equal(pairs.n_trials, 1);
    tsq_effects_pairs_free(&pairs);
    effects.control = NULL;
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_OK);
    assert_int_equal(pairs.n, 0);
    assert_null(pairs.pair);
}

static void what_is_not_known_is_said(void **state)
{
    (void)state;
    tsq_effect effect[4];
    size_t control[] = {1, 1, 2, 3};
    tsq_effects effects = three_effects(effect, control);
    tsq_effects_pairs pairs;
    tsq_error err;
    effect[1].compared = TSQ_COMPARED_CHANGE;
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_E_VALUE);
    assert_int_equal(err.study, 1);
    assert_non_null(strstr(err.text, "compares changes, and 'A' in line 2 with the same control final values"));
    assert_null(pairs.pair);
    effect[1].compared = TSQ_COMPARED_FINAL;
    effect[1].shared[0] = NAN;
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_E_OPTION);
    effect[1].compared = TSQ_COMPARED_OTHER; /* a cross-over trial */
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_E_OPTION);
    assert_int_equal(err.study, 1);
    assert_non_null(strstr(err.text, "by SMD of cross-over trials, or with effects"));
    effects.measure = tsq_effect_find("HR");
    assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_E_OPTION);
    assert_non_null(
        strstr(err.text, "no covariance is known for contrasts that share a control by HR; use --multi-arm"));
    assert_null(pairs.pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_fifty_digits),
        cmocka_unit_test(every_covariance_belongs_to_a_measure),
        cmocka_unit_test(pairs_of_one_control_are_listed),
        cmocka_unit_test(what_is_not_known_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
