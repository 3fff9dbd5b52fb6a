/* The 2x2 table of a row, and the continuity correction. */
#include "effect/two_by_two.h"

#include "effect/trace.h"

#include <math.h>
#include <stdio.h>

/* Participants without the event; `size` where it is missing. NaN if it cannot be told. */
static double rest(double events, double without, double size)
{
    return isnan(without) ? size - events : without;
}

/* Metafor's checks, with its tolerance of none: counts are small numbers that doubles hold exactly. */
static tsq_status check_group(double events, double without, double size, const char *events_role,
                              const char *size_role, struct tsq_effect_value *value)
{
    if (events > size) {
        return tsq__effect_impossible(value, events_role, "more events than participants");
    }
    if (!isnan(without) && !isnan(size) && events + without != size) {
        return tsq__effect_impossible(value, size_role, "not the sum of those with and without the event");
    }
    return TSQ_OK;
}

static tsq_status take_counts(const struct tsq_effect_row *row, struct tsq__two_by_two *out,
                              struct tsq_effect_value *value)
{
    out->a = row->ai;
    out->b = rest(row->ai, row->bi, row->n1i);
    out->c = row->ci;
    out->d = rest(row->ci, row->di, row->n2i);
    tsq__effect_need(value, row->ai, "ai");
    tsq__effect_need(value, isnan(row->bi) ? row->n1i : row->bi, "n1i");
    tsq__effect_need(value, row->ci, "ci");
    tsq__effect_need(value, isnan(row->di) ? row->n2i : row->di, "n2i");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    const tsq_status status = check_group(row->ai, row->bi, row->n1i, "ai", "n1i", value);
    return status == TSQ_OK ? check_group(row->ci, row->di, row->n2i, "ci", "n2i", value) : status;
}

static bool has_zero(const struct tsq__two_by_two *table)
{
    return table->a == 0.0 || table->b == 0.0 || table->c == 0.0 || table->d == 0.0;
}

bool tsq__two_by_two_has_zero(const struct tsq_effect_row *row)
{
    struct tsq__two_by_two table;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    return take_counts(row, &table, &value) == TSQ_OK && has_zero(&table);
}

static void correct(const tsq_effect_options *options, double add, struct tsq__two_by_two *table)
{
    table->raw_a = table->a;
    table->raw_b = table->b;
    table->raw_c = table->c;
    table->raw_d = table->d;
    table->events_only = table->b == 0.0 && table->d == 0.0;
    const bool adds = tsq__effect_adds(options, has_zero(table));
    const double n1 = table->a + table->b, n2 = table->c + table->d;
    table->added1 = !adds ? 0.0 : options->add_by_arm ? n1 / (n1 + n2) : add;
    table->added2 = !adds ? 0.0 : options->add_by_arm ? n2 / (n1 + n2) : add;
    table->a += table->added1;
    table->b += table->added1;
    table->c += table->added2;
    table->d += table->added2;
    table->n1 = table->a + table->b;
    table->n2 = table->c + table->d;
}

void tsq__two_by_two_say(const struct tsq__two_by_two *table, const char *where, struct tsq_effect_value *value)
{
    if (table->added1 == 0.0) {
        tsq__effect_derived(value, "2x2 table");
        return;
    }
    const bool same = table->added1 == table->added2;
    char first[TSQ_NUMBER_TEXT], second[TSQ_NUMBER_TEXT];
    tsq_number_print(same ? table->added1 : round(table->added1 * 1e4) / 1e4, first);
    tsq_number_print(round(table->added2 * 1e4) / 1e4, second);
    snprintf(value->derived, sizeof value->derived, "2x2 table, %s%s%s added to %s%s", first, same ? "" : " and ",
             same ? "" : second, where, same ? "" : " of the groups");
}

/* What is added to the cells of each group: a number, or by the arms' sizes. */
static void note_correction(const struct tsq_effect_row *row, const tsq_effect_options *options,
                            const struct tsq__two_by_two *t)
{
    static const char *const by_arm[2][2][2] = {
        {{"(ai + bi)/(ai + bi + ci + di)", "(ai + bi)/(ai + bi + n2i)"}, {"n1i/(n1i + ci + di)", "n1i/(n1i + n2i)"}},
        {{"(ci + di)/(ai + bi + ci + di)", "n2i/(ai + bi + n2i)"}, {"(ci + di)/(n1i + ci + di)", "n2i/(n1i + n2i)"}}};
    if (options->add_by_arm) {
        const char *how = "continuity correction by the sizes of the arms";
        tsq__step(row, "add1", t->added1, by_arm[0][isnan(row->bi)][isnan(row->di)], how);
        tsq__step(row, "add2", t->added2, by_arm[1][isnan(row->bi)][isnan(row->di)], how);
        return;
    }
    tsq__step(row, "add", t->added1, NULL, TSQ__CORRECTION);
    tsq__step(row, "add1", t->added1, "add", NULL);
    tsq__step(row, "add2", t->added2, "add", NULL);
}

/* How the table follows from the row. */
static void note_steps(const struct tsq_effect_row *row, const tsq_effect_options *options,
                       const struct tsq__two_by_two *t)
{
    const bool adds = t->added1 != 0.0 || t->added2 != 0.0;
    if (adds) {
        note_correction(row, options, t);
    }
    tsq__step(row, "a", t->a, adds ? "ai + add1" : "ai", NULL);
    tsq__step(row, "b", t->b, isnan(row->bi) ? adds ? "n1i - ai + add1" : "n1i - ai" : adds ? "bi + add1" : "bi", NULL);
    tsq__step(row, "c", t->c, adds ? "ci + add2" : "ci", NULL);
    tsq__step(row, "d", t->d, isnan(row->di) ? adds ? "n2i - ci + add2" : "n2i - ci" : adds ? "di + add2" : "di", NULL);
    tsq__step(row, "n1", t->n1, "a + b", NULL);
    tsq__step(row, "n2", t->n2, "c + d", NULL);
}

tsq_status tsq__two_by_two_take(const struct tsq_effect_row *row, const tsq_effect_options *options, double add,
                                enum tsq__table_kind kind, struct tsq__two_by_two *out, struct tsq_effect_value *value)
{
    const tsq_status status = take_counts(row, out, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (kind != TSQ__TABLE_PAIRS && (out->a + out->b == 0.0 || out->c + out->d == 0.0)) {
        return tsq__effect_omit(value, "a group has no participants");
    }
    const bool ratio = kind == TSQ__TABLE_RISK_RATIO || kind == TSQ__TABLE_ODDS_RATIO;
    const bool drop = options->drop00 == TSQ_DROP00_ALL || (ratio && options->drop00 == TSQ_DROP00_RATIOS);
    if (drop && out->a == 0.0 && out->c == 0.0) {
        return tsq__effect_omit(value, "no events in either group");
    }
    if (drop && (options->drop00 == TSQ_DROP00_ALL || kind == TSQ__TABLE_ODDS_RATIO) && out->b == 0.0 &&
        out->d == 0.0) {
        return tsq__effect_omit(value, "events only in both groups");
    }
    correct(options, isnan(options->add) ? add : options->add, out);
    value->n = out->raw_a + out->raw_b + out->raw_c + out->raw_d;
    tsq__two_by_two_say(out, "each cell", value);
    note_steps(row, options, out);
    return TSQ_OK;
}

void tsq__two_by_two_average(const struct tsq_effect_row *row, const struct tsq__two_by_two *table, double p[2],
                             struct tsq_effect_value *value)
{
    p[0] = tsq__effect_average(row, 0, table->a / table->n1, table->n1, value);
    p[1] = tsq__effect_average(row, 1, table->c / table->n2, table->n2, value);
}

tsq_status tsq__two_by_two_odds_variance(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                         const struct tsq__two_by_two *t, double *vi, struct tsq_effect_value *value)
{
    double p[2];
    tsq__two_by_two_average(row, t, p, value);
    if (t->a == 0.0 || t->b == 0.0 || t->c == 0.0 || t->d == 0.0) {
        return tsq__effect_omit(value, "a cell of the table is 0");
    }
    if (tsq__effect_vtype(options, "AV", "LS")) {
        *vi = 1.0 / (t->n1 * p[0] * (1.0 - p[0])) + 1.0 / (t->n2 * p[1] * (1.0 - p[1]));
    } else if (tsq__effect_vtype(options, "H0", "LS")) {
        const double n = t->n1 + t->n2;
        *vi = (1.0 / t->n1 + 1.0 / t->n2) / ((t->a + t->c) / n * ((t->b + t->d) / n));
    } else {
        *vi = 1.0 / t->a + 1.0 / t->b + 1.0 / t->c + 1.0 / t->d;
    }
    return TSQ_OK;
}

double tsq__two_by_two_determinant(const struct tsq__two_by_two *t)
{
    const double bc = t->b * t->c;
    return fma(t->a, t->d, -bc) + fma(-t->b, t->c, bc); /* Kahan's: the rounding error of bc is added back */
}

double tsq__two_by_two_log(double x, double y, double difference)
{
    const double ratio = x / y;
    return ratio > 0.5 && ratio < 2.0 ? log1p(difference / y) : log(ratio);
}
