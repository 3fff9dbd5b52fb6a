/* Rows with the same numbers are found by putting them in order. How seldom two rows agree in a number is told by the
 * rows that do, and where none or one pair does by the unit of the last digit beside the spread: two draws of a normal
 * distribution fall into the same unit u with probability u/(2 sqrt(pi) sd). */
#include "lint/rarity.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const numbers[TSQ__RESULT_NUMBERS] = {
    "yi",  "vi", "sei", "m1i",   "sd1i",  "m2i",   "sd2i",  "mc1i", "sdc1i", "mc2i", "sdc2i", "ai",
    "bi",  "ci", "di",  "x1i",   "t1i",   "x2i",   "t2i",   "xi",   "mi",    "sdi",  "ri",    "n1i",
    "n2i", "ni", "hr",  "hr_lb", "hr_ub", "med1i", "med2i", "q11i", "m1i0",  "m2i0"};

/* Rows that agree by chance are expected in less than one group of twenty. */
#define CHANCE 1.3
/* Most of the distributions of such numbers are not as even as a normal one. */
#define UNEVEN 0.2
/* What another number of the row almost tells: the size of the second group, the variance of an estimate. */
#define TOLD 0.5
#define TWO_SQRT_PI 3.544907701811032

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Minus the decimal logarithm of the part of equal pairs; of at most one, by the unit of the last digit. */
static double rarity_of(double *value, size_t n, double unit, double pairs)
{
    double equal = 0.0, run = 0.0, sum = 0.0, squares = 0.0;
    if (n < 2) {
        return 0.0;
    }
    qsort(value, n, sizeof *value, ascending);
    for (size_t i = 0; i < n; i++) {
        run = i == 0 || value[i] > value[i - 1] ? 0.0 : run + 1.0;
        equal += run;
        sum += value[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (value[i] - sum) * (value[i] - sum) / ((double)n - 1.0);
    }
    const double by_rows = pairs - log10(fmax(1.0, equal));
    if (equal > 1.0 || !(unit > 0.0) || !(squares > 0.0) || !isfinite(squares)) {
        return by_rows;
    }
    return fmax(by_rows, log10(TWO_SQRT_PI * sqrt(squares) / unit) - UNEVEN);
}

static void find_rarity(const tsq__lint *lint, tsq__results *out, double *value)
{
    const bool sizes = out->column[23] >= 0 || out->column[25] >= 0;
    for (size_t j = 0; j < TSQ__RESULT_NUMBERS; j++) {
        size_t n = 0;
        double unit = HUGE_VAL;
        for (size_t i = 0; i < out->rows->n && out->column[j] >= 0; i++) {
            const double x = out->value[i * TSQ__RESULT_NUMBERS + j];
            if (x < HUGE_VAL) {
                value[n++] = x;
                unit = fmin(unit, 2.0 * tsq__lint_rounding(lint, out->rows->row[i], out->column[j]));
            }
        }
        const bool told = strcmp(numbers[j], "n2i") == 0 || (sizes && (j == 1 || j == 2)); /* vi, sei */
        out->rarity[j] = rarity_of(value, n, unit, out->pairs) * (told ? TOLD : 1.0);
    }
}

/* ---- order ---------------------------------------------------------------------------------------------------- */

struct keyed {
    const double *value;
    size_t row;
};

static int by_numbers(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    for (size_t j = 0; j < TSQ__RESULT_NUMBERS; j++) {
        if (x->value[j] < y->value[j] || x->value[j] > y->value[j]) {
            return x->value[j] < y->value[j] ? -1 : 1;
        }
    }
    return (x->row > y->row) - (x->row < y->row);
}

static bool put_in_order(tsq__results *out)
{
    const size_t n = out->rows->n;
    struct keyed *keyed = tsq__array(n, sizeof *keyed);
    if (keyed == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        keyed[i] = (struct keyed){&out->value[i * TSQ__RESULT_NUMBERS], i};
    }
    qsort(keyed, n, sizeof *keyed, by_numbers);
    for (size_t i = 0; i < n; i++) {
        out->order[i] = keyed[i].row;
    }
    free(keyed);
    return true;
}

bool tsq__results_make(const tsq__lint *lint, const tsq_rows *rows, tsq__results *out)
{
    const size_t n = rows->n;
    *out = (tsq__results){.rows = rows};
    out->value = n > SIZE_MAX / TSQ__RESULT_NUMBERS ? NULL : tsq__array(n * TSQ__RESULT_NUMBERS, sizeof *out->value);
    out->order = tsq__array(n, sizeof *out->order);
    double *room = tsq__array(n, sizeof *room);
    bool whole = out->value != NULL && out->order != NULL && room != NULL;
    for (size_t j = 0; j < TSQ__RESULT_NUMBERS && whole; j++) {
        out->column[j] = tsq__lint_role(lint, numbers[j]);
        for (size_t i = 0; i < n; i++) {
            const double x = tsq__lint_cell(lint, rows->row[i], out->column[j]);
            out->value[i * TSQ__RESULT_NUMBERS + j] = isnan(x) ? HUGE_VAL : x;
        }
    }
    whole = whole && put_in_order(out);
    if (whole) {
        out->pairs = log10(fmax(1.0, 0.5 * (double)n * ((double)n - 1.0)));
        find_rarity(lint, out, room);
    } else {
        tsq__results_free(out);
    }
    free(room);
    return whole;
}

void tsq__results_free(tsq__results *results)
{
    free(results->value);
    free(results->order);
    results->value = NULL;
    results->order = NULL;
}

/* ---- pairs ---------------------------------------------------------------------------------------------------- */

bool tsq__results_same(const tsq__results *results, size_t i, size_t j)
{
    const double *a = &results->value[i * TSQ__RESULT_NUMBERS], *b = &results->value[j * TSQ__RESULT_NUMBERS];
    for (size_t c = 0; c < TSQ__RESULT_NUMBERS; c++) {
        if (a[c] < b[c] || a[c] > b[c]) {
            return false;
        }
    }
    return true;
}

/* The digits of a number that say something: from the first that is not 0, and at most four, as a variance with sixteen
 * was computed from less. */
static int digits_of(const char *text)
{
    int digits = 0;
    for (const char *c = text; *c != '\0' && *c != 'e' && *c != 'E' && digits < 4; c++) {
        digits += *c >= '0' && *c <= '9' && (digits > 0 || *c != '0');
    }
    return digits;
}

/* A number that is the one before it, as the size of the other group, says nothing more. */
tsq__shared tsq__results_shared(const tsq__lint *lint, const tsq__results *results, size_t i)
{
    tsq__shared shared = {0, 0, false};
    double sum = 0.0, before = HUGE_VAL;
    for (size_t j = 0; j < TSQ__RESULT_NUMBERS; j++) {
        const double x = results->value[i * TSQ__RESULT_NUMBERS + j];
        if (x < HUGE_VAL) {
            const int digits =
                digits_of(tsq_table_cell(lint->table, results->rows->row[i], (size_t)results->column[j]));
            shared.results += numbers[j][0] != 'n';
            shared.digits += digits;
            sum += x < before || x > before ? fmin(digits, results->rarity[j]) : 0.0;
            before = x;
        }
    }
    shared.seldom = shared.digits >= 10 || sum > results->pairs + CHANCE;
    return shared;
}
