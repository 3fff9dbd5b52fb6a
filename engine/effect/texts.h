/* Texts that live as long as the effects that they belong to. */
#ifndef TSQ_EFFECT_TEXTS_H
#define TSQ_EFFECT_TEXTS_H

#include <stddef.h>

struct tsq_effect_texts;

/** NULL when memory is out. */
struct tsq_effect_texts *tsq__effect_texts_new(void);
void tsq__effect_texts_free(struct tsq_effect_texts *texts);

/** A copy that never moves. NULL when memory is out. */
const char *tsq__effect_texts_copy(struct tsq_effect_texts *texts, const char *text);

/** The same, for texts that repeat: the copy of before if it is one of the last few kept. */
const char *tsq__effect_texts_keep(struct tsq_effect_texts *texts, const char *text);

#endif
