/* The cells behind an effect as ranges, and effects with their derivatives by each cell. */
#ifndef TSQ_VERIFY_ROUNDING_CELLS_H
#define TSQ_VERIFY_ROUNDING_CELLS_H

#include "effect/numbers.h"
#include "effect/pairs.h"
#include "effect/rescale.h"
#include "verify/range.h"

#include <tausq/rounding.h>

/** Most cells that one effect comes from. */
#define TSQ__CELLS 32

/** A number and its derivatives by the cells of its row, all over the ranges of the cells. */
struct tsq__dual {
    tsq__range x, by[TSQ__CELLS];
    size_t n; /* derivatives from here on are 0 */
};

/** What the cells of all effects of an analysis have in common. */
struct tsq__sheet {
    const tsq_pool_report *report;
    const tsq_effect_measure *measure;
    const char *rounding;               /* as of tsq_rounding_check */
    enum tsq__compared_by by_arm;       /* of a table with one row per arm; else NOTHING */
    const struct tsq__numbers *numbers; /* of comparisons that are not one row as it stands; or NULL */
    struct tsq__rescaling *rescalings;  /* options.effect.n_unit of them */
    tsq_add_to to;                      /* of the continuity correction: IF0ALL is ALL or NONE */
    bool to_open;                       /* which of them counts that are rounded leave open */
};

struct tsq__cells;

/** yi and vi of a row; false where a cell is missing, or the row is one that it does not know. */
typedef bool tsq__enclose(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v);

/** The cells that one effect is computed from, in the order in which they were asked for. */
struct tsq__cells {
    const struct tsq__sheet *sheet;
    const tsq_effect *effect;
    tsq__enclose *way;   /* how the effect comes about */
    bool divided;        /* by the design effect of a cluster trial, as far as they were asked for */
    size_t row, control; /* where those of the first group are read, and those of the second */
    double contrasts;    /* among how many the second group is divided */
    size_t n;
    const char *role[TSQ__CELLS];
    size_t at[TSQ__CELLS]; /* row of each */
    double printed[TSQ__CELLS];
    tsq__range range[TSQ__CELLS];
    tsq_status status; /* of reading; `error` says why */
    tsq_error error;
};

/** @param[out] out free with tsq__sheet_free, also after an error */
tsq_status tsq__sheet_begin(const tsq_pool_report *report, const tsq_pool_result *result, const char *rounding,
                            struct tsq__sheet *out, tsq_error *err);
void tsq__sheet_free(struct tsq__sheet *sheet);

/** No cells yet, of an effect. */
struct tsq__cells tsq__cells_of(const struct tsq__sheet *sheet, const tsq_effect *effect);

/** The number in the role's cell, in the unit asked for. @return false if there is none, or reading failed */
bool tsq__cells_take(struct tsq__cells *cells, const char *role, struct tsq__dual *out);

/** A count that follows from the number in a cell, and does not fall, or does not rise, in it. */
typedef double tsq__count_of(double number, const void *context);

/**
 * The count that follows from the number in the role's cell; from then on the cell stands for that count. As
 * tsq__cells_take, without a unit; false also where no number of the cell has a count.
 */
bool tsq__cells_take_count(struct tsq__cells *cells, const char *role, tsq__count_of *count, const void *context,
                           struct tsq__dual *out);

/** Goes to row i of those whose first groups are one here; false after the last. */
bool tsq__cells_next_row(struct tsq__cells *cells, size_t i);

/** The column that plays a role of a comparison, or -1. */
long tsq__cells_column(const struct tsq__sheet *sheet, const char *role);

/** What the values of a role are, for the measure. */
enum tsq__cell_kind { TSQ__CELL_FREE, TSQ__CELL_COUNT, TSQ__CELL_POSITIVE, TSQ__CELL_CORRELATION };
enum tsq__cell_kind tsq__cell_kind(const struct tsq__sheet *sheet, const char *role);

/** The step of a column; false if none is given. *automatic: what else is rounded as it is printed. */
bool tsq__cells_step(const struct tsq__sheet *sheet, long column, double *step, bool *automatic);

/** Whether a role is rounded, so far as can be said without a cell. */
bool tsq__cells_is_rounded(const struct tsq__sheet *sheet, const char *role);

/** The name in entry i of what tsq_rounding_check takes, NULL after the last one that is not "auto". */
const tsq_role *tsq__cells_step_role(const char *rounding, size_t i);

/** An effect measure over ranges. */
struct tsq__enclosure {
    const char *measure;
    const char *vtypes;    /* variance formulas that it knows, blank-separated; "" where there is one */
    const char *roles;     /* that the measure may take, also by ways that have no enclosure */
    tsq__enclose *compute; /* of the numbers that it is defined by */
};

/** The enclosure of a measure; NULL if there is none. */
const struct tsq__enclosure *tsq__enclosure_of(const char *measure);
/** Enclosure i, NULL after the last. */
const struct tsq__enclosure *tsq__enclosure_at(size_t i);

/**
 * Other ways to an effect than from the numbers that its measure is defined by, in their order; NULL after the last. One is
 * right for a row if it gives the row's effect at the cells as printed.
 */
tsq__enclose *tsq__way_at(size_t i);

/** yi and vi the way that was chosen, with the design effect of clusters. */
bool tsq__cells_compute(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v);

/** Effects as printed: with standard error, limits, statistic, p (rounding_printed.c). */
tsq__enclose tsq__enclose_printed_se, tsq__enclose_printed_limits, tsq__enclose_printed_z, tsq__enclose_printed_p;

/** Those of counts (rounding_counts.c). */
tsq__enclose tsq__enclose_odds_ratio, tsq__enclose_risk_ratio, tsq__enclose_risk_difference, tsq__enclose_peto,
    tsq__enclose_rate_ratio, tsq__enclose_rate_difference;

/* ---- arithmetic with derivatives --------------------------------------------------------------------------------- */

struct tsq__dual tsq__dual_constant(tsq__range x);
struct tsq__dual tsq__dual_add(struct tsq__dual a, struct tsq__dual b);
struct tsq__dual tsq__dual_subtract(struct tsq__dual a, struct tsq__dual b);
struct tsq__dual tsq__dual_multiply(struct tsq__dual a, struct tsq__dual b);
struct tsq__dual tsq__dual_divide(struct tsq__dual a, struct tsq__dual b);
struct tsq__dual tsq__dual_square(struct tsq__dual a);
struct tsq__dual tsq__dual_sqrt(struct tsq__dual a);
struct tsq__dual tsq__dual_log(struct tsq__dual a);
/** by is known to 1e-14 of itself. */
struct tsq__dual tsq__dual_scale(struct tsq__dual a, double by);

#endif
