/* The shipped data sets: each file reads cleanly, is listed in datasets/README.md with its number of rows, has no
 * role played twice, and gives effects where it has the columns for them. */
#include <check.h>
#include <tausq/effect.h>
#include <tausq/io.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static char *read_readme(void)
{
    FILE *file = fopen(TAUSQ_DATASETS_DIR "/README.md", "rb");
    char *text;
    size_t n;

    assert_non_null(file);
    text = malloc(1 << 20);
    assert_non_null(text);
    n = fread(text, 1, (1 << 20) - 1, file);
    text[n] = '\0';
    fclose(file);
    return text;
}

/* The number in the README's line "| `name` | rows | ...", or -1 if there is no such line. */
static long listed_rows(const char *readme, const char *name)
{
    char key[300];
    const char *at;

    snprintf(key, sizeof key, "\n| `%s` | ", name);
    at = strstr(readme, key);
    return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

/* Every row that has the numbers gives an effect; a file whose columns allow a measure gives at least one. */
static void check_effects(const char *name, const tsq_roles *roles, const tsq_rows *rows, const char *id)
{
    const tsq_effect_measure *measure = tsq_effect_find(id);
    tsq_effects effects = {0};
    tsq_error err = {0};

    assert_non_null(measure);
    if (!measure->allowed(roles)) {
        return;
    }
    if (tsq_effects_compute(roles, rows, measure, NULL, &effects, &err)) {
        fail_msg("%s: %s: %s", name, id, err.text);
    }
    const bool by_arm = tsq_roles_has(roles, "arm"); /* then a control has no row of its own among the effects */
    if (effects.k == 0 || (!by_arm && effects.k + effects.n_omitted != rows->n)) {
        fail_msg("%s: %s: %zu effects and %zu omitted of %zu rows", name, id, effects.k, effects.n_omitted, rows->n);
    }
    tsq_effects_free(&effects);
}

static void check_file(const char *readme, const char *name)
{
    char path[1024];
    tsq_csv_options options = TSQ_CSV_OPTIONS_INIT;
    tsq_table *table = NULL;
    tsq_roles *roles = NULL;
    tsq_rows rows = {0};
    tsq_error err = {0};

    snprintf(path, sizeof path, "%s/%s", TAUSQ_DATASETS_DIR, name);
    if (tsq_csv_read(path, &options, NULL, &table, &err) || tsq_roles_new(table, NULL, 0, &roles, &err) ||
        tsq_table_where(table, NULL, 0, &rows, &err)) {
        fail_msg("%s: %s", name, err.text);
    }
    if (listed_rows(readme, name) != (long)tsq_table_rows(table)) {
        fail_msg("%s has %zu rows, README.md says %ld (-1: not listed)", name, tsq_table_rows(table),
                 listed_rows(readme, name));
    }
    check_effects(name, roles, &rows, "GEN");
    check_effects(name, roles, &rows, "MD");
    check_effects(name, roles, &rows, "SMD");
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

static void test_every_file(void **state)
{
    DIR *dir = opendir(TAUSQ_DATASETS_DIR);
    char *readme = read_readme();
    size_t files = 0;

    (void)state;
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        const char *end = strrchr(entry->d_name, '.');

        if (end && strcmp(end, ".csv") == 0) {
            check_file(readme, entry->d_name);
            files++;
        }
    }
    closedir(dir);
    free(readme);
    assert_in_range(files, 25, 1000);
}

/* Nothing is listed that is not there. */
static void test_every_line_of_the_readme(void **state)
{
    char *readme = read_readme();
    static const char key[] = "\n| `";

    (void)state;
    for (const char *at = strstr(readme, key); at; at = strstr(at + 1, key)) {
        const char *name = at + strlen(key);
        size_t length = strcspn(name, "`");
        char path[1024];
        FILE *file;

        snprintf(path, sizeof path, "%s/%.*s", TAUSQ_DATASETS_DIR, (int)length, name);
        file = fopen(path, "rb");
        if (!file) {
            fail_msg("README.md lists %s, which is not there", path);
        }
        fclose(file);
    }
    free(readme);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_file),
        cmocka_unit_test(test_every_line_of_the_readme),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
