/* Variance formulas that take a mean over all rows of an analysis: whole tables against metafor. */
#include "check.h"

#include "effects_of.h"
#include "golden_row.h"

#include <stdio.h>

enum { MOST = 64, CSV = 16384 };

/* Rows of the golden table that are of one measure, formula and data set. */
struct set {
    char key[GOLDEN_LINE];
    char csv[CSV];
    size_t n;
    double yi[MOST], vi[MOST], rtol[MOST];
    struct golden_row first;
};

static size_t checked;

static void check_set(const struct set *set)
{
    struct effects_of all;
    tsq_error err = {.text = ""};
    if (try_compute(set->csv, set->first.measure, NULL, &set->first.options, &all, &err) != TSQ_OK) {
        fail_msg("%s: %s", set->key, err.text);
    }
    assert_int_equal(all.effects.k, set->n);
    for (size_t i = 0; i < set->n; i++) {
        const tsq_effect *effect = &all.effects.effect[i];
        if (!tsq_is_close(effect->yi, set->yi[i], set->rtol[i], 0.0) ||
            !tsq_is_close(effect->vi, set->vi[i], set->rtol[i], 0.0)) {
            fail_msg("%s row %zu: yi %.17g, vi %.17g", set->key, i + 1, effect->yi, effect->vi);
        }
        checked++;
    }
    done(&all);
}

/* Adds "ai=1;bi=2;average1=.5" to the table as a row, without the averages. */
static void add_row(struct set *set, const char *inputs)
{
    char names[CSV] = "study", values[CSV] = "s", pairs[GOLDEN_LINE];
    snprintf(pairs, sizeof pairs, "%s", inputs);
    for (char *at = pairs, *next; at != NULL && *at != '\0'; at = next) {
        next = cut(at, ';');
        const char *value = cut(at, '=');
        if (strncmp(at, "average", 7) != 0) {
            strcat(strcat(names, ","), at);
            strcat(strcat(values, ","), value);
        }
    }
    if (set->n == 0) {
        strcat(strcpy(set->csv, names), "\n");
    }
    assert_true(strlen(set->csv) + strlen(values) + 2 < sizeof set->csv);
    strcat(strcat(set->csv, values), "\n");
}

/* The text of field `i` of a line with commas. */
static void field_of(const char *line, int i, char *out)
{
    for (; i > 0; i--) {
        line = strchr(line, ',') + 1;
    }
    snprintf(out, GOLDEN_LINE, "%.*s", (int)strcspn(line, ","), line);
}

static void whole_tables(void **state)
{
    (void)state;
    char path[GOLDEN_LINE], line[GOLDEN_LINE], key[GOLDEN_LINE], inputs[GOLDEN_LINE];
    snprintf(path, sizeof path, "%s/effect_measures.csv", TAUSQ_GOLDEN_DIR);
    FILE *file = fopen(path, "r"), *again = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(again);
    static struct set set;
    assert_non_null(fgets(line, sizeof line, file));
    assert_non_null(fgets(line, sizeof line, again));
    struct golden_row golden;
    while (fgets(line, sizeof line, file) != NULL && golden_next(again, &golden)) {
        field_of(line, 3, inputs);
        snprintf(key, sizeof key, "%s", golden.source);
        *strstr(key, " row ") = '\0';
        if (set.n > 0 && strcmp(key, set.key) != 0) {
            check_set(&set);
            set.n = 0;
        }
        if (strstr(inputs, "average1") == NULL) {
            continue;
        }
        add_row(&set, inputs);
        strcpy(set.key, key);
        if (set.n == 0) {
            set.first = golden;
            set.first.measure = tsq_effect_find(golden.measure)->id;
            for (size_t i = 0; i < tsq_vtype_count(); i++) {
                if (strcmp(tsq_vtype_at(i)->id, golden.vtype) == 0) {
                    set.first.options.vtype = tsq_vtype_at(i)->id;
                }
            }
        }
        set.yi[set.n] = golden.yi;
        set.vi[set.n] = golden.vi;
        set.rtol[set.n++] = golden.rtol;
        assert_true(set.n < MOST);
    }
    if (set.n > 0) {
        check_set(&set);
    }
    assert_true(checked > 300);
    fclose(file);
    fclose(again);
}

/* Every formula that a measure has is a registered name; those that take a mean are among its formulas. */
static void names_of_formulas(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        const tsq_effect_measure *measure = tsq_effect_at(i);
        char words[256];
        snprintf(words, sizeof words, "%s %s", measure->vtypes, measure->averaging == NULL ? "" : measure->averaging);
        for (char *word = words, *next; word != NULL; word = next) {
            next = cut(word, ' ');
            bool found = *word == '\0';
            for (size_t j = 0; j < tsq_vtype_count(); j++) {
                found |= strcmp(tsq_vtype_at(j)->id, word) == 0;
            }
            if (!found) {
                fail_msg("%s has the formula %s, which is not registered", measure->id, word);
            }
        }
        if (measure->alias != NULL) {
            assert_ptr_equal(tsq_effect_find(measure->alias), measure);
        }
    }
    assert_null(tsq_vtype_at(tsq_vtype_count()));
}

/* The order of rows changes nothing, a row that is left out counts with what it has, one study is its own mean. */
static void rows_and_means(void **state)
{
    (void)state;
    tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    options.vtype = "AV";
    struct effects_of one = compute("ai,n1i,ci,n2i\n3,40,5,50\n9,30,6,31\n2,80,9,77\n", "RD", options);
    struct effects_of two = compute("ai,n1i,ci,n2i\n2,80,9,77\n9,30,6,31\n3,40,5,50\n", "RD", options);
    check_close(one.effects.effect[0].vi, two.effects.effect[2].vi, 1e-15, 0.0);
    /* 14/150 and 20/158 */
    const double p = 14.0 / 150.0, q = 20.0 / 158.0;
    check_close(one.effects.effect[1].vi, p * (1 - p) / 30.0 + q * (1 - q) / 31.0, 1e-14, 0.0);
    done(&one);
    done(&two);
    options.vtype = "LS";
    one = compute("ri,ni\n.4,20\n", "COR", options);
    options.vtype = "AV";
    two = compute("ri,ni\n.4,20\n,30\n", "COR", options);
    assert_int_equal(two.effects.n_omitted, 1);
    check_close(two.effects.effect[0].vi, one.effects.effect[0].vi, 1e-15, 0.0);
    done(&one);
    done(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_tables),
        cmocka_unit_test(names_of_formulas),
        cmocka_unit_test(rows_and_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
