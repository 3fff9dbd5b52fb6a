/* Simulation: how methods fare where the truth is known. */
#ifndef TAUSQ_SIMULATE_H
#define TAUSQ_SIMULATE_H

#include <tausq/effect.h>
#include <tausq/resample.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tsq_scenario;
struct tsq__stream;    /* random numbers; engine/num/stream.h */
struct tsq_effect_row; /* the numbers of one row by role; engine/effect/row.h */

/* ---- registries: distributions of true effects, measures, spreads of sizes, selection ----------------------- */

/** A distribution of the true effects (engine/resample/simulate_effects.c): mu + tau times a number with mean 0 and
 *  variance 1. */
typedef struct tsq_true_effects {
    const char *id; /**< "lognormal" */
    const char *title;
    const char *shape, *shape2; /**< what the parameters are; NULL: it has none */
    bool (*possible)(double shape, double shape2);
    double (*draw)(struct tsq__stream *stream, double shape, double shape2);
} tsq_true_effects;

/** A measure, and how the data of a study come about (engine/resample/simulate_measures.c). */
typedef struct tsq_simulated_measure {
    const char *id; /**< that of tsq_effect_find, whose formulas give yi and vi; GEN: vi is known */
    const char *title;
    bool takes_sd, takes_risk;
    uint32_t n_least; /**< smallest group */
    /** The numbers of a study with n1 treated and n2 controls and this true effect. NULL: normal with variance
     *  sd^2 (1/n1 + 1/n2) or vi. */
    void (*fill)(const struct tsq_scenario *scenario, struct tsq__stream *stream, double effect, double n1, double n2,
                 struct tsq_effect_row *row);
    /** The sampling variance to expect at mu, by which I2 becomes tau2. */
    double (*variance)(const struct tsq_scenario *scenario, double n1, double n2);
    /** Risk of the treated at a risk of the controls; outside [0, 1] a scenario can have no such effect. NULL: no risks. */
    double (*treated)(double risk, double effect);
} tsq_simulated_measure;

/** How sizes or variances are spread between two limits. */
typedef struct tsq_size_spread {
    const char *id; /**< "uniform" */
    const char *title;
    const char *source; /**< NULL: none needed */
    bool of_n, of_vi;   /**< what it can be for */
    double (*draw)(struct tsq__stream *stream, double min, double max);
} tsq_size_spread;

/** Which studies are published in any case; the others are by tsq_scenario.publish. */
typedef struct tsq_selection {
    const char *id; /**< "positive" */
    const char *title;
    bool (*sure)(double z); /**< of yi / sqrt(vi); NULL: all are published */
} tsq_selection;

/** How many distributions of true effects there are. */
TSQ_API size_t tsq_true_effects_count(void);
/** Distribution i; NULL from the count on. Static storage. */
TSQ_API const tsq_true_effects *tsq_true_effects_at(size_t i);
/** How many measures can be simulated. */
TSQ_API size_t tsq_simulated_measure_count(void);
/** Measure i; NULL from the count on. Static storage. */
TSQ_API const tsq_simulated_measure *tsq_simulated_measure_at(size_t i);
/** How many spreads there are. */
TSQ_API size_t tsq_size_spread_count(void);
/** Spread i; NULL from the count on. Static storage. */
TSQ_API const tsq_size_spread *tsq_size_spread_at(size_t i);
/** How many kinds of selection there are. */
TSQ_API size_t tsq_selection_count(void);
/** Selection i; NULL from the count on. Static storage. */
TSQ_API const tsq_selection *tsq_selection_at(size_t i);

/* ---- scenarios ------------------------------------------------------------------------------------------------ */

/** Most methods of a scenario, and room for their names. */
#define TSQ_SCENARIO_METHODS 32
#define TSQ_SCENARIO_TEXT 64

/** A method: "REML+knha"; with another prediction interval than the one that follows the test "REML+knha+HTS"; with an
 *  interval of tau2 "REML+knha+HTS+QP" or, if the prediction interval is the usual one, "REML+knha++QP". */
typedef struct tsq_simulated_method {
    char name[TSQ_SCENARIO_TEXT]; /**< always with the test */
    const tsq_tau2_method *method;
    const tsq_test *test;
    const tsq_prediction *prediction;       /**< NULL: follows the test */
    const tsq_tau2_interval *tau2_interval; /**< NULL: none is formed */
} tsq_simulated_method;

/** A truth, and what is tried on it. Numbers that are not given are NaN. Made by tsq_scenarios_read. */
typedef struct tsq_scenario {
    char label[TSQ_SCENARIO_TEXT]; /**< its name, or its number */
    size_t line;                   /**< of the file; 0: there is none */
    size_t k;
    double mu, tau2;
    double I2; /**< as given, per cent; tau2 follows from it */
    const tsq_true_effects *effects;
    double shape, shape2;
    const tsq_simulated_measure *measure;
    double *n,
        *vi; /**< n_list participants of the control group, or sampling variances, again and again for all k; NULL: drawn */
    size_t n_list;
    double n_min, n_max, vi_min, vi_max; /**< limits of what is drawn */
    double ratio;                        /**< treated for each control; NaN: 1 */
    const tsq_size_spread *spread;
    double sd;   /**< of the participants */
    double risk; /**< of the control group; risk_min and risk_max are set to it */
    double risk_min, risk_max;
    const tsq_selection *selection;
    double publish; /**< probability of a study that selection does not favour */
    uint64_t reps;
    size_t n_methods;
    tsq_simulated_method method[TSQ_SCENARIO_METHODS];
} tsq_scenario;

/** A column of a grid of scenarios. */
typedef struct tsq_scenario_column {
    const char *id; /**< "n_min" */
    const char *argument, *meaning;
} tsq_scenario_column;

/** How many columns a grid can have. */
TSQ_API size_t tsq_scenario_column_count(void);
/** Column i; NULL from the count on. Static storage. */
TSQ_API const tsq_scenario_column *tsq_scenario_column_at(size_t i);

/** A value for a column that the grid has not. */
typedef struct tsq_scenario_setting {
    const char *column, *text; /**< text: values with commas between them make a scenario each */
    const char *name;          /**< what messages call it: "--k"; NULL: the column */
} tsq_scenario_setting;

/** Scenarios; free with tsq_scenarios_free. */
typedef struct tsq_scenarios {
    size_t n;
    tsq_scenario *scenario;
} tsq_scenarios;

/**
 * Reads scenarios: each row of a table with all combinations of the settings.
 *
 * @param table   NULL: the settings say all
 * @param setting n values for columns that the table has not
 * @retval TSQ_E_COLUMN a column that there is not (file, line, column)
 * @retval TSQ_E_VALUE  a cell that cannot be used (file, line, column, value), or a row that does not fit together
 * @retval TSQ_E_OPTION the same of a setting; a setting that the table has a column for
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_scenarios_read(const tsq_table *table, const tsq_scenario_setting *setting,
                                                     size_t n, tsq_scenarios *out, tsq_error *err);
/** What a scenario says in column i, as a text that tsq_scenarios_read would take: "" where it says nothing, and for
 *  usual values that say nothing. NULL if memory is out. Free with free. */
TSQ_API char *tsq_scenario_text(const tsq_scenario *scenario, size_t i);
/** Frees what scenarios own and zeroes them; NULL is fine. */
TSQ_API void tsq_scenarios_free(tsq_scenarios *scenarios);

/* ---- simulation ----------------------------------------------------------------------------------------------- */

/** An average over replicates, and its Monte Carlo standard error; NaN where there is none. */
typedef struct tsq_simulated {
    double value, mcse;
} tsq_simulated;

/** What is told of a method, in the order of performance.def. */
typedef struct tsq_performance {
#define TSQ_PERFORMANCE(name, title) tsq_simulated name;
#include <tausq/performance.def>
#undef TSQ_PERFORMANCE
} tsq_performance;

/** Results; free with tsq_simulation_free. */
typedef struct tsq_simulation {
    const tsq_scenarios *scenarios; /**< borrowed */
    double level;
    uint64_t seed;
    uint64_t *reps;                /**< done, of each scenario: fewer than asked for after a stop */
    tsq_performance **performance; /**< [scenario][method] */
} tsq_simulation;

/**
 * Simulates.
 *
 * A study has the true effect mu + tau u, with u of the distribution; its data give yi and vi by the formulas of
 * tsq_effects_compute with the usual options. Studies are drawn until k are published. All methods are fitted to the same
 * data, as by tsq_fit. The data of a replicate depend on the seed, on the truth of its scenario and on its number alone:
 * not on other scenarios, on methods, on reps or on threads.
 *
 * Monte Carlo standard errors: Morris, White and Crowther 2019, doi:10.1002/sim.8086, table 6.
 *
 * @param level of all intervals, per cent; power is that of the test at 100 - level
 * @param run   NULL for the defaults; with ranks, rank 0 has the result
 * @param[out] out also filled with TSQ_E_STOPPED, with the replicates that were done; zeroed on other errors
 * @retval TSQ_E_OPTION  level outside (0, 100); a state was kept of another simulation
 * @retval TSQ_E_STOPPED by run->progress
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_simulate(const tsq_scenarios *scenarios, double level, const tsq_run *run,
                                               tsq_simulation *out, tsq_error *err);
/** Frees what a simulation owns and zeroes it; NULL is fine. */
TSQ_API void tsq_simulation_free(tsq_simulation *simulation);

#ifdef __cplusplus
}
#endif
#endif
