/* The lists of formulas, and which of them holds; see formula.h. */
#include "verify/formula.h"

#include <string.h>

#define TSQ_FORMULA(name, when, text, title, source) {NULL, name, when, text, NULL, title, source},
#define TSQ_EQUATION(name, when, left, right, title, source) {NULL, name, when, left, right, title, source},
static const tsq__formula of_fits[] = {
#include "verify/fit_formulas.def"
};
#undef TSQ_FORMULA
#undef TSQ_EQUATION

#define TSQ_EFFECT(measures, name, when, text) {measures, name, when, text, NULL, "", ""},
#define TSQ_EFFECT_EQUATION(measures, name, when, left, right) {measures, name, when, left, right, "", ""},
static const tsq__formula of_effects[] = {
#include "verify/effect_formulas.def"
};
static const tsq__formula of_conversions[] = {
#include "verify/conversion_formulas.def"
};
#undef TSQ_EFFECT
#undef TSQ_EFFECT_EQUATION

const tsq__formula *tsq__fit_formula_at(size_t i)
{
    return i < sizeof of_fits / sizeof of_fits[0] ? &of_fits[i] : NULL;
}

const tsq__formula *tsq__effect_formula_at(bool conversions, size_t i)
{
    if (conversions) {
        return i < sizeof of_conversions / sizeof of_conversions[0] ? &of_conversions[i] : NULL;
    }
    return i < sizeof of_effects / sizeof of_effects[0] ? &of_effects[i] : NULL;
}

/* The value of "key=" among the facts, and its length; NULL if it is not said. */
static const char *fact(const char *facts, const char *key, size_t key_length, size_t *length)
{
    while (*(facts += strspn(facts, " ")) != '\0') {
        const size_t n = strcspn(facts, " ");
        if (n > key_length && strncmp(facts, key, key_length) == 0 && facts[key_length] == '=') {
            *length = n - key_length - 1;
            return facts + key_length + 1;
        }
        facts += n;
    }
    return NULL;
}

/* Whether one of "A|B|C", of that length, is the value. */
static bool is_one_of(const char *values, size_t length, const char *value, size_t value_length)
{
    const char *const end = values + length;
    while (values < end) {
        const char *bar = memchr(values, '|', (size_t)(end - values));
        const size_t n = (size_t)((bar == NULL ? end : bar) - values);
        if (n == value_length && strncmp(values, value, n) == 0) {
            return true;
        }
        values += n + 1;
    }
    return false;
}

static bool word_holds(const char *word, size_t length, const char *facts)
{
    const bool negated = word[0] == '!';
    const char *key = word + negated, *const equals = memchr(word, '=', length);
    size_t n = 0;
    if (equals == NULL) {
        return false;
    }
    const char *value = fact(facts, key, (size_t)(equals - key), &n);
    const bool is = value != NULL && is_one_of(equals + 1, length - (size_t)(equals + 1 - word), value, n);
    return is != negated;
}

bool tsq__formula_holds(const char *when, const char *facts)
{
    while (*(when += strspn(when, " ")) != '\0') {
        const size_t n = strcspn(when, " ");
        if (!word_holds(when, n, facts)) {
            return false;
        }
        when += n;
    }
    return true;
}

const tsq__formula *tsq__fit_formula_find(const char *name, const char *facts)
{
    const tsq__formula *formula;
    for (size_t i = 0; (formula = tsq__fit_formula_at(i)) != NULL; i++) {
        if (strcmp(formula->name, name) == 0 && tsq__formula_holds(formula->when, facts)) {
            return formula;
        }
    }
    return NULL;
}
