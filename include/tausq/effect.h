/* Effect measures: from what the rows of a table report to estimates yi with sampling variances vi. */
#ifndef TAUSQ_EFFECT_H
#define TAUSQ_EFFECT_H

#include <tausq/convert.h>
#include <tausq/covariance.h>
#include <tausq/data.h>

#include <math.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which outcome of a trial with baseline columns is compared. */
typedef enum tsq_endpoint { TSQ_ENDPOINT_AUTO, TSQ_ENDPOINT_FINAL, TSQ_ENDPOINT_CHANGE } tsq_endpoint;

/** The correction of the standardised mean difference for small samples. */
typedef enum tsq_bias_correction {
    TSQ_BIAS_EXACT,  /**< ratio of gamma functions, Hedges 1981 */
    TSQ_BIAS_APPROX, /**< 1 - 3/(4m - 1), m = n1 + n2 - 2 */
    TSQ_BIAS_NONE    /**< Cohen's d */
} tsq_bias_correction;

/** What a measure's estimate is corrected for. */
typedef enum tsq_corrected {
    TSQ_CORRECTED_NOT,
    TSQ_CORRECTED_STANDARDISED, /**< a difference in units of an estimated SD: by tsq_effect_options.bias */
    TSQ_CORRECTED_LOG           /**< logs of means or SDs: on or off, by rom_correct and bias none */
} tsq_corrected;

/** Which rows get the continuity correction `add`. */
typedef enum tsq_add_to {
    TSQ_TO_ONLY0,  /**< those with a count of 0 */
    TSQ_TO_ALL,    /**< all */
    TSQ_TO_IF0ALL, /**< all, if any of them has a count of 0 */
    TSQ_TO_NONE
} tsq_add_to;

/** Which tables without events in either group, or with nothing else in both, are left out. */
typedef enum tsq_drop00 {
    TSQ_DROP00_NO,
    TSQ_DROP00_RATIOS, /**< where the measure is a ratio (of risks: those without events), as RevMan and meta do */
    TSQ_DROP00_ALL
} tsq_drop00;

/** What the continuity correction corrects. */
typedef enum tsq_zero_rule {
    TSQ_ZERO_METAFOR, /**< the counts, before anything is computed from them */
    TSQ_ZERO_META,    /**< of RD the variance only; RR: group sizes by `add`, not twice; nothing for PETO */
    TSQ_ZERO_REVMAN   /**< of RD the variance only; RR is 1 where there are only events; nothing for PETO */
} tsq_zero_rule;

/** What is done where several treatments are compared with one control: its participants must not count twice. */
typedef enum tsq_multi_arm {
    TSQ_MULTI_ARM_AUTO,      /**< COVARIANCE for a table with one row per arm, else EACH */
    TSQ_MULTI_ARM_EACH,      /**< every contrast as it is, with a warning */
    TSQ_MULTI_ARM_SPLIT,     /**< the control's size, events and person-time divided among the contrasts */
    TSQ_MULTI_ARM_COMBINE,   /**< the treatment arms become one */
    TSQ_MULTI_ARM_COVARIANCE /**< every contrast as it is, tsq_effects.control saying which share one */
} tsq_multi_arm;

/** Options that choose between conventions; start from TSQ_EFFECT_OPTIONS_INIT. */
typedef struct tsq_effect_options {
    tsq_endpoint endpoint;
    double corr;      /**< correlation of baseline and final value where a row has none; NaN: none given */
    bool corr_pooled; /**< in place of corr: the mean of what the other rows imply by SDs of baseline, end and change */
    const char *const *unit; /**< n_unit texts OUTCOME=FROM:TO[:FACTOR]: means and SDs into another unit (units.h) */
    size_t n_unit;
    double crossover_corr; /**< correlation of the treatments in cross-over trials that have none; NaN: none given */
    bool crossover_corr_pooled; /**< in place of it: the mean of those that the other cross-over trials have */
    bool counts_first;  /**< counts are pooled: where a row has an effect as printed too, it is not taken before them */
    bool no_covariance; /**< what follows takes no covariances: no warning names them as a way */
    double icc;         /**< intracluster correlation of cluster trials that have none of their own; NaN: none given */
    tsq_bias_correction bias;
    const char *vtype;       /**< variance formula out of the measure's vtypes; NULL: the measure's default */
    bool rom_correct;        /**< second-order bias correction of ROM (metafor from 5.0 on) */
    tsq_multi_arm multi_arm; /**< anything but AUTO for measures that compare two groups only */
    bool na_fail;            /**< a missing needed value is an error instead of an omitted row */
    double level;            /**< of ci_lb, ci_ub; per cent */
    double add;              /**< continuity correction; NaN: the measure's, 1/2 or 0 */
    bool add_by_arm; /**< 2x2 tables: in place of add, n1/(n1 + n2) to the cells of the first group and n2/(n1 + n2) to
                          those of the second: the treatment-arm correction of Sweeting, Sutton & Lambert 2004,
                          doi:10.1002/sim.1761 */
    tsq_add_to to;
    tsq_drop00 drop00;
    tsq_zero_rule zero_rule;
    tsq_convert_options convert; /**< of what is reported in place of means and SDs */
} tsq_effect_options;
#define TSQ_EFFECT_OPTIONS_INIT                                                                                        \
    {                                                                                                                  \
        .corr = NAN, .crossover_corr = NAN, .icc = NAN, .rom_correct = true, .level = 95.0, .add = NAN                 \
    }

struct tsq_effect_row;   /* the numbers of one row by role; engine/effect/row.h */
struct tsq_effect_value; /* yi, vi and how they were derived; engine/effect/row.h */

/** An effect measure: one such constant in engine/effect, and a line in engine/effect/measures.def. */
typedef struct tsq_effect_measure {
    const char *id;        /**< "MD" */
    const char *title;     /**< "mean difference" */
    const char *inputs;    /**< roles needed, for lists and messages: "n1i m1i sd1i n2i m2i sd2i" */
    const char *optional;  /**< roles used where there are any (of changes: in place of some that are needed) */
    const char *vtypes;    /**< variance formulas, default first, blank-separated; "" if there is one only */
    const char *transform; /**< back-transformation for text output: "none", or one of tsq_transform_at */
    const char *axis;      /**< label: "Mean difference", "Ratio of means (log scale)" */
    const char *source;
    const char
        *own_rules;    /**< roles whose values `compute` checks, as they mean something else than in other measures */
    const char *alias; /**< another name of the measure: "AUC"; NULL if it has none */
    tsq_corrected corrected; /**< what options->bias, or rom_correct, corrects */
    const char *averaging;   /**< those of vtypes that take a mean over all rows of the analysis; NULL if none does */
    /** Whether the columns of the table allow the measure at all. */
    bool (*allowed)(const tsq_roles *roles);
    /** Whether the row has a count of 0 that asks for a continuity correction; NULL: the measure knows none. */
    bool (*has_zero)(const struct tsq_effect_row *row);
    /** One row. E_MISSING (value->reason says what) for a row to omit, E_VALUE (value->role, value->reason) for a value
     * that is impossible for this measure. */
    tsq_status (*compute)(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value);
} tsq_effect_measure;

/** How many effect measures are registered. */
TSQ_API size_t tsq_effect_count(void);
/** Measure `i` in the order of the registry; NULL from tsq_effect_count() on. Static storage. */
TSQ_API const tsq_effect_measure *tsq_effect_at(size_t i);
/** The measure of that id or alias; NULL if there is none. */
TSQ_API const tsq_effect_measure *tsq_effect_find(const char *id);

/** A variance formula, by the name that it has in every measure: a line in engine/effect/vtypes.def. */
typedef struct tsq_vtype {
    const char *id;    /**< "LS" */
    const char *title; /**< "large-sample approximation" */
} tsq_vtype;

/** How many names of variance formulas are registered. */
TSQ_API size_t tsq_vtype_count(void);
/** Name `i` in the order of the registry; NULL from tsq_vtype_count() on. Static storage. */
TSQ_API const tsq_vtype *tsq_vtype_at(size_t i);

/** What a back-transformation takes besides the estimate. */
typedef enum tsq_transform_needs {
    TSQ_TRANSFORM_NEEDS_NOTHING,
    TSQ_TRANSFORM_NEEDS_SIZE, /**< the participants of a proportion, the person-time of a rate (tsq_effect.size) */
    TSQ_TRANSFORM_NEEDS_TAU2  /**< tau2: the mean over the distribution of true effects, for pooled estimates only */
} tsq_transform_needs;

/** A back-transformation of estimates, monotone: a line in engine/effect/transforms.def. */
typedef struct tsq_transform {
    const char *id;    /**< "exp": "exp(Estimate)" in text output */
    const char *title; /**< "logarithm of a ratio to the ratio" */
    tsq_transform_needs needs;
    const char *single; /**< of single effects and prediction limits: the id of another one with TAU2, else its own */
    /** From the scale of yi to the one that is shown. A value that yi cannot take gives the nearest that it can.
     *  @param with what it needs; not looked at if that is nothing */
    double (*apply)(double yi, double with);
    /** From the scale that is shown to that of yi; NaN for values outside of it. NULL with TAU2. */
    double (*inverse)(double shown, double with);
} tsq_transform;

/** How many back-transformations are registered. */
TSQ_API size_t tsq_transform_count(void);
/** Transformation `i` in the order of the registry; NULL from tsq_transform_count() on. Static storage. */
TSQ_API const tsq_transform *tsq_transform_at(size_t i);
/** The transformation of that id; NULL if there is none, as for "none". */
TSQ_API const tsq_transform *tsq_transform_find(const char *id);

/** What the two groups of a trial were compared by. */
typedef enum tsq_compared {
    TSQ_COMPARED_OTHER, /**< the measure has no such choice */
    TSQ_COMPARED_FINAL,
    TSQ_COMPARED_CHANGE
} tsq_compared;

/** One study's effect. Texts belong to the tsq_effects or to the table. */
typedef struct tsq_effect {
    size_t row;        /**< row of the table */
    size_t line;       /**< line of the file */
    const char *study; /**< label: role study, else "study N" with N the number of the row in the table, from 1 */
    double yi, vi, sei, ci_lb, ci_ub;
    double n;       /**< participants, NaN if not known */
    double size;    /**< of its back-transformation: participants, person-time of IRFT; NaN if not known */
    double n_again; /**< those of them that an earlier effect counts too, as both have one control; else 0 */
    size_t
        compared_with;   /**< number of the control participants: of tsq_omitted too. 0 where multi_arm leaves none that
                                two rows could share */
    const char *derived; /**< how it was derived: "final values", "change from baseline and corr 0.5" */
    tsq_compared compared; /**< which outcome of a trial with two groups it compares */
    double shared[2];      /**< the parts of vi that come from the second group, each with the sign of its effect on yi:
                                the covariance with another contrast of the same second group is the sum of
                                sqrt(part_i part_j), with both signs; NaN if not known */
    const char *warning;   /**< why to doubt it: skewed quartiles; NULL if nothing says so */
} tsq_effect;

/** A row that gives no effect, and why. */
typedef struct tsq_omitted {
    size_t row, line;
    size_t compared_with; /**< as that of tsq_effect */
    const char *study;
    const char *reason;
} tsq_omitted;

/** The effects of some rows of a table. Owned; free with tsq_effects_free before the table. */
typedef struct tsq_effects {
    const tsq_effect_measure *measure;
    size_t k;
    tsq_effect *effect;
    size_t n_omitted;
    tsq_omitted *omitted;
    /** k numbers: effects with the same one are compared with the same control participants. NULL where no two are, and
     * unless multi_arm is COVARIANCE. */
    size_t *control;
    const char *warning;            /**< about all rows together; NULL if there is none */
    struct tsq__numbers *numbers;   /**< what effects of arms were computed from; NULL if the cells of their row */
    struct tsq_effect_texts *texts; /**< owns the texts that the table does not */
} tsq_effects;

/**
 * Computes the effect of every row in `rows`.
 *
 * @param measure NULL: GEN where the table has yi and vi or sei, else E_OPTION with a list of what the columns allow
 * @param options NULL for the defaults
 * The size, mean and SD that are compared are chosen per row by options->endpoint; tsq_effect.derived says which. Means
 * and SDs that are missing are converted from other forms that the row reports (tausq/convert.h).
 * A row is omitted, with its reason, if a needed value is missing, the sampling variance is 0, or the measure has no
 * value (a standardised difference of two values, a log ratio of means of different sign).
 *
 * @retval TSQ_E_OPTION measure not given and not GEN; corr outside (-1, 1); unknown vtype; level outside (0, 100);
 *                      a negative add; add, to or drop00 for a measure without continuity correction;
 *                      a change, or corr_pooled, asked of a measure that compares final values only (ROM)
 *                      a unit that is not known, or of a measure without means and SDs
 * @retval TSQ_E_COLUMN a column that the measure needs is not there (the text says which, and what there is), or no
 *                      measure was given and the columns allow none
 * @retval TSQ_E_VALUE  an impossible value: "file:line: sd1i: negative standard deviation '-1.2'"
 * @retval TSQ_E_MISSING with na_fail, a needed value is missing
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_effects_compute(const tsq_roles *roles, const tsq_rows *rows,
                                                      const tsq_effect_measure *measure,
                                                      const tsq_effect_options *options, tsq_effects *out,
                                                      tsq_error *err);
/* ---- contrasts with one control ------------------------------------------------------------------------------- */

/** The covariance of two contrasts with one second group: a line in engine/effect/covariances.def. */
typedef struct tsq_effect_covariance {
    const char *measure; /**< id of its measure */
    const char *formula; /**< of the contrasts i and j */
    const char *source;
    /** Sets value->shared from the numbers that gave the effect. */
    void (*share)(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq_effect_value *value);
} tsq_effect_covariance;

/** How many measures have one. */
TSQ_API size_t tsq_effect_covariance_count(void);
/** Covariance i in the order of the registry; NULL from the count on. Static storage. */
TSQ_API const tsq_effect_covariance *tsq_effect_covariance_at(size_t i);
/** That of a measure; NULL if none is known. */
TSQ_API const tsq_effect_covariance *tsq_effect_covariance_of(const tsq_effect_measure *measure);

/** The covariances of some effects: the pairs that share a control, i < j, in increasing order. */
typedef struct tsq_effects_pairs {
    size_t n;
    tsq_covariance *pair;
    size_t n_trials; /**< controls that are shared */
} tsq_effects_pairs;

/**
 * The covariances of the effects whose `control` is the same.
 *
 * By the delta method, of the terms of the variance formula in use and the counts after the continuity correction:
 * engine/effect/covariance.h. Nothing where effects->control is NULL.
 *
 * @param[out] out zeroed on error; free with tsq_effects_pairs_free
 * @retval TSQ_E_OPTION none is known of the measure, or of a cross-over trial or an effect as it is printed; the text
 *                      names what to do instead
 * @retval TSQ_E_VALUE  of two contrasts one compares final values and the other changes: err->study is one of them
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_effects_covariance(const tsq_effects *effects, tsq_effects_pairs *out,
                                                         tsq_error *err);
/** Frees the list and zeroes it; NULL is fine. */
TSQ_API void tsq_effects_pairs_free(tsq_effects_pairs *pairs);

/** Frees the effects and their texts, not the table; NULL is fine. */
TSQ_API void tsq_effects_free(tsq_effects *effects);

#ifdef __cplusplus
}
#endif
#endif
