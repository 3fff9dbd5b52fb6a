/* Published results with their data (datasets/claims/statements/results.csv): the analysis that printed them is found among the answers, and
 * with one digit altered nothing is. Published results without data (datasets/published_claims.csv) get their verdicts. */
#include "check.h"

#include <tausq/tausq.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static tsq_table *table_at(const char *folder, const char *name)
{
    char path[600];
    tsq_table *table;
    tsq_error err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (tsq_csv_read(path, NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

static const char *cell(const tsq_table *table, size_t row, const char *name)
{
    size_t column = 0;
    assert_true(tsq_table_find(table, name, &column));
    return tsq_table_cell(table, row, column);
}

/* The value of an option in a text of options; "" without it. */
static const char *option_of(const char *args, const char *option, char value[100])
{
    const char *at = strstr(args, option);
    value[0] = '\0';
    if (at != NULL) {
        (void)sscanf(at + strlen(option), " %99s", value);
    }
    return value;
}

/* Conditions of a row of claims, parted by semicolons. */
static size_t conditions_of(const char *where, char text[500], const char *condition[8])
{
    size_t n = 0;
    snprintf(text, 500, "%s", where);
    for (char *at = strtok(text, ";"); at != NULL && n < 8; at = strtok(NULL, ";")) {
        condition[n++] = at;
    }
    return n;
}

static tsq_reproduction search(const tsq_table *results, size_t row, const tsq_table *data, const char *claim,
                               tsq_search_part most, tsq_statement *statement)
{
    char text[500];
    const char *condition[8];
    tsq_reproduction out = {0};
    tsq_error err;
    tsq_reproduce_options options = TSQ_REPRODUCE_INIT;
    tsq_pool_preset(&options.pool, NULL);
    options.pool.where = condition;
    options.pool.n_where = conditions_of(cell(results, row, "where"), text, condition);
    options.answers = 300;
    options.most = most;
    if (tsq_statement_read(claim, '.', statement, &err) != TSQ_OK ||
        tsq_reproduce(data, statement, &options, &out, &err) != TSQ_OK) {
        fail_msg("%s: %s: %s", cell(results, row, "id"), claim, err.text);
    }
    return out;
}

/* EE is FE under another name, and EB gives the numbers of PM. */
static bool is_meant(const tsq_combination *c, const char *args)
{
    char method[100], measure[100];
    const char *id = c->options.fit.method->id;
    option_of(args, "--method", method);
    option_of(args, "--measure", measure);
    const bool same = strcmp(method, id) == 0 || (strcmp(method, "EE") == 0 && strcmp(id, "FE") == 0) ||
                      (strcmp(method, "EB") == 0 && strcmp(id, "PM") == 0);
    return (method[0] == '\0' || same) && (measure[0] == '\0' || strcmp(measure, c->options.measure->id) == 0);
}

static bool has_meant(const tsq_reproduction *found, const char *args)
{
    for (size_t i = 0; i < found->n; i++) {
        bool meant = is_meant(&found->answer[i].best, args);
        for (size_t j = 0; j < found->answer[i].n && !meant; j++) {
            meant = is_meant(&found->answer[i].same[j], args);
        }
        if (meant) {
            return true;
        }
    }
    return false;
}

/* Alters a digit of the estimate or its interval, which are no bounds: 5 becomes 7, 9 becomes 1. */
static bool alter(const char *claim, size_t which, char out[300])
{
    size_t digits = 0;
    snprintf(out, 300, "%s", claim);
    char *begin = strstr(out, "CI") != NULL ? strstr(out, "CI") : out; /* not the level */
    char *end = strpbrk(begin, "])");
    for (char *at = begin; end != NULL && at < end; at++) {
        digits += isdigit((unsigned char)*at) != 0;
    }
    size_t left = digits > 0 ? which % digits : 0;
    for (char *at = begin; digits > 0 && at < end; at++) {
        if (isdigit((unsigned char)*at) && left-- == 0) {
            *at = (char)('0' + (*at - '0' + 2) % 10);
            return true;
        }
    }
    return false;
}

static void published_results_are_found(void **state)
{
    (void)state;
    tsq_table *results = table_at(TAUSQ_DATASETS_DIR "/claims/statements", "results.csv");
    const size_t n = tsq_table_rows(results);
    assert_true(n >= 40);
    for (size_t i = 0; i < n; i++) {
        const char *claim = cell(results, i, "claim");
        tsq_table *data = table_at(TAUSQ_DATASETS_DIR "/claims/statements", cell(results, i, "data"));
        tsq_statement statement;
        tsq_reproduction found = search(results, i, data, claim, TSQ_SEARCH_UNUSUAL, &statement);
        if (!has_meant(&found, cell(results, i, "args"))) {
            fail_msg("%s: %zu answers to %s, none by %s", cell(results, i, "id"), found.n, claim,
                     cell(results, i, "args"));
        }
        tsq_reproduce_free(&found);
        tsq_table_free(data);
    }
    tsq_table_free(results);
}

/* Every eighth result; all parts of the search. An interval that is moved by two units of its last digit says nothing else
 * with any study left out or edited. */
static void with_a_digit_altered_nothing_is(void **state)
{
    (void)state;
    tsq_table *results = table_at(TAUSQ_DATASETS_DIR "/claims/statements", "results.csv");
    for (size_t i = 0; i < tsq_table_rows(results); i += 8) {
        char claim[300];
        if (!alter(cell(results, i, "claim"), 7 * i, claim)) {
            continue;
        }
        tsq_table *data = table_at(TAUSQ_DATASETS_DIR "/claims/statements", cell(results, i, "data"));
        tsq_statement statement;
        if (tsq_statement_read(claim, '.', &statement, NULL) == TSQ_OK) {
            tsq_reproduction found = search(results, i, data, claim, TSQ_SEARCH_TWO, &statement);
            if (found.n > 0) {
                fail_msg("%s: %s is found: %s %s", cell(results, i, "id"), claim, found.answer[0].best.how,
                         found.answer[0].best.edited != NULL ? found.answer[0].best.edited : "");
            }
            tsq_reproduce_free(&found);
        }
        tsq_table_free(data);
    }
    tsq_table_free(results);
}

static void claims_without_data_get_verdicts(void **state)
{
    (void)state;
    static const struct {
        const char *column;
        tsq_stated number;
    } columns[] = {{"estimate", TSQ_STATED_ESTIMATE},
                   {"ci_lb", TSQ_STATED_CI_LB},
                   {"ci_ub", TSQ_STATED_CI_UB},
                   {"p", TSQ_STATED_P}};
    tsq_table *claims = table_at(TAUSQ_DATASETS_DIR, "published_claims.csv");
    size_t judged = 0, inconsistent = 0;
    for (size_t i = 0; i < tsq_table_rows(claims); i++) {
        tsq_statement statement = {.level = 95.0};
        tsq_verdict verdict;
        char measure[8] = "";
        (void)sscanf(cell(claims, i, "measure"), "%7[A-Z]", measure);
        statement.measure = tsq_effect_find(measure);
        for (size_t j = 0; j < 4; j++) {
            const char *text = cell(claims, i, columns[j].column);
            if (text[0] != '\0') {
                assert_int_equal(tsq_statement_add(&statement, columns[j].number, text, '.', NULL), TSQ_OK);
            }
        }
        tsq_statement_judge(&statement, &verdict);
        judged += verdict.n > 0;
        if (verdict.verdict == TSQ_INCONSISTENT) {
            inconsistent++;
            assert_string_equal(cell(claims, i, "estimate"), "-19.13"); /* Li Jing 2019, ALT */
        }
    }
    assert_int_equal(judged, 26);
    assert_int_equal(inconsistent, 1);
    tsq_table_free(claims);
}

int main(void)
{
    tsq_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_results_are_found),
        cmocka_unit_test(with_a_digit_altered_nothing_is),
        cmocka_unit_test(claims_without_data_get_verdicts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
