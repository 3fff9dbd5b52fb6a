/* The queue of fits with moderators; see many_design.h. */
#include "resample/many_design.h"

#include "base/error.h"
#include "fit/finish.h"
#include "fit/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 64 /* bytes of a cache line */

static bool in_lanes(const tsq__designs *d, size_t k)
{
    return d->kind != TSQ__MANY_ONE_BY_ONE && d->m > 0 && d->m <= TSQ__DESIGN_MOST && k > d->m + 1 &&
           k <= TSQ__DESIGN_STUDIES;
}

/* The numbers of the tile, then those that wait. */
static void lay_out(tsq__designs *d)
{
    const size_t rows = d->most * TSQ__LANES;
    double *next = d->block;
    while ((uintptr_t)next % ALIGN != 0) {
        next++;
    }
    d->tile.tile.y = next;
    d->tile.tile.v = next + rows;
    d->tile.tile.w = next + 2 * rows;
    d->tile.tile.room = next + 3 * rows;
    d->tile.residual = next + 4 * rows;
    d->tile.x = next + 5 * rows;
    d->numbers = next + (5 + d->m) * rows;
    d->order = (size_t *)(void *)(d->numbers + (2 + d->m) * rows);
}

tsq_status tsq__designs_new(const tsq_fit_options *options, tsq__designs_shape shape, tsq__designs *designs,
                            tsq_error *err)
{
    *designs = (tsq__designs){.options = *options, .with_q = shape.with_q, .most = shape.most, .m = shape.m};
    tsq__fit_set_defaults(&designs->options);
    designs->kind = tsq__many_kind_of(&designs->options);
    if (shape.m > TSQ__DESIGN_MOST || shape.most > TSQ__DESIGN_STUDIES) {
        designs->kind = TSQ__MANY_ONE_BY_ONE; /* and no room is needed */
        designs->most = 0;
    }
    designs->tile.m = shape.m;
    const size_t per_study = (7 + 2 * shape.m) * sizeof(double) * TSQ__LANES + sizeof(size_t);
    designs->block = malloc((designs->most + 1) * per_study + ALIGN);
    designs->memo = calloc(1, sizeof *designs->memo);
    if (designs->block == NULL || designs->memo == NULL) {
        tsq__designs_free(designs);
        return tsq__fail_memory(err);
    }
    lay_out(designs);
    return TSQ_OK;
}

void tsq__designs_free(tsq__designs *designs)
{
    if (designs != NULL) {
        free(designs->block);
        free(designs->memo);
        *designs = (tsq__designs){0};
    }
}

/* ---- the single fit -------------------------------------------------------------------------------------------- */

static void whole_of(const tsq_fit_result *fit, tsq_brief_regression *whole)
{
    tsq_coefficient *const coefficients = whole->coefficients;
    if (coefficients != fit->coefficients) {
        memcpy(coefficients, fit->coefficients, fit->p * sizeof *coefficients);
    }
    *whole = (tsq_brief_regression){.status = TSQ_OK,
                                    .flags = fit->flags,
                                    .k = fit->k,
                                    .p = fit->p,
                                    .coefficients = coefficients,
                                    .s2w = fit->s2w,
                                    .tau2 = fit->tau2,
                                    .QE = fit->QE,
                                    .QE_df = fit->QE_df,
                                    .QE_p = fit->QE_p,
                                    .QE_log10p = fit->QE_log10p,
                                    .vt = fit->vt,
                                    .I2 = fit->I2,
                                    .H2 = fit->H2,
                                    .QM = fit->QM,
                                    .QM_df1 = fit->QM_df1,
                                    .QM_df2 = fit->QM_df2,
                                    .QM_p = fit->QM_p,
                                    .QM_log10p = fit->QM_log10p};
}

static void nothing_whole(const tsq__designs *d, tsq_status status, size_t k, tsq_brief_regression *whole)
{
    static const tsq_coefficient none = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    tsq_coefficient *const coefficients = whole->coefficients;
    tsq_fit_result blank;
    tsq__fit_blank(&blank);
    blank.k = k;
    blank.coefficients = coefficients;
    whole_of(&blank, whole);
    whole->status = status;
    whole->p = d->m + (d->options.no_intercept ? 0 : 1);
    for (size_t c = 0; c < whole->p; c++) {
        coefficients[c] = none;
    }
}

static void nothing(const tsq__designs *d, tsq_status status, size_t k, tsq__designed *result)
{
    const size_t p = d->m + (d->options.no_intercept ? 0 : 1);
    result->status = status;
    if (result->whole != NULL) {
        nothing_whole(d, status, k, result->whole);
        return;
    }
    result->tau2 = result->QM = result->I2 = result->QE = NAN;
    for (size_t c = 0; c < p; c++) {
        result->estimate[c] = result->se[c] = NAN;
        if (result->ci_lb != NULL) {
            result->ci_lb[c] = result->ci_ub[c] = NAN;
        }
    }
}

static void fit_single(tsq__designs *d, const tsq_studies *studies, tsq__designed *result)
{
    tsq_fit_options options = d->options;
    options.no_prediction = options.no_tau2_interval = true;
    options.prediction = NULL;
    options.tau2_interval = NULL;
    tsq_fit_result fit;
    d->left_open++;
    nothing(d, tsq_fit(studies, &options, &fit, NULL), studies->k, result);
    if (result->status != TSQ_OK) {
        return;
    }
    if (result->whole != NULL) {
        whole_of(&fit, result->whole);
        tsq_fit_free(&fit);
        return;
    }
    result->tau2 = fit.tau2;
    result->QM = fit.QM;
    result->I2 = d->with_q ? fit.I2 : (double)NAN;
    result->QE = d->with_q ? fit.QE : (double)NAN;
    for (size_t c = 0; c < fit.p; c++) {
        result->estimate[c] = fit.coefficients[c].estimate;
        result->se[c] = fit.coefficients[c].se;
        if (result->ci_lb != NULL) {
            result->ci_lb[c] = fit.coefficients[c].ci_lb;
            result->ci_ub[c] = fit.coefficients[c].ci_ub;
        }
    }
    tsq_fit_free(&fit);
}

static double *waiting(const tsq__designs *d, size_t lane)
{
    return d->numbers + lane * (2 + d->m) * d->most;
}

static void fit_waiting(tsq__designs *d, size_t lane)
{
    const size_t n = d->n[lane];
    const double *yi = waiting(d, lane);
    const tsq_studies studies = {.k = n, .yi = yi, .vi = yi + n, .m = d->m, .X = yi + 2 * n};
    fit_single(d, &studies, d->result[lane]);
}

/* ---- in lanes -------------------------------------------------------------------------------------------------- */

/* What the lanes of a tile have found. */
struct found {
    double t[TSQ__LANES];
    bool settled[TSQ__LANES];
    tsq__design_fits at_zero, fits;
    tsq__designs_told told;
};

static void find_tau2(const tsq__designs *d, struct found *found)
{
    const tsq__tile *tile = &d->tile.tile;
    if (d->kind == TSQ__MANY_RESTRICTED || d->kind == TSQ__MANY_UNRESTRICTED) {
        tsq__designs_likelihood(&d->tile, d->kind == TSQ__MANY_RESTRICTED, found->t, found->settled);
        return;
    }
    const bool given = d->kind == TSQ__MANY_GIVEN && !isnan(d->options.tau2);
    double df[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        df[l] = tile->n[l] > d->m + 1 ? (double)(tile->n[l] - d->m - 1) : 1.0;
        found->t[l] = given ? d->options.tau2 / tile->unit[l] / tile->unit[l] : 0.0;
        found->settled[l] = found->t[l] < TSQ__LANE_LARGEST; /* a larger one may leave double range */
        if (d->kind == TSQ__MANY_MOMENT) {
            found->t[l] = fmax((found->at_zero.rss[l] - df[l]) / found->at_zero.trace[l], 0.0);
            found->settled[l] = found->at_zero.sound[l];
        }
    }
    if (d->kind == TSQ__MANY_PROFILE_Q) {
        tsq__designs_profile_q(&d->tile, df, found->t, found->settled);
    }
}

/* Coefficients and the test of all moderators, as engine/fit/coefficients.c. */
static void tell_coefficients(const tsq__designs *d, const tsq__designs_told *told, size_t l, double factor, double df,
                              tsq__designed *result)
{
    const tsq_fit_options *o = &d->options;
    const size_t p = d->m + 1;
    const double tail = (100.0 - o->level) / 200.0;
    const bool normal = o->test == &tsq__test_z;
    for (size_t c = 0; c < p; c++) {
        result->estimate[c] = told->estimate[c][l];
        result->se[c] = sqrt(told->variance[c][l] * factor);
    }
    if (result->ci_lb != NULL) {
        const double quantile = normal ? tsq__memo_normal(d->memo, tail) : tsq__memo_t(d->memo, tail, df);
        for (size_t c = 0; c < p; c++) {
            result->ci_lb[c] = result->estimate[c] - quantile * result->se[c];
            result->ci_ub[c] = result->estimate[c] + quantile * result->se[c];
        }
    }
    const double qm = told->wald[l] / factor;
    result->QM = isnan(qm) || isinf(qm) ? (double)NAN : normal ? qm : qm / (double)d->m;
}

static void tell_heterogeneity(const tsq__designs *d, const struct found *found, size_t l, double df,
                               tsq__designed *result)
{
    const tsq_fit_options *o = &d->options;
    const double q = found->at_zero.rss[l], vt = df / found->at_zero.trace[l], t = found->t[l];
    const bool by_q = o->i2 == TSQ_I2_Q || tsq__fit_is_common(o);
    result->QE = q;
    result->I2 = !by_q ? 100.0 * (t / (vt + t)) : q > df ? 100.0 * ((q - df) / q) : 0.0;
}

static void tell_whole(const tsq__designs *d, const struct found *found, size_t l, tsq_brief_regression *whole)
{
    const tsq__tile *tile = &d->tile.tile;
    tsq_fit_options options = d->options;
    tsq_fit_result fit = {.coefficients = whole->coefficients};
    tsq__found_design one = {.k = d->n[l],
                             .p = d->m + 1,
                             .vmin = tile->v[l],
                             .vmax = tile->v[(d->n[l] - 1) * TSQ__LANES + l],
                             .tau2 = found->t[l],
                             .rss = found->fits.rss[l],
                             .q = found->at_zero.rss[l],
                             .trace = found->at_zero.trace[l],
                             .wald = found->told.wald[l]};
    int exponent;
    (void)frexp(tile->unit[l], &exponent);
    one.exponent = exponent - 1;
    for (size_t c = 0; c < one.p; c++) {
        one.estimate[c] = found->told.estimate[c][l];
        one.variance[c] = found->told.variance[c][l];
    }
    options.tau2_interval = NULL;
    tsq__fit_finish_design(&one, &options, d->memo, &fit);
    whole_of(&fit, whole);
}

static void tell(const tsq__designs *d, const struct found *found, size_t l)
{
    const tsq_fit_options *o = &d->options;
    tsq__designed *result = d->result[l];
    const double df = (double)(d->n[l] - d->m - 1), s2w = found->fits.rss[l] / df, unit = d->tile.tile.unit[l];
    const double factor = o->test == &tsq__test_knha ? s2w : o->test == &tsq__test_adhoc ? fmax(1.0, s2w) : 1.0;
    result->status = TSQ_OK;
    if (result->whole != NULL) {
        tell_whole(d, found, l, result->whole);
        return;
    }
    result->I2 = result->QE = NAN;
    tell_coefficients(d, &found->told, l, factor, df, result);
    result->tau2 = tsq__fit_is_common(o) ? 0.0 : !isnan(o->tau2) ? o->tau2 : found->t[l] * unit * unit;
    if (d->with_q) {
        tell_heterogeneity(d, found, l, df, result);
    }
}

static void run(tsq__designs *d)
{
    struct found found = {0};
    const bool common = d->kind == TSQ__MANY_GIVEN && isnan(d->options.tau2);
    const bool zero = d->with_q || common || d->kind == TSQ__MANY_MOMENT;
    static const double none[TSQ__LANES];
    tsq__designs_prepare(&d->tile);
    if (zero) {
        tsq__designs_at(&d->tile, none, &found.at_zero);
    }
    find_tau2(d, &found);
    if (common) {
        found.fits = found.at_zero;
    } else {
        tsq__designs_at(&d->tile, found.t, &found.fits);
    }
    tsq__designs_tell(&d->tile, &found.fits, &found.told);
    for (size_t l = 0; l < d->waiting; l++) {
        const bool sound = found.settled[l] && found.fits.sound[l] && (!zero || found.at_zero.sound[l]);
        if (d->tile.tile.n[l] > 0 && sound) {
            tell(d, &found, l);
        } else {
            fit_waiting(d, l);
        }
    }
}

/* ---- the queue ------------------------------------------------------------------------------------------------- */

/* Whether study a stands before study b, as compare of engine/num/model.c. */
static bool before(const tsq_studies *s, size_t a, size_t b)
{
    if (s->vi[a] != s->vi[b]) {
        return s->vi[a] < s->vi[b];
    }
    if (s->yi[a] != s->yi[b]) {
        return s->yi[a] < s->yi[b];
    }
    size_t j = 0;
    while (j < s->m && s->X[j * s->k + a] == s->X[j * s->k + b]) {
        j++;
    }
    return j < s->m && s->X[j * s->k + a] < s->X[j * s->k + b];
}

static void sort(const tsq_studies *s, size_t *order)
{
    for (size_t i = 0; i < s->k; i++) {
        size_t at = i;
        for (; at > 0 && before(s, i, order[at - 1]); at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

void tsq__designs_add(tsq__designs *d, const tsq_studies *studies, tsq__designed *result)
{
    const size_t n = studies->k, lane = d->waiting;
    if (!in_lanes(d, n) || studies->n_cov > 0) {
        fit_single(d, studies, result);
        return;
    }
    double *to = waiting(d, lane);
    sort(studies, d->order);
    for (size_t i = 0; i < n; i++) {
        const size_t from = d->order[i];
        to[i] = studies->yi[from];
        to[n + i] = studies->vi[from];
        for (size_t j = 0; j < d->m; j++) {
            to[(2 + j) * n + i] = studies->X[j * n + from];
        }
    }
    d->n[lane] = n;
    d->result[lane] = result;
    d->waiting++;
    if (d->waiting == TSQ__LANES) {
        tsq__designs_flush(d);
    }
}

static void fill_moderators(tsq__designs *d, size_t lane, size_t n)
{
    const size_t k = d->tile.tile.k;
    const double *from = waiting(d, lane) + 2 * n;
    for (size_t j = 0; j < d->m; j++) {
        double *x = d->tile.x + j * k * TSQ__LANES + lane;
        for (size_t i = 0; i < k; i++) {
            x[i * TSQ__LANES] = i < n ? from[j * n + i] : 0.0;
        }
    }
}

void tsq__designs_flush(tsq__designs *d)
{
    tsq__tile *tile = &d->tile.tile;
    if (d->waiting == 0) {
        return;
    }
    tile->k = 0;
    for (size_t l = 0; l < d->waiting; l++) {
        tile->k = d->n[l] > tile->k ? d->n[l] : tile->k;
    }
    for (size_t l = 0; l < TSQ__LANES; l++) {
        const size_t n = l < d->waiting ? d->n[l] : 0;
        const double *yi = waiting(d, l);
        tsq__tile_put(tile, l, n, yi, yi + n);
        fill_moderators(d, l, n);
    }
    run(d);
    d->waiting = 0;
}
