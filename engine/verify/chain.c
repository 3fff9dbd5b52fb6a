/* Nodes of a chain, and their order. */
#include "verify/chain.h"

#include "base/error.h"
#include "base/memory.h"
#include "effect/texts.h"

#include <stdlib.h>
#include <string.h>

size_t tsq__chain_add(struct tsq__chain *chain, tsq_why_node node, size_t n)
{
    tsq_why *why = chain->why;
    tsq_why_node *more = tsq__grow(why->node, &chain->capacity, why->n + 1, sizeof *more);
    if (more == NULL) {
        return TSQ_WHY_NONE;
    }
    why->node = more;
    node.n = n;
    node.value = calloc(n + 1, 2 * sizeof *node.value);
    node.error = node.value == NULL ? NULL : node.value + n + 1;
    node.key = node.key != NULL ? node.key : node.name;
    node.title = node.title != NULL ? node.title : "";
    node.source = node.source != NULL ? node.source : "";
    node.formula_id = node.formula_id != NULL ? node.formula_id : "";
    node.holds = true;
    if (node.value == NULL) {
        return TSQ_WHY_NONE;
    }
    more[why->n] = node;
    return why->n++;
}

bool tsq__chain_input(struct tsq__chain *chain, size_t at, const char *symbol, size_t input)
{
    tsq_why_node *node = &chain->why->node[at];
    size_t *inputs = realloc(node->input, (node->n_inputs + 1) * sizeof *inputs);
    node->input = inputs != NULL ? inputs : node->input;
    const char **symbols = realloc((void *)node->symbol, (node->n_inputs + 1) * sizeof *symbols);
    node->symbol = symbols != NULL ? symbols : node->symbol;
    const char *kept = tsq__effect_texts_keep(chain->why->texts, symbol);
    if (inputs == NULL || symbols == NULL || kept == NULL) {
        return false;
    }
    inputs[node->n_inputs] = input;
    symbols[node->n_inputs++] = kept;
    return true;
}

bool tsq__chain_has_input(const struct tsq__chain *chain, size_t at, const char *symbol)
{
    const tsq_why_node *node = &chain->why->node[at];
    size_t i = 0;
    while (i < node->n_inputs && strcmp(node->symbol[i], symbol) != 0) {
        i++;
    }
    return i < node->n_inputs;
}

static void free_node(tsq_why_node *node)
{
    free(node->value);
    free(node->input);
    free((void *)node->symbol);
}

void tsq__chain_forget(struct tsq__chain *chain, size_t from)
{
    tsq_why *why = chain->why;
    while (why->n > from) {
        free_node(&why->node[--why->n]);
    }
}

void tsq_why_free(tsq_why *why)
{
    if (why != NULL) {
        for (size_t i = 0; i < why->n; i++) {
            free_node(&why->node[i]);
        }
        free(why->node);
        tsq__effect_texts_free(why->texts);
        *why = (tsq_why){0};
    }
}

const char *tsq__chain_text(struct tsq__chain *chain, const char *text)
{
    return tsq__effect_texts_keep(chain->why->texts, text);
}

/* ---- order -------------------------------------------------------------------------------------------------- */

size_t *tsq__chain_order(const tsq_why *why, size_t first)
{
    size_t *place = malloc(2 * (why->n + 1) * sizeof *place);
    if (place == NULL) {
        return NULL;
    }
    size_t *queue = place + why->n + 1, n = 0;
    for (size_t i = 0; i < why->n; i++) {
        place[i] = TSQ_WHY_NONE;
    }
    place[first] = n;
    queue[n++] = first;
    for (size_t at = 0; at < n; at++) {
        const tsq_why_node *node = &why->node[queue[at]];
        for (size_t i = 0; i < node->n_inputs; i++) {
            if (place[node->input[i]] == TSQ_WHY_NONE) {
                place[node->input[i]] = n;
                queue[n++] = node->input[i];
            }
        }
    }
    return place;
}

/* Drops a node, or brings the one that belongs here by exchanges along the cycle of places. */
void tsq__chain_rearrange(tsq_why *why, size_t *place)
{
    size_t kept = 0;
    for (size_t i = 0; i < why->n; i++) {
        for (size_t j = 0; j < why->node[i].n_inputs && place[i] != TSQ_WHY_NONE; j++) {
            why->node[i].input[j] = place[why->node[i].input[j]];
        }
    }
    for (size_t i = 0; i < why->n; i++) {
        if (place[i] == TSQ_WHY_NONE) {
            free_node(&why->node[i]);
        } else {
            place[kept] = place[i];
            why->node[kept++] = why->node[i];
        }
    }
    why->n = kept;
    for (size_t i = 0; i < kept; i++) {
        while (place[i] != i) {
            const size_t to = place[i];
            const tsq_why_node moved = why->node[to];
            why->node[to] = why->node[i];
            why->node[i] = moved;
            place[i] = place[to];
            place[to] = to;
        }
    }
    free(place);
}
