/* The writers of a check: JSON and SARIF by their structure, TAP and JUnit by their text, with hostile texts in them. */
#include "check.h"

#include <tausq/io.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[] = {"a b/c#.csv", "none.csv"};

/* Four claims of the first file, none of the second. */
static tsq_claim claims[] = {
    {.id = "good", .quantity = "k", .expected = "3", .tolerance = "", .source = "", .line = 2},
    {.id = "bad <&\"'> # \\ \x01\x1F end",
     .quantity = "estimate",
     .expected = "<0.001",
     .tolerance = "",
     .source = "J & J",
     .line = 3},
    {.id = "none", .quantity = "estimat", .expected = "1", .tolerance = "", .source = "", .line = 5},
    {.id = "flip", .quantity = "estimate", .expected = "1", .tolerance = "", .source = "", .line = 6},
};
static tsq_checked checked[4];

static const tsq_check_report *report(void)
{
    static tsq_check_report out = {.n_files = 2, .file = files, .n = 4, .checked = checked, .count = {1, 2, 1}};
    const double numbers[] = {3, 0.5, 0, -1};
    for (size_t i = 0; i < 4; i++) {
        const tsq_computed computed = {.kind = TSQ_COMPUTED_NUMBER, .number = numbers[i]};
        checked[i] = (tsq_checked){.claim = &claims[i]};
        tsq_claim_judge(&claims[i], '.', &computed, &checked[i].verdict);
    }
    tsq_claim_fail("there is no 'estimat'", &checked[2].verdict);
    checked[3].verdict.changed =
        TSQ_CHANGED_DATA | TSQ_CHANGED_METHOD | TSQ_CHANGED_DIRECTION | TSQ_CHANGED_SIGNIFICANCE;
    return &out;
}

static const tsq_write_options options = {.version = "1.2.3"};

/* Not inlined: gcc -O3 would take the text for its variable. */
__attribute__((noinline)) static char *written(tsq_status (*write)(FILE *, const tsq_check_report *,
                                                                   const tsq_write_options *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    assert_int_equal(write(stream, report(), &options), TSQ_OK);
    fclose(stream);
    return text;
}

static json_t *parsed(tsq_status (*write)(FILE *, const tsq_check_report *, const tsq_write_options *))
{
    char *text = written(write);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    free(text);
    return root;
}

static const char *text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void json_has_every_claim(void **state)
{
    (void)state;
    json_t *root = parsed(tsq_write_check_json);
    assert_string_equal(text_at(root, "schema"), "tausq.check/1");
    assert_int_equal(json_integer_value(json_object_get(root, "claims")), 4);
    assert_int_equal(json_integer_value(json_object_get(root, "held")), 1);
    assert_int_equal(json_integer_value(json_object_get(root, "not_held")), 2);
    assert_int_equal(json_integer_value(json_object_get(root, "not_computed")), 1);
    const json_t *results = json_object_get(root, "results"), *bad = json_array_get(results, 1),
                 *flip = json_array_get(results, 3);
    assert_int_equal(json_array_size(results), 4);
    assert_string_equal(text_at(bad, "id"), claims[1].id);
    assert_string_equal(text_at(bad, "outcome"), "not_held");
    check_close(json_number_value(json_object_get(bad, "computed")), 0.5, 0, 0);
    check_close(json_number_value(json_object_get(bad, "difference")), 0.499, 0, 0);
    assert_true(json_is_null(json_object_get(json_array_get(results, 2), "computed")));
    assert_string_equal(text_at(flip, "message"),
                        "estimate is -1, expected 1: off by -2 (200 %); the data changed and the "
                        "method changed; the conclusion changed (direction, significance)");
    assert_int_equal(json_array_size(json_object_get(flip, "changed")), 4);
    json_decref(root);
}

/* What the standard's schema requires of the parts that are there. */
static void sarif_has_what_the_standard_requires(void **state)
{
    (void)state;
    json_t *root = parsed(tsq_write_check_sarif);
    assert_string_equal(text_at(root, "version"), "2.1.0");
    assert_non_null(text_at(root, "$schema"));
    const json_t *run = json_array_get(json_object_get(root, "runs"), 0);
    const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    assert_string_equal(text_at(driver, "name"), "tausq");
    const json_t *rules = json_object_get(driver, "rules"), *results = json_object_get(run, "results");
    static const char *const ids[] = {"not-held", "not-computed", "conclusion-changed"};
    static const int lines[] = {3, 5, 6};
    assert_int_equal(json_array_size(results), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *result = json_array_get(results, i);
        const json_t *rule = json_array_get(rules, (size_t)json_integer_value(json_object_get(result, "ruleIndex")));
        assert_string_equal(text_at(result, "ruleId"), ids[i]);
        assert_string_equal(text_at(rule, "id"), ids[i]);
        assert_string_equal(text_at(result, "level"), "error");
        assert_non_null(text_at(json_object_get(result, "message"), "text"));
        const json_t *place =
            json_object_get(json_array_get(json_object_get(result, "locations"), 0), "physicalLocation");
        assert_string_equal(text_at(json_object_get(place, "artifactLocation"), "uri"), "a%20b/c%23.csv");
        assert_int_equal(json_integer_value(json_object_get(json_object_get(place, "region"), "startLine")), lines[i]);
    }
    for (size_t i = 0; i < json_array_size(rules); i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(text_at(json_array_get(rules, i), "id"), text_at(json_array_get(rules, j), "id"));
        }
    }
    json_decref(root);
}

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("no '%s' in:\n%s", part, text);
    }
}

static void junit_escapes_what_xml_cannot_hold(void **state)
{
    (void)state;
    char *text = written(tsq_write_check_junit);
    has(text, "<testsuite name=\"a b/c#.csv\" package=\"tausq\" id=\"0\"");
    has(text, "tests=\"4\" failures=\"2\" errors=\"1\"");
    has(text, "<testsuite name=\"none.csv\" package=\"tausq\" id=\"1\"");
    has(text, "tests=\"0\" failures=\"0\" errors=\"0\"");
    has(text, "<testcase name=\"bad &lt;&amp;&quot;'&gt; # \\ \\x01\\x1F end\"");
    has(text, "<failure type=\"not_held\" message=\"estimate is 0.50000, expected &lt;0.001: off by");
    has(text, "; source: J &amp; J</failure>");
    has(text, "<error type=\"not_computed\" message=\"cannot be computed: there is no 'estimat'\">a b/c#.csv:5: ");
    for (const char *c = text; *c != '\0'; c++) {
        assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    }
    free(text);
}

static void tap_is_what_the_protocol_says(void **state)
{
    (void)state;
    char *text = written(tsq_write_check_tap);
    assert_true(strncmp(text, "TAP version 14\n1..4\nok 1 - good\n", 32) == 0);
    has(text, "\nnot ok 2 - bad <&\"'> \\# \\\\ \\\\x01\\\\x1F end\n  ---\n  message: \"");
    has(text, "  found: \"0.50000\"\n  wanted: \"<0.001\"\n  quantity: \"estimate\"\n  file: \"a b/c#.csv\"\n  line: "
              "3\n  ...\n");
    has(text,
        "\nnot ok 3 - none\n  ---\n  message: \"cannot be computed: there is no 'estimat'\"\n  severity: error\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_every_claim),
        cmocka_unit_test(sarif_has_what_the_standard_requires),
        cmocka_unit_test(junit_escapes_what_xml_cannot_hold),
        cmocka_unit_test(tap_is_what_the_protocol_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
