/* The table of studies, with or without its forest plot, and the table of all groups. */
#include "io/forest.h"
#include "io/number.h"
#include "io/show.h"

#include <math.h>
#include <string.h>

/* Beside a forest plot longer names are cut, so that it stays within reach; elsewhere they are whole up to the bytes. */
#define NAME_COLUMNS 36
#define NAME_BYTES 1024

/* What the rows of the study table share. */
struct table {
    const tsq__show *show;
    tsq__grid *grid;
    const tsq__forest *forest; /* NULL: none */
    bool participants, derived;
};

/* The texts of a row; NULL cells stay empty. */
struct row {
    const char *name, *n, *weight, *plot, *derived;
    double estimate, se, lb, ub;
    double shown[3]; /* estimate and limits after the transformation */
};

static char *cut_name(const struct table *table, const char *name, char *text)
{
    size_t bytes = 0, columns = 0;
    const bool whole = table->forest == NULL || tsq__width(name) <= NAME_COLUMNS;
    const char *end = whole ? "" : table->show->symbols->ellipsis;
    while (name[bytes] != '\0' && bytes + 8 < NAME_BYTES && (whole || columns < NAME_COLUMNS - tsq__width(end))) {
        do {
            bytes++;
        } while (((unsigned char)name[bytes] & 0xC0) == 0x80);
        columns++;
    }
    snprintf(text, NAME_BYTES, "%.*s%s", (int)bytes, name, end);
    for (char *c = text; *c != '\0'; c++) {
        *c = (unsigned char)*c < ' ' ? ' ' : *c;
    }
    return text;
}

static void add_row(const struct table *table, const struct row *row)
{
    const tsq__show *show = table->show;
    tsq__grid *grid = table->grid;
    char text[TSQ__NUMBER_ROOM], name[NAME_BYTES];
    const double lb = row->shown[1], ub = row->shown[2];
    tsq__grid_add(grid, cut_name(table, row->name, name));
    if (table->participants) {
        tsq__grid_add(grid, row->n != NULL ? row->n : "");
    }
    tsq__grid_add(grid, tsq__fixed(row->estimate, show->decimals, text));
    tsq__grid_add(grid, tsq__fixed(row->se, show->decimals, text));
    if (show->transform != NULL) {
        tsq__grid_add(grid, tsq__fixed(row->shown[0], show->shown_decimals, text));
    }
    tsq__grid_add(grid, tsq__fixed(lb, show->shown_decimals, text));
    tsq__grid_add(grid, isnan(lb) ? "" : "to");
    tsq__grid_add(grid, tsq__fixed(ub, show->shown_decimals, text));
    tsq__grid_add(grid, row->weight != NULL ? row->weight : "");
    if (table->forest != NULL) {
        tsq__grid_add(grid, row->plot != NULL ? row->plot : "");
    }
    if (table->derived) {
        tsq__grid_add(grid, row->derived != NULL ? row->derived : "");
    }
}

/* Of a study, or a prediction interval, with its own size. */
static void transform_single(const tsq__show *show, struct row *row, double size)
{
    row->shown[0] = tsq__shown_single(show, row->estimate, size);
    row->shown[1] = tsq__shown_single(show, row->lb, size);
    row->shown[2] = tsq__shown_single(show, row->ub, size);
}

static void add_head(const struct table *table)
{
    tsq__grid *grid = table->grid;
    char interval[32];
    snprintf(interval, sizeof interval, "%s CI", table->show->level);
    tsq__grid_add(grid, "Study");
    if (table->participants) {
        tsq__grid_add(grid, "n");
    }
    tsq__grid_add(grid, "Estimate");
    tsq__grid_add(grid, "SE");
    if (table->show->transform != NULL) {
        tsq__grid_add(grid, table->show->transform->id);
    }
    tsq__grid_add(grid, interval);
    tsq__grid_add(grid, "");
    tsq__grid_add(grid, "");
    tsq__grid_add(grid, "Weight");
    if (table->forest != NULL) {
        tsq__grid_add(grid, "");
    }
    if (table->derived) {
        tsq__grid_add(grid, "Derived");
    }
    tsq__grid_rule(grid);
}

static void add_study(const struct table *table, size_t i)
{
    const tsq__result *result = &table->show->result;
    const tsq_effect *effect = &result->pooled->effects.effect[i];
    char n[TSQ__NUMBER_ROOM], weight[TSQ__NUMBER_ROOM] = "", plot[TSQ__FOREST_ROOM];
    struct row row = {.name = effect->study, .n = tsq__fixed(effect->n, 0, n), .derived = effect->derived};
    row.estimate = effect->yi;
    row.se = effect->sei;
    row.lb = effect->ci_lb;
    row.ub = effect->ci_ub;
    tsq__forest_kind kind = TSQ__FOREST_HEAVY;
    if (result->fit.weight != NULL) {
        const double share = result->fit.weight[i];
        kind = share * (double)result->k >= 99.9 ? TSQ__FOREST_HEAVY : TSQ__FOREST_LIGHT;
        tsq__fixed(share, table->show->percent_decimals, weight);
        strcat(weight, "%");
    }
    row.weight = weight;
    transform_single(table->show, &row, effect->size);
    if (table->forest != NULL) {
        row.plot = tsq__forest_line(table->forest, kind, effect->ci_lb, effect->yi, effect->ci_ub, plot);
    }
    add_row(table, &row);
}

static void add_pooled(const struct table *table)
{
    const tsq__result *result = &table->show->result;
    char plot[TSQ__FOREST_ROOM];
    const tsq_coefficient *mean = &result->mean;
    struct row row = {.name = result->random ? "Random effects" : "Common effect", .weight = ""};
    row.estimate = mean->estimate;
    row.se = mean->se;
    row.lb = mean->ci_lb;
    row.ub = mean->ci_ub;
    row.shown[0] = tsq__shown_number(table->show, row.estimate);
    row.shown[1] = tsq__shown_number(table->show, row.lb);
    row.shown[2] = tsq__shown_number(table->show, row.ub);
    if (table->forest != NULL) {
        row.plot = tsq__forest_line(table->forest, TSQ__FOREST_POOLED, row.lb, row.estimate, row.ub, plot);
    }
    add_row(table, &row);
    if (!isnan(result->fit.pi_lb)) {
        row = (struct row){.name = "Prediction interval", .lb = result->fit.pi_lb, .ub = result->fit.pi_ub};
        row.estimate = row.se = NAN;
        transform_single(table->show, &row, table->show->with);
        if (table->forest != NULL) {
            row.plot = tsq__forest_line(table->forest, TSQ__FOREST_PREDICTION, row.lb, row.estimate, row.ub, plot);
        }
        add_row(table, &row);
    }
}

/* The axis stands in rows of its own, whose other cells are empty. */
static void add_axis(const struct table *table)
{
    char axis[TSQ__FOREST_ROOM], labels[TSQ__FOREST_ROOM];
    tsq__forest_axis(table->forest, axis, labels);
    struct row row = {.name = "", .plot = axis};
    row.estimate = row.se = row.lb = row.ub = NAN;
    transform_single(table->show, &row, table->show->with);
    add_row(table, &row);
    row.plot = labels;
    add_row(table, &row);
}

tsq_status tsq__show_studies(const tsq__show *show, bool forest, char *align, tsq__grid *grid)
{
    const tsq__result *result = &show->result;
    tsq__forest scale;
    struct table table = {.show = show, .grid = grid, .forest = forest ? &scale : NULL};
    for (size_t i = 0; i < result->k; i++) {
        table.participants |= !isnan(result->pooled->effects.effect[i].n);
    }
    table.derived = tsq__show_derived(show) == NULL;
    snprintf(align, 16, "l%srr%srRRr%s%s", table.participants ? "r" : "", show->transform != NULL ? "r" : "",
             forest ? "l" : "", table.derived ? "l" : "");
    *grid = (tsq__grid){.align = align};
    if (forest && tsq__forest_scale(result, show->options->utf8, show->single, show->with, &scale) != TSQ_OK) {
        return TSQ_E_MEMORY;
    }
    add_head(&table);
    for (size_t i = 0; i < result->k; i++) {
        add_study(&table, i);
    }
    if (result->pooled->estimated && !tsq__show_single(show) && result->mods == NULL) {
        tsq__grid_rule(grid);
        add_pooled(&table);
    }
    if (forest) {
        add_axis(&table);
    }
    return TSQ_OK;
}

static void add_flags(const tsq__result *result, tsq__grid *grid)
{
    char text[512] = "";
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        const size_t used = strlen(text);
        if ((result->fit.flags >> i & 1) != 0) {
            snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? ", " : "", tsq_flag_id(i));
        }
    }
    tsq__grid_add(grid, result->pooled->estimated ? text : "not estimated");
}

/* "0.0123" of a p-value. */
static void add_p(tsq__grid *grid, double pval)
{
    char text[TSQ__NUMBER_ROOM];
    const char *p = tsq__p_value(pval, text);
    tsq__grid_add(grid, strncmp(p, "p = ", 4) == 0 ? p + 4 : strncmp(p, "p ", 2) == 0 ? p + 2 : p);
}

static void add_percent(const tsq__show *show, tsq__grid *grid, double percent)
{
    char text[TSQ__NUMBER_ROOM];
    tsq__fixed(percent, show->percent_decimals, text);
    strcat(text, text[0] == '\0' ? "" : "%");
    tsq__grid_add(grid, text);
}

/* The mean with its interval and test. */
static void add_mean(const tsq__show *show, tsq__grid *grid)
{
    const tsq_coefficient *mean = &show->result.mean;
    char text[TSQ__NUMBER_ROOM];
    const int decimals = show->shown_decimals;
    tsq__grid_add(grid, tsq__fixed(tsq__shown_number(show, mean->estimate), decimals, text));
    tsq__grid_add(grid, tsq__fixed(tsq__shown_number(show, mean->ci_lb), decimals, text));
    tsq__grid_add(grid, isnan(mean->ci_lb) ? "" : "to");
    tsq__grid_add(grid, tsq__fixed(tsq__shown_number(show, mean->ci_ub), decimals, text));
    add_p(grid, mean->pval);
}

/* The joint test of the moderators and what they explain. */
static void add_joint(const tsq__show *show, tsq__grid *grid)
{
    const tsq__result *result = &show->result;
    char text[TSQ__NUMBER_ROOM];
    tsq__grid_add(grid, tsq__fixed(result->fit.QM, show->more_decimals, text));
    add_p(grid, result->fit.QM_p);
    add_percent(show, grid, result->pooled->estimated ? result->pooled->R2 : (double)NAN);
}

static void add_group(const tsq__show *show, tsq__grid *grid)
{
    const tsq__result *result = &show->result;
    char text[TSQ__NUMBER_ROOM];
    for (size_t j = 0; j < result->pooled->n_group; j++) {
        tsq__grid_add(grid, result->pooled->group_value[j]);
    }
    snprintf(text, sizeof text, "%zu", result->k);
    tsq__grid_add(grid, text);
    (result->mods == NULL ? add_mean : add_joint)(show, grid);
    tsq__grid_add(grid, result->random ? tsq__fixed(result->fit.tau2, show->tau2_decimals, text) : "");
    add_percent(show, grid, result->fit.I2);
    add_flags(result, grid);
}

static void add_group_heads(const tsq__show *show, tsq__grid *grid)
{
    const tsq__symbols *s = show->symbols;
    char interval[32];
    snprintf(interval, sizeof interval, "%s CI", show->level);
    const char *const of_mean[] = {
        "k",    show->transform != NULL ? show->transform->id : "Estimate", interval, "", "", "p", s->tau2, s->I2,
        "Flags"};
    const char *const of_model[] = {"k", "QM", "p", s->R2, s->tau2, s->I2, "Flags"};
    const bool model = show->result.mods != NULL;
    const size_t n = model ? sizeof of_model / sizeof of_model[0] : sizeof of_mean / sizeof of_mean[0];
    for (size_t j = 0; j < n; j++) {
        tsq__grid_add(grid, (model ? of_model : of_mean)[j]);
    }
    tsq__grid_rule(grid);
}

void tsq__show_groups(const tsq_pool_report *report, const tsq_write_options *options, char *align, tsq__grid *grid)
{
    *grid = (tsq__grid){.align = align};
    for (size_t i = 0; i < report->n; i++) {
        tsq__show show;
        tsq__show_init(report, options, i, &show);
        const size_t n = show.result.pooled->n_group;
        if (i == 0) {
            memset(align, 'l', n);
            strcpy(align + n, show.result.mods != NULL ? "rrrrrrl" : "rrrRRrrrl");
            for (size_t j = 0; j < n; j++) {
                tsq__grid_add(grid, show.result.pooled->group_column[j]);
            }
            add_group_heads(&show, grid);
        }
        add_group(&show, grid);
    }
}
