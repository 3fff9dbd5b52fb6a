/* Errors put into clean rows: a copy of some rows of a table with one of them changed, and whether lint finds it. */
#ifndef TSQ_TEST_SEEDING_H
#define TSQ_TEST_SEEDING_H

#include <tausq/tausq.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of a row with two groups. */
enum seed_cell { N1, M1, SD1, N2, M2, SD2, SEED_CELLS };
static const char *const seed_roles[SEED_CELLS] = {"n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i"};

/* A kind of error: changes the numbers; false if it would not be an error in this row. */
struct seed {
    const char *name, *code;
    bool (*put)(double cell[SEED_CELLS]);
};

static inline bool seed_se_both(double c[SEED_CELLS])
{
    c[SD1] /= sqrt(c[N1]);
    c[SD2] /= sqrt(c[N2]);
    return true;
}
static inline bool seed_se_first(double c[SEED_CELLS])
{
    c[SD1] /= sqrt(c[N1]);
    return true;
}
static inline bool seed_se_second(double c[SEED_CELLS])
{
    c[SD2] /= sqrt(c[N2]);
    return true;
}
static inline bool seed_sd_both(double c[SEED_CELLS])
{
    c[SD1] *= sqrt(c[N1]);
    c[SD2] *= sqrt(c[N2]);
    return true;
}
static inline bool seed_sd_first(double c[SEED_CELLS])
{
    c[SD1] *= sqrt(c[N1]);
    return true;
}
static inline bool seed_variance_both(double c[SEED_CELLS])
{
    const double least = fmin(fmax(c[SD1], 1.0 / c[SD1]), fmax(c[SD2], 1.0 / c[SD2]));
    c[SD1] *= c[SD1];
    c[SD2] *= c[SD2];
    return least >= 3.1622776601683795;
}
static inline bool seed_variance_first(double c[SEED_CELLS])
{
    const double least = fmax(c[SD1], 1.0 / c[SD1]);
    c[SD1] *= c[SD1];
    return least >= 3.1622776601683795;
}
static inline bool seed_unit_up(double c[SEED_CELLS])
{
    for (int j = 0; j < SEED_CELLS; j++) {
        c[j] *= j == N1 || j == N2 ? 1.0 : 10.0;
    }
    return true;
}
static inline bool seed_unit_down(double c[SEED_CELLS])
{
    for (int j = 0; j < SEED_CELLS; j++) {
        c[j] /= j == N1 || j == N2 ? 1.0 : 10.0;
    }
    return true;
}
static inline bool seed_unit_first(double c[SEED_CELLS])
{
    c[M1] *= 10.0;
    c[SD1] *= 10.0;
    return true;
}
static inline bool seed_point(double c[SEED_CELLS])
{
    c[SD1] *= 10.0;
    return true;
}

static const struct seed seeds[] = {{"SE as SD, both groups", "L01", seed_se_both},
                                    {"SE as SD, first group", "L01", seed_se_first},
                                    {"SE as SD, second group", "L01", seed_se_second},
                                    {"SD times sqrt(n), both groups", "L02", seed_sd_both},
                                    {"SD times sqrt(n), first group", "L02", seed_sd_first},
                                    {"variance as SD, both groups", "L03", seed_variance_both},
                                    {"variance as SD, first group", "L03", seed_variance_first},
                                    {"SD times 10, first group", "L04", seed_point},
                                    {"unit, row times 10", "L08", seed_unit_up},
                                    {"unit, row by 10", "L08", seed_unit_down},
                                    {"unit, first group times 10", "L08", seed_unit_first}};
enum { SEEDS = sizeof seeds / sizeof seeds[0] };

/* The rows as a table "study,outcome,n1i,..."; row `at` with those numbers. NULL when memory is out. */
static inline tsq_table *seeded_table(const tsq_roles *roles, const tsq_rows *rows, size_t at,
                                      const double cell[SEED_CELLS])
{
    tsq_error err;
    tsq_table *table;
    const tsq_table *from = tsq_roles_table(roles);
    static const char *const texts[] = {"study", "outcome"};
    if (tsq_table_new("seeded", tsq_table_decimal(from), &table, &err) != TSQ_OK) {
        return NULL;
    }
    bool whole = true;
    for (size_t j = 0; j < 2; j++) {
        whole = whole && tsq_table_add_column(table, texts[j], strlen(texts[j]), &err) == TSQ_OK;
    }
    for (size_t j = 0; j < SEED_CELLS; j++) {
        whole = whole && tsq_table_add_column(table, seed_roles[j], strlen(seed_roles[j]), &err) == TSQ_OK;
    }
    for (size_t i = 0; i < rows->n && whole; i++) {
        for (size_t j = 0; j < 2; j++) {
            const char *text = tsq_roles_text(roles, texts[j], rows->row[i]);
            text = text != NULL ? text : "";
            whole = whole && tsq_table_add_cell(table, text, strlen(text), &err) == TSQ_OK;
        }
        for (size_t j = 0; j < SEED_CELLS; j++) {
            char number[TSQ_NUMBER_TEXT];
            const char *text = tsq_roles_text(roles, seed_roles[j], rows->row[i]);
            double old;
            text = text != NULL ? text : "";
            if (i == at && (tsq_number_read(text, '.', &old) != TSQ_NUMBER || old != cell[j])) {
                /* as it would be printed: four digits */
                const double unit = pow(10.0, 3.0 - floor(log10(fabs(cell[j]))));
                text = tsq_number_print(cell[j] == 0.0 ? 0.0 : round(cell[j] * unit) / unit, number);
            }
            whole = whole && tsq_table_add_cell(table, text, strlen(text), &err) == TSQ_OK;
        }
        whole = whole && tsq_table_end_row(table, i + 2, &err) == TSQ_OK;
    }
    if (!whole) {
        tsq_table_free(table);
        return NULL;
    }
    return table;
}

/* The numbers of a row; false if one is missing or there are less than ten in a group. */
static inline bool seed_row(const tsq_roles *roles, size_t row, double cell[SEED_CELLS])
{
    for (size_t j = 0; j < SEED_CELLS; j++) {
        if (tsq_roles_number(roles, seed_roles[j], row, &cell[j], NULL) != TSQ_OK || isnan(cell[j])) {
            return false;
        }
    }
    return cell[N1] >= 10 && cell[N2] >= 10 && cell[SD1] > 0 && cell[SD2] > 0;
}

/* What lint says of line `line`: 0 nothing, 1 a note, 2 a warning or an error; `code` is set to the surest. */
static inline int found_in(const tsq_table *table, size_t line, char code[8])
{
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report;
    tsq_error err;
    int found = 0;
    tsq_pool_preset(&options.pool, NULL);
    code[0] = '\0';
    if (tsq_lint(table, &options, &report, &err) != TSQ_OK) {
        return 0;
    }
    for (size_t i = 0; i < report.n; i++) {
        const tsq_lint_finding *finding = &report.finding[i];
        const int sure = finding->severity > TSQ_LINT_NOTE ? 2 : 1;
        if (finding->line == line && sure > found) {
            found = sure;
            snprintf(code, 8, "%s", finding->check->code);
        }
    }
    tsq_lint_free(&report);
    return found;
}

/* How many rows lint says something of. */
static inline size_t rows_flagged(const tsq_table *table)
{
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report;
    tsq_error err;
    size_t flagged = 0;
    tsq_pool_preset(&options.pool, NULL);
    if (tsq_lint(table, &options, &report, &err) != TSQ_OK) {
        return 0;
    }
    for (size_t i = 0; i < report.n; i++) {
        flagged += i == 0 || report.finding[i].line != report.finding[i - 1].line; /* in order of lines */
    }
    tsq_lint_free(&report);
    return flagged;
}

/* Counts of one kind of error. */
struct tally {
    size_t put, found, warned, named;
};

static inline void print_tally(const struct tally tally[SEEDS])
{
    for (size_t s = 0; s < SEEDS; s++) {
        const double put = tally[s].put > 0 ? (double)tally[s].put : 1.0;
        printf("    %-32s %5zu put, %5.1f %% found, %5.1f %% warned of, %5.1f %% by its name\n", seeds[s].name,
               tally[s].put, 100.0 * (double)tally[s].found / put, 100.0 * (double)tally[s].warned / put,
               100.0 * (double)tally[s].named / put);
    }
}

/* Puts every kind of error into rows of a group, every `step`th beginning with `first`. */
static inline void seed_group(const tsq_roles *roles, const tsq_rows *rows, size_t first, size_t step,
                              struct tally tally[SEEDS])
{
    for (size_t i = first; i < rows->n; i += step) {
        for (size_t s = 0; s < SEEDS; s++) {
            double cell[SEED_CELLS];
            char code[8];
            if (!seed_row(roles, rows->row[i], cell) || !seeds[s].put(cell)) {
                continue;
            }
            tsq_table *table = seeded_table(roles, rows, i, cell);
            if (table == NULL) {
                continue;
            }
            tally[s].put++;
            const int found = found_in(table, i + 2, code);
            tally[s].found += found > 0;
            tally[s].warned += found > 1;
            tally[s].named += strcmp(code, seeds[s].code) == 0;
            tsq_table_free(table);
        }
    }
}

/* ---- random numbers ------------------------------------------------------------------------------------------- */

static uint64_t random_state = 20240615;

/* Knuth's multiplicative generator; uniform between 0 and 1. */
static inline double uniform(void)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(random_state >> 11) + 0.5) / 9007199254740992.0;
}

static inline double normal(void)
{
    return sqrt(-2.0 * log(uniform())) * cos(6.283185307179586 * uniform());
}

#endif
