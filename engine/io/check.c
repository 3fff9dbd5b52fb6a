/* Verdicts in words; see check.h. */
#include "io/check.h"

#include "io/number.h"
#include "io/rounding.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const tsq__change changes[] = {
    {TSQ_CHANGED_DATA, "data", "the data changed", false},
    {TSQ_CHANGED_METHOD, "method", "the method changed", false},
    {TSQ_CHANGED_VERSION, "version", "the version changed", false},
    {TSQ_CHANGED_DRIFT, "drift", "the number drifted", false},
    {TSQ_CHANGED_NOISE, "noise", "at noise level", false},
    {TSQ_CHANGED_DIRECTION, "direction", "direction", true},
    {TSQ_CHANGED_SIGNIFICANCE, "significance", "significance", true},
    {TSQ_CHANGED_IMPORTANCE, "importance", "smallest important difference", true},
};

const tsq__change *tsq__check_change(size_t i)
{
    return i < sizeof changes / sizeof changes[0] ? &changes[i] : NULL;
}

const char *tsq__check_outcome(tsq_outcome outcome)
{
    static const char *const ids[] = {"held", "not_held", "not_computed"};
    return ids[outcome];
}

/* Foreign text on one line. */
static void add_shown(tsq__text *text, const char *foreign)
{
    char shown[TSQ__SHOWN];
    tsq__text_add_string(text, tsq__shown(foreign, strlen(foreign), shown));
}

/* With `decimals`, or all digits where these are too many or show nothing. */
static void add_number(tsq__text *text, double x, int decimals)
{
    char number[TSQ__NUMBER_ROOM];
    if (decimals > 12) {
        tsq__text_add_string(text, tsq_number_print(x, number));
    } else if (x != 0.0 && fabs(x) < 0.05 * pow(10.0, 1 - decimals)) {
        tsq__text_add_string(text, tsq__fixed(x, TSQ__SCIENTIFIC, number));
    } else {
        tsq__text_add_string(text, tsq__fixed(x, decimals, number));
    }
}

static int decimals_of(const tsq_claim_verdict *verdict)
{
    const bool whole = verdict->computed == floor(verdict->computed) && verdict->figure.decimals <= 0;
    const int decimals = whole ? 0 : verdict->numeric ? verdict->figure.decimals + 2 : 4;
    return decimals > 0 ? decimals : 0;
}

void tsq__check_computed(const tsq_checked *checked, tsq__text *text)
{
    const tsq_claim_verdict *verdict = &checked->verdict;
    if (verdict->kind == TSQ_COMPUTED_TEXT) {
        add_shown(text, verdict->text);
    } else if (verdict->kind == TSQ_COMPUTED_NUMBER) {
        add_number(text, verdict->computed, decimals_of(verdict));
        tsq__text_add_string(text, verdict->numeric && verdict->figure.percent ? "%" : "");
    } else {
        tsq__text_add_string(text, "none");
    }
}

/* Of numbers with all digits, the difference shows four. */
static int differing_decimals(double difference)
{
    const int decimals = tsq__decimals(fabs(difference), 4);
    return decimals == TSQ__SCIENTIFIC ? 0 : decimals;
}

static void add_difference(const tsq_claim_verdict *verdict, tsq__text *text)
{
    const int decimals = decimals_of(verdict);
    tsq__text_add_string(text, ": off by ");
    add_number(text, verdict->difference, decimals > 12 ? differing_decimals(verdict->difference) : decimals);
    if (!isnan(verdict->relative)) {
        char number[TSQ__NUMBER_ROOM];
        const double percent = 100.0 * fabs(verdict->relative);
        const int shown = tsq__decimals(percent, 2);
        tsq__text_printf(text, " (%s %%)", tsq__fixed(percent, shown > 4 ? TSQ__SCIENTIFIC : shown, number));
    }
}

/* What the rounding of the data leaves open, unless every number of it prints as expected. */
static void add_range(const tsq_claim_verdict *verdict, tsq__text *text)
{
    char number[TSQ__NUMBER_ROOM];
    if (!verdict->ranged || (verdict->decided && verdict->outcome == TSQ_CLAIM_HELD)) {
        return;
    }
    const int decimals = tsq__rounding_decimals(verdict->range_lb, verdict->range_ub, decimals_of(verdict));
    tsq__text_add_string(text, verdict->by_rounding                 ? ", within rounding of the data ("
                               : verdict->outcome == TSQ_CLAIM_HELD ? ", not decided by the data ("
                                                                    : ", beyond rounding of the data (");
    tsq__text_add_string(text, tsq__rounding_end(verdict->range_lb, decimals, false, number));
    tsq__text_printf(text, " to %s)", tsq__rounding_end(verdict->range_ub, decimals, true, number));
}

void tsq__check_message(const tsq_checked *checked, tsq__text *text)
{
    const tsq_claim_verdict *verdict = &checked->verdict;
    const tsq_claim *claim = checked->claim;
    if (verdict->outcome == TSQ_CLAIM_NOT_COMPUTED) {
        tsq__text_add_string(text, "cannot be computed: ");
        tsq__text_add_string(text, verdict->reason);
        tsq__check_changes(verdict, text);
        return;
    }
    add_shown(text, claim->quantity);
    if (verdict->outcome == TSQ_CLAIM_HELD && !verdict->by_rounding) {
        tsq__text_add_string(text, strchr("<>=", claim->expected[0]) != NULL ? " " : " = ");
        add_shown(text, claim->expected);
    } else {
        tsq__text_add_string(text, " is ");
        tsq__check_computed(checked, text);
        tsq__text_add_string(text, ", expected ");
        add_shown(text, claim->expected);
        if (verdict->numeric) {
            add_difference(verdict, text);
        }
    }
    add_range(verdict, text);
    tsq__check_changes(verdict, text);
}

void tsq__check_changes(const tsq_claim_verdict *verdict, tsq__text *text)
{
    const char *between = "; ";
    bool concluding = false;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if ((verdict->changed & changes[i].bit) == 0) {
            continue;
        }
        if (changes[i].conclusion && !concluding) {
            tsq__text_add_string(text, "; the conclusion changed (");
            between = "";
            concluding = true;
        }
        tsq__text_add_string(text, changes[i].bit == TSQ_CHANGED_NOISE ? " " : between);
        tsq__text_add_string(text, changes[i].words);
        between = concluding ? ", " : " and ";
    }
    tsq__text_add_string(text, concluding ? ")" : "");
}

void tsq__check_count(const tsq_check_report *report, tsq__text *text)
{
    const size_t held = report->count[TSQ_CLAIM_HELD], not_held = report->count[TSQ_CLAIM_NOT_HELD],
                 not_computed = report->count[TSQ_CLAIM_NOT_COMPUTED];
    tsq__text_printf(text, "%zu claim%s: %zu hold%s, %zu do%s not hold, %zu cannot be computed", report->n,
                     report->n == 1 ? "" : "s", held, held == 1 ? "s" : "", not_held, not_held == 1 ? "es" : "",
                     not_computed);
    size_t by_rounding = 0;
    for (size_t i = 0; i < report->n; i++) {
        by_rounding += report->checked[i].verdict.by_rounding;
    }
    if (by_rounding > 0) {
        tsq__text_printf(text, "; %zu of those that hold only within rounding of the data", by_rounding);
    }
}

void tsq__check_causes(const tsq_check_report *report, tsq__text *text)
{
    size_t count[sizeof changes / sizeof changes[0]] = {0}, concluding = 0;
    for (size_t i = 0; i < report->n; i++) {
        const unsigned changed = report->checked[i].verdict.changed;
        bool concludes = false;
        for (size_t j = 0; j < sizeof changes / sizeof changes[0]; j++) {
            count[j] += (changed & changes[j].bit) != 0;
            concludes = concludes || (changes[j].conclusion && (changed & changes[j].bit) != 0);
        }
        concluding += concludes;
    }
    const char *between = "of recorded numbers: ";
    for (size_t j = 0; j < sizeof changes / sizeof changes[0]; j++) {
        if (count[j] > 0 && !changes[j].conclusion) {
            const bool noise = changes[j].bit == TSQ_CHANGED_NOISE;
            tsq__text_printf(text, noise ? "%s%zu of these %s" : "%s%zu differ because %s", between, count[j],
                             changes[j].words);
            between = "; ";
        }
    }
    if (concluding > 0) {
        tsq__text_printf(text, "%sthe conclusion changed in %zu", between, concluding);
    }
}
