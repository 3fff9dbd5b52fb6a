/* The queue of fits; see many.h. */
#include "resample/many.h"

#include "base/error.h"
#include "fit/finish.h"
#include "fit/state.h"
#include "num/lanes_targets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 64 /* bytes of a cache line: a vector that lies across two takes twice as long */

tsq__many_kind tsq__many_kind_of(const tsq_fit_options *o)
{
    static const struct {
        const char *id;
        tsq__many_kind kind;
    } table[] = {{"FE", TSQ__MANY_GIVEN},       {"EE", TSQ__MANY_GIVEN},     {"DL", TSQ__MANY_MOMENT},
                 {"PM", TSQ__MANY_PROFILE_Q},   {"EB", TSQ__MANY_PROFILE_Q}, {"REML", TSQ__MANY_RESTRICTED},
                 {"ML", TSQ__MANY_UNRESTRICTED}};
    const bool kr =
        o->test == &tsq__test_kr || o->prediction == &tsq__prediction_kr || o->prediction == &tsq__prediction_kr_pr;
    const bool exact = isnan(o->threshold) && isnan(o->tol) && isnan(o->q_about);
    const bool with_qp = o->tau2_interval == NULL || o->tau2_interval == &tsq__tau2_interval_qp;
    if (!(o->level > 0.0 && o->level < 100.0) || kr || !exact || !with_qp || o->weighting != TSQ_WEIGHT_INVERSE ||
        o->no_intercept) {
        return TSQ__MANY_ONE_BY_ONE;
    }
    if (!isnan(o->tau2)) {
        return o->tau2 >= 0.0 && isfinite(o->tau2) && !tsq__fit_is_common(o) ? TSQ__MANY_GIVEN : TSQ__MANY_ONE_BY_ONE;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(o->method->id, table[i].id) == 0) {
            return table[i].kind;
        }
    }
    return TSQ__MANY_ONE_BY_ONE;
}

tsq_status tsq__many_new(const tsq_fit_options *options, size_t most, tsq__many_what what, tsq__many *many,
                         tsq_error *err)
{
    tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
    if (options != NULL) {
        o = *options;
    }
    tsq__fit_set_defaults(&o);
    *many = (tsq__many){.options = o, .what = what, .most = most};
    many->kind = tsq__many_kind_of(&o);
    const size_t per_study = 6 * sizeof(double) * TSQ__LANES;
    many->block = most < SIZE_MAX / 2 / per_study ? calloc(most + 1, per_study)
                                                  : NULL; /* one more: for ALIGN and TSQ__READ_BEYOND */
    many->memo = calloc(1, sizeof *many->memo);
    if (many->block == NULL || many->memo == NULL) {
        tsq__many_free(many);
        return tsq__fail_memory(err);
    }
    const size_t numbers = tsq__tile_numbers(most);
    double *next = many->block;
    while ((uintptr_t)next % ALIGN != 0) {
        next++;
    }
    many->tile.width = tsq__lane_width();
    many->tile.y = next;
    many->tile.v = next + numbers;
    many->tile.w = next + 2 * numbers;
    many->tile.room = next + 3 * numbers;
    many->yi = next + 4 * numbers;
    many->vi = next + 5 * numbers;
    return TSQ_OK;
}

void tsq__many_free(tsq__many *many)
{
    if (many != NULL) {
        free(many->block);
        free(many->memo);
        *many = (tsq__many){0};
    }
}

/* ---- results --------------------------------------------------------------------------------------------------- */

tsq_brief tsq_brief_blank(tsq_status status, size_t k)
{
    const tsq_coefficient none = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    tsq_brief brief = {.status = status, .k = k, .mean = none};
    double *const first = &brief.s2w;
    for (double *number = first; number <= &brief.H2_ub; number++) {
        *number = NAN;
    }
    return brief;
}

static void nothing(const tsq__many *many, tsq_status status, size_t k, void *result)
{
    if (many->what != TSQ__MANY_BRIEF) {
        *(tsq__many_fit *)result = (tsq__many_fit){
            .status = status, .k = k, .estimate = NAN, .variance = NAN, .tau2 = NAN, .s2w = NAN, .q = NAN, .vt = NAN};
    } else {
        *(tsq_brief *)result = tsq_brief_blank(status, k);
    }
}

tsq_brief tsq_brief_of(const tsq_fit_result *fit)
{
    return (tsq_brief){.status = TSQ_OK,
                       .flags = fit->flags,
                       .k = fit->k,
                       .mean = fit->coefficients[0],
                       .s2w = fit->s2w,
                       .pi_lb = fit->pi_lb,
                       .pi_ub = fit->pi_ub,
                       .pi_df = fit->pi_df,
                       .tau2 = fit->tau2,
                       .tau2_lb = fit->tau2_lb,
                       .tau2_ub = fit->tau2_ub,
                       .QE = fit->QE,
                       .QE_df = fit->QE_df,
                       .QE_p = fit->QE_p,
                       .QE_log10p = fit->QE_log10p,
                       .vt = fit->vt,
                       .I2 = fit->I2,
                       .I2_lb = fit->I2_lb,
                       .I2_ub = fit->I2_ub,
                       .H2 = fit->H2,
                       .H2_lb = fit->H2_lb,
                       .H2_ub = fit->H2_ub};
}

/* The single fit; with what is not asked for left out. */
static void fit_single(tsq__many *many, size_t n, const double *yi, const double *vi, void *result)
{
    tsq_fit_options options = many->options;
    if (many->what != TSQ__MANY_BRIEF) {
        options.test = &tsq__test_z;
        options.no_prediction = options.no_tau2_interval = true;
        options.prediction = NULL;
        options.tau2_interval = NULL;
    }
    const tsq_studies studies = {.k = n, .yi = yi, .vi = vi};
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(&studies, &options, &fit, NULL);
    many->left_open++;
    nothing(many, status, n, result);
    if (status != TSQ_OK) {
        return;
    }
    if (many->what == TSQ__MANY_BRIEF) {
        *(tsq_brief *)result = tsq_brief_of(&fit);
    } else {
        const bool with_q = many->what == TSQ__MANY_FIT_Q;
        *(tsq__many_fit *)result = (tsq__many_fit){.status = TSQ_OK,
                                                   .k = n,
                                                   .estimate = fit.coefficients[0].estimate,
                                                   .variance = fit.vcov[0],
                                                   .tau2 = fit.tau2,
                                                   .s2w = fit.s2w,
                                                   .q = with_q ? fit.QE : (double)NAN,
                                                   .vt = with_q ? fit.vt : (double)NAN};
    }
    tsq_fit_free(&fit);
}

/* ---- in lanes -------------------------------------------------------------------------------------------------- */

/* What the lanes of a tile have found. */
struct found {
    double t[TSQ__LANES], lb[TSQ__LANES], ub[TSQ__LANES];
    bool settled[TSQ__LANES];
    tsq__lanes_fit fit, at_zero;
};

static double df_of(const tsq__many *many, size_t l)
{
    return many->tile.n[l] > 1 ? (double)many->tile.n[l] - 1.0 : 1.0;
}

static void find_tau2(const tsq__many *many, struct found *found)
{
    const tsq__tile *tile = &many->tile;
    if (many->kind == TSQ__MANY_RESTRICTED || many->kind == TSQ__MANY_UNRESTRICTED) {
        tsq__lanes_likelihood(tile, many->kind == TSQ__MANY_RESTRICTED, found->t, found->settled);
        return;
    }
    const bool given = many->kind == TSQ__MANY_GIVEN && !isnan(many->options.tau2);
    double target[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        found->t[l] = given ? many->options.tau2 / tile->unit[l] / tile->unit[l] : 0.0;
        found->settled[l] = found->t[l] < TSQ__LANE_LARGEST; /* a larger one may leave double range */
        target[l] = df_of(many, l);
    }
    if (many->kind == TSQ__MANY_MOMENT) {
        tsq__lanes_moment(tile, &found->at_zero, found->t);
    } else if (many->kind == TSQ__MANY_PROFILE_Q) {
        tsq__lanes_profile_q(tile, target, found->t, found->settled);
    }
}

static bool with_profile(const tsq__many *many)
{
    const tsq_fit_options *o = &many->options;
    return many->what == TSQ__MANY_BRIEF && o->tau2_interval != NULL && isnan(o->tau2) && !tsq__fit_is_common(o);
}

static void find_profile(tsq__many *many, struct found *found)
{
    const double tail = (100.0 - many->options.level) / 200.0;
    double target[TSQ__LANES];
    bool settled[2][TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        target[l] = tsq__memo_chisq_upper(many->memo, tail, df_of(many, l));
    }
    tsq__lanes_profile_q(&many->tile, target, found->lb, settled[0]);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        target[l] = tsq__memo_chisq_lower(many->memo, tail, df_of(many, l));
    }
    tsq__lanes_profile_q(&many->tile, target, found->ub, settled[1]);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        found->settled[l] = found->settled[l] && settled[0][l] && settled[1][l];
    }
}

static void take_fit(const tsq__many *many, const tsq__lanes_told *told, const double *q, size_t l,
                     tsq__many_fit *result)
{
    const bool with_q = many->what == TSQ__MANY_FIT_Q;
    *result = (tsq__many_fit){.status = TSQ_OK,
                              .k = many->tile.n[l],
                              .estimate = told->estimate[l],
                              .variance = told->variance[l],
                              .tau2 = isnan(many->options.tau2) ? told->tau2[l] : many->options.tau2,
                              .s2w = told->s2w[l],
                              .q = with_q ? q[l] : (double)NAN,
                              .vt = with_q ? told->vt[l] : (double)NAN};
}

static void take_brief(const tsq__many *many, const struct found *found, size_t l, tsq_brief *result)
{
    const tsq__tile *tile = &many->tile;
    const double profile[2] = {found->lb[l], found->ub[l]};
    int exponent;
    (void)frexp(tile->unit[l], &exponent);
    const tsq__found one = {.k = tile->n[l],
                            .shift = tile->shift[l],
                            .exponent = exponent - 1,
                            .vmin = tile->v[l],
                            .vmax = tile->v[(tile->n[l] - 1) * TSQ__LANES + l],
                            .tau2 = found->t[l],
                            .mean = found->fit.mean[l],
                            .sum_w = found->fit.sum_w[l],
                            .rss = found->fit.rss[l],
                            .q = found->at_zero.rss[l],
                            .trace = found->at_zero.trace[l],
                            .profile = with_profile(many) ? profile : NULL};
    tsq_coefficient mean;
    double variance;
    tsq_fit_result fit = {.coefficients = &mean, .vcov = &variance};
    tsq__fit_finish(&one, &many->options, many->memo, &fit);
    *result = tsq_brief_of(&fit);
}

static void run(tsq__many *many)
{
    tsq__tile *tile = &many->tile;
    struct found found;
    size_t n[TSQ__LANES];
    memcpy(n, tile->n, sizeof n);
    const bool common = many->kind == TSQ__MANY_GIVEN && isnan(many->options.tau2), trace = many->what != TSQ__MANY_FIT;
    const bool first = common || many->kind == TSQ__MANY_MOMENT; /* whether tau2 needs the fit with weights 1/v */
    tsq__lanes_prepare(tile);
    if (first) {
        tsq__lanes_at_zero(tile, trace || !common, &found.at_zero);
    }
    find_tau2(many, &found);
    if (common) {
        found.fit = found.at_zero;
    } else if (trace && !first) {
        tsq__lanes_both(tile, found.t, &found.fit, &found.at_zero);
    } else {
        tsq__lanes_at(tile, found.t, &found.fit);
    }
    if (with_profile(many)) {
        find_profile(many, &found);
    }
    tsq__lanes_told told;
    if (many->what != TSQ__MANY_BRIEF) {
        tsq__lanes_tell(tile, found.t, &found.fit, trace ? &found.at_zero : NULL, &told);
    }
    for (size_t l = 0; l < many->waiting; l++) {
        if (tile->n[l] == 0 || !found.settled[l]) {
            fit_single(many, n[l], many->yi + l * many->most, many->vi + l * many->most, many->result[l]);
        } else if (many->what == TSQ__MANY_BRIEF) {
            take_brief(many, &found, l, many->result[l]);
        } else {
            take_fit(many, &told, found.at_zero.rss, l, many->result[l]);
        }
    }
}

/* ---- the queue ------------------------------------------------------------------------------------------------- */

void tsq__many_next(tsq__many *many, double **yi, double **vi)
{
    *yi = many->yi + many->waiting * many->most;
    *vi = many->vi + many->waiting * many->most;
}

/* Takes what stands where tsq__many_next said; `sorted`: whether that and all that waits is known to be. */
static void queue(tsq__many *many, size_t n, bool sorted, void *result)
{
    const size_t lane = many->waiting++;
    many->result[lane] = result;
    many->tile.n[lane] = n;
    many->sorted = sorted;
    if (many->waiting == TSQ__LANES) {
        tsq__many_flush(many);
    }
}

void tsq__many_take(tsq__many *many, size_t n, void *result)
{
    if (many->kind == TSQ__MANY_ONE_BY_ONE || n < 2) {
        double *yi, *vi;
        tsq__many_next(many, &yi, &vi);
        fit_single(many, n, yi, vi, result);
    } else {
        queue(many, n, many->waiting == 0 || many->sorted, result);
    }
}

void tsq__many_add(tsq__many *many, size_t n, const double *yi, const double *vi, void *result)
{
    if (many->kind == TSQ__MANY_ONE_BY_ONE || n < 2) {
        fit_single(many, n, yi, vi, result);
        return;
    }
    double *to_y, *to_v;
    tsq__many_next(many, &to_y, &to_v);
    tsq__lane_copy(&many->tile, n, yi, vi, to_y, to_v);
    queue(many, n, false, result);
}

void tsq__many_alone(tsq__many *many, size_t n, const double *yi, const double *vi, void *result)
{
    fit_single(many, n, yi, vi, result);
}

void tsq__many_flush(tsq__many *many)
{
    tsq__tile *tile = &many->tile;
    if (many->waiting == 0) {
        return;
    }
    tile->k = 0;
    for (size_t l = 0; l < TSQ__LANES; l++) {
        tile->n[l] = l < many->waiting ? tile->n[l] : 0;
        tile->k = tile->n[l] > tile->k ? tile->n[l] : tile->k;
    }
    tsq__tile_fill(tile, many->yi, many->vi, many->most, !many->sorted);
    run(many);
    many->waiting = 0;
}
