/* 2x2 tables and rates over ranges of their cells. */
#ifndef TSQ_VERIFY_ROUNDING_COUNTS_H
#define TSQ_VERIFY_ROUNDING_COUNTS_H

#include "verify/rounding_cells.h"

/** a and b with and without the event in the first group, c and d in the second; of rates a and c events in n1 and n2. */
struct tsq__dual_table {
    struct tsq__dual a, b, c, d, n1, n2;
};

/** The table as reported, or recovered; groups combined and divided as the effect's numbers are. @return false where a count lacks */
bool tsq__cells_table(struct tsq__cells *cells, struct tsq__dual_table *out);
/** Counts from the sizes of both groups, the total of events or those of one, and a statistic of the table; b, c and d with a.
 * @return false where these lack */
bool tsq__cells_recover(struct tsq__cells *cells, struct tsq__dual_table *out);
/** The same of rates; b and d are 0. */
bool tsq__cells_rates(struct tsq__cells *cells, struct tsq__dual_table *out);

/** p (1-p), p the share of events of all: times 1/n1 + 1/n2 the variance of a risk difference without an effect. */
struct tsq__dual tsq__dual_common_share(const struct tsq__dual_table *table);

/** Divides it by the design effect of clusters. Without that, a variance in which all counts have the power -1 is multiplied by
 * it, and the effect stays what it is. */
void tsq__dual_cluster(struct tsq__cells *cells, bool rates, struct tsq__dual_table *table);

/** What a continuity correction adds to the cells of either group. */
struct tsq__correction {
    bool adds;
    double add[2];
};

/**
 * The correction of a table (or of rates), as engine/effect/two_by_two.h has it.
 *
 * @param add what is added to each cell where the options do not say
 * @return false where the ranges leave open whether there is a 0, or how large the groups are that it depends on
 */
bool tsq__dual_correction(const struct tsq__cells *cells, const struct tsq__dual_table *table, bool rates, double add,
                          struct tsq__correction *out);
/** Adds it. */
void tsq__dual_correct(const struct tsq__correction *by, bool rates, struct tsq__dual_table *table);

#endif
