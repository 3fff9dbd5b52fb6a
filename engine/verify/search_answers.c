/* Combinations with equal numbers put together, and the simplest first. */
#include "verify/search.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void tsq__combination_free(tsq_combination *c)
{
    free(c->how);
    free(c->edited);
    free(c->arguments);
}

void tsq__answers_free(tsq_answer *answer, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        tsq__combination_free(&answer[i].best);
        for (size_t j = 0; j < answer[i].n; j++) {
            tsq__combination_free(&answer[i].same[j]);
        }
        free(answer[i].same);
    }
    free(answer);
}

/* Equal to the last digits that rounding errors leave. */
static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)) ||
           (fabs(a) < 1e-14 && fabs(b) < 1e-14);
}

/* Whether two combinations give the same stated numbers, and the same mean. */
static bool same_numbers(const tsq__search *search, const tsq_combination *a, const tsq_combination *b)
{
    const tsq_statement *s = search->target.statement;
    bool same = same_number(a->value[TSQ_STATED_ESTIMATE], b->value[TSQ_STATED_ESTIMATE]) &&
                (!(fabs(a->value[TSQ_STATED_TAU2] - b->value[TSQ_STATED_TAU2]) > 0.0) || /* one study has none */
                 same_number(a->value[TSQ_STATED_TAU2], b->value[TSQ_STATED_TAU2])) &&
                (!search->matters_test || same_number(a->value[TSQ_STATED_SE], b->value[TSQ_STATED_SE]));
    for (size_t i = 0; s != NULL && i < TSQ_STATED_COUNT && same; i++) {
        same = !s->has[i] || same_number(a->value[i], b->value[i]);
    }
    return same;
}

static bool is_said(const tsq_answer *answer, const tsq_combination *c)
{
    bool said = strcmp(answer->best.arguments, c->arguments) == 0 && strcmp(answer->best.how, c->how) == 0;
    for (size_t i = 0; i < answer->n && !said; i++) {
        said = strcmp(answer->same[i].arguments, c->arguments) == 0 && strcmp(answer->same[i].how, c->how) == 0;
    }
    return said;
}

static void exchange(tsq_combination *a, tsq_combination *b)
{
    const tsq_combination kept = *a;
    *a = *b;
    *b = kept;
}

/* Takes c, which is freed if it is not kept. */
static tsq_status add_same(tsq_answer *answer, tsq_combination *c, size_t most, tsq_error *err)
{
    const bool edited = c->edited != NULL && answer->best.edited != NULL && strcmp(c->edited, answer->best.edited) != 0;
    if (is_said(answer, c) && !edited) {
        tsq__combination_free(c);
        return TSQ_OK;
    }
    if (c->cost < answer->best.cost) {
        exchange(c, &answer->best);
    }
    answer->n_same++;
    if (answer->n < most) {
        tsq_combination *grown = realloc(answer->same, (answer->n + 1) * sizeof *grown);
        if (grown == NULL) {
            tsq__combination_free(c);
            return tsq__fail_memory(err);
        }
        answer->same = grown;
        answer->same[answer->n++] = *c;
    } else {
        for (size_t i = 0; i < answer->n; i++) {
            if (c->cost < answer->same[i].cost) {
                exchange(c, &answer->same[i]);
            }
        }
        tsq__combination_free(c);
    }
    return TSQ_OK;
}

tsq_status tsq__answers_add(const tsq__search *search, tsq__answers *answers, tsq_combination *c, tsq_error *err)
{
    for (size_t i = 0; i < answers->n; i++) {
        if (same_numbers(search, &answers->answer[i].best, c)) {
            return add_same(&answers->answer[i], c, search->choice.options->answers, err);
        }
    }
    tsq_answer *grown = tsq__grow(answers->answer, &answers->capacity, answers->n + 1, sizeof *grown);
    if (grown == NULL) {
        tsq__combination_free(c);
        return tsq__fail_memory(err);
    }
    answers->answer = grown;
    answers->answer[answers->n++] = (tsq_answer){.best = *c};
    return TSQ_OK;
}

/* ---- order --------------------------------------------------------------------------------------------------- */

static int by_cost(const void *a, const void *b)
{
    const tsq_answer *x = a, *y = b;
    return (x->best.cost > y->best.cost) - (x->best.cost < y->best.cost);
}

static int by_miss(const void *a, const void *b)
{
    const tsq_combination *x = &((const tsq_answer *)a)->best, *y = &((const tsq_answer *)b)->best;
    if (x->within != y->within) {
        return x->within ? -1 : 1;
    }
    if (x->within && x->cost != y->cost) {
        return x->cost > y->cost ? 1 : -1;
    }
    if (x->missed != y->missed) {
        return x->missed > y->missed ? 1 : -1;
    }
    if (x->distance != y->distance) {
        return x->distance > y->distance ? 1 : -1;
    }
    return (x->cost > y->cost) - (x->cost < y->cost);
}

static int by_own_cost(const void *a, const void *b)
{
    const tsq_combination *x = a, *y = b;
    return (x->cost > y->cost) - (x->cost < y->cost);
}

/* Sorts, and keeps the first of them. */
void tsq__answers_finish(tsq__answers *answers, bool near, size_t most, tsq_answer **out, size_t *n)
{
    if (answers->n > 0) {
        qsort(answers->answer, answers->n, sizeof *answers->answer, near ? by_miss : by_cost);
    }
    for (size_t i = 0; i < answers->n; i++) {
        if (answers->answer[i].n > 0) {
            qsort(answers->answer[i].same, answers->answer[i].n, sizeof(tsq_combination), by_own_cost);
        }
    }
    for (; answers->n > most; answers->n--) {
        tsq_answer *last = &answers->answer[answers->n - 1];
        tsq__combination_free(&last->best);
        for (size_t j = 0; j < last->n; j++) {
            tsq__combination_free(&last->same[j]);
        }
        free(last->same);
    }
    *out = answers->answer;
    *n = answers->n;
    *answers = (tsq__answers){0};
}

tsq_status tsq__answers_move(tsq__answers *from, tsq__answers *to, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < from->n; i++) {
        if (status == TSQ_OK) {
            tsq_answer *grown = tsq__grow(to->answer, &to->capacity, to->n + 1, sizeof *grown);
            if (grown == NULL) {
                status = tsq__fail_memory(err);
            } else {
                to->answer = grown;
                to->answer[to->n++] = from->answer[i];
                from->answer[i] = (tsq_answer){0};
            }
        }
    }
    tsq__answers_free(from->answer, from->n);
    *from = (tsq__answers){0};
    return status;
}

tsq_status tsq__answers_leave_out(tsq__answers *answers, double cost, tsq__answers *to, size_t *n, tsq_error *err)
{
    tsq__answers out = {0};
    size_t kept = 0;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < answers->n; i++) {
        tsq_answer *grown = NULL;
        if (answers->answer[i].best.cost >= cost && status == TSQ_OK) {
            grown = tsq__grow(out.answer, &out.capacity, out.n + 1, sizeof *grown);
            status = grown != NULL ? TSQ_OK : tsq__fail_memory(err);
        }
        if (grown != NULL) {
            out.answer = grown;
            out.answer[out.n++] = answers->answer[i];
        } else {
            answers->answer[kept++] = answers->answer[i];
        }
    }
    answers->n = kept;
    *n = out.n;
    const tsq_status moved = tsq__answers_move(&out, to, err);
    return status == TSQ_OK ? moved : status;
}
