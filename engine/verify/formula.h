/* The formulas of fit_formulas.def and effect_formulas.def, and the one that holds. */
#ifndef TSQ_VERIFY_FORMULA_H
#define TSQ_VERIFY_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

/** A row of either list. */
typedef struct tsq__formula {
    const char *measures; /**< of an effect: ids of measures or of conversions, blank-separated; NULL for a fit */
    const char *name;
    const char *when;  /**< words KEY=VALUE, KEY=VALUE|VALUE or !KEY=VALUE that must all hold */
    const char *text;  /**< the formula, or the left side of an equation */
    const char *right; /**< of an equation; else NULL */
    const char *title;
    const char *source; /**< or "@method", ...; "" for none */
} tsq__formula;

/** Formula i of a fit; NULL after the last. */
const tsq__formula *tsq__fit_formula_at(size_t i);
/** Formula i of effects, or of conversions; NULL after the last. */
const tsq__formula *tsq__effect_formula_at(bool of_conversions, size_t i);

/** Whether the facts, "KEY=VALUE KEY=VALUE", are what `when` asks for. */
bool tsq__formula_holds(const char *when, const char *facts);

/** The formula of that name for a fit with these facts; NULL if there is none. */
const tsq__formula *tsq__fit_formula_find(const char *name, const char *facts);
#endif
