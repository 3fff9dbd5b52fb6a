/* The output of `batch`: CSV with the fields asked for. */
#include "base/error.h"
#include "base/memory.h"
#include "base/span.h"
#include "io/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a field is: a number of the fit by its place, or one of these. */
enum kind { NUMBER, K, OMITTED, TAU, DIRECTION, MEASURE, FLAGS };

static const struct field {
    const char *name;
    enum kind kind;
    size_t place;
    bool of_tau2_interval, of_prediction;
    const char *meaning;
} fields_known[] = {
    {"k", K, 0, false, false, "studies"},
    {"omitted", OMITTED, 0, false, false, "effects that were left out: missing, unusable, of other alleles"},
#define FIELD(name, member, of_tau2_interval, of_prediction, meaning)                                                  \
    {#name, NUMBER, offsetof(tsq_brief, member), of_tau2_interval, of_prediction, meaning},
#include "io/batch_fields.def"
#undef FIELD
    {"tau", TAU, 0, false, false, "root of tau2"},
    {"direction", DIRECTION, 0, false, false,
     "a sign for each study: + - 0, ? where it is absent or left out; in the order of rows, columns or FILEs"},
    {"measure", MEASURE, 0, false, false, "effect measure"},
    {"flags", FLAGS, 0, false, false, "why there is no estimate; flags ('tausq list flags')"},
};

enum { FIELDS = sizeof fields_known / sizeof *fields_known };

const char *tsq_batch_field(size_t i)
{
    return i < FIELDS ? fields_known[i].name : NULL;
}

const char *tsq_batch_field_meaning(size_t i)
{
    return i < FIELDS ? fields_known[i].meaning : NULL;
}

static size_t find(const char *name, size_t length)
{
    size_t i = 0;
    while (i < FIELDS && (strncmp(fields_known[i].name, name, length) != 0 || fields_known[i].name[length] != '\0')) {
        i++;
    }
    return i;
}

tsq_status tsq__batch_fields_read(const char *text, tsq__batch_fields *fields, tsq_error *err)
{
    *fields = (tsq__batch_fields){0};
    fields->field = tsq__array(FIELDS, 1);
    if (fields->field == NULL) {
        return tsq__fail_memory(err);
    }
    for (const char *at = text != NULL ? text : TSQ_BATCH_FIELDS;; at++) {
        char shown[TSQ__SHOWN];
        at += strspn(at, " ");
        const size_t length = strcspn(at, ", ");
        const size_t i = find(at, length);
        if (i == FIELDS || memchr(fields->field, (int)i, fields->n) != NULL) {
            (void)tsq__fail(err, TSQ_E_OPTION, i == FIELDS ? "there is no field '%s'" : "the field '%s' comes twice",
                            tsq__shown(at, length, shown));
            tsq__batch_fields_free(fields);
            return TSQ_E_OPTION;
        }
        fields->field[fields->n++] = (unsigned char)i;
        at += length;
        at += strspn(at, " ");
        if (*at == '\0') {
            return TSQ_OK;
        }
    }
}

void tsq__batch_fields_free(tsq__batch_fields *fields)
{
    free(fields->field);
    *fields = (tsq__batch_fields){0};
}

bool tsq__batch_fields_want_direction(const tsq__batch_fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        if (fields_known[fields->field[i]].kind == DIRECTION) {
            return true;
        }
    }
    return false;
}

bool tsq__batch_fields_want(const tsq__batch_fields *fields, bool prediction)
{
    for (size_t i = 0; i < fields->n; i++) {
        const struct field *field = &fields_known[fields->field[i]];
        if (prediction ? field->of_prediction : field->of_tau2_interval) {
            return true;
        }
    }
    return false;
}

/* ---- text --------------------------------------------------------------------------------------------------------- */

static bool add_quoted(tsq__text *out, const char *cell, size_t length)
{
    bool whole = tsq__text_add(out, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        whole = (cell[i] != '"' || tsq__text_add(out, "\"", 1)) && tsq__text_add(out, &cell[i], 1) && whole;
    }
    return tsq__text_add(out, "\"", 1) && whole;
}

static bool add_cell(tsq__text *out, const char *cell, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (cell[i] == ',' || cell[i] == '"' || cell[i] == '\n' || cell[i] == '\r') {
            return add_quoted(out, cell, length);
        }
    }
    return tsq__text_add(out, cell, length);
}

bool tsq__batch_write_head(const tsq__batch_fields *fields, const tsq__batch_plan *plan, tsq__text *out)
{
    int column[2] = {plan->allele[0], plan->allele[1]};
    const size_t n = plan->n_key + (plan->allele[0] >= 0 ? 2 : 0);
    bool whole = true;
    for (size_t i = 0; i < n; i++) {
        const int place = i < plan->n_key ? plan->key[i] : column[i - plan->n_key];
        const char *name = tsq_table_column_name(plan->head, plan->read[place]);
        const size_t taken = find(name, strlen(name));
        whole = whole && (i == 0 || tsq__text_add(out, ",", 1));
        /* so that no name comes twice */
        if (taken < FIELDS && memchr(fields->field, (int)taken, fields->n) != NULL) {
            whole = whole && tsq__text_add_string(out, "group_");
        }
        whole = whole && add_cell(out, name, strlen(name));
    }
    for (size_t i = 0; i < fields->n; i++) {
        whole = whole && (i + n == 0 || tsq__text_add(out, ",", 1));
        whole = whole && tsq__text_add_string(out, fields_known[fields->field[i]].name);
    }
    return whole && tsq__text_add(out, "\n", 1);
}

static char *add_flags(char *at, const tsq_brief *brief, uint32_t flags)
{
    const char *separator = "";
    if (brief->status != TSQ_OK) {
        at = stpcpy(at, tsq_status_name(brief->status));
        separator = ";";
    }
    for (size_t i = 0; flags != 0 && i < TSQ_FLAG_COUNT; i++) {
        if ((flags >> i & 1) != 0) {
            at = stpcpy(stpcpy(at, separator), tsq_flag_id(i));
            separator = ";";
        }
    }
    return at;
}

/* Room for all fields of a row: flags have less than the first part. */
#define ROW_ROOM (1024 + FIELDS * TSQ__NUMBER_PUT)

static char *add_count(char *at, size_t value)
{
    char digits[24];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (n > 0) {
        *at++ = digits[--n];
    }
    return at;
}

static char *add_field(char *at, const struct field *field, const struct tsq__batch_set *set, const tsq_brief *brief)
{
    double number;
    switch (field->kind) {
    case K:
        return add_count(at, brief->k);
    case OMITTED:
        return add_count(at, set->omitted);
    case MEASURE:
        return stpcpy(at, set->measure != NULL ? set->measure->id : "GEN");
    case FLAGS:
        return add_flags(at, brief, brief->flags | set->flags);
    case TAU:
        number = sqrt(brief->tau2);
        break;
    default:
        memcpy(&number, (const char *)brief + field->place, sizeof number);
        break;
    }
    return tsq__number_put(number, at);
}

/* The directions of analysis i. */
static bool add_directions(const tsq__batch_sets *sets, size_t i, tsq__text *out)
{
    const size_t begin = sets->set[i].direction;
    const size_t end = i + 1 < sets->n ? sets->set[i + 1].direction : sets->directions.length;
    return begin == end || tsq__text_add(out, sets->directions.bytes + begin, end - begin);
}

/* The fields of analysis i. */
static bool add_fields(const tsq__batch_fields *fields, size_t n_key, const tsq__batch_sets *sets, size_t i,
                       const tsq_brief *brief, tsq__text *out)
{
    char row[ROW_ROOM], *at = row;
    bool whole = true;
    for (size_t j = 0; j < fields->n; j++) {
        const struct field *field = &fields_known[fields->field[j]];
        if (n_key + j > 0) {
            *at++ = ',';
        }
        if (field->kind == DIRECTION) {
            whole = whole && tsq__text_add(out, row, (size_t)(at - row)) && add_directions(sets, i, out);
            at = row;
        } else {
            at = add_field(at, field, &sets->set[i], brief);
        }
    }
    *at++ = '\n';
    return whole && tsq__text_add(out, row, (size_t)(at - row));
}

bool tsq__batch_write_set(const tsq__batch_fields *fields, size_t n_key, const tsq__batch_sets *sets, size_t i,
                          const tsq_brief *brief, tsq__text *out)
{
    const char *cell = n_key > 0 ? sets->text.bytes + sets->set[i].key : NULL;
    bool whole = true;
    for (size_t j = 0; j < n_key && whole; j++) {
        const size_t length = strlen(cell);
        whole = (j == 0 || tsq__text_add(out, ",", 1)) && add_cell(out, cell, length);
        cell += length + 1;
    }
    return whole && add_fields(fields, n_key, sets, i, brief, out);
}
