/* From the terms of a model to its matrix; see tausq/design.h. */
#include "data/moderators.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A column in the rows of a design: a factor, or numbers. */
struct coded {
    const tsq__variable *variable;
    tsq__factor factor;
    double *value;   /* length k, of a column of numbers */
    bool everywhere; /* coded by contrasts in every term */
};

enum coding { BY_NUMBER, BY_CONTRASTS, BY_ALL };

struct builder {
    const tsq_moderators *moderators;
    const tsq_rows *rows;
    bool intercept;
    struct coded coded[TSQ__MOST_VARIABLES];
    tsq__text text; /* names, each ended by a zero */
    size_t *begins; /* of the names of coefficients */
    tsq_design *out;
    tsq_error *err;
};

static bool has(uint64_t set, size_t i)
{
    return (set >> i & 1) != 0;
}

static tsq_status read_numbers(struct builder *builder, struct coded *coded)
{
    const tsq_table *table = builder->moderators->table;
    coded->value = tsq__array(builder->rows->n, sizeof *coded->value);
    for (size_t i = 0; coded->value != NULL && i < builder->rows->n; i++) {
        (void)tsq_number_read(tsq_table_cell(table, builder->rows->row[i], coded->variable->column),
                              tsq_table_decimal(table), &coded->value[i]);
    }
    return coded->value != NULL ? TSQ_OK : tsq__fail_memory(builder->err);
}

/* ---- coding ---------------------------------------------------------------------------------------------------- */

/* Without an intercept the first factor of the first term that has one takes its place. */
static bool is_in_place_of_intercept(const struct builder *builder, size_t term, size_t v)
{
    const tsq_moderators *m = builder->moderators;
    for (size_t t = 0; !builder->intercept && t < m->n_terms; t++) {
        for (size_t i = 0; i < m->n_variables; i++) {
            if (has(m->term[t], i) && m->variable[i].factor) {
                return t == term && i == v;
            }
        }
    }
    return false;
}

/* A factor has contrasts in a term if one of the terms before holds all the rest of it. */
static enum coding coding_of(const struct builder *builder, size_t term, size_t v)
{
    const tsq_moderators *m = builder->moderators;
    const uint64_t rest = m->term[term] & ~((uint64_t)1 << v);
    if (!m->variable[v].factor) {
        return BY_NUMBER;
    }
    if (is_in_place_of_intercept(builder, term, v)) {
        return BY_ALL;
    }
    bool held = rest == 0;
    for (size_t t = 0; t < term && !held; t++) {
        held = (rest & ~m->term[t]) == 0;
    }
    return held ? BY_CONTRASTS : BY_ALL;
}

static size_t columns_of(const struct builder *builder, size_t term, size_t v)
{
    const enum coding coding = coding_of(builder, term, v);
    const size_t n = builder->coded[v].factor.n;
    return coding == BY_NUMBER ? 1 : coding == BY_ALL ? n : n - 1;
}

/* How many columns the terms make; no more is counted beyond the rows. */
static size_t count_columns(const struct builder *builder)
{
    const tsq_moderators *m = builder->moderators;
    const size_t enough = builder->rows->n + 1;
    size_t all = 0;
    for (size_t t = 0; t < m->n_terms && all < enough; t++) {
        size_t n = 1;
        for (size_t v = 0; v < m->n_variables && n < enough; v++) {
            n *= has(m->term[t], v) ? columns_of(builder, t, v) : 1;
        }
        all += n;
    }
    return all;
}

static void add_level_name(struct builder *builder, const struct coded *coded, size_t level)
{
    char number[TSQ_NUMBER_TEXT];
    const tsq__level *l = &coded->factor.level[level];
    if (coded->variable->numbers) {
        (void)tsq__text_add_string(&builder->text, tsq_number_print(l->number, number));
    } else {
        (void)tsq__text_add(&builder->text, l->text, l->length);
    }
}

static void end_name(struct builder *builder)
{
    (void)tsq__text_add(&builder->text, "", 1);
}

/* Multiplies column number c of a term by what variable v gives, and continues its name. */
static void multiply(struct builder *builder, size_t term, size_t v, size_t *c, double *x)
{
    struct coded *coded = &builder->coded[v];
    const enum coding coding = coding_of(builder, term, v);
    const size_t n = columns_of(builder, term, v), level = *c % n + (coding == BY_CONTRASTS ? 1 : 0);
    *c /= n;
    (void)tsq__text_add_string(&builder->text, coded->variable->name);
    if (coding != BY_NUMBER) {
        add_level_name(builder, coded, level);
        coded->everywhere = coded->everywhere && coding == BY_CONTRASTS;
    }
    for (size_t i = 0; i < builder->rows->n; i++) {
        x[i] *= coding == BY_NUMBER ? coded->value[i] : coded->factor.of[i] == level ? 1.0 : 0.0;
    }
}

static void fill(struct builder *builder)
{
    const tsq_moderators *m = builder->moderators;
    const size_t k = builder->rows->n, first = builder->intercept ? 1 : 0;
    size_t j = 0;
    if (builder->intercept) {
        (void)tsq__text_add_string(&builder->text, "intrcpt");
        end_name(builder);
    }
    for (size_t t = 0; t < m->n_terms; t++) {
        size_t n = 1;
        for (size_t v = 0; v < m->n_variables; v++) {
            n *= has(m->term[t], v) ? columns_of(builder, t, v) : 1;
        }
        for (size_t c = 0; c < n; c++, j++) {
            double *x = builder->out->X + j * k;
            size_t rest = c;
            const char *between = "";
            builder->begins[first + j] = builder->text.length;
            for (size_t i = 0; i < k; i++) {
                x[i] = 1.0;
            }
            for (size_t v = 0; v < m->n_variables; v++) {
                if (has(m->term[t], v)) {
                    (void)tsq__text_add_string(&builder->text, between);
                    multiply(builder, t, v, &rest, x);
                    between = ":";
                }
            }
            end_name(builder);
        }
    }
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

/* Factors with the names of their references, as offsets until the text no longer grows. */
static tsq_status name_all(struct builder *builder)
{
    tsq_design *out = builder->out;
    const tsq_moderators *m = builder->moderators;
    size_t reference[TSQ__MOST_VARIABLES] = {0}, name[TSQ__MOST_VARIABLES] = {0};
    for (size_t v = 0; v < m->n_variables; v++) {
        name[v] = builder->text.length;
        (void)tsq__text_add_string(&builder->text, m->variable[v].name);
        end_name(builder);
        reference[v] = builder->text.length;
        if (m->variable[v].factor) {
            add_level_name(builder, &builder->coded[v], 0);
        }
        end_name(builder);
    }
    out->text = tsq__text_take(&builder->text);
    if (out->text == NULL) {
        return tsq__fail_memory(builder->err);
    }
    for (size_t j = 0; j < out->p; j++) {
        out->name[j] = out->text + builder->begins[j];
    }
    for (size_t v = 0; v < m->n_variables; v++) {
        if (m->variable[v].factor) {
            out->factor[out->n_factors++] = (tsq_factor){.name = out->text + name[v],
                                                         .reference = out->text + reference[v],
                                                         .contrasts = builder->coded[v].everywhere,
                                                         .n_levels = builder->coded[v].factor.n};
        }
    }
    return TSQ_OK;
}

static tsq_status check_names(const tsq_design *design, tsq_error *err)
{
    for (size_t i = 0; i < design->p; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(design->name[i], design->name[j]) == 0) {
                return tsq__fail(err, TSQ_E_MODEL, "two coefficients would be called '%s': rename a column",
                                 design->name[i]);
            }
        }
    }
    return TSQ_OK;
}

static tsq_status build(struct builder *builder)
{
    const tsq_moderators *m = builder->moderators;
    const size_t k = builder->rows->n;
    tsq_design *out = builder->out;
    tsq_status status = TSQ_OK;
    for (size_t v = 0; v < m->n_variables && status == TSQ_OK; v++) {
        struct coded *coded = &builder->coded[v];
        *coded = (struct coded){.variable = &m->variable[v], .everywhere = true};
        status = coded->variable->factor ? tsq__factor_find(builder->moderators->table, builder->rows, coded->variable,
                                                            &coded->factor, builder->err)
                                         : read_numbers(builder, coded);
    }
    if (status != TSQ_OK) {
        return status;
    }
    out->k = k;
    out->m = count_columns(builder);
    out->intercept = builder->intercept;
    out->p = out->m + (builder->intercept ? 1 : 0);
    if (out->p > k) {
        return tsq__fail(builder->err, TSQ_E_DF, "the model has more coefficients than there are studies, %zu", k);
    }
    out->X = tsq__array(out->m, k * sizeof *out->X);
    out->name = tsq__array(out->p, sizeof *out->name);
    out->factor = tsq__array(m->n_variables, sizeof *out->factor);
    builder->begins = tsq__array(out->p, sizeof *builder->begins);
    if (out->X == NULL || out->name == NULL || out->factor == NULL || builder->begins == NULL) {
        return tsq__fail_memory(builder->err);
    }
    fill(builder);
    status = name_all(builder);
    return status == TSQ_OK ? check_names(out, builder->err) : status;
}

tsq_status tsq_design_new(const tsq_moderators *moderators, const tsq_rows *rows, bool intercept, tsq_design *out,
                          tsq_error *err)
{
    *out = (tsq_design){0};
    if (rows->n == 0) {
        return tsq__fail(err, TSQ_E_DF, "the model has more coefficients than there are studies, 0");
    }
    struct builder *builder = tsq__array(1, sizeof *builder);
    if (builder == NULL) {
        return tsq__fail_memory(err);
    }
    builder->moderators = moderators;
    builder->rows = rows;
    builder->intercept = intercept;
    builder->out = out;
    builder->err = err;
    const tsq_status status = build(builder);
    for (size_t v = 0; v < TSQ__MOST_VARIABLES; v++) {
        free(builder->coded[v].factor.level);
        free(builder->coded[v].factor.of);
        free(builder->coded[v].value);
    }
    tsq__text_free(&builder->text);
    free(builder->begins);
    free(builder);
    if (status != TSQ_OK) {
        tsq_design_free(out);
    }
    return status;
}

void tsq_design_free(tsq_design *design)
{
    if (design != NULL) {
        free(design->X);
        free(design->name);
        free(design->factor);
        free(design->text);
        *design = (tsq_design){0};
    }
}
