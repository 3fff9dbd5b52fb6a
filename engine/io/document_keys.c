/* Quantities of a result by name: keys, elements of lists, flags; see document.h. */
#include "io/document.h"

#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What elements of lists are called by. */
static const char *const called_by[] = {"name", "study", "id", "method", "scenario", "code", "level", "label"};

static const char *name_of(const json_t *element)
{
    for (size_t i = 0; i < sizeof called_by / sizeof called_by[0]; i++) {
        const char *name = json_string_value(json_object_get(element, called_by[i]));
        if (name != NULL) {
            return name;
        }
    }
    return NULL;
}

/* A walk along keys: what was found, or where it ended and which word was not there, or how many are called so. */
struct walk {
    const json_t *at;
    char word[128];
    bool found;
    size_t called;
};

static const json_t *step(const json_t *at, const char *word, size_t *called)
{
    const json_t *found = NULL;
    *called = 0;
    if (json_is_object(at)) {
        return json_object_get(at, word);
    }
    if (!json_is_array(at) || word[0] == '\0') {
        return NULL;
    }
    if (word[strspn(word, "0123456789")] == '\0') {
        return json_array_get(at, (size_t)strtoull(word, NULL, 10));
    }
    for (size_t i = 0; i < json_array_size(at); i++) {
        const char *name = name_of(json_array_get(at, i));
        if (name != NULL && strcmp(name, word) == 0) {
            found = json_array_get(at, i);
            ++*called;
        }
    }
    return *called == 1 ? found : NULL;
}

static void walk_keys(struct walk *walk, const json_t *from, const char *path)
{
    walk->at = from;
    walk->called = 0;
    for (;;) {
        const size_t length = strcspn(path, ".");
        const bool fits = length < sizeof walk->word;
        snprintf(walk->word, sizeof walk->word, "%.*s", (int)(fits ? length : sizeof walk->word - 1), path);
        const json_t *next = fits ? step(walk->at, walk->word, &walk->called) : NULL;
        walk->found = next != NULL;
        walk->at = next != NULL ? next : walk->at;
        if (next == NULL || path[length] == '\0') {
            return;
        }
        path += length + 1;
    }
}

static void offer_all(const json_t *at, tsq_guess *guess)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)at, key, value)
    {
        tsq_guess_offer(guess, key);
    }
    for (size_t i = 0; json_is_array(at) && i < json_array_size(at); i++) {
        const char *name = name_of(json_array_get(at, i));
        if (name != NULL) {
            tsq_guess_offer(guess, name);
        }
    }
}

static tsq_status fail_unknown(const char *quantity, const char *word, const json_t *at, const json_t *root,
                               tsq_error *err)
{
    char shown[TSQ__SHOWN], part[TSQ__SHOWN];
    tsq_guess guess = tsq_guess_begin(word);
    offer_all(at, &guess);
    if (root != NULL) {
        offer_all(root, &guess);
    }
    const bool whole = strcmp(word, quantity) == 0;
    tsq__shown(word, strlen(word), part);
    return tsq__fail(err, TSQ_E_COLUMN, "quantity: there is no '%s'%s%s%s%s%s%s",
                     tsq__shown(quantity, strlen(quantity), shown), whole ? "" : ": no '", whole ? "" : part,
                     whole ? "" : "' there", guess.best != NULL ? "; did you mean '" : "",
                     guess.best != NULL ? guess.best : "", guess.best != NULL ? "'?" : "");
}

/* ---- quantities ------------------------------------------------------------------------------------------------ */

static bool is_percent(const char *quantity)
{
    static const char *const keys[] = {"I2", "I2_lb", "I2_ub", "weight", "R2", "level"};
    for (const char *at = quantity;; at++) {
        const size_t length = strcspn(at, ".");
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            if (strlen(keys[i]) == length && strncmp(at, keys[i], length) == 0) {
                return true;
            }
        }
        at += length;
        if (*at == '\0') {
            return false;
        }
    }
}

static tsq_status take_value(const json_t *value, const char *quantity, tsq_computed *out, tsq_error *err)
{
    *out = (tsq_computed){.number = (double)NAN, .percent = is_percent(quantity)};
    if (json_is_number(value)) {
        out->kind = TSQ_COMPUTED_NUMBER;
        out->number = json_number_value(value);
    } else if (json_is_boolean(value)) {
        out->kind = TSQ_COMPUTED_NUMBER;
        out->number = json_is_true(value) ? 1.0 : 0.0;
    } else if (json_is_string(value)) {
        out->kind = TSQ_COMPUTED_TEXT;
        out->text = json_string_value(value);
    } else if (!json_is_null(value)) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_COLUMN, "quantity: '%s' is no number but %s; say which part, as in KEY.PART",
                         tsq__shown(quantity, strlen(quantity), shown), json_is_array(value) ? "a list" : "an object");
    }
    return TSQ_OK;
}

/* Why a study has no effect, if that is known. */
static tsq_status fail_element(const tsq__names *names, const tsq__names *omitted, const char *kind, const char *text,
                               size_t n, tsq_error *err)
{
    enum { GUESSED = 500 }; /* of longer lists, whose claims may all fail, no name is compared letter by letter */
    char shown[TSQ__SHOWN];
    size_t left_out = 0;
    tsq__shown(text, strlen(text), shown);
    if (n > 1) {
        return tsq__fail(err, TSQ_E_COLUMN, "quantity: %zu rows have the %s '%s'; line.N.KEY names one by its line", n,
                         kind, shown);
    }
    const json_t *why = json_object_get(tsq__names_find(omitted, text, &left_out), "reason");
    if (json_is_string(why)) {
        return tsq__fail(err, TSQ_E_COLUMN, "quantity: the %s '%s' is omitted: %s", kind, shown,
                         json_string_value(why));
    }
    tsq_guess guess = tsq_guess_begin(text);
    const size_t elements = json_array_size(names->list);
    for (size_t i = 0; i < elements && elements <= GUESSED; i++) {
        const char *label = json_string_value(json_object_get(json_array_get(names->list, i), names->key));
        if (label != NULL) {
            tsq_guess_offer(&guess, label);
        }
    }
    return tsq__fail(err, TSQ_E_COLUMN, "quantity: there is no %s '%s'%s%s%s", kind, shown,
                     guess.best != NULL ? "; did you mean '" : "", guess.best != NULL ? guess.best : "",
                     guess.best != NULL ? "'?" : "");
}

/* KIND.TEXT.KEY; the text may hold dots, the key none. */
static tsq_status find_in_list(const tsq__names *names, const tsq__names *omitted, const char *kind,
                               const char *quantity, tsq_computed *out, tsq_error *err)
{
    const char *text = quantity + strlen(kind) + 1, *dot = strrchr(text, '.');
    char shown[TSQ__SHOWN];
    size_t n;
    if (dot == NULL) {
        return tsq__fail(err, TSQ_E_COLUMN, "quantity: '%s' is not %s.NAME.KEY",
                         tsq__shown(quantity, strlen(quantity), shown), kind);
    }
    const size_t length = (size_t)(dot - text);
    char *label = malloc(length + 1);
    if (label == NULL) {
        return tsq__fail_memory(err);
    }
    memcpy(label, text, length);
    label[length] = '\0';
    const json_t *element = tsq__names_find(names, label, &n);
    const json_t *value = n == 1 ? json_object_get(element, dot + 1) : NULL;
    const tsq_status status = n != 1          ? fail_element(names, omitted, kind, label, n, err)
                              : value != NULL ? take_value(value, dot + 1, out, err)
                                              : fail_unknown(quantity, dot + 1, element, NULL, err);
    free(label);
    return status;
}

static tsq_status find_flag(const json_t *result, const char *name, tsq_computed *out, tsq_error *err)
{
    const json_t *flags = json_object_get(result, "flags");
    tsq_guess guess = tsq_guess_begin(name);
    bool known = false;
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        known = known || strcmp(tsq_flag_id(i), name) == 0;
        tsq_guess_offer(&guess, tsq_flag_id(i));
    }
    if (!known || !json_is_array(flags)) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_COLUMN, "quantity: there is no flag '%s'%s%s%s",
                         tsq__shown(name, strlen(name), shown), guess.best != NULL ? "; did you mean '" : "",
                         guess.best != NULL ? guess.best : "", guess.best != NULL ? "'?" : "");
    }
    *out = (tsq_computed){.kind = TSQ_COMPUTED_NUMBER, .number = 0.0};
    for (size_t i = 0; i < json_array_size(flags); i++) {
        const char *flag = json_string_value(json_array_get(flags, i));
        out->number = flag != NULL && strcmp(flag, name) == 0 ? 1.0 : out->number;
    }
    return TSQ_OK;
}

tsq_status tsq__document_find(const tsq_document *document, const json_t *result, const char *quantity,
                              tsq_computed *out, tsq_error *err)
{
    if (strncmp(quantity, "coef.", 5) == 0) {
        static const tsq__names none = {0};
        return find_in_list(&document->coefficient, &none, "coef", quantity, out, err);
    }
    if (strncmp(quantity, "study.", 6) == 0) {
        return find_in_list(&document->study, &document->omitted_study, "study", quantity, out, err);
    }
    if (strncmp(quantity, "line.", 5) == 0) {
        return find_in_list(&document->line, &document->omitted_line, "line", quantity, out, err);
    }
    if (strncmp(quantity, "flag.", 5) == 0) {
        return find_flag(result, quantity + 5, out, err);
    }
    struct walk own, whole;
    walk_keys(&own, result, quantity);
    if (own.found) {
        return take_value(own.at, quantity, out, err);
    }
    walk_keys(&whole, document->root, quantity);
    if (whole.found) {
        return take_value(whole.at, quantity, out, err);
    }
    if (own.called > 1) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_COLUMN,
                         "quantity: %zu entries of the list are called '%s'; its place, from 0, names one", own.called,
                         tsq__shown(own.word, strlen(own.word), shown));
    }
    return own.at == result ? fail_unknown(quantity, own.word, result, document->root, err)
                            : fail_unknown(quantity, own.word, own.at, NULL, err);
}
