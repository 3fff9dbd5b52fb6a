/* Errors put into clean rows, each with a factor of sqrt(10) or more: of studies whose SDs scatter as those of most
 * analyses nearly all are found, and few clean rows are flagged; then into the data sets that come with tausq. */
#include "check.h"

#include "seeding.h"

/* Means and SDs of several studies with one outcome, or with an outcome or analysis to group by. */
static const struct {
    const char *file, *by;
} sets[] = {{"alt_nafld_vitamin_e.csv", NULL},
            {"borenstein_continuous.csv", NULL},
            {"cochrane_liver_alt_albumin.csv", "analysis"},
            {"length_of_stay.csv", NULL},
            {"cell_therapy_liver.csv", "outcome,weeks"}};
enum { SETS = sizeof sets / sizeof sets[0] };

static tsq_table *read_set(size_t i)
{
    char path[512];
    tsq_table *table;
    tsq_error err;
    snprintf(path, sizeof path, "%s/%s", TAUSQ_DATASETS_DIR, sets[i].file);
    if (tsq_csv_read(path, NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

static void put_into(size_t i, struct tally tally[SEEDS])
{
    tsq_table *table = read_set(i);
    tsq_roles *roles;
    tsq_error err;
    tsq_rows rows;
    tsq_groups groups;
    assert_int_equal(tsq_roles_new(table, NULL, 0, &roles, &err), TSQ_OK);
    assert_int_equal(tsq_table_where(table, NULL, 0, &rows, &err), TSQ_OK);
    assert_int_equal(tsq_table_group(table, &rows, sets[i].by, &groups, &err), TSQ_OK);
    for (size_t g = 0; g < groups.n; g++) {
        if (groups.rows[g].n >= 3) {
            seed_group(roles, &groups.rows[g], 0, 1, tally);
        }
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

static size_t sum_up(const struct tally tally[SEEDS], size_t *put)
{
    size_t found = 0;
    *put = 0;
    print_tally(tally);
    for (size_t s = 0; s < SEEDS; s++) {
        *put += tally[s].put;
        found += tally[s].found;
    }
    printf("%zu of %zu found\n", found, *put);
    return found;
}

/* The data sets hold changes beside final values, and SDs of one outcome from 6 to 65: what is told there is less. */
static void most_errors_are_found_in_the_data_sets(void **state)
{
    (void)state;
    struct tally tally[SEEDS] = {{0}};
    size_t put;
    for (size_t i = 0; i < SETS; i++) {
        put_into(i, tally);
    }
    const size_t found = sum_up(tally, &put);
    assert_true(put > 200);
    assert_true((double)found >= 0.82 * (double)put);
}

/* ---- simulated studies ----------------------------------------------------------------------------------------- */

/* The SD of n values of a normal population with SD 1, nearly. */
static double sampled_sd(double n)
{
    return exp(normal() / sqrt(2.0 * (n - 1.0)));
}

/* Eight studies of one outcome as CSV: log SDs scatter by `spread`, means by a fifth. */
static tsq_table *simulate(double spread)
{
    enum { STUDIES = 8 };
    char text[2048] = "study,n1i,m1i,sd1i,n2i,m2i,sd2i\n";
    tsq_table *table;
    tsq_error err;
    const double level = exp(6.0 * uniform() - 1.0), cv = exp(1.5 * uniform() - 2.0), effect = normal() * 0.4;
    for (int i = 0; i < STUDIES; i++) {
        const double n1 = floor(12.0 + 70.0 * uniform()), n2 = floor(n1 * (0.85 + 0.3 * uniform()));
        const double mean = level * exp(0.2 * normal()), sd = level * cv * exp(spread * normal());
        const double m1 = mean + sd * (effect + 0.15 * normal() + normal() / sqrt(n1)),
                     m2 = mean + sd * normal() / sqrt(n2);
        const size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "S%d,%g,%.4g,%.3g,%g,%.4g,%.3g\n", i, n1, m1, sd * sampled_sd(n1), n2,
                 m2, sd * sampled_sd(n2));
    }
    if (tsq_csv_read_memory(text, strlen(text), "simulated", NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

static size_t flagged_in(const tsq_table *table)
{
    size_t flagged = 0;
    char code[8];
    for (size_t line = 2; line < 2 + tsq_table_rows(table); line++) {
        flagged += found_in(table, line, code) > 1;
    }
    return flagged;
}

static void nearly_all_errors_are_found(void **state)
{
    (void)state;
    struct tally tally[SEEDS] = {{0}};
    size_t flagged = 0, rows = 0, put;
    for (int i = 0; i < 60; i++) {
        tsq_table *table = simulate(0.25);
        tsq_roles *roles;
        tsq_rows all;
        tsq_error err;
        assert_int_equal(tsq_roles_new(table, NULL, 0, &roles, &err), TSQ_OK);
        assert_int_equal(tsq_table_where(table, NULL, 0, &all, &err), TSQ_OK);
        flagged += flagged_in(table);
        rows += all.n;
        seed_group(roles, &all, (size_t)i % all.n, all.n, tally);
        tsq_rows_free(&all);
        tsq_roles_free(roles);
        tsq_table_free(table);
    }
    const size_t found = sum_up(tally, &put);
    printf("%zu of %zu clean rows flagged\n", flagged, rows);
    assert_true(put > 400);
    assert_true((double)found >= 0.95 * (double)put);
    assert_true((double)flagged <= 0.02 * (double)rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearly_all_errors_are_found),
        cmocka_unit_test(most_errors_are_found_in_the_data_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
