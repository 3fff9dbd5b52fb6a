/* The 2x2 table of a row: its counts, and what is added to them where one is 0. */
#ifndef TSQ_EFFECT_TWO_BY_TWO_H
#define TSQ_EFFECT_TWO_BY_TWO_H

#include "effect/row.h"

/** Counts with the continuity correction in them; a and b with and without the event in the first group. */
struct tsq__two_by_two {
    double a, b, c, d;
    double n1, n2;       /**< a + b, c + d */
    double raw_a, raw_b; /**< as reported, without a correction */
    double raw_c, raw_d; /**< the same of the second group */
    double added1;       /**< what was added to each cell of the first group, 0 for nothing */
    double added2;       /**< the same of the second; the two differ with the treatment-arm correction only */
    bool events_only;    /**< every participant of both groups had the event */
};

/** What a measure makes of a table, as far as empty groups and TSQ_DROP00_RATIOS are concerned. */
enum tsq__table_kind {
    TSQ__TABLE_DIFFERENCE,
    TSQ__TABLE_RISK_RATIO, /**< tables without events can be left out */
    TSQ__TABLE_ODDS_RATIO, /**< and those with events only */
    TSQ__TABLE_PAIRS       /**< a row of the table is no group, and may be empty */
};

/** Roles of 2x2 tables; bi and di in place of n1i and n2i will do. */
#define TSQ__TWO_BY_TWO_INPUTS "ai n1i ci n2i"
#define TSQ__TWO_BY_TWO_OPTIONAL "bi di"

/** A measure of these roles that has no other rules, with its TSQ__ALLOWED. */
#define TSQ__TWO_BY_TWO_MEASURE(name, what, formulas, back, label, from, function)                                     \
    const tsq_effect_measure tsq__measure_##name = {                                                                   \
        .id = #name,                                                                                                   \
        .title = what,                                                                                                 \
        .inputs = TSQ__TWO_BY_TWO_INPUTS,                                                                              \
        .optional = TSQ__TWO_BY_TWO_OPTIONAL,                                                                          \
        .vtypes = formulas,                                                                                            \
        .transform = back,                                                                                             \
        .axis = label,                                                                                                 \
        .source = from,                                                                                                \
        .allowed = allowed_##name,                                                                                     \
        .has_zero = tsq__two_by_two_has_zero,                                                                          \
        .compute = function,                                                                                           \
    }

/**
 * Takes the table of a row, drops and corrects it as the options say, and says so in value->derived.
 *
 * @param add what is added where the options do not say: 1/2, or 0
 * @retval TSQ_E_MISSING a count is missing, a group is empty, or the row is dropped
 * @retval TSQ_E_VALUE more events than participants, or bi that does not fit ai and n1i
 */
tsq_status tsq__two_by_two_take(const struct tsq_effect_row *row, const tsq_effect_options *options, double add,
                                enum tsq__table_kind kind, struct tsq__two_by_two *out, struct tsq_effect_value *value);

/** Sets value->derived: "2x2 table, 0.5 added to `where`", or "2x2 table" where nothing was added. */
void tsq__two_by_two_say(const struct tsq__two_by_two *table, const char *where, struct tsq_effect_value *value);

/** Whether a cell of the row's table is 0, for the field `has_zero`. */
bool tsq__two_by_two_has_zero(const struct tsq_effect_row *row);

/** The proportions of both groups in all rows together, for the variance formula AV; notes what this row adds. */
void tsq__two_by_two_average(const struct tsq_effect_row *row, const struct tsq__two_by_two *table, double p[2],
                             struct tsq_effect_value *value);

/** The variance of a log odds ratio by LS, AV or H0 (or.c); E_MISSING where a cell is 0. */
tsq_status tsq__two_by_two_odds_variance(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                         const struct tsq__two_by_two *table, double *vi,
                                         struct tsq_effect_value *value);

/** ad - bc, which keeps its digits where the products are close. */
double tsq__two_by_two_determinant(const struct tsq__two_by_two *table);

/** log(x/y) with difference = x - y, which keeps its digits where x is close to y. */
double tsq__two_by_two_log(double x, double y, double difference);

#endif
