/* One fit from studies to result: workspaces, tau2, and the parts in the order in which they need each other. */
#include "fit/state.h"

#include "base/error.h"
#include "num/dist.h"
#include "num/lanes_design.h"
#include "num/rotation.h"

#include <stdlib.h>

double tsq__fit_df(const struct tsq_fit_state *state)
{
    return (double)(state->model->k - state->model->p);
}

double tsq__fit_tail(const struct tsq_fit_state *state)
{
    return (100.0 - state->options->level) / 200.0;
}

double tsq__fit_hk_factor(const struct tsq_fit_state *state)
{
    return state->out->test == &tsq__test_adhoc ? fmax(1.0, state->s2w) : state->s2w;
}

static void clear(tsq_fit_result *out, const tsq__model *model, const tsq_fit_options *o)
{
    tsq__fit_blank(out);
    out->k = model->k;
    out->p = model->p;
    out->method = o->method;
    out->test = o->test;
    out->level = o->level;
}

/* The fit of the coefficients with their own weights, and the core of its covariance. */
static void fit_weighted(struct tsq_fit_state *state)
{
    const tsq__model *model = state->model;
    tsq__wls_settle(state->inverse, state->tau2);
    const double df = tsq__fit_df(state);
    state->s2w = df > 0.0 ? tsq__wls_rss(state->inverse) / df : NAN;
    state->out->s2w = state->s2w;
    if (state->weighted == state->inverse) {
        return;
    }
    for (size_t i = 0; i < model->k; i++) {
        state->problem.weights[i] = state->options->weighting == TSQ_WEIGHT_USER ? model->weights[i] : 1.0;
        state->problem.product[i] = model->v[i] + state->tau2;
    }
    tsq__wls_fit(state->weighted, state->problem.weights);
    state->core = state->room + 4 * model->p * model->p + model->p;
    state->variance = state->problem.product;
    tsq__wls_core_sandwich(state->weighted, state->variance, state->core);
}

/* Sums of the rows of (V + tau2 I)^-1. */
static void correlated_weights(struct tsq_fit_state *state)
{
    const tsq__model *model = state->model;
    double *sums = state->problem.product, total = 0.0;
    tsq__rotation_row_sums(model, state->weighted->w, sums);
    for (size_t i = 0; i < model->k; i++) {
        total += state->weighted->w[i] * model->ones[i] * model->ones[i];
    }
    for (size_t i = 0; i < model->k; i++) {
        state->out->weight[model->order[i]] = 100.0 * (sums[i] / total);
    }
}

static void study_weights(struct tsq_fit_state *state)
{
    const tsq__model *model = state->model;
    if (model->rotation != NULL) {
        correlated_weights(state);
        return;
    }
    const double total = tsq__wls_sum_w(state->weighted);
    for (size_t i = 0; i < model->k; i++) {
        state->out->weight[model->order[i]] = 100.0 * state->weighted->w[i] / total;
    }
}

static tsq_status list_stationary(struct tsq_fit_state *state, tsq_error *err)
{
    tsq_fit_result *out = state->out;
    if ((out->method->flags & TSQ_TAU2_LIKELIHOOD) == 0 || isnan(out->tau2) || !isnan(state->options->tau2) ||
        (out->flags & TSQ_FLAG_BIT(STOPPED_EARLY)) != 0) {
        return TSQ_OK;
    }
    const bool restricted = (out->method->flags & TSQ_TAU2_RESTRICTED) != 0;
    const tsq__stationary_list *list = tsq__likelihood_list(&state->problem, restricted);
    out->stationary = calloc(list->n, sizeof *out->stationary);
    if (out->stationary == NULL) {
        return tsq__fail_memory(err);
    }
    out->n_stationary = list->n;
    const double ll = restricted ? out->ll_reml : out->ll_ml;
    for (size_t i = 0; i < list->n; i++) {
        out->stationary[i] = (tsq_stationary){
            .tau2 = tsq__model_unscale(state->model, list->point[i].t, 2),
            .loglik = ll - 0.5 * tsq__likelihood_drop(&state->problem, restricted, state->tau2, list->point[i].t),
            .maximum = list->point[i].maximum,
        };
    }
    return TSQ_OK;
}

static tsq_status run(struct tsq_fit_state *state, tsq_error *err)
{
    tsq_fit_result *out = state->out;
    tsq__wls_settle(state->inverse, 0.0);
    const double df = tsq__fit_df(state);
    state->Q = df > 0.0 ? tsq__wls_rss(state->inverse) : 0.0;
    state->vt = df > 0.0 ? df / tsq__wls_trace(state->inverse, NULL) : NAN;
    if (!isnan(state->options->q_about) && df > 0.0) {
        tsq__fit_move_q(state);
    }
    tsq_status status = tsq__fit_tau2(state);
    if (status != TSQ_OK) {
        return tsq__fail(err, status, "%s: %s", out->method->id, tsq_status_text(status));
    }
    if (!(df > 0.0)) {
        const bool told = (out->flags & (TSQ_FLAG_BIT(SINGLE_STUDY) | TSQ_FLAG_BIT(SATURATED))) != 0;
        out->flags |= out->test != &tsq__test_z && !told ? TSQ_FLAG_BIT(TEST_IS_Z) : 0;
        out->test = &tsq__test_z; /* no degrees of freedom for any other */
    }
    fit_weighted(state);
    status = tsq__fit_coefficients(state);
    if (status != TSQ_OK) {
        return tsq__fail(err, status, "%s", tsq_status_text(status));
    }
    tsq__fit_likelihoods(state);
    tsq__fit_prediction(state);
    status = tsq__fit_heterogeneity(state);
    if (status != TSQ_OK) {
        return tsq__fail(err, status, "%s: %s", out->tau2_interval->id, tsq_status_text(status));
    }
    study_weights(state);
    tsq__fit_flags(state);
    return list_stationary(state, err);
}

/* Workspaces of one fit. */
struct workspace {
    tsq__wls inverse, weighted, free;
    tsq__stationary_cache *cache;
    double *numbers;
};

static tsq_status allocate(struct workspace *space, const tsq__model *model, const tsq_fit_options *o,
                           struct tsq_fit_state *state, tsq_error *err)
{
    const size_t k = model->k, p = model->p;
    tsq_status status = tsq__wls_new(model, &space->inverse, err);
    status = status == TSQ_OK ? tsq__wls_new(model, &space->free, err) : status;
    if (status == TSQ_OK && o->weighting != TSQ_WEIGHT_INVERSE) {
        status = tsq__wls_new(model, &space->weighted, err);
    }
    if (status != TSQ_OK) {
        return status;
    }
    space->cache = calloc(1, sizeof *space->cache);
    space->numbers = calloc(2 * k + 2 * p * p + 6 * p * p + 2 * p, sizeof(double));
    tsq_fit_result *out = state->out;
    out->coefficients = calloc(p, sizeof *out->coefficients);
    out->vcov = calloc(p * p, sizeof *out->vcov);
    out->weight = calloc(k, sizeof *out->weight);
    if (space->cache == NULL || space->numbers == NULL || out->coefficients == NULL || out->vcov == NULL ||
        out->weight == NULL) {
        return tsq__fail_memory(err);
    }
    state->inverse = &space->inverse;
    state->weighted = o->weighting == TSQ_WEIGHT_INVERSE ? &space->inverse : &space->weighted;
    state->problem = (struct tsq_tau2_problem){.model = model,
                                               .wls = &space->free,
                                               .weights = space->numbers,
                                               .product = space->numbers + k,
                                               .cache = space->cache};
    state->stop = (tsq__early_stop){.threshold = tsq__model_unscale(model, o->threshold, -2),
                                    .tol = tsq__model_unscale(model, o->tol, -2),
                                    .range = tsq__model_unscale(model, 100.0, -2),
                                    .steps = o->maxiter > 0 ? o->maxiter : 100,
                                    .searches = o->maxiter > 0 ? o->maxiter : 1000};
    state->test_core = space->numbers + 2 * k + 2 * p * p;
    state->df = state->test_core + p * p;
    state->room = state->df + p; /* 4 p p + p, then p p for the sandwich core */
    return TSQ_OK;
}

tsq_status tsq_fit(const tsq_studies *studies, const tsq_fit_options *options, tsq_fit_result *out, tsq_error *err)
{
    tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
    if (options != NULL) {
        o = *options;
    }
    *out = (tsq_fit_result){0};
    tsq__fit_set_defaults(&o);
    tsq_studies view = *studies;
    if (!tsq__fit_needs_weights(&o)) {
        view.weights = NULL; /* nothing asks for them, so nothing is wrong with them */
    }
    tsq_status status = tsq__fit_check_options(&o, &view, err);
    tsq__model model = {0};
    status = status == TSQ_OK ? tsq__model_new(&view, !o.no_intercept, &model, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    clear(out, &model, &o);
    struct workspace space = {0};
    struct tsq_fit_state state = {
        .options = &o, .model = &model, .factor = 1.0, .joint_scale = 1.0, .df_joint = NAN, .out = out};
    status = allocate(&space, &model, &o, &state, err);
    status = status == TSQ_OK ? run(&state, err) : status;
    tsq__wls_free(&space.inverse);
    tsq__wls_free(&space.weighted);
    tsq__wls_free(&space.free);
    free(space.cache);
    free(space.numbers);
    tsq__model_free(&model);
    if (status != TSQ_OK) {
        tsq_fit_free(out);
    }
    return status;
}

void tsq_fit_free(tsq_fit_result *result)
{
    if (result != NULL) {
        free(result->coefficients);
        free(result->vcov);
        free(result->weight);
        free(result->stationary);
        *result = (tsq_fit_result){0};
    }
}
