/* The queue of fits; see many.h. */
#include "resample/many.h"

#include "base/error.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum kind { ONE_BY_ONE, COMMON, MOMENT, PROFILE_Q, RESTRICTED, UNRESTRICTED };

static enum kind kind_of(const tsq_tau2_method *method)
{
    static const struct {
        const char *id;
        enum kind kind;
    } table[] = {{"FE", COMMON},    {"EE", COMMON},        {"DL", MOMENT},      {"PM", PROFILE_Q},
                 {"EB", PROFILE_Q}, {"REML", RESTRICTED}, {"ML", UNRESTRICTED}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(method->id, table[i].id) == 0) {
            return table[i].kind;
        }
    }
    return ONE_BY_ONE;
}

tsq_status tsq__many_new(const tsq_tau2_method *method, size_t most, bool with_q, tsq__many *many, tsq_error *err)
{
    *many = (tsq__many){.method = method, .kind = (int)kind_of(method), .with_q = with_q, .most = most};
    const size_t per_study = (6 * sizeof(double)) * TSQ__LANES + sizeof(size_t);
    if (most > SIZE_MAX / 2 / per_study) {
        return tsq__fail_memory(err);
    }
    const size_t numbers = tsq__tile_numbers(most);
    many->block = calloc(most + 1, per_study);
    if (many->block == NULL) {
        return tsq__fail_memory(err);
    }
    double *next = many->block;
    many->tile.y = next;
    many->tile.v = next + numbers;
    many->tile.room = next + 2 * numbers;
    many->yi = next + 4 * numbers;
    many->vi = next + 5 * numbers;
    many->order = (size_t *)(void *)(next + 6 * numbers);
    return TSQ_OK;
}

void tsq__many_free(tsq__many *many)
{
    if (many != NULL) {
        free(many->block);
        *many = (tsq__many){0};
    }
}

/* ---- one by one ------------------------------------------------------------------------------------------------ */

static tsq__many_fit nothing(tsq_status status, size_t k)
{
    return (tsq__many_fit){
        .status = status, .k = k, .estimate = NAN, .se = NAN, .tau2 = NAN, .s2w = NAN, .q = NAN, .vt = NAN};
}

static void fit_single(tsq__many *many, size_t n, const double *yi, const double *vi, tsq__many_fit *result)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = many->method;
    options.test = tsq_test_find("z");
    options.no_prediction = options.no_tau2_interval = true;
    const tsq_studies studies = {.k = n, .yi = yi, .vi = vi};
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(&studies, &options, &fit, NULL);
    *result = nothing(status, n);
    many->left_open++;
    if (status != TSQ_OK) {
        return;
    }
    result->estimate = fit.coefficients[0].estimate;
    result->se = fit.coefficients[0].se;
    result->tau2 = fit.tau2;
    result->s2w = fit.s2w;
    if (many->with_q) {
        result->q = fit.QE;
        result->vt = fit.vt;
    }
    tsq_fit_free(&fit);
}

/* ---- in lanes -------------------------------------------------------------------------------------------------- */

static void find_tau2(const tsq__many *many, double *t, bool *settled)
{
    const tsq__tile *tile = &many->tile;
    double target[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        t[l] = 0.0;
        settled[l] = true;
        target[l] = (double)tile->n[l] - 1.0;
    }
    if (many->kind == MOMENT) {
        tsq__lanes_moment(tile, t);
    } else if (many->kind == PROFILE_Q) {
        tsq__lanes_profile_q(tile, target, t, settled);
    } else if (many->kind != COMMON) {
        tsq__lanes_likelihood(tile, many->kind == RESTRICTED, t, settled);
    }
}

/* From a lane to the units of yi, by the operations of tsq__wls_coefficients and tsq__wls_covariance. */
static void take(const tsq__many *many, size_t l, double t, const tsq__lanes_fit *fit, const tsq__lanes_fit *at_zero,
                 tsq__many_fit *result)
{
    const tsq__tile *tile = &many->tile;
    const double unit = tile->unit[l], df = (double)tile->n[l] - 1.0;
    const double root = 1.0 / sqrt(fit->sum_w[l]) * unit;
    *result = nothing(TSQ_OK, tile->n[l]);
    result->estimate = fit->mean[l] * unit + tile->shift[l];
    result->se = sqrt(root * root);
    result->tau2 = t * unit * unit;
    result->s2w = fit->rss[l] / df;
    if (many->with_q) {
        result->q = at_zero->rss[l];
        result->vt = df / at_zero->trace[l] * unit * unit;
    }
}

static void run(tsq__many *many)
{
    tsq__tile *tile = &many->tile;
    double t[TSQ__LANES];
    bool settled[TSQ__LANES];
    tsq__lanes_fit fit, at_zero;
    size_t n[TSQ__LANES];
    memcpy(n, tile->n, sizeof n);
    tsq__lanes_prepare(tile);
    find_tau2(many, t, settled);
    tsq__lanes_at(tile, t, false, &fit);
    if (many->with_q) {
        static const double zero[TSQ__LANES];
        tsq__lanes_at(tile, zero, true, &at_zero);
    }
    for (size_t l = 0; l < many->waiting; l++) {
        if (tile->n[l] > 0 && settled[l]) {
            take(many, l, t[l], &fit, &at_zero, many->result[l]);
        } else {
            fit_single(many, n[l], many->yi + l * many->most, many->vi + l * many->most, many->result[l]);
        }
    }
}

/* Values that the lanes may be given at all; tsq_fit says what is wrong with others. */
static bool regular(size_t n, const double *yi, const double *vi)
{
    double sum = 0.0;
    bool positive = n >= 2;
    for (size_t i = 0; i < n; i++) {
        sum += yi[i] * 0.0 + vi[i] * 0.0;
        positive = positive && vi[i] > 0.0;
    }
    return positive && sum == 0.0;
}

void tsq__many_add(tsq__many *many, size_t n, const double *yi, const double *vi, tsq__many_fit *result)
{
    if (many->kind == ONE_BY_ONE || !regular(n, yi, vi)) {
        fit_single(many, n, yi, vi, result);
        return;
    }
    const size_t lane = many->waiting++;
    tsq__tile *tile = &many->tile;
    memcpy(many->yi + lane * many->most, yi, n * sizeof *yi);
    memcpy(many->vi + lane * many->most, vi, n * sizeof *vi);
    many->result[lane] = result;
    tile->n[lane] = n;
    if (many->waiting == TSQ__LANES) {
        tsq__many_flush(many);
    }
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
    for (size_t l = 0; l < TSQ__LANES; l++) {
        tsq__tile_put(tile, l, tile->n[l], many->yi + l * many->most, many->vi + l * many->most, many->order);
    }
    run(many);
    many->waiting = 0;
}
