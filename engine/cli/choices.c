/* The values that options take: those of the registries, and a few lists. */
#include "cli/cli.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define LIST(function, ...)                                                                                            \
    const char *function(size_t i)                                                                                     \
    {                                                                                                                  \
        static const char *const values[] = {__VA_ARGS__};                                                             \
        return i < COUNT(values) ? values[i] : NULL;                                                                   \
    }

/* The ids of a registry. */
#define REGISTRY(function, at, count)                                                                                  \
    const char *function(size_t i)                                                                                     \
    {                                                                                                                  \
        return i < count() ? at(i)->id : NULL;                                                                         \
    }

/* The measures, then their other names. */
const char *choice_measure(size_t i)
{
    if (i < tsq_effect_count()) {
        return tsq_effect_at(i)->id;
    }
    i -= tsq_effect_count();
    for (size_t j = 0; j < tsq_effect_count(); j++) {
        const char *alias = tsq_effect_at(j)->alias;
        if (alias != NULL && i-- == 0) {
            return alias;
        }
    }
    return NULL;
}

/* The ids of a registry, with a word before them and one after them. */
#define REGISTRY_AND(function, at, count, before, after)                                                               \
    const char *function(size_t i)                                                                                     \
    {                                                                                                                  \
        const char *const first = before, *const last = after;                                                         \
        if (first != NULL && i-- == 0) {                                                                               \
            return first;                                                                                              \
        }                                                                                                              \
        if (i < count()) {                                                                                             \
            return at(i)->id;                                                                                          \
        }                                                                                                              \
        return i == count() ? last : NULL;                                                                             \
    }

LIST(choice_multi_arm, "covariance", "split", "combine", "each")
REGISTRY(choice_vtype, tsq_vtype_at, tsq_vtype_count)
REGISTRY(choice_preset, tsq_preset_at, tsq_preset_count)
REGISTRY(choice_convert, tsq_conversion_at, tsq_conversion_count)
REGISTRY(choice_method, tsq_tau2_at, tsq_tau2_count)
REGISTRY(choice_test, tsq_test_at, tsq_test_count)
REGISTRY_AND(choice_tau2_ci, tsq_tau2_interval_at, tsq_tau2_interval_count, NULL, "none")
REGISTRY_AND(choice_transform, tsq_transform_at, tsq_transform_count, "auto", "none")
REGISTRY_AND(choice_pi, tsq_prediction_at, tsq_prediction_count, "auto", "none")

LIST(choice_endpoint, "auto", "final", "change")
LIST(choice_limits, "t", "z")
LIST(choice_limits_sides, "two", "one")
LIST(choice_p_bounds, "omit", "use")
LIST(choice_counts, "rounded", "exact")
LIST(choice_medians, "luo-wan-shi", "lognormal", "qe", "bc", "mln", "blue")
LIST(choice_bias, "exact", "approx", "none")
LIST(choice_to, "only0", "all", "if0all", "none")
LIST(choice_decimal, ".", ",")
LIST(choice_i2, "tau2", "Q")
LIST(choice_switch, "on", "off")
LIST(choice_format, "text", "json", "csv", "markdown")
LIST(choice_check_format, "text", "json", "junit", "tap", "sarif", "markdown")
LIST(choice_reader, "auto", "libcsv")
LIST(choice_progress, "auto", "always", "never")
LIST(choice_search, "conventions", "unusual", "one", "two")
LIST(choice_fail_on, "note", "warning", "error", "never")
LIST(choice_why_format, "text", "json")
LIST(choice_script, "r", "python")
LIST(choice_batch_format, "csv")
LIST(choice_effects_format, "text", "json", "csv")
