/* Quantities of results that were written as JSON. */
#include "check.h"

#include "tables.h"

#include <string.h>

static const char one[] =
    "{\"schema\": \"x/1\", \"input\": {\"rows\": 3}, \"results\": [{\"group\": {}, \"method\": \"REML\", \"k\": 2, "
    "\"estimate\": -0.5, \"tau2\": null, \"I2\": 50.5, \"on\": true, \"tests\": {\"cmh\": {\"pval\": 0.25}}, "
    "\"stationary\": [{\"tau2\": 0.125, \"maximum\": false}], \"omitted\": [{\"line\": 4, \"study\": \"C\", "
    "\"reason\": "
    "\"no sd1i\"}], \"coefficients\": [{\"name\": \"intrcpt\", \"se\": 0.1}, {\"name\": \"age.years\", \"se\": 0.2}], "
    "\"studies\": [{\"study\": \"A. et al.\", \"line\": 2, \"weight\": 40}, {\"study\": \"B\", \"line\": 3, "
    "\"weight\": "
    "60}, {\"study\": \"B\", \"line\": 5, \"weight\": 7}], \"flags\": [\"tau2_at_boundary\"], \"error\": null}]}";

static tsq_document *read_text(const char *text)
{
    tsq_document *document;
    tsq_error err;
    if (tsq_document_read(text, strlen(text), &document, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return document;
}

static void quantities_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *quantity;
        double number;
        bool percent;
    } rows[] = {
        {"k", 2, false},
        {"estimate", -0.5, false},
        {"exp(estimate)", 0.6065306597126334, false}, /* e^-0.5 */
        {"I2", 50.5, true},
        {"on", 1, false},
        {"tests.cmh.pval", 0.25, false},
        {"stationary.0.tau2", 0.125, false},
        {"stationary.0.maximum", 0, false},
        {"coef.intrcpt.se", 0.1, false},
        {"coef.age.years.se", 0.2, false},
        {"study.A. et al..weight", 40, true},
        {"line.3.weight", 60, true},
        {"line.5.weight", 7, true},
        {"flag.tau2_at_boundary", 1, false},
        {"flag.hk_narrower", 0, false},
        {"input.rows", 3, false},
    };
    tsq_document *document = read_text(one);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_computed computed;
        tsq_error err;
        if (tsq_document_find(document, rows[i].quantity, &computed, &err) != TSQ_OK) {
            fail_msg("%s: %s", rows[i].quantity, err.text);
        }
        assert_int_equal(computed.kind, TSQ_COMPUTED_NUMBER);
        check_close(computed.number, rows[i].number, 1e-15, 0);
        assert_int_equal(computed.percent, rows[i].percent);
    }
    tsq_computed computed;
    assert_int_equal(tsq_document_find(document, "method", &computed, NULL), TSQ_OK);
    assert_int_equal(computed.kind, TSQ_COMPUTED_TEXT);
    assert_string_equal(computed.text, "REML");
    assert_int_equal(tsq_document_find(document, "tau2", &computed, NULL), TSQ_OK);
    assert_int_equal(computed.kind, TSQ_COMPUTED_NONE);
    assert_int_equal(tsq_document_find(document, "exp(tau2)", &computed, NULL), TSQ_OK);
    assert_int_equal(computed.kind, TSQ_COMPUTED_NONE);
    tsq_document_free(document);
}

static void what_is_not_there_is_explained(void **state)
{
    (void)state;
    static const struct {
        const char *quantity, *message;
    } rows[] = {
        {"estimat", "quantity: there is no 'estimat'; did you mean 'estimate'?"},
        {"", "quantity: there is no ''"},
        {"tests.cm.pval", "quantity: there is no 'tests.cm.pval': no 'cm' there; did you mean 'cmh'?"},
        {"tests.cmh", "quantity: 'tests.cmh' is no number but an object; say which part, as in KEY.PART"},
        {"studies", "quantity: 'studies' is no number but a list; say which part, as in KEY.PART"},
        {"stationary.1.tau2", "quantity: there is no 'stationary.1.tau2': no '1' there"},
        {"coef.intercpt.se", "quantity: there is no coef 'intercpt'; did you mean 'intrcpt'?"},
        {"coef.intrcpt.sd", "quantity: there is no 'coef.intrcpt.sd': no 'sd' there; did you mean 'se'?"},
        {"coef.se", "quantity: 'coef.se' is not coef.NAME.KEY"},
        {"study.B.weight", "quantity: 2 rows have the study 'B'; line.N.KEY names one by its line"},
        {"study.C.weight", "quantity: the study 'C' is omitted: no sd1i"},
        {"study.D.weight", "quantity: there is no study 'D'"},
        {"line.4.weight", "quantity: the line '4' is omitted: no sd1i"},
        {"line.9.weight", "quantity: there is no line '9'"},
        {"flag.tau2_at_bondary", "quantity: there is no flag 'tau2_at_bondary'; did you mean 'tau2_at_boundary'?"},
        {"exp.int(estimate)", "quantity: 'exp.int(estimate)': exp.int needs more than the number"},
        {"exp(estimat)", "quantity: there is no 'estimat'; did you mean 'estimate'?"},
    };
    tsq_document *document = read_text(one);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_computed computed;
        check_error(tsq_document_find(document, rows[i].quantity, &computed, &err), TSQ_E_COLUMN, rows[i].message);
        assert_int_equal(computed.kind, TSQ_COMPUTED_NONE);
    }
    tsq_document_free(document);
}

/* Labels of any length, and labels that are called like a number in per cent. */
static void labels_are_only_labels(void **state)
{
    (void)state;
    char label[601] = "", text[2000], quantity[700];
    tsq_computed computed;
    tsq_error err;
    memset(label, 'x', sizeof label - 1);
    snprintf(text, sizeof text,
             "{\"results\": [{\"studies\": [{\"study\": \"%s\", \"yi\": 0.25}, {\"study\": \"weight\", "
             "\"yi\": 0.5}]}]}",
             label);
    tsq_document *document = read_text(text);
    snprintf(quantity, sizeof quantity, "study.%s.yi", label);
    assert_int_equal(tsq_document_find(document, quantity, &computed, &err), TSQ_OK);
    assert_true(computed.number == 0.25 && !computed.percent);
    assert_int_equal(tsq_document_find(document, "study.weight.yi", &computed, &err), TSQ_OK);
    assert_true(computed.number == 0.5 && !computed.percent);
    snprintf(quantity, sizeof quantity, "studies.%s.yi", label);
    assert_int_equal(tsq_document_find(document, quantity, &computed, &err), TSQ_E_COLUMN);
    tsq_document_free(document);
}

static void one_result_is_needed(void **state)
{
    (void)state;
    static const struct {
        const char *json, *message;
    } rows[] = {
        {"{\"results\": [{\"group\": {\"a\": \"1\", \"b\": \"2\"}, \"k\": 1}, {\"group\": {\"a\": \"3\"}, \"k\": 1}]}",
         "2 analyses come out of it (a = 1, b = 2; a = 3); `where` has to leave one"},
        {"{\"results\": []}", "there is no result"},
        {"{\"results\": [{\"k\": 1, \"error\": \"only 1 study\"}]}", "only 1 study"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_document *document = read_text(rows[i].json);
        tsq_computed computed;
        check_error(tsq_document_find(document, "k", &computed, &err), TSQ_E_MODEL, rows[i].message);
        tsq_document_free(document);
    }
    tsq_document *document = read_text("{\"rows\": [{\"study\": \"a\", \"line\": 2, \"yi\": 1.5}]}");
    tsq_computed computed;
    assert_int_equal(tsq_document_find(document, "study.a.yi", &computed, NULL), TSQ_OK);
    check_close(computed.number, 1.5, 0, 0);
    tsq_document_free(document);
}

/* Several scenarios, which no condition reduces to one, are named in the path. */
static void scenarios_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *quantity, *message; /* NULL: found */
        double number;
        tsq_status status;
    } rows[] = {
        {"scenarios.b.methods.DL+z.power.value", NULL, 0.75, TSQ_OK},
        {"scenarios.0.methods.0.power.value", NULL, 0.5, TSQ_OK},
        {"seed", NULL, 7.0, TSQ_OK},
        {"power", "4 scenarios come out of it (a; b; c; c); scenarios.NAME. before the quantity says which", 0.0,
         TSQ_E_MODEL},
        {"methods.0.power.value",
         "4 scenarios come out of it (a; b; c; c); scenarios.NAME. before the quantity says which", 0.0, TSQ_E_MODEL},
        {"scenarios.c.k", "quantity: 2 entries of the list are called 'c'; its place, from 0, names one", 0.0,
         TSQ_E_COLUMN},
        {"scenarios.d.k", "quantity: there is no 'scenarios.d.k': no 'd' there", 0.0, TSQ_E_COLUMN},
    };
    tsq_document *document =
        read_text("{\"seed\": 7, \"scenarios\": ["
                  "{\"scenario\": \"a\", \"methods\": [{\"method\": \"DL+z\", \"power\": {\"value\": 0.5}}]}, "
                  "{\"scenario\": \"b\", \"methods\": [{\"method\": \"DL+z\", \"power\": {\"value\": 0.75}}]}, "
                  "{\"scenario\": \"c\", \"k\": 1}, {\"scenario\": \"c\", \"k\": 2}]}");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_computed computed;
        if (rows[i].message == NULL) {
            assert_int_equal(tsq_document_find(document, rows[i].quantity, &computed, NULL), TSQ_OK);
            assert_true(computed.number == rows[i].number);
        } else {
            check_error(tsq_document_find(document, rows[i].quantity, &computed, &err), rows[i].status,
                        rows[i].message);
        }
    }
    tsq_document_free(document);
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    tsq_document *document = (tsq_document *)1;
    tsq_error err;
    assert_int_equal(tsq_document_read("{\"a\": 1", 7, &document, &err), TSQ_E_VALUE);
    assert_null(document);
    assert_non_null(strstr(err.text, "no JSON: line 1"));
    tsq_document_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_are_found),   cmocka_unit_test(what_is_not_there_is_explained),
        cmocka_unit_test(labels_are_only_labels), cmocka_unit_test(one_result_is_needed),
        cmocka_unit_test(scenarios_are_named),    cmocka_unit_test(what_is_no_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
