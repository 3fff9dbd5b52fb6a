/* The likelihood of a row's SDs. Scales of the parts are quantiles of the same Cochrane rows as in predict.c: the log
 * ratio of the SDs of two groups is t with 2 degrees of freedom and scale 0.17; |SMD| has median 0.38 and 95th
 * percentile 1.9. */
#include "lint/likelihood.h"

#include <math.h>

#define RATIO_SCALE 0.13  /* of the log ratio of two groups' SDs, beside sampling */
#define RATIO_PART 0.7    /* how often SDs are alike; else SDs are proportional to means */
#define TIME_SCALE 0.2    /* of the log ratio of SDs of one group at two times, beside sampling */
#define CHANGE_SCALE 0.45 /* of the SD of a change to that of baseline */
#define MEAN_SCALE 0.25   /* of the log ratio of two means of one row */
#define EFFECT_SCALE 0.8
#define STUDY_SHIFT 0.5 /* SDs by which means of studies differ: near 0 their logarithms tell little */
/* The parts are not independent of each other, nor quite of the shape they are given. Their weights are those of a
 * logistic regression that tells rows with errors put into them from the same rows without. */
#define PREDICTION_WEIGHT 0.8
#define ALONE_WEIGHT 1.0 /* of the prediction where a row has one group: nothing stands beside it */
#define RATIO_WEIGHT 1.3
#define MEANS_WEIGHT 1.1
#define EFFECT_WEIGHT 0.46
#define SAME_ROW_WEIGHT 0.8
#define OTHER_ROW_WEIGHT 0.46

static double pooled_log_sd(const tsq__lint_arms *arms, const double sd[2])
{
    const double df1 = arms->n[0] - 1.0, df2 = arms->n[1] - 1.0;
    const double larger = fmax(sd[0], sd[1]), a = sd[0] / larger, b = sd[1] / larger;
    return log(larger) + 0.5 * log((df1 * a * a + df2 * b * b) / (df1 + df2));
}

tsq__shape tsq__shape_of(const tsq__lint_arms *arms, enum tsq__lint_set set)
{
    tsq__shape shape = {.log_sd = NAN, .level = NAN, .effect = NAN};
    shape.usable = arms->n[0] >= 2.0 && arms->n[1] >= 2.0 && arms->sd[0] > 0.0 && arms->sd[1] > 0.0 &&
                   isfinite(arms->n[0] + arms->n[1]) && isfinite(arms->sd[0]) && isfinite(arms->sd[1]);
    if (!shape.usable) {
        return shape;
    }
    shape.log_sd = pooled_log_sd(arms, arms->sd);
    const double larger = fmax(fabs(arms->mean[0]), fabs(arms->mean[1]));
    if (set != TSQ__LINT_CHANGE && larger > 0.0) {
        shape.level = log(larger);
    }
    shape.sign = (arms->mean[0] > 0.0) - (arms->mean[0] < 0.0);
    if (arms->mean[0] * arms->mean[1] < 0.0) {
        shape.sign = 0;
    }
    shape.effect = fabs(arms->mean[0] - arms->mean[1]) / exp(shape.log_sd);
    return shape;
}

static void link(tsq__context *out, size_t arm, double sd, double mean, bool same_row, double scale)
{
    const double n = out->arms.n[arm];
    if (sd > 0.0 && out->n_links[arm] < 16) {
        const size_t i = out->n_links[arm]++;
        out->link[arm][i].log_sd = log(sd);
        out->link[arm][i].mean = mean;
        out->link[arm][i].same_row = same_row;
        out->link[arm][i].scale = sqrt(scale * scale + 0.5 / fmax(n - 1.0, 1.0));
    }
}

/* SDs of the same people: at baseline, at the end, and in the other rows of the study. */
static void add_links(const tsq__lint *lint, size_t row, enum tsq__lint_set set, tsq__context *out)
{
    const enum tsq__lint_set other = set == TSQ__LINT_BASELINE ? TSQ__LINT_FINAL : TSQ__LINT_BASELINE;
    const tsq__lint_arms here = tsq__lint_arms_of(lint, row, other);
    for (size_t j = 0; j < 2; j++) {
        out->has_same_row |= here.sd[j] > 0.0;
        const bool changed = set == TSQ__LINT_CHANGE;
        link(out, j, here.sd[j], changed ? (double)NAN : here.mean[j], true, changed ? CHANGE_SCALE : TIME_SCALE);
    }
    const tsq_rows *rows = &lint->alike.rows[lint->alike_of[row]];
    for (size_t i = 0; i < rows->n && lint->study_of[row] < tsq_table_rows(lint->table); i++) {
        if (rows->row[i] == row || lint->study_of[rows->row[i]] != lint->study_of[row]) {
            continue;
        }
        const tsq__lint_arms there = tsq__lint_arms_of(lint, rows->row[i], set);
        for (size_t j = 0; j < 2; j++) {
            /* the very same numbers are the same cell again, not a second witness */
            if (there.sd[j] != out->arms.sd[j] || there.mean[j] != out->arms.mean[j]) {
                link(out, j, there.sd[j], set == TSQ__LINT_CHANGE ? (double)NAN : there.mean[j], false, TIME_SCALE);
            }
        }
    }
}

void tsq__context_make(const tsq__lint *lint, const tsq__shape *shape, size_t row, enum tsq__lint_set set,
                       tsq__context *out)
{
    tsq__point other[TSQ__NEIGHBOURS], level[TSQ__NEIGHBOURS];
    const tsq_rows *rows = &lint->alike.rows[lint->alike_of[row]];
    const size_t step = rows->n / TSQ__NEIGHBOURS + 1;
    double relative[TSQ__NEIGHBOURS];
    size_t n = 0, levels = 0;
    int signs = 0;
    double squares = 2.0 * EFFECT_SCALE * EFFECT_SCALE, effects = 2.0;
    for (size_t i = 0; i < rows->n && n < TSQ__NEIGHBOURS; i += step) {
        const size_t at = rows->row[i];
        if (lint->study_of[at] != lint->study_of[row] && shape[at].usable) {
            other[n++] = (tsq__point){shape[at].log_sd, shape[at].level, 0.0};
            signs += shape[at].sign;
            if (!isnan(shape[at].level)) {
                relative[levels] = shape[at].log_sd - shape[at].level;
                level[levels++] = (tsq__point){shape[at].level, NAN, 0.0};
            }
            if (!isnan(shape[at].effect)) {
                squares += fmin(shape[at].effect, 3.0) * fmin(shape[at].effect, 3.0);
                effects += 1.0;
            }
        }
    }
    out->arms = tsq__lint_arms_of(lint, row, set);
    for (size_t j = 0; j < 2; j++) {
        out->decimals[j] = tsq__lint_decimals(lint, row, tsq__lint_role(lint, out->arms.sd_role[j]));
    }
    out->level = shape[row].level;
    out->has_scale = shape[row].sign != 0 && shape[row].sign * signs >= 0;
    out->relative = levels > 0 ? tsq__lint_median(relative, levels) : (double)NAN;
    out->effect = sqrt(squares / effects);
    out->n_links[0] = out->n_links[1] = 0;
    out->has_same_row = false;
    tsq__predict(&tsq__sd_prior, other, n, !isnan(out->level), &out->prediction);
    tsq__predict(&tsq__mean_prior, level, levels, false, &out->means);
    add_links(lint, row, set, out);
}

/* The two groups beside each other: SDs alike, or as their means; and the means alike, as far as they can be. */
static double of_ratio(const tsq__lint_arms *arms, const tsq__numbers *numbers)
{
    const double ratio = log(numbers->sd[0] / numbers->sd[1]);
    const double scale = sqrt(RATIO_SCALE * RATIO_SCALE + 0.5 / (arms->n[0] - 1.0) + 0.5 / (arms->n[1] - 1.0));
    const double alike = exp(tsq__log_t(ratio / scale, 2.0, scale));
    double level = 0.0, means = 0.0;
    if (numbers->mean[0] * numbers->mean[1] > 0.0) {
        level = log(numbers->mean[0] / numbers->mean[1]);
        means = tsq__log_t(level / MEAN_SCALE, 2.0, MEAN_SCALE);
    }
    const double proportional = exp(tsq__log_t((ratio - level) / scale, 2.0, scale));
    return log(RATIO_PART * alike + (1.0 - RATIO_PART) * proportional) + means;
}

/* All times of one group count as two witnesses at most: they are of the same people. */
static double of_links(const tsq__context *context, size_t arm, const tsq__numbers *numbers)
{
    const size_t n = context->n_links[arm];
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double scale = context->link[arm][i].scale, other = context->link[arm][i].mean;
        const bool same_row = context->link[arm][i].same_row;
        const double factor = numbers->whole_row && same_row ? numbers->log_factor : 0.0;
        double one = tsq__log_t((log(numbers->sd[arm]) - context->link[arm][i].log_sd - factor) / scale, 2.0, scale);
        if (numbers->mean[arm] * other > 0.0) {
            one += tsq__log_t((log(numbers->mean[arm] / other) - factor) / MEAN_SCALE, 2.0, MEAN_SCALE);
        }
        sum += one * (same_row ? SAME_ROW_WEIGHT : OTHER_ROW_WEIGHT);
    }
    return n <= 2 ? sum : sum * 2.0 / (double)n;
}

double tsq__context_likelihood(const tsq__context *context, const tsq__numbers *numbers)
{
    const tsq__lint_arms *arms = &context->arms;
    const double larger = fmax(fabs(numbers->mean[0]), fabs(numbers->mean[1]));
    const double df = arms->alone ? arms->n[0] - 1.0 : arms->n[0] + arms->n[1] - 2.0;
    const double log_level = isnan(context->level) ? (double)NAN : log(larger);
    const tsq__point point = {pooled_log_sd(arms, numbers->sd), log_level, 0.5 / fmax(df, 1.0)};
    const double relative = isnan(context->relative) ? point.log_sd - log_level : context->relative;
    const double vague = STUDY_SHIFT * exp(relative);
    const tsq__point level = {log_level, NAN, vague * vague};
    const double weight = arms->alone ? ALONE_WEIGHT : PREDICTION_WEIGHT;
    double sum = weight * tsq__predicted(&context->prediction, &point) + RATIO_WEIGHT * of_ratio(arms, numbers);
    if (!isnan(level.log_sd)) {
        sum += MEANS_WEIGHT * tsq__predicted(&context->means, &level);
    }
    const double difference = fabs(numbers->mean[0] - numbers->mean[1]);
    if (isfinite(difference)) {
        /* density of the difference as it stands: that of the standardised one, divided by the SD in its unit */
        const double effect = difference / exp(point.log_sd);
        sum += EFFECT_WEIGHT *
               (tsq__log_t(effect / context->effect, 2.0, context->effect) - point.log_sd + numbers->log_factor);
    }
    for (size_t j = 0; j < 2; j++) {
        sum += of_links(context, j, numbers);
    }
    return sum;
}
