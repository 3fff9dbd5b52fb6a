/* All numbers of a result that was read back; see tsq_document_each. */
#include "io/document.h"

#include "base/text.h"

#include <string.h>

struct visit {
    tsq_document_visit *visit;
    void *context;
    tsq__text name;
    bool failed;
};

/* The number, as PREFIX + KEY. */
static void tell(struct visit *visit, const char *prefix, const char *key, const json_t *value)
{
    if (!json_is_number(value)) {
        return;
    }
    visit->name.length = 0;
    tsq__text_printf(&visit->name, "%s%s", prefix, key);
    if (visit->name.failed) {
        visit->failed = true;
    } else {
        visit->visit(visit->context, visit->name.bytes, json_number_value(value));
    }
}

/* The numbers of an object, and of the objects in it. */
static void tell_object(struct visit *visit, const char *prefix, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (json_is_object(value) && strcmp(key, "group") != 0) {
            tsq__text inner = {0};
            tsq__text_printf(&inner, "%s%s.", prefix, key);
            if (inner.failed) {
                visit->failed = true;
            } else {
                tell_object(visit, inner.bytes, value);
            }
            tsq__text_free(&inner);
        } else {
            tell(visit, prefix, key, value);
        }
    }
}

static void tell_coefficients(struct visit *visit, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *element = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(element, "name"));
        tsq__text prefix = {0};
        tsq__text_printf(&prefix, "coef.%s.", name != NULL ? name : "");
        visit->failed = visit->failed || prefix.failed;
        if (!prefix.failed && name != NULL) {
            tell_object(visit, prefix.bytes, element);
        }
        tsq__text_free(&prefix);
    }
}

/* A study by its label where that is its own, else by its line. */
static void tell_studies(struct visit *visit, const json_t *list)
{
    static const char *const keys[] = {"yi", "vi", "weight"};
    tsq__names names;
    if (!tsq__names_make(list, "study", &names)) {
        visit->failed = true;
        return;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        size_t n = 0;
        const json_t *study = json_array_get(list, i);
        const char *label = json_string_value(json_object_get(study, "study"));
        tsq__text prefix = {0};
        if (label != NULL && label[0] != '\0' && tsq__names_find(&names, label, &n) != NULL && n == 1) {
            tsq__text_printf(&prefix, "study.%s.", label);
        } else {
            tsq__text_printf(&prefix, "line.%" JSON_INTEGER_FORMAT ".",
                             json_integer_value(json_object_get(study, "line")));
        }
        visit->failed = visit->failed || prefix.failed;
        for (size_t j = 0; j < sizeof keys / sizeof keys[0] && !prefix.failed; j++) {
            tell(visit, prefix.bytes, keys[j], json_object_get(study, keys[j]));
        }
        tsq__text_free(&prefix);
    }
    tsq__names_free(&names);
}

bool tsq_document_each(const tsq_document *document, size_t i, tsq_document_visit *visit, void *context)
{
    struct visit each = {.visit = visit, .context = context};
    json_t *result = json_array_get(json_object_get(document->root, "results"), i);
    if (result == NULL) {
        return false;
    }
    tell_object(&each, "", result);
    tell_coefficients(&each, json_object_get(result, "coefficients"));
    tell_studies(&each, json_object_get(result, "studies"));
    tsq__text_free(&each.name);
    return !each.failed;
}
