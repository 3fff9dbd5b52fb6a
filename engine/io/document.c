/* Results that were written as JSON, read back by jansson, and their quantities by name. */
#include "io/document.h"

#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the result ------------------------------------------------------------------------------------------------ */

/* Where results are, by command; each has one name for its list of studies. */
static const char *const lists[] = {"results", "scenarios"};

/* "outcome = MELD, weeks = 13"; of a scenario its name. */
static void describe_group(const json_t *result, tsq__text *text)
{
    const char *key, *scenario = json_string_value(json_object_get(result, "scenario"));
    json_t *value;
    const char *between = "";
    tsq__text_add_string(text, scenario != NULL ? scenario : "");
    json_object_foreach(json_object_get(result, "group"), key, value)
    {
        tsq__text_printf(text, "%s%s = %s", between, key, json_is_string(value) ? json_string_value(value) : "?");
        between = ", ";
    }
}

static tsq_status fail_several(const json_t *results, bool scenarios, tsq_error *err)
{
    enum { NAMED = 4 };
    tsq__text text = {0};
    const size_t n = json_array_size(results);
    for (size_t i = 0; i < n && i < NAMED; i++) {
        tsq__text_add_string(&text, i > 0 ? "; " : "");
        describe_group(json_array_get(results, i), &text);
    }
    const tsq_status status =
        tsq__fail(err, TSQ_E_MODEL, "%zu %s come out of it (%.300s%s); %s", n, scenarios ? "scenarios" : "analyses",
                  text.bytes != NULL ? text.bytes : "", n > NAMED ? "; ..." : "",
                  scenarios ? "scenarios.NAME. before the quantity says which" : "`where` has to leave one");
    tsq__text_free(&text);
    return status;
}

/* Whether a path begins with a key of the document itself. */
static bool is_of_root(const json_t *root, const char *path)
{
    char word[32];
    const size_t length = strcspn(path, ".");
    snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : 0), path);
    return json_object_get(root, word) != NULL;
}

/*
 * The one result; the document itself where the command gives no list of them, and where several scenarios come out,
 * which no option reduces to one, and the path names one or what they share.
 */
static tsq_status find_result(const json_t *root, const char *path, const json_t **result, tsq_error *err)
{
    *result = root;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const json_t *list = json_object_get(root, lists[i]);
        if (json_is_array(list)) {
            const bool scenarios = strcmp(lists[i], "scenarios") == 0;
            if (json_array_size(list) > 1) {
                return scenarios && is_of_root(root, path) ? TSQ_OK : fail_several(list, scenarios, err);
            }
            *result = json_array_get(list, 0);
            const char *why = json_string_value(json_object_get(*result, "error"));
            if (*result == NULL || why != NULL) {
                return tsq__fail(err, TSQ_E_MODEL, "%s", why != NULL ? why : "there is no result");
            }
        }
    }
    return TSQ_OK;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

/* What of the result is asked for by name. */
static bool list_names(tsq_document *document)
{
    const json_t *result = document->result, *omitted = json_object_get(result, "omitted");
    const json_t *studies = json_object_get(result, "studies");
    studies = studies != NULL ? studies : json_object_get(result, "rows");
    return tsq__names_make(studies, "study", &document->study) && tsq__names_make(studies, "line", &document->line) &&
           tsq__names_make(json_object_get(result, "coefficients"), "name", &document->coefficient) &&
           tsq__names_make(omitted, "study", &document->omitted_study) &&
           tsq__names_make(omitted, "line", &document->omitted_line);
}

tsq_status tsq_document_read(const char *bytes, size_t length, tsq_document **out, tsq_error *err)
{
    json_error_t why;
    tsq_document *document = calloc(1, sizeof *document);
    *out = NULL;
    if (document == NULL) {
        return tsq__fail_memory(err);
    }
    document->root = json_loadb(bytes, length, 0, &why);
    if (document->root == NULL) {
        free(document);
        return tsq__fail(err, TSQ_E_VALUE, "no JSON: line %d: %.200s", why.line, why.text);
    }
    if (find_result(document->root, "", &document->result, NULL) != TSQ_OK) {
        document->result = NULL;
    }
    if (!list_names(document)) {
        tsq_document_free(document);
        return tsq__fail_memory(err);
    }
    *out = document;
    return TSQ_OK;
}

void tsq_document_free(tsq_document *document)
{
    if (document != NULL) {
        tsq__names_free(&document->study);
        tsq__names_free(&document->line);
        tsq__names_free(&document->coefficient);
        tsq__names_free(&document->omitted_study);
        tsq__names_free(&document->omitted_line);
        json_decref(document->root);
        free(document);
    }
}

/* ---- quantities ------------------------------------------------------------------------------------------------ */

/* NAME(KEY) to its parts; *transform stays NULL where it is none. */
static tsq_status split_transform(const char *quantity, const tsq_transform **transform, char *key, size_t room,
                                  tsq_error *err)
{
    char name[32], shown[TSQ__SHOWN];
    const size_t length = strlen(quantity), before = strcspn(quantity, "(");
    *transform = NULL;
    if (before >= sizeof name || length == before || quantity[length - 1] != ')' || length - before >= room) {
        return TSQ_OK;
    }
    snprintf(name, sizeof name, "%.*s", (int)before, quantity);
    *transform = tsq_transform_find(name);
    if (*transform == NULL) { /* a label may end in a bracket */
        return TSQ_OK;
    }
    if ((*transform)->needs != TSQ_TRANSFORM_NEEDS_NOTHING) {
        return tsq__fail(err, TSQ_E_COLUMN, "quantity: '%s': %s needs more than the number",
                         tsq__shown(quantity, length, shown), name);
    }
    snprintf(key, room, "%.*s", (int)(length - before - 2), quantity + before + 1);
    return TSQ_OK;
}

tsq_status tsq_document_find(const tsq_document *document, const char *quantity, tsq_computed *out, tsq_error *err)
{
    char key[512];
    const tsq_transform *transform;
    *out = (tsq_computed){.number = (double)NAN};
    tsq_status status = split_transform(quantity, &transform, key, sizeof key, err);
    const json_t *result;
    const char *path = transform != NULL ? key : quantity;
    status = status == TSQ_OK ? find_result(document->root, path, &result, err) : status;
    status = status == TSQ_OK ? tsq__document_find(document, result, path, out, err) : status;
    if (status == TSQ_OK && transform != NULL && out->kind == TSQ_COMPUTED_NUMBER) {
        out->number = transform->apply(out->number, (double)NAN);
    }
    return status;
}

/* One end: "rounding.KEY.lb", "exp(rounding.KEY.lb)". A coefficient of a model without moderators is the estimate. */
static bool find_end(const tsq_document *document, const char *quantity, const char *end, double *out)
{
    static const char coefficient[] = "coef.intrcpt.";
    char path[512], shown[TSQ__SHOWN];
    tsq_computed computed;
    tsq_error err;
    const size_t length = strlen(quantity), before = strcspn(quantity, "(");
    const bool transformed = before < length && quantity[length - 1] == ')';
    const char *key = transformed ? quantity + before + 1 : quantity;
    const int key_length = (int)(length - (size_t)(key - quantity)) - transformed;
    if (length >= sizeof shown) {
        return false;
    }
    snprintf(shown, sizeof shown, "%.*s", key_length, key);
    const char *plain =
        strncmp(shown, coefficient, sizeof coefficient - 1) == 0 ? shown + sizeof coefficient - 1 : shown;
    snprintf(path, sizeof path, "%.*srounding.%s.%s%s", transformed ? (int)before + 1 : 0, quantity, plain, end,
             transformed ? ")" : "");
    const tsq_status status = tsq_document_find(document, path, &computed, &err);
    *out = computed.number;
    return status == TSQ_OK && computed.kind == TSQ_COMPUTED_NUMBER;
}

bool tsq_document_range(const tsq_document *document, const char *quantity, double *lb, double *ub)
{
    double first, second;
    if (json_object_get(document->result, "rounding") == NULL || !find_end(document, quantity, "lb", &first) ||
        !find_end(document, quantity, "ub", &second)) {
        return false;
    }
    *lb = fmin(first, second);
    *ub = fmax(first, second);
    return true;
}
