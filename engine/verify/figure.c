/* Numbers as printed, and what prints so. The ends are formed of decimal digits, because half a unit of the last printed
 * digit is no binary fraction. */
#include <tausq/verify.h>

#include "base/text.h"
#include "verify/figure_text.h"

#include <tausq/data.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* More than any double has; and no exponent beyond them says anything else. */
enum { DIGITS = 400, EXPONENT_MOST = 100000 };

/* What rounding errors may do to a computed number, relative. */
#define SLACK 1e-12

/* A number of the text: sign, digits, power of ten. */
struct decimal {
    bool negative;
    int n, exponent;
    char digit[DIGITS + 2];
};

struct scan {
    const char *at;
    char decimal;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct scan *scan)
{
    while (*scan->at == ' ' || *scan->at == TSQ__THIN) {
        scan->at++;
    }
}

static bool take(struct scan *scan, const char *word)
{
    const size_t length = strlen(word);
    if (strncmp(scan->at, word, length) != 0) {
        return false;
    }
    scan->at += length;
    return true;
}

/* A space between groups of three digits. */
static bool is_group(const char *at)
{
    return at[0] == TSQ__THIN && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) && !is_digit(at[4]);
}

/* The digits, without leading zeros beyond the last one; false where there are none or too many. */
static bool take_digits(struct scan *scan, struct decimal *to)
{
    bool any = false, point = false;
    for (;; scan->at++) {
        if (is_digit(*scan->at)) {
            any = true;
            if (to->n == 1 && to->digit[0] == '0') {
                to->n = 0;
            }
            if (to->n == DIGITS) {
                return false;
            }
            to->digit[to->n++] = *scan->at;
            to->exponent -= point;
        } else if (*scan->at == '.' || *scan->at == ',') {
            if (point || *scan->at != scan->decimal || scan->at[1] == '.') { /* ".." parts the ends of a range */
                break;
            }
            point = true;
        } else if (point || !any || !is_group(scan->at)) {
            break;
        }
    }
    return any;
}

/* e-5, E+5, x10^-5, x 10-5; nothing is an exponent too. */
static bool take_exponent(struct scan *scan, struct decimal *to)
{
    struct scan ahead = *scan;
    bool power = take(&ahead, "e") || take(&ahead, "E");
    if (!power) {
        skip_blanks(&ahead);
        power = take(&ahead, "x");
        skip_blanks(&ahead);
        if (!power) {
            return true;
        }
        const bool raised = take(&ahead, "10^") || (strncmp(ahead.at, "10-", 3) == 0 && take(&ahead, "10"));
        if (!raised) {
            return false;
        }
    }
    const bool negative = take(&ahead, "-");
    if (!negative) {
        (void)take(&ahead, "+");
    }
    if (!is_digit(*ahead.at)) {
        return false;
    }
    int exponent = 0;
    for (; is_digit(*ahead.at); ahead.at++) {
        exponent = exponent < EXPONENT_MOST ? exponent * 10 + (*ahead.at - '0') : EXPONENT_MOST;
    }
    to->exponent += negative ? -exponent : exponent;
    *scan = ahead;
    return true;
}

static bool take_number(struct scan *scan, struct decimal *to, bool *percent)
{
    to->n = 0;
    to->exponent = 0;
    skip_blanks(scan);
    to->negative = take(scan, "-");
    if (!to->negative) {
        (void)take(scan, "+");
    }
    skip_blanks(scan);
    if (!take_digits(scan, to) || !take_exponent(scan, to)) {
        return false;
    }
    skip_blanks(scan);
    *percent = take(scan, "%");
    skip_blanks(scan);
    return true;
}

/* The nearest double of digits * 10^exponent; false if it is beyond all doubles. */
static bool convert(bool negative, const char *digits, int exponent, double *value)
{
    char text[DIGITS + 32];
    snprintf(text, sizeof text, "%s%se%d", negative ? "-" : "", digits, exponent);
    return tsq_number_read(text, '.', value) == TSQ_NUMBER;
}

/* Digits of one less; false of zero. */
static bool decrement(const char *digits, char *less)
{
    strcpy(less, digits);
    for (size_t i = strlen(less); i-- > 0;) {
        if (less[i] > '0') {
            less[i]--;
            return true;
        }
        less[i] = '9';
    }
    return false;
}

/* The number as printed, and half a unit to either side. */
static bool around(struct decimal *number, double *lb, double *value, double *ub)
{
    char inner[DIGITS + 3], outer[DIGITS + 3];
    double near = 0.0, far = 0.0;
    number->digit[number->n] = '\0';
    const bool zero = !decrement(number->digit, inner);
    strcat(inner, "5");
    strcpy(outer, number->digit);
    strcat(outer, "5");
    if (!convert(number->negative, number->digit, number->exponent, value) ||
        !convert(number->negative, outer, number->exponent - 1, &far)) {
        return false;
    }
    if (zero) {
        near = number->negative ? 0.0 : -far;
    } else if (!convert(number->negative, inner, number->exponent - 1, &near)) {
        return false;
    }
    *lb = number->negative ? far : near;
    *ub = number->negative ? near : far;
    return true;
}

static bool read_bound(struct scan *scan, bool below, tsq_figure *out)
{
    struct decimal number;
    double lb, ub;
    const bool strict = !take(scan, "=");
    if (!take_number(scan, &number, &out->percent) || !around(&number, &lb, &out->value, &ub)) {
        return false;
    }
    out->kind = below ? TSQ_FIGURE_BELOW : TSQ_FIGURE_ABOVE;
    out->lb = below ? -HUGE_VAL : out->value;
    out->ub = below ? out->value : HUGE_VAL;
    out->lb_out = strict && !below;
    out->ub_out = strict && below;
    out->decimals = -number.exponent;
    return true;
}

/* Both ends in one unit: "30 to 40%" is per cent too. */
static bool read_range(struct scan *scan, bool percent, double first, tsq_figure *out)
{
    struct decimal number;
    double lb, second;
    if (!take_number(scan, &number, &out->percent) || (percent && !out->percent) ||
        !around(&number, &lb, &second, &out->ub) || second < first) {
        return false;
    }
    out->kind = TSQ_FIGURE_RANGE;
    out->value = first + (second - first) / 2.0;
    out->decimals = out->decimals > -number.exponent ? out->decimals : -number.exponent;
    return true;
}

static bool read_figure(struct scan *scan, tsq_figure *out)
{
    struct decimal number;
    skip_blanks(scan);
    const bool below = *scan->at == '<';
    if (take(scan, "<") || take(scan, ">")) {
        return read_bound(scan, below, out);
    }
    (void)take(scan, "=");
    if (!take_number(scan, &number, &out->percent) || !around(&number, &out->lb, &out->value, &out->ub)) {
        return false;
    }
    out->kind = TSQ_FIGURE_ROUNDED;
    out->decimals = -number.exponent;
    if (take(scan, "to") || take(scan, "..")) {
        return read_range(scan, out->percent, out->value, out);
    }
    return true;
}

tsq_status tsq_figure_read(const char *text, char decimal, tsq_figure *out, tsq_error *err)
{
    char plain[2 * DIGITS], shown[TSQ__SHOWN];
    struct scan scan = {.at = plain, .decimal = decimal};
    *out = (tsq_figure){0};
    if (!tsq__figure_plain(text, plain, sizeof plain) || !read_figure(&scan, out) || *scan.at != '\0') {
        *out = (tsq_figure){0};
        return tsq__fail(err, TSQ_E_VALUE, "not a number as printed, such as -1.20, <0.001, 92%% or 31.5 to 31.6: '%s'",
                         tsq__shown(text, strlen(text), shown));
    }
    return TSQ_OK;
}

bool tsq_figure_holds(const tsq_figure *figure, double x)
{
    const double slack = isinf(x) ? 0.0 : SLACK * fabs(x);
    const bool above = figure->lb_out ? x > figure->lb : x >= figure->lb - slack;
    const bool below = figure->ub_out ? x < figure->ub : x <= figure->ub + slack;
    return above && below;
}

double tsq_figure_miss(const tsq_figure *figure, double x)
{
    if (isnan(x) || tsq_figure_holds(figure, x)) {
        return isnan(x) ? x : 0.0;
    }
    return x > figure->ub ? x - figure->ub : x < figure->lb ? x - figure->lb : 0.0;
}
