/* The studies of an analysis as boxes, and corners of these. */
#include "verify/rounding_work.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* How far a row's effect may be from that of its enclosure at the printed cells, relative: beyond, it is another one. */
#define SAME 1e-9

/* How often derivatives of an effect are taken again after cells were fixed. */
enum { ROUNDS = 4 };

/* Arrays of ranges, and of slopes, which are two ranges. */
enum { ARRAYS = 14, SLOPES = 2 * TSQ__RANGED + TSQ__BASES, RANGES_PER_STUDY = ARRAYS + 2 * SLOPES };

tsq_status tsq__rounding_begin(const tsq_pool_report *report, const tsq_pool_result *result, const char *rounding,
                               struct tsq__rounding_work *out, tsq_error *err)
{
    const size_t k = result->effects.k;
    *out = (struct tsq__rounding_work){.report = report, .result = result, .k = k};
    const tsq_status status = tsq__sheet_begin(report, result, rounding, &out->sheet, err);
    if (status != TSQ_OK) {
        return status;
    }
    out->enclosure = tsq__enclosure_of(result->effects.measure->id);
    out->study = calloc(k + 1, 2 * sizeof *out->study);
    out->room = calloc(k + 1, RANGES_PER_STUDY * sizeof *out->room);
    out->yi = calloc(k + 1, 2 * sizeof *out->yi);
    if (out->study == NULL || out->room == NULL || out->yi == NULL) {
        return tsq__fail_memory(err);
    }
    out->now = out->study + k;
    out->vi = out->yi + k;
    tsq__range **const to[] = {
        &out->y,        &out->v,          &out->y_now,      &out->v_now,        &out->corner_y,
        &out->corner_v, &out->bench.at.w, &out->bench.at.r, &out->bench.room.w, &out->bench.room.r};
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
        *to[i] = out->room + i * k;
    }
    out->bench.more = out->room + sizeof to / sizeof to[0] * k;
    struct tsq__slope *slopes = (struct tsq__slope *)(out->room + ARRAYS * k);
    for (size_t i = 0; i < TSQ__RANGED; i++, slopes += 2 * k) {
        out->slopes.of[i] = slopes;
        out->slopes_now.of[i] = slopes + k;
    }
    for (size_t i = 0; i < TSQ__BASES; i++, slopes += k) {
        out->bases.by[i] = slopes;
    }
    out->box = (struct tsq__box){.k = k, .y = out->y, .v = out->v};
    out->box_now = (struct tsq__box){.k = k, .y = out->y_now, .v = out->v_now};
    out->corner = (struct tsq__box){.k = k, .y = out->corner_y, .v = out->corner_v};
    return TSQ_OK;
}

void tsq__rounding_free(struct tsq__rounding_work *work)
{
    tsq__sheet_free(&work->sheet);
    free(work->study);
    free(work->room);
    free(work->yi);
    *work = (struct tsq__rounding_work){0};
}

/* ---- corners of one study ------------------------------------------------------------------------------------------ */

double tsq__cell_end(tsq__range cell, tsq__range slope, double sign, tsq__range *end)
{
    const double width = tsq__up(cell.ub - cell.lb);
    const tsq__range by = sign > 0.0 ? slope : tsq__range_negate(slope);
    const bool up = by.lb >= -by.ub;
    *end = tsq__range_point(up ? cell.ub : cell.lb);
    const double against = up ? -by.lb : by.ub;
    return cell.lb == cell.ub || against <= 0.0 ? 0.0 : tsq__up(width * against);
}

/* The derivative by cell j of what has the derivatives `parts` by y and v. */
static tsq__range slope_by_cell(const struct tsq__rounded_study *study, struct tsq__slope parts, size_t j)
{
    return tsq__range_add(tsq__range_multiply(parts.y, study->y.by[j]), tsq__range_multiply(parts.v, study->v.by[j]));
}

/* yi and vi at the corner of the study's cells where y_part y + v_part v is furthest. */
static double corner_of(const struct tsq__rounded_study *study, struct tsq__slope parts, double sign, tsq__range *y,
                        tsq__range *v)
{
    struct tsq__cells at = study->cells;
    struct tsq__dual to_y, to_v;
    double beyond = 0.0;
    for (size_t j = 0; j < at.n; j++) {
        const tsq__range slope = slope_by_cell(study, parts, j);
        beyond = tsq__up(beyond + tsq__cell_end(study->cells.range[j], slope, sign, &at.range[j]));
    }
    (void)tsq__cells_compute(&at, &to_y, &to_v);
    *y = to_y.x;
    *v = to_v.x;
    return beyond;
}

/* Sets the cells in which y_part y + v_part v is proven to rise or fall to the end where it is greatest or least, and takes
 * the derivatives of what is left. How many were set. */
static size_t fix_cells(struct tsq__slope parts, double sign, struct tsq__rounded_study *study)
{
    size_t n = 0;
    for (size_t j = 0; j < study->cells.n; j++) {
        tsq__range *cell = &study->cells.range[j], end;
        const tsq__range slope = slope_by_cell(study, parts, j);
        if (cell->lb != cell->ub && tsq__cell_end(*cell, slope, sign, &end) == 0.0) {
            *cell = end;
            n++;
        }
    }
    if (n > 0) {
        (void)tsq__cells_compute(&study->cells, &study->y, &study->v);
    }
    return n;
}

/* One end of y, or of v: from the corner that is left when what is monotone has been fixed, again and again. */
static double find_end(const struct tsq__rounded_study *study, bool of_v, double sign)
{
    const tsq__range one = tsq__range_point(1.0), none = tsq__range_point(0.0);
    const struct tsq__slope parts = {of_v ? none : one, of_v ? one : none};
    struct tsq__rounded_study left = *study;
    tsq__range at[2];
    for (int round = 0; round < ROUNDS && fix_cells(parts, sign, &left) > 0; round++) {
    }
    const double beyond = corner_of(&left, parts, sign, &at[0], &at[1]);
    const tsq__range whole = of_v ? left.v.x : left.y.x;
    return sign > 0.0 ? fmin(whole.ub, tsq__up(at[of_v].ub + beyond)) : fmax(whole.lb, tsq__down(at[of_v].lb - beyond));
}

/* The range of y, or of v, by its corners. */
static tsq__range narrow(const struct tsq__rounded_study *study, bool of_v)
{
    const tsq__range by_corners = {find_end(study, of_v, -1.0), find_end(study, of_v, 1.0)};
    return tsq__range_meet(by_corners, of_v ? study->v.x : study->y.x);
}

/* ---- all studies --------------------------------------------------------------------------------------------------- */

static bool is_same(tsq__range range, double x, double scale)
{
    const double by = SAME * scale;
    return range.lb - by <= x && x <= range.ub + by;
}

/* Whether the enclosure gives the effect that the row has, for the cells as printed. */
static bool agrees(const struct tsq__rounded_study *study)
{
    struct tsq__cells at = study->cells;
    struct tsq__dual y, v;
    for (size_t j = 0; j < at.n; j++) {
        at.range[j] = tsq__range_point(at.printed[j]);
    }
    const tsq_effect *effect = at.effect;
    return tsq__cells_compute(&at, &y, &v) && is_same(y.x, effect->yi, fabs(effect->yi) + effect->sei) &&
           is_same(v.x, effect->vi, effect->vi);
}

/* The row's effect over its cells, the way that gives it at the cells as printed. False if none does. */
static bool find_way(const struct tsq__rounding_work *work, const tsq_effect *effect, struct tsq__rounded_study *study)
{
    tsq__enclose *way = work->enclosure->compute;
    for (size_t i = 0; way != NULL; way = tsq__way_at(i++)) {
        study->cells = tsq__cells_of(&work->sheet, effect);
        study->cells.way = way;
        const bool computed = tsq__cells_compute(&study->cells, &study->y, &study->v);
        if (study->cells.status != TSQ_OK || (computed && agrees(study))) {
            return study->cells.status == TSQ_OK;
        }
    }
    return false;
}

static tsq_status take_study(struct tsq__rounding_work *work, size_t i, tsq_error *err)
{
    struct tsq__rounded_study *study = &work->study[i];
    const tsq_effect *effect = &work->result->effects.effect[i];
    const char *source = tsq_table_source(work->report->table);
    bool found = find_way(work, effect, study);
    if (!found && study->cells.status == TSQ_OK) {
        found = tsq__rounding_zeros(work, effect, study);
        work->no_fits = work->no_fits || found;
    }
    if (study->cells.status != TSQ_OK) {
        *err = study->cells.error;
        return study->cells.status;
    }
    if (!found) {
        return tsq__fail(err, TSQ_E_OPTION, "%s:%zu: --rounding: no enclosure yet for an effect that is derived so: %s",
                         source, effect->line, effect->derived);
    }
    work->y[i] = narrow(study, false);
    work->v[i] = narrow(study, true);
    if (!(work->v[i].lb > 0.0) || !isfinite(work->v[i].ub) || !isfinite(work->y[i].lb) || !isfinite(work->y[i].ub)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "%s:%zu: --rounding: what is printed leaves room for a variance of 0 or an unbounded effect",
                         source, effect->line);
    }
    return TSQ_OK;
}

static void count_cells(struct tsq__rounding_work *work)
{
    for (size_t i = 0; i < work->k; i++) {
        const struct tsq__cells *cells = &work->study[i].cells;
        work->n_cells += work->study[i].behind;
        for (size_t j = 0; j < cells->n && work->study[i].behind == 0; j++) {
            work->n_cells += cells->range[j].lb != cells->range[j].ub;
        }
    }
}

tsq_status tsq__rounding_studies(struct tsq__rounding_work *work, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < work->k && status == TSQ_OK; i++) {
        status = take_study(work, i, err);
    }
    count_cells(work);
    return status;
}

/* ---- the search for one end -------------------------------------------------------------------------------------- */

void tsq__rounding_open(struct tsq__rounding_work *work)
{
    const size_t k = work->k;
    memcpy(work->now, work->study, k * sizeof *work->now);
    memcpy(work->y_now, work->y, k * sizeof *work->y_now);
    memcpy(work->v_now, work->v, k * sizeof *work->v_now);
    for (int quantity = 0; quantity < TSQ__RANGED; quantity++) {
        memcpy(work->slopes_now.of[quantity], work->slopes.of[quantity], k * sizeof *work->slopes.of[quantity]);
    }
}

/* Of one study. */
static size_t fix(struct tsq__rounding_work *work, size_t i, struct tsq__slope parts, double sign)
{
    struct tsq__rounded_study *study = &work->now[i];
    const size_t n = fix_cells(parts, sign, study);
    if (n > 0) {
        work->y_now[i] = tsq__range_meet(work->y_now[i], narrow(study, false));
        work->v_now[i] = tsq__range_meet(work->v_now[i], narrow(study, true));
    }
    return n;
}

size_t tsq__rounding_fix(struct tsq__rounding_work *work, enum tsq__ranged quantity, double sign)
{
    size_t n = 0;
    for (size_t i = 0; i < work->k; i++) {
        n += fix(work, i, work->slopes_now.of[quantity][i], sign);
    }
    return n;
}

double tsq__rounding_corner(struct tsq__rounding_work *work, enum tsq__ranged quantity, double sign)
{
    double beyond = 0.0;
    for (size_t i = 0; i < work->k; i++) {
        const struct tsq__slope parts = work->slopes_now.of[quantity][i];
        beyond = tsq__up(beyond + corner_of(&work->now[i], parts, sign, &work->corner_y[i], &work->corner_v[i]));
        work->yi[i] = tsq__range_middle(work->corner_y[i]);
        work->vi[i] = tsq__range_middle(work->corner_v[i]);
    }
    return beyond;
}
