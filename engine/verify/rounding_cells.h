/* The cells behind an effect as ranges, and effects with their derivatives by each cell. */
#ifndef TSQ_VERIFY_ROUNDING_CELLS_H
#define TSQ_VERIFY_ROUNDING_CELLS_H

#include "verify/range.h"

#include <tausq/rounding.h>

/** Most cells that one effect comes from. */
#define TSQ__CELLS 12

/** A number and its derivatives by the cells of its row, all over the ranges of the cells. */
struct tsq__dual {
    tsq__range x, by[TSQ__CELLS];
};

/** The cells of one row that an effect is computed from, in the order in which they were asked for. */
struct tsq__cells {
    const tsq_pool_report *report;
    const char *rounding; /* as of tsq_rounding_check */
    const tsq_effect *effect;
    size_t n;
    const char *role[TSQ__CELLS];
    double printed[TSQ__CELLS];
    tsq__range range[TSQ__CELLS];
    tsq_status status; /* of reading; `error` says why */
    tsq_error error;
};

/** The number in the role's cell. @return false if there is none, or reading failed */
bool tsq__cells_take(struct tsq__cells *cells, const char *role, struct tsq__dual *out);

/** Whether a role is rounded, so far as can be said without a cell. */
bool tsq__cells_is_rounded(const char *rounding, const char *role);

/** The name in entry i of what tsq_rounding_check takes, NULL after the last one that is not "auto". */
const tsq_role *tsq__cells_step_role(const char *rounding, size_t i);

/** An effect measure over ranges. */
struct tsq__enclosure {
    const char *measure;
    const char *vtypes; /* variance formulas that it knows, blank-separated; "" where there is one */
    const char *roles;  /* that it may take */
    /* yi and vi; false where a cell is missing, or the row is one that it does not know. */
    bool (*compute)(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v);
};

/** The enclosure of a measure; NULL if there is none. */
const struct tsq__enclosure *tsq__enclosure_of(const char *measure);
/** Enclosure i, NULL after the last. */
const struct tsq__enclosure *tsq__enclosure_at(size_t i);

/** Those of counts (rounding_counts.c). */
typedef bool tsq__enclose(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v);
tsq__enclose tsq__enclose_odds_ratio, tsq__enclose_risk_ratio, tsq__enclose_risk_difference, tsq__enclose_rate_ratio;

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
