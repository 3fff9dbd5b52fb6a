/* The formulas and equations of a chain computed with its own numbers, and what these are checked by. */
#include "verify/chain.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* The inputs of a node as names; with `solved` a number of the chain is another one, and what depends on it too. */
struct scope {
    const struct tsq__chain *chain;
    const tsq_why_node *node;
    size_t solved;
    long double trial;
};

static tsq_status compute_at(const struct tsq__chain *chain, size_t at, size_t solved, long double trial,
                             tsq__operand *out);

static bool depends(const tsq_why *why, size_t at, size_t on, int depth)
{
    if (at == on) {
        return true;
    }
    const tsq_why_node *node = &why->node[at];
    for (size_t i = 0; depth < 30 && node->kind == TSQ_WHY_FORMULA && i < node->n_inputs; i++) {
        if (depends(why, node->input[i], on, depth + 1)) {
            return true;
        }
    }
    return false;
}

static tsq_status look_up(void *context, const char *name, tsq__operand *out)
{
    const struct scope *scope = context;
    const tsq_why_node *node = scope->node;
    for (size_t i = 0; i < node->n_inputs; i++) {
        if (strcmp(node->symbol[i], name) == 0) {
            return compute_at(scope->chain, node->input[i], scope->solved, scope->trial, out);
        }
    }
    return TSQ_E_OPTION;
}

static tsq_status compute_text(const struct tsq__chain *chain, size_t at, const char *text, size_t solved,
                               long double trial, tsq__operand *out)
{
    struct scope scope = {chain, &chain->why->node[at], solved, trial};
    return tsq__expression_compute(text, look_up, &scope, out);
}

/* A node's number, made anew where it depends on the one that is solved for. */
static tsq_status compute_at(const struct tsq__chain *chain, size_t at, size_t solved, long double trial,
                             tsq__operand *out)
{
    const tsq_why_node *node = &chain->why->node[at];
    if (at == solved) {
        if (!tsq__operand_new(1, out)) {
            return TSQ_E_MEMORY;
        }
        out->value[0] = trial;
        return TSQ_OK;
    }
    if (solved != TSQ_WHY_NONE && node->kind == TSQ_WHY_FORMULA && depends(chain->why, at, solved, 0)) {
        return compute_text(chain, at, node->formula, solved, trial, out);
    }
    if (!tsq__operand_of(node->value, node->n, out)) {
        return TSQ_E_MEMORY;
    }
    out->rows = node->rows;
    for (size_t i = 0; i < node->n; i++) {
        out->error[i] = fmaxl(out->error[i], node->error[i]);
    }
    return TSQ_OK;
}

/* Left side less right side, where the solved number is `trial`. */
static tsq_status gap_at(struct tsq__chain *chain, size_t at, long double trial, long double *gap, long double *error)
{
    tsq__operand left = {0}, right = {0};
    const tsq_why_node *node = &chain->why->node[at];
    tsq_status status = compute_text(chain, at, node->formula, at, trial, &left);
    if (status == TSQ_OK) {
        status = compute_text(chain, at, node->right, at, trial, &right);
    }
    if (status == TSQ_OK) {
        *gap = left.value[0] - right.value[0];
        if (trial == (long double)node->value[0]) {
            chain->why->node[at].side[0] = (double)left.value[0];
            chain->why->node[at].side[1] = (double)right.value[0];
        }
        *error = left.error[0] + right.error[0];
    }
    tsq__operand_free(&left);
    tsq__operand_free(&right);
    return status;
}

tsq_status tsq__chain_compute(const struct tsq__chain *chain, size_t node, tsq__operand *out)
{
    return compute_text(chain, node, chain->why->node[node].formula, TSQ_WHY_NONE, 0.0L, out);
}

/* ---- checking ----------------------------------------------------------------------------------------------- */

void tsq__chain_note_check(tsq_why_node *node, const double *recomputed, const double *error)
{
    node->checked = true;
    node->holds = true;
    node->recomputed = recomputed[0];
    double worst = -1.0;
    for (size_t i = 0; i < node->n; i++) {
        const double value = node->value[i], other = recomputed[i];
        const bool same = value == other || (isnan(value) && isnan(other));
        const double gap = same ? 0.0 : fabs(value - other);
        const double allowed = 1e-12 * fabs(value) + 8.0 * DBL_EPSILON * error[i] + DBL_MIN;
        node->holds = node->holds && gap <= allowed;
        const double share = isnan(gap) ? INFINITY : gap / allowed;
        if (share > worst) {
            worst = share;
            node->recomputed = other;
            node->gap = gap;
            node->tolerance = allowed;
        }
    }
}

tsq_status tsq__chain_check_formula(struct tsq__chain *chain, size_t at, bool set)
{
    tsq__operand out;
    const tsq_status status = tsq__chain_compute(chain, at, &out);
    if (status != TSQ_OK) {
        return status;
    }
    tsq_why_node *node = &chain->why->node[at];
    double *numbers = calloc(2 * node->n + 1, sizeof *numbers);
    if (numbers == NULL || (out.n != 1 && out.n != node->n)) {
        const tsq_status failed = numbers == NULL ? TSQ_E_MEMORY : TSQ_E_OPTION;
        free(numbers);
        tsq__operand_free(&out);
        return failed;
    }
    for (size_t i = 0; i < node->n; i++) {
        const size_t j = out.n == 1 ? 0 : i;
        numbers[i] = (double)out.value[j];
        numbers[node->n + i] = (double)out.error[j];
        node->value[i] = set ? numbers[i] : node->value[i];
        node->error[i] = set ? numbers[node->n + i] : 0.0;
    }
    tsq__chain_note_check(node, numbers, numbers + node->n);
    free(numbers);
    tsq__operand_free(&out);
    return TSQ_OK;
}

/* The unit in which a step of the solved number is small: that of the variances. */
static double unit_of(const struct tsq__chain *chain)
{
    double unit = INFINITY;
    for (size_t i = 0; i < chain->result->effects.k; i++) {
        unit = fmin(unit, chain->result->effects.effect[i].vi);
    }
    return isfinite(unit) ? unit : 1.0;
}

tsq_status tsq__chain_check_solution(struct tsq__chain *chain, size_t at)
{
    const long double t = chain->why->node[at].value[0];
    const bool of_study = chain->why->node[at].study != TSQ_WHY_NONE; /* else tau2, which is 0 or above */
    const long double size = 1e-7L * (fabsl(t) + (of_study ? 1e-3L : (long double)unit_of(chain)));
    const long double step = of_study && t > 0.0L ? -size : size; /* correlations have no neighbours beyond 1 */
    long double gap = 0.0L, error = 0.0L, beyond = 0.0L, unused;
    tsq_status status = gap_at(chain, at, t, &gap, &error);
    if (status == TSQ_OK) {
        status = gap_at(chain, at, t + step, &beyond, &unused);
    }
    if (status != TSQ_OK) {
        return status;
    }
    const long double slope = (beyond - gap) / step, next = t - gap / slope;
    /* The left side is not above the right at 0. */
    const bool stays = !of_study && t == 0.0L && gap <= 8.0L * DBL_EPSILON * error;
    const double other = (double)(slope == 0.0L || stays ? t : of_study ? next : fmaxl(0.0L, next));
    const double doubt = slope == 0.0L ? 0.0 : (double)(error / fabsl(slope));
    tsq__chain_note_check(&chain->why->node[at], &other, &doubt);
    return TSQ_OK;
}

/* Values and checks of formulas, those of their inputs first. Solutions have their value from the fit. */
static tsq_status settle(struct tsq__chain *chain, size_t at, bool *done)
{
    const tsq_why_node *node = &chain->why->node[at];
    bool known = node->study == TSQ_WHY_NONE || !isnan(node->value[0]);
    tsq_status status = TSQ_OK;
    if (done[at] || node->kind != TSQ_WHY_FORMULA || node->checked) {
        return TSQ_OK;
    }
    done[at] = true;
    for (size_t i = 0; i < node->n_inputs && status == TSQ_OK; i++) {
        status = settle(chain, node->input[i], done);
    }
    if (node->study == TSQ_WHY_NONE && strcmp(node->name, "weight") != 0) {
        (void)tsq__chain_value(chain->result, chain->coefficient, node->name, &known);
    }
    return status == TSQ_OK ? tsq__chain_check_formula(chain, at, !known) : status;
}

tsq_status tsq__chain_settle(struct tsq__chain *chain)
{
    const size_t n = chain->why->n;
    bool *done = calloc(n + 1, sizeof *done);
    tsq_status status = done == NULL ? TSQ_E_MEMORY : TSQ_OK;
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        status = settle(chain, i, done);
    }
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        if (chain->why->node[i].kind == TSQ_WHY_SOLUTION) {
            status = tsq__chain_check_solution(chain, i);
        }
    }
    free(done);
    return status;
}
