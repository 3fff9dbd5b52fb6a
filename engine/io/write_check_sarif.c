/* What a check found as SARIF 2.1.0 (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code-scanning pages. */
#include "io/check.h"
#include "io/json.h"

#include <string.h>

/* What can be found, in the order of the rules. A claim has the first that is true of it. */
enum rule { NOT_COMPUTED, CONCLUSION, DATA, METHOD, VERSION, DRIFT, NOT_HELD };

static const struct {
    const char *id, *name, *text;
} rules[] = {
    {"not-computed", "NotComputed", "A claim cannot be computed."},
    {"conclusion-changed", "ConclusionChanged",
     "A recorded number changed, and with it its direction, its significance, or whether it is important."},
    {"data-changed", "DataChanged", "A recorded number changed, and so did the data that it comes from."},
    {"method-changed", "MethodChanged", "A recorded number changed, and so did the options that it was computed with."},
    {"version-changed", "VersionChanged", "A recorded number changed with the version of tausq."},
    {"drift", "Drift", "A recorded number changed, though data, options and version are the same."},
    {"not-held", "NotHeld", "A published number is not what comes out."},
};

static enum rule rule_of(const tsq_claim_verdict *verdict)
{
    static const struct {
        unsigned bits;
        enum rule rule;
    } order[] = {
        {TSQ_CHANGED_DIRECTION | TSQ_CHANGED_SIGNIFICANCE | TSQ_CHANGED_IMPORTANCE, CONCLUSION},
        {TSQ_CHANGED_DATA, DATA},
        {TSQ_CHANGED_METHOD, METHOD},
        {TSQ_CHANGED_VERSION, VERSION},
        {TSQ_CHANGED_DRIFT, DRIFT},
    };
    if (verdict->outcome == TSQ_CLAIM_NOT_COMPUTED) {
        return NOT_COMPUTED;
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if ((verdict->changed & order[i].bits) != 0) {
            return order[i].rule;
        }
    }
    return NOT_HELD;
}

/* A path as a URI reference (RFC 3986): what is neither unreserved nor '/' is escaped. */
static void add_uri(tsq__text *text, const char *path)
{
    tsq__text_add_string(text, path[0] == '/' ? "file://" : "");
    for (const unsigned char *c = (const unsigned char *)path; *c != '\0'; c++) {
        const bool plain = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z');
        if (plain || strchr("-._~/", *c) != NULL) {
            tsq__text_printf(text, "%c", *c);
        } else {
            tsq__text_printf(text, "%%%02X", (unsigned)*c);
        }
    }
}

static void write_message(tsq__json *json, const char *key, const char *text)
{
    tsq__json_open(json, key, '{', true);
    tsq__json_text(json, "text", text);
    tsq__json_close(json, '}');
}

static void write_driver(tsq__json *json, const char *version)
{
    tsq__json_open(json, "tool", '{', false);
    tsq__json_open(json, "driver", '{', false);
    tsq__json_text(json, "name", "tausq");
    tsq__json_text(json, "version", version);
    tsq__json_open(json, "rules", '[', false);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "id", rules[i].id);
        tsq__json_text(json, "name", rules[i].name);
        write_message(json, "shortDescription", rules[i].text);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
    tsq__json_close(json, '}');
    tsq__json_close(json, '}');
}

static void write_location(tsq__json *json, const char *path, size_t line)
{
    tsq__text uri = {0};
    add_uri(&uri, path);
    tsq__json_open(json, "locations", '[', true);
    tsq__json_open(json, NULL, '{', true);
    tsq__json_open(json, "physicalLocation", '{', true);
    tsq__json_open(json, "artifactLocation", '{', true);
    tsq__json_text(json, "uri", uri.bytes);
    tsq__json_close(json, '}');
    tsq__json_open(json, "region", '{', true);
    tsq__json_count(json, "startLine", line);
    tsq__json_close(json, '}');
    tsq__json_close(json, '}');
    tsq__json_close(json, '}');
    tsq__json_close(json, ']');
    json->failed = json->failed || uri.failed;
    tsq__text_free(&uri);
}

static void write_result(tsq__json *json, const tsq_check_report *report, const tsq_checked *checked)
{
    const enum rule rule = rule_of(&checked->verdict);
    tsq__text text = {0};
    tsq__text_add_string(&text, checked->claim->id);
    tsq__text_add_string(&text, ": ");
    tsq__check_message(checked, &text);
    tsq__json_open(json, NULL, '{', false);
    tsq__json_text(json, "ruleId", rules[rule].id);
    tsq__json_count(json, "ruleIndex", (size_t)rule);
    tsq__json_text(json, "level", "error");
    write_message(json, "message", text.bytes);
    write_location(json, report->file[checked->file], checked->claim->line);
    tsq__json_open(json, "partialFingerprints", '{', true);
    tsq__json_text(json, "claim/v1", checked->claim->id);
    tsq__json_close(json, '}');
    tsq__json_close(json, '}');
    json->failed = json->failed || text.failed;
    tsq__text_free(&text);
}

tsq_status tsq_write_check_sarif(FILE *stream, const tsq_check_report *report, const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__json_open(&json, NULL, '{', false);
    tsq__json_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    tsq__json_text(&json, "version", "2.1.0");
    tsq__json_open(&json, "runs", '[', false);
    tsq__json_open(&json, NULL, '{', false);
    write_driver(&json, options->version);
    tsq__json_text(&json, "columnKind", "unicodeCodePoints");
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        if (report->checked[i].verdict.outcome != TSQ_CLAIM_HELD) {
            write_result(&json, report, &report->checked[i]);
        }
    }
    tsq__json_close(&json, ']');
    tsq__json_close(&json, '}');
    tsq__json_close(&json, ']');
    tsq__json_close(&json, '}');
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}
