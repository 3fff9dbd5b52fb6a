/* Writing CSV. */
#include "io/csv.h"

#include <tausq/data.h>

#include <string.h>

void tsq__csv_text(FILE *stream, int first, const char *text)
{
    fputs(first ? "" : ",", stream);
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"" : "", stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}

void tsq__csv_number(FILE *stream, double value)
{
    char text[TSQ_NUMBER_TEXT];
    fprintf(stream, ",%s", tsq_number_print(value, text));
}

void tsq__csv_count(FILE *stream, size_t value)
{
    fprintf(stream, ",%zu", value);
}
