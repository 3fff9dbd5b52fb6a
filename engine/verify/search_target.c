/* What is looked for, and how far numbers are from it. */
#include "verify/search.h"

#include <math.h>

/* An interval of tausq/fit.h on the stated scale; reversed transformations do not occur: all are increasing. */
static double shown(const tsq_transform *transform, double with, double x)
{
    return transform == NULL || isnan(x) ? x : transform->apply(x, with);
}

void tsq__target_values(const tsq__target *target, const tsq__fitted *f, const tsq_transform *transform, double with,
                        double value[TSQ_STATED_COUNT])
{
    const tsq_statement *s = target->statement;
    const bool z = isnan(f->df);
    value[TSQ_STATED_ESTIMATE] = shown(transform, with, f->estimate);
    value[TSQ_STATED_CI_LB] = shown(transform, with, f->ci_lb);
    value[TSQ_STATED_CI_UB] = shown(transform, with, f->ci_ub);
    value[TSQ_STATED_PI_LB] = shown(transform, with, f->pi_lb);
    value[TSQ_STATED_PI_UB] = shown(transform, with, f->pi_ub);
    value[TSQ_STATED_SE] = f->se;
    value[TSQ_STATED_Z] = z ? f->statistic : (double)NAN;
    value[TSQ_STATED_T] = z ? (double)NAN : f->statistic;
    value[TSQ_STATED_DF] = f->df;
    value[TSQ_STATED_P] = f->pval;
    value[TSQ_STATED_TAU2] = f->tau2;
    value[TSQ_STATED_TAU2_LB] = f->tau2_lb;
    value[TSQ_STATED_TAU2_UB] = f->tau2_ub;
    value[TSQ_STATED_TAU] = sqrt(f->tau2);
    value[TSQ_STATED_I2] = f->I2;
    value[TSQ_STATED_I2_LB] = f->I2_lb;
    value[TSQ_STATED_I2_UB] = f->I2_ub;
    value[TSQ_STATED_H2] = f->H2;
    value[TSQ_STATED_Q] = f->Q;
    value[TSQ_STATED_Q_DF] = f->Q_df;
    value[TSQ_STATED_Q_P] = f->Q_p;
    value[TSQ_STATED_K] = f->k;
    value[TSQ_STATED_N] = f->n;
    if (s == NULL) {
        return;
    }
    /* Programs print |z|. */
    if (s->has[TSQ_STATED_Z] && s->figure[TSQ_STATED_Z].value >= 0.0) {
        value[TSQ_STATED_Z] = fabs(value[TSQ_STATED_Z]);
    }
    if (s->has[TSQ_STATED_T] && s->figure[TSQ_STATED_T].value >= 0.0) {
        value[TSQ_STATED_T] = fabs(value[TSQ_STATED_T]);
    }
    static const tsq_stated of_mean[] = {TSQ_STATED_ESTIMATE, TSQ_STATED_CI_LB, TSQ_STATED_CI_UB, TSQ_STATED_PI_LB,
                                         TSQ_STATED_PI_UB};
    for (size_t i = 0; i < sizeof of_mean / sizeof of_mean[0]; i++) {
        value[of_mean[i]] *= s->figure[of_mean[i]].percent ? 100.0 : 1.0;
    }
}

double tsq__target_distance(const tsq_figure *figure, double x)
{
    if (isnan(x)) {
        return TSQ__FAR;
    }
    if (figure->kind == TSQ_FIGURE_BELOW || figure->kind == TSQ_FIGURE_ABOVE) {
        /* no half unit to measure by: the bound itself is taken for it */
        return tsq_figure_holds(figure, x) ? 0.0 : 1.0 + fabs(x - figure->value) / fmax(fabs(figure->value), 1e-300);
    }
    const double half = 0.5 * (figure->ub - figure->lb), middle = figure->lb + half;
    const double distance = fabs(x - middle) / half;
    if (tsq_figure_holds(figure, x)) {
        return fmin(distance, 1.0);
    }
    return fmin(fmax(distance, nextafter(1.0, 2.0)), TSQ__FAR);
}

/* Weights of Cochrane's exports have six decimals, the last of which depends on where a program stops its iteration. */
static double weight_distance(const tsq_figure *figure, double x)
{
    const double left = 1e-6, half = 0.5 * (figure->ub - figure->lb);
    return isnan(x) ? TSQ__FAR : fmin(fabs(x - (figure->lb + half)) / (half + left), TSQ__FAR);
}

double tsq__target_compare(const tsq__target *target, const double value[TSQ_STATED_COUNT], const double *weights,
                           bool partly, size_t *missed)
{
    const tsq_statement *s = target->statement;
    double most = 0.0;
    *missed = 0;
    for (size_t i = 0; s != NULL && i < TSQ_STATED_COUNT; i++) {
        if (!s->has[i] || (partly && isnan(value[i]))) {
            continue;
        }
        const bool counts = i == TSQ_STATED_K || i == TSQ_STATED_N || i == TSQ_STATED_DF || i == TSQ_STATED_Q_DF;
        double distance = tsq__target_distance(&s->figure[i], value[i]);
        distance = counts && distance > 1.0 ? TSQ__FAR : distance;
        *missed += distance > 1.0;
        most = fmax(most, distance);
    }
    if (target->has_weights && weights != NULL) {
        double of_weights = 0.0;
        for (size_t i = 0; i < target->rows; i++) {
            if (!isnan(target->weight[i].value)) {
                of_weights = fmax(of_weights, weight_distance(&target->weight[i], weights[i]));
            }
        }
        *missed += of_weights > 1.0;
        most = fmax(most, of_weights);
    }
    return most;
}
