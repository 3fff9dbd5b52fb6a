/* How the data of a simulated study come about, by measure. A new measure is one entry here; yi and vi come from the
 * formulas of engine/effect. */
#include "num/draw.h"
#include "resample/simulate.h"

#include <math.h>
#include <string.h>

/* The estimated SD of n normal numbers. */
static double estimated_sd(tsq__stream *stream, double sd, double n)
{
    return sd * sqrt(tsq__draw_chisq(stream, n - 1.0) / (n - 1.0));
}

/* Two groups of normal outcomes: their means and SDs. */
static void fill_means(tsq__stream *stream, double difference, double sd, double n1, double n2,
                       struct tsq_effect_row *row)
{
    row->n1i = n1;
    row->n2i = n2;
    row->m1i = difference + sd / sqrt(n1) * tsq__draw_normal(stream);
    row->m2i = sd / sqrt(n2) * tsq__draw_normal(stream);
    row->sd1i = estimated_sd(stream, sd, n1);
    row->sd2i = estimated_sd(stream, sd, n2);
}

static double variance_md(const tsq_scenario *s, double n1, double n2)
{
    return n1 == n2 ? 2.0 * s->sd * s->sd / n2 : s->sd * s->sd * (1.0 / n1 + 1.0 / n2);
}

static void fill_md(const tsq_scenario *s, tsq__stream *stream, double effect, double n1, double n2,
                    struct tsq_effect_row *row)
{
    fill_means(stream, effect, s->sd, n1, n2, row);
}

static void fill_smd(const tsq_scenario *s, tsq__stream *stream, double effect, double n1, double n2,
                     struct tsq_effect_row *row)
{
    (void)s;
    fill_means(stream, effect, 1.0, n1, n2, row);
}

static double variance_smd(const tsq_scenario *s, double n1, double n2)
{
    return 1.0 / n1 + 1.0 / n2 + s->mu * s->mu / (2.0 * (n1 + n2));
}

/* The risk of the treated: the odds of the controls times exp(effect). */
static double treated_or(double risk, double effect)
{
    return 1.0 / (1.0 + (1.0 - risk) / risk * exp(-effect));
}

static double treated_rr(double risk, double effect)
{
    return risk * exp(effect);
}

static double treated_rd(double risk, double effect)
{
    return risk + effect;
}

/* Two groups with binomial events. A study whose true effect would ask for a risk beyond 0 or 1 has the risk 0 or 1. */
static void fill_events(const tsq_scenario *s, tsq__stream *stream, double effect, double n1, double n2,
                        struct tsq_effect_row *row)
{
    const double risk = s->risk_min < s->risk_max
                            ? s->risk_min + (s->risk_max - s->risk_min) * tsq__stream_uniform(stream)
                            : s->risk_min;
    const double other = s->measure->treated(risk, effect);
    row->n1i = n1;
    row->n2i = n2;
    row->ai = tsq__draw_binomial(stream, (uint32_t)n1, other < 0.0 ? 0.0 : other > 1.0 ? 1.0 : other);
    row->ci = tsq__draw_binomial(stream, (uint32_t)n2, risk);
}

static double middle_risk(const tsq_scenario *s)
{
    return 0.5 * (s->risk_min + s->risk_max);
}

static double variance_or(const tsq_scenario *s, double n1, double n2)
{
    const double risk = middle_risk(s), other = treated_or(risk, s->mu);
    return 1.0 / (n2 * risk * (1.0 - risk)) + 1.0 / (n1 * other * (1.0 - other));
}

static double variance_rr(const tsq_scenario *s, double n1, double n2)
{
    const double risk = middle_risk(s), other = treated_rr(risk, s->mu);
    return (1.0 - risk) / (n2 * risk) + (1.0 - other) / (n1 * other);
}

static double variance_rd(const tsq_scenario *s, double n1, double n2)
{
    const double risk = middle_risk(s), other = treated_rd(risk, s->mu);
    return risk * (1.0 - risk) / n2 + other * (1.0 - other) / n1;
}

static const tsq_simulated_measure measures[] = {
    {"GEN", "normal estimates with known variances", true, false, 1, NULL, variance_md, NULL},
    {"MD", "mean difference of two groups of normal outcomes, SDs estimated", true, false, 2, fill_md, variance_md,
     NULL},
    {"SMD", "standardised mean difference of two groups of normal outcomes", false, false, 2, fill_smd, variance_smd,
     NULL},
    {"OR", "log odds ratio of two groups with binomial events", false, true, 1, fill_events, variance_or, treated_or},
    {"RR", "log risk ratio of two groups with binomial events", false, true, 1, fill_events, variance_rr, treated_rr},
    {"RD", "risk difference of two groups with binomial events", false, true, 1, fill_events, variance_rd, treated_rd},
};

size_t tsq_simulated_measure_count(void)
{
    return sizeof measures / sizeof *measures;
}

const tsq_simulated_measure *tsq_simulated_measure_at(size_t i)
{
    return i < tsq_simulated_measure_count() ? &measures[i] : NULL;
}

const tsq_simulated_measure *tsq__simulated_measure_find(const char *id)
{
    for (size_t i = 0; i < tsq_simulated_measure_count(); i++) {
        if (strcmp(measures[i].id, id) == 0) {
            return &measures[i];
        }
    }
    return NULL;
}
