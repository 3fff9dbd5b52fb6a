/* Room of an analysis of contrasts with covariances, and where its tau2 can lie. */
#include "verify/rounding_gls.h"

#include "base/error.h"
#include "verify/range_words.h"
#include "verify/rounding_search.h"

#include <stdlib.h>
#include <string.h>

/* Digits of the search at a corner, of the first one, and of those on the way to one end. */
enum { ALL_DIGITS = 1100, FIRST_DIGITS = 30, DIGITS = 12 };

/* Parts of the room: arrays of ranges of k, of the entries of V, of both and of the cells. */
enum { OF_STUDIES = 6, OF_ENTRIES = 4, SLOPES = 2 };

static tsq__range *take(tsq__range **at, size_t n)
{
    tsq__range *taken = *at;
    *at += n;
    return taken;
}

static void set_gls(const struct tsq__joint *joint, tsq__range **at, struct tsq__gls *out)
{
    tsq__range **const of_entries[OF_ENTRIES] = {&out->inner, &out->half, &out->w, &out->w2};
    tsq__range **const of_studies[OF_STUDIES] = {&out->s, &out->t, &out->u, &out->pu, &out->e, &out->g};
    for (int i = 0; i < OF_ENTRIES; i++) {
        *of_entries[i] = take(at, joint->n_entries);
    }
    for (int i = 0; i < OF_STUDIES; i++) {
        *of_studies[i] = take(at, joint->k);
    }
}

tsq_status tsq__gls_bench_new(const struct tsq__joint *joint, struct tsq__gls_bench *out, tsq_error *err)
{
    const size_t k = joint->k, n = joint->n_entries, both = k + n;
    *out = (struct tsq__gls_bench){.finer = 1};
    tsq__range *at = out->memory = calloc(2 * (OF_ENTRIES * n + OF_STUDIES * k) + (SLOPES + TSQ__BASES + 1) * both +
                                              (TSQ__RANGED + 1) * joint->n_cells,
                                          sizeof *at);
    if (at == NULL) {
        return tsq__fail_memory(err);
    }
    set_gls(joint, &at, &out->at);
    set_gls(joint, &at, &out->room);
    struct tsq__gls_slopes *const slopes[SLOPES] = {&out->slopes, &out->first};
    for (int i = 0; i < SLOPES; i++) {
        slopes[i]->by_y = take(&at, k);
        slopes[i]->by_v = take(&at, n);
    }
    for (int i = 0; i < TSQ__BASES; i++) {
        out->base[i] = take(&at, both);
    }
    out->total = take(&at, both);
    out->by_cell = take(&at, joint->n_cells);
    for (int i = 0; i < TSQ__RANGED; i++) {
        out->of[i] = take(&at, joint->n_cells);
    }
    return TSQ_OK;
}

void tsq__gls_bench_free(struct tsq__gls_bench *bench)
{
    free(bench->memory);
    *bench = (struct tsq__gls_bench){.memory = NULL};
}

/* ---- F over a box ----------------------------------------------------------------------------------------------------- */

bool tsq__gls_value(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                    const struct tsq__gls_equation *equation, tsq__range tau2, struct tsq__gls_bench *bench,
                    tsq__range *out)
{
    const struct tsq__joint_box *centre = &joint->centre;
    tsq__range beyond = {0.0, 0.0}, middle;
    if (!tsq__gls_weigh(joint, box, tau2, &bench->at) || !equation->value(joint, box, bench, out)) {
        return false;
    }
    if (box == &joint->corner || !equation->slopes(joint, box, bench)) {
        return true;
    }
    tsq__joint_by_cells(joint, box, bench->slopes.by_y, bench->slopes.by_v, bench->by_cell);
    for (size_t i = 0; i < joint->n_cells; i++) {
        const tsq__range off = SUB(box->cell[i], centre->cell[i]);
        beyond = box->cell[i].lb != box->cell[i].ub ? ADD(beyond, MUL(bench->by_cell[i], off)) : beyond;
    }
    if (!tsq__gls_weigh(joint, centre, tau2, &bench->at) || !equation->value(joint, centre, bench, &middle)) {
        return true;
    }
    *out = MEET(*out, ADD(middle, beyond));
    return true;
}

const tsq__range *tsq__gls_slopes_of_equation(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                                              const struct tsq__gls_equation *equation, tsq__range tau2,
                                              struct tsq__gls_bench *bench)
{
    tsq__range *of = bench->of[0];
    const int n = bench->finer * tsq__pieces(tau2);
    for (int i = 0; i < n; i++) {
        if (!tsq__gls_weigh(joint, box, tsq__piece(tau2, i, n), &bench->at) || !equation->slopes(joint, box, bench)) {
            return NULL;
        }
        tsq__joint_by_cells(joint, box, bench->slopes.by_y, bench->slopes.by_v, bench->by_cell);
        for (size_t j = 0; j < joint->n_cells; j++) {
            of[j] = i == 0 ? bench->by_cell[j] : tsq__range_hull(of[j], bench->by_cell[j]);
        }
    }
    return of;
}

bool tsq__joint_set_centre(struct tsq__joint *joint, const struct tsq__joint_box *box)
{
    tsq__joint_copy(joint, box, &joint->centre);
    for (size_t i = 0; i < joint->n_cells; i++) {
        joint->centre.cell[i] = POINT(tsq__range_middle(box->cell[i]));
    }
    return tsq__joint_compute(joint, box, &joint->centre);
}

struct search {
    const struct tsq__joint *joint;
    const struct tsq__joint_box *box;
    const struct tsq__gls_equation *equation;
    struct tsq__gls_bench *bench;
};

static tsq__range sought(void *context, double from, double to)
{
    const struct search *search = context;
    tsq__range f;
    const bool known =
        tsq__gls_value(search->joint, search->box, search->equation, (tsq__range){from, to}, search->bench, &f);
    return known ? f : tsq__range_all();
}

/* ---- an upper end ------------------------------------------------------------------------------------------------------ */

/* Whether F < 0 for every tau2 from t on. W is at most 1/t and at least 1/(t + greatest), so that with d the greatest distance
 * of two estimates u'u is at most k d^2/t^2, tr W at least k/(t + greatest), and s's/1's at most 1/t. */
static bool is_beyond_likelihood(const struct search *search, double t)
{
    const struct tsq__joint *joint = search->joint;
    double greatest = 0.0, y_min = HUGE_VAL, y_max = -HUGE_VAL;
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t n = joint->start[b + 1] - joint->start[b];
        for (size_t i = 0; i < n; i++) {
            double row = 0.0;
            for (size_t j = 0; j < n; j++) {
                row = tsq__up(row + tsq__range_most(search->box->v[joint->offset[b] + i * n + j]));
            }
            greatest = fmax(greatest, row);
        }
    }
    for (size_t i = 0; i < joint->k; i++) {
        y_min = fmin(y_min, search->box->y[i].lb);
        y_max = fmax(y_max, search->box->y[i].ub);
    }
    const tsq__range k = POINT((double)joint->k), base = POINT(t), distance = SUB(POINT(y_max), POINT(y_min));
    const tsq__range most = DIV(MUL(k, SQ(distance)), base);
    const tsq__range least = MUL(k, DIV(base, ADD(base, POINT(greatest))));
    return ADD(SUB(most, least), POINT(1.0)).ub < 0.0;
}

/* A tau2 beyond the estimate of all data of the box; infinite if there is no such double. */
static double find_beyond(struct search *search)
{
    double t = 0.0;
    for (size_t i = 0; i < search->joint->k; i++) {
        t = fmax(t, tsq__range_most(SQ(SUB(search->box->y[i], search->box->y[0]))));
    }
    for (size_t i = 0; i < search->joint->n_entries; i++) {
        t = fmax(t, search->box->v[i].ub);
    }
    while (isfinite(t) &&
           !(search->equation->monotone ? sought(search, t, t).ub < 0.0 : is_beyond_likelihood(search, t))) {
        t *= 2.0;
    }
    return t;
}

tsq__range tsq__gls_tau2(struct tsq__joint *joint, const struct tsq__joint_box *box,
                         const struct tsq__gls_equation *equation, bool falls, tsq__range within,
                         struct tsq__gls_bench *bench)
{
    struct search search = {.joint = joint, .box = box, .equation = equation, .bench = bench};
    const bool thin = box == &joint->corner;
    const int digits = thin ? ALL_DIGITS : falls ? DIGITS : FIRST_DIGITS;
    if (within.lb == within.ub || !tsq__joint_set_centre(joint, box)) {
        return within;
    }
    if (!isfinite(within.ub)) {
        within.ub = find_beyond(&search);
    }
    if (!isfinite(within.ub)) {
        return within;
    }
    return equation->monotone || falls ? tsq__search_falling(sought, &search, within, digits)
                                       : tsq__search_all(sought, &search, within, box->v[0].lb);
}
