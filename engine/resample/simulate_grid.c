/* Scenarios from the rows of a table and from settings that hold for all of them. */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "resample/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SCENARIOS 100000

/* A grid: what each row says, times all combinations of the values of the settings. */
struct grid {
    const tsq_table *table;
    const tsq_scenario_setting *setting;
    size_t n_settings, combinations;
    size_t *role;   /* column of the registry, for each column of the table */
    size_t *played; /* the same for each setting */
};

static bool find_column(const char *id, size_t *column)
{
    for (size_t i = 0; i < tsq_scenario_column_count(); i++) {
        if (strcmp(tsq_scenario_column_at(i)->id, id) == 0) {
            *column = i;
            return true;
        }
    }
    return false;
}

/* ---- which column is what ------------------------------------------------------------------------------------------ */

static tsq_status fail_column(const tsq_table *table, const char *name, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    tsq_guess guess = tsq_guess_begin(name);
    for (size_t i = 0; i < tsq_scenario_column_count(); i++) {
        tsq_guess_offer(&guess, tsq_scenario_column_at(i)->id);
    }
    return tsq__fail(err, TSQ_E_COLUMN, "%s:1: %s: a grid of scenarios has no such column%s%s%s",
                     tsq_table_source(table), tsq__shown(name, strlen(name), shown),
                     guess.best != NULL ? "; did you mean '" : "", guess.best != NULL ? guess.best : "",
                     guess.best != NULL ? "'?" : "");
}

static tsq_status find_roles(const struct grid *grid, tsq_error *err)
{
    const size_t n = grid->table != NULL ? tsq_table_columns(grid->table) : 0;
    for (size_t i = 0; i < n; i++) {
        const char *name = tsq_table_column_name(grid->table, i);
        if (!find_column(name, &grid->role[i])) {
            return fail_column(grid->table, name, err);
        }
    }
    return TSQ_OK;
}

static const char *name_of(const tsq_scenario_setting *setting)
{
    return setting->name != NULL ? setting->name : setting->column;
}

static size_t count_values(const char *text)
{
    size_t n = 1;
    for (; *text != '\0'; text++) {
        n += *text == ',';
    }
    return n;
}

static tsq_status find_settings(struct grid *grid, tsq_error *err)
{
    grid->combinations = 1;
    if (grid->n_settings > 0 && grid->played == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < grid->n_settings; i++) {
        const char *id = grid->setting[i].column;
        size_t column;
        if (!find_column(id, &grid->played[i])) {
            return tsq__fail(err, TSQ_E_OPTION, "%s: a scenario has no such property", name_of(&grid->setting[i]));
        }
        if (grid->table != NULL && tsq_table_find(grid->table, id, &column)) {
            return tsq__fail(err, TSQ_E_OPTION, "%s: %s has a column %s, which says it already",
                             name_of(&grid->setting[i]), tsq_table_source(grid->table), id);
        }
        for (size_t j = 0; j < i; j++) {
            if (grid->played[j] == grid->played[i]) {
                return tsq__fail(err, TSQ_E_OPTION, "%s comes twice; several values have commas between them",
                                 name_of(&grid->setting[i]));
            }
        }
        const size_t values = count_values(grid->setting[i].text);
        if (values > MOST_SCENARIOS / grid->combinations) {
            return tsq__fail(err, TSQ_E_OPTION, "more than %d scenarios", MOST_SCENARIOS);
        }
        grid->combinations *= values;
    }
    return TSQ_OK;
}

/* ---- one scenario ---------------------------------------------------------------------------------------------------- */

static tsq_status set_from_row(const struct grid *grid, size_t row, tsq_scenario *s, tsq_error *err)
{
    const tsq_table *table = grid->table;
    char complaint[TSQ_ERROR_TEXT], shown[TSQ__SHOWN];
    for (size_t i = 0; i < tsq_table_columns(table); i++) {
        const char *text = tsq_table_cell(table, row, i);
        double number;
        if (tsq_number_read(text, tsq_table_decimal(table), &number) == TSQ_NUMBER_MISSING) {
            continue; /* the usual value */
        }
        const tsq_status status = tsq__scenario_set(s, grid->role[i], text, tsq_table_decimal(table), complaint);
        if (status != TSQ_OK) {
            return tsq__fail(err, status, "%s:%zu: %s: %.200s '%s'", tsq_table_source(table),
                             tsq_table_line(table, row), tsq_table_column_name(table, i), complaint,
                             tsq__shown(text, strlen(text), shown));
        }
    }
    s->line = tsq_table_line(table, row);
    return TSQ_OK;
}

/* Value number `which` of a text with commas, without the blanks around it. */
static void pick(const char *text, size_t which, char *value, size_t room)
{
    for (; which > 0; which--) {
        text = strchr(text, ',') + 1;
    }
    text += strspn(text, " ");
    size_t n = strcspn(text, ",");
    while (n > 0 && text[n - 1] == ' ') {
        n--;
    }
    memcpy(value, text, n < room ? n : room - 1);
    value[n < room ? n : room - 1] = '\0';
}

/* The first setting changes slowest. */
static tsq_status set_from_settings(const struct grid *grid, size_t combination, tsq_scenario *s, tsq_error *err)
{
    size_t left = grid->combinations;
    for (size_t i = 0; i < grid->n_settings; i++) {
        const tsq_scenario_setting *setting = &grid->setting[i];
        const size_t values = count_values(setting->text), room = strlen(setting->text) + 1;
        char complaint[TSQ_ERROR_TEXT], shown[TSQ__SHOWN], *value = malloc(room);
        if (value == NULL) {
            return tsq__fail_memory(err);
        }
        size_t which = 0;
        if (values > 1 && left >= values) {
            left /= values;
            which = combination / left % values;
        }
        pick(setting->text, which, value, room);
        tsq_status status = tsq__scenario_set(s, grid->played[i], value, '.', complaint);
        if (status != TSQ_OK) {
            status = tsq__fail(err, status == TSQ_E_VALUE ? TSQ_E_OPTION : status, "%s: %.200s '%s'", name_of(setting),
                               complaint, tsq__shown(value, strlen(value), shown));
        }
        free(value);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return TSQ_OK;
}

static tsq_status make(const struct grid *grid, size_t i, tsq_scenario *s, tsq_error *err)
{
    char complaint[TSQ_ERROR_TEXT];
    const size_t row = i / grid->combinations;
    tsq__scenario_begin(s);
    tsq_status status = grid->table != NULL ? set_from_row(grid, row, s, err) : TSQ_OK;
    status = status == TSQ_OK ? set_from_settings(grid, i % grid->combinations, s, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    if (s->n_methods == 0) {
        size_t column = 0;
        (void)find_column("methods", &column);
        status = tsq__scenario_set(s, column, "REML+knha", '.', complaint);
    }
    status = status == TSQ_OK ? tsq__scenario_finish(s, complaint) : status;
    if (status != TSQ_OK && grid->table != NULL) {
        return tsq__fail(err, status, "%s:%zu: %.300s", tsq_table_source(grid->table), s->line, complaint);
    }
    if (status != TSQ_OK) {
        return tsq__fail(err, status == TSQ_E_VALUE ? TSQ_E_OPTION : status, "%.400s", complaint);
    }
    if (s->label[0] == '\0') {
        snprintf(s->label, sizeof s->label, "%zu", i + 1);
    }
    return TSQ_OK;
}

static tsq_status make_all(const struct grid *grid, tsq_scenarios *out, tsq_error *err)
{
    const size_t rows = grid->table != NULL ? tsq_table_rows(grid->table) : 1;
    if (rows > MOST_SCENARIOS / grid->combinations) {
        return tsq__fail(err, TSQ_E_OPTION, "more than %d scenarios", MOST_SCENARIOS);
    }
    out->scenario = tsq__array(rows * grid->combinations, sizeof *out->scenario);
    if (out->scenario == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < rows * grid->combinations && status == TSQ_OK; i++) {
        out->n = i + 1;
        status = make(grid, i, &out->scenario[i], err);
    }
    return status;
}

tsq_status tsq_scenarios_read(const tsq_table *table, const tsq_scenario_setting *setting, size_t n, tsq_scenarios *out,
                              tsq_error *err)
{
    struct grid grid = {.table = table, .setting = setting, .n_settings = n};
    *out = (tsq_scenarios){0};
    grid.role = tsq__array(table != NULL ? tsq_table_columns(table) : 0, sizeof *grid.role);
    grid.played = tsq__array(n, sizeof *grid.played);
    tsq_status status = grid.role != NULL && grid.played != NULL ? TSQ_OK : tsq__fail_memory(err);
    status = status == TSQ_OK ? find_roles(&grid, err) : status;
    status = status == TSQ_OK ? find_settings(&grid, err) : status;
    status = status == TSQ_OK ? make_all(&grid, out, err) : status;
    if (status != TSQ_OK) {
        tsq_scenarios_free(out);
    }
    free(grid.role);
    free(grid.played);
    return status;
}

void tsq_scenarios_free(tsq_scenarios *scenarios)
{
    if (scenarios == NULL) {
        return;
    }
    for (size_t i = 0; i < scenarios->n; i++) {
        free(scenarios->scenario[i].n);
        free(scenarios->scenario[i].vi);
    }
    free(scenarios->scenario);
    *scenarios = (tsq_scenarios){0};
}
