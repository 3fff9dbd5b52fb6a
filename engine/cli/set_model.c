/* What the options of presets and models do to the settings. */
#include "cli/set.h"

#include <math.h>
#include <string.h>

/* Applied before all others. */
tsq_status set_preset(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    tsq_pool_preset(&settings->pool, tsq_preset_find(value));
    return TSQ_OK;
}

tsq_status set_a(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->side[0] = value;
    return TSQ_OK;
}

tsq_status set_b(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->side[1] = value;
    return TSQ_OK;
}

tsq_status set_method(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.fit.method = tsq_tau2_find(value);
    return TSQ_OK;
}

tsq_status set_test(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.fit.test = tsq_test_find(value);
    return TSQ_OK;
}

tsq_status set_level(struct settings *settings, const char *value, tsq_error *err)
{
    double *level = &settings->pool.fit.level;
    const tsq_status status = set_number("level", value, level, err);
    if (status == TSQ_OK && !(*level > 0 && *level < 100)) {
        return cli_fail(err, TSQ_E_USAGE, "--level: not between 0 and 100 '%s'", value);
    }
    if (status == TSQ_OK && *level < 1) {
        return cli_fail(err, TSQ_E_USAGE, "--level is in per cent: '%s' stands for %g, not for %g", value, *level,
                        100 * *level);
    }
    return status;
}

tsq_status set_tau2(struct settings *settings, const char *value, tsq_error *err)
{
    double *tau2 = &settings->pool.fit.tau2;
    const tsq_status status = set_number("tau2", value, tau2, err);
    if (status == TSQ_OK && *tau2 < 0) {
        return cli_fail(err, TSQ_E_USAGE, "--tau2: negative '%s'", value);
    }
    return status;
}

tsq_status set_tau2_ci(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.tau2_interval = value;
    return TSQ_OK;
}

tsq_status set_pi(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.prediction = value;
    return TSQ_OK;
}

tsq_status set_i2(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.fit.i2 = strcmp(value, "Q") == 0 ? TSQ_I2_Q : TSQ_I2_TAU2;
    return TSQ_OK;
}

tsq_status set_mh_q(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.mh_q = strcmp(value, "on") == 0;
    settings->pool.mh_q_asked = true;
    return TSQ_OK;
}

tsq_status set_mh_exact(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.mh_correct = strcmp(value, "off") == 0;
    settings->pool.mh_correct_rates = settings->pool.mh_correct;
    return TSQ_OK;
}

tsq_status set_weights(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.weights = value;
    return TSQ_OK;
}

tsq_status set_mods(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.mods = value;
    return TSQ_OK;
}

tsq_status set_no_intercept(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->pool.fit.no_intercept = true;
    return TSQ_OK;
}

tsq_status set_unweighted(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->unweighted = true;
    return TSQ_OK;
}

/* One NAME=VALUE of --control. */
static tsq_status control_entry(struct settings *settings, const char *name, const char *value, tsq_error *err)
{
    double amount;
    if (tsq_number_read(value, '.', &amount) != TSQ_NUMBER || !(amount > 0.0)) {
        return cli_fail(err, TSQ_E_USAGE, "--control %s: not a positive number '%s'", name, value);
    }
    if (strcmp(name, "threshold") == 0) {
        settings->pool.fit.threshold = amount;
    } else if (strcmp(name, "tol") == 0) {
        settings->pool.fit.tol = amount;
    } else if (strcmp(name, "maxiter") == 0) {
        if (amount != floor(amount) || amount > 1e9) {
            return cli_fail(err, TSQ_E_USAGE, "--control maxiter: not a whole number '%s'", value);
        }
        settings->pool.fit.maxiter = (unsigned)amount;
    } else {
        return cli_fail(err, TSQ_E_USAGE, "--control: no '%s', only maxiter, threshold and tol", name);
    }
    return TSQ_OK;
}

tsq_status set_control(struct settings *settings, const char *value, tsq_error *err)
{
    while (*value != '\0') {
        char entry[128];
        const size_t length = strcspn(value, ",");
        if (length >= sizeof entry) {
            return cli_fail(err, TSQ_E_USAGE, "--control: not NAME=VALUE '%s'", value);
        }
        memcpy(entry, value, length);
        entry[length] = '\0';
        value += length + (value[length] == ',');
        char *equals = strchr(entry, '=');
        if (equals == NULL) {
            return cli_fail(err, TSQ_E_USAGE, "--control: not NAME=VALUE '%s'", entry);
        }
        *equals = '\0';
        const tsq_status status = control_entry(settings, entry, equals + 1, err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return TSQ_OK;
}

tsq_status set_rounding(struct settings *settings, const char *value, tsq_error *err)
{
    settings->rounding = value;
    return tsq_rounding_check(value, err);
}
