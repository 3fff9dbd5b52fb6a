/* The counts behind an effect over ranges, and the continuity correction. Rules and sources: two_by_two.c, counted.c and
 * conv_percent.c of engine/effect. */
#include "verify/rounding_counts.h"

#include "effect/convert_choice.h"
#include "verify/dual_words.h"
#include "verify/rounding_arms.h"
#include "verify/rounding_special.h"

/* ---- counts ---------------------------------------------------------------------------------------------------------------- */

/* The roles of a group, and what the events are a share of. */
struct group_roles {
    const char *events, *others, *size, *percent, *risk;
};

static const struct group_roles groups[2] = {{"ai", "bi", "n1i", "pct1i", "risk1i"},
                                             {"ci", "di", "n2i", "pct2i", "risk2i"}};

/* A share of a group, as whole participants. */
struct share {
    double scale, most;
};

static double whole(double number, const void *context)
{
    const struct share *share = context;
    return fmax(0.0, fmin(share->most, nearbyint(number * share->scale)));
}

/* Events as the share of a group that is printed: whole numbers, unless the options ask for exact ones. */
static bool take_share(struct tsq__cells *cells, const struct group_roles *roles, const dual *n, dual *x)
{
    double size;
    const bool exact = cells->sheet->report->options.effect.convert.exact_counts;
    if (!tsq__conversion_allowed(tsq_conversion_find("counts-percent"),
                                 &cells->sheet->report->options.effect.convert) ||
        !tsq__dual_exact(n, &size)) {
        return false;
    }
    if (!exact) {
        const struct share percent = {size / 100.0, size}, risk = {size, size};
        return tsq__cells_take_count(cells, roles->percent, whole, &percent, x) ||
               tsq__cells_take_count(cells, roles->risk, whole, &risk, x);
    }
    if (tsq__cells_take(cells, roles->percent, x)) {
        *x = tsq__dual_scale(*x, size / 100.0);
        return true;
    }
    const bool found = tsq__cells_take(cells, roles->risk, x);
    *x = tsq__dual_scale(*x, size);
    return found;
}

/* Events and the others of a group: of those the number, or the size less the events. */
static bool take_group(struct tsq__cells *cells, int which, dual *events, dual *others)
{
    const struct group_roles *roles = &groups[which];
    dual n;
    const bool sized = tsq__cells_take(cells, roles->size, &n);
    if (!tsq__cells_take(cells, roles->events, events) && !(sized && take_share(cells, roles, &n, events))) {
        return false;
    }
    if (sized) {
        *others = SUB(n, *events);
        others->x.lb = fmax(others->x.lb, 0.0); /* events are participants */
        return others->x.ub >= 0.0;
    }
    return tsq__cells_take(cells, roles->others, others);
}

/* As reported. */
static bool take_groups(struct tsq__cells *cells, struct tsq__dual_table *out)
{
    dual events, others;
    for (size_t i = 0; tsq__cells_next_row(cells, i); i++) {
        if (!take_group(cells, 0, &events, &others)) {
            return false;
        }
        out->a = i == 0 ? events : ADD(out->a, events);
        out->b = i == 0 ? others : ADD(out->b, others);
    }
    (void)tsq__cells_next_row(cells, 0);
    if (!take_group(cells, 1, &out->c, &out->d)) {
        return false;
    }
    if (cells->contrasts != 1.0) {
        out->c = DIV(out->c, NUMBER(cells->contrasts));
        out->d = DIV(out->d, NUMBER(cells->contrasts));
    }
    return true;
}

bool tsq__cells_table(struct tsq__cells *cells, struct tsq__dual_table *out)
{
    if (!take_groups(cells, out)) {
        (void)tsq__cells_next_row(cells, 0);
        if (!tsq__cells_recover(cells, out)) {
            return false;
        }
    }
    out->n1 = ADD(out->a, out->b);
    out->n2 = ADD(out->c, out->d);
    return true;
}

bool tsq__cells_rates(struct tsq__cells *cells, struct tsq__dual_table *out)
{
    dual events, time;
    out->b = out->d = NUMBER(0.0);
    for (size_t i = 0; tsq__cells_next_row(cells, i); i++) {
        if (!tsq__cells_take(cells, "x1i", &events) || !tsq__cells_take(cells, "t1i", &time)) {
            return false;
        }
        out->a = i == 0 ? events : ADD(out->a, events);
        out->n1 = i == 0 ? time : ADD(out->n1, time);
    }
    (void)tsq__cells_next_row(cells, 0);
    if (!tsq__cells_take(cells, "x2i", &out->c) || !tsq__cells_take(cells, "t2i", &out->n2)) {
        return false;
    }
    if (cells->contrasts != 1.0) {
        out->c = DIV(out->c, NUMBER(cells->contrasts));
        out->n2 = DIV(out->n2, NUMBER(cells->contrasts));
    }
    return true;
}

dual tsq__dual_common_share(const struct tsq__dual_table *table)
{
    const dual n = ADD(table->n1, table->n2);
    return MUL(DIV(ADD(table->a, table->c), n), DIV(ADD(table->b, table->d), n));
}

void tsq__dual_cluster(struct tsq__cells *cells, bool rates, struct tsq__dual_table *table)
{
    dual *const counts[] = {&table->a, &table->b, &table->c, &table->d, &table->n1, &table->n2};
    tsq__cells_divide(cells, counts, sizeof counts / sizeof counts[0]);
    if (!rates) {
        table->n1 = ADD(table->a, table->b);
        table->n2 = ADD(table->c, table->d);
    }
}

/* ---- correction ------------------------------------------------------------------------------------------------------------ */

/* 1: it is 0 to rounding errors of what is not rounded, 0: it is not 0, -1: it may be. */
static int is_zero(const dual *x)
{
    const double slack = 1e-9;
    return x->x.lb > slack ? 0 : x->x.ub <= slack ? 1 : -1;
}

bool tsq__dual_correction(const struct tsq__cells *cells, const struct tsq__dual_table *table, bool rates, double add,
                          struct tsq__correction *out)
{
    const tsq_effect_options *options = &cells->sheet->report->options.effect;
    const dual *const count[] = {&table->a, &table->c, &table->b, &table->d};
    bool zero = false, open = false;
    for (int i = 0; i < (rates ? 2 : 4); i++) {
        zero = zero || is_zero(count[i]) == 1;
        open = open || is_zero(count[i]) == -1;
    }
    const tsq_add_to to = cells->sheet->to;
    if ((open && !zero && to == TSQ_TO_ONLY0) || cells->sheet->to_open) {
        return false;
    }
    out->adds = to == TSQ_TO_ALL || (zero && to != TSQ_TO_NONE);
    out->add[0] = out->add[1] = !out->adds ? 0.0 : isnan(options->add) ? add : options->add;
    if (!out->adds || rates || !options->add_by_arm) {
        return true;
    }
    double n[2];
    if (!tsq__dual_exact(&table->n1, &n[0]) || !tsq__dual_exact(&table->n2, &n[1])) {
        return false;
    }
    out->add[0] = n[0] / (n[0] + n[1]);
    out->add[1] = n[1] / (n[0] + n[1]);
    return true;
}

/* A number of which the last digits are open. */
static dual about(double x)
{
    return tsq__dual_constant(tsq__range_about(x, 1e-14));
}

void tsq__dual_correct(const struct tsq__correction *by, bool rates, struct tsq__dual_table *table)
{
    if (!by->adds) {
        return;
    }
    table->a = ADD(table->a, about(by->add[0]));
    table->c = ADD(table->c, about(by->add[1]));
    if (!rates) {
        table->b = ADD(table->b, about(by->add[0]));
        table->d = ADD(table->d, about(by->add[1]));
        table->n1 = ADD(table->a, table->b);
        table->n2 = ADD(table->c, table->d);
    }
}
