/* What effects were computed from: the cells that were used, and the numbers between them and the effect. */
#ifndef TSQ_EFFECT_TRACE_H
#define TSQ_EFFECT_TRACE_H

#include "effect/design.h"
#include "effect/job.h"

/** Most steps of one effect. */
#define TSQ__STEPS 48

/**
 * A number that a measure took or made on its way, like an assignment: `name` has `value` from here on. The names in
 * `formula` are roles, options and earlier steps, with the value that they had before.
 */
struct tsq__step {
    const char *name; /**< "m1", the mean of the first group as compared; a role where the row's number is replaced */
    double value;
    const char *formula;      /**< "m1i - m1i0"; NULL where there is none */
    const char *what;         /**< in words; NULL where the formula says it */
    const tsq_conversion *by; /**< the conversion that made it, or NULL */
    int group;                /**< 1 or 2, of the conversion */
};

struct tsq__steps {
    size_t n;
    struct tsq__step step[TSQ__STEPS];
};

/** What is said of the number that is added to counts. */
#define TSQ__CORRECTION "continuity correction, by --add or the measure"

/** Notes a step, where row->steps says that anybody wants to know. */
void tsq__step(const struct tsq_effect_row *row, const char *name, double value, const char *formula, const char *what);
/** The same of a mean or SD that a conversion made of what group `group` reports. */
void tsq__step_converted(const struct tsq_effect_row *row, const char *name, double value, const tsq_conversion *by,
                         int group);

/** The design effect, and the variance `vi` that was multiplied by it. */
void tsq__step_clustered(const struct tsq_effect_row *row, const struct tsq__clustering *clustering, double vi);

/** A cell of the table that an effect rests on. */
struct tsq__cell {
    const char *role;
    size_t row, column;
    double number; /**< as read; of a bound ("<0.001") the bound */
};

/** What one effect was computed from, or of a row without an effect what was read. */
struct tsq__trace {
    size_t row;                    /**< tsq_effect.row */
    struct tsq_effect_row numbers; /**< as used: of arms those that were kept; steps is NULL */
    tsq_effect_options options;    /**< as used: a pooled correlation is in `corr` */
    struct tsq__steps steps;
    size_t n_cells;
    struct tsq__cell *cell;
    bool merged; /**< several rows went into the numbers */
};

/** The traces of some effects, in the order of their rows. Start from {0}. */
struct tsq__traces {
    size_t n, capacity;
    struct tsq__trace *trace;
};

/** As tsq_effects_compute, and notes what each effect was computed from. Free `traces` with tsq__traces_free. */
tsq_status tsq__effects_trace(const tsq_roles *roles, const tsq_rows *rows, const tsq_effect_measure *measure,
                              const tsq_effect_options *options, tsq_effects *out, struct tsq__traces *traces,
                              tsq_error *err);
/** The trace of a row; NULL if it has none. */
const struct tsq__trace *tsq__trace_of(const struct tsq__traces *traces, size_t row);
void tsq__traces_free(struct tsq__traces *traces);

/** Computes the row of an effect again, noting steps, and finds its cells: those that change the effect where they are
 *  missing or another number. */
tsq_status tsq__trace_row(struct tsq__job *job, size_t row, tsq_error *err);

/** The effect of numbers as they are used, by the options as they are used: the measure with its conversions. */
tsq_status tsq__trace_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *numbers,
                              const tsq_effect_options *options, struct tsq_effect_value *value);

#endif
