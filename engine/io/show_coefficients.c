/* The coefficients of a model with moderators, and what these do together, as rows of texts. */
#include "io/show.h"

#include "io/number.h"

#include <math.h>
#include <string.h>

static void add_heads(const tsq__show *show, tsq__grid *grid)
{
    char interval[32];
    snprintf(interval, sizeof interval, "%s CI", show->level);
    const bool normal = isnan(show->result.fit.coefficients[0].df);
    const char *const heads[] = {"", "Estimate", "SE", normal ? "z" : "t", normal ? "" : "df", "p", interval, "", ""};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        tsq__grid_add(grid, heads[i]);
    }
    tsq__grid_rule(grid);
}

/* "0.0123", "<0.0001". */
static void add_p(tsq__grid *grid, double pval)
{
    char text[TSQ__NUMBER_ROOM];
    const char *p = tsq__p_value(pval, text);
    tsq__grid_add(grid, strncmp(p, "p = ", 4) == 0 ? p + 4 : strncmp(p, "p ", 2) == 0 ? p + 2 : p);
}

void tsq__show_coefficients(const tsq__show *show, tsq__grid *grid)
{
    const tsq__result *result = &show->result;
    add_heads(show, grid);
    for (size_t j = 0; j < result->p; j++) {
        const tsq_coefficient *c = &result->fit.coefficients[j];
        /* Each has a unit of its own, and so its own decimals. */
        const int decimals = show->options->digits >= 0 ? show->options->digits : tsq__decimals(c->se, 3);
        char text[TSQ__NUMBER_ROOM];
        tsq__grid_add(grid, tsq__result_name(result, j));
        tsq__grid_add(grid, tsq__fixed(c->estimate, decimals, text));
        tsq__grid_add(grid, tsq__fixed(c->se, decimals, text));
        tsq__grid_add(grid, tsq__fixed(c->statistic, show->more_decimals, text));
        tsq__grid_add(grid, isnan(c->df) ? "" : tsq__show_df(c->df, text));
        add_p(grid, c->pval);
        tsq__grid_add(grid, tsq__fixed(c->ci_lb, decimals, text));
        tsq__grid_add(grid, isnan(c->ci_lb) ? "" : "to");
        tsq__grid_add(grid, tsq__fixed(c->ci_ub, decimals, text));
    }
}

static void add_row(tsq__grid *grid, const char *label, const char *value, const char *remark)
{
    const char *const cells[] = {label, value, "", "", "", "", remark};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        tsq__grid_add(grid, cells[i]);
    }
}

void tsq__show_moderators(const tsq__show *show, tsq__grid *grid)
{
    const tsq__result *result = &show->result;
    const tsq_fit_result *fit = &result->fit;
    char value[TSQ__NUMBER_ROOM + 4], df1[TSQ__NUMBER_ROOM], df2[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM];
    char log10p[TSQ__NUMBER_ROOM], remark[8 * TSQ__NUMBER_ROOM];
    if (!isnan(fit->QM)) {
        tsq__fixed(fit->QM, show->more_decimals, value);
        int n = 0;
        tsq__show_df(fit->QM_df1, df1);
        if (isnan(fit->QM_df2)) {
            n = snprintf(remark, sizeof remark, "%s df, ", df1);
        } else {
            n = snprintf(remark, sizeof remark, "F(%s, %s), ", df1, tsq__show_df(fit->QM_df2, df2));
        }
        n += snprintf(remark + n, sizeof remark - (size_t)n, "%s", tsq__p_value(fit->QM_p, p));
        if (fit->QM_p < 1e-300) {
            snprintf(remark + n, sizeof remark - (size_t)n, " (log10 p = %s)", tsq__fixed(fit->QM_log10p, 1, log10p));
        }
        add_row(grid, "QM", value, remark);
    }
    if (!isnan(result->pooled->R2)) {
        tsq__fixed(result->pooled->R2, show->percent_decimals, value);
        strcat(value, "%");
        snprintf(remark, sizeof remark, "of %s explained", result->random ? show->symbols->tau2 : "residual variance");
        add_row(grid, show->symbols->R2, value, remark);
    }
}
