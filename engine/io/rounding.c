/* What the rounding of the inputs leaves open: the object in JSON, and the table for readers. */
#include "io/rounding.h"

#include "io/number.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static void write_quantity(tsq__json *json, const char *key, const tsq_rounded *q)
{
    const int decimals = tsq_rounded_decimals(q);
    tsq__json_open(json, key, '{', true);
    tsq__json_number(json, "lb", q->lb);
    tsq__json_number(json, "ub", q->ub);
    tsq__json_bool(json, "proven", isfinite(q->lb) && isfinite(q->ub));
    tsq__json_number(json, "found_lb", q->found_lb);
    tsq__json_number(json, "found_ub", q->found_ub);
    tsq__json_number(json, "decimals", decimals == INT_MIN ? (double)NAN : decimals);
    tsq__json_close(json, '}');
}

void tsq__rounding_json(tsq__json *json, const tsq_rounding *rounding)
{
    tsq__json_open(json, "rounding", '{', false);
    tsq__json_text(json, "error", rounding->ranged ? NULL : rounding->error.text);
    tsq__json_count(json, "cells", rounding->n_cells);
    tsq__json_bool(json, "smooth", rounding->smooth);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        if (!isnan(rounding->quantity[i].lb)) {
            write_quantity(json, tsq_rounded_id(i), &rounding->quantity[i]);
        }
    }
    tsq__json_close(json, '}');
}

int tsq__rounding_decimals(double lb, double ub, int least)
{
    enum { MOST = 12 };
    const double width = ub - lb;
    if (!(width > 0.0) || !isfinite(width)) {
        return width == 0.0 && lb != floor(lb) ? MOST : least;
    }
    const double decimals = 1.0 - floor(log10(width));
    return decimals > MOST ? MOST : decimals > least ? (int)decimals : least;
}

char *tsq__rounding_end(double end, int decimals, bool upper, char *text)
{
    const double unit = pow(10.0, decimals), scaled = end * unit;
    if (isinf(end)) {
        return strcpy(text, upper ? "no upper end" : "no lower end");
    }
    if (decimals < 0 || !isfinite(scaled) || fabs(scaled) >= 1e15) {
        return tsq__fixed(end, decimals, text);
    }
    const double outward = upper ? ceil(scaled - 1e-6) : floor(scaled + 1e-6);
    return tsq__fixed(outward / unit, decimals, text);
}

/* The digits that all numbers of the range share: "-9.3"; "none". */
static void print_decided(const tsq_rounded *q, char *text)
{
    enum { MOST = 12 };
    const int decimals = tsq_rounded_decimals(q);
    if (decimals == INT_MIN) {
        strcpy(text, "none");
    } else if (q->lb == q->ub && q->lb == floor(q->lb)) { /* 0, or an H2 of 1 */
        tsq__fixed(q->lb, 0, text);
    } else if (decimals >= 0) {
        tsq__fixed(q->value, decimals > MOST ? MOST : decimals, text);
    } else {
        const double unit = pow(10.0, -decimals);
        tsq__fixed(unit * floor(q->value / unit + 0.5), 0, text);
    }
}

static void add_row(const tsq__show *show, tsq__grid *grid, const char *label, const tsq_rounded *q, const char *unit)
{
    char text[TSQ__NUMBER_ROOM + 8];
    const int decimals = tsq__rounding_decimals(q->lb, q->ub, show->decimals);
    tsq__grid_add(grid, label);
    tsq__grid_add(grid, strcat(tsq__fixed(q->value, decimals, text), unit));
    tsq__grid_add(grid, strcat(tsq__rounding_end(q->lb, decimals, false, text), isinf(q->lb) ? "" : unit));
    tsq__grid_add(grid, "to");
    tsq__grid_add(grid, strcat(tsq__rounding_end(q->ub, decimals, true, text), isinf(q->ub) ? "" : unit));
    tsq__grid_add(grid, isfinite(q->lb) && isfinite(q->ub) ? "" : "not proven");
    print_decided(q, text);
    tsq__grid_add(grid, strcmp(text, "none") == 0 ? text : strcat(text, unit));
}

/* A number on the scale that is shown: transformations rise. An open end stays open, though it is the end of a scale there. */
static tsq_rounded transformed(const tsq__show *show, const tsq_rounded *q)
{
    return (tsq_rounded){.value = tsq__shown_number(show, q->value),
                         .lb = isinf(q->lb) ? q->lb : tsq__shown_number(show, q->lb),
                         .ub = isinf(q->ub) ? q->ub : tsq__shown_number(show, q->ub)};
}

void tsq__rounding_rows(const tsq__show *show, const tsq_rounding *rounding, bool heads, tsq__grid *grid)
{
    const tsq__symbols *symbols = show->symbols;
    const char *const of[] = {symbols->tau2, symbols->I2, symbols->H2};
    char from[3][32], to[3][32];
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        snprintf(from[i], sizeof from[i], "CI of %s from", of[i]);
        snprintf(to[i], sizeof to[i], "CI of %s to", of[i]);
    }
    const char *labels[TSQ_ROUNDED_COUNT] = {"Estimate",  "SE",      "Statistic", "p",           "CI from",
                                             "CI to",     "PI from", "PI to",     symbols->tau2, symbols->tau,
                                             from[0],     to[0],     "Q",         "p of Q",      symbols->I2,
                                             symbols->H2, from[1],   to[1],       from[2],       to[2]};
    static const char *const head[] = {"", "As printed", "From", "", "To", "", "Decided"};
    for (size_t i = 0; heads && i < sizeof head / sizeof head[0]; i++) {
        tsq__grid_add(grid, head[i]);
    }
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        const tsq_rounded *q = &rounding->quantity[i];
        const bool of_mean = i == TSQ_ROUNDED_ESTIMATE || i == TSQ_ROUNDED_CI_LB || i == TSQ_ROUNDED_CI_UB;
        if (isnan(q->lb)) {
            continue;
        }
        if (of_mean && show->transform != NULL) {
            char label[64];
            const tsq_rounded shown = transformed(show, q);
            snprintf(label, sizeof label, "%s(%s)", show->transform->id, labels[i]);
            add_row(show, grid, label, &shown, "");
        }
        add_row(show, grid, labels[i], q,
                i == TSQ_ROUNDED_I2 || i == TSQ_ROUNDED_I2_LB || i == TSQ_ROUNDED_I2_UB ? "%" : "");
    }
}

void tsq__rounding_sentence(const tsq_rounding *rounding, FILE *stream)
{
    if (!rounding->ranged) {
        fprintf(stream, "No ranges: %s.", rounding->error.text);
        return;
    }
    fprintf(
        stream,
        "%zu cells stand for every number that is printed so. No such numbers give a result outside of these ranges%s.",
        rounding->n_cells,
        rounding->smooth ? "" : "; they may be wider than need be, as tau2 is not proven to follow the cells smoothly");
}
