/* Plain sums in one pass for models with few moderators, for steps towards a root. Part of lanes_design_kernel.h. */

/* y'Py, y'PPy, y'PPPy, tr P, tr PP and sums of w and w^2 to a few digits less; `sound` where it is no more than a few. */
typedef struct {
    TSQ__LANE(terms) terms;
    TSQ__LANE(mask) sound;
} TSQ__LANE(design_terms);

/* The sums of w, w^2 and w^3 times the products of intercept, columns and y, on and below the diagonal. */
typedef struct {
    TSQ__VEC of[3][TSQ__MOST + 2][TSQ__MOST + 2];
} TSQ__LANE(design_sums);

TSQ__INLINE void TSQ__LANE(design_add_up)(const TSQ__LANE(designed) * p, size_t m, TSQ__VEC t,
                                          TSQ__LANE(design_sums) * s)
{
    const size_t k = p->k, last = m + 1;
    const double *x = p->x;
    TSQ__COLUMNS(r, 0, 3)
    {
        TSQ__COLUMNS(c, 0, last + 1)
        {
            TSQ__COLUMNS(d, 0, c + 1)
            {
                s->of[r][c][d] = TSQ__LANE(all)(0.0);
            }
        }
    }
    for (size_t i = 0; i < k; i++) {
        TSQ__VEC a[TSQ__MOST + 2], w[3];
        w[0] = 1.0 / (TSQ__LOAD(p->v + i * TSQ__STRIDE) + t);
        w[1] = w[0] * w[0];
        w[2] = w[1] * w[0];
        TSQ__COLUMNS(j, 0, m)
        {
            a[j + 1] = TSQ__X(j, i);
        }
        a[last] = TSQ__LOAD(p->y + i * TSQ__STRIDE);
        TSQ__COLUMNS(r, 0, 3)
        {
            s->of[r][0][0] += w[r];
            TSQ__COLUMNS(c, 1, last + 1)
            {
                const TSQ__VEC wa = w[r] * a[c];
                s->of[r][c][0] += wa;
                TSQ__COLUMNS(d, 1, c + 1)
                {
                    s->of[r][c][d] += wa * a[d];
                }
            }
        }
    }
}

/* Takes column j out of those behind it, by the sums with w, and in the same way from the others. */
TSQ__INLINE void TSQ__LANE(design_eliminate)(TSQ__LANE(design_sums) * s, size_t j, size_t last, TSQ__VEC per)
{
    TSQ__VEC l[TSQ__MOST + 2];
    TSQ__COLUMNS(c, j + 1, last + 1)
    {
        l[c] = s->of[0][c][j] * per;
    }
    TSQ__COLUMNS(r, 0, 3)
    {
        TSQ__COLUMNS(c, j + 1, last + 1)
        {
            const TSQ__VEC left = s->of[r][c][j] - l[c] * s->of[r][j][j];
            TSQ__COLUMNS(d, j + 1, c + 1)
            {
                s->of[r][c][d] -= l[c] * s->of[r][d][j] + l[d] * left;
            }
        }
        TSQ__COLUMNS(c, j + 1, last + 1)
        {
            TSQ__COLUMNS(d, 0, j + 1)
            {
                s->of[r][c][d] -= l[c] * s->of[r][j][d];
            }
        }
    }
}

TSQ__INLINE void TSQ__LANE(design_steps)(const TSQ__LANE(designed) * p, size_t m, TSQ__VEC t,
                                         TSQ__LANE(design_terms) * out)
{
    const size_t last = m + 1;
    TSQ__LANE(design_sums) s;
    TSQ__VEC per[TSQ__MOST + 1], raw[TSQ__MOST + 1];
    TSQ__LANE(design_add_up)(p, m, t, &s);
    const TSQ__VEC squares = s.of[0][last][last], squares2 = s.of[1][last][last];
    out->sound = TSQ__LANE(less)(TSQ__LANE(all)(0.0), s.of[0][0][0]);
    TSQ__COLUMNS(j, 0, m + 1)
    {
        raw[j] = s.of[0][j][j];
    }
    TSQ__COLUMNS(j, 0, m + 1)
    {
        out->sound &= TSQ__LANE(less)(LEFT * raw[j], s.of[0][j][j]);
        per[j] = 1.0 / s.of[0][j][j];
        TSQ__LANE(design_eliminate)(&s, j, last, per[j]);
    }
    TSQ__VEC trace = s.of[0][0][0], trace2 = s.of[1][0][0], c = s.of[2][last][last];
    TSQ__COLUMNS(j, 0, m + 1)
    {
        trace -= s.of[1][j][j] * per[j];
        trace2 -= 2.0 * s.of[2][j][j] * per[j];
        c -= s.of[1][last][j] * s.of[1][last][j] * per[j];
        TSQ__COLUMNS(d, 0, j + 1)
        {
            trace2 += (d < j ? 2.0 : 1.0) * s.of[1][j][d] * s.of[1][j][d] * per[j] * per[d];
        }
    }
    out->terms = (TSQ__LANE(terms)){.q = s.of[0][last][last],
                                    .a = s.of[1][last][last],
                                    .c = c,
                                    .trace = trace,
                                    .trace2 = trace2,
                                    .w = s.of[0][0][0],
                                    .w2 = s.of[1][0][0]};
    out->sound &=
        TSQ__LANE(less)(LEFT * out->terms.w, trace) & TSQ__LANE(less)(LEFT_OF_SQUARES * squares, out->terms.q) &
        TSQ__LANE(less)(LEFT_OF_SQUARES * squares2, out->terms.a) &
        TSQ__LANE(less)(LEFT_OF_SQUARES * LEFT * out->terms.w2, trace2) & TSQ__LANE(less)(TSQ__LANE(all)(0.0), c);
}

/* With weights 1/(v + t). */
static TSQ__OUTLINED void TSQ__LANE(design_pass)(const TSQ__LANE(designed) * p, const TSQ__VEC *t,
                                                 TSQ__LANE(design_terms) * out)
{
#define STEPS(m) TSQ__LANE(design_steps)(p, m, *t, out)
    TSQ__FOR_EACH_M(p->m, STEPS);
#undef STEPS
}
