/* Batch as a library: the numbers of tsq_fit, blocks and windows of any size, and a stop in the middle. */
#include "check.h"

#include <tausq/io.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANALYSES = 20000 };

/* A number from 0 to 1 that depends on two others. */
static double at(unsigned i, unsigned j)
{
    uint64_t x = (uint64_t)i * 2654435761u + j * 40503u + 12345u;
    x ^= x >> 13;
    x *= UINT64_C(0x9E3779B97F4A7C15);
    return (double)(x >> 44) / 1048576.0;
}

static unsigned studies_of(unsigned i)
{
    return 1 + i % 9;
}

static int write_file(void **state)
{
    static char name[] = "test_batch_XXXXXX";
    const int file = mkstemp(name);
    FILE *stream = file < 0 ? NULL : fdopen(file, "w");
    *state = name;
    if (stream == NULL) {
        return -1;
    }
    fputs("group,yi,sei\n", stream);
    for (unsigned i = 0; i < ANALYSES; i++) {
        for (unsigned j = 0; j < studies_of(i); j++) {
            fprintf(stream, "%u,%.5f,%.5f\n", i, at(i, j) - 0.5, 0.05 + at(i, j + 100));
        }
    }
    return fclose(stream);
}

static int remove_file(void **state)
{
    return unlink(*state);
}

static tsq_status run(const char *path, const tsq_batch_options *options, const tsq_run *how, char **text,
                      tsq_batch_report *report)
{
    size_t length;
    tsq_error err;
    FILE *stream = open_memstream(text, &length);
    assert_non_null(stream);
    const tsq_status status = tsq_batch(&path, 1, options, how, stream, report, &err);
    assert_int_equal(fclose(stream), 0);
    return status;
}

static tsq_batch_options long_format(void)
{
    tsq_batch_options options = TSQ_BATCH_INIT;
    options.by = "group";
    options.fields = "k,estimate,se,tau2,pi_ub,tau2_ub";
    return options;
}

static void its_numbers_are_those_of_the_single_fit(void **state)
{
    const tsq_batch_options options = long_format();
    tsq_batch_report report;
    char *text;
    assert_int_equal(run(*state, &options, NULL, &text, &report), TSQ_OK);
    assert_int_equal(report.analyses, ANALYSES);
    assert_int_equal(report.estimated, ANALYSES);
    const char *line = strchr(text, '\n') + 1;
    for (unsigned i = 0; i < ANALYSES; i++) {
        double yi[9], vi[9];
        char wanted[256] = "", number[TSQ_NUMBER_TEXT], cell[32];
        for (unsigned j = 0; j < studies_of(i); j++) {
            double sei;
            snprintf(cell, sizeof cell, "%.5f", at(i, j) - 0.5);
            assert_int_equal(tsq_number_read(cell, '.', &yi[j]), TSQ_NUMBER);
            snprintf(cell, sizeof cell, "%.5f", 0.05 + at(i, j + 100));
            assert_int_equal(tsq_number_read(cell, '.', &sei), TSQ_NUMBER);
            vi[j] = sei * sei;
        }
        const tsq_studies studies = {.k = studies_of(i), .yi = yi, .vi = vi};
        tsq_fit_result fit;
        assert_int_equal(tsq_fit(&studies, &options.fit, &fit, NULL), TSQ_OK);
        const double numbers[] = {fit.coefficients[0].estimate, fit.coefficients[0].se, fit.tau2, fit.pi_ub,
                                  fit.tau2_ub};
        int n = snprintf(wanted, sizeof wanted, "%u,%u", i, studies_of(i));
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++) {
            n += snprintf(wanted + n, sizeof wanted - (size_t)n, ",%s", tsq_number_print(numbers[j], number));
        }
        assert_true(strncmp(line, wanted, (size_t)n) == 0 && line[n] == '\n');
        tsq_fit_free(&fit);
        line = strchr(line, '\n') + 1;
    }
    assert_int_equal(*line, '\0');
    free(text);
}

static void threads_window_and_reader_change_nothing(void **state)
{
    tsq_batch_options options = long_format();
    tsq_run how = TSQ_RUN_INIT;
    tsq_batch_report report;
    char *first, *text;
    options.fields = NULL;
    how.threads = 1;
    assert_int_equal(run(*state, &options, &how, &first, &report), TSQ_OK);
    for (unsigned i = 0; i < 4; i++) {
        options.window = i % 2 == 0 ? 9 : 0;
        options.libcsv = i >= 2;
        how.threads = 2 + i;
        assert_int_equal(run(*state, &options, &how, &text, &report), TSQ_OK);
        assert_string_equal(text, first);
        free(text);
    }
    options.window = 8;
    assert_int_equal(run(*state, &options, &how, &text, &report), TSQ_E_VALUE);
    free(text);
    free(first);
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    (void)done;
    (void)total;
    return false;
}

static void a_stop_leaves_whole_rows(void **state)
{
    tsq_batch_options options = long_format();
    tsq_run how = TSQ_RUN_INIT;
    tsq_batch_report report;
    char *text;
    how.progress = stop_at_once;
    assert_int_equal(run(*state, &options, &how, &text, &report), TSQ_E_STOPPED);
    assert_true(report.rows > 0 && report.analyses < ANALYSES);
    assert_true(text[0] == '\0' || text[strlen(text) - 1] == '\n');
    free(text);
}

/* What progress was told: of a file the rows that there will be, from its bytes. */
struct told {
    uint64_t calls, rows, total;
};

static bool listen(void *context, uint64_t rows, uint64_t total)
{
    struct told *told = context;
    assert_true(rows >= told->rows);
    assert_true(total >= rows);
    if (rows > 0) {
        assert_true((double)total > 0.9 * 5 * ANALYSES && (double)total < 1.1 * 5 * ANALYSES);
    }
    *told = (struct told){told->calls + 1, rows, total};
    return true;
}

static void progress_knows_the_end_of_files(void **state)
{
    const tsq_batch_options options = long_format();
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        struct told told = {0};
        tsq_run how = TSQ_RUN_INIT;
        tsq_batch_report report;
        char *text;
        how.threads = threads;
        how.progress = listen;
        how.context = &told;
        assert_int_equal(run(*state, &options, &how, &text, &report), TSQ_OK);
        free(text);
        assert_true(told.calls > 3);
        assert_int_equal(told.rows, report.rows);
        assert_int_equal(told.total, report.rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_numbers_are_those_of_the_single_fit),
        cmocka_unit_test(threads_window_and_reader_change_nothing),
        cmocka_unit_test(progress_knows_the_end_of_files),
        cmocka_unit_test(a_stop_leaves_whole_rows),
    };
    return cmocka_run_group_tests(tests, write_file, remove_file);
}
