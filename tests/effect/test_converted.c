/* Conversions of whole rows, and trials of other designs: tests/golden/converted.csv. */
#include "check.h"

#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/printed.h"
#include "golden_table.h"

#include <string.h>

enum { CONVERSIONS = 64 };
static size_t rows_of[CONVERSIONS];

/* The next of "name=value;name=value"; false at the end. Cuts the text. */
static bool next_pair(char **at, const char **name, const char **value)
{
    if (*at == NULL || **at == '\0') {
        return false;
    }
    char *pair = *at, *end = strchr(pair, ';');
    *at = end == NULL ? NULL : end + 1;
    if (end != NULL) {
        *end = '\0';
    }
    char *equals = strchr(pair, '=');
    assert_non_null(equals);
    *equals = '\0';
    *name = pair;
    *value = equals + 1;
    return true;
}

static void set_option(tsq_effect_options *options, const char *name, const char *value)
{
    if (strcmp(name, "icc") == 0) {
        options->icc = strtod(value, NULL);
    } else if (strcmp(name, "crossover_corr") == 0) {
        options->crossover_corr = strtod(value, NULL);
    } else if (strcmp(name, "counts") == 0) {
        options->convert.exact_counts = true;
    } else if (strcmp(name, "yates") == 0) {
        options->convert.no_yates = true;
    } else if (strcmp(name, "bias") == 0) {
        options->bias = TSQ_BIAS_NONE;
    } else if (strcmp(name, "limits_level") == 0) {
        options->convert.limits_level = strtod(value, NULL);
    } else {
        fail_msg("unknown option %s", name);
    }
}

static void set_input(struct tsq_effect_row *row, const char *name, const char *value)
{
    if (strcmp(name, "design") == 0) {
        row->design = tsq__design_of(value);
        return;
    }
    const struct tsq__effect_input *input = tsq__effect_input_find(name, strlen(name));
    if (input == NULL) {
        fail_msg("unknown input %s", name);
        return;
    }
    *tsq__effect_input_at(row, input) = strtod(value, NULL);
}

/* Counts the row for its conversion; "design" stands for none. */
static void count_row(const char *id)
{
    bool known = strcmp(id, "design") == 0;
    for (size_t i = 0; i < tsq_conversion_count(); i++) {
        if (strcmp(tsq_conversion_at(i)->id, id) == 0) {
            rows_of[i]++;
            known = true;
        }
    }
    if (!known) {
        fail_msg("a golden row for %s, which is not registered", id);
    }
}

static void golden_rows_hold(void **state)
{
    (void)state;
    struct golden golden = golden_open("converted.csv");
    assert_true(tsq_conversion_count() <= CONVERSIONS);
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        char text[2][1024];
        snprintf(text[0], sizeof text[0], "%s", golden_text(&golden, "options", i));
        snprintf(text[1], sizeof text[1], "%s", golden_text(&golden, "inputs", i));
        tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
        struct tsq_effect_row row;
        struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
        const char *name, *setting;
        tsq__effect_row_clear(&row);
        for (char *at = text[0]; next_pair(&at, &name, &setting);) {
            set_option(&options, name, setting);
        }
        for (char *at = text[1]; next_pair(&at, &name, &setting);) {
            set_input(&row, name, setting);
        }
        count_row(golden_text(&golden, "conversion", i));
        const tsq_effect_measure *measure = tsq_effect_find(golden_text(&golden, "measure", i));
        assert_non_null(measure);
        const tsq_status status = tsq__effect_compute(measure, &row, &options, &value);
        const double yi = golden_number(&golden, "yi", i), vi = golden_number(&golden, "vi", i);
        const double rtol = golden_number(&golden, "rtol", i);
        if (status != TSQ_OK || !tsq_is_close(value.yi, yi, rtol, 0.0) || !tsq_is_close(value.vi, vi, rtol, 0.0)) {
            fail_msg("row %zu (%s %s): %s, yi %.17g not %.17g, vi %.17g not %.17g", i + 1,
                     golden_text(&golden, "conversion", i), measure->id,
                     status == TSQ_OK       ? "ok"
                     : value.reason != NULL ? value.reason
                                            : "missing",
                     value.yi, yi, value.vi, vi);
        }
        check_close(value.sei * value.sei, value.vi, 1e-15, 0.0);
    }
    golden_close(&golden);
}

/* Runs after the one above. */
static void every_conversion_of_rows_has_some(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_conversion_count(); i++) {
        if (tsq_conversion_at(i)->convert == NULL && rows_of[i] == 0) {
            fail_msg("%s has no row in tests/golden/converted.csv", tsq_conversion_at(i)->id);
        }
    }
}

/* Every table of small groups comes back from its statistics, printed with all their digits. */
static void tables_come_back(void **state)
{
    (void)state;
    static const char *const measures[] = {"OR", "RR", "RD"};
    const tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    const double n1 = 7.0, n2 = 9.0;
    for (double a = 1.0; a < n1; a += 1.0) {
        for (double c = 1.0; c < n2; c += 1.0) {
            const double difference = a * (n2 - c) - c * (n1 - a), total = a + c, n = n1 + n2;
            const double phi = difference / sqrt(n1 * n2 * total * (n - total));
            const double printed[] = {a * (n2 - c) / (c * (n1 - a)), a / n1 / (c / n2), a / n1 - c / n2, phi};
            for (int i = 0; i < 5; i++) {
                struct tsq_effect_row row;
                struct tsq_effect_value note = TSQ__EFFECT_VALUE_INIT;
                tsq__effect_row_clear(&row);
                row.n1i = n1;
                row.n2i = n2;
                row.events_total = total;
                row.or = i == 0 ? printed[0] : (double)NAN;
                row.rr = i == 1 ? printed[1] : (double)NAN;
                row.rd = i == 2 ? printed[2] : (double)NAN;
                row.phi = i == 3 ? printed[3] : (double)NAN;
                row.chi2 = i == 4 ? copysign(n * phi * phi, phi) : (double)NAN;
                row.yates = 0.0;
                assert_int_equal(tsq__fill_counts(tsq_effect_find(measures[i % 3]), &options, &row, &note), TSQ_OK);
                check_close(row.ai, a, 0.0, 0.0);
                check_close(row.ci, c, 0.0, 0.0);
                assert_string_equal(note.warning, "");
            }
        }
    }
}

/* The slopes of every transformation, by differences of its inverse. */
static void slopes_are_derivatives(void **state)
{
    (void)state;
    for (size_t i = 0; tsq_transform_at(i) != NULL; i++) {
        const tsq_transform *transform = tsq_transform_at(i);
        for (double x = 0.1; x < 0.95 && transform->inverse != NULL; x += 0.1) {
            const struct tsq__printed printed = {.est = x, .transform = transform->id, .size = 7.0};
            const double h = 1e-5, rise = transform->inverse(x + h, 7.0) - transform->inverse(x - h, 7.0);
            check_close(tsq__printed_slope(&printed), rise / (2.0 * h), 1e-7, 0.0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_rows_hold),
        cmocka_unit_test(every_conversion_of_rows_has_some),
        cmocka_unit_test(tables_come_back),
        cmocka_unit_test(slopes_are_derivatives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
