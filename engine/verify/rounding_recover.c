/* Counts of a 2x2 table from its margins and a statistic, over the range of that. The conversions of engine/effect do it for one
 * number (conv_counts.c); each count rises or falls in the statistic, so that its ends are those of the counts. */
#include "effect/conversions.h"
#include "effect/convert_choice.h"
#include "verify/dual_words.h"
#include "verify/rounding_counts.h"
#include "verify/rounding_special.h"

#include <string.h>

static const struct statistic {
    const tsq_conversion *conversion;
    const char *role, *measure; /* measure: that may have it in `est` */
    size_t at;                  /* its place in a row */
} statistics[] = {
#define FIELD(role) offsetof(struct tsq_effect_row, role)
    {&tsq__conversion_counts_or, "or", "OR", FIELD(or)},
    {&tsq__conversion_counts_rr, "rr", "RR", FIELD(rr)},
    {&tsq__conversion_counts_rd, "rd", "RD", FIELD(rd)},
    {&tsq__conversion_counts_phi, "phi", "", FIELD(phi)},
    {&tsq__conversion_counts_chi2, "chi2", "", FIELD(chi2)},
    {&tsq__conversion_counts_yule_q, "yule_q", "", FIELD(yule_q)},
    {&tsq__conversion_counts_yule_y, "yule_y", "", FIELD(yule_y)},
#undef FIELD
};

/* What is known of a table, and what it is completed by. */
struct known {
    const struct tsq__cells *cells;
    const struct statistic *by;
    struct tsq_effect_row row;
    bool second; /* the count of the second group is asked for */
};

static double count_of(double number, const void *context)
{
    const struct known *known = context;
    struct tsq_effect_row row = known->row;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    *(double *)(void *)((char *)&row + known->by->at) = number;
    const tsq_status status = known->by->conversion->convert_row(known->cells->sheet->measure, &row,
                                                                 &known->cells->sheet->report->options.effect, &value);
    return status != TSQ_OK ? (double)NAN : known->second ? row.ci : row.ai;
}

/* The margins, which are exact, and the events of one group or of both together. */
static bool take_margins(struct tsq__cells *cells, struct tsq_effect_row *row)
{
    tsq__effect_row_clear(row);
    if (!tsq__cells_take_exact(cells, "n1i", &row->n1i) || !tsq__cells_take_exact(cells, "n2i", &row->n2i)) {
        return false;
    }
    dual cell;
    return (!tsq__cells_take(cells, "ai", &cell) || tsq__cells_take_exact(cells, "ai", &row->ai)) &&
           (!tsq__cells_take(cells, "ci", &cell) || tsq__cells_take_exact(cells, "ci", &row->ci)) &&
           (!tsq__cells_take(cells, "yates", &cell) || tsq__cells_take_exact(cells, "yates", &row->yates)) &&
           (!tsq__cells_take(cells, "events_total", &cell) ||
            tsq__cells_take_exact(cells, "events_total", &row->events_total));
}

/* One statistic; false where it is not printed. */
static bool take_statistic(struct tsq__cells *cells, struct known *known, dual *count)
{
    const struct statistic *by = known->by;
    if (!tsq__conversion_allowed(by->conversion, &cells->sheet->report->options.effect.convert)) {
        return false;
    }
    return tsq__cells_take_count(cells, by->role, count_of, known, count) ||
           (strcmp(cells->sheet->measure->id, by->measure) == 0 &&
            tsq__cells_take_count(cells, "est", count_of, known, count));
}

static void complete(const struct tsq_effect_row *row, dual a, dual c, struct tsq__dual_table *out)
{
    out->a = a;
    out->b = SUB(NUMBER(row->n1i), a);
    out->c = c;
    out->d = SUB(NUMBER(row->n2i), c);
}

bool tsq__cells_recover(struct tsq__cells *cells, struct tsq__dual_table *out)
{
    struct known known = {.cells = cells};
    dual count;
    if (cells->contrasts != 1.0 || tsq__cells_next_row(cells, 1) || !tsq__cells_next_row(cells, 0) ||
        !take_margins(cells, &known.row)) {
        return false;
    }
    const struct tsq_effect_row *row = &known.row;
    if (!isnan(row->events_total) && !(isnan(row->ai) && isnan(row->ci))) { /* counts-total */
        const double a = isnan(row->ai) ? row->events_total - row->ci : row->ai;
        complete(row, NUMBER(a), NUMBER(row->events_total - a), out);
        return true;
    }
    known.second = !isnan(row->ai);
    for (size_t i = 0; i < sizeof statistics / sizeof statistics[0]; i++) {
        known.by = &statistics[i];
        if (!take_statistic(cells, &known, &count)) {
            continue;
        }
        if (!isnan(row->events_total)) {
            complete(row, count, SUB(NUMBER(row->events_total), count), out);
        } else {
            complete(row, known.second ? NUMBER(row->ai) : count, known.second ? count : NUMBER(row->ci), out);
        }
        return true;
    }
    return false;
}
