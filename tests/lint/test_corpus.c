/* Against an external corpus of real meta-analyses, where TAUSQ_CORPUS names one: how many of its rows are flagged, and
 * how many of the errors put into it are found. Prints the tables of docs/lint.md. */
#include "check.h"

#include "seeding.h"

static const char *corpus;

static tsq_table *read_corpus(void)
{
    tsq_table *table;
    tsq_error err;
    if (tsq_csv_read(corpus, NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

static void print_clean(const tsq_table *table, const char *measure)
{
    char condition[64];
    const char *conditions[1] = {condition};
    snprintf(condition, sizeof condition, "measure=%s", measure);
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report;
    tsq_error err;
    tsq_pool_preset(&options.pool, NULL);
    options.pool.where = conditions;
    options.pool.n_where = 1;
    options.pool.by = "review,analysis";
    options.pool.measure = tsq_effect_find(measure);
    if (tsq_lint(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    size_t flagged = 0, last = 0;
    for (size_t i = 0; i < report.n; i++) {
        if (report.finding[i].severity > TSQ_LINT_NOTE && report.finding[i].line != last) {
            last = report.finding[i].line;
            flagged++;
        }
    }
    printf("%s: %zu of %zu rows flagged (%.2f %%)\n", measure, flagged, report.rows,
           100.0 * (double)flagged / (double)report.rows);
    for (size_t c = 0; c < tsq_lint_check_count(); c++) {
        size_t n = 0;
        for (size_t i = 0; i < report.n; i++) {
            n += report.finding[i].check == tsq_lint_check_at(c);
        }
        if (n > 0) {
            printf("    %s %s: %zu\n", tsq_lint_check_at(c)->code, tsq_lint_check_at(c)->id, n);
        }
    }
    assert_true((double)flagged <= 0.05 * (double)report.rows);
    tsq_lint_free(&report);
}

static void few_rows_are_flagged(void **state)
{
    (void)state;
    static const char *const measures[] = {"MD", "SMD", "RR", "OR", "RD"};
    tsq_table *table = read_corpus();
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        print_clean(table, measures[i]);
    }
    tsq_table_free(table);
}

static void print_recall(const char *measure, size_t least, size_t most)
{
    tsq_table *table = read_corpus();
    tsq_roles *roles;
    tsq_error err;
    char condition[64];
    const char *conditions[1] = {condition};
    tsq_rows rows;
    tsq_groups groups;
    snprintf(condition, sizeof condition, "measure=%s", measure);
    assert_int_equal(tsq_roles_new(table, NULL, 0, &roles, &err), TSQ_OK);
    assert_int_equal(tsq_table_where(table, conditions, 1, &rows, &err), TSQ_OK);
    assert_int_equal(tsq_table_group(table, &rows, "review,analysis", &groups, &err), TSQ_OK);
    struct tally tally[SEEDS] = {{0}};
    for (size_t g = 0; g < groups.n; g++) {
        if (groups.rows[g].n >= least && groups.rows[g].n <= most) {
            seed_group(roles, &groups.rows[g], g % groups.rows[g].n, groups.rows[g].n > 12 ? 12 : groups.rows[g].n,
                       tally);
        }
    }
    printf("%s, %zu to %zu rows:\n", measure, least, most);
    for (size_t s = 0; s < SEEDS; s++) {
        printf("    %-32s %5zu put, %5.1f %% found, %5.1f %% named\n", seeds[s].name, tally[s].put,
               100.0 * (double)tally[s].found / (double)tally[s].put,
               100.0 * (double)tally[s].named / (double)tally[s].put);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

static void errors_are_found(void **state)
{
    (void)state;
    print_recall("MD", 2, 3);
    print_recall("MD", 4, 9);
    print_recall("MD", 10, 100);
    print_recall("SMD", 2, 3);
    print_recall("SMD", 4, 9);
    print_recall("SMD", 10, 100);
}

int main(void)
{
    corpus = getenv("TAUSQ_CORPUS");
    if (corpus == NULL || corpus[0] == '\0') {
        puts("TAUSQ_CORPUS is not set");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_rows_are_flagged),
        cmocka_unit_test(errors_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
