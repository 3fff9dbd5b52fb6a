/* Every row of tests/golden/presets.csv through the program: check_golden PROGRAM. */
#include <tausq/io.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *cell(const tsq_table *table, size_t row, const char *name)
{
    size_t column;
    if (!tsq_table_find(table, name, &column)) {
        fprintf(stderr, "presets.csv: no column '%s'\n", name);
        exit(1);
    }
    return tsq_table_cell(table, row, column);
}

/* The program's number, NaN if there is none. */
static double compute(const char *program, const char *dataset, const char *args, const char *quantity)
{
    char command[2048];
    snprintf(command, sizeof command, "'%s' pool '%s/%s' %s --format json --quiet", program, TAUSQ_DATASETS_DIR,
             dataset, args);
    FILE *pipe = popen(command, "r");
    json_t *root = pipe != NULL ? json_loadf(pipe, 0, NULL) : NULL;
    double value = NAN;
    if (root != NULL) {
        value = json_number_value(json_object_get(json_array_get(json_object_get(root, "results"), 0), quantity));
    }
    json_decref(root);
    return pipe != NULL && pclose(pipe) == 0 ? value : (double)NAN;
}

static int check_row(const char *program, const tsq_table *table, size_t row)
{
    double expected, tolerance;
    if (tsq_number_read(cell(table, row, "expected"), '.', &expected) != TSQ_NUMBER ||
        tsq_number_read(cell(table, row, "tolerance"), '.', &tolerance) != TSQ_NUMBER) {
        printf("line %zu: not a number\n", tsq_table_line(table, row));
        return 1;
    }
    const char *args = cell(table, row, "args"), *quantity = cell(table, row, "quantity");
    const double got = compute(program, cell(table, row, "dataset"), args, quantity);
    /* A little more than the tolerance, since decimal halves are not exact in binary. */
    if (!(fabs(got - expected) <= tolerance * (1 + 1e-6))) {
        printf("line %zu: %s %s is %.17g, not %s within %g (off by %.3g)\n", tsq_table_line(table, row), args, quantity,
               got, cell(table, row, "expected"), tolerance, got - expected);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    tsq_table *table;
    tsq_error err;
    const tsq_csv_options options = TSQ_CSV_OPTIONS_INIT;
    if (argc != 2 || tsq_csv_read(TAUSQ_GOLDEN_DIR "/presets.csv", &options, NULL, &table, &err) != TSQ_OK) {
        fprintf(stderr, "%s\n", argc != 2 ? "usage: check_golden PROGRAM" : err.text);
        return 1;
    }
    int failed = 0;
    for (size_t row = 0; row < tsq_table_rows(table); row++) {
        failed += check_row(argv[1], table, row);
    }
    printf("%zu numbers, %d off\n", tsq_table_rows(table), failed);
    tsq_table_free(table);
    return failed > 0;
}
