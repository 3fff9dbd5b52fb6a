/*
 * counts-total, counts-or, counts-rr, counts-rd, counts-phi, counts-chi2, counts-yule-q and counts-yule-y: the counts of a
 * 2x2 table from the sizes n1 and n2 of its groups, and the total E of the events or the events of one group.
 *
 * With p1 = n1/N and p = E/N, the share of all participants that are of the first group and have the event is
 *     OR:  2 OR p1 p/(x + y), x = OR (p1 + p) + 1 - p1 - p, y^2 = x^2 - 4 p1 p OR (OR - 1)
 *     phi: p1 p + phi sqrt(p1 (1 - p1) p (1 - p))
 * and the events of the first group are n1 RR E/(n2 + n1 RR), or (RD + E/n2)/(1/n1 + 1/n2). Chi-square, with the sign of the
 * difference of the risks, gives |phi| = sqrt(chi2/N), with Yates' correction sqrt(chi2/N) + N/(2 sqrt(n1 n2 E (N - E))).
 * Yule's Q and Y: OR = (1 + Q)/(1 - Q), OR = ((1 + Y)/(1 - Y))^2. With the events of one group, the others follow from OR, RR
 * or RD alone.
 * What is rounded, and no correction of a chi-square of 0, as in metafor's conv.2x2(). */
#include "effect/conversions.h"
#include "effect/counts_from.h"
#include "effect/design.h"

#include <stdio.h>

/* Events of either group. */
struct events {
    double a, c;
};

static struct events by_odds_ratio(const struct tsq__known *k, double odds_ratio)
{
    if (!isnan(k->total)) {
        const double n = k->n1 + k->n2, p1 = k->n1 / n, p = k->total / n;
        const double x = odds_ratio * (p1 + p) + 1.0 - p1 - p;
        const double y = sqrt(x * x - 4.0 * p1 * p * odds_ratio * (odds_ratio - 1.0));
        /* The form that does not cancel. */
        const double share = x > 0.0 ? 2.0 * odds_ratio * p1 * p / (x + y) : (x - y) / (2.0 * (odds_ratio - 1.0));
        return (struct events){n * share, k->total - n * share};
    }
    if (!isnan(k->a)) {
        const double odds = k->a / (k->n1 - k->a) / odds_ratio;
        return (struct events){k->a, isinf(odds) ? k->n2 : k->n2 * odds / (1.0 + odds)};
    }
    const double odds = k->c / (k->n2 - k->c) * odds_ratio;
    return (struct events){isinf(odds) ? k->n1 : k->n1 * odds / (1.0 + odds), k->c};
}

static struct events by_risk_ratio(const struct tsq__known *k, double ratio)
{
    if (!isnan(k->total)) {
        const double a = k->n1 * ratio * k->total / (k->n2 + k->n1 * ratio);
        return (struct events){a, k->total - a};
    }
    return isnan(k->a) ? (struct events){k->n1 * (k->c / k->n2 * ratio), k->c}
                       : (struct events){k->a, k->n2 * (k->a / k->n1 / ratio)};
}

static struct events by_difference(const struct tsq__known *k, double difference)
{
    if (!isnan(k->total)) {
        const double a = (difference + k->total / k->n2) / (1.0 / k->n1 + 1.0 / k->n2);
        return (struct events){a, k->total - a};
    }
    return isnan(k->a) ? (struct events){k->n1 * (k->c / k->n2 + difference), k->c}
                       : (struct events){k->a, k->n2 * (k->a / k->n1 - difference)};
}

static struct events by_phi(const struct tsq__known *k, double phi)
{
    const double n = k->n1 + k->n2, p1 = k->n1 / n, p = k->total / n;
    const double a = n * (p1 * p + phi * sqrt(p1 * (1.0 - p1) * p * (1.0 - p)));
    return (struct events){a, k->total - a};
}

static struct events by_yule_q(const struct tsq__known *k, double q)
{
    return by_odds_ratio(k, (1.0 + q) / (1.0 - q));
}

static struct events by_yule_y(const struct tsq__known *k, double y)
{
    const double root = (1.0 + y) / (1.0 - y);
    return by_odds_ratio(k, root * root);
}

/* ---- and back, to see whether the rounded counts give what was printed --------------------------------------- */

static double odds_ratio_of(const struct tsq__known *k, struct events e)
{
    return e.a * (k->n2 - e.c) / (e.c * (k->n1 - e.a));
}

static double risk_ratio_of(const struct tsq__known *k, struct events e)
{
    return e.a / k->n1 / (e.c / k->n2);
}

static double difference_of(const struct tsq__known *k, struct events e)
{
    return e.a / k->n1 - e.c / k->n2;
}

static double phi_of(const struct tsq__known *k, struct events e)
{
    const double n = k->n1 + k->n2, total = e.a + e.c;
    return (e.a * (k->n2 - e.c) - e.c * (k->n1 - e.a)) / sqrt(k->n1 * k->n2) / sqrt(total * (n - total));
}

static double yule_q_of(const struct tsq__known *k, struct events e)
{
    const double x = e.a * (k->n2 - e.c), y = e.c * (k->n1 - e.a);
    return (x - y) / (x + y);
}

static double yule_y_of(const struct tsq__known *k, struct events e)
{
    const double x = sqrt(e.a * (k->n2 - e.c)), y = sqrt(e.c * (k->n1 - e.a));
    return (x - y) / (x + y);
}

/* A statistic of the table. */
struct statistic {
    const char *role, *name;
    bool needs_total;
    struct events (*events)(const struct tsq__known *known, double printed);
    double (*back)(const struct tsq__known *known, struct events events);
};

static void warn_rounded(const struct statistic *by, const struct tsq__known *known, double printed,
                         const struct tsq_effect_row *row, struct tsq_effect_value *value)
{
    const double back = by->back(known, (struct events){row->ai, row->ci});
    if (fabs(back - printed) <= tsq__half_decimal(printed)) {
        return;
    }
    char text[TSQ__EFFECT_TEXT], number[TSQ_NUMBER_TEXT], have[80];
    if (isfinite(back)) {
        snprintf(have, sizeof have, "the %s %.4g", by->name, back);
    } else {
        snprintf(have, sizeof have, "no %s", by->name);
    }
    snprintf(text, sizeof text, "%g of %g and %g of %g, the nearest counts, have %s, printed %s", row->ai, known->n1,
             row->ci, known->n2, have, tsq_number_print(printed, number));
    tsq__effect_add(value->warning, text);
}

static tsq_status convert(const struct statistic *by, double printed, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__known known;
    if (isnan(printed)) {
        return TSQ_E_MISSING;
    }
    tsq_status status = tsq__known_take(row, &known, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (isnan(known.total) && (by->needs_total || (isnan(known.a) && isnan(known.c)))) {
        return TSQ_E_MISSING;
    }
    const struct events events = by->events(&known, printed);
    status = tsq__known_fill(&known, events.a, events.c, by->role, options, row, value);
    if (status == TSQ_OK) {
        snprintf(value->derived, sizeof value->derived, "counts from the %s and %s", by->name,
                 !isnan(known.total) ? "the total of events" : "the events of one group");
        if (!options->convert.exact_counts) {
            warn_rounded(by, &known, printed, row, value);
        }
    }
    return status;
}

/* The value as the row has it, or as it prints the effect of the measure. */
static double printed_of(const struct tsq_effect_measure *measure, const char *id, double own,
                         const struct tsq_effect_row *row)
{
    const bool same = measure->id[0] == id[0] && measure->id[1] == id[1] && measure->id[2] == '\0';
    return isnan(own) && same ? row->est : own;
}

static tsq_status from_or(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic by = {"or", "odds ratio", false, by_odds_ratio, odds_ratio_of};
    return convert(&by, printed_of(measure, "OR", row->or, row), row, options, value);
}

static tsq_status from_rr(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic by = {"rr", "risk ratio", false, by_risk_ratio, risk_ratio_of};
    return convert(&by, printed_of(measure, "RR", row->rr, row), row, options, value);
}

static tsq_status from_rd(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic by = {"rd", "risk difference", false, by_difference, difference_of};
    return convert(&by, printed_of(measure, "RD", row->rd, row), row, options, value);
}

static tsq_status from_phi(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                           const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic by = {"phi", "phi coefficient", true, by_phi, phi_of};
    (void)measure;
    return convert(&by, row->phi, row, options, value);
}

static tsq_status from_yule_q(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic by = {"yule_q", "Yule's Q", false, by_yule_q, yule_q_of};
    (void)measure;
    return convert(&by, row->yule_q, row, options, value);
}

static tsq_status from_yule_y(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic by = {"yule_y", "Yule's Y", false, by_yule_y, yule_y_of};
    (void)measure;
    return convert(&by, row->yule_y, row, options, value);
}

static tsq_status from_total(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                             const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__known known;
    (void)measure;
    const tsq_status status = tsq__known_take(row, &known, value);
    if (status != TSQ_OK || isnan(known.total) || (isnan(known.a) && isnan(known.c))) {
        return status != TSQ_OK ? status : TSQ_E_MISSING;
    }
    const double a = isnan(known.a) ? known.total - known.c : known.a;
    tsq__effect_derived(value, "counts from the total of events and those of one group");
    return tsq__known_fill(&known, a, known.total - a, "events_total", options, row, value);
}

static double chi2_of(const struct tsq__known *k, struct events e, bool yates)
{
    const double n = k->n1 + k->n2, total = e.a + e.c;
    const double difference = e.a * (k->n2 - e.c) - e.c * (k->n1 - e.a);
    const double size = yates ? fmax(fabs(difference) - n / 2.0, 0.0) : fabs(difference);
    return copysign(n * (size / k->n1 / k->n2) * (size / total / (n - total)), difference);
}

static double chi2_plain(const struct tsq__known *known, struct events events)
{
    return chi2_of(known, events, false);
}

static double chi2_yates(const struct tsq__known *known, struct events events)
{
    return chi2_of(known, events, true);
}

static struct events by_chi2(const struct tsq__known *k, double chi2)
{
    const double n = k->n1 + k->n2;
    return by_phi(k, copysign(sqrt(fabs(chi2) / n), chi2));
}

static struct events by_chi2_yates(const struct tsq__known *k, double chi2)
{
    const double n = k->n1 + k->n2, total = k->total;
    if (chi2 == 0.0) {
        return by_phi(k, 0.0);
    }
    const double correction = n / (2.0 * sqrt(k->n1 * k->n2) * sqrt(total * (n - total)));
    return by_phi(k, copysign(sqrt(fabs(chi2) / n) + correction, chi2));
}

static tsq_status from_chi2(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                            const tsq_effect_options *options, struct tsq_effect_value *value)
{
    static const struct statistic plain = {"chi2", "chi-square", true, by_chi2, chi2_plain};
    static const struct statistic yates = {"chi2", "chi-square with Yates' correction", true, by_chi2_yates,
                                           chi2_yates};
    (void)measure;
    const bool corrected = isnan(row->yates) ? !options->convert.no_yates : row->yates == 1.0;
    return convert(corrected ? &yates : &plain, row->chi2, row, options, value);
}

#define CONVERSION(name, identity, says, columns, function)                                                            \
    const tsq_conversion tsq__conversion_##name = {                                                                    \
        .id = identity,                                                                                                \
        .title = says,                                                                                                 \
        .inputs = columns,                                                                                             \
        .source = "by definition, as conv.2x2 of metafor",                                                             \
        .measures = TSQ__COUNTS_MEASURES,                                                                              \
        .gives_counts = true,                                                                                          \
        .convert_row = function,                                                                                       \
    }

CONVERSION(counts_total, "counts-total", "2x2 counts from the total of events and those of one group",
           "n1i n2i events_total ai ci", from_total);
CONVERSION(counts_or, "counts-or", "2x2 counts from an odds ratio and margins, or the events of one group",
           "n1i n2i events_total ai ci or est", from_or);
CONVERSION(counts_rr, "counts-rr", "2x2 counts from a risk ratio and margins, or the events of one group",
           "n1i n2i events_total ai ci rr est", from_rr);
CONVERSION(counts_rd, "counts-rd", "2x2 counts from a risk difference and margins, or the events of one group",
           "n1i n2i events_total ai ci rd est", from_rd);
CONVERSION(counts_phi, "counts-phi", "2x2 counts from the phi coefficient and margins", "n1i n2i events_total phi",
           from_phi);
CONVERSION(counts_chi2, "counts-chi2", "2x2 counts from chi-square, signed as the difference of the risks, and margins",
           "n1i n2i events_total chi2 yates", from_chi2);
CONVERSION(counts_yule_q, "counts-yule-q", "2x2 counts from Yule's Q and margins, or the events of one group",
           "n1i n2i events_total ai ci yule_q", from_yule_q);
CONVERSION(counts_yule_y, "counts-yule-y", "2x2 counts from Yule's Y and margins, or the events of one group",
           "n1i n2i events_total ai ci yule_y", from_yule_y);
