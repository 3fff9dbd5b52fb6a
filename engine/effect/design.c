/*
 * Cluster trials: the design effect 1 + (m - 1) ICC, m the mean size of the clusters.
 *
 * Where a measure rests on sizes or counts of two groups, these are divided by it (effective sample sizes; means and SDs
 * stay); of any other effect the variance is multiplied by it. Nothing is rounded.
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, version 6.5, section 23.1.4.
 */
#include "effect/design.h"

#include "base/error.h"
#include "effect/covariance.h"
#include "effect/trace.h"

#include <stdio.h>
#include <string.h>

const char *const tsq__design_roles = "icc cluster_size clusters deff";

/* Whether `word`, in lower case, is in `text`, whatever its case. */
static bool mentions(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (word[i] != '\0' && (text[i] | 0x20) == word[i]) {
            i++;
        }
        if (word[i] == '\0') {
            return true;
        }
    }
    return false;
}

enum tsq__design tsq__design_of(const char *text)
{
    if (text != NULL && mentions(text, "cross")) {
        return TSQ__DESIGN_CROSSOVER;
    }
    return text != NULL && mentions(text, "cluster") ? TSQ__DESIGN_CLUSTER : TSQ__DESIGN_PARALLEL;
}

/* Participants as far as the row says. */
static double participants(const struct tsq_effect_row *row)
{
    const double n1 = isnan(row->n1i) ? row->ai + row->bi : row->n1i;
    const double n2 = isnan(row->n2i) ? row->ci + row->di : row->n2i;
    return isnan(n1 + n2) ? row->ni : n1 + n2;
}

tsq_status tsq__clustering_find(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq__clustering *out, struct tsq_effect_value *value)
{
    *out = (struct tsq__clustering){.deff = 1.0, .icc = NAN, .size = NAN};
    if (!isnan(row->deff)) {
        out->any = true;
        out->deff = row->deff;
        return TSQ_OK;
    }
    const bool clustered = !isnan(row->cluster_size) || !isnan(row->clusters) || row->design == TSQ__DESIGN_CLUSTER;
    const double icc = isnan(row->icc) && clustered ? options->icc : row->icc;
    const double size = isnan(row->cluster_size) ? participants(row) / row->clusters : row->cluster_size;
    if (isnan(icc) || isnan(size)) {
        out->warning = clustered || !isnan(icc) ? "a cluster trial without its ICC and the size of its clusters: taken "
                                                  "as if each participant had been randomised"
                                                : NULL;
        return TSQ_OK;
    }
    if (size < 1.0) {
        return tsq__effect_impossible(value, "clusters", "more clusters than participants");
    }
    *out = (struct tsq__clustering){.any = true, .deff = 1.0 + (size - 1.0) * icc, .icc = icc, .size = size};
    if (!(out->deff > 0.0)) {
        return tsq__effect_impossible(value, "icc", "too negative for clusters of this size");
    }
    return TSQ_OK;
}

static bool reads(const tsq_effect_measure *measure, const char *role)
{
    const size_t length = strlen(role);
    for (const char *at = measure->inputs; (at = strstr(at, role)) != NULL; at += length) {
        if ((at == measure->inputs || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

bool tsq__clustering_divides(const tsq_effect_measure *measure, const struct tsq_effect_row *row)
{
    /* An effect that comes from a test carries the sizes that the test was made with. */
    const bool from_test = reads(measure, "sd1i") && isnan(row->m1i) && isnan(row->mc1i) && isnan(row->sd1i);
    return !from_test && (reads(measure, "n1i") || reads(measure, "x1i"));
}

void tsq__clustering_divide(const tsq_effect_measure *measure, double deff, struct tsq_effect_row *row)
{
    if (reads(measure, "ci")) {
        row->ai /= deff;
        row->bi /= deff;
        row->ci /= deff;
        row->di /= deff;
    }
    /* Quotients need not add up as the counts did. */
    row->n1i = reads(measure, "ci") && !isnan(row->bi) ? NAN : row->n1i / deff;
    row->n2i = reads(measure, "ci") && !isnan(row->di) ? NAN : row->n2i / deff;
    row->x1i /= deff;
    row->x2i /= deff;
    row->t1i /= deff;
    row->t2i /= deff;
}

void tsq__clustering_inflate(double deff, struct tsq_effect_value *value)
{
    value->vi *= deff;
    value->sei *= sqrt(deff);
}

void tsq__effect_add(char text[TSQ__EFFECT_TEXT], const char *addition)
{
    const size_t length = strlen(text);
    snprintf(text + length, TSQ__EFFECT_TEXT - length, "%s%s", length == 0 ? "" : "; ", addition);
}

void tsq__clustering_describe(const struct tsq__clustering *clustering, struct tsq_effect_value *value)
{
    char text[TSQ__EFFECT_TEXT], icc[TSQ_NUMBER_TEXT];
    if (clustering->warning != NULL) {
        tsq__effect_add(value->warning, clustering->warning);
    }
    if (!clustering->any) {
        return;
    }
    if (isnan(clustering->icc)) {
        snprintf(text, sizeof text, "design effect %s", tsq_number_print(clustering->deff, icc));
    } else {
        snprintf(text, sizeof text, "design effect %.4g (ICC %s, clusters of %.4g)", clustering->deff,
                 tsq_number_print(clustering->icc, icc), clustering->size);
    }
    tsq__effect_add(value->derived, text);
}

/* The effect, and what of it other contrasts with the same second group share. */
static tsq_status compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const tsq_status status = measure->compute(row, options, value);
    if (status == TSQ_OK) {
        tsq__effect_share(measure, row, options, value);
    }
    return status;
}

/* How participants() makes the number, as a formula. */
static const char *mean_size(const struct tsq_effect_row *row)
{
    static const char *const sizes[2][2] = {
        {"(n1i + n2i)/clusters", "(n1i + ci + di)/clusters"},
        {"(ai + bi + n2i)/clusters", "(ai + bi + ci + di)/clusters"},
    };
    const double n1 = isnan(row->n1i) ? row->ai + row->bi : row->n1i;
    const double n2 = isnan(row->n2i) ? row->ci + row->di : row->n2i;
    return isnan(n1 + n2) ? "ni/clusters" : sizes[isnan(row->n1i)][isnan(row->n2i)];
}

/* The design effect and what it does: to sizes and counts before the effect, or to its variance. */
static void note_deff(const struct tsq_effect_row *row, const struct tsq__clustering *clustering)
{
    const bool sized = !isnan(row->cluster_size);
    if (isnan(clustering->icc)) {
        return; /* it is a cell */
    }
    if (isnan(row->icc)) {
        tsq__step(row, "icc", clustering->icc, NULL, "ICC of clusters, asked for");
    }
    if (!sized) {
        tsq__step(row, "cluster_size", clustering->size, mean_size(row), "participants over clusters");
    }
    tsq__step(row, "deff", clustering->deff, "1 + (cluster_size - 1)*icc", "design effect");
}

static void note_divided(const struct tsq_effect_row *row)
{
    static const char *const divided[][2] = {
        {"ai", "ai/deff"},   {"bi", "bi/deff"},   {"ci", "ci/deff"},   {"di", "di/deff"},   {"n1i", "n1i/deff"},
        {"n2i", "n2i/deff"}, {"x1i", "x1i/deff"}, {"x2i", "x2i/deff"}, {"t1i", "t1i/deff"}, {"t2i", "t2i/deff"}};
    const double values[] = {row->ai,  row->bi,  row->ci,  row->di,  row->n1i,
                             row->n2i, row->x1i, row->x2i, row->t1i, row->t2i};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        tsq__step(row, divided[i][0], values[i], divided[i][1], "effective, of a cluster trial");
    }
}

void tsq__step_clustered(const struct tsq_effect_row *row, const struct tsq__clustering *clustering, double vi)
{
    note_deff(row, clustering);
    tsq__step(row, "vi", vi, "vi*deff", "variance of a cluster trial");
}

static tsq_status compute_clustered(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                    const tsq_effect_options *options, const struct tsq__clustering *clustering,
                                    struct tsq_effect_value *value)
{
    const double deff = clustering->deff;
    /* On the numbers as they are first, for what is wrong with them. */
    tsq_status status = compute(measure, row, options, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (!tsq__clustering_divides(measure, row)) {
        tsq__clustering_inflate(deff, value);
        tsq__step_clustered(row, clustering, value->vi);
        value->shared[0] *= deff;
        value->shared[1] *= deff;
        return TSQ_OK;
    }
    struct tsq_effect_row effective = *row;
    const double n = value->n;
    *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    tsq__clustering_divide(measure, deff, &effective);
    note_deff(row, clustering);
    note_divided(&effective);
    status = compute(measure, &effective, options, value);
    value->n = n;
    return status;
}

tsq_status tsq__design_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                               const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__clustering clustering;
    tsq_status status = tsq__clustering_find(row, options, &clustering, value);
    if (status == TSQ_OK) {
        status = clustering.any ? compute_clustered(measure, row, options, &clustering, value)
                                : compute(measure, row, options, value);
    }
    if (status == TSQ_OK) {
        tsq__clustering_describe(&clustering, value);
    }
    return status;
}

/* Whether a column of the table plays one of the roles. */
static bool has_any(const tsq_roles *roles, const char *const *names)
{
    while (*names != NULL && !tsq_roles_has(roles, *names)) {
        names++;
    }
    return *names != NULL;
}

tsq_status tsq__design_check(const tsq_roles *roles, const tsq_effect_measure *measure,
                             const tsq_effect_options *options, tsq_error *err)
{
    static const char *const clusters[] = {"cluster_size", "clusters", NULL};
    static const char *const limits[] = {"lb1i",  "ub1i",  "lb2i",  "ub2i",  "est_lb", "est_ub", "hr_lb", "hr_ub",
                                         "or_lb", "or_ub", "rr_lb", "rr_ub", "rd_lb",  "rd_ub",  NULL};
    if (!isnan(options->icc) && !has_any(roles, clusters)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "the ICC %g would change nothing: there is no column cluster_size or clusters", options->icc);
    }
    static const char *const margins[] = {"or",     "rr",    "rd",    "est",    "phi",    "chi2", "yule_q",
                                          "yule_y", "pct1i", "pct2i", "risk1i", "risk2i", NULL};
    if (options->convert.exact_counts && (measure->has_zero == NULL || !has_any(roles, margins))) {
        return tsq__fail(err, TSQ_E_OPTION, "exact counts would change nothing: %s converts no column to counts here",
                         measure->id);
    }
    if (options->convert.no_yates && (measure->has_zero == NULL || !tsq_roles_has(roles, "chi2"))) {
        return tsq__fail(err, TSQ_E_OPTION, "Yates' correction would change nothing: there is no column chi2 to read");
    }
    const bool paired = !isnan(options->crossover_corr) || options->crossover_corr_pooled;
    if (paired && strcmp(measure->id, "MD") != 0 && strcmp(measure->id, "SMD") != 0) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "a correlation of the treatments of cross-over trials would change nothing: %s "
                         "takes them as printed only",
                         measure->id);
    }
    if (paired && !tsq_roles_has(roles, "design")) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "a correlation of the treatments of cross-over trials would change nothing: "
                         "there is no column design");
    }
    if (fabs(options->crossover_corr) >= 1.0) {
        return tsq__fail(err, TSQ_E_OPTION, "the correlation must be between -1 and 1, not %g",
                         options->crossover_corr);
    }
    const bool how = options->convert.limits_level != 0.0 || options->convert.limits_one_sided;
    if (how && !has_any(roles, limits)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "%s of reported limits would change nothing: there is no column of confidence limits",
                         options->convert.limits_one_sided ? "sides" : "a level");
    }
    return TSQ_OK;
}
