/* Which mean and SD of a group are compared, over ranges of the cells. Formulas and sources: engine/effect/arms.h and
 * combine.h. */
#include "verify/rounding_arms.h"
#include "verify/dual_words.h"
#include "verify/rounding_special.h"

const char *tsq__arm_role(int which, enum tsq__arm_role role)
{
    static const char *const roles[2][TSQ__ARM_ROLES] = {
        {"n1i", "m1i", "sd1i", "m1i0", "sd1i0", "mc1i", "sdc1i", "r1i", "se1i", "lb1i", "ub1i", "min1i", "q11i",
         "med1i", "q31i", "max1i"},
        {"n2i", "m2i", "sd2i", "m2i0", "sd2i0", "mc2i", "sdc2i", "r2i", "se2i", "lb2i", "ub2i", "min2i", "q12i",
         "med2i", "q32i", "max2i"}};
    return roles[which][role];
}

bool tsq__dual_exact(const struct tsq__dual *n, double *value)
{
    *value = tsq__range_middle(n->x);
    return n->x.ub - n->x.lb <= 1e-14 * fabs(*value);
}

static bool take(struct tsq__cells *cells, int which, enum tsq__arm_role role, dual *out)
{
    return tsq__cells_take(cells, tsq__arm_role(which, role), out);
}

/* (b - a)^2 + 2 (1 - r) a b. */
struct tsq__dual tsq__dual_sd_of_change(struct tsq__dual a, struct tsq__dual b, struct tsq__dual r)
{
    const dual rest = MUL(MUL(SUB(NUMBER(1.0), r), NUMBER(2.0)), MUL(a, b));
    return ROOT(ADD(SQUARE(SUB(b, a)), rest));
}

static bool take_values(struct tsq__cells *cells, int which, struct tsq__dual_arm *out)
{
    bool mean = take(cells, which, TSQ__MEAN, &out->mean), sd = take(cells, which, TSQ__SD, &out->sd);
    if (!mean || !sd) {
        tsq__cells_convert(cells, which, out, &mean, &sd);
    }
    return mean && sd;
}

static bool take_change(struct tsq__cells *cells, int which, struct tsq__dual_arm *out)
{
    dual mean0, sd0, r;
    if (take(cells, which, TSQ__CHANGE, &out->mean) && take(cells, which, TSQ__SD_CHANGE, &out->sd)) {
        return true;
    }
    if (!take_values(cells, which, out)) {
        return false;
    }
    if (!take(cells, which, TSQ__MEAN0, &mean0)) {
        return true; /* of the change already, as the row says in its column `reports` */
    }
    if (!take(cells, which, TSQ__SD0, &sd0)) {
        return false;
    }
    if (!take(cells, which, TSQ__CORR, &r)) {
        r = NUMBER(cells->sheet->report->options.effect.corr);
    }
    out->mean = SUB(out->mean, mean0);
    out->sd = tsq__dual_sd_of_change(sd0, out->sd, r);
    return !isnan(r.x.lb);
}

static bool take_group(struct tsq__cells *cells, int which, struct tsq__dual_arm *out)
{
    const bool change = cells->effect->compared == TSQ_COMPARED_CHANGE;
    return take(cells, which, TSQ__N, &out->n) &&
           (change ? take_change(cells, which, out) : take_values(cells, which, out));
}

/* Two groups as one: ((n1-1) sd1^2 + (n2-1) sd2^2 + n1 n2/N (m1-m2)^2)/(N-1). */
static struct tsq__dual_arm combine(const struct tsq__dual_arm *a, const struct tsq__dual_arm *b)
{
    const dual one = NUMBER(1.0), n = ADD(a->n, b->n), share = DIV(b->n, n), off = SUB(b->mean, a->mean);
    const dual within = ADD(MUL(SUB(a->n, one), SQUARE(a->sd)), MUL(SUB(b->n, one), SQUARE(b->sd)));
    const dual between = MUL(MUL(a->n, share), SQUARE(off));
    return (struct tsq__dual_arm){
        .n = n, .mean = ADD(a->mean, MUL(share, off)), .sd = ROOT(DIV(ADD(within, between), SUB(n, one)))};
}

bool tsq__cells_arms(struct tsq__cells *cells, struct tsq__dual_arm arm[2])
{
    struct tsq__dual_arm next;
    for (size_t i = 0; tsq__cells_next_row(cells, i); i++) {
        if (!take_group(cells, 0, &next)) {
            return false;
        }
        arm[0] = i == 0 ? next : combine(&arm[0], &next);
    }
    (void)tsq__cells_next_row(cells, 0);
    if (!take_group(cells, 1, &arm[1])) {
        return false;
    }
    if (cells->contrasts != 1.0) {
        arm[1].n = DIV(arm[1].n, NUMBER(cells->contrasts));
    }
    dual *const sizes[] = {&arm[0].n, &arm[1].n};
    tsq__cells_divide(cells, sizes, sizeof sizes / sizeof sizes[0]);
    return true;
}
