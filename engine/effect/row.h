/* One row as a measure sees it: the numbers by role, and what the measure says about them. */
#ifndef TSQ_EFFECT_ROW_H
#define TSQ_EFFECT_ROW_H

#include <tausq/effect.h>

/** What the column `design` says. */
enum tsq__design { TSQ__DESIGN_PARALLEL, TSQ__DESIGN_CLUSTER, TSQ__DESIGN_CROSSOVER };

/** A p-value of which only a bound is known; `input` is NULL where there is none. */
struct tsq__bound {
    const struct tsq__effect_input *input;
    double value;
    bool above;
};

/** The numbers of a row, NaN where there is none. Possible values only: the rules of inputs.def hold. */
struct tsq_effect_row {
    struct tsq__steps *steps; /* where to note the numbers between cells and effect (trace.h); NULL: nobody asks */
    enum tsq__design design;
    bool reports_change; /* the column `reports`: means, SDs and medians are of the change, not of final values */
    struct tsq__bound bound;
#define TSQ_INPUT(role, rule) double role;
#include "effect/inputs.def"
#undef TSQ_INPUT
};

/** Room for the texts of a value. */
#define TSQ__EFFECT_TEXT 400
/** Most roles that one row can lack. */
#define TSQ__EFFECT_MISSING 12

/** What a measure makes of a row. With E_MISSING either `missing` or `reason` says why there is no effect. */
struct tsq_effect_value {
    double yi, vi;
    double sei;                               /**< sqrt(vi), or as given */
    double n;                                 /**< participants that it rests on, NaN if not known */
    double size;                              /**< what its back-transformation takes, NaN for n */
    tsq_compared compared;                    /**< final values or changes */
    double shared[2];                         /**< tsq_effect.shared */
    char derived[TSQ__EFFECT_TEXT];           /**< "final values" */
    char warning[TSQ__EFFECT_TEXT];           /**< what the reader should doubt; "" if nothing */
    const char *missing[TSQ__EFFECT_MISSING]; /**< roles that are needed and have no value */
    size_t n_missing;
    bool missing_any_of; /**< any one of `missing` would do */
    const char *reason;  /**< static text; NULL where something is missing */
    const char *role;    /**< E_VALUE: the role whose value is impossible; `reason` says why */
    struct {
        double quantity, weight;
    } noted[2]; /**< what the row adds to the means over all rows, `average1` and `average2`; weight 0: nothing */
};

/** A value with nothing in it yet. */
#define TSQ__EFFECT_VALUE_INIT                                                                                         \
    {                                                                                                                  \
        .yi = NAN, .vi = NAN, .sei = NAN, .n = NAN, .size = NAN, .shared = { NAN, NAN }                                \
    }

/** The numbers that a row has where nothing is known. */
void tsq__effect_row_clear(struct tsq_effect_row *row);

/** How an input is stored and what it may be. */
struct tsq__effect_input {
    const char *role;
    size_t offset;  /**< of its double in tsq_effect_row */
    double example; /**< a possible value, to try a measure with */
    bool (*possible)(double value);
    const char *complaint; /**< about an impossible value */
};

/** The input of that role, `length` characters long; NULL if measures know no such role. */
const struct tsq__effect_input *tsq__effect_input_find(const char *role, size_t length);

/** Input i in the order of inputs.def; NULL after the last. */
const struct tsq__effect_input *tsq__effect_input_nth(size_t i);

/** The field of an input. */
double *tsq__effect_input_at(struct tsq_effect_row *row, const struct tsq__effect_input *input);

/** Notes that `role` is needed if `number` is NaN. */
void tsq__effect_need(struct tsq_effect_value *value, double number, const char *role);

/** Says why there is no effect; returns E_MISSING. */
tsq_status tsq__effect_omit(struct tsq_effect_value *value, const char *reason);

/** Says that the value of `role`, possible for other measures, is impossible for this one; returns E_VALUE. */
tsq_status tsq__effect_impossible(struct tsq_effect_value *value, const char *role, const char *complaint);

/** Sets the estimate and its variance; E_MISSING with a reason if they are no usable numbers. */
tsq_status tsq__effect_set(struct tsq_effect_value *value, double yi, double vi);

/** Sets how the value was derived. */
void tsq__effect_derived(struct tsq_effect_value *value, const char *text);

/** Whether the options ask for that variance formula; NULL in the options asks for the default. */
bool tsq__effect_vtype(const tsq_effect_options *options, const char *vtype, const char *default_vtype);

/**
 * For a variance formula that takes a mean over all rows: notes what this row adds to mean `which` (0 or 1), and gives
 * the mean; NaN while the rows are still being added up.
 */
double tsq__effect_average(const struct tsq_effect_row *row, int which, double quantity, double weight,
                           struct tsq_effect_value *value);

/** Whether the options add the continuity correction to a row, `zero` telling whether it has a count of 0. */
bool tsq__effect_adds(const tsq_effect_options *options, bool zero);

/** Whether a table with these columns can give `measure`, for its field `allowed`. */
bool tsq__effect_columns_allow(const tsq_roles *roles, const tsq_effect_measure *measure);

/** Defines allowed_<name>, the field `allowed` of a measure that asks for nothing beyond its columns. */
#define TSQ__ALLOWED(name)                                                                                             \
    static bool allowed_##name(const tsq_roles *roles)                                                                 \
    {                                                                                                                  \
        return tsq__effect_columns_allow(roles, &tsq__measure_##name);                                                 \
    }

#endif
