/* Finding conventions, comparing and taking them over. */
#include "explain/conventions.h"

#include <string.h>

size_t tsq_convention_count(void)
{
    return tsq__conventions_count;
}

const tsq_convention *tsq_convention_at(size_t i)
{
    return i < tsq_convention_count() ? &tsq__conventions[i] : NULL;
}

const tsq_convention *tsq_convention_find(const char *id)
{
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        if (strcmp(tsq__conventions[i].id, id) == 0) {
            return &tsq__conventions[i];
        }
    }
    return NULL;
}

static const char *text_at(const tsq_pool_options *options, size_t offset)
{
    const char *text;
    memcpy(&text, (const char *)options + offset, sizeof text);
    return text;
}

static bool same_part(const tsq_convention_part *part, const tsq_pool_options *a, const tsq_pool_options *b)
{
    if (part->size > 0) {
        return memcmp((const char *)a + part->offset, (const char *)b + part->offset, part->size) == 0;
    }
    const char *x = text_at(a, part->offset), *y = text_at(b, part->offset);
    return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

bool tsq_convention_same(const tsq_convention *convention, const tsq_pool_options *a, const tsq_pool_options *b)
{
    bool same = true;
    for (size_t i = 0; i < convention->n_parts; i++) {
        same = same && same_part(&convention->part[i], a, b);
    }
    return same;
}

bool tsq_convention_in_presets(const tsq_convention *convention)
{
    char first[TSQ_CONVENTION_TEXT], other[TSQ_CONVENTION_TEXT];
    bool differ = false;
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    convention->describe(&options, first);
    for (size_t i = 1; i < tsq_preset_count() && !differ; i++) {
        tsq_pool_preset(&options, tsq_preset_at(i));
        differ = strcmp(first, convention->describe(&options, other)) != 0;
    }
    return differ;
}

void tsq_convention_take(const tsq_convention *convention, const tsq_pool_options *from, tsq_pool_options *to)
{
    for (size_t i = 0; i < convention->n_parts; i++) {
        const tsq_convention_part *part = &convention->part[i];
        const size_t size = part->size > 0 ? part->size : sizeof(char *);
        memcpy((char *)to + part->offset, (const char *)from + part->offset, size);
    }
}
