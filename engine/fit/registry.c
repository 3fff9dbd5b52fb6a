/* Registries of tests, prediction intervals and intervals of tau2, and the list of flags. */
#include "fit/state.h"

#include <string.h>

static const tsq_test *const tests[] = {
#define TSQ_TEST(name) &tsq__test_##name,
#include "fit/tests.def"
#undef TSQ_TEST
};

static const tsq_prediction *const predictions[] = {
#define TSQ_PREDICTION(name) &tsq__prediction_##name,
#include "fit/predictions.def"
#undef TSQ_PREDICTION
};

static const tsq_tau2_interval *const tau2_intervals[] = {
#define TSQ_TAU2_INTERVAL(name) &tsq__tau2_interval_##name,
#include "fit/tau2_intervals.def"
#undef TSQ_TAU2_INTERVAL
};

static const struct {
    const char *id, *sentence;
} flags[TSQ_FLAG_COUNT] = {
#define TSQ_FLAG(name, id, sentence) {id, sentence},
#include <tausq/flags.def>
#undef TSQ_FLAG
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The three lookups of one registry. */
#define REGISTRY(type, list, name)                                                                                     \
    size_t tsq_##name##_count(void)                                                                                    \
    {                                                                                                                  \
        return COUNT(list);                                                                                            \
    }                                                                                                                  \
    const type *tsq_##name##_at(size_t i)                                                                              \
    {                                                                                                                  \
        return i < COUNT(list) ? (list)[i] : NULL;                                                                     \
    }                                                                                                                  \
    const type *tsq_##name##_find(const char *id)                                                                      \
    {                                                                                                                  \
        for (size_t i = 0; id != NULL && i < COUNT(list); i++) {                                                       \
            if (strcmp((list)[i]->id, id) == 0) {                                                                      \
                return (list)[i];                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
        return NULL;                                                                                                   \
    }

REGISTRY(tsq_test, tests, test)
REGISTRY(tsq_prediction, predictions, prediction)
REGISTRY(tsq_tau2_interval, tau2_intervals, tau2_interval)

const char *tsq_flag_id(size_t i)
{
    return i < TSQ_FLAG_COUNT ? flags[i].id : NULL;
}

const char *tsq_flag_sentence(size_t i)
{
    return i < TSQ_FLAG_COUNT ? flags[i].sentence : NULL;
}
