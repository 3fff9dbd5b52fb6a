/* Where a difference from a recorded number comes from, and what it does to the conclusion. */
#include <tausq/verify.h>

#include <math.h>
#include <string.h>

/* Differences that another compiler or library may make. */
#define NOISE 1e-8
/* Differences that nobody sees; as in judge.c. */
#define SLACK 1e-12

/* The part of a quantity after its last dot: "estimate" of "coef.age.estimate". */
static const char *last_part(const char *quantity)
{
    const char *dot = strrchr(quantity, '.');
    return dot != NULL ? dot + 1 : quantity;
}

/* Of the result itself, not of one of its studies. */
static bool concludes(const tsq_claim *claim, const char *key)
{
    const bool own = strchr(claim->quantity, '.') == NULL || strncmp(claim->quantity, "coef.", 5) == 0;
    return own && strcmp(last_part(claim->quantity), key) == 0;
}

static int sign(double x)
{
    return (x > 0.0) - (x < 0.0);
}

static unsigned conclusion(const tsq_claim *claim, double level, double old, double now)
{
    unsigned changed = 0;
    double mcid;
    if (concludes(claim, "estimate")) {
        changed |= sign(old) != sign(now) ? TSQ_CHANGED_DIRECTION : 0;
        if (tsq_number_read(claim->mcid, '.', &mcid) == TSQ_NUMBER &&
            (fabs(old) >= fabs(mcid)) != (fabs(now) >= fabs(mcid))) {
            changed |= TSQ_CHANGED_IMPORTANCE;
        }
    }
    if (concludes(claim, "ci_lb") || concludes(claim, "ci_ub")) {
        changed |= sign(old) != sign(now) ? TSQ_CHANGED_SIGNIFICANCE : 0;
    }
    const double limit = 1.0 - level / 100.0;
    if (concludes(claim, "pval") && (old < limit) != (now < limit)) {
        changed |= TSQ_CHANGED_SIGNIFICANCE;
    }
    return changed;
}

static bool differs(const char *recorded, const char *now)
{
    return recorded[0] != '\0' && now != NULL && strcmp(recorded, now) != 0;
}

void tsq_claim_trace(const tsq_claim *claim, const tsq_circumstances *now, tsq_claim_verdict *verdict)
{
    const bool recorded = claim->sha256[0] != '\0' || claim->version[0] != '\0' || claim->options[0] != '\0';
    const bool seen = verdict->numeric && !(fabs(verdict->difference) <= SLACK * fabs(verdict->computed));
    verdict->changed = 0;
    if (!recorded || !(seen || verdict->outcome != TSQ_CLAIM_HELD)) {
        return;
    }
    verdict->changed |= differs(claim->sha256, now->sha256) ? TSQ_CHANGED_DATA : 0;
    verdict->changed |= differs(claim->options, now->options) ? TSQ_CHANGED_METHOD : 0;
    if (verdict->changed == 0 && differs(claim->version, now->version)) {
        verdict->changed = TSQ_CHANGED_VERSION;
    }
    if (verdict->changed == 0 && verdict->outcome != TSQ_CLAIM_NOT_COMPUTED) {
        verdict->changed = TSQ_CHANGED_DRIFT | (fabs(verdict->relative) <= NOISE ? TSQ_CHANGED_NOISE : 0);
    }
    if (verdict->numeric) {
        verdict->changed |= conclusion(claim, now->level, verdict->figure.value, verdict->computed);
    }
}

/* Whether the claims are on the two ends of one interval of one analysis. */
static bool are_ends(const tsq_claim *lb, const tsq_claim *ub)
{
    return concludes(lb, "ci_lb") && concludes(ub, "ci_ub") && strlen(lb->quantity) == strlen(ub->quantity) &&
           strncmp(lb->quantity, ub->quantity, strlen(lb->quantity) - strlen("ci_lb")) == 0 &&
           strcmp(lb->data, ub->data) == 0 && strcmp(lb->where, ub->where) == 0 && strcmp(lb->args, ub->args) == 0;
}

void tsq_claim_trace_ends(tsq_checked *one, tsq_checked *other)
{
    const unsigned both = one->verdict.changed & other->verdict.changed;
    if ((both & TSQ_CHANGED_SIGNIFICANCE) &&
        (are_ends(one->claim, other->claim) || are_ends(other->claim, one->claim))) {
        one->verdict.changed ^= TSQ_CHANGED_SIGNIFICANCE | TSQ_CHANGED_DIRECTION;
        other->verdict.changed ^= TSQ_CHANGED_SIGNIFICANCE | TSQ_CHANGED_DIRECTION;
    }
}
