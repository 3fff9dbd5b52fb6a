/* What is no longer as it was recorded, and what is new; see baseline.h. */
#include "cli/baseline.h"

#include <stdlib.h>
#include <string.h>

/* Claims in the order of their ids. */
struct by_id {
    const tsq_claim **claim;
    size_t n;
};

static int compare_ids(const void *a, const void *b)
{
    const tsq_claim *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* False if memory is out. */
static bool order(const tsq_claim *claim, size_t n, struct by_id *out)
{
    *out = (struct by_id){.claim = calloc(n + 1, sizeof(tsq_claim *)), .n = n};
    if (out->claim == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        out->claim[i] = &claim[i];
    }
    qsort(out->claim, n, sizeof(tsq_claim *), compare_ids);
    return true;
}

static const tsq_claim *find(const struct by_id *claims, const tsq_claim *like)
{
    const tsq_claim *const *found = bsearch(&like, claims->claim, claims->n, sizeof(tsq_claim *), compare_ids);
    return found != NULL ? *found : NULL;
}

static void compare(const tsq_claim *old, const tsq_claim *now, double level, tsq_claim_verdict *verdict)
{
    tsq_computed computed = {.kind = TSQ_COMPUTED_NUMBER};
    if (now == NULL) {
        tsq_claim_fail("there is no such number any more", verdict);
        return;
    }
    const tsq_circumstances circumstances = {
        .sha256 = now->sha256, .version = now->version, .options = now->options, .level = level};
    (void)tsq_number_read(now->expected, '.', &computed.number);
    tsq_claim_judge(old, '.', &computed, verdict);
    tsq_claim_trace(old, &circumstances, verdict);
}

static void write_new(FILE *stream, const struct by_id *old, const struct baseline *now)
{
    for (size_t i = 0; i < now->n; i++) {
        const tsq_claim *claim = &now->claim[i];
        if (find(old, claim) == NULL) {
            fprintf(stream, "new   %s: %s = %s\n", claim->id, claim->quantity, claim->expected);
        }
    }
}

/* Of all claims of the baseline; those on the ends of an interval know of one another. */
static void compare_all(const struct settings *settings, const tsq_claims *old, const char *name,
                        const struct by_id *now, tsq_checked *checked, tsq_check_report *report)
{
    report->checked = checked;
    for (size_t i = 0; i < old->n; i++) {
        if (baseline_owns(&old->claim[i], name)) {
            tsq_checked *one = &checked[report->n++];
            one->claim = &old->claim[i];
            compare(one->claim, find(now, one->claim), settings->pool.fit.level, &one->verdict);
            for (size_t j = 0; (one->verdict.changed & TSQ_CHANGED_SIGNIFICANCE) && j + 1 < report->n; j++) {
                tsq_claim_trace_ends(one, &checked[j]);
            }
            report->count[one->verdict.outcome]++;
        }
    }
}

/* The report, then what is new. */
static tsq_status write_changes(const tsq_check_report *report, const struct by_id *before, const struct baseline *now,
                                tsq_error *err)
{
    const tsq_write_options options = {.digits = -1, .version = tsq_version()};
    tsq_output *output;
    tsq_status status = tsq_output_open(NULL, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    FILE *stream = tsq_output_stream(output);
    status = tsq_write_check_text(stream, report, true, &options);
    write_new(stream, before, now);
    if (report->count[TSQ_CLAIM_HELD] == report->n) {
        fprintf(stream, "%zu numbers are as they were\n", report->n);
    }
    const tsq_status written = tsq_output_commit(output, err);
    return status == TSQ_OK ? written : cli_fail_memory(err);
}

tsq_status baseline_show_changes(const struct settings *settings, const tsq_claims *old, const char *name,
                                 const struct baseline *now, tsq_error *err)
{
    const char *files[] = {settings->output};
    tsq_check_report report = {.n_files = 1, .file = files};
    struct by_id before = {0}, after = {0};
    tsq_status status = TSQ_E_MEMORY;
    tsq_checked *checked = calloc(old->n + 1, sizeof *checked);
    if (checked != NULL && order(old->claim, old->n, &before) && order(now->claim, now->n, &after)) {
        compare_all(settings, old, name, &after, checked, &report);
        status = write_changes(&report, &before, now, err);
    } else {
        (void)cli_fail_memory(err);
    }
    free(before.claim);
    free(after.claim);
    free(checked);
    return status;
}
