/* Tables whose cells are anywhere within their rounding: no such table may give a number outside of its guaranteed range.
 * Cells are drawn at random and at corners, and corners are improved cell by cell towards the ends of each number.
 * TAUSQ_ROUNDING_POINTS in the environment asks for that many points, all climbs, and a report of how tight the ranges are. */
#ifndef BOXES_H
#define BOXES_H

#include "check.h"
#include "tables.h"

#include <tausq/rounding.h>

#include <stdio.h>
#include <stdlib.h>

enum { BOX_CELLS = 200, BOX_TEXT = 16384 };

static inline tsq_pool_options box_options(const char *measure, const char *method, const char *test)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find(measure);
    options.fit.method = tsq_tau2_find(method);
    options.fit.test = tsq_test_find(test);
    return options;
}

/* Why a table has no ranges as a whole, or its first result; "" if it has. */
static inline tsq_rounding box_ranges(const char *text, const tsq_pool_options *options, const char *how,
                                      const char **refused)
{
    static tsq_error err;
    tsq_table *table = table_of(text);
    tsq_pool_report report;
    tsq_rounding out = {.ranged = false};
    err = (tsq_error){.text = ""};
    if (tsq_pool(table, options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    const tsq_status status = tsq_rounding_find(&report, 0, how, &out, &err);
    err = status == TSQ_OK ? out.error : err;
    if (refused != NULL) {
        *refused = err.text;
    } else if (status != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
    return out;
}

/* A column that is rounded, and half its unit. */
struct box_column {
    const char *name;
    double half;
};

/* The rounded cells of a table: where their texts stand, their numbers and half units. */
struct box {
    const char *text;
    size_t n;
    const char *from[BOX_CELLS], *to[BOX_CELLS];
    double value[BOX_CELLS], half[BOX_CELLS];
    double at[BOX_CELLS]; /* from -1 to 1 */
};

static inline double box_draw(void)
{
    static uint64_t seed = 7;
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    const double u = (double)(seed >> 11) * 0x1p-52 - 1.0;
    return (seed >> 8) % 3 == 0 ? (u < 0.0 ? -1.0 : 1.0) : u;
}

static inline double box_half(const struct box_column *columns, const char *name, size_t length)
{
    for (; columns->name != NULL; columns++) {
        if (strlen(columns->name) == length && strncmp(columns->name, name, length) == 0) {
            return columns->half;
        }
    }
    return 0.0;
}

/* The cells of a table without quotes; columns end with a NULL. */
static inline void box_read(const char *text, const struct box_column *columns, struct box *out)
{
    double half[64];
    size_t n_columns = 0, column = 0;
    *out = (struct box){.text = text};
    const char *at = text;
    for (; *at != '\n'; at += *at == ',') {
        const size_t length = strcspn(at, ",\n");
        half[n_columns++] = box_half(columns, at, length);
        at += length;
    }
    for (at++; *at != '\0'; at++) {
        const size_t length = strcspn(at, ",\n");
        if (length > 0 && half[column] > 0.0) {
            assert_true(out->n < BOX_CELLS);
            out->from[out->n] = at;
            out->to[out->n] = at + length;
            out->value[out->n] = strtod(at, NULL);
            out->half[out->n++] = half[column];
        }
        at += length;
        column = *at == ',' ? column + 1 : 0;
    }
}

static inline void box_print(const struct box *box, char *out)
{
    const char *at = box->text;
    size_t n = 0;
    for (size_t i = 0; i < box->n; i++) {
        double x = box->value[i] + box->half[i] * box->at[i] * (1.0 - 1e-13);
        x = box->value[i] >= 0.0 && x < 0.0 ? 0.0 : x;
        n += (size_t)snprintf(out + n, BOX_TEXT - n, "%.*s%.17g", (int)(box->from[i] - at), at, x);
        at = box->to[i];
    }
    n += (size_t)snprintf(out + n, BOX_TEXT - n, "%s", at);
    assert_true(n < BOX_TEXT);
}

static inline void box_values(const tsq_fit_result *fit, double values[TSQ_ROUNDED_COUNT])
{
    const tsq_coefficient *mean = &fit->coefficients[0];
    const double all[TSQ_ROUNDED_COUNT] = {mean->estimate, mean->se,     mean->statistic, mean->pval, mean->ci_lb,
                                           mean->ci_ub,    fit->pi_lb,   fit->pi_ub,      fit->tau2,  sqrt(fit->tau2),
                                           fit->tau2_lb,   fit->tau2_ub, fit->QE,         fit->QE_p,  fit->I2,
                                           fit->H2,        fit->I2_lb,   fit->I2_ub,      fit->H2_lb, fit->H2_ub};
    memcpy(values, all, sizeof all);
}

/* What was asked of one table. */
struct box_check {
    const char *what;
    const tsq_pool_options *options;
    tsq_rounding rounding;
    size_t k, points;
    double least[TSQ_ROUNDED_COUNT], most[TSQ_ROUNDED_COUNT]; /* seen */
};

/* The numbers of the table where box->at says; false where it gives none. */
static inline bool box_pool(struct box_check *check, const struct box *box, double values[TSQ_ROUNDED_COUNT])
{
    char text[BOX_TEXT];
    box_print(box, text);
    tsq_table *table = table_of(text);
    tsq_pool_report report;
    tsq_error err = {.text = ""};
    const tsq_status status = tsq_pool(table, check->options, &report, &err);
    if (status == TSQ_E_VALUE) { /* quartiles out of order, more events than participants: no such table */
        tsq_table_free(table);
        return false;
    }
    if (status != TSQ_OK) {
        fail_msg("%s: %s", check->what, err.text);
    }
    const bool whole = report.result[0].estimated && report.result[0].effects.k == check->k;
    if (whole) {
        box_values(&report.result[0].fit, values);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
    check->points += whole;
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT && whole; i++) {
        const tsq_rounded *q = &check->rounding.quantity[i];
        const double slack = 1e-10 * (fabs(values[i]) + (isfinite(q->ub - q->lb) ? q->ub - q->lb : 0.0));
        if (!isnan(q->lb) && !(values[i] >= q->lb - slack && values[i] <= q->ub + slack)) {
            fail_msg("%s: %s %.17g is outside of %.17g to %.17g\n%s", check->what, tsq_rounded_id(i), values[i], q->lb,
                     q->ub, text);
        }
        check->least[i] = fmin(check->least[i], values[i]);
        check->most[i] = fmax(check->most[i], values[i]);
    }
    return whole;
}

/* Improves a corner cell by cell towards an end of one number. */
static inline void box_climb(struct box_check *check, struct box *box, size_t quantity, double sign)
{
    double values[TSQ_ROUNDED_COUNT];
    for (size_t i = 0; i < box->n; i++) {
        box->at[i] = box_draw() < 0.0 ? -1.0 : 1.0;
    }
    double best = box_pool(check, box, values) ? sign * values[quantity] : -HUGE_VAL;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < box->n; i++) {
            box->at[i] = -box->at[i];
            const bool better = box_pool(check, box, values) && sign * values[quantity] >= best;
            best = better ? sign * values[quantity] : best;
            box->at[i] = better ? box->at[i] : -box->at[i];
        }
    }
}

static inline void box_report(const struct box_check *check)
{
    printf("%s: %zu points;", check->what, check->points);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        const tsq_rounded *q = &check->rounding.quantity[i];
        if (!isnan(q->lb) && check->most[i] > check->least[i]) {
            printf(" %s %.3g", tsq_rounded_id(i), (q->ub - q->lb) / (check->most[i] - check->least[i]));
        }
    }
    printf("\n");
}

/* Ranges of a table, and tables within its rounding: every number of theirs is in its range. */
static inline tsq_rounding check_box(const char *text, const char *how, const struct box_column *columns,
                                     const tsq_pool_options *options, const char *what)
{
    static struct box box;
    struct box_check check = {.what = what, .options = options};
    const char *asked = getenv("TAUSQ_ROUNDING_POINTS");
    const int points = asked != NULL ? atoi(asked) : 6;
    double values[TSQ_ROUNDED_COUNT];
    tsq_table *table = table_of(text);
    tsq_pool_report report;
    tsq_error err = {.text = ""};
    if (tsq_pool(table, options, &report, &err) != TSQ_OK ||
        tsq_rounding_find(&report, 0, how, &check.rounding, &err) != TSQ_OK || !check.rounding.ranged) {
        fail_msg("%s: %s", what, err.text[0] != '\0' ? err.text : check.rounding.error.text);
    }
    check.k = report.result[0].effects.k;
    tsq_pool_free(&report);
    tsq_table_free(table);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        check.least[i] = HUGE_VAL;
        check.most[i] = -HUGE_VAL;
    }
    box_read(text, columns, &box);
    assert_true(box.n > 0);
    for (int i = 0; i < points; i++) {
        for (size_t j = 0; j < box.n; j++) {
            box.at[j] = box_draw();
        }
        (void)box_pool(&check, &box, values);
    }
    const size_t first = asked != NULL ? 0 : (size_t)(fabs(box_draw()) * (TSQ_ROUNDED_COUNT - 0.01));
    for (size_t i = first; i < (asked != NULL ? TSQ_ROUNDED_COUNT : first + 1); i++) {
        box_climb(&check, &box, i, -1.0);
        box_climb(&check, &box, i, 1.0);
    }
    assert_true(check.points > 0);
    if (asked != NULL) {
        box_report(&check);
    }
    return check.rounding;
}

/* Everything that one table is pooled with. */
struct box_analysis {
    const char *measure, *method, *test, *vtype;
};

static inline void check_boxes(const char *text, const char *how, const struct box_column *columns,
                               const struct box_analysis *all, size_t n)
{
    char what[64];
    for (size_t i = 0; i < n; i++) {
        tsq_pool_options options = box_options(all[i].measure, all[i].method, all[i].test);
        options.effect.vtype = all[i].vtype;
        options.effect.corr = 0.6;
        snprintf(what, sizeof what, "%s %s", all[i].measure, all[i].vtype == NULL ? "" : all[i].vtype);
        (void)check_box(text, how, columns, &options, what);
    }
}

#endif
