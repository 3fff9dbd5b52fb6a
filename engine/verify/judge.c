/* A claim against what was computed. */
#include <tausq/verify.h>

#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What rounding errors may do to a computed number, relative. */
#define SLACK 1e-12

static void fail(tsq_claim_verdict *out, const char *message, const char *text)
{
    char shown[TSQ__SHOWN];
    out->outcome = TSQ_CLAIM_NOT_COMPUTED;
    snprintf(out->reason, sizeof out->reason, "%s '%s'", message, tsq__shown(text, strlen(text), shown));
}

void tsq_claim_fail(const char *reason, tsq_claim_verdict *out)
{
    *out = (tsq_claim_verdict){.outcome = TSQ_CLAIM_NOT_COMPUTED, .computed = (double)NAN};
    snprintf(out->reason, sizeof out->reason, "%s", reason);
}

static bool is_missing(const char *expected)
{
    return strcmp(expected, "NA") == 0;
}

/* "0.01", "rel:1e-8": what it allows on either side of a figure. */
static tsq_status read_tolerance(const tsq_figure *figure, const char *text, char decimal, double *allowed,
                                 tsq_error *err)
{
    char shown[TSQ__SHOWN];
    const bool relative = strncmp(text, "rel:", 4) == 0;
    if (tsq_number_read(text + (relative ? 4 : 0), decimal, allowed) != TSQ_NUMBER || !(*allowed >= 0.0)) {
        return tsq__fail(err, TSQ_E_VALUE, "tolerance: neither a number from 0 on nor one after rel: '%s'",
                         tsq__shown(text, strlen(text), shown));
    }
    if (figure->kind != TSQ_FIGURE_ROUNDED) {
        return tsq__fail(err, TSQ_E_VALUE, "tolerance: a bound or a range takes none: '%s'",
                         tsq__shown(text, strlen(text), shown));
    }
    *allowed *= relative ? fabs(figure->value) : 1.0;
    return TSQ_OK;
}

tsq_status tsq_figure_widen(tsq_figure *figure, const char *tolerance, char decimal, tsq_error *err)
{
    double allowed;
    const tsq_status status = read_tolerance(figure, tolerance, decimal, &allowed, err);
    if (status == TSQ_OK) {
        figure->lb = figure->value - allowed;
        figure->ub = figure->value + allowed;
        figure->lb_out = figure->ub_out = false;
    }
    return status;
}

/* From the number that is expected, or the nearer end of the numbers that are. */
static void measure(const tsq_figure *figure, double x, tsq_claim_verdict *out)
{
    double from = figure->value;
    if (figure->kind != TSQ_FIGURE_ROUNDED) {
        from = x < figure->lb ? figure->lb : x > figure->ub ? figure->ub : x;
    }
    out->difference = x - from;
    out->relative = from != 0.0 ? out->difference / fabs(from) : (double)NAN;
}

static void judge_number(const tsq_claim *claim, char decimal, const tsq_computed *computed, tsq_claim_verdict *out)
{
    double allowed = 0.0;
    tsq_error err;
    if (tsq_figure_read(claim->expected, decimal, &out->figure, &err) != TSQ_OK) {
        out->outcome = TSQ_CLAIM_NOT_COMPUTED;
        snprintf(out->reason, sizeof out->reason, "expected: %.400s", err.text);
        return;
    }
    const bool tolerant = claim->tolerance[0] != '\0';
    if (tolerant && read_tolerance(&out->figure, claim->tolerance, decimal, &allowed, &err) != TSQ_OK) {
        out->outcome = TSQ_CLAIM_NOT_COMPUTED;
        snprintf(out->reason, sizeof out->reason, "%.400s", err.text);
        return;
    }
    out->numeric = true;
    out->computed = out->figure.percent && !computed->percent ? 100.0 * computed->number : computed->number;
    measure(&out->figure, out->computed, out);
    const double slack = allowed > 0.0 ? SLACK * fabs(out->computed) : 0.0;
    const bool holds =
        tolerant ? fabs(out->difference) <= allowed + slack : tsq_figure_holds(&out->figure, out->computed);
    out->outcome = holds ? TSQ_CLAIM_HELD : TSQ_CLAIM_NOT_HELD;
}

void tsq_claim_judge(const tsq_claim *claim, char decimal, const tsq_computed *computed, tsq_claim_verdict *out)
{
    *out = (tsq_claim_verdict){.kind = computed->kind, .computed = (double)NAN};
    if (claim->expected[0] == '\0') {
        tsq_claim_fail("expected: there is nothing; NA expects a quantity that does not exist", out);
    } else if (computed->kind == TSQ_COMPUTED_NONE || is_missing(claim->expected)) {
        const bool both = computed->kind == TSQ_COMPUTED_NONE && is_missing(claim->expected);
        out->outcome = both ? TSQ_CLAIM_HELD : TSQ_CLAIM_NOT_HELD;
        out->computed = computed->number;
        snprintf(out->text, sizeof out->text, "%s", computed->kind == TSQ_COMPUTED_TEXT ? computed->text : "");
    } else if (computed->kind == TSQ_COMPUTED_TEXT) {
        snprintf(out->text, sizeof out->text, "%s", computed->text);
        out->outcome = strcmp(computed->text, claim->expected) == 0 ? TSQ_CLAIM_HELD : TSQ_CLAIM_NOT_HELD;
        if (claim->tolerance[0] != '\0') {
            fail(out, "tolerance: a text takes none:", claim->tolerance);
        }
    } else {
        judge_number(claim, decimal, computed, out);
    }
}

void tsq_claim_range(const tsq_claim *claim, const tsq_computed *computed, double lb, double ub,
                     tsq_claim_verdict *verdict)
{
    if (!verdict->numeric || verdict->outcome == TSQ_CLAIM_NOT_COMPUTED || claim->tolerance[0] != '\0' ||
        !isfinite(lb) || !isfinite(ub)) {
        return;
    }
    const double scale = verdict->figure.percent && !computed->percent ? 100.0 : 1.0;
    const tsq_figure *figure = &verdict->figure;
    verdict->ranged = true;
    verdict->range_lb = scale * lb;
    verdict->range_ub = scale * ub;
    const bool all = tsq_figure_holds(figure, verdict->range_lb) && tsq_figure_holds(figure, verdict->range_ub);
    /* Whether a number of the range prints so: an end, or the figure lies inside. */
    const bool any = tsq_figure_holds(figure, verdict->range_lb) || tsq_figure_holds(figure, verdict->range_ub) ||
                     (verdict->range_lb <= figure->lb && figure->ub <= verdict->range_ub);
    verdict->decided = all || !any;
    if (verdict->outcome == TSQ_CLAIM_NOT_HELD && any) {
        verdict->outcome = TSQ_CLAIM_HELD;
        verdict->by_rounding = true;
    }
}
