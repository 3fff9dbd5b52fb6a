/* Cells as levels of a factor, and their order. */
#include "data/moderators.h"

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
