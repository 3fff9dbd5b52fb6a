/* The options of a fit as a number; see digest.h. */
#include "resample/digest.h"

#include <string.h>

/* The bytes of a number, by value. */
static uint64_t digest_word(uint64_t digest, uint64_t word)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        digest = (digest ^ (word >> shift & 0xff)) * UINT64_C(0x100000001b3);
    }
    return digest;
}

static uint64_t digest_double(uint64_t digest, double number)
{
    uint64_t word;
    memcpy(&word, &number, sizeof word);
    return digest_word(digest, word);
}

static uint64_t digest_name(uint64_t digest, const char *name)
{
    return tsq__digest(digest, name, strlen(name) + 1);
}

uint64_t tsq__digest_fit(uint64_t digest, const tsq_fit_options *o)
{
    const double numbers[] = {o->level, o->tau2, o->q_about, o->threshold, o->tol};
    const uint64_t choices[] = {o->i2,           o->weighting,     o->maxiter,
                                o->no_intercept, o->no_prediction, o->no_tau2_interval};
    digest = digest_name(digest, o->method->id);
    digest = digest_name(digest, o->test->id);
    digest = digest_name(digest, o->prediction != NULL ? o->prediction->id : "");
    digest = digest_name(digest, o->tau2_interval != NULL ? o->tau2_interval->id : "");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        digest = digest_double(digest, numbers[i]);
    }
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        digest = digest_word(digest, choices[i]);
    }
    return digest;
}
