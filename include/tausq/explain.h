/* Conventions one by one, and the walk from the result under some conventions to that under others. */
#ifndef TAUSQ_EXPLAIN_H
#define TAUSQ_EXPLAIN_H

#include <tausq/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that the description of a convention needs. */
#define TSQ_CONVENTION_TEXT 160

/** A part of the options that a convention sets: a scalar field, or a text where size is 0. */
typedef struct tsq_convention_part {
    size_t offset, size;
} tsq_convention_part;

/** A convention: one choice that programs make differently (a line of engine/explain/conventions.def). */
typedef struct tsq_convention {
    const char *id;     /**< "method" */
    const char *title;  /**< "estimator of tau2" */
    const char *option; /**< the option that sets it, "--method"; "" where only presets do */
    /** What the options say: "REML". `text` has room for TSQ_CONVENTION_TEXT bytes. Returns `text`. */
    char *(*describe)(const tsq_pool_options *options, char *text);
    tsq_convention_part part[3]; /**< those in use come first; offset and size are 0 in the others */
    size_t n_parts;
} tsq_convention;

/** How many conventions are registered. */
TSQ_API size_t tsq_convention_count(void);
/** Convention `i` in the order in which a walk takes them; NULL from tsq_convention_count() on. Static storage. */
TSQ_API const tsq_convention *tsq_convention_at(size_t i);
/** The convention of that id; NULL if there is none. */
TSQ_API const tsq_convention *tsq_convention_find(const char *id);
/** Whether presets differ in it. */
TSQ_API bool tsq_convention_in_presets(const tsq_convention *convention);
/** Whether both options say the same about it. */
TSQ_API bool tsq_convention_same(const tsq_convention *convention, const tsq_pool_options *a,
                                 const tsq_pool_options *b);
/** Sets it in `to` as it is in `from`. */
TSQ_API void tsq_convention_take(const tsq_convention *convention, const tsq_pool_options *from, tsq_pool_options *to);

/** The numbers of a result that a walk follows. */
typedef enum tsq_explained {
    TSQ_EXPLAINED_K,
    TSQ_EXPLAINED_ESTIMATE,
    TSQ_EXPLAINED_SE,
    TSQ_EXPLAINED_CI_LB,
    TSQ_EXPLAINED_CI_UB,
    TSQ_EXPLAINED_PVAL,
    TSQ_EXPLAINED_PI_LB,
    TSQ_EXPLAINED_PI_UB,
    TSQ_EXPLAINED_TAU2,
    TSQ_EXPLAINED_TAU2_LB,
    TSQ_EXPLAINED_TAU2_UB,
    TSQ_EXPLAINED_QE,
    TSQ_EXPLAINED_I2,
    TSQ_EXPLAINED_COUNT
} tsq_explained;

/** The key of a number as in JSON: "estimate". NULL from TSQ_EXPLAINED_COUNT on. */
TSQ_API const char *tsq_explained_key(size_t i);
/** A number of a result; NaN where there is none, or the result was not estimated. */
TSQ_API double tsq_explained_value(const tsq_pool_result *result, tsq_explained which);

/** A step of a walk: usually one convention; several where a part of them alone makes no model. */
typedef struct tsq_explain_step {
    size_t n;
    const tsq_convention **convention; /**< n of them */
} tsq_explain_step;

/** A walk. Point 0 is the result under a, point i that after step i - 1, the last one that under b. */
typedef struct tsq_explanation {
    const tsq_table *table;
    const char *name_a, *name_b; /**< borrowed */
    size_t n;                    /**< steps; 0 if no convention differs */
    tsq_explain_step *step;
    tsq_pool_report *point; /**< n + 1 reports with the same groups in the same order */
    size_t n_estimated;     /**< groups with an estimate under a and under b */
} tsq_explanation;

/** One side of a walk. */
typedef struct tsq_explain_side {
    const char *name; /**< for messages and output: "metafor-5 --method DL" */
    const tsq_pool_options *options;
} tsq_explain_side;

/** What one step changes in one group. */
typedef struct tsq_explain_change {
    bool any;                            /**< any number, weight or estimate of a study differs from the point before */
    bool from_none[TSQ_EXPLAINED_COUNT]; /**< the number is there for the first time in the walk */
    bool to_none[TSQ_EXPLAINED_COUNT];   /**< it was there at the point before, and is no more */
    double change[TSQ_EXPLAINED_COUNT];  /**< against the last point where the number was there; NaN if there is none */
    double weight;                       /**< the largest change of a weight, per cent; 0 if none changed */
    const char *study;                   /**< whose; NULL if none changed */
} tsq_explain_change;

/**
 * Pools a table under a, and changes one convention after the other, in the order of the registry, to what b has.
 *
 * Both sides must agree in what is no convention: conditions, mapping, groups. The sum of all changes of a number is
 * the difference between b and a, as each is taken against the last point where that number exists.
 *
 * @param[out] out borrows the table, the names and what the options point to; free with tsq_explain_free; zeroed on
 *                 error
 * @retval TSQ_E_OPTION a side's options cannot be: "name: what is wrong"; or they differ in what is no convention
 *         and what tsq_pool returns
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_explain(const tsq_table *table, const tsq_explain_side *a,
                                              const tsq_explain_side *b, tsq_explanation *out, tsq_error *err);
/** Frees what an explanation owns and zeroes it; NULL is fine. */
TSQ_API void tsq_explain_free(tsq_explanation *explanation);

/** What step `step` (below explanation->n) changes in group `group`. */
TSQ_API void tsq_explain_step_change(const tsq_explanation *explanation, size_t group, size_t step,
                                     tsq_explain_change *out);

#ifdef __cplusplus
}
#endif
#endif
