/* Whether a combination meets what is stated within the rounding of its inputs. */
#include "verify/search.h"

#include <tausq/rounding.h>

#include <math.h>
#include <string.h>

/* Which range is that of a stated number. */
static const struct {
    tsq_stated stated;
    tsq_rounded_key key;
    bool shown; /* on the scale of the back-transformation */
} ranges[] = {
    {TSQ_STATED_ESTIMATE, TSQ_ROUNDED_ESTIMATE, true},
    {TSQ_STATED_CI_LB, TSQ_ROUNDED_CI_LB, true},
    {TSQ_STATED_CI_UB, TSQ_ROUNDED_CI_UB, true},
    {TSQ_STATED_PI_LB, TSQ_ROUNDED_PI_LB, true},
    {TSQ_STATED_PI_UB, TSQ_ROUNDED_PI_UB, true},
    {TSQ_STATED_SE, TSQ_ROUNDED_SE, false},
    {TSQ_STATED_Z, TSQ_ROUNDED_STATISTIC, false},
    {TSQ_STATED_T, TSQ_ROUNDED_STATISTIC, false},
    {TSQ_STATED_P, TSQ_ROUNDED_PVAL, false},
    {TSQ_STATED_TAU2, TSQ_ROUNDED_TAU2, false},
    {TSQ_STATED_TAU, TSQ_ROUNDED_TAU, false},
    {TSQ_STATED_TAU2_LB, TSQ_ROUNDED_TAU2_LB, false},
    {TSQ_STATED_TAU2_UB, TSQ_ROUNDED_TAU2_UB, false},
    {TSQ_STATED_I2, TSQ_ROUNDED_I2, false},
    {TSQ_STATED_H2, TSQ_ROUNDED_H2, false},
    {TSQ_STATED_I2_LB, TSQ_ROUNDED_I2_LB, false},
    {TSQ_STATED_I2_UB, TSQ_ROUNDED_I2_UB, false},
    {TSQ_STATED_Q, TSQ_ROUNDED_QE, false},
    {TSQ_STATED_Q_P, TSQ_ROUNDED_QE_P, false},
};

/* The back-transformation that the combination is stated on; NULL: none. *known: there is no other that takes more. */
static const tsq_transform *transform_of(const tsq_statement *s, const tsq_combination *c, bool *known)
{
    const char *id = c->options.measure->transform;
    if (strcmp(c->options.measure->id, "GEN") == 0) {
        id = s->measure != NULL ? s->measure->transform : "exp";
    }
    const tsq_transform *transform = c->transformed ? tsq_transform_find(id) : NULL;
    *known = !c->transformed || (transform != NULL && transform->needs == TSQ_TRANSFORM_NEEDS_NOTHING);
    return transform;
}

/* The range of one stated number on its scale; NaN where there is none. Programs print |z|, as the statement may. */
static void range_of(const tsq_statement *s, const tsq_combination *c, size_t i, const tsq_rounding *rounding,
                     double *lb, double *ub)
{
    const tsq_rounded *q = &rounding->quantity[ranges[i].key];
    const tsq_figure *figure = &s->figure[ranges[i].stated];
    bool known;
    const tsq_transform *transform = transform_of(s, c, &known);
    *lb = q->lb;
    *ub = q->ub;
    if (ranges[i].key == TSQ_ROUNDED_STATISTIC && figure->value >= 0.0) {
        const bool crosses = q->lb < 0.0 && q->ub > 0.0;
        *lb = crosses ? 0.0 : fmin(fabs(q->lb), fabs(q->ub));
        *ub = fmax(fabs(q->lb), fabs(q->ub));
    }
    if (!ranges[i].shown) {
        return;
    }
    if (transform != NULL && known) {
        *lb = transform->apply(*lb, NAN);
        *ub = transform->apply(*ub, NAN);
    }
    *lb = known ? *lb * (figure->percent ? 100.0 : 1.0) : (double)NAN;
    *ub = known ? *ub * (figure->percent ? 100.0 : 1.0) : (double)NAN;
}

/* Whether a number of the range may be printed so. */
static bool meets(const tsq_figure *figure, double lb, double ub)
{
    return tsq_figure_holds(figure, lb) || tsq_figure_holds(figure, ub) ||
           tsq_figure_holds(figure, fmin(fmax(figure->value, lb), ub));
}

static void compare(const tsq_statement *s, const tsq_rounding *rounding, tsq_combination *c)
{
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        c->reached[i] = c->holds[i];
    }
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const tsq_stated stated = ranges[i].stated;
        double lb, ub;
        if (!s->has[stated] || isnan(c->value[stated])) {
            continue;
        }
        range_of(s, c, i, rounding, &lb, &ub);
        if (isfinite(lb) && isfinite(ub)) {
            c->range_lb[stated] = lb;
            c->range_ub[stated] = ub;
            c->reached[stated] = c->holds[stated] || meets(&s->figure[stated], lb, ub);
            c->decided[stated] = tsq_figure_holds(&s->figure[stated], lb) && tsq_figure_holds(&s->figure[stated], ub);
        }
    }
}

/* Everything that is stated, weights too, which have no ranges. */
static bool all_reached(const tsq_statement *s, const tsq_combination *c)
{
    size_t open = c->missed;
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        if (s->has[i] && !c->reached[i]) {
            return false;
        }
        open -= s->has[i] && !c->holds[i] && open > 0;
    }
    return open == 0;
}

tsq_status tsq__search_ranges(const tsq__search *search, tsq_combination *c, tsq_error *err)
{
    const tsq_statement *s = search->target.statement;
    tsq_pool_options options = c->options;
    tsq_pool_report report;
    tsq_rounding rounding;
    options.n_where = 0; /* the rows that meet the conditions are the table */
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        c->range_lb[i] = c->range_ub[i] = NAN;
    }
    if (s == NULL || c->edit.kind != TSQ_EDIT_NONE) {
        return TSQ_OK;
    }
    tsq_status status = tsq_pool(search->choice.table, &options, &report, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = tsq_rounding_find(&report, 0, search->choice.options->rounding, &rounding, err);
    if (status == TSQ_OK && rounding.ranged) {
        c->ranged = true;
        compare(s, &rounding, c);
        c->within = all_reached(s, c);
    }
    tsq_pool_free(&report);
    return status == TSQ_E_OPTION ? TSQ_OK : status; /* no enclosure for these conventions */
}
