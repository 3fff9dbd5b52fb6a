/* The contrasts of an analysis as boxes: which stand together, and which of their cells are one. */
#include "verify/range_words.h"
#include "verify/rounding_joint.h"

#include "base/error.h"
#include "num/twofold.h"
#include "pool/pool.h"

#include <stdlib.h>

/* How far covariances may be from those of their enclosure at the printed cells, relative to the variances. */
#define SAME 1e-9

void tsq__joint_free(struct tsq__joint *joint)
{
    for (size_t i = 0; i < sizeof joint->memory / sizeof joint->memory[0]; i++) {
        free(joint->memory[i]);
    }
    *joint = (struct tsq__joint){.k = 0};
}

/* ---- blocks and cells -------------------------------------------------------------------------------------------------- */

/* Studies that are linked stand together, in the order in which the first of them comes. All pairs of a block are listed. */
static void set_blocks(struct tsq__joint *joint)
{
    const tsq_effects_pairs *pairs = &joint->work->result->covariance;
    size_t *first = joint->offset; /* filled later */
    for (size_t i = 0; i < joint->k; i++) {
        first[i] = i;
    }
    for (size_t p = 0; p < pairs->n; p++) {
        const size_t i = pairs->pair[p].i, j = pairs->pair[p].j;
        first[j] = i < first[j] ? i : first[j];
    }
    size_t n = 0;
    for (size_t i = 0; i < joint->k; i++) {
        if (first[i] != i) {
            continue;
        }
        joint->start[joint->n_blocks++] = n;
        for (size_t j = i; j < joint->k; j++) {
            if (first[j] == i) {
                joint->place[j] = n;
                joint->order[n++] = j;
            }
        }
    }
    joint->start[joint->n_blocks] = n;
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t size = joint->start[b + 1] - joint->start[b];
        joint->offset[b] = joint->n_entries;
        joint->n_entries += size * size;
    }
    joint->offset[joint->n_blocks] = joint->n_entries;
}

/* The cell of an earlier study of the block that is this one; joint->n_cells if it is new. */
static size_t find_cell(const struct tsq__joint *joint, size_t block, size_t study, size_t j)
{
    const struct tsq__cells *own = &joint->all.study[study].cells;
    const long column = tsq__cells_column(own->sheet, own->role[j]);
    for (size_t i = joint->start[block]; i < study; i++) {
        const struct tsq__joint_study *other = &joint->all.study[i];
        for (size_t c = 0; c < other->cells.n; c++) {
            if (other->cells.at[c] == own->at[j] && tsq__cells_column(own->sheet, other->cells.role[c]) == column) {
                return other->place[c];
            }
        }
    }
    return joint->n_cells;
}

static void set_cells(struct tsq__joint *joint)
{
    for (size_t b = 0; b < joint->n_blocks; b++) {
        joint->first_cell[b] = joint->n_cells;
        for (size_t i = joint->start[b]; i < joint->start[b + 1]; i++) {
            struct tsq__joint_study *study = &joint->all.study[i];
            study->cells = joint->work->study[joint->order[i]].cells;
            for (size_t j = 0; j < study->cells.n; j++) {
                study->place[j] = find_cell(joint, b, i, j);
                joint->n_cells += study->place[j] == joint->n_cells;
                joint->all.cell[study->place[j]] = study->cells.range[j];
            }
        }
    }
    joint->first_cell[joint->n_blocks] = joint->n_cells;
}

/* ---- the analysis ------------------------------------------------------------------------------------------------------ */

/* Whether the parts give the covariances that the analysis has, for the cells as printed. */
static tsq_status check_covariances(const struct tsq__joint *joint, tsq_error *err)
{
    struct tsq__joint_study *study = joint->centre.study; /* room */
    const tsq_pool_result *result = joint->work->result;
    const tsq_effect *effect = result->effects.effect;
    const char *measure = joint->work->enclosure->measure;
    bool shared = true;
    for (size_t i = 0; i < joint->k; i++) {
        study[i] = joint->all.study[i];
        for (size_t j = 0; j < study[i].cells.n; j++) {
            study[i].cells.range[j] = POINT(study[i].cells.printed[j]);
        }
        const size_t n = study[i].cells.n;
        (void)tsq__cells_compute(&study[i].cells, &study[i].y, &study[i].v);
        shared = tsq__cells_share(measure, &study[i].cells, &study[i].y, study[i].root) && shared;
        shared = shared && study[i].cells.n == n; /* of no other cells than the effect */
    }
    const size_t *place = joint->place;
    for (size_t p = 0; p < result->covariance.n; p++) {
        const tsq_covariance *pair = &result->covariance.pair[p];
        const double size = sqrt(effect[pair->i].vi * effect[pair->j].vi);
        const tsq__range value = tsq__joint_covariance(&study[place[pair->i]], &study[place[pair->j]]);
        if (!shared || !(fabs(tsq__range_middle(value) - pair->value) <= SAME * size)) {
            return tsq__fail(err, TSQ_E_OPTION,
                             "%s:%zu: --rounding: no enclosure yet for a covariance through a control that is "
                             "derived so; --multi-arm split, combine or each has none",
                             tsq_table_source(joint->work->report->table), effect[pair->j].line);
        }
    }
    return TSQ_OK;
}

/* One box of four: from here on in each array. */
static void set_box(const struct tsq__joint *joint, size_t n_cells, size_t i, tsq__range *ranges, double *u,
                    struct tsq__joint_study *study, struct tsq__joint_box *box)
{
    const size_t k = joint->k, n = joint->n_entries;
    ranges += i * (3 * k + 3 * n + n_cells);
    *box = (struct tsq__joint_box){.y = ranges,
                                   .ones = ranges + k,
                                   .distance = ranges + 2 * k,
                                   .v = ranges + 3 * k,
                                   .turned = ranges + 3 * k + n,
                                   .gram = ranges + 3 * k + 2 * n,
                                   .cell = ranges + 3 * k + 3 * n,
                                   .u = u + i * n,
                                   .study = study + i * k};
}

static tsq_status allocate(struct tsq__joint *joint, tsq_error *err)
{
    enum { BOXES = 4 };
    struct tsq__joint_box *const box[BOXES] = {&joint->all, &joint->now, &joint->corner, &joint->centre};
    const size_t k = joint->k, n = joint->n_entries;
    size_t n_cells = 0;
    for (size_t i = 0; i < k; i++) {
        n_cells += joint->work->study[i].cells.n;
    }
    struct tsq__joint_study *study = joint->memory[1] = calloc(k + 1, BOXES * sizeof *study);
    tsq__range *ranges = joint->memory[2] = calloc(4 * k + 4 * n + 2 * n_cells + 1, BOXES * sizeof *ranges);
    double *u = joint->memory[3] = calloc(n + 1, BOXES * sizeof *u);
    joint->linked = joint->work->result->covariance.n > 0;
    joint->room = joint->memory[4] = calloc(n + 1, 2 * sizeof *joint->room);
    joint->n_covariance = joint->work->result->covariance.n;
    joint->covariance = joint->memory[5] = calloc(joint->n_covariance + 1, sizeof *joint->covariance);
    if (study == NULL || ranges == NULL || u == NULL || joint->room == NULL || joint->covariance == NULL) {
        return tsq__fail_memory(err);
    }
    joint->scratch = ranges + BOXES * (3 * k + 3 * n + n_cells);
    for (size_t i = 0; i < BOXES; i++) {
        set_box(joint, n_cells, i, ranges, u, study, box[i]);
    }
    return TSQ_OK;
}

/* Weights are what they are: a choice, not a number that was rounded. */
static tsq_status set_weights(struct tsq__joint *joint, const tsq_fit_options *options, tsq_error *err)
{
    const tsq_pool_report *report = joint->work->report;
    const size_t k = joint->k;
    size_t column;
    tsq_status status = TSQ_OK;
    double *weight = joint->memory[6] = calloc(k + 1, sizeof *weight);
    tsq__range *share = joint->memory[7] = calloc(k + 1, sizeof *share), sum = {0.0, 0.0};
    if (weight == NULL || share == NULL) {
        return tsq__fail_memory(err);
    }
    if (report->options.weights != NULL && tsq_table_find(report->table, report->options.weights, &column)) {
        joint->weight = weight;
        for (size_t i = 0; i < k && status == TSQ_OK; i++) {
            const size_t row = joint->work->result->effects.effect[joint->order[i]].row;
            status = tsq__pool_weight(report->table, row, column, &weight[i], err);
        }
    }
    if (options->weighting == TSQ_WEIGHT_INVERSE || status != TSQ_OK) {
        return status;
    }
    for (size_t i = 0; i < k; i++) {
        share[i] = POINT(options->weighting == TSQ_WEIGHT_USER ? weight[i] : 1.0);
        sum = ADD(sum, share[i]);
    }
    for (size_t i = 0; i < k; i++) {
        share[i] = DIV(share[i], sum);
    }
    joint->share = share;
    return TSQ_OK;
}

tsq_status tsq__joint_begin(struct tsq__rounding_work *work, const tsq_fit_options *options, struct tsq__joint *out,
                            tsq_error *err)
{
    const size_t k = work->k;
    *out = (struct tsq__joint){.work = work, .k = k};
    out->order = out->memory[0] = calloc(5 * (k + 1), sizeof *out->order);
    if (out->order == NULL) {
        return tsq__fail_memory(err);
    }
    out->place = out->order + k;
    out->start = out->place + k;
    out->offset = out->start + k + 1;
    out->first_cell = out->offset + k + 1;
    set_blocks(out);
    tsq_status status = allocate(out, err);
    if (status == TSQ_OK) {
        set_cells(out);
        status = out->linked ? check_covariances(out, err) : TSQ_OK;
        status = status == TSQ_OK ? set_weights(out, options, err) : status;
    }
    if (status == TSQ_OK && !tsq__joint_compute(out, NULL, &out->all)) {
        status =
            tsq__fail(err, TSQ_E_OPTION, "--rounding: what is printed leaves room for covariances without a sense");
    }
    return status;
}
