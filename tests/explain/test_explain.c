/* The walk between conventions: it ends where b is, adds up, and knows every convention that a preset sets. */
#include "check.h"

#include "tables.h"

/* Data sets with what makes presets differ: zero cells, groups, few studies, changes, counts, estimates as given. */
static const struct example {
    const char *file, *measure, *method_a, *method_b, *by;
} examples[] = {
    {"bcg.csv", "RR", NULL, NULL, NULL},
    {"bcg.csv", "RD", "MH", "MH", NULL},
    {"bcg.csv", "OR", NULL, "MH", NULL},
    {"bcg.csv", "OR", "PETO", NULL, NULL},
    {"bcg.csv", NULL, NULL, NULL, NULL},
    {"catheter_infection.csv", "OR", NULL, NULL, NULL},
    {"catheter_infection.csv", "RR", "MH", "DL", NULL},
    {"catheter_infection.csv", "RD", "FE", NULL, NULL},
    {"borenstein_continuous.csv", "SMD", NULL, NULL, NULL},
    {"length_of_stay.csv", "ROM", "DL", "SJ", NULL},
    {"alt_nafld_vitamin_e.csv", "MD", NULL, "EE", NULL},
    {"cell_therapy_mortality.csv", "RR", NULL, NULL, "longest"},
    {"cochrane_liver_alt_albumin.csv", "MD", NULL, NULL, "analysis,outcome"},
};

enum { EXAMPLES = sizeof examples / sizeof examples[0] };

static tsq_table *read_example(const struct example *example)
{
    char path[512];
    tsq_table *table;
    tsq_error err;
    snprintf(path, sizeof path, "%s/%s", TAUSQ_DATASETS_DIR, example->file);
    if (tsq_csv_read(path, &(tsq_csv_options)TSQ_CSV_OPTIONS_INIT, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

static tsq_pool_options options_of(const struct example *example, const tsq_preset *preset, const char *method)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, preset);
    options.measure = example->measure != NULL ? tsq_effect_find(example->measure) : NULL;
    options.by = example->by;
    options.fit.method = method != NULL ? tsq_tau2_find(method) : options.fit.method;
    if ((options.fit.method->flags & TSQ_TAU2_COUNTS) != 0) {
        options.fit.test = tsq_test_find("z");
    }
    return options;
}

static void check_same(const tsq_pool_report *got, const tsq_pool_report *want)
{
    assert_int_equal(got->n, want->n);
    for (size_t g = 0; g < got->n; g++) {
        assert_int_equal(got->result[g].estimated, want->result[g].estimated);
        for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
            check_close(tsq_explained_value(&got->result[g], (tsq_explained)q),
                        tsq_explained_value(&want->result[g], (tsq_explained)q), 0, 0);
        }
        for (size_t i = 0; got->result[g].estimated && i < got->result[g].effects.k; i++) {
            check_close(got->result[g].fit.weight[i], want->result[g].fit.weight[i], 0, 0);
        }
    }
}

/* The sum of all changes is the difference, where the number is there at both ends. */
static void check_sums(const tsq_explanation *explanation, size_t group)
{
    const tsq_pool_result *a = &explanation->point[0].result[group];
    const tsq_pool_result *b = &explanation->point[explanation->n].result[group];
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        const double from = tsq_explained_value(a, (tsq_explained)q), to = tsq_explained_value(b, (tsq_explained)q);
        double sum = 0, size = fmax(fabs(from), fabs(to));
        for (size_t i = 0; i < explanation->n; i++) {
            tsq_explain_change change;
            tsq_explain_step_change(explanation, group, i, &change);
            sum += isnan(change.change[q]) ? 0.0 : change.change[q];
            size = fmax(size, fabs(tsq_explained_value(&explanation->point[i].result[group], (tsq_explained)q)));
        }
        if (!isnan(from) && !isnan(to)) {
            check_close(sum, to - from, 1e-12, 4e-16 * size * (double)(explanation->n + 1));
        }
    }
}

/* All conventions taken over make b of a: none that a preset sets is missing in the registry. */
static void check_registry(const tsq_table *table, const tsq_pool_options *a, const tsq_pool_report *b)
{
    tsq_pool_options options = *a;
    tsq_pool_report report;
    tsq_error err;
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        tsq_convention_take(tsq_convention_at(i), &b->options, &options);
    }
    assert_int_equal(tsq_pool(table, &options, &report, &err), TSQ_OK);
    check_same(&report, b);
    tsq_pool_free(&report);
}

static void check_walk(const tsq_table *table, const tsq_pool_options *from, const tsq_pool_options *to)
{
    const tsq_explain_side a = {"a", from}, b = {"b", to};
    tsq_explanation explanation;
    tsq_pool_report direct;
    tsq_error err;
    if (tsq_explain(table, &a, &b, &explanation, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(tsq_pool(table, to, &direct, &err), TSQ_OK);
    check_same(&explanation.point[explanation.n], &direct);
    for (size_t g = 0; g < direct.n; g++) {
        check_sums(&explanation, g);
    }
    check_registry(table, &explanation.point[0].options, &direct);
    tsq_pool_free(&direct);
    tsq_explain_free(&explanation);
}

/* From and to the first preset, and from each to the next. */
static void between_presets(void **state)
{
    (void)state;
    const size_t n = tsq_preset_count();
    for (size_t e = 0; e < EXAMPLES; e++) {
        tsq_table *table = read_example(&examples[e]);
        for (size_t i = 0; i < n; i++) {
            const size_t from[3] = {0, i, i}, to[3] = {i, 0, (i + 1) % n};
            for (size_t j = 0; j < 3; j++) {
                const tsq_pool_options a = options_of(&examples[e], tsq_preset_at(from[j]), examples[e].method_a);
                const tsq_pool_options b = options_of(&examples[e], tsq_preset_at(to[j]), examples[e].method_b);
                check_walk(table, &a, &b);
            }
        }
        tsq_table_free(table);
    }
}

/* Two studies, common effect by hand: the mean of 1 and 2 with equal variances, 1/3 and 2/3 with those of 1 and 1/2. */
static void weights_are_compared(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,1,1\nb,2,0.5\n");
    tsq_pool_options from, to;
    tsq_pool_preset(&from, NULL);
    from.fit.method = tsq_tau2_find("EE");
    to = from;
    to.fit.weighting = TSQ_WEIGHT_EQUAL;
    const tsq_explain_side a = {"a", &from}, b = {"b", &to};
    tsq_explanation explanation;
    tsq_error err;
    assert_int_equal(tsq_explain(table, &a, &b, &explanation, &err), TSQ_OK);
    assert_int_equal(explanation.n, 1);
    assert_int_equal(explanation.step[0].n, 1);
    assert_string_equal(explanation.step[0].convention[0]->id, "weights");
    tsq_explain_change change;
    tsq_explain_step_change(&explanation, 0, 0, &change);
    assert_true(change.any);
    check_close(change.change[TSQ_EXPLAINED_ESTIMATE], 1.5 - 5.0 / 3.0, 1e-14, 0);
    check_close(fabs(change.weight), 50.0 / 3.0, 1e-13, 0);
    tsq_explain_free(&explanation);
    tsq_table_free(table);
}

/* MH needs the test z: the step has both, and the other conventions stand alone. */
static void a_model_takes_along_what_it_needs(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,ai,n1i,ci,n2i\nx,1,10,3,10\ny,2,20,5,20\nz,4,30,8,30\n");
    tsq_pool_options from, to;
    tsq_pool_preset(&from, NULL);
    tsq_pool_preset(&to, tsq_preset_find("revman-5"));
    from.measure = to.measure = tsq_effect_find("OR");
    to.fit.method = tsq_tau2_find("MH");
    const tsq_explain_side a = {"a", &from}, b = {"b", &to};
    tsq_explanation explanation;
    tsq_error err;
    assert_int_equal(tsq_explain(table, &a, &b, &explanation, &err), TSQ_OK);
    size_t together = 0;
    for (size_t i = 0; i < explanation.n; i++) {
        if (explanation.step[i].n > 1) {
            together++;
            assert_int_equal(explanation.step[i].n, 2);
            assert_string_equal(explanation.step[i].convention[0]->id, "method");
            assert_string_equal(explanation.step[i].convention[1]->id, "test");
        }
    }
    assert_int_equal(together, 1);
    tsq_explain_free(&explanation);
    tsq_table_free(table);
}

static void what_cannot_be_is_said_by_name(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,1,1\nb,2,0.5\n");
    tsq_pool_options from, to;
    tsq_explanation out;
    tsq_pool_preset(&from, NULL);
    tsq_pool_preset(&to, NULL);
    to.fit.method = tsq_tau2_find("MH");
    const tsq_explain_side a = {"the first", &from}, b = {"the second", &to};
    check_error(tsq_explain(table, &a, &b, &out, &err), TSQ_E_OPTION,
                "the second: MH pools counts: it needs the measure OR, RR, RD, IRR or IRD");
    assert_null(out.point);
    tsq_pool_preset(&to, NULL);
    to.by = "study";
    check_error(tsq_explain(table, &a, &b, &out, &err), TSQ_E_OPTION,
                "the first and the second do not look at the same rows and columns");
    assert_null(out.point);
    tsq_table_free(table);
}

static void nothing_differs(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,1,1\nb,2,0.5\n");
    tsq_pool_options options;
    tsq_explanation out;
    tsq_error err;
    tsq_pool_preset(&options, NULL);
    const tsq_explain_side side = {"a", &options};
    assert_int_equal(tsq_explain(table, &side, &side, &out, &err), TSQ_OK);
    assert_int_equal(out.n, 0);
    assert_int_equal(out.n_estimated, 1);
    tsq_explain_free(&out);
    tsq_explain_free(NULL);
    tsq_table_free(table);
}

static void the_registry_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        const tsq_convention *convention = tsq_convention_at(i);
        assert_ptr_equal(tsq_convention_find(convention->id), convention);
        assert_true(convention->n_parts >= 1 && convention->n_parts <= 3);
        for (size_t p = 0; p < tsq_preset_count(); p++) {
            char text[TSQ_CONVENTION_TEXT] = "";
            tsq_pool_options options;
            tsq_pool_preset(&options, tsq_preset_at(p));
            assert_ptr_equal(convention->describe(&options, text), text);
            assert_true(strlen(text) > 0 && strlen(text) < TSQ_CONVENTION_TEXT - 1);
            assert_true(tsq_convention_same(convention, &options, &options));
        }
    }
    assert_null(tsq_convention_at(tsq_convention_count()));
    assert_null(tsq_convention_find("none"));
    assert_string_equal(tsq_explained_key(TSQ_EXPLAINED_I2), "I2");
    assert_null(tsq_explained_key(TSQ_EXPLAINED_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(between_presets),
        cmocka_unit_test(weights_are_compared),
        cmocka_unit_test(a_model_takes_along_what_it_needs),
        cmocka_unit_test(what_cannot_be_is_said_by_name),
        cmocka_unit_test(nothing_differs),
        cmocka_unit_test(the_registry_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
