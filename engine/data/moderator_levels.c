/* Cells as levels of a factor, their order, and which of them the rows of a design have. */
#include "data/moderators.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/table.h"

#include <string.h>

static tsq__level level_of_text(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && tsq__is_blank(text[length - 1])) {
        length--;
    }
    while (length > 0 && tsq__is_blank(*text)) {
        text++;
        length--;
    }
    return (tsq__level){.text = text, .length = length};
}

tsq__level tsq__level_of(const tsq_table *table, size_t row, const tsq__variable *variable)
{
    const char *cell = tsq_table_cell(table, row, variable->column);
    tsq__level level = level_of_text(cell);
    if (variable->numbers) {
        (void)tsq_number_read(cell, tsq_table_decimal(table), &level.number);
    }
    return level;
}

bool tsq__level_asked(const tsq__variable *variable, char decimal, tsq__level *level)
{
    *level = level_of_text(variable->reference);
    if (!variable->numbers) {
        return true;
    }
    return tsq_number_read(variable->reference, '.', &level->number) == TSQ_NUMBER ||
           tsq_number_read(variable->reference, decimal, &level->number) == TSQ_NUMBER;
}

/* Letters of the alphabet regardless of case. */
static int folded(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static int compare_texts(const tsq__level *a, const tsq__level *b)
{
    const size_t shorter = a->length < b->length ? a->length : b->length;
    int of_case = 0;
    for (size_t i = 0; i < shorter; i++) {
        if (folded(a->text[i]) != folded(b->text[i])) {
            return folded(a->text[i]) - folded(b->text[i]);
        }
        of_case = of_case != 0 ? of_case : b->text[i] - a->text[i]; /* small letters have the larger bytes */
    }
    return a->length != b->length ? (a->length > b->length) - (a->length < b->length) : of_case;
}

int tsq__level_compare(const tsq__variable *variable, const tsq__level *a, const tsq__level *b)
{
    return variable->numbers ? (a->number > b->number) - (a->number < b->number) : compare_texts(a, b);
}

/* ---- the levels of a factor ------------------------------------------------------------------------------------- */

/* Merge sort, because qsort has no context and the order depends on the variable. */
static void sort_levels(const tsq__variable *variable, tsq__level *level, size_t n, tsq__level *scratch)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            const size_t middle = start + width < n ? start + width : n;
            const size_t end = middle + width < n ? middle + width : n;
            size_t a = start, b = middle;
            for (size_t i = start; i < end; i++) {
                const bool left = a < middle && (b >= end || tsq__level_compare(variable, &level[a], &level[b]) <= 0);
                scratch[i] = left ? level[a++] : level[b++];
            }
        }
        memcpy(level, scratch, n * sizeof *level);
    }
}

/* Where a level stands among the first n, which are sorted. */
static size_t find_level(const tsq__variable *variable, const tsq__factor *factor, const tsq__level *level)
{
    size_t low = 0, high = factor->n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (tsq__level_compare(variable, &factor->level[middle], level) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The reference goes first, the others keep their order. */
static tsq_status put_reference_first(const tsq_table *table, const tsq_rows *rows, const tsq__variable *variable,
                                      tsq__factor *factor, tsq_error *err)
{
    tsq__level asked = factor->level[0];
    size_t at = 0;
    if (variable->reference != NULL) {
        (void)tsq__level_asked(variable, tsq_table_decimal(table), &asked);
        at = find_level(variable, factor, &asked);
        if (tsq__level_compare(variable, &factor->level[at], &asked) != 0) {
            char shown[TSQ__SHOWN];
            return tsq__fail(err, TSQ_E_MODEL, "no study has the reference level '%s' of %s",
                             tsq__shown(variable->reference, strlen(variable->reference), shown), variable->name);
        }
    }
    const tsq__level reference = factor->level[at];
    memmove(factor->level + 1, factor->level, at * sizeof *factor->level);
    factor->level[0] = reference;
    for (size_t i = 0; i < rows->n; i++) {
        factor->of[i] = factor->of[i] == at ? 0 : factor->of[i] + (factor->of[i] < at);
    }
    return TSQ_OK;
}

tsq_status tsq__factor_find(const tsq_table *table, const tsq_rows *rows, const tsq__variable *variable,
                            tsq__factor *factor, tsq_error *err)
{
    const size_t k = rows->n;
    factor->level = tsq__array(2 * k, sizeof *factor->level);
    factor->of = tsq__array(k, sizeof *factor->of);
    if (factor->level == NULL || factor->of == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < k; i++) {
        factor->level[i] = tsq__level_of(table, rows->row[i], variable);
    }
    sort_levels(variable, factor->level, k, factor->level + k);
    for (size_t i = 0; i < k; i++) {
        const bool again =
            factor->n > 0 && tsq__level_compare(variable, &factor->level[factor->n - 1], &factor->level[i]) == 0;
        if (!again) {
            factor->level[factor->n++] = factor->level[i];
        }
    }
    for (size_t i = 0; i < k; i++) {
        const tsq__level own = tsq__level_of(table, rows->row[i], variable);
        factor->of[i] = find_level(variable, factor, &own);
    }
    const tsq_status status = put_reference_first(table, rows, variable, factor, err);
    if (status == TSQ_OK && factor->n == 1) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_RANK, "%s is '%s' in every study: it cannot be a moderator", variable->name,
                         tsq__shown(factor->level[0].text, factor->level[0].length, shown));
    }
    return status;
}
