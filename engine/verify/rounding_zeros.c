/* Counts of which the rounding leaves open whether they are 0, where a continuity correction depends on that: the effect is that
 * of a table with the 0, corrected, or of one without. Its estimate and variance are anything from the least to the
 * greatest of all these tables, each for itself. */
#include "verify/rounding_work.h"

#include <string.h>

/* How far the row's effect may be from that of its counts as printed, relative. */
#define SAME 1e-9

enum { PIECES = 3 };

/* The counts of events in one group: the place of their cell, and what is all events. */
struct events {
    size_t cell;
    tsq__range piece[PIECES];
    int n;
};

/* No events, all of the participants, and the whole numbers between; as far as the range of the cell goes. */
static void cut(const struct tsq__cells *cells, double most, struct events *out)
{
    const tsq__range all = cells->range[out->cell];
    const tsq__range inner = {fmax(1.0, all.lb), fmin(most - 1.0, all.ub)};
    out->n = 0;
    if (all.lb <= 0.0) {
        out->piece[out->n++] = tsq__range_point(0.0);
    }
    if (inner.lb <= inner.ub) {
        out->piece[out->n++] = inner;
    }
    if (all.ub >= most) {
        out->piece[out->n++] = tsq__range_point(most);
    }
}

/* The cell that has the events of a group, or stands for them, and the participants, who are exact. */
static bool find_events(const struct tsq__cells *cells, int which, struct events *out)
{
    static const char *const roles[2][4] = {{"ai", "pct1i", "risk1i", "n1i"}, {"ci", "pct2i", "risk2i", "n2i"}};
    double most = (double)NAN;
    bool found = false;
    for (size_t j = 0; j < cells->n; j++) {
        for (int i = 0; i < 3; i++) {
            if (strcmp(cells->role[j], roles[which][i]) == 0) {
                out->cell = j;
                found = true;
            }
        }
        if (strcmp(cells->role[j], roles[which][3]) == 0 && cells->range[j].lb == cells->range[j].ub) {
            most = cells->printed[j];
        }
    }
    if (found && !isnan(most)) {
        cut(cells, most, out);
    }
    return found && !isnan(most);
}

static bool is_near(tsq__range range, double x, double scale)
{
    return range.lb - SAME * scale <= x && x <= range.ub + SAME * scale;
}

/* Whether the counts as printed give the row's effect. */
static bool agrees(const struct tsq__cells *cells)
{
    struct tsq__cells at = *cells;
    struct tsq__dual y, v;
    for (size_t j = 0; j < at.n; j++) {
        at.range[j] = tsq__range_point(at.printed[j]);
    }
    const tsq_effect *effect = cells->effect;
    return tsq__cells_compute(&at, &y, &v) && is_near(y.x, effect->yi, fabs(effect->yi) + effect->sei) &&
           is_near(v.x, effect->vi, effect->vi);
}

/* The hull over all tables; false where one of them has no effect. */
static bool find_hull(const struct tsq__cells *cells, const struct events group[2], tsq__range *y, tsq__range *v)
{
    bool any = false;
    for (int i = 0; i < group[0].n * group[1].n; i++) {
        struct tsq__cells at = *cells;
        struct tsq__dual of_y, of_v;
        at.range[group[0].cell] = group[0].piece[i % group[0].n];
        at.range[group[1].cell] = group[1].piece[i / group[0].n];
        if (!tsq__cells_compute(&at, &of_y, &of_v)) {
            return false;
        }
        *y = any ? tsq__range_hull(*y, of_y.x) : of_y.x;
        *v = any ? tsq__range_hull(*v, of_v.x) : of_v.x;
        any = true;
    }
    return any;
}

bool tsq__rounding_zeros(const struct tsq__rounding_work *work, const tsq_effect *effect,
                         struct tsq__rounded_study *study)
{
    struct tsq__cells cells = tsq__cells_of(&work->sheet, effect);
    struct tsq__dual y, v;
    struct events group[2];
    tsq__range hull[2] = {{0.0, 0.0}, {0.0, 0.0}};
    cells.way = work->enclosure->compute;
    if (work->result->effects.measure->has_zero == NULL || work->report->options.effect.convert.exact_counts ||
        cells.contrasts != 1.0 || tsq__cells_next_row(&cells, 1)) {
        return false;
    }
    (void)tsq__cells_next_row(&cells, 0);
    (void)tsq__cells_compute(&cells, &y, &v); /* for its cells: it gives nothing */
    if (cells.status != TSQ_OK || !find_events(&cells, 0, &group[0]) || !find_events(&cells, 1, &group[1]) ||
        !agrees(&cells) || !find_hull(&cells, group, &hull[0], &hull[1])) {
        return false;
    }
    study->behind = 0;
    for (size_t j = 0; j < cells.n; j++) {
        study->behind += cells.range[j].lb != cells.range[j].ub;
    }
    study->cells = tsq__cells_of(&work->sheet, effect);
    study->cells.way = tsq__enclose_as_given;
    study->cells.n = 2;
    for (size_t j = 0; j < 2; j++) {
        study->cells.role[j] = j == 0 ? "yi" : "vi";
        study->cells.at[j] = effect->row;
        study->cells.printed[j] = j == 0 ? effect->yi : effect->vi;
        study->cells.range[j] = hull[j];
    }
    return tsq__cells_compute(&study->cells, &study->y, &study->v);
}

bool tsq__enclose_as_given(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual *const both[2] = {y, v};
    for (size_t j = 0; j < 2; j++) {
        *both[j] = tsq__dual_constant(cells->range[j]);
        both[j]->by[j] = tsq__range_point(1.0);
        both[j]->n = j + 1;
    }
    cells->divided = true;
    return true;
}
