/* Every preset names registered conventions, and becomes options. */
#include "check.h"

#include <tausq/pool.h>

#include <string.h>

static void names_registered_conventions(void **state)
{
    (void)state;
    assert_true(tsq_preset_count() >= 6);
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        const tsq_preset *preset = tsq_preset_at(i);
        assert_ptr_equal(tsq_preset_find(preset->id), preset);
        assert_non_null(tsq_tau2_find(preset->method));
        assert_true(strcmp(preset->test, "auto") == 0 || tsq_test_find(preset->test) != NULL);
        assert_true(strcmp(preset->prediction, "auto") == 0 || strcmp(preset->prediction, "none") == 0 ||
                    tsq_prediction_find(preset->prediction) != NULL);
        assert_true(strcmp(preset->tau2_interval, "auto") == 0 || strcmp(preset->tau2_interval, "none") == 0 ||
                    tsq_tau2_interval_find(preset->tau2_interval) != NULL);
        assert_non_null(strstr("LS LS2 UB H0 RV", preset->smd_vtype));
        assert_non_null(preset->left_out);
        assert_true(strlen(preset->title) > 0);
    }
}

static void unknown_ones_are_null(void **state)
{
    (void)state;
    assert_null(tsq_preset_at(tsq_preset_count()));
    assert_null(tsq_preset_find("revman-6"));
    assert_null(tsq_preset_find(""));
}

static void the_first_is_the_default(void **state)
{
    (void)state;
    tsq_pool_options options;
    memset(&options, 0x55, sizeof options);
    tsq_pool_preset(&options, NULL);
    assert_string_equal(options.preset->id, "tausq");
    assert_string_equal(options.fit.method->id, "REML");
    assert_null(options.tau2_interval); /* waits for the method: GENQ has its own */
    assert_string_equal(options.preset->tau2_interval, "QP");
    assert_string_equal(options.prediction, "auto");
    assert_true(options.fit.level == 95.0);
    assert_true(isnan(options.fit.tau2));
    assert_true(isnan(options.effect.corr));
    assert_int_equal(options.n_where, 0);
    assert_null(options.by);
    assert_null(options.weights);
    assert_null(options.measure);
}

static void conventions_become_options(void **state)
{
    (void)state;
    tsq_pool_options options;
    tsq_pool_preset(&options, tsq_preset_find("revman-5"));
    assert_string_equal(options.fit.method->id, "DL");
    assert_string_equal(options.fit.test->id, "z");
    assert_string_equal(options.prediction, "none");
    assert_string_equal(options.preset->tau2_interval, "none");
    assert_int_equal(options.fit.i2, TSQ_I2_Q);
    assert_int_equal(options.effect.bias, TSQ_BIAS_APPROX);
    tsq_pool_preset(&options, tsq_preset_find("meta-8"));
    assert_false(options.effect.rom_correct);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_registered_conventions),
        cmocka_unit_test(unknown_ones_are_null),
        cmocka_unit_test(the_first_is_the_default),
        cmocka_unit_test(conventions_become_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
