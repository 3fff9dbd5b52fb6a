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
static void fill_means(tsq__stream *stream, double difference, double sd, double n, struct tsq_effect_row *row)
{
    row->n1i = row->n2i = n;
    row->m1i = difference + sd / sqrt(n) * tsq__draw_normal(stream);
    row->m2i = sd / sqrt(n) * tsq__draw_normal(stream);
    row->sd1i = estimated_sd(stream, sd, n);
    row->sd2i = estimated_sd(stream, sd, n);
}

static double variance_md(const tsq_scenario *s, double n)
{
    return 2.0 * s->sd * s->sd / n;
}

static void fill_md(const tsq_scenario *s, tsq__stream *stream, double effect, double n, struct tsq_effect_row *row)
{
    fill_means(stream, effect, s->sd, n, row);
}

static void fill_smd(const tsq_scenario *s, tsq__stream *stream, double effect, double n, struct tsq_effect_row *row)
{
    (void)s;
    fill_means(stream, effect, 1.0, n, row);
}

static double variance_smd(const tsq_scenario *s, double n)
{
    return 2.0 / n + s->mu * s->mu / (4.0 * n);
}

/* The risk of the treated: the odds of the controls times exp(effect). */
static double treated(double risk, double effect)
{
    return 1.0 / (1.0 + (1.0 - risk) / risk * exp(-effect));
}

static void fill_or(const tsq_scenario *s, tsq__stream *stream, double effect, double n, struct tsq_effect_row *row)
{
    const double risk = s->risk_min < s->risk_max
                            ? s->risk_min + (s->risk_max - s->risk_min) * tsq__stream_uniform(stream)
                            : s->risk_min;
    row->n1i = row->n2i = n;
    row->ai = tsq__draw_binomial(stream, (uint32_t)n, treated(risk, effect));
    row->ci = tsq__draw_binomial(stream, (uint32_t)n, risk);
}

static double variance_or(const tsq_scenario *s, double n)
{
    const double risk = 0.5 * (s->risk_min + s->risk_max), other = treated(risk, s->mu);
    return 1.0 / (n * risk * (1.0 - risk)) + 1.0 / (n * other * (1.0 - other));
}

static const tsq_simulated_measure measures[] = {
    {"GEN", "normal estimates with known variances", true, false, 1, NULL, variance_md},
    {"MD", "mean difference of two groups of normal outcomes, SDs estimated", true, false, 2, fill_md, variance_md},
    {"SMD", "standardised mean difference of two groups of normal outcomes", false, false, 2, fill_smd, variance_smd},
    {"OR", "log odds ratio of two groups with binomial events", false, true, 1, fill_or, variance_or},
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
