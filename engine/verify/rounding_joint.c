/* Contrasts with covariances as boxes; see rounding_joint.h. */
#include "verify/rounding_joint.h"
#include "verify/range_words.h"

#include "num/eigen.h"

#include <string.h>

/* ---- derivatives ------------------------------------------------------------------------------------------------------- */

static void add_part(const struct tsq__joint_study *study, const struct tsq__dual *of, tsq__range by,
                     tsq__range *by_cell)
{
    for (size_t j = 0; j < of->n; j++) {
        if (of->by[j].lb != 0.0 || of->by[j].ub != 0.0) {
            tsq__range *to = &by_cell[study->place[j]];
            *to = ADD(*to, MUL(by, of->by[j]));
        }
    }
}

/* What one block adds; by_v has its entries, by_y its studies. */
static void add_block(const struct tsq__joint *joint, const struct tsq__joint_box *box, size_t b,
                      const tsq__range *by_y, const tsq__range *by_v, tsq__range *by_cell)
{
    const size_t first = joint->start[b], n = joint->start[b + 1] - first;
    for (size_t i = 0; i < n; i++) {
        const struct tsq__joint_study *study = &box->study[first + i];
        tsq__range by_root[2] = {{0.0, 0.0}, {0.0, 0.0}};
        for (size_t j = 0; j < n; j++) {
            for (int l = 0; l < 2 && j != i; l++) {
                const tsq__range twice = SCALE(by_v[i * n + j], 2.0);
                by_root[l] = ADD(by_root[l], MUL(twice, box->study[first + j].root[l].x));
            }
        }
        add_part(study, &study->y, by_y[i], by_cell);
        add_part(study, &study->v, by_v[i * n + i], by_cell);
        add_part(study, &study->root[0], by_root[0], by_cell);
        add_part(study, &study->root[1], by_root[1], by_cell);
    }
}

void tsq__joint_by_cells(const struct tsq__joint *joint, const struct tsq__joint_box *box, const tsq__range *by_y,
                         const tsq__range *by_v, tsq__range *by_cell)
{
    memset(by_cell, 0, joint->n_cells * sizeof *by_cell);
    for (size_t b = 0; b < joint->n_blocks; b++) {
        add_block(joint, box, b, by_y + joint->start[b], by_v + joint->offset[b], by_cell);
    }
}

/* How far what has these derivatives in a block can be from what it is at the middles of the cells. */
static tsq__range beyond_middle(const struct tsq__joint *joint, const struct tsq__joint_box *box, size_t b,
                                const tsq__range *by_y, const tsq__range *by_v)
{
    const size_t from = joint->first_cell[b], to = joint->first_cell[b + 1];
    tsq__range *by_cell = joint->scratch;
    double sum = 0.0;
    memset(by_cell + from, 0, (to - from) * sizeof *by_cell);
    add_block(joint, box, b, by_y, by_v, by_cell);
    for (size_t i = from; i < to; i++) {
        const double middle = tsq__range_middle(box->cell[i]);
        const double half = tsq__up(fmax(box->cell[i].ub - middle, middle - box->cell[i].lb));
        sum = half > 0.0 ? tsq__up(sum + tsq__up(half * tsq__range_most(by_cell[i]))) : sum;
    }
    return (tsq__range){-sum, sum};
}

/* ---- numbers that follow from the cells ----------------------------------------------------------------------------- */

static void share(const struct tsq__joint *joint, struct tsq__cells *cells, const struct tsq__dual *y,
                  struct tsq__dual root[2])
{
    if (joint->linked) {
        (void)tsq__cells_share(joint->work->enclosure->measure, cells, y, root);
    } else {
        root[0] = root[1] = tsq__dual_constant(POINT(0.0));
    }
}

static void compute_middle(const struct tsq__joint *joint, struct tsq__joint_study *study)
{
    struct tsq__cells cells = study->cells;
    struct tsq__dual y, v, root[2];
    for (size_t j = 0; j < cells.n; j++) {
        cells.range[j] = POINT(tsq__range_middle(cells.range[j]));
    }
    (void)tsq__cells_compute(&cells, &y, &v);
    share(joint, &cells, &y, root);
    study->middle_y = y.x;
    study->middle_v = v.x;
    study->middle_root[0] = root[0].x;
    study->middle_root[1] = root[1].x;
}

static void compute_studies(struct tsq__joint *joint, const struct tsq__joint_box *within, struct tsq__joint_box *box)
{
    for (size_t i = 0; i < joint->k; i++) {
        struct tsq__joint_study *study = &box->study[i];
        bool changed = within == NULL;
        for (size_t j = 0; j < study->cells.n; j++) {
            tsq__range *own = &study->cells.range[j], cell = box->cell[study->place[j]];
            changed = changed || own->lb != cell.lb || own->ub != cell.ub;
            *own = cell;
        }
        if (changed) {
            (void)tsq__cells_compute(&study->cells, &study->y, &study->v);
            share(joint, &study->cells, &study->y, study->root);
            compute_middle(joint, study);
        }
        box->y[i] = MEET(study->y.x, within != NULL ? within->y[i] : joint->work->y[joint->order[i]]);
    }
}

tsq__range tsq__joint_covariance(const struct tsq__joint_study *a, const struct tsq__joint_study *b)
{
    return ADD(MUL(a->root[0].x, b->root[0].x), MUL(a->root[1].x, b->root[1].x));
}

/* The block of V, and as doubles its middle. */
static void fill_block(const struct tsq__joint *joint, size_t b, const struct tsq__joint_box *within,
                       struct tsq__joint_box *box, tsq__twofold *middle)
{
    const size_t first = joint->start[b], n = joint->start[b + 1] - first, offset = joint->offset[b];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const struct tsq__joint_study *one = &box->study[first + i], *other = &box->study[first + j];
            const size_t at = offset + i * n + j;
            tsq__range v = i == j ? one->v.x : tsq__joint_covariance(one, other);
            if (within != NULL) {
                v = MEET(v, within->v[at]);
            } else if (i == j) {
                v = MEET(v, joint->work->v[joint->order[first + i]]);
            }
            box->v[at] = v;
            middle[i * n + j] = (tsq__twofold){tsq__range_middle(v), 0.0};
        }
    }
}

/* U'U. */
static void turn_identity(size_t n, const double *u, tsq__range *out)
{
    for (size_t c = 0; c < n; c++) {
        for (size_t d = 0; d < n; d++) {
            tsq__range sum = {0.0, 0.0};
            for (size_t i = 0; i < n; i++) {
                sum = ADD(sum, MUL(POINT(u[i * n + c]), POINT(u[i * n + d])));
            }
            out[c * n + d] = sum;
        }
    }
}

/* An entry of U'VU, from its middle and its derivatives by the cells as well: cells that are in several entries are taken
 * for what they are. */
static tsq__range turn_entry(const struct tsq__joint *joint, size_t b, const struct tsq__joint_box *box, size_t c,
                             size_t d)
{
    const size_t first = joint->start[b], n = joint->start[b + 1] - first;
    const double *u = box->u + joint->offset[b];
    const tsq__range *v = box->v + joint->offset[b];
    tsq__range *by_v = joint->scratch + joint->n_cells, *by_y = by_v + joint->n_entries;
    tsq__range sum = {0.0, 0.0}, middle = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        const struct tsq__joint_study *one = &box->study[first + i];
        by_y[i] = POINT(0.0);
        for (size_t j = 0; j < n; j++) {
            const struct tsq__joint_study *other = &box->study[first + j];
            const tsq__range by = MUL(POINT(u[i * n + c]), POINT(u[j * n + d]));
            const tsq__range back = MUL(POINT(u[j * n + c]), POINT(u[i * n + d]));
            const tsq__range at = i == j ? one->middle_v
                                         : ADD(MUL(one->middle_root[0], other->middle_root[0]),
                                               MUL(one->middle_root[1], other->middle_root[1]));
            by_v[i * n + j] = SCALE(ADD(by, back), 0.5);
            sum = ADD(sum, MUL(by, v[i * n + j]));
            middle = ADD(middle, MUL(by, at));
        }
    }
    return MEET(sum, ADD(middle, beyond_middle(joint, box, b, by_y, by_v)));
}

static bool turn_block(const struct tsq__joint *joint, size_t b, struct tsq__joint_box *box, tsq__twofold *room)
{
    const size_t n = joint->start[b + 1] - joint->start[b], offset = joint->offset[b];
    tsq__twofold *vectors = room + n * n;
    double *u = box->u + offset;
    if (n == 1) {
        u[0] = 1.0;
        box->turned[offset] = box->v[offset];
        box->gram[offset] = POINT(1.0);
        return true;
    }
    if (!tsq__eigen(n, room, vectors)) {
        return false;
    }
    for (size_t i = 0; i < n * n; i++) {
        u[i] = vectors[i].high;
    }
    for (size_t i = 0; i < n * n; i++) {
        box->turned[offset + i] = turn_entry(joint, b, box, i / n, i % n);
    }
    turn_identity(n, u, box->gram + offset);
    return true;
}

/* U'1 and U'(y - about). */
static void turn_columns(const struct tsq__joint *joint, size_t b, struct tsq__joint_box *box)
{
    const size_t first = joint->start[b], n = joint->start[b + 1] - first;
    const double *u = box->u + joint->offset[b];
    tsq__range *by_v = joint->scratch + joint->n_cells, *by_y = by_v + joint->n_entries;
    memset(by_v, 0, n * n * sizeof *by_v);
    for (size_t c = 0; c < n; c++) {
        tsq__range one = {0.0, 0.0}, off = {0.0, 0.0}, middle = {0.0, 0.0};
        for (size_t i = 0; i < n; i++) {
            const tsq__range by = by_y[i] = POINT(u[i * n + c]);
            one = ADD(one, by);
            off = ADD(off, MUL(by, SUB(box->y[first + i], POINT(box->about))));
            middle = ADD(middle, MUL(by, SUB(box->study[first + i].middle_y, POINT(box->about))));
        }
        box->ones[first + c] = one;
        box->distance[first + c] = MEET(off, ADD(middle, beyond_middle(joint, box, b, by_y, by_v)));
    }
}

bool tsq__joint_compute(struct tsq__joint *joint, const struct tsq__joint_box *within, struct tsq__joint_box *box)
{
    bool definite = true;
    double sum = 0.0;
    compute_studies(joint, within, box);
    for (size_t b = 0; b < joint->n_blocks && definite; b++) {
        fill_block(joint, b, within, box, joint->room);
        definite = turn_block(joint, b, box, joint->room);
    }
    for (size_t i = 0; i < joint->k; i++) {
        sum += tsq__range_middle(box->y[i]) / (double)joint->k;
    }
    box->about = sum;
    for (size_t b = 0; b < joint->n_blocks; b++) {
        turn_columns(joint, b, box);
    }
    return definite;
}

void tsq__joint_copy(const struct tsq__joint *joint, const struct tsq__joint_box *from, struct tsq__joint_box *to)
{
    const size_t n_ranges = 3 * joint->k + 3 * joint->n_entries + joint->n_cells;
    memcpy(to->y, from->y, n_ranges * sizeof *to->y); /* and all that follow it, the cells at last */
    memcpy(to->study, from->study, joint->k * sizeof *to->study);
    memcpy(to->u, from->u, joint->n_entries * sizeof *to->u);
    to->about = from->about;
}
