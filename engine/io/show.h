/* A pooled result as tables of texts, for the text and the markdown output. */
#ifndef TSQ_IO_SHOW_H
#define TSQ_IO_SHOW_H

#include "io/grid.h"
#include "io/result.h"

/** Words with characters that not every terminal has. */
typedef struct tsq__symbols {
    const char *tau2, *tau, *I2, *H2, *R2, *rule, *double_rule, *ellipsis;
} tsq__symbols;

/** A result and how its numbers are shown. */
typedef struct tsq__show {
    const tsq_write_options *options;
    const tsq_pool_options *pool;
    const tsq_effect_measure *measure;
    tsq__result result;
    const tsq__symbols *symbols;
    const tsq_transform *transform; /**< of the pooled estimate that is shown too; NULL: none */
    const tsq_transform *single;    /**< of studies and prediction limits; NULL: none */
    double with;                    /**< what `transform` takes */
    int decimals;                   /**< of estimates and their intervals */
    int shown_decimals;             /**< of the transformed estimates */
    int tau2_decimals, tau_decimals;
    int more_decimals; /**< of statistics, Q and H2 */
    int percent_decimals;
    char level[16]; /**< "95%" */
} tsq__show;

/** How result i of a report is shown. */
void tsq__show_init(const tsq_pool_report *report, const tsq_write_options *options, size_t i, tsq__show *out);

/** "Mean difference (MD): 11 studies, 642 participants, 1 row omitted"; room: 512 bytes. */
char *tsq__show_title(const tsq__show *show, char *text, size_t room);

/** "REML, knha"; "τ² = 0.3, knha" where tau2 was fixed. */
char *tsq__show_model(const tsq__show *show, char *text, size_t room);

/** Columns of the grids of numbers: label, value, name of the interval, from, "to", to, remark; and of methods. */
#define TSQ__SHOW_NUMBERS "lrlRLRl"
#define TSQ__SHOW_METHODS "ll"

/** Each adds rows to a grid: the mean and its intervals; heterogeneity; how it was computed. */
void tsq__show_mean(const tsq__show *show, tsq__grid *grid);
void tsq__show_heterogeneity(const tsq__show *show, tsq__grid *grid);
void tsq__show_methods(const tsq__show *show, tsq__grid *grid);
/** Columns of the coefficients of a model with moderators: name, estimate, SE, statistic, df, p, from, "to", to. */
#define TSQ__SHOW_COEFFICIENTS "lrrrrrrRR"
/** Adds the coefficients with their heads; the joint test of the moderators and what they explain. */
void tsq__show_coefficients(const tsq__show *show, tsq__grid *grid);
void tsq__show_moderators(const tsq__show *show, tsq__grid *grid);
/** Starts a grid with the studies; `align` has room for 16 characters and must live as long as the grid. E_MEMORY. */
tsq_status tsq__show_studies(const tsq__show *show, bool forest, char *align, tsq__grid *grid);
/** Starts a grid with all results of a report, one row each; `align` as above with n_group + 16 characters. */
void tsq__show_groups(const tsq_pool_report *report, const tsq_write_options *options, char *align, tsq__grid *grid);

/** The facts about a result in sentences, one line each with `bullet` before it: what holds for every effect, flags,
 *  warnings. `heading` comes first if there is any. */
void tsq__show_notes(const tsq__show *show, FILE *stream, const char *heading, const char *bullet);

/** A pooled estimate or its limit on the scale that is shown; NaN stays NaN. */
double tsq__shown_number(const tsq__show *show, double number);
/** The same of a study with its own size, or of a prediction limit with the pooled one. */
double tsq__shown_single(const tsq__show *show, double number, double size);

/** Whether the result is one study's own estimate: nothing was pooled. */
bool tsq__show_single(const tsq__show *show);

/** How every effect was derived, if that is the same for all; else NULL. */
const char *tsq__show_derived(const tsq__show *show);

/** "12" or "10.51"; TSQ__NUMBER_ROOM bytes. */
char *tsq__show_df(double df, char *text);

#endif
