/* Every allocation of a walk and of its writers fails once: each time the call says so, gives nothing out and (under a
 * sanitizer) loses nothing. */
#include "failing_memory.h"

#include "tables.h"

#include <stdlib.h>

/* From metafor's conventions to Mantel-Haenszel, with a step that takes another along. */
static tsq_status walk(const tsq_table *table, tsq_explanation *out, tsq_error *err)
{
    tsq_pool_options from, to;
    tsq_pool_preset(&from, tsq_preset_find("tausq"));
    tsq_pool_preset(&to, tsq_preset_find("revman-5"));
    from.measure = to.measure = tsq_effect_find("OR");
    to.fit.method = tsq_tau2_find("MH");
    from.by = to.by = "g";
    const tsq_explain_side a = {"tausq", &from}, b = {"revman-5 --method MH", &to};
    return tsq_explain(table, &a, &b, out, err);
}

static tsq_table *two_groups(void)
{
    return table_of("study,g,ai,n1i,ci,n2i\nu,x,1,10,3,10\nv,x,0,20,5,20\nw,x,4,30,8,30\ny,z,2,9,3,9\nz,z,1,8,0,8\n");
}

static void each_failed_allocation_is_said(void **state)
{
    (void)state;
    tsq_table *table = two_groups();
    long n = 0;
    for (bool all = false; !all; n++) {
        tsq_explanation explanation;
        tsq_error err = {.text = ""};
        until_failure = n;
        const tsq_status status = walk(table, &explanation, &err);
        all = until_failure >= 0;
        until_failure = -1;
        if (all) {
            assert_int_equal(status, TSQ_OK);
        } else {
            assert_int_equal(status, TSQ_E_MEMORY);
            assert_int_equal(err.code, TSQ_E_MEMORY);
            assert_null(explanation.point);
        }
        tsq_explain_free(&explanation);
    }
    assert_true(n > 100);
    tsq_table_free(table);
}

static void writers_say_so_too(void **state)
{
    (void)state;
    static tsq_status (*const writers[])(FILE *, const tsq_explanation *, const tsq_write_options *) = {
        tsq_write_explain_text, tsq_write_explain_markdown, tsq_write_explain_json, tsq_write_explain_csv};
    const tsq_write_options options = {
        .digits = -1, .utf8 = true, .transform = "auto", .input = "t.csv", .sha256 = "", .version = "0"};
    tsq_table *table = two_groups();
    tsq_explanation explanation;
    tsq_error err;
    assert_int_equal(walk(table, &explanation, &err), TSQ_OK);
    FILE *stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        for (bool all = false; !all;) {
            static long n;
            until_failure = n++;
            const tsq_status status = writers[i](stream, &explanation, &options);
            all = until_failure >= 0;
            until_failure = -1;
            assert_int_equal(status, all ? TSQ_OK : TSQ_E_MEMORY);
            n = all ? 0 : n;
        }
    }
    fclose(stream);
    tsq_explain_free(&explanation);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failed_allocation_is_said),
        cmocka_unit_test(writers_say_so_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
