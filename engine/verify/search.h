/* The parts of the search behind tsq_reproduce. */
#ifndef TSQ_VERIFY_SEARCH_H
#define TSQ_VERIFY_SEARCH_H

#include <tausq/reproduce.h>
#include <tausq/resample.h>

#include "base/error.h"

/* ---- the data (search_table.c) ------------------------------------------------------------------------------- */

/** The rows of `table` in `rows` with an edit done to them as a table of their own; their lines stay. The rows of the edit
 * are those of the new table; of kinds that concern one row SIZE_MAX is every row. */
tsq_status tsq__search_table(const tsq_table *table, const tsq_rows *rows, const tsq_edit *edit,
                             const tsq_pool_options *options, tsq_table **out, tsq_error *err);

/** The edits of one row that the columns allow (search_edits.c); `edit` has room for TSQ__EDITS_MOST. Returns how many. */
size_t tsq__search_edits(const tsq_roles *roles, size_t row, tsq_edit *edit);
enum { TSQ__EDITS_MOST = 96 };

/** Says what was done, "without Li 2019 (line 7)". NULL: memory. */
char *tsq__search_edited(const tsq_table *table, const tsq_roles *roles, const tsq_edit *edit);

/* ---- what is looked for (search_target.c) -------------------------------------------------------------------- */

/** What a fit gives, before it is shown on a scale. */
typedef struct tsq__fitted {
    double estimate, se, ci_lb, ci_ub, statistic, df, pval; /**< df NaN for z */
    double pi_lb, pi_ub, tau2, tau2_lb, tau2_ub, I2, I2_lb, I2_ub, H2, Q, Q_df, Q_p, k, n;
} tsq__fitted;

/** The stated numbers, made ready to compare. */
typedef struct tsq__target {
    const tsq_statement *statement; /**< NULL: none */
    bool has_weights;
    tsq_figure *weight; /**< of the rows of the search's table; value NaN: none printed */
    size_t rows;
} tsq__target;

/** The stated numbers that a fit gives; `transform` NULL: none. */
void tsq__target_values(const tsq__target *target, const tsq__fitted *fitted, const tsq_transform *transform,
                        double with, double value[TSQ_STATED_COUNT]);

/** Distance of a number from a figure in units of half its last digit: up to 1 it holds. */
double tsq__target_distance(const tsq_figure *figure, double x);

/** Compares; `weights` by row of the table, NaN where a row is not in the fit, or NULL. Returns the largest distance, and how
 * many numbers do not hold. Numbers that are NaN are passed over if `partly`. */
double tsq__target_compare(const tsq__target *target, const double value[TSQ_STATED_COUNT], const double *weights,
                           bool partly, size_t *missed);

/** Distance of what must agree exactly and does not, as the number of studies. */
#define TSQ__FAR 1e9

/* ---- conventions of the effects (search_space.c) ------------------------------------------------------------- */

/** A row of the table as a variant makes it. */
typedef struct tsq__unit {
    bool there;
    double yi, vi, n, size;
} tsq__unit;

/** Whether two are equal but for rounding errors. */
bool tsq__same_unit(const tsq__unit *a, const tsq__unit *b);

/** Effects under some conventions; those that give the same numbers are one. */
typedef struct tsq__variant {
    const tsq_effect_measure *measure;
    bool unusual;     /**< of the part TSQ_SEARCH_UNUSUAL */
    bool pooled_only; /**< covariances: only tsq_pool fits it */
    tsq__unit *unit;  /**< by row */
    size_t k;
    double with; /**< for the back-transformation: harmonic mean of the sizes */
    size_t n;    /**< sets of options that give these effects */
    size_t capacity, capacity_of_preset;
    tsq_effect_options *options;
    bool *of_preset; /**< of each: it is what some preset has */
    bool no_zeros;   /**< no count is 0: to correct such tables only is the same as to correct none */
} tsq__variant;

/** All variants of a table. */
typedef struct tsq__space {
    size_t n, capacity;
    tsq__variant *variant;
    size_t rows;
    tsq_error first; /**< about a cell, of the measures that were tried; its code is OK where there is none */
} tsq__space;

/** Which measures and conventions there are to choose from, by the options of the search. */
typedef struct tsq__choice {
    const tsq_table *table;
    const tsq_roles *roles;
    const tsq_reproduce_options *options;
    const tsq_statement *statement;
} tsq__choice;

/** Adds the variants of the usual measures, or of the others; there may be none. */
tsq_status tsq__space_add(const tsq__choice *choice, bool unusual, tsq__space *space, tsq_error *err);
/** Why there are none at all: the first cell that cannot be used, else the error of pooling as it is asked for. */
tsq_status tsq__space_refuse(const tsq__choice *choice, const tsq__space *space, tsq_error *err);
void tsq__space_free(tsq__space *space);

/** The effects of one set of options; `unit` has an entry for each row. E_EMPTY where no row has one, and what
 * tsq_pool_effects says where they cannot be. */
tsq_status tsq__space_effects(const tsq_table *table, const tsq_pool_options *pool, const tsq_effect_measure *measure,
                              const tsq_effect_options *options, tsq__unit *unit, bool *shared, bool *covariance,
                              tsq_error *err);

/** Pool options of a variant under one of its sets of effect options. */
tsq_pool_options tsq__space_pool(const tsq__choice *choice, const tsq__variant *variant, size_t which);

/* ---- combinations -------------------------------------------------------------------------------------------- */

/** A way to estimate: an estimator, perhaps with a stopping rule. */
typedef struct tsq__way {
    const tsq_tau2_method *method;
    bool stopped; /**< as metafor stops it */
    bool mh_q;    /**< DL with Q about the Mantel-Haenszel estimate */
    bool pooled;  /**< only tsq_pool does it: of counts */
    bool edits;   /**< also tried where studies are edited */
} tsq__way;

/** What is remembered of a combination until it is pooled. */
typedef struct tsq__candidate {
    tsq_search_part part;
    size_t variant, options; /**< which of the variant's sets; SIZE_MAX: all the same */
    tsq__way way;
    const tsq_test *test;
    tsq_i2 i2;
    bool mh_correct;
    tsq_rd_variance rd_variance;
    bool transformed;
    tsq_edit edit;
    size_t missed;
    double distance;
    const char *prediction, *tau2_interval; /**< ids; "none" where none is stated */
} tsq__candidate;

/** The best candidates of a part, and how near the others come. */
typedef struct tsq__best {
    uint64_t combinations;
    size_t n, capacity;
    tsq__candidate *candidate; /**< that may hold */
    size_t n_near;
    tsq__candidate near[48]; /**< that do not, by what they miss */
    size_t n_distance;
    double distance[64]; /**< the smallest distances above 1, all different, in increasing order */
    bool failed;
} tsq__best;

/** Whether a combination that misses at least so many numbers, at least by so much, would be kept. */
bool tsq__best_matters(const tsq__best *best, size_t missed, double distance);
/** Notes a combination that was compared. */
void tsq__best_add(tsq__best *best, const tsq__candidate *candidate);
void tsq__best_free(tsq__best *best);
/** How many hits are to be expected of chance; `most`: how many of the stated numbers do not follow from the others. */
double tsq__best_chance(const tsq__best *best, size_t hits, double most);

/** The search of one part (search_fits.c). */
typedef struct tsq__search {
    tsq__choice choice;
    tsq__space space;
    tsq__target target;
    tsq_rows all;                  /**< every row of the table */
    bool stated_mean;              /**< estimate or one of its intervals */
    bool matters_test, matters_i2; /**< whether a stated number depends on them */
    bool stated_pi, stated_tau2_ci;
    double normal;        /**< quantile of the stated level */
    double *student;      /**< of t by degrees of freedom, 1 to rows; NaN: not yet */
    uint64_t done, total; /**< fits of the part, for progress */
} tsq__search;

/** Makes the search of these rows ready; the table and its roles are borrowed. Free with tsq__search_free, also after an error. */
tsq_status tsq__search_prepare(const tsq_statement *statement, const tsq_reproduce_options *options,
                               const tsq_table *table, const tsq_roles *roles, tsq__search *search, tsq_error *err);
void tsq__search_free(tsq__search *search);

/** The ways that go by estimates and variances alone; `way` has room for TSQ__WAYS. Returns how many. */
enum { TSQ__WAYS = 64 };
size_t tsq__search_ways(const tsq__search *search, tsq__way way[TSQ__WAYS]);
void tsq__search_set_way(const tsq__way *way, tsq_fit_options *fit);

/** A set of effects to be fitted. */
typedef struct tsq__set {
    size_t variant;
    tsq_edit edit;
    double n; /**< participants */
} tsq__set;

/** Compares a fit of n participants with what is looked for, under all tests (search_compare.c); `about` says what was fitted
 * and how. `weights` by row of the table, or NULL. */
void tsq__search_compare(tsq__search *search, const tsq_brief *brief, double n, const tsq__candidate *about,
                         const double *weights, tsq__best *best);

tsq_status tsq__search_part(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err);

/** The same for what only tsq_pool does: counts, and effects with covariances (search_pooled.c). */
tsq_status tsq__search_pooled(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err);

/** Whether a variant has at most one departure from a preset's conventions of effects; only such are edited. */
bool tsq__search_is_near(const tsq__search *search, size_t variant);
/** Conventions of effects in which options depart from those of a preset. */
size_t tsq__search_departures(const tsq_effect_measure *measure, const tsq_effect_options *options,
                              const tsq_preset *preset);

/** Options of pooling for a candidate with the `which`-th set of effect options. */
tsq_pool_options tsq__search_options(const tsq__search *search, const tsq__candidate *candidate, size_t which);

/** Numbers of a pooled result. */
tsq__fitted tsq__search_fitted(const tsq_pool_result *result);
/** The same of a fit of n participants. */
tsq__fitted tsq__search_fitted_of(const tsq_fit_result *fit, double n);
/** Scales that a candidate's estimate may be stated on: back-transformed or as it is (NULL). Returns how many. */
size_t tsq__search_scales(const tsq__search *search, const tsq__variant *variant, const tsq_transform *scale[2]);
/** Weights of a pooled result by row of the table, NaN for other rows. */
void tsq__search_weights(const tsq_pool_result *result, const tsq_rows *rows, double *weights);

/* ---- answers (search_answers.c) ------------------------------------------------------------------------------ */

/** Answers being put together. */
typedef struct tsq__answers {
    size_t n, capacity;
    tsq_answer *answer;
} tsq__answers;

/** Adds a combination to those with the same numbers; its texts are taken, also after an error. */
tsq_status tsq__answers_add(const tsq__search *search, tsq__answers *answers, tsq_combination *c, tsq_error *err);
/** Moves answers, also after an error; `from` is empty then. */
tsq_status tsq__answers_move(tsq__answers *from, tsq__answers *to, tsq_error *err);
/** Moves the answers that cost so much or more; `n` is how many. */
tsq_status tsq__answers_leave_out(tsq__answers *answers, double cost, tsq__answers *to, size_t *n, tsq_error *err);
/** Sorts the answers, keeps the first `most`, and hands them over: the simplest, or with `near` the nearest first. */
void tsq__answers_finish(tsq__answers *answers, bool near, size_t most, tsq_answer **out, size_t *n);
void tsq__answers_free(tsq_answer *answer, size_t n);
void tsq__combination_free(tsq_combination *c);

/** What is done with a candidate that is pooled. */
typedef struct tsq__sink {
    const tsq__search *search;
    tsq__answers *hits; /**< takes what holds */
    tsq__answers *near; /**< takes the others; NULL: nothing does */
    size_t *row;        /**< scratch, with an entry for each row of the table */
    double *weights;    /**< the same */
} tsq__sink;

/** Pools a candidate under every interval that is stated (search_candidate.c). */
tsq_status tsq__search_pool(const tsq__sink *sink, tsq__candidate candidate, tsq_error *err);

/* ---- rounding (search_rounding.c) ---------------------------------------------------------------------------- */

/** The ranges of a combination over all inputs that print alike, and which stated numbers they meet; nothing for edited rows
 * and for conventions without an enclosure. TSQ_E_VALUE: a cell whose rounding cannot be seen; TSQ_E_MEMORY. */
tsq_status tsq__search_ranges(const tsq__search *search, tsq_combination *c, tsq_error *err);

/* ---- cost and words (search_cost.c) -------------------------------------------------------------------------- */

/** Sets preset, departures, cost, how and arguments of a candidate whose options are one set, or all the same (then that
 * which is nearest to a preset is taken). TSQ_E_MEMORY. */
tsq_status tsq__search_describe(const tsq__search *search, const tsq__candidate *candidate, tsq_combination *out);

#endif
