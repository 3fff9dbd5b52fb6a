/* Finding the comparisons that share a control. */
#include "effect/sharing.h"

#include "base/error.h"
#include "base/index.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct finder {
    const struct tsq__effect_plan *plan;
    const tsq_rows *rows;
    const struct tsq__sharing *sharing;
    size_t row;
};

static double number_at(const struct tsq__effect_plan *plan, size_t i, size_t row)
{
    const tsq_table *table = tsq_roles_table(plan->roles);
    double number;
    return tsq_number_read(tsq_table_cell(table, row, plan->read[i].column), tsq_table_decimal(table), &number) ==
                   TSQ_NUMBER
               ? number
               : (double)NAN;
}

/* Whether the control cells of two rows of a wide table are the same numbers, and there are any. */
static bool same_numbers(const struct tsq__effect_plan *plan, size_t a, size_t b)
{
    bool any = false;
    for (size_t i = 0; i < plan->n; i++) {
        if (tsq__is_of_control(plan->read[i].input->role)) {
            const double x = number_at(plan, i, a), y = number_at(plan, i, b);
            if (x != y && !(isnan(x) && isnan(y))) {
                return false;
            }
            any = any || !isnan(x);
        }
    }
    return any;
}

static bool in_set(const void *context, size_t i)
{
    const struct finder *finder = context;
    const struct tsq__effect_plan *plan = finder->plan;
    const size_t other = finder->rows->row[finder->sharing->set[i].first];
    if (plan->pairs != NULL) {
        return tsq__pairs_control(plan->pairs, other) == tsq__pairs_control(plan->pairs, finder->row);
    }
    return tsq__comparison_same(plan->roles, other, finder->row) && same_numbers(plan, other, finder->row);
}

/* Whether the row says which trial it is of. */
static bool has_name(const struct tsq__effect_plan *plan, size_t row)
{
    const char *name = tsq__trial_of(plan->roles, row);
    return name != NULL && name[0] != '\0';
}

static bool enter(struct finder *finder, struct tsq__sharing *out, size_t *last)
{
    tsq__index index = {0};
    bool whole = true;
    for (size_t i = 0; i < finder->rows->n && whole; i++) {
        size_t s;
        finder->row = finder->rows->row[i];
        out->of[i] = out->next[i] = TSQ__NOWHERE;
        if (!has_name(finder->plan, finder->row)) {
            continue;
        }
        /* Only what rows that share agree in may go into the hash; numbers are compared as such. */
        const uint64_t hash = tsq__comparison_hash(finder->plan->roles, finder->row);
        if (tsq__index_find(&index, hash, in_set, finder, &s)) {
            out->next[last[s]] = i;
        } else {
            s = index.n;
            whole = tsq__index_add(&index, hash);
            out->set[s].first = i;
            out->n_sets = index.n;
        }
        out->of[i] = s;
        out->set[s].n++;
        last[s] = i;
    }
    tsq__index_free(&index);
    return whole;
}

tsq_status tsq__sharing_find(const struct tsq__effect_plan *plan, const tsq_rows *rows, struct tsq__sharing *out,
                             tsq_error *err)
{
    *out = (struct tsq__sharing){.set = tsq__array(rows->n, sizeof *out->set),
                                 .of = tsq__array(rows->n, sizeof *out->of),
                                 .next = tsq__array(rows->n, sizeof *out->next)};
    size_t *last = tsq__array(rows->n, sizeof *last);
    struct finder finder = {.plan = plan, .rows = rows, .sharing = out};
    const bool whole =
        out->set != NULL && out->of != NULL && out->next != NULL && last != NULL && enter(&finder, out, last);
    free(last);
    bool any = false;
    for (size_t s = 0; whole && s < out->n_sets && !any; s++) {
        any = out->set[s].n > 1;
    }
    if (!any) {
        tsq__sharing_free(out);
    }
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

void tsq__sharing_drop(struct tsq__sharing *sharing, size_t place)
{
    struct tsq__sharing_set *set = &sharing->set[sharing->of[place]];
    size_t *link = &set->first;
    while (*link != place) {
        link = &sharing->next[*link];
    }
    *link = sharing->next[place];
    set->n--;
    sharing->of[place] = TSQ__NOWHERE;
}

void tsq__sharing_free(struct tsq__sharing *sharing)
{
    free(sharing->set);
    free(sharing->of);
    free(sharing->next);
    *sharing = (struct tsq__sharing){0};
}

struct tsq__sharing_set *tsq__sharing_at(const struct tsq__sharing *sharing, size_t place)
{
    if (sharing->n_sets == 0 || sharing->of[place] == TSQ__NOWHERE) {
        return NULL;
    }
    struct tsq__sharing_set *set = &sharing->set[sharing->of[place]];
    return set->n > 1 ? set : NULL;
}
