/* What a check found as JUnit's XML, in the form that the schemas of Ant and of Jenkins both take. */
#include "io/check.h"

#include <string.h>

/* Text of an element or attribute. XML 1.0 has no way to write most control characters, nor U+FFFE and U+FFFF; they are
 * shown as \xHH and U+FFFD. */
static void put(FILE *stream, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '&') {
            fputs("&amp;", stream);
        } else if (*c == '<') {
            fputs("&lt;", stream);
        } else if (*c == '>') {
            fputs("&gt;", stream);
        } else if (*c == '"') {
            fputs("&quot;", stream);
        } else if (*c == '\t' || *c == '\n' || *c == '\r') {
            fprintf(stream, "&#%d;", *c);
        } else if (*c < 0x20 || *c == 0x7F) {
            fprintf(stream, "\\x%02X", (unsigned)*c);
        } else if (c[0] == 0xEF && c[1] == 0xBF && (c[2] == 0xBE || c[2] == 0xBF)) {
            fputs("\xEF\xBF\xBD", stream);
            c += 2;
        } else {
            fputc(*c, stream);
        }
    }
}

static void put_attribute(FILE *stream, const char *name, const char *value)
{
    fprintf(stream, " %s=\"", name);
    put(stream, value);
    fputc('"', stream);
}

static tsq_status write_case(FILE *stream, const tsq_check_report *report, const tsq_checked *checked)
{
    const tsq_claim *claim = checked->claim;
    const char *file = report->file[checked->file];
    fputs("    <testcase", stream);
    put_attribute(stream, "name", claim->id);
    put_attribute(stream, "classname", file);
    fputs(" time=\"0\"", stream);
    if (checked->verdict.outcome == TSQ_CLAIM_HELD) {
        fputs("/>\n", stream);
        return TSQ_OK;
    }
    const bool failure = checked->verdict.outcome == TSQ_CLAIM_NOT_HELD;
    tsq__text message = {0};
    tsq__check_message(checked, &message);
    if (message.failed) {
        tsq__text_free(&message);
        return TSQ_E_MEMORY;
    }
    fprintf(stream, ">\n      <%s", failure ? "failure" : "error");
    put_attribute(stream, "type", tsq__check_outcome(checked->verdict.outcome));
    put_attribute(stream, "message", message.bytes);
    fputc('>', stream);
    put(stream, file);
    fprintf(stream, ":%zu: ", claim->line);
    put(stream, message.bytes);
    put(stream, claim->source[0] != '\0' ? "; source: " : "");
    put(stream, claim->source);
    fprintf(stream, "</%s>\n    </testcase>\n", failure ? "failure" : "error");
    tsq__text_free(&message);
    return TSQ_OK;
}

static tsq_status write_suite(FILE *stream, const tsq_check_report *report, size_t file)
{
    size_t n = 0, count[TSQ_CLAIM_OUTCOMES] = {0};
    for (size_t i = 0; i < report->n; i++) {
        if (report->checked[i].file == file) {
            n++;
            count[report->checked[i].verdict.outcome]++;
        }
    }
    fputs("  <testsuite", stream);
    put_attribute(stream, "name", report->file[file]);
    /* The schemas ask for a time and a host; these are the same each time, so that the file is. */
    fprintf(stream,
            " package=\"tausq\" id=\"%zu\" timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\" tests=\"%zu\" "
            "failures=\"%zu\" errors=\"%zu\" time=\"0\">\n    <properties/>\n",
            file, n, count[TSQ_CLAIM_NOT_HELD], count[TSQ_CLAIM_NOT_COMPUTED]);
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        if (report->checked[i].file == file) {
            status = write_case(stream, report, &report->checked[i]);
        }
    }
    fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n", stream);
    return status;
}

tsq_status tsq_write_check_junit(FILE *stream, const tsq_check_report *report, const tsq_write_options *options)
{
    tsq_status status = TSQ_OK;
    (void)options;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", stream);
    for (size_t i = 0; i < report->n_files && status == TSQ_OK; i++) {
        status = write_suite(stream, report, i);
    }
    fputs("</testsuites>\n", stream);
    return status;
}
