/* The mean and the heterogeneity of a pooled result as rows of texts. */
#include "io/show.h"

#include "io/number.h"

#include <math.h>
#include <string.h>

/* One row: label, value, name of the interval, its limits, a remark. An interval that is not there leaves blanks. */
static void add_row(tsq__grid *grid, const char *label, const char *value, const char *name, const char *limits[2],
                    const char *remark)
{
    const bool there = limits[0][0] != '\0' && limits[1][0] != '\0';
    tsq__grid_add(grid, label);
    tsq__grid_add(grid, value);
    tsq__grid_add(grid, there ? name : "");
    tsq__grid_add(grid, there ? limits[0] : "");
    tsq__grid_add(grid, there ? "to" : "");
    tsq__grid_add(grid, there ? limits[1] : "");
    tsq__grid_add(grid, remark);
}

struct row_numbers {
    double value, lb, ub;
    int decimals;
    const char *unit;
};

static void add_numbers(const tsq__show *show, tsq__grid *grid, const char *label, const char *interval,
                        const struct row_numbers *row, const char *remark)
{
    char value[TSQ__NUMBER_ROOM + 4], lb[TSQ__NUMBER_ROOM + 4], ub[TSQ__NUMBER_ROOM + 4], name[32];
    tsq__fixed(row->value, row->decimals, value);
    tsq__fixed(row->lb, row->decimals, lb);
    tsq__fixed(row->ub, row->decimals, ub);
    strcat(value, value[0] == '\0' ? "" : row->unit);
    strcat(lb, lb[0] == '\0' ? "" : row->unit);
    strcat(ub, ub[0] == '\0' ? "" : row->unit);
    snprintf(name, sizeof name, "%s %s", show->level, interval);
    add_row(grid, label, value, name, (const char *[2]){lb, ub}, remark);
}

static char *test_remark(const tsq__show *show, char *text, size_t room)
{
    const tsq_coefficient *mean = &show->result.mean;
    char statistic[TSQ__NUMBER_ROOM], df[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM], log10p[TSQ__NUMBER_ROOM];
    char letter[TSQ__NUMBER_ROOM + 8] = "z";
    text[0] = '\0';
    if (isnan(mean->statistic)) {
        return text;
    }
    if (!isnan(mean->df)) {
        snprintf(letter, sizeof letter, "t(%s)", tsq__show_df(mean->df, df));
    }
    const char *comma = isnan(mean->pval) ? "" : ", ";
    int n = snprintf(text, room, "%s = %s%s%s", letter, tsq__fixed(mean->statistic, show->more_decimals, statistic),
                     comma, tsq__p_value(mean->pval, p));
    if (mean->pval < 1e-300 && n > 0 && (size_t)n < room) {
        snprintf(text + n, room - (size_t)n, " (log10 p = %s)", tsq__fixed(mean->log10p, 1, log10p));
    }
    return text;
}

/* "exp(Estimate)  1.20  95% CI  1.00 to 1.44": the mean and its limits after the transformation. */
static void add_transformed(const tsq__show *show, tsq__grid *grid)
{
    const tsq_coefficient *mean = &show->result.mean;
    const struct row_numbers shown = {tsq__shown_number(show, mean->estimate), tsq__shown_number(show, mean->ci_lb),
                                      tsq__shown_number(show, mean->ci_ub), show->shown_decimals, ""};
    char label[64];
    snprintf(label, sizeof label, "%s(Estimate)", show->transform->id);
    add_numbers(show, grid, label, "CI", &shown, "");
}

/* A chi-square test as a row of its own; nothing where it does not exist. */
static void add_chisq(const tsq__show *show, tsq__grid *grid, const char *label, const tsq_chisq *test)
{
    char value[TSQ__NUMBER_ROOM], df[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM], remark[3 * TSQ__NUMBER_ROOM];
    if (tsq__result_has_counts_tests(&show->result) && !isnan(test->value)) {
        tsq__fixed(test->value, show->more_decimals, value);
        snprintf(remark, sizeof remark, "%s df, %s", tsq__show_df(test->df, df), tsq__p_value(test->p, p));
        add_row(grid, label, value, "", (const char *[2]){"", ""}, remark);
    }
}

void tsq__show_mean(const tsq__show *show, tsq__grid *grid)
{
    const tsq_coefficient *mean = &show->result.mean;
    const tsq_fit_result *fit = &show->result.fit;
    char remark[4 * TSQ__NUMBER_ROOM], df[TSQ__NUMBER_ROOM], pi_remark[TSQ__NUMBER_ROOM + 8] = "";
    const struct row_numbers estimate = {mean->estimate, mean->ci_lb, mean->ci_ub, show->decimals, ""};
    if (show->transform != NULL) { /* first, because it is what a reader quotes */
        add_transformed(show, grid);
    }
    add_numbers(show, grid, "Estimate", "CI", &estimate, test_remark(show, remark, sizeof remark));
    add_chisq(show, grid, "CMH test", &show->result.pooled->tests.cmh);
    if (fit->prediction == NULL) {
        return;
    }
    if (isnan(fit->pi_lb)) {
        add_row(grid, "Prediction interval", "", "", (const char *[2]){"", ""}, "not defined");
        return;
    }
    if (!isnan(fit->pi_df)) {
        snprintf(pi_remark, sizeof pi_remark, "t(%s)", tsq__show_df(fit->pi_df, df));
    }
    const double none = NAN;
    const struct row_numbers prediction = {none, fit->pi_lb, fit->pi_ub, show->decimals, ""};
    if (show->single != NULL) {
        const struct row_numbers shown = {none, tsq__shown_single(show, fit->pi_lb, show->with),
                                          tsq__shown_single(show, fit->pi_ub, show->with), show->shown_decimals, ""};
        char label[64];
        snprintf(label, sizeof label, "%s(New study)", show->single->id);
        add_numbers(show, grid, label, "PI", &shown, "");
    }
    add_numbers(show, grid, "New study", "PI", &prediction, pi_remark);
}

void tsq__show_heterogeneity(const tsq__show *show, tsq__grid *grid)
{
    const tsq_fit_result *fit = &show->result.fit;
    char remark[3 * TSQ__NUMBER_ROOM] = "", df[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM], se[TSQ__NUMBER_ROOM];
    if (show->result.random && !isnan(fit->tau2)) {
        if (!isnan(fit->se_tau2)) {
            snprintf(remark, sizeof remark, "SE %s", tsq__fixed(fit->se_tau2, show->tau2_decimals, se));
        }
        const struct row_numbers tau2 = {fit->tau2, fit->tau2_lb, fit->tau2_ub, show->tau2_decimals, ""};
        add_numbers(show, grid, show->symbols->tau2, "CI", &tau2, remark);
        const struct row_numbers tau = {sqrt(fit->tau2), sqrt(fit->tau2_lb), sqrt(fit->tau2_ub), show->tau_decimals,
                                        ""};
        add_numbers(show, grid, show->symbols->tau, "CI", &tau, "");
    }
    const struct row_numbers I2 = {fit->I2, fit->I2_lb, fit->I2_ub, show->percent_decimals, "%"};
    const struct row_numbers H2 = {fit->H2, fit->H2_lb, fit->H2_ub, show->more_decimals, ""};
    const struct row_numbers QE = {fit->QE, (double)NAN, (double)NAN, show->more_decimals, ""};
    if (!isnan(fit->I2)) {
        add_numbers(show, grid, show->symbols->I2, "CI", &I2, "");
    }
    if (!isnan(fit->H2)) {
        add_numbers(show, grid, show->symbols->H2, "CI", &H2, "");
    }
    if (!isnan(fit->QE) && fit->QE_df > 0) {
        snprintf(remark, sizeof remark, "%s df, %s", tsq__show_df(fit->QE_df, df), tsq__p_value(fit->QE_p, p));
        add_numbers(show, grid, "Q", "CI", &QE, remark);
    }
    add_chisq(show, grid, "Breslow-Day", &show->result.pooled->tests.breslow_day);
    add_chisq(show, grid, "Tarone", &show->result.pooled->tests.tarone);
}
