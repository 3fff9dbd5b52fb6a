/* The writers: structure and order of the JSON, numbers that read back, null where nothing exists, CSV, markdown. */
#include "check.h"

#include "tables.h"

#include <jansson.h>
#include <stdlib.h>

typedef tsq_status (*writer)(FILE *, const tsq_pool_report *, const tsq_write_options *);

static const tsq_write_options plain = {
    .digits = -1, .transform = "auto", .input = "t.csv", .sha256 = "", .version = "1.2.3"};

/* What a writer makes of a report; freed by the caller. Not inlined: gcc -O3 would take the text for its variable. */
__attribute__((noinline)) static char *written(writer write, const tsq_pool_report *report,
                                               const tsq_write_options *options)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    assert_int_equal(write(stream, report, options), TSQ_OK);
    fclose(stream);
    return text;
}

static tsq_pool_report pool(const tsq_table *table, const char *preset, const char *by)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, tsq_preset_find(preset));
    options.by = by;
    tsq_pool_report report;
    tsq_error err;
    if (tsq_pool(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return report;
}

static const char three[] = "study,yi,vi\n\"a \"\"x\"\", b\",0.1,0.04\nb|c,0.5,0.09\n\xC3\x85se,0.3,0.01\n";

static void json_has_the_keys_in_order(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "group",   "measure",  "method", "test",      "level",   "pi",           "tau2_ci", "k",     "p",
        "omitted", "estimate", "se",     "statistic", "df",      "pval",         "ci_lb",   "ci_ub", "pi_lb",
        "pi_ub",   "pi_df",    "tau2",   "tau",       "se_tau2", "tau2_lb",      "tau2_ub", "QE",    "QE_df",
        "QE_p",    "I2",       "I2_lb",  "I2_ub",     "H2",      "logLik",       "AIC",     "BIC",   "AICc",
        "QM",      "QM_df1",   "QM_df2", "QM_p",      "R2",      "coefficients", "studies", "flags", "warnings"};
    tsq_table *table = table_of(three);
    tsq_pool_report report = pool(table, "tausq", NULL);
    char *text = written(tsq_write_pool_json, &report, &plain);
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        fail_msg("line %d: %s", error.line, error.text);
    }
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "tausq.pool/1");
    assert_string_equal(json_string_value(json_object_get(root, "version")), "1.2.3");
    json_t *input = json_object_get(root, "input");
    assert_int_equal(json_integer_value(json_object_get(input, "rows")), 3);
    assert_true(json_is_null(json_object_get(input, "sha256")));
    json_t *result = json_array_get(json_object_get(root, "results"), 0);
    void *at = json_object_iter(result);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_string_equal(json_object_iter_key(at), keys[i]);
        at = json_object_iter_next(result, at);
    }
    json_t *study = json_array_get(json_object_get(result, "studies"), 0);
    assert_string_equal(json_string_value(json_object_get(study, "study")), "a \"x\", b");
    json_decref(root);
    free(text);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static double json_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void json_numbers_read_back(void **state)
{
    (void)state;
    tsq_table *table = table_of(three);
    tsq_pool_report report = pool(table, "tausq", NULL);
    const tsq_fit_result *fit = &report.result[0].fit;
    char *text = written(tsq_write_pool_json, &report, &plain);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *result = json_array_get(json_object_get(root, "results"), 0);
    assert_true(json_at(result, "estimate") == fit->coefficients[0].estimate);
    assert_true(json_at(result, "ci_lb") == fit->coefficients[0].ci_lb);
    assert_true(json_at(result, "tau2_ub") == fit->tau2_ub);
    assert_true(json_at(result, "QE_p") == fit->QE_p);
    assert_true(json_at(result, "pi_ub") == fit->pi_ub);
    const json_t *study = json_array_get(json_object_get(result, "studies"), 2);
    assert_true(json_at(study, "weight") == fit->weight[2]);
    assert_true(json_at(study, "yi") == 0.3);
    assert_int_equal(json_integer_value(json_object_get(study, "line")), 4);
    json_decref(root);
    free(text);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* No prediction interval, no interval of tau2, no moderators, z: null, and never the text NaN. */
static void what_does_not_exist_is_null(void **state)
{
    (void)state;
    static const char *const absent[] = {"df", "pi_lb", "pi_ub", "pi_df", "tau2_lb", "tau2_ub", "QM", "QM_p", "R2"};
    tsq_table *table = table_of(three);
    tsq_pool_report report = pool(table, "revman-5", NULL);
    char *text = written(tsq_write_pool_json, &report, &plain);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *result = json_array_get(json_object_get(root, "results"), 0);
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        assert_true(json_is_null(json_object_get(result, absent[i])));
    }
    assert_string_equal(json_string_value(json_object_get(result, "pi")), "none");
    assert_string_equal(json_string_value(json_object_get(result, "tau2_ci")), "none");
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "NaN"));
    json_decref(root);
    free(text);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* Every writer takes a group without a fit, and one with a single study. */
static void groups_without_a_fit(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,g,yi,vi\na,1,,1\nb,\"2,5\",2,1\nc,3,1,0.1\nd,3,2,0.1\n");
    tsq_pool_report report = pool(table, "tausq", "g");
    tsq_write_options options = plain;
    options.forest = true;
    options.utf8 = true;
    char *json = written(tsq_write_pool_json, &report, &options);
    json_t *root = json_loads(json, 0, NULL);
    const json_t *first = json_array_get(json_object_get(root, "results"), 0);
    assert_true(json_is_null(json_object_get(first, "estimate")));
    assert_int_equal(json_array_size(json_object_get(first, "omitted")), 1);
    assert_int_equal(json_array_size(json_object_get(first, "coefficients")), 0);
    assert_string_equal(json_string_value(json_object_get(first, "error")), "no study can be used");
    json_decref(root);
    free(json);

    char *csv = written(tsq_write_pool_csv, &report, &options);
    tsq_table *back = table_of(csv);
    assert_int_equal(tsq_table_rows(back), 3);
    assert_string_equal(tsq_table_column_name(back, 0), "g");
    assert_string_equal(tsq_table_cell(back, 1, 0), "2,5");
    size_t column;
    assert_true(tsq_table_find(back, "estimate", &column));
    assert_string_equal(tsq_table_cell(back, 0, column), "");
    assert_string_equal(tsq_table_cell(back, 1, column), "2");
    tsq_table_free(back);
    free(csv);

    char *text = written(tsq_write_pool_text, &report, &options);
    assert_non_null(strstr(text, "Not estimated: no study can be used."));
    assert_null(strstr(text, "nan"));
    free(text);
    char *markdown = written(tsq_write_pool_markdown, &report, &options);
    assert_null(strstr(markdown, "nan"));
    free(markdown);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* Lines of a table are as wide as its rule; no line ends in blanks. */
static void text_is_aligned(void **state)
{
    (void)state;
    tsq_table *table = table_of(three);
    tsq_pool_report report = pool(table, "tausq", NULL);
    char *text = written(tsq_write_pool_text, &report, &plain);
    assert_null(strstr(text, " \n"));
    const char *name = strstr(text, "\xC3\x85se"), *other = strstr(text, "b|c");
    assert_non_null(name);
    assert_non_null(other);
    /* Two bytes for one character: the cell behind it stands one byte later. */
    assert_int_equal(strcspn(name, ".") - strcspn(other, "."), 1);
    free(text);
    char *markdown = written(tsq_write_pool_markdown, &report, &plain);
    assert_non_null(strstr(markdown, "| b\\|c |"));
    free(markdown);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void digits_are_obeyed(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,1,0.5\nb,2,0.5\n");
    tsq_pool_report report = pool(table, "revman-5", NULL);
    tsq_write_options options = plain;
    options.digits = 6;
    char *text = written(tsq_write_pool_text, &report, &options);
    assert_non_null(strstr(text, "Estimate  1.500000  95% CI "));
    free(text);
    options.digits = 0;
    text = written(tsq_write_pool_text, &report, &options);
    assert_non_null(strstr(text, "Estimate  2  95% CI "));
    free(text);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* exp(estimate) beside it, where asked for. */
static void back_transformed(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,0,0.5\nb,0,0.5\n");
    tsq_pool_report report = pool(table, "revman-5", NULL);
    tsq_write_options options = plain;
    options.digits = 2;
    char *text = written(tsq_write_pool_text, &report, &options);
    assert_null(strstr(text, "exp("));
    free(text);
    options.transform = "exp";
    text = written(tsq_write_pool_text, &report, &options);
    assert_non_null(strstr(text, "exp(Estimate)  1.00  95% CI"));
    /* exp(-+1.959964 * 0.5) */
    assert_non_null(strstr(text, " 0.38 to 2.66"));
    free(text);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_keys_in_order),
        cmocka_unit_test(json_numbers_read_back),
        cmocka_unit_test(what_does_not_exist_is_null),
        cmocka_unit_test(groups_without_a_fit),
        cmocka_unit_test(text_is_aligned),
        cmocka_unit_test(digits_are_obeyed),
        cmocka_unit_test(back_transformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
