/* A walk between conventions as a table for readers. */
#include "io/show_explain.h"

#include "io/number.h"

#include <math.h>
#include <string.h>

/* A column of the table: a number, and the scale whose decimals it shares. */
enum scale { SCALE_COUNT, SCALE_ESTIMATE, SCALE_TAU2, SCALE_PERCENT, SCALE_Q, SCALES };

static const struct column {
    tsq_explained which;
    enum scale scale;
    enum { ALWAYS, CHANGED, CHANGED_AT_BOTH } when;
    const char *head, *symbol; /* the second with characters beyond ASCII */
} columns[] = {
    {TSQ_EXPLAINED_K, SCALE_COUNT, CHANGED, "k", "k"},
    {TSQ_EXPLAINED_ESTIMATE, SCALE_ESTIMATE, ALWAYS, "Estimate", "Estimate"},
    {TSQ_EXPLAINED_SE, SCALE_ESTIMATE, ALWAYS, "SE", "SE"},
    {TSQ_EXPLAINED_CI_LB, SCALE_ESTIMATE, ALWAYS, "CI from", "CI from"},
    {TSQ_EXPLAINED_CI_UB, SCALE_ESTIMATE, ALWAYS, "CI to", "CI to"},
    {TSQ_EXPLAINED_PI_LB, SCALE_ESTIMATE, CHANGED, "PI from", "PI from"},
    {TSQ_EXPLAINED_PI_UB, SCALE_ESTIMATE, CHANGED, "PI to", "PI to"},
    {TSQ_EXPLAINED_TAU2, SCALE_TAU2, ALWAYS, "tau2", "τ²"},
    {TSQ_EXPLAINED_TAU2_LB, SCALE_TAU2, CHANGED_AT_BOTH, "tau2 from", "τ² from"},
    {TSQ_EXPLAINED_TAU2_UB, SCALE_TAU2, CHANGED_AT_BOTH, "tau2 to", "τ² to"},
    {TSQ_EXPLAINED_QE, SCALE_Q, CHANGED, "Q", "Q"},
    {TSQ_EXPLAINED_I2, SCALE_PERCENT, ALWAYS, "I2", "I²"},
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* What the rows of one group's table share. */
struct table {
    const tsq_explanation *explanation;
    size_t group;
    int decimals[SCALES];
    bool shown[COLUMNS], weights;
    double last[COLUMNS]; /* the number as it was last shown */
};

static const tsq_pool_result *result_at(const tsq_explanation *explanation, size_t group, size_t point)
{
    return &explanation->point[point].result[group];
}

/* ---- decimals ------------------------------------------------------------------------------------------------ */

/* As many decimals as show `size` to three digits; up to three more, where they show the largest change to two. */
static int decimals_for(double size, double largest)
{
    const int plain = tsq__decimals(size, 3);
    if (plain == TSQ__SCIENTIFIC || !(largest > 1e-10 * size)) {
        return plain;
    }
    const int needed = tsq__decimals(largest, 2);
    return needed == TSQ__SCIENTIFIC || needed > plain + 3 ? plain + 3 : needed > plain ? needed : plain;
}

static bool is_at_both_ends(const struct table *table, tsq_explained which)
{
    const tsq_explanation *e = table->explanation;
    return !isnan(tsq_explained_value(result_at(e, table->group, 0), which)) &&
           !isnan(tsq_explained_value(result_at(e, table->group, e->n), which));
}

/* Sizes for the decimals: of standard errors, of tau2 and so on. */
static void measure_sizes(const struct table *table, double size[SCALES])
{
    const tsq_explanation *e = table->explanation;
    for (size_t c = 0; c < COLUMNS; c++) {
        const tsq_explained q = columns[c].which;
        const bool counts = columns[c].scale == SCALE_ESTIMATE ? q == TSQ_EXPLAINED_SE
                            : columns[c].scale == SCALE_TAU2   ? q == TSQ_EXPLAINED_TAU2
                                                               : true;
        for (size_t i = 0; counts && i <= e->n; i++) {
            const double value = fabs(tsq_explained_value(result_at(e, table->group, i), q));
            size[columns[c].scale] = fmax(size[columns[c].scale], value);
        }
    }
}

/* The scales' decimals, and which columns change. */
static void look(struct table *table)
{
    const tsq_explanation *e = table->explanation;
    double size[SCALES] = {0}, largest[SCALES] = {0};
    measure_sizes(table, size);
    for (size_t c = 0; c < COLUMNS; c++) {
        table->shown[c] = columns[c].when == ALWAYS;
    }
    for (size_t i = 0; i < e->n; i++) {
        tsq_explain_change change;
        tsq_explain_step_change(e, table->group, i, &change);
        table->weights |= change.study != NULL;
        for (size_t c = 0; c < COLUMNS; c++) {
            const tsq_explained q = columns[c].which;
            const double by = fabs(change.change[q]);
            const bool changed = by > 0.0 || change.from_none[q] || change.to_none[q];
            table->shown[c] |= columns[c].when == CHANGED ? changed : by > 0.0 && is_at_both_ends(table, q);
            largest[columns[c].scale] = by > 0.0 ? fmax(largest[columns[c].scale], by) : largest[columns[c].scale];
        }
    }
    for (size_t s = 0; s < SCALES; s++) {
        table->decimals[s] = decimals_for(size[s], largest[s]);
    }
    table->decimals[SCALE_COUNT] = 0;
}

/* Whether a row of the table would show something of a step. */
static bool is_row(const struct table *table, const tsq_explain_change *change)
{
    bool shows = change->study != NULL;
    for (size_t c = 0; c < COLUMNS; c++) {
        const tsq_explained q = columns[c].which;
        const bool changes =
            (!isnan(change->change[q]) && change->change[q] != 0.0) || change->from_none[q] || change->to_none[q];
        shows |= table->shown[c] && changes;
    }
    return shows;
}

/* ---- rows ---------------------------------------------------------------------------------------------------- */

/* The number that a reader sees; as read back, so that differences of printed numbers are exact to the last digit. */
static double rounded(double value, int decimals)
{
    char text[TSQ__NUMBER_ROOM];
    double back;
    return tsq_number_read(tsq__fixed(value, decimals, text), '.', &back) == TSQ_NUMBER ? back : value;
}

static char *signed_text(double value, int decimals, char *text)
{
    char plain[TSQ__NUMBER_ROOM];
    tsq__fixed(value, decimals, plain);
    snprintf(text, TSQ__NUMBER_ROOM, "%s%s",
             value > 0.0 && isfinite(value) && strspn(plain, "0.") < strlen(plain) ? "+" : "", plain);
    return text;
}

static void add_values(struct table *table, const char *name, size_t point, tsq__grid *grid)
{
    char text[TSQ__NUMBER_ROOM];
    tsq__grid_add(grid, name);
    for (size_t c = 0; c < COLUMNS; c++) {
        if (table->shown[c]) {
            const double value =
                tsq_explained_value(result_at(table->explanation, table->group, point), columns[c].which);
            tsq__grid_add(grid, tsq__fixed(value, table->decimals[columns[c].scale], text));
        }
    }
    if (table->weights) {
        tsq__grid_add(grid, "");
        tsq__grid_add(grid, "");
    }
}

static void add_change(struct table *table, size_t c, const tsq_explain_change *change, double value, tsq__grid *grid)
{
    const tsq_explained q = columns[c].which;
    const int decimals = table->decimals[columns[c].scale];
    const double now = isnan(value) ? table->last[c] : rounded(value, decimals);
    char text[TSQ__NUMBER_ROOM] = "";
    if (change->to_none[q]) {
        strcpy(text, "none");
    } else if (change->from_none[q]) {
        strcpy(text, "new");
    } else if (change->change[q] != 0.0 && !isnan(change->change[q])) {
        signed_text(now - table->last[c], decimals, text);
    }
    table->last[c] = now;
    tsq__grid_add(grid, text);
}

static void add_step(struct table *table, size_t step, bool utf8, tsq__grid *grid)
{
    tsq_explain_change change;
    char label[TSQ__EXPLAIN_ROOM], text[TSQ__NUMBER_ROOM] = "";
    tsq_explain_step_change(table->explanation, table->group, step, &change);
    if (!is_row(table, &change)) {
        return;
    }
    tsq__grid_add(grid, tsq__explain_row_label(table->explanation, step, utf8, label));
    const tsq_pool_result *after = result_at(table->explanation, table->group, step + 1);
    for (size_t c = 0; c < COLUMNS; c++) {
        if (table->shown[c]) {
            add_change(table, c, &change, tsq_explained_value(after, columns[c].which), grid);
        }
    }
    if (table->weights) {
        tsq__grid_add(grid, change.study != NULL ? signed_text(change.weight, 2, text) : "");
        tsq__grid_add(grid, change.study != NULL ? change.study : "");
    }
}

static void add_difference(struct table *table, tsq__grid *grid)
{
    const tsq_explanation *e = table->explanation;
    tsq__grid_add(grid, "difference");
    for (size_t c = 0; c < COLUMNS; c++) {
        const double a = tsq_explained_value(result_at(e, table->group, 0), columns[c].which);
        const double b = tsq_explained_value(result_at(e, table->group, e->n), columns[c].which);
        const int decimals = table->decimals[columns[c].scale];
        char text[TSQ__NUMBER_ROOM] = "";
        if (table->shown[c]) {
            const bool both = !isnan(a) && !isnan(b);
            tsq__grid_add(grid, both ? signed_text(rounded(b, decimals) - rounded(a, decimals), decimals, text) : "");
        }
    }
    if (table->weights) {
        tsq__grid_add(grid, "");
        tsq__grid_add(grid, "");
    }
}

static void add_head(const struct table *table, bool utf8, char *align, tsq__grid *grid)
{
    size_t n = 0;
    align[n++] = 'l';
    for (size_t c = 0; c < COLUMNS; c++) {
        if (table->shown[c]) {
            align[n++] = 'r';
        }
    }
    if (table->weights) {
        align[n++] = 'r';
        align[n++] = 'l';
    }
    align[n] = '\0';
    *grid = (tsq__grid){.align = align};
    tsq__grid_add(grid, "");
    for (size_t c = 0; c < COLUMNS; c++) {
        if (table->shown[c]) {
            tsq__grid_add(grid, utf8 ? columns[c].symbol : columns[c].head);
        }
    }
    if (table->weights) {
        tsq__grid_add(grid, "Weight");
        tsq__grid_add(grid, "of");
    }
    tsq__grid_rule(grid);
}

tsq__explain_kind tsq__explain_kind_of(const tsq_explanation *explanation, size_t group, size_t step)
{
    struct table table = {.explanation = explanation, .group = group};
    tsq_explain_change change;
    look(&table);
    tsq_explain_step_change(explanation, group, step, &change);
    if (!change.any) {
        return TSQ__EXPLAIN_NOTHING;
    }
    return is_row(&table, &change) ? TSQ__EXPLAIN_ROW : TSQ__EXPLAIN_HIDDEN;
}

void tsq__explain_grid(const tsq_explanation *explanation, size_t group, const tsq_write_options *options, char *align,
                       tsq__grid *grid)
{
    struct table table = {.explanation = explanation, .group = group};
    look(&table);
    for (size_t s = 0; s < SCALES && options->digits >= 0; s++) {
        const bool fixed = s == SCALE_COUNT || s == SCALE_PERCENT;
        table.decimals[s] = fixed ? table.decimals[s] : options->digits;
    }
    add_head(&table, options->utf8, align, grid);
    add_values(&table, explanation->name_a, 0, grid);
    for (size_t c = 0; c < COLUMNS; c++) {
        table.last[c] = rounded(tsq_explained_value(result_at(explanation, group, 0), columns[c].which),
                                table.decimals[columns[c].scale]);
    }
    for (size_t i = 0; i < explanation->n; i++) {
        add_step(&table, i, options->utf8, grid);
    }
    tsq__grid_rule(grid);
    add_values(&table, explanation->name_b, explanation->n, grid);
    add_difference(&table, grid);
}
