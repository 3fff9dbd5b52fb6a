/* The ways to an effect, and the design effect of cluster trials. Source: design.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

tsq__enclose *tsq__way_at(size_t i)
{
    static tsq__enclose *const ways[] = {
        tsq__enclose_test,       tsq__enclose_crossover_sd,   tsq__enclose_crossover_test, tsq__enclose_crossover_corr,
        tsq__enclose_printed_se, tsq__enclose_printed_limits, tsq__enclose_printed_z,      tsq__enclose_printed_p,
        tsq__enclose_observed,   tsq__enclose_logrank,        tsq__enclose_events,         tsq__enclose_ratio,
        tsq__enclose_mover};
    return i < sizeof ways / sizeof ways[0] ? ways[i] : NULL;
}

/* Participants of a group, by its size or its counts. */
static bool take_size(struct tsq__cells *cells, const char *size, const char *events, const char *others, dual *out)
{
    dual x;
    if (tsq__cells_take(cells, size, out)) {
        return true;
    }
    if (!tsq__cells_take(cells, events, out) || !tsq__cells_take(cells, others, &x)) {
        return false;
    }
    *out = ADD(*out, x);
    return true;
}

/* The mean size of the clusters; false where it cannot be known. */
static bool take_cluster_size(struct tsq__cells *cells, dual *out)
{
    dual n1, n2, clusters;
    if (tsq__cells_take(cells, "cluster_size", out)) {
        return true;
    }
    if (!tsq__cells_take(cells, "clusters", &clusters)) {
        return false;
    }
    if (take_size(cells, "n1i", "ai", "bi", &n1) && take_size(cells, "n2i", "ci", "di", &n2)) {
        *out = DIV(ADD(n1, n2), clusters);
        return true;
    }
    const bool found = tsq__cells_take(cells, "ni", &n1);
    *out = DIV(n1, clusters);
    return found;
}

bool tsq__cells_design_effect(struct tsq__cells *cells, struct tsq__dual *out)
{
    dual size, icc;
    if (tsq__cells_take(cells, "deff", out)) {
        return true;
    }
    if (!take_cluster_size(cells, &size)) {
        return false;
    }
    if (!tsq__cells_take(cells, "icc", &icc)) {
        icc = NUMBER(cells->sheet->report->options.effect.icc);
    }
    const dual one = NUMBER(1.0);
    *out = ADD(one, MUL(SUB(size, one), icc));
    return !isnan(icc.x.lb);
}

bool tsq__cells_compute(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual deff;
    cells->divided = false;
    if (!cells->way(cells, y, v)) {
        return false;
    }
    if (!cells->divided && tsq__cells_design_effect(cells, &deff)) {
        *v = MUL(*v, deff);
    }
    return true;
}

void tsq__cells_divide(struct tsq__cells *cells, struct tsq__dual *const size[], size_t n)
{
    dual deff;
    cells->divided = true;
    if (tsq__cells_design_effect(cells, &deff)) {
        for (size_t i = 0; i < n; i++) {
            *size[i] = DIV(*size[i], deff);
        }
    }
}
