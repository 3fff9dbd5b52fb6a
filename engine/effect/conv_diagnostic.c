/*
 * counts-diagnostic: the counts of a diagnostic 2x2 table (true positives ai, false positives bi, false negatives ci, true
 * negatives di) from the number of participants and three or four of sensitivity, specificity and predictive values.
 *
 * Of all tables of N participants the one whose statistics are nearest to the printed ones (least squares), found by
 * going through the numbers D with the condition: TP is sens D, and TN is spec (N - D), rounded down or up. Where one of
 * sensitivity and specificity is not printed it follows from the others, as the odds sens spec/((1-sens)(1-spec)) and
 * ppv npv/((1-ppv)(1-npv)) are one. metafor's conv.2x2() minimises over real numbers and rounds then.
 */
#include "effect/conversions.h"
#include "effect/counts_from.h"
#include "effect/design.h"

#include <stdio.h>

enum { SENS, SPEC, PPV, NPV, STATISTICS };

/* More are searched for too long, and no printed digits tell their tables apart. */
static const double most_participants = 1e6;

struct table {
    double tp, fp, fn, tn;
};

static void statistics_of(const struct table *t, double out[STATISTICS])
{
    out[SENS] = t->tp / (t->tp + t->fn);
    out[SPEC] = t->tn / (t->tn + t->fp);
    out[PPV] = t->tp / (t->tp + t->fp);
    out[NPV] = t->tn / (t->tn + t->fn);
}

/* Sum of squares of what is printed; infinite where a statistic does not exist. */
static double loss(const double printed[STATISTICS], const struct table *t)
{
    double of[STATISTICS], sum = 0.0;
    statistics_of(t, of);
    for (int i = 0; i < STATISTICS; i++) {
        const double difference = of[i] - printed[i];
        sum += isnan(printed[i]) ? 0.0 : isnan(of[i]) ? INFINITY : difference * difference;
    }
    return sum;
}

static struct table nearest(const double printed[STATISTICS], double n)
{
    const double o = printed[PPV] * printed[NPV], q = (1.0 - printed[PPV]) * (1.0 - printed[NPV]);
    double sens = printed[SENS], spec = printed[SPEC];
    sens = isnan(sens) ? (1.0 - spec) * o / ((1.0 - spec) * o + spec * q) : sens;
    spec = isnan(spec) ? (1.0 - sens) * o / ((1.0 - sens) * o + sens * q) : spec;
    struct table best = {NAN, NAN, NAN, NAN};
    double least = INFINITY;
    for (double d = 1.0; d < n; d += 1.0) {
        for (int i = 0; i < 4; i++) {
            const int up = i / 2;
            const double tp = floor(sens * d + 1e-9) + i % 2, tn = floor(spec * (n - d) + 1e-9) + up;
            const struct table t = {tp, n - d - tn, d - tp, tn};
            const double here = t.fn < 0.0 || t.fp < 0.0 ? INFINITY : loss(printed, &t);
            if (here < least) {
                least = here;
                best = t;
            }
        }
    }
    return best;
}

static void warn(const double printed[STATISTICS], const struct table *t, struct tsq_effect_value *value)
{
    static const char *const names[] = {"sensitivity", "specificity", "positive predictive value",
                                        "negative predictive value"};
    double of[STATISTICS];
    statistics_of(t, of);
    for (int i = 0; i < STATISTICS; i++) {
        if (!isnan(printed[i]) && fabs(of[i] - printed[i]) > tsq__half_decimal(printed[i])) {
            char text[TSQ__EFFECT_TEXT];
            snprintf(text, sizeof text, "the nearest table has the %s %.4g, printed %.4g", names[i], of[i], printed[i]);
            tsq__effect_add(value->warning, text);
        }
    }
}

static tsq_status convert(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const double printed[STATISTICS] = {row->sens, row->spec, row->ppv, row->npv}, n = nearbyint(row->ni);
    int there = 0;
    (void)measure;
    (void)options;
    for (int i = 0; i < STATISTICS; i++) {
        there += !isnan(printed[i]);
    }
    if (there < 3 || isnan(n)) {
        return TSQ_E_MISSING;
    }
    if (n > most_participants) {
        return tsq__effect_omit(value, "too many participants for a table from sensitivity and predictive values");
    }
    const struct table t = nearest(printed, n);
    if (isnan(t.tp)) {
        return tsq__effect_omit(value, "no table has such sensitivity, specificity and predictive values");
    }
    row->ai = t.tp;
    row->bi = t.fp;
    row->ci = t.fn;
    row->di = t.tn;
    row->n1i = row->n2i = NAN;
    tsq__effect_derived(value, "counts from sensitivity, specificity and predictive values");
    warn(printed, &t, value);
    return TSQ_OK;
}

const tsq_conversion tsq__conversion_counts_diagnostic = {
    .id = "counts-diagnostic",
    .title = "2x2 counts from three or four of sensitivity, specificity and predictive values",
    .inputs = "ni sens spec ppv npv",
    .source = "by definition, least squares",
    .measures = TSQ__COUNTS_MEASURES,
    .gives_counts = true,
    .joint = true,
    .convert_row = convert,
};
