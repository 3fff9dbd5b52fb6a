/* Which numbers a cell may stand for. */
#include "verify/rounding_cells.h"

#include "base/error.h"
#include "data/table.h"

#include <stdio.h>
#include <string.h>

/* ---- cells --------------------------------------------------------------------------------------------------------- */

/* A cell of the table. */
struct place {
    size_t row;
    long column;
};

static bool has_control(const struct tsq__sheet *sheet, const char *role)
{
    return sheet->by_arm != TSQ__COMPARES_NOTHING && tsq__is_of_control(role);
}

long tsq__cells_column(const struct tsq__sheet *sheet, const char *role)
{
    bool of_control;
    return sheet->by_arm == TSQ__COMPARES_NOTHING
               ? tsq_roles_column(sheet->report->roles, role)
               : tsq__arm_column(sheet->report->roles, sheet->by_arm, role, &of_control);
}

static tsq_status fail_at(const struct tsq__sheet *sheet, struct place place, const char *message, tsq_error *err)
{
    return tsq__fail_cell(sheet->report->table, place.row, (size_t)place.column, TSQ_E_VALUE, message, err);
}

static tsq_status by_step(const struct tsq__sheet *sheet, struct place place, double value, double step,
                          tsq__range *out, tsq_error *err)
{
    const double units = step > 0.0 ? value / step : 0.0;
    if (fabs(units - round(units)) > 1e-6 * fmax(1.0, fabs(units) * 1e-6)) {
        char message[96];
        snprintf(message, sizeof message, "not a multiple of its step of rounding, %g:", step);
        return fail_at(sheet, place, message, err);
    }
    *out = tsq__range_out(value - step / 2.0, value + step / 2.0);
    return TSQ_OK;
}

/* What rounds to the cell as it is printed. */
static tsq_status by_text(const struct tsq__sheet *sheet, struct place place, tsq__range *out, tsq_error *err)
{
    tsq_figure figure;
    const char *text = tsq_table_cell(sheet->report->table, place.row, (size_t)place.column);
    const char decimal = tsq_table_decimal(sheet->report->table);
    if (tsq_figure_read(text, decimal, &figure, NULL) != TSQ_OK || figure.kind != TSQ_FIGURE_ROUNDED ||
        figure.percent) {
        return fail_at(sheet, place, "no number whose rounding can be seen", err);
    }
    *out = (tsq__range){figure.lb, figure.ub};
    return TSQ_OK;
}

static tsq_status read_range(const struct tsq__sheet *sheet, const char *role, struct place place, double value,
                             tsq__range *out, tsq_error *err)
{
    double step = 0.0;
    bool automatic;
    tsq_status status = TSQ_OK;
    *out = tsq__range_point(value);
    if (tsq__cells_step(sheet, place.column, &step, &automatic)) {
        status = step > 0.0 ? by_step(sheet, place, value, step, out, err) : TSQ_OK;
    } else if (automatic && tsq__cell_kind(sheet, role) != TSQ__CELL_COUNT) {
        status = by_text(sheet, place, out, err);
    }
    const enum tsq__cell_kind kind = tsq__cell_kind(sheet, role);
    if (kind == TSQ__CELL_COUNT || kind == TSQ__CELL_POSITIVE) {
        out->lb = fmax(out->lb, 0.0);
    } else if (kind == TSQ__CELL_CORRELATION) {
        *out = (tsq__range){fmax(out->lb, -1.0), fmin(out->ub, 1.0)};
    }
    return status;
}

/* What a number of the role is multiplied by in the unit asked for; its errors end the analysis before. */
static double factor_of(const struct tsq__cells *cells, const char *role)
{
    const struct tsq__sheet *sheet = cells->sheet;
    const struct tsq__effect_input *input = tsq__effect_input_find(role, strlen(role));
    const struct tsq__rescaling *used;
    struct tsq_effect_row row;
    if (sheet->rescalings == NULL || input == NULL) {
        return 1.0;
    }
    tsq__effect_row_clear(&row);
    *tsq__effect_input_at(&row, input) = 1.0;
    return tsq__rescale(sheet->rescalings, sheet->report->options.effect.n_unit, sheet->report->roles, cells->row, &row,
                        &used, NULL) == TSQ_OK
               ? *tsq__effect_input_at(&row, input)
               : 1.0;
}

static void set_dual(const struct tsq__cells *cells, size_t i, struct tsq__dual *out)
{
    const double factor = factor_of(cells, cells->role[i]);
    *out = tsq__dual_constant(cells->range[i]);
    out->by[i] = tsq__range_point(1.0);
    out->n = i + 1;
    if (factor != 1.0) {
        *out = tsq__dual_multiply(*out, tsq__dual_constant(tsq__range_point(factor)));
    }
}

struct tsq__cells tsq__cells_of(const struct tsq__sheet *sheet, const tsq_effect *effect)
{
    const struct tsq__kept *kept = tsq__numbers_of(sheet->numbers, effect->row);
    return (struct tsq__cells){.sheet = sheet,
                               .effect = effect,
                               .row = effect->row,
                               .control = kept != NULL ? kept->control : effect->row,
                               .contrasts = kept != NULL ? kept->contrasts : 1.0};
}

bool tsq__cells_next_row(struct tsq__cells *cells, size_t i)
{
    const size_t merged = tsq__numbers_merged(cells->sheet->numbers, cells->effect->row, i);
    cells->row = merged != SIZE_MAX ? merged : cells->effect->row;
    return merged != SIZE_MAX || i == 0;
}

/* The place of a cell among those that were taken; cells->n if it is none of them. */
static size_t place_of(const struct tsq__cells *cells, const char *role, size_t row)
{
    size_t i = 0;
    while (i < cells->n && !(strcmp(cells->role[i], role) == 0 && cells->at[i] == row)) {
        i++;
    }
    return i;
}

/* Which cell it is, read when it is asked for first; false if there is none. */
static bool find_cell(struct tsq__cells *cells, const char *role, size_t *i, bool *fresh)
{
    const struct tsq__sheet *sheet = cells->sheet;
    const struct place place = {has_control(sheet, role) ? cells->control : cells->row, tsq__cells_column(sheet, role)};
    double value;
    *i = place_of(cells, role, place.row);
    *fresh = *i == cells->n;
    if (!*fresh) {
        return true;
    }
    if (cells->status != TSQ_OK || cells->n == TSQ__CELLS || place.column < 0) {
        return false;
    }
    const char decimal = tsq_table_decimal(sheet->report->table);
    const char *text = tsq_table_cell(sheet->report->table, place.row, (size_t)place.column);
    if (tsq_number_read(text, decimal, &value) != TSQ_NUMBER) {
        return false;
    }
    cells->status = read_range(sheet, role, place, value, &cells->range[*i], &cells->error);
    if (cells->status != TSQ_OK) {
        return false;
    }
    cells->role[*i] = role;
    cells->at[*i] = place.row;
    cells->printed[*i] = value;
    cells->n++;
    return true;
}

bool tsq__cells_take(struct tsq__cells *cells, const char *role, struct tsq__dual *out)
{
    size_t i;
    bool fresh;
    if (!find_cell(cells, role, &i, &fresh)) {
        *out = tsq__dual_constant(tsq__range_point(0.0));
        return false;
    }
    set_dual(cells, i, out);
    return true;
}

/* How far from the end of a cell its count is taken, relative, so that rounding errors do not move it over the middle between two
 * whole numbers; and what a count that is none is known to. */
#define NEAR 1e-13

static double outward(double count, double sign)
{
    return count == nearbyint(count) ? count : count + sign * NEAR * fabs(count);
}

bool tsq__cells_take_count(struct tsq__cells *cells, const char *role, tsq__count_of *count, const void *context,
                           struct tsq__dual *out)
{
    size_t i;
    bool fresh;
    if (!find_cell(cells, role, &i, &fresh)) {
        *out = tsq__dual_constant(tsq__range_point(0.0));
        return false;
    }
    if (fresh) {
        const tsq__range cell = cells->range[i];
        const bool exact = cell.lb == cell.ub;
        const double a = count(exact ? cell.lb : cell.lb - NEAR * fabs(cell.lb), context),
                     b = count(exact ? cell.ub : cell.ub + NEAR * fabs(cell.ub), context);
        cells->printed[i] = count(cells->printed[i], context);
        cells->range[i] = isnan(a) || isnan(b) ? (tsq__range){(double)NAN, (double)NAN}
                                               : (tsq__range){fmin(cells->printed[i], outward(fmin(a, b), -1.0)),
                                                              fmax(cells->printed[i], outward(fmax(a, b), 1.0))};
    }
    *out = tsq__dual_constant(cells->range[i]);
    out->by[i] = tsq__range_point(1.0);
    out->n = i + 1;
    return !isnan(cells->range[i].lb);
}
