/* The registry of presets, and how a preset becomes options. */
#include <tausq/pool.h>

#include <string.h>

static const tsq_preset presets[] = {
#include "pool/presets.def"
};

size_t tsq_preset_count(void)
{
    return sizeof presets / sizeof presets[0];
}

const tsq_preset *tsq_preset_at(size_t i)
{
    return i < tsq_preset_count() ? &presets[i] : NULL;
}

const tsq_preset *tsq_preset_find(const char *id)
{
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        if (strcmp(presets[i].id, id) == 0) {
            return &presets[i];
        }
    }
    return NULL;
}

void tsq_pool_preset(tsq_pool_options *options, const tsq_preset *preset)
{
    if (preset == NULL) {
        preset = &presets[0];
    }
    const tsq_effect_options effect = TSQ_EFFECT_OPTIONS_INIT;
    const tsq_fit_options fit = TSQ_FIT_OPTIONS_INIT;
    *options = (tsq_pool_options){.preset = preset,
                                  .effect = effect,
                                  .fit = fit,
                                  .prediction = preset->prediction}; /* the interval of tau2 waits for the method */
    options->effect.bias = preset->bias;
    options->effect.rom_correct = preset->rom_correct;
    options->effect.drop00 = preset->drop00;
    options->effect.zero_rule = preset->zero_rule;
    options->fit.method = tsq_tau2_find(preset->method);
    options->fit.test = tsq_test_find(preset->test); /* NULL for auto */
    options->fit.i2 = preset->i2;
    options->mh_correct = preset->mh_correct;
    options->rd_variance = preset->rd_variance;
    options->mh_q = preset->mh_q;
}
