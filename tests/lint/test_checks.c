/* Every check finds what it is for in the line where it stands, and says nothing about the same table without it. */
#include "check.h"

#include "tables.h"

#include <tausq/tausq.h>

#include <stdlib.h>
#include <string.h>

/* `bad` has the error in `line`; `good` is clean of it. */
struct example {
    const char *code;
    size_t line;
    const char *bad, *good;
    const char *fix; /* part of what the fix says; "" if there is none */
};

static const struct example examples[] = {
    /* Li Jing 2019: the middle of the limits is -17.43 */
    {"L12", 2, "study,estimate,ci_lb,ci_ub\nLi,-19.13,-25.59,-9.27\nLi,-1.38,-2.19,-0.57\n",
     "study,estimate,ci_lb,ci_ub\nLi,-17.43,-25.59,-9.27\nLi,-1.38,-2.19,-0.57\nRatio,0.5,0.25,1.0\n",
     "estimate -19.13 were -17.43"},
    /* 0.2 = 0.97/sqrt(23.5): an SE in place of the SD */
    {"L15", 3, "study,n_t,sd0_t,sd_t,sdchange_t\nA,20,2.0,2.2,1.5\nB,24,2.0,2.4,0.2\n",
     "study,n_t,sd0_t,sd_t,sdchange_t\nA,20,2.0,2.2,1.5\nB,24,2.0,2.4,0.98\n", "sdchange_t 0.2 were 0.98"},
    {"L16", 3, "study,ai,n1i,ci,n2i\nA,3,20,5,20\nB,40,25,8,25\n", "study,ai,n1i,ci,n2i\nA,3,20,5,20\nB,10,25,8,25\n",
     "ai 40 were 10"},
};

/* The findings of one check in a table. */
static size_t count_of(const char *text, const char *code, size_t line, const char *fix, bool *fix_said)
{
    tsq_table *table = table_of(text);
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report;
    tsq_error err;
    tsq_pool_preset(&options.pool, NULL);
    if (tsq_lint(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s: %s", code, err.text);
    }
    size_t found = 0;
    *fix_said = fix[0] == '\0';
    for (size_t i = 0; i < report.n; i++) {
        const tsq_lint_finding *f = &report.finding[i];
        if (strcmp(f->check->code, code) == 0 && (line == 0 || f->line == line)) {
            found++;
            *fix_said |= f->fix != NULL && strstr(f->fix, fix) != NULL;
        }
    }
    tsq_lint_free(&report);
    tsq_table_free(table);
    return found;
}

static void each_check_finds_its_error_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        const struct example *e = &examples[i];
        bool fix_said;
        if (count_of(e->bad, e->code, e->line, e->fix, &fix_said) == 0) {
            fail_msg("%s does not find line %zu of\n%s", e->code, e->line, e->bad);
        }
        if (!fix_said) {
            fail_msg("%s has no fix '%s' for\n%s", e->code, e->fix, e->bad);
        }
        if (count_of(e->good, e->code, 0, "", &fix_said) > 0) {
            fail_msg("%s finds something in\n%s", e->code, e->good);
        }
    }
}

static void each_check_has_an_example(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_lint_check_count(); i++) {
        const tsq_lint_check *check = tsq_lint_check_at(i);
        bool found = false;
        for (size_t j = 0; j < sizeof examples / sizeof examples[0]; j++) {
            found |= strcmp(examples[j].code, check->code) == 0;
        }
        if (!found) {
            fail_msg("%s (%s) has no example", check->code, check->id);
        }
        assert_ptr_equal(tsq_lint_check_find(check->code), check);
        assert_ptr_equal(tsq_lint_check_find(check->id), check);
        assert_true(i == 0 || strcmp(tsq_lint_check_at(i - 1)->code, check->code) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_check_finds_its_error_and_no_other),
        cmocka_unit_test(each_check_has_an_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
