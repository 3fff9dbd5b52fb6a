/* What a check found by the Test Anything Protocol, version 14 (https://testanything.org/tap-version-14-specification.html). */
#include "io/check.h"

#include <string.h>

/* A description ends at '#', and a backslash escapes. */
static void put_description(FILE *stream, const char *text)
{
    char shown[TSQ__SHOWN];
    for (const char *c = tsq__shown(text, strlen(text), shown); *c != '\0'; c++) {
        if (*c == '#' || *c == '\\') {
            fputc('\\', stream);
        }
        fputc(*c, stream);
    }
}

/* A double-quoted scalar of YAML 1.2. */
static void put_scalar(FILE *stream, const char *key, const char *text)
{
    fprintf(stream, "  %s: \"", key);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            fprintf(stream, "\\%c", *c);
        } else if (*c < 0x20 || *c == 0x7F) {
            fprintf(stream, "\\x%02X", (unsigned)*c);
        } else {
            fputc(*c, stream);
        }
    }
    fputs("\"\n", stream);
}

static tsq_status write_diagnostic(FILE *stream, const tsq_check_report *report, const tsq_checked *checked)
{
    tsq__text message = {0}, computed = {0};
    tsq__check_message(checked, &message);
    tsq__check_computed(checked, &computed);
    const bool failed = message.failed || computed.failed;
    if (!failed) {
        fputs("  ---\n", stream);
        put_scalar(stream, "message", message.bytes);
        fprintf(stream, "  severity: %s\n", checked->verdict.outcome == TSQ_CLAIM_NOT_HELD ? "fail" : "error");
        if (checked->verdict.outcome == TSQ_CLAIM_NOT_HELD) {
            put_scalar(stream, "found", computed.bytes);
            put_scalar(stream, "wanted", checked->claim->expected);
        }
        put_scalar(stream, "quantity", checked->claim->quantity);
        put_scalar(stream, "file", report->file[checked->file]);
        fprintf(stream, "  line: %zu\n  ...\n", checked->claim->line);
    }
    tsq__text_free(&message);
    tsq__text_free(&computed);
    return failed ? TSQ_E_MEMORY : TSQ_OK;
}

tsq_status tsq_write_check_tap(FILE *stream, const tsq_check_report *report, const tsq_write_options *options)
{
    tsq_status status = TSQ_OK;
    (void)options;
    fprintf(stream, "TAP version 14\n1..%zu\n", report->n);
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        const tsq_checked *checked = &report->checked[i];
        fprintf(stream, "%sok %zu - ", checked->verdict.outcome == TSQ_CLAIM_HELD ? "" : "not ", i + 1);
        put_description(stream, checked->claim->id);
        fputc('\n', stream);
        if (checked->verdict.outcome != TSQ_CLAIM_HELD) {
            status = write_diagnostic(stream, report, checked);
        }
    }
    return status;
}
