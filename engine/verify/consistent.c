/* Whether the numbers of a stated result agree: their intervals; see consistent.h. */
#include "verify/consistent.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *tsq_consistency_name(tsq_consistency verdict)
{
    static const char *const names[] = {"consistent", "doubtful", "inconsistent"};
    return names[verdict];
}

void tsq__judge_note(tsq__judge *judge, const char *id, tsq_consistency verdict, const char *format, ...)
{
    tsq_verdict *out = judge->out;
    if (out->n == TSQ_AGREEMENTS) {
        return;
    }
    tsq_agreement *agreement = &out->agreement[out->n++];
    *agreement = (tsq_agreement){.id = id, .verdict = verdict};
    va_list args;
    va_start(args, format);
    vsnprintf(agreement->text, sizeof agreement->text, format, args);
    va_end(args);
    out->verdict = verdict > out->verdict ? verdict : out->verdict;
}

bool tsq__judge_has(const tsq__judge *judge, tsq_stated a, tsq_stated b)
{
    return judge->s->has[a] && judge->s->has[b];
}

const char *tsq__judge_text(const tsq__judge *judge, tsq_stated which)
{
    return judge->s->text[which];
}

tsq__range tsq__judge_values(const tsq__judge *judge, tsq_stated which)
{
    return (tsq__range){judge->s->figure[which].lb, judge->s->figure[which].ub};
}

tsq__range tsq__judge_on_scale(const tsq__judge *judge, tsq_stated which)
{
    tsq__range range = tsq__judge_values(judge, which);
    if (judge->inverse != NULL) {
        range = (tsq__range){judge->inverse(range.lb, NAN), judge->inverse(range.ub, NAN)};
        range.lb = isnan(range.lb) ? -HUGE_VAL : range.lb; /* what prints as 0.00 may be any small ratio */
    }
    return range;
}

bool tsq__ranges_meet(tsq__range a, tsq__range b)
{
    const double size = TSQ__AGREE * fmax(fmin(fabs(a.lb), fabs(a.ub)), fmin(fabs(b.lb), fabs(b.ub)));
    return a.lb <= b.ub + size && b.lb <= a.ub + size;
}

/* ---- numbers by themselves ----------------------------------------------------------------------------------- */

static void judge_possible(tsq__judge *judge)
{
    static const struct {
        tsq_stated which;
        double lb, ub;
    } limits[] = {{TSQ_STATED_SE, 0.0, HUGE_VAL},   {TSQ_STATED_P, 0.0, 1.0},        {TSQ_STATED_Q_P, 0.0, 1.0},
                  {TSQ_STATED_TAU2, 0.0, HUGE_VAL}, {TSQ_STATED_TAU, 0.0, HUGE_VAL}, {TSQ_STATED_I2, 0.0, 100.0},
                  {TSQ_STATED_H2, 1.0, HUGE_VAL},   {TSQ_STATED_Q, 0.0, HUGE_VAL},   {TSQ_STATED_Q_DF, 0.0, HUGE_VAL},
                  {TSQ_STATED_K, 1.0, HUGE_VAL},    {TSQ_STATED_N, 1.0, HUGE_VAL},   {TSQ_STATED_DF, 0.0, HUGE_VAL}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const tsq__range possible = {limits[i].lb, limits[i].ub};
        if (judge->s->has[limits[i].which] && !tsq__ranges_meet(tsq__judge_values(judge, limits[i].which), possible)) {
            tsq__judge_note(judge, "possible", TSQ_INCONSISTENT, "%s cannot be %s", tsq_stated_title(limits[i].which),
                            tsq__judge_text(judge, limits[i].which));
        }
    }
}

/* Notes limits that stand the wrong way around, and exchanges them: what else disagrees is to be seen all the same. */
static void judge_order(tsq__judge *judge, tsq_statement *s)
{
    static const tsq_stated limits[] = {TSQ_STATED_CI_LB, TSQ_STATED_PI_LB, TSQ_STATED_TAU2_LB, TSQ_STATED_I2_LB};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const size_t lb = limits[i], ub = lb + 1;
        if (!s->has[lb] || !s->has[ub] || s->figure[lb].value <= s->figure[ub].value) {
            continue;
        }
        tsq__judge_note(judge, "limits_ordered", TSQ_INCONSISTENT,
                        "the limits %s and %s are in the wrong order: the lower one stands first", s->text[lb],
                        s->text[ub]);
        const tsq_figure figure = s->figure[lb];
        char text[TSQ_STATED_TEXT];
        s->figure[lb] = s->figure[ub];
        s->figure[ub] = figure;
        memcpy(text, s->text[lb], sizeof text);
        memcpy(s->text[lb], s->text[ub], sizeof text);
        memcpy(s->text[ub], text, sizeof text);
    }
}

/* A limit without its other one has no width and no middle: it is judged as if it were not stated. */
static void drop_lone_limits(tsq_statement *s)
{
    static const tsq_stated limits[] = {TSQ_STATED_CI_LB, TSQ_STATED_PI_LB, TSQ_STATED_TAU2_LB, TSQ_STATED_I2_LB};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const size_t lb = limits[i], ub = lb + 1;
        s->has[lb] = s->has[ub] = s->has[lb] && s->has[ub];
    }
}

/* ---- intervals ----------------------------------------------------------------------------------------------- */

/* Whether the middle of the limits can be the estimate. */
static bool is_centred(const tsq__judge *judge, tsq_stated lb, tsq_stated ub)
{
    const tsq__range low = tsq__judge_on_scale(judge, lb), high = tsq__judge_on_scale(judge, ub);
    const tsq__range middle = {0.5 * (low.lb + high.lb), 0.5 * (low.ub + high.ub)};
    return tsq__ranges_meet(middle, tsq__judge_on_scale(judge, TSQ_STATED_ESTIMATE));
}

static double middle_shown(const tsq__judge *judge, tsq_stated lb, tsq_stated ub)
{
    const tsq_figure *f = judge->s->figure;
    return judge->inverse == NULL ? 0.5 * (f[lb].value + f[ub].value) : sqrt(f[lb].value * f[ub].value);
}

static bool is_log(const tsq__judge *judge)
{
    const tsq_transform *exp_transform = tsq_transform_find("exp");
    return exp_transform != NULL && judge->inverse == exp_transform->inverse;
}

/* Whether the estimate and its limits, where they are stated, can be of a scale with these ends; an end may be a limit. */
static bool is_between(const tsq_statement *s, double lb, double ub)
{
    const double at = s->has[TSQ_STATED_ESTIMATE] ? s->figure[TSQ_STATED_ESTIMATE].value : 0.5 * (lb + fmin(ub, 1.0));
    return at > lb && at < ub &&
           (!s->has[TSQ_STATED_CI_LB] ||
            (s->figure[TSQ_STATED_CI_LB].value >= lb && s->figure[TSQ_STATED_CI_UB].value <= ub));
}

/* Sets the scale of the measure that is named. */
static void choose_scale(tsq__judge *judge)
{
    const tsq_statement *s = judge->s;
    if (s->measure == NULL) {
        return;
    }
    const tsq_transform *transform = tsq_transform_find(s->measure->transform);
    const bool one = transform != NULL && transform->needs == TSQ_TRANSFORM_NEEDS_NOTHING;
    judge->centred_unknown = transform != NULL && !one;
    if (one && (transform != tsq_transform_find("exp") || is_between(s, 0.0, HUGE_VAL))) {
        judge->inverse = transform->inverse;
    }
}

static void judge_interval(tsq__judge *judge, tsq_stated lb, const char *name, const char *id_within,
                           const char *id_centred)
{
    const tsq_stated ub = (tsq_stated)((int)lb + 1);
    if (!tsq__judge_has(judge, TSQ_STATED_ESTIMATE, lb)) {
        return;
    }
    const tsq__range low = tsq__judge_values(judge, lb), high = tsq__judge_values(judge, ub),
                     at = tsq__judge_values(judge, TSQ_STATED_ESTIMATE);
    if (low.lb > at.ub || high.ub < at.lb) {
        tsq__judge_note(judge, id_within, TSQ_INCONSISTENT, "the estimate %s lies outside of its %s, %s to %s",
                        tsq__judge_text(judge, TSQ_STATED_ESTIMATE), name, tsq__judge_text(judge, lb),
                        tsq__judge_text(judge, ub));
        return;
    }
    if (judge->centred_unknown) {
        return;
    }
    const char *of = is_log(judge) ? " of logarithms" : judge->inverse != NULL ? " on the scale of the analysis" : "";
    if (is_centred(judge, lb, ub)) {
        tsq__judge_note(judge, id_centred, TSQ_CONSISTENT, "the estimate is in the middle of its %s%s", name, of);
    } else if (judge->inverse == NULL || is_log(judge)) {
        tsq__judge_note(
            judge, id_centred, TSQ_INCONSISTENT,
            "the %s %s to %s is not centred on the estimate %s: its middle%s is %.*f; one of the three is wrong", name,
            tsq__judge_text(judge, lb), tsq__judge_text(judge, ub), tsq__judge_text(judge, TSQ_STATED_ESTIMATE), of,
            judge->s->figure[TSQ_STATED_ESTIMATE].decimals > 0 ? judge->s->figure[TSQ_STATED_ESTIMATE].decimals : 0,
            middle_shown(judge, lb, ub));
    } else {
        tsq__judge_note(judge, id_centred, TSQ_INCONSISTENT, "the %s %s to %s is not centred on the estimate %s%s",
                        name, tsq__judge_text(judge, lb), tsq__judge_text(judge, ub),
                        tsq__judge_text(judge, TSQ_STATED_ESTIMATE), of);
    }
}

tsq__range tsq__judge_half_width(const tsq__judge *judge, tsq_stated lb)
{
    const tsq__range low = tsq__judge_on_scale(judge, lb), high = tsq__judge_on_scale(judge, (tsq_stated)((int)lb + 1));
    return (tsq__range){fmax(0.0, 0.5 * (high.lb - low.ub)), 0.5 * (high.ub - low.lb)};
}

static void judge_prediction(tsq__judge *judge)
{
    if (!tsq__judge_has(judge, TSQ_STATED_CI_LB, TSQ_STATED_PI_LB)) {
        return;
    }
    const bool narrower =
        tsq__judge_half_width(judge, TSQ_STATED_PI_LB).ub < tsq__judge_half_width(judge, TSQ_STATED_CI_LB).lb;
    tsq__judge_note(
        judge, "prediction_wider", narrower ? TSQ_DOUBTFUL : TSQ_CONSISTENT,
        narrower ? "the prediction interval is narrower than the confidence interval: possible only where the two have "
                   "different quantiles"
                 : "the prediction interval is no narrower than the confidence interval");
}

/* Everything that a scale decides. */
static void judge_mean(tsq__judge *judge)
{
    judge_interval(judge, TSQ_STATED_CI_LB, "interval", "within_interval", "interval_centred");
    judge_interval(judge, TSQ_STATED_PI_LB, "prediction interval", "within_prediction", "prediction_centred");
    judge_prediction(judge);
    tsq__judge_test(judge);
    tsq__judge_statistic(judge);
}

/* Where no measure is named: the first scale on which the numbers agree, or agree best. A ratio near 1 is in the middle of
 * its limits as it stands too, but its p is not. */
static void guess_scale(tsq__judge *judge)
{
    static const struct {
        const char *id;
        double lb, ub;
    } scales[] = {{"exp", 0.0, HUGE_VAL}, {"tanh", -1.0, 1.0}, {"ilogit", 0.0, 1.0}};
    tsq_verdict *out = judge->out, trial = {.verdict = TSQ_CONSISTENT};
    judge->out = &trial;
    judge_mean(judge);
    tsq_consistency best = trial.verdict;
    double (*inverse)(double shown, double with) = NULL;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0] && best != TSQ_CONSISTENT; i++) {
        const tsq_transform *transform = tsq_transform_find(scales[i].id);
        if (transform == NULL || !is_between(judge->s, scales[i].lb, scales[i].ub)) {
            continue;
        }
        trial = (tsq_verdict){.verdict = TSQ_CONSISTENT};
        judge->inverse = transform->inverse;
        judge_mean(judge);
        if (trial.verdict < best) {
            best = trial.verdict;
            inverse = transform->inverse;
        }
    }
    judge->inverse = inverse;
    judge->out = out;
}

void tsq_statement_judge(const tsq_statement *statement, tsq_verdict *out)
{
    tsq_statement ordered = *statement;
    tsq__judge judge = {.s = &ordered, .out = out};
    *out = (tsq_verdict){.verdict = TSQ_CONSISTENT};
    drop_lone_limits(&ordered);
    judge_order(&judge, &ordered);
    choose_scale(&judge);
    if (statement->measure == NULL) {
        guess_scale(&judge);
    }
    judge_possible(&judge);
    judge_mean(&judge);
    tsq__judge_heterogeneity(&judge);
}
