/* Claims tables, and claims against what was computed. */
#include "check.h"

#include "tables.h"

#include <tausq/tausq.h>

#include <string.h>

static tsq_error err;

/* ---- tables -------------------------------------------------------------------------------------------------------- */

static void columns_are_found_by_name(void **state)
{
    (void)state;
    tsq_table *table = table_of("expected,extra,quantity,id,data\n-1.2,x,k,a,f.csv\n3,,tau2,b,\n");
    tsq_claims claims;
    assert_int_equal(tsq_claims_read(table, &claims, &err), TSQ_OK);
    assert_int_equal(claims.n, 2);
    assert_string_equal(claims.claim[0].expected, "-1.2");
    assert_string_equal(claims.claim[0].quantity, "k");
    assert_string_equal(claims.claim[0].where, "");
    assert_string_equal(claims.claim[1].id, "b");
    assert_string_equal(claims.claim[1].data, "");
    assert_int_equal(claims.claim[1].line, 3);
    tsq_claims_free(&claims);
    tsq_table_free(table);
}

static void what_is_no_claims_table_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *message;
        tsq_status status;
    } rows[] = {
        {"id,data,quantity\na,b,c\n", "t.csv: no column 'expected'; claims have the columns", TSQ_E_COLUMN},
        {"id,data,quantity,expected,tolerence\na,b,c,1,\n", "unknown column 'tolerence'; did you mean 'tolerance'?",
         TSQ_E_COLUMN},
        {"id,data,quantity,Expected\na,b,c,1\n", "unknown column 'Expected'; did you mean 'expected'?", TSQ_E_COLUMN},
        {"id,data,quantity,expected\n,b,c,1\n", "t.csv:2: id: every claim needs one", TSQ_E_VALUE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_table *table = table_of(rows[i].csv);
        tsq_claims claims;
        assert_int_equal(tsq_claims_read(table, &claims, &err), rows[i].status);
        if (strstr(err.text, rows[i].message) == NULL) {
            fail_msg("'%s' is not '%s'", err.text, rows[i].message);
        }
        assert_null(claims.claim);
        tsq_table_free(table);
    }
}

static void ids_may_be_shared_but_not_in_a_baseline(void **state)
{
    (void)state;
    tsq_table *table = table_of("id,data,quantity,expected\na,b,c,1\na,b,d,2\n");
    tsq_claims claims;
    assert_int_equal(tsq_claims_read(table, &claims, &err), TSQ_OK);
    assert_int_equal(claims.n, 2);
    assert_int_equal(tsq_claims_unique(&claims, &err), TSQ_E_VALUE);
    assert_string_equal(err.text, "t.csv:3: id: there is another claim 'a' on line 2");
    claims.n = 1;
    assert_int_equal(tsq_claims_unique(&claims, &err), TSQ_OK);
    tsq_claims_free(&claims);
    tsq_table_free(table);
}

/* ---- verdicts ------------------------------------------------------------------------------------------------------- */

static tsq_claim_verdict judge(const char *expected, const char *tolerance, double x, bool percent)
{
    const tsq_claim claim = {.expected = expected, .tolerance = tolerance};
    const tsq_computed computed = {.kind = TSQ_COMPUTED_NUMBER, .number = x, .percent = percent};
    tsq_claim_verdict verdict;
    tsq_claim_judge(&claim, '.', &computed, &verdict);
    return verdict;
}

static void numbers_hold_as_printed_or_within_tolerance(void **state)
{
    (void)state;
    static const struct {
        const char *expected, *tolerance;
        double x;
        bool percent;
        tsq_outcome outcome;
    } rows[] = {
        {"-1.20", "", -1.2049, false, TSQ_CLAIM_HELD},
        {"-1.20", "", -1.2051, false, TSQ_CLAIM_NOT_HELD},
        {"-1.20", "0.01", -1.21, false, TSQ_CLAIM_HELD}, /* a tie in decimals */
        {"-1.20", "0.01", -1.2101, false, TSQ_CLAIM_NOT_HELD},
        {"1.2", "0", 1.2, false, TSQ_CLAIM_HELD},
        {"1.2", "0", 1.2000000000000002, false, TSQ_CLAIM_NOT_HELD},
        {"1e6", "rel:1e-8", 1000000.009, false, TSQ_CLAIM_HELD},
        {"1e6", "rel:1e-8", 1000000.011, false, TSQ_CLAIM_NOT_HELD},
        {"0", "rel:1e-8", 1e-300, false, TSQ_CLAIM_NOT_HELD},
        {"<0.001", "", 0.0009, false, TSQ_CLAIM_HELD},
        {"<0.001", "", 0.0011, false, TSQ_CLAIM_NOT_HELD},
        {"92%", "", 92.3, true, TSQ_CLAIM_HELD},
        {"92%", "", 0.923, false, TSQ_CLAIM_HELD}, /* a share, printed in per cent */
        {"92%", "", 0.923, true, TSQ_CLAIM_NOT_HELD},
        {"92", "", 92.3, true, TSQ_CLAIM_HELD},
        {"92%", "1", 93.0, true, TSQ_CLAIM_HELD},
        {"31.5 to 31.6", "", 31.64, false, TSQ_CLAIM_HELD},
        {"31.5 to 31.6", "", 31.66, false, TSQ_CLAIM_NOT_HELD},
        {"NA", "", 1.0, false, TSQ_CLAIM_NOT_HELD},
        {"", "", 1.0, false, TSQ_CLAIM_NOT_COMPUTED},
        {"about 3", "", 3.0, false, TSQ_CLAIM_NOT_COMPUTED},
        {"3", "some", 3.0, false, TSQ_CLAIM_NOT_COMPUTED},
        {"3", "-1", 3.0, false, TSQ_CLAIM_NOT_COMPUTED},
        {"3", "rel:", 3.0, false, TSQ_CLAIM_NOT_COMPUTED},
        {"<3", "0.1", 2.0, false, TSQ_CLAIM_NOT_COMPUTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_claim_verdict verdict = judge(rows[i].expected, rows[i].tolerance, rows[i].x, rows[i].percent);
        if (verdict.outcome != rows[i].outcome) {
            fail_msg("'%s' '%s' %g: %d, not %d: %s", rows[i].expected, rows[i].tolerance, rows[i].x,
                     (int)verdict.outcome, (int)rows[i].outcome, verdict.reason);
        }
        assert_int_equal(verdict.reason[0] != '\0', rows[i].outcome == TSQ_CLAIM_NOT_COMPUTED);
    }
}

static void differences_are_told(void **state)
{
    (void)state;
    tsq_claim_verdict verdict = judge("-1.25", "", -1.5, false);
    check_close(verdict.difference, -0.25, 0, 0);
    check_close(verdict.relative, -0.2, 1e-15, 0);
    verdict = judge("<0.001", "", 0.003, false);
    check_close(verdict.difference, 0.002, 1e-15, 0);
    verdict = judge("2 to 3", "", 4.5, false);
    check_close(verdict.difference, 1.0, 0, 0);
    verdict = judge("50%", "", 0.75, false);
    check_close(verdict.computed, 75.0, 0, 0);
    check_close(verdict.difference, 25.0, 0, 0);
    verdict = judge("0", "", 1.0, false);
    check_close(verdict.relative, NAN, 0, 0);
}

static void texts_and_what_does_not_exist(void **state)
{
    (void)state;
    const tsq_computed text = {.kind = TSQ_COMPUTED_TEXT, .number = NAN, .text = "REML"};
    const tsq_computed none = {.kind = TSQ_COMPUTED_NONE, .number = NAN};
    static const struct {
        const char *expected;
        tsq_outcome text, none;
    } rows[] = {
        {"REML", TSQ_CLAIM_HELD, TSQ_CLAIM_NOT_HELD},
        {"reml", TSQ_CLAIM_NOT_HELD, TSQ_CLAIM_NOT_HELD},
        {"NA", TSQ_CLAIM_NOT_HELD, TSQ_CLAIM_HELD},
        {"0", TSQ_CLAIM_NOT_HELD, TSQ_CLAIM_NOT_HELD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_claim claim = {.expected = rows[i].expected, .tolerance = ""};
        tsq_claim_verdict verdict;
        tsq_claim_judge(&claim, '.', &text, &verdict);
        assert_int_equal(verdict.outcome, rows[i].text);
        tsq_claim_judge(&claim, '.', &none, &verdict);
        assert_int_equal(verdict.outcome, rows[i].none);
    }
}

/* ---- where differences come from -------------------------------------------------------------------------------------- */

static void differences_are_traced(void **state)
{
    (void)state;
    const tsq_circumstances now = {.sha256 = "d", .version = "2", .options = "pool", .level = 95.0};
    static const struct {
        const char *sha256, *version, *options, *quantity, *expected, *tolerance, *mcid;
        double x;
        unsigned changed;
    } rows[] = {
        {"d", "2", "pool", "tau2", "1", "rel:1e-8", "", 1.0, 0},
        {"", "", "", "tau2", "1", "rel:1e-8", "", 2.0, 0}, /* a published number */
        {"e", "1", "pool --method DL", "tau2", "1", "rel:1e-8", "", 1.0, 0},
        {"e", "2", "pool", "tau2", "1", "rel:1e-8", "", 2.0, TSQ_CHANGED_DATA},
        {"e", "1", "pool", "tau2", "1", "rel:1e-8", "", 2.0, TSQ_CHANGED_DATA},
        {"d", "2", "pool --method DL", "tau2", "1", "rel:1e-8", "", 2.0, TSQ_CHANGED_METHOD},
        {"e", "2", "pool --method DL", "tau2", "1", "", "", 2.0, TSQ_CHANGED_DATA | TSQ_CHANGED_METHOD},
        {"d", "1", "pool", "tau2", "1", "rel:1e-8", "", 2.0, TSQ_CHANGED_VERSION},
        {"d", "2", "pool", "tau2", "1", "rel:1e-8", "", 1.001, TSQ_CHANGED_DRIFT},
        {"d", "2", "pool", "tau2", "1", "rel:1e-8", "", 1.000000001, TSQ_CHANGED_DRIFT | TSQ_CHANGED_NOISE},
        {"d", "2", "pool", "tau2", "1", "rel:1e-8", "", 1.0 + 1e-13, 0},
        {"e", "2", "pool", "estimate", "1", "", "", -1.0, TSQ_CHANGED_DATA | TSQ_CHANGED_DIRECTION},
        {"e", "2", "pool", "coef.x.estimate", "1", "", "", -1.0, TSQ_CHANGED_DATA | TSQ_CHANGED_DIRECTION},
        {"e", "2", "pool", "study.x.yi", "1", "", "", -1.0, TSQ_CHANGED_DATA},
        {"e", "2", "pool", "estimate", "1", "", "0.5", 0.4, TSQ_CHANGED_DATA | TSQ_CHANGED_IMPORTANCE},
        {"e", "2", "pool", "estimate", "-1", "", "0.5", -0.4, TSQ_CHANGED_DATA | TSQ_CHANGED_IMPORTANCE},
        {"e", "2", "pool", "estimate", "1", "", "0.5", 0.6, TSQ_CHANGED_DATA},
        {"e", "2", "pool", "pval", "0.04", "", "", 0.06, TSQ_CHANGED_DATA | TSQ_CHANGED_SIGNIFICANCE},
        {"e", "2", "pool", "pval", "0.04", "", "", 0.01, TSQ_CHANGED_DATA},
        {"e", "2", "pool", "QE_p", "0.04", "", "", 0.06, TSQ_CHANGED_DATA},
        {"e", "2", "pool", "ci_lb", "0.1", "", "", -0.1, TSQ_CHANGED_DATA | TSQ_CHANGED_SIGNIFICANCE},
        {"e", "2", "pool", "tau2", "NA", "", "", 1.0, TSQ_CHANGED_DATA},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_claim claim = {.sha256 = rows[i].sha256,
                                 .version = rows[i].version,
                                 .options = rows[i].options,
                                 .quantity = rows[i].quantity,
                                 .expected = rows[i].expected,
                                 .tolerance = rows[i].tolerance,
                                 .mcid = rows[i].mcid};
        const tsq_computed computed = {.kind = TSQ_COMPUTED_NUMBER, .number = rows[i].x};
        tsq_claim_verdict verdict;
        tsq_claim_judge(&claim, '.', &computed, &verdict);
        tsq_claim_trace(&claim, &now, &verdict);
        if (verdict.changed != rows[i].changed) {
            fail_msg("row %zu: %u, not %u", i, verdict.changed, rows[i].changed);
        }
    }
}

/* An interval on the other side is no less significant; one that lost one end is. */
static void both_ends_are_a_direction(void **state)
{
    (void)state;
    static const struct {
        const char *quantity[2];
        double old[2], now[2];
        unsigned conclusion;
    } rows[] = {
        {{"ci_lb", "ci_ub"}, {1, 3}, {-3, -1}, TSQ_CHANGED_DIRECTION},
        {{"ci_ub", "ci_lb"}, {3, 1}, {-1, -3}, TSQ_CHANGED_DIRECTION},
        {{"coef.x.ci_lb", "coef.x.ci_ub"}, {-3, -1}, {1, 3}, TSQ_CHANGED_DIRECTION},
        {{"coef.x.ci_lb", "coef.y.ci_ub"}, {-3, -1}, {1, 3}, TSQ_CHANGED_SIGNIFICANCE},
        {{"coef.x.ci_lb", "ci_ub"}, {-3, -1}, {1, 3}, TSQ_CHANGED_SIGNIFICANCE},
        {{"ci_lb", "ci_lb"}, {-3, -1}, {1, 3}, TSQ_CHANGED_SIGNIFICANCE},
    };
    const tsq_circumstances now = {.sha256 = "d", .version = "2", .options = "pool", .level = 95.0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_claim claim[2];
        tsq_checked checked[2];
        char text[2][TSQ_NUMBER_TEXT];
        for (int j = 0; j < 2; j++) {
            const tsq_computed computed = {.kind = TSQ_COMPUTED_NUMBER, .number = rows[i].now[j]};
            claim[j] = (tsq_claim){.data = "t.csv",
                                   .where = "",
                                   .args = "",
                                   .sha256 = "e",
                                   .version = "2",
                                   .options = "pool",
                                   .quantity = rows[i].quantity[j],
                                   .tolerance = "",
                                   .mcid = "",
                                   .expected = tsq_number_print(rows[i].old[j], text[j])};
            checked[j] = (tsq_checked){.claim = &claim[j]};
            tsq_claim_judge(&claim[j], '.', &computed, &checked[j].verdict);
            tsq_claim_trace(&claim[j], &now, &checked[j].verdict);
        }
        tsq_claim_trace_ends(&checked[0], &checked[1]);
        for (int j = 0; j < 2; j++) {
            assert_int_equal(checked[j].verdict.changed, TSQ_CHANGED_DATA | rows[i].conclusion);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(what_is_no_claims_table_is_refused),
        cmocka_unit_test(ids_may_be_shared_but_not_in_a_baseline),
        cmocka_unit_test(numbers_hold_as_printed_or_within_tolerance),
        cmocka_unit_test(differences_are_told),
        cmocka_unit_test(texts_and_what_does_not_exist),
        cmocka_unit_test(differences_are_traced),
        cmocka_unit_test(both_ends_are_a_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
