/* The search for the analysis that a stated result came from: which conventions, and which errors, give its digits. */
#ifndef TAUSQ_REPRODUCE_H
#define TAUSQ_REPRODUCE_H

#include <tausq/pool.h>
#include <tausq/run.h>
#include <tausq/statement.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What was done to the rows before they were pooled. */
typedef enum tsq_edit_kind {
    TSQ_EDIT_NONE,
    TSQ_EDIT_LEAVE_OUT,  /**< a study, or two */
    TSQ_EDIT_SE_AS_SD,   /**< a study's SDs are SEs: multiplied by the root of n */
    TSQ_EDIT_SD_AS_SE,   /**< a study's SDs were taken for SEs the other way: divided by it */
    TSQ_EDIT_SWAP,       /**< the arms of a study change places */
    TSQ_EDIT_UNIT,       /**< a study's means and SDs are multiplied by a factor */
    TSQ_EDIT_SIGN,       /**< a study's effect changes its sign */
    TSQ_EDIT_VI_AS_SE,   /**< a study's vi is its SE: squared */
    TSQ_EDIT_SE_AS_VI,   /**< a study's sei is its variance: the root is taken */
    TSQ_EDIT_REVERSE_ALL /**< all effects change their sign: the groups are compared the other way around */
} tsq_edit_kind;

/** Such an edit. */
typedef struct tsq_edit {
    tsq_edit_kind kind;
    double factor; /**< of UNIT */
    size_t arm;    /**< of SE_AS_SD, SD_AS_SE and UNIT: 1 or 2 where only the cells of that group are edited, else 0 */
    size_t n;      /**< rows that it concerns: 0 to 2 */
    size_t row[2]; /**< of tsq_reproduction.searched */
} tsq_edit;

/** What is searched, in this order; later parts only where earlier ones gave no answer. */
typedef enum tsq_search_part {
    TSQ_SEARCH_CONVENTIONS, /**< usual measures under all conventions, the data as they are */
    TSQ_SEARCH_UNUSUAL,     /**< other measures of the same data, groups compared the other way around */
    TSQ_SEARCH_ONE,         /**< one study left out or edited, under conventions near a preset's */
    TSQ_SEARCH_TWO,         /**< two studies left out */
    TSQ_SEARCH_PARTS
} tsq_search_part;

/** What is looked for, and where. Start from TSQ_REPRODUCE_INIT and tsq_pool_preset(&options.pool, NULL). */
typedef struct tsq_reproduce_options {
    tsq_pool_options pool; /**< conditions, mapping, units; what is fixed below. `by` is not taken */
    bool fix_method, fix_test, fix_endpoint, fix_corr; /**< those of `pool` hold; measure: where it is not NULL */
    const char *rounding; /**< how the inputs are rounded (tsq_rounding_check): ranges of what is found; NULL: none */
    const char *weights;  /**< column with the studies' weights as printed, per cent; NULL: none */
    tsq_search_part most; /**< the last part that is searched */
    bool all;             /**< search all parts even where an earlier one gave answers */
    size_t answers;       /**< most answers kept, and most alternatives of each */
    tsq_run run;          /**< threads; progress counts combinations */
} tsq_reproduce_options;
#define TSQ_REPRODUCE_INIT                                                                                             \
    {                                                                                                                  \
        .most = TSQ_SEARCH_TWO, .answers = 10, .run = TSQ_RUN_INIT                                                     \
    }

/** One combination of conventions and edits, with the numbers that it gives. */
typedef struct tsq_combination {
    tsq_pool_options options; /**< complete; conditions are those of the search */
    const tsq_preset *preset; /**< the nearest */
    uint32_t presets;         /**< all that are as near: bit i is tsq_preset_at(i) */
    size_t departures;        /**< conventions that are not the preset's */
    double cost;              /**< by which answers are sorted */
    tsq_search_part part;
    tsq_edit edit;
    bool transformed; /**< estimate and intervals are stated on the scale of the back-transformation */
    char *how;        /**< "MD, DL, z" and what departs from the preset */
    char *edited;     /**< what was done to which rows; NULL: nothing */
    char *arguments;  /**< options of `tausq pool` that give it, but for edits; NULL where there are none */
    double value[TSQ_STATED_COUNT]; /**< on the stated scale; NaN: none */
    bool holds[TSQ_STATED_COUNT];   /**< of the stated ones: would be printed so */
    size_t missed;                  /**< stated numbers that would not, the weights counting as one */
    double distance;                /**< largest miss, in units of half the last printed digit; up to 1 holds */
    double weight_miss;             /**< largest difference of a weight from the printed one; NaN: no weights */
    const char *weight_study;       /**< whose; borrowed from the table */
    bool ranged;                    /**< with options.rounding: there are ranges, of the data as they are */
    bool within;                    /**< every stated number may be printed of some number of its range, or holds */
    double range_lb[TSQ_STATED_COUNT], range_ub[TSQ_STATED_COUNT]; /**< on the stated scale; NaN: none */
    bool reached[TSQ_STATED_COUNT]; /**< holds, or some number of the range would be printed so */
    bool decided[TSQ_STATED_COUNT]; /**< every number of the range would be */
} tsq_combination;

/** Combinations that give identical numbers. */
typedef struct tsq_answer {
    tsq_combination best;
    size_t n_same; /**< other combinations with these numbers, counted once per preset or departure */
    size_t n;      /**< those of them that are kept, the simplest first */
    tsq_combination *same;
} tsq_answer;

/** What became of a part. */
typedef struct tsq_searched {
    bool done;
    uint64_t combinations; /**< that were compared */
    size_t hits;           /**< different sets of numbers among them that hold */
    double chance;         /**< hits to be expected of chance alone: see tsq_reproduce */
    bool accepted;         /**< its hits are among the answers */
    size_t left_out;       /**< but for so many of the first part, which depart twice or more where chance would too */
} tsq_searched;

/** What was found. */
typedef struct tsq_reproduction {
    const tsq_table *table;
    const tsq_table *searched;      /**< the rows that were searched, of which edits speak */
    const tsq_statement *statement; /**< borrowed; NULL: none */
    tsq_verdict verdict;            /**< of the statement in itself */
    tsq_searched part[TSQ_SEARCH_PARTS];
    size_t n;
    tsq_answer *answer; /**< the simplest first */
    size_t n_nearest;
    tsq_answer *nearest; /**< where there is no answer: those that miss fewest numbers, by least */
    size_t n_chance;     /**< as many as there may be answers; parts tell how many there are */
    tsq_answer *chance;  /**< what fits but is no answer, as chance alone explains it; the simplest first */
    size_t n_within; /**< so many of `nearest` come first, as they meet the statement within rounding of the inputs */
    bool rounding;   /**< ranges were asked for */
    void *owned;
} tsq_reproduction;

/**
 * Searches for the conventions under which `tausq pool` gives the stated numbers.
 *
 * Compared are all measures that the columns and the statement allow; final values or changes, with correlations on a grid;
 * corrections and variance formulas; continuity corrections; all estimators of tau2, also as metafor stops them; FE, MH and
 * PETO; the tests z, t, knha, adhoc and kr; both definitions of I2; prediction intervals and intervals of tau2 where they
 * are stated; then studies left out or edited. Fits are screened by tsq_fit_many, and what passes is pooled by tsq_pool: a
 * combination holds if every stated number may be printed of what it gives (tsq_figure_holds), and every printed weight.
 *
 * With options->rounding the guaranteed ranges of tsq_rounding_find are compared with what is stated: for every answer, and
 * where there is none, for those of the nearest that leave the data as they are. Conventions without an enclosure have no
 * ranges. Each range is compared by itself: that all are met does not say that one set of inputs meets them together, but
 * a combination that misses one cannot have been the one that is stated.
 *
 * Chance: distances of the different results from the statement, in units of its rounding, are taken to follow N(d) ~ d^m
 * near it, with m from the 50 nearest that do not hold (the estimator of Hill 1975, doi:10.1214/aos/1176343247, and
 * Levina & Bickel 2004), and no more than the stated numbers that can move on their own. N(1) is how many hold by chance. Hits of the parts after the first, and those of the
 * first with two departures from every preset, are accepted if it is at most 0.05.
 *
 * @param statement NULL where only weights are looked for
 * @param[out] out free with tsq_reproduce_free, before the table and the statement; zeroed on error
 * @retval TSQ_E_OPTION neither statement nor weights; groups (`by`); what tsq_rounding_check says of options->rounding
 * @retval TSQ_E_COLUMN no such column of weights, or columns that allow no measure
 * @retval TSQ_E_VALUE  a weight that cannot be read, or a cell that cannot be used by any measure
 * @retval TSQ_E_EMPTY  no row meets the conditions
 * @retval TSQ_E_STOPPED by run.progress
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_reproduce(const tsq_table *table, const tsq_statement *statement,
                                                const tsq_reproduce_options *options, tsq_reproduction *out,
                                                tsq_error *err);
/** Frees what it owns and zeroes it; NULL is fine. */
TSQ_API void tsq_reproduce_free(tsq_reproduction *reproduction);

/** The id of a part: "conventions", "unusual", "one", "two". */
TSQ_API const char *tsq_search_part_id(size_t i);

#ifdef __cplusplus
}
#endif
#endif
