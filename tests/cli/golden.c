/* Every row of a table of pooled numbers through the program: check_golden PROGRAM TABLE FOLDER_OF_ITS_DATA. */
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
        fprintf(stderr, "%s: no column '%s'\n", tsq_table_source(table), name);
        exit(1);
    }
    return tsq_table_cell(table, row, column);
}

/* What the program prints; kept for the next row, which often asks for another number of the same analysis. */
static json_t *run(const char *program, const char *file, const char *args)
{
    static char last[4096];
    static json_t *printed;
    char command[4096];
    snprintf(command, sizeof command, "'%s' pool '%s' %s --format json --quiet", program, file, args);
    if (strcmp(command, last) == 0) {
        return printed;
    }
    json_decref(printed);
    FILE *pipe = popen(command, "r");
    printed = pipe != NULL ? json_loadf(pipe, 0, NULL) : NULL;
    if (pipe == NULL || pclose(pipe) != 0) {
        json_decref(printed);
        printed = NULL;
    }
    snprintf(last, sizeof last, "%s", command);
    return printed;
}

/* KEY, or coef.NAME.KEY of the coefficient with that name. */
static const json_t *find(const json_t *result, const char *quantity)
{
    const char *key = strrchr(quantity, '.');
    if (strncmp(quantity, "coef.", 5) != 0 || key == quantity + 4) {
        return json_object_get(result, quantity);
    }
    const size_t length = (size_t)(key - quantity) - 5;
    const json_t *all = json_object_get(result, "coefficients");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(all, i), "name"));
        if (name != NULL && strlen(name) == length && strncmp(name, quantity + 5, length) == 0) {
            return json_object_get(json_array_get(all, i), key + 1);
        }
    }
    return NULL;
}

/* The program's number, NaN if there is none. */
static double compute(const char *program, const char *file, const char *args, const char *quantity)
{
    const json_t *result = json_array_get(json_object_get(run(program, file, args), "results"), 0);
    const json_t *value = find(result, quantity);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static int check_row(const char *program, const char *folder, const tsq_table *table, size_t row)
{
    char file[1024];
    snprintf(file, sizeof file, "%s/%s", folder, cell(table, row, "dataset"));
    double expected, tolerance;
    if (tsq_number_read(cell(table, row, "expected"), '.', &expected) != TSQ_NUMBER ||
        tsq_number_read(cell(table, row, "tolerance"), '.', &tolerance) != TSQ_NUMBER) {
        printf("line %zu: not a number\n", tsq_table_line(table, row));
        return 1;
    }
    const char *args = cell(table, row, "args"), *quantity = cell(table, row, "quantity");
    const double got = compute(program, file, args, quantity);
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
    if (argc != 4 || tsq_csv_read(argv[2], &options, NULL, &table, &err) != TSQ_OK) {
        fprintf(stderr, "%s\n", argc != 4 ? "usage: check_golden PROGRAM TABLE FOLDER" : err.text);
        return 1;
    }
    int failed = 0;
    for (size_t row = 0; row < tsq_table_rows(table); row++) {
        failed += check_row(argv[1], argv[3], table, row);
    }
    printf("%zu numbers, %d off\n", tsq_table_rows(table), failed);
    tsq_table_free(table);
    return failed > 0;
}
