/* Generalised least squares over boxes of contrasts; see rounding_gls.h.
 *
 * W is U (U'MU)^-1 U' for any U. With the eigenvectors of the middle of V for U the matrix in the middle is nearly diagonal
 * for every tau2, so that its inverse is enclosed by a short series however wide the range of tau2 is. Sums that are known
 * in two forms are what both forms leave. */
#include "verify/rounding_gls.h"
#include "verify/range_words.h"

/* One block: its studies from `first` on, entries from `offset` on. */
struct block {
    size_t first, n, offset;
    const double *u;
};

static struct block block_of(const struct tsq__joint *joint, const struct tsq__joint_box *box, size_t b)
{
    return (struct block){.first = joint->start[b],
                          .n = joint->start[b + 1] - joint->start[b],
                          .offset = joint->offset[b],
                          .u = box->u + joint->offset[b]};
}

/* ---- the inverse of a matrix that is nearly diagonal ------------------------------------------------------------------ */

/* N = D + O: 1/N is sum (-1/D O)^m 1/D. With G the sizes of 1/D O, and X = G/D, what the terms after the first come to is at
 * most X + G X + g^2/(1 - g) max X in each entry, g the greatest row sum of G. */
static bool invert(const struct block *b, const tsq__range *matrix, double *room, tsq__range *out)
{
    const size_t n = b->n;
    double *g = room, norm = 0.0, most = 0.0;
    for (size_t i = 0; i < n; i++) {
        double row = 0.0;
        if (!(matrix[i * n + i].lb > 0.0) || !isfinite(matrix[i * n + i].ub)) {
            return false;
        }
        out[i * n + i] = DIV(POINT(1.0), matrix[i * n + i]);
        for (size_t j = 0; j < n; j++) {
            g[i * n + j] = i == j ? 0.0 : tsq__up(out[i * n + i].ub * tsq__range_most(matrix[i * n + j]));
            row = tsq__up(row + g[i * n + j]);
        }
        norm = fmax(norm, row);
    }
    if (n == 1) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            most = fmax(most, tsq__up(g[i * n + j] * out[j * n + j].ub));
        }
    }
    if (!(norm < 1.0)) {
        return false;
    }
    const double rest = tsq__up(tsq__up(tsq__up(norm * norm) * most) / tsq__down(1.0 - norm));
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double size = tsq__up(g[i * n + j] * out[j * n + j].ub) + rest;
            for (size_t l = 0; l < n; l++) {
                size = tsq__up(size + tsq__up(g[i * n + l] * tsq__up(g[l * n + j] * out[j * n + j].ub)));
            }
            size = tsq__up(size);
            out[i * n + j] = i == j ? ADD(out[i * n + i], (tsq__range){-size, size}) : (tsq__range){-size, size};
        }
    }
    return true;
}

static bool set_inverse(const struct tsq__joint *joint, const struct block *b, const struct tsq__joint_box *box,
                        struct tsq__gls *out)
{
    const size_t n = b->n;
    tsq__range *matrix = out->w2 + b->offset, *inner = out->inner + b->offset, *half = out->half + b->offset,
               *w = out->w + b->offset;
    for (size_t i = 0; i < n * n; i++) {
        matrix[i] = ADD(box->turned[b->offset + i], MUL(out->tau2, box->gram[b->offset + i]));
    }
    if (!invert(b, matrix, (double *)joint->room + 2 * b->offset, inner)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t d = 0; d < n; d++) {
            tsq__range sum = {0.0, 0.0};
            for (size_t c = 0; c < n; c++) {
                sum = ADD(sum, MUL(POINT(b->u[i * n + c]), inner[c * n + d]));
            }
            half[i * n + d] = sum;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            tsq__range sum = {0.0, 0.0};
            for (size_t d = 0; d < n; d++) {
                sum = ADD(sum, MUL(half[i * n + d], POINT(b->u[j * n + d])));
            }
            w[i * n + j] = sum;
        }
    }
    return true;
}

/* ---- sums --------------------------------------------------------------------------------------------------------------- */

/* x' A z, x and z as ranges; squares where they are the same. */
static tsq__range form(size_t n, const tsq__range *x, const tsq__range *a, const tsq__range *z)
{
    tsq__range sum = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const tsq__range by = i == j && x == z ? SQ(x[i]) : MUL(x[i], z[j]);
            sum = ADD(sum, MUL(by, a[i * n + j]));
        }
    }
    return sum;
}

static tsq__range row_times(size_t n, const tsq__range *row, const tsq__range *x)
{
    tsq__range sum = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        sum = ADD(sum, MUL(row[i], x[i]));
    }
    return sum;
}

/* What a block adds to the sums behind the mean; `off` to 1'We, `q` to e'We. */
static void add_block(const struct block *b, const struct tsq__joint_box *box, struct tsq__gls *out, tsq__range *off,
                      tsq__range *q)
{
    const size_t n = b->n, first = b->first;
    const tsq__range *inner = out->inner + b->offset, *half = out->half + b->offset, *w = out->w + b->offset;
    const tsq__range *ones = box->ones + first, *distance = box->distance + first;
    tsq__range by_s = {0.0, 0.0}, by_g = {0.0, 0.0}, by_e = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        const size_t at = first + i;
        out->e[at] = SUB(box->y[at], POINT(box->about));
    }
    for (size_t i = 0; i < n; i++) {
        const size_t at = first + i;
        out->s[at] = row_times(n, half + i * n, ones);
        out->g[at] = MEET(row_times(n, half + i * n, distance), row_times(n, w + i * n, out->e + first));
        by_s = ADD(by_s, MUL(out->s[at], out->e[at]));
        by_g = ADD(by_g, out->g[at]);
        by_e = ADD(by_e, MUL(out->e[at], out->g[at]));
        out->trace_w = ADD(out->trace_w, w[i * n + i]);
    }
    out->sum = ADD(out->sum, form(n, ones, inner, ones));
    *off = ADD(*off, MEET(by_s, by_g));
    *q = ADD(*q, MEET(by_e, form(n, distance, inner, distance)));
}

static void set_squares(const struct block *b, struct tsq__gls *out)
{
    const size_t n = b->n;
    const tsq__range *w = out->w + b->offset;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            tsq__range sum = {0.0, 0.0};
            for (size_t l = 0; l < n; l++) {
                sum = ADD(sum, i == j ? SQ(w[i * n + l]) : MUL(w[i * n + l], w[l * n + j]));
            }
            out->w2[b->offset + i * n + j] = sum;
        }
        out->t[b->first + i] = row_times(n, w + i * n, out->s + b->first);
        out->squares = ADD(out->squares, SQ(out->s[b->first + i]));
    }
}

/* u and P u. */
static void set_residuals(const struct tsq__joint *joint, const struct tsq__joint_box *box, tsq__range shift,
                          struct tsq__gls *out)
{
    out->uu = POINT(0.0);
    for (size_t i = 0; i < joint->k; i++) {
        out->u[i] = SUB(out->g[i], MUL(out->s[i], shift));
        out->uu = ADD(out->uu, SQ(out->u[i]));
    }
    const tsq__range pull = DIV(tsq__gls_pull(joint, out), out->sum);
    for (size_t i = 0; i < joint->n_blocks; i++) {
        const struct block b = block_of(joint, box, i);
        for (size_t j = 0; j < b.n; j++) {
            const size_t at = b.first + j;
            const tsq__range wu = row_times(b.n, out->w + b.offset + j * b.n, out->u + b.first);
            out->pu[at] = SUB(wu, MUL(out->s[at], pull));
        }
    }
}

/* sum p y, and its variance sum p^2 (v + tau2): covariances have no weights of their own. */
static void set_estimate(const struct tsq__joint *joint, const struct tsq__joint_box *box, struct tsq__gls *out)
{
    out->estimate = out->mean;
    out->variance = DIV(POINT(1.0), out->sum);
    if (joint->share == NULL) {
        return;
    }
    tsq__range off = {0.0, 0.0};
    out->variance = off;
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range share = joint->share[i];
        off = ADD(off, MUL(share, out->e[i]));
        out->variance = ADD(out->variance, MUL(SQ(share), ADD(box->v[joint->offset[i]], out->tau2)));
    }
    out->estimate = ADD(POINT(box->about), off);
}

bool tsq__gls_weigh(const struct tsq__joint *joint, const struct tsq__joint_box *box, tsq__range tau2,
                    struct tsq__gls *out)
{
    tsq__range off = {0.0, 0.0}, q = {0.0, 0.0};
    out->tau2 = tau2;
    out->sum = out->squares = out->trace_w = POINT(0.0);
    for (size_t i = 0; i < joint->n_blocks; i++) {
        const struct block b = block_of(joint, box, i);
        if (!set_inverse(joint, &b, box, out)) {
            return false;
        }
        add_block(&b, box, out, &off, &q);
        set_squares(&b, out);
    }
    if (!(out->sum.lb > 0.0)) {
        return false;
    }
    const tsq__range shift = DIV(off, out->sum);
    out->mean = ADD(POINT(box->about), shift);
    set_residuals(joint, box, shift, out);
    tsq__range by_u = {0.0, 0.0};
    for (size_t i = 0; i < joint->k; i++) {
        by_u = ADD(by_u, MUL(out->e[i], out->u[i]));
    }
    out->q = tsq__range_positive(MEET(by_u, SUB(q, DIV(SQ(off), out->sum))));
    set_estimate(joint, box, out);
    out->trace = tsq__range_positive(SUB(out->trace_w, DIV(out->squares, out->sum)));
    return true;
}

/* ---- what comes of these -------------------------------------------------------------------------------------------------- */

double tsq__gls_near(const struct tsq__gls *at)
{
    return tsq__range_middle(DIV(at->squares, at->sum));
}

tsq__range tsq__gls_pull(const struct tsq__joint *joint, const struct tsq__gls *at)
{
    const tsq__range c = POINT(tsq__gls_near(at));
    tsq__range sum = {0.0, 0.0};
    for (size_t i = 0; i < joint->k; i++) {
        sum = ADD(sum, MUL(SUB(at->s[i], c), at->u[i]));
    }
    return sum;
}

tsq__range tsq__gls_p2(const struct tsq__joint *joint, const struct tsq__gls *at, size_t block, size_t i, size_t j)
{
    const size_t first = joint->start[block], n = joint->start[block + 1] - first;
    const tsq__range *s = at->s + first, *t = at->t + first;
    const tsq__range cross = DIV(ADD(MUL(s[i], t[j]), MUL(t[i], s[j])), at->sum);
    const tsq__range square = i == j ? SQ(s[i]) : MUL(s[i], s[j]);
    const tsq__range back = MUL(DIV(square, at->sum), DIV(at->squares, at->sum));
    return ADD(SUB(at->w2[joint->offset[block] + i * n + j], cross), back);
}

/* tr W^2 - 2 s't/1's + (s's/1's)^2. */
tsq__range tsq__gls_trace_p2(const struct tsq__joint *joint, const struct tsq__gls *at)
{
    tsq__range sum = {0.0, 0.0}, cross = {0.0, 0.0};
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t first = joint->start[b], n = joint->start[b + 1] - first;
        for (size_t i = 0; i < n; i++) {
            sum = ADD(sum, at->w2[joint->offset[b] + i * n + i]);
            cross = ADD(cross, MUL(at->s[first + i], at->t[first + i]));
        }
    }
    const tsq__range share = DIV(at->squares, at->sum);
    sum = SUB(sum, SCALE(DIV(cross, at->sum), 2.0));
    return tsq__range_positive(ADD(sum, SQ(share)));
}
