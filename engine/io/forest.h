/* A forest plot of characters: one line for each interval, and an axis. */
#ifndef TSQ_IO_FOREST_H
#define TSQ_IO_FOREST_H

#include "io/result.h"

/** Columns of the plot, and room for one line of it. */
#define TSQ__FOREST_COLUMNS 41
#define TSQ__FOREST_ROOM (4 * TSQ__FOREST_COLUMNS + 1)

/** The scale of a plot, in the unit of yi. */
typedef struct tsq__forest {
    double lo, hi;
    bool utf8;
    const tsq_transform *transform; /**< the axis is labelled on that scale; NULL: in yi */
    double with;                    /**< what the transformation takes */
} tsq__forest;

typedef enum tsq__forest_kind {
    TSQ__FOREST_LIGHT, /**< study with less than an equal share of the weight */
    TSQ__FOREST_HEAVY, /**< study with at least that */
    TSQ__FOREST_POOLED,
    TSQ__FOREST_PREDICTION
} tsq__forest_kind;

/**
 * Chooses a scale that shows every estimate, the pooled interval and most of the studies' intervals: the widest
 * quarter may be cut, which arrows show. E_MEMORY.
 */
tsq_status tsq__forest_scale(const tsq__result *result, bool utf8, const tsq_transform *transform, double with,
                             tsq__forest *out);

/** Draws an interval; blank for NaN. @param[out] line TSQ__FOREST_ROOM bytes @return line */
char *tsq__forest_line(const tsq__forest *forest, tsq__forest_kind kind, double lb, double estimate, double ub,
                       char *line);

/** Draws the axis with its ticks, and the numbers below them. Both TSQ__FOREST_ROOM bytes. */
void tsq__forest_axis(const tsq__forest *forest, char *axis, char *labels);

#endif
