/* Fuzzes claims: bytes become a claims table, each claim is judged by several numbers and by a result that was written as JSON,
 * and all writers tell of it. The first byte chooses the decimal mark. */
#include <tausq/io.h>

#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char result[] = "{\"results\": [{\"group\": {}, \"method\": \"REML\", \"k\": 2, \"estimate\": -0.5, "
                             "\"tau2\": null, \"I2\": 50.5, \"tests\": "
                             "{\"cmh\": {\"pval\": 0.25}}, \"stationary\": [{\"tau2\": 0.125}], \"coefficients\": "
                             "[{\"name\": \"intrcpt\", \"se\": 0.1}], "
                             "\"studies\": [{\"study\": \"A\", \"line\": 2, \"weight\": 40}], \"flags\": "
                             "[\"tau2_at_boundary\"], \"error\": null}]}";

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* A figure holds between its ends, and what it misses by is 0 where it holds. */
static void check_figure(const char *text, char decimal)
{
    tsq_figure figure;
    tsq_error err;
    if (tsq_figure_read(text, decimal, &figure, &err) != TSQ_OK) {
        must(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
        return;
    }
    const double numbers[] = {figure.lb, figure.ub, figure.value, 0.0, 1.0, -1e300, (double)INFINITY, (double)NAN};
    must(figure.lb <= figure.value && figure.value <= figure.ub);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        must(!tsq_figure_holds(&figure, numbers[i]) || tsq_figure_miss(&figure, numbers[i]) == 0.0);
    }
    must(figure.kind != TSQ_FIGURE_ROUNDED || tsq_figure_holds(&figure, figure.value));
}

static void judge(const tsq_claim *claim, char decimal, const tsq_document *document, tsq_claim_verdict *verdict)
{
    const tsq_circumstances now = {.sha256 = "x", .version = "1", .options = "pool", .level = 95.0};
    const double numbers[] = {0.0, -0.5, 1e-300, 1e300};
    tsq_computed computed;
    tsq_error err;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        computed = (tsq_computed){.kind = TSQ_COMPUTED_NUMBER, .number = numbers[i]};
        tsq_claim_judge(claim, decimal, &computed, verdict);
        tsq_claim_trace(claim, &now, verdict);
        must((verdict->outcome == TSQ_CLAIM_NOT_COMPUTED) == (verdict->reason[0] != '\0'));
    }
    if (tsq_document_find(document, claim->quantity, &computed, &err) != TSQ_OK) {
        must(strchr(err.text, '\n') == NULL);
        tsq_claim_fail(err.text, verdict);
    } else {
        tsq_claim_judge(claim, decimal, &computed, verdict);
        tsq_claim_trace(claim, &now, verdict);
    }
}

/* JSON and SARIF parse; XML has no byte that it cannot hold. */
static void write_all(const tsq_check_report *report)
{
    typedef tsq_status writer(FILE *, const tsq_check_report *, const tsq_write_options *);
    static writer *const writers[] = {tsq_write_check_json, tsq_write_check_sarif, tsq_write_check_junit,
                                      tsq_write_check_tap};
    const tsq_write_options options = {.version = "1"};
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        char *text = NULL;
        size_t length = 0;
        FILE *stream = open_memstream(&text, &length);
        must(stream != NULL && writers[i](stream, report, &options) == TSQ_OK && fclose(stream) == 0);
        json_t *root = i < 2 ? json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
        must(i >= 2 || root != NULL);
        json_decref(root);
        for (size_t j = 0; i >= 2 && j < length; j++) {
            must((unsigned char)text[j] >= 0x20 || text[j] == '\n');
        }
        free(text);
    }
    FILE *nowhere = fopen("/dev/null", "w");
    must(nowhere != NULL && tsq_write_check_text(nowhere, report, false, &options) == TSQ_OK &&
         tsq_write_check_markdown(nowhere, report, false, &options) == TSQ_OK);
    tsq_write_claims(nowhere, report->checked[0].claim, 1);
    fclose(nowhere);
}

static void check_claims(const tsq_claims *claims, char decimal)
{
    const char *const files[] = {"fuzz.csv"};
    tsq_document *document;
    tsq_check_report report = {.n_files = 1, .file = files, .n = claims->n};
    tsq_checked *checked = calloc(claims->n + 1, sizeof *checked);
    must(checked != NULL && tsq_document_read(result, strlen(result), &document, NULL) == TSQ_OK);
    report.checked = checked;
    for (size_t i = 0; i < claims->n; i++) {
        checked[i].claim = &claims->claim[i];
        check_figure(claims->claim[i].expected, decimal);
        judge(&claims->claim[i], decimal, document, &checked[i].verdict);
        report.count[checked[i].verdict.outcome]++;
    }
    if (claims->n > 0) {
        write_all(&report);
    }
    tsq_document_free(document);
    free(checked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const tsq_csv_options csv = {.delimiter = data[0] == ';' ? ';' : ',', .decimal = data[0] == ';' ? ',' : '.'};
    tsq_table *table;
    tsq_claims claims;
    tsq_error err;
    if (tsq_csv_read_memory((const char *)data + 1, size - 1, "fuzz.csv", &csv, NULL, &table, &err) != TSQ_OK) {
        return 0;
    }
    if (tsq_claims_read(table, &claims, &err) == TSQ_OK) {
        check_claims(&claims, csv.decimal);
    } else {
        must(claims.claim == NULL && err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
    }
    tsq_claims_free(&claims);
    tsq_table_free(table);
    return 0;
}
