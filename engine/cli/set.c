/* What each option does to the settings. Values with choices have been checked before (options.c). */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

static tsq_status number(const char *option, const char *value, double *out, tsq_error *err)
{
    if (tsq_number_read(value, '.', out) != TSQ_NUMBER) {
        return cli_fail(err, TSQ_E_USAGE, "--%s: not a number '%s'", option, value);
    }
    return TSQ_OK;
}

/* Position of a value among the choices of its option. */
static size_t position(choice_function *choices, const char *value)
{
    size_t i = 0;
    while (choices(i) != NULL && strcmp(choices(i), value) != 0) {
        i++;
    }
    return i;
}

tsq_status set_where(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->where[settings->pool.n_where++] = value;
    return TSQ_OK;
}

tsq_status set_by(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.by = value;
    return TSQ_OK;
}

tsq_status set_map(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->map[settings->pool.n_map++] = value;
    return TSQ_OK;
}

tsq_status set_measure(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.measure = tsq_effect_find(value);
    return TSQ_OK;
}

tsq_status set_endpoint(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_endpoint endpoints[] = {TSQ_ENDPOINT_AUTO, TSQ_ENDPOINT_FINAL, TSQ_ENDPOINT_CHANGE};
    settings->pool.effect.endpoint = endpoints[position(choice_endpoint, value)];
    return TSQ_OK;
}

tsq_status set_corr(struct settings *settings, const char *value, tsq_error *err)
{
    double *corr = &settings->pool.effect.corr;
    settings->pool.effect.corr_pooled = strcmp(value, "pooled") == 0;
    if (settings->pool.effect.corr_pooled) {
        *corr = NAN;
        return TSQ_OK;
    }
    const tsq_status status = number("corr", value, corr, err);
    if (status == TSQ_OK && !(fabs(*corr) < 1)) {
        return cli_fail(err, TSQ_E_USAGE, "--corr: not between -1 and 1 '%s'", value);
    }
    return status;
}

tsq_status set_crossover_corr(struct settings *settings, const char *value, tsq_error *err)
{
    double *corr = &settings->pool.effect.crossover_corr;
    settings->pool.effect.crossover_corr_pooled = strcmp(value, "pooled") == 0;
    if (settings->pool.effect.crossover_corr_pooled) {
        *corr = NAN;
        return TSQ_OK;
    }
    const tsq_status status = number("crossover-corr", value, corr, err);
    if (status == TSQ_OK && !(fabs(*corr) < 1)) {
        return cli_fail(err, TSQ_E_USAGE, "--crossover-corr: not between -1 and 1 '%s'", value);
    }
    return status;
}

tsq_status set_icc(struct settings *settings, const char *value, tsq_error *err)
{
    double *icc = &settings->pool.effect.icc;
    const tsq_status status = number("icc", value, icc, err);
    if (status == TSQ_OK && !(fabs(*icc) <= 1)) {
        return cli_fail(err, TSQ_E_USAGE, "--icc: not between -1 and 1 '%s'", value);
    }
    return status;
}

tsq_status set_limits(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.limits_z = strcmp(value, "z") == 0;
    return TSQ_OK;
}

tsq_status set_limits_level(struct settings *settings, const char *value, tsq_error *err)
{
    double *level = &settings->pool.effect.convert.limits_level;
    const tsq_status status = number("limits-level", value, level, err);
    if (status == TSQ_OK && !(*level > 0 && *level < 100)) {
        return cli_fail(err, TSQ_E_USAGE, "--limits-level: not between 0 and 100 '%s'", value);
    }
    return status;
}

tsq_status set_limits_sides(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.limits_one_sided = strcmp(value, "one") == 0;
    return TSQ_OK;
}

tsq_status set_p_bounds(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.convert.p_bounds = strcmp(value, "use") == 0;
    return TSQ_OK;
}

tsq_status set_medians(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_medians methods[] = {TSQ_MEDIANS_LUO_WAN_SHI, TSQ_MEDIANS_LOGNORMAL, TSQ_MEDIANS_QE,
                                          TSQ_MEDIANS_BC,          TSQ_MEDIANS_MLN,       TSQ_MEDIANS_BLUE};
    settings->pool.effect.convert.medians = methods[position(choice_medians, value)];
    return TSQ_OK;
}

tsq_status set_unit(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->unit[settings->pool.effect.n_unit++] = value;
    return TSQ_OK;
}

tsq_status set_bounds(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->bounds[settings->n_bounds++] = value;
    return TSQ_OK;
}

tsq_status set_fail_on(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->fail_on = (tsq_lint_severity)position(choice_fail_on, value);
    return TSQ_OK;
}

tsq_status set_multi_arm(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_multi_arm ways[] = {TSQ_MULTI_ARM_COVARIANCE, TSQ_MULTI_ARM_SPLIT, TSQ_MULTI_ARM_COMBINE,
                                         TSQ_MULTI_ARM_EACH};
    settings->pool.effect.multi_arm = ways[position(choice_multi_arm, value)];
    return TSQ_OK;
}

tsq_status set_vtype(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.vtype = value;
    return TSQ_OK;
}

tsq_status set_bias(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_bias_correction kinds[] = {TSQ_BIAS_EXACT, TSQ_BIAS_APPROX, TSQ_BIAS_NONE};
    settings->pool.effect.bias = kinds[position(choice_bias, value)];
    return TSQ_OK;
}

tsq_status set_correct(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->pool.effect.rom_correct = strcmp(value, "on") == 0;
    settings->pool.effect.bias = settings->pool.effect.rom_correct ? TSQ_BIAS_EXACT : TSQ_BIAS_NONE;
    return TSQ_OK;
}

tsq_status set_add(struct settings *settings, const char *value, tsq_error *err)
{
    double *add = &settings->pool.effect.add;
    settings->pool.effect.add_by_arm = strcmp(value, "tacc") == 0;
    if (settings->pool.effect.add_by_arm) {
        *add = NAN;
        return TSQ_OK;
    }
    const tsq_status status = number("add", value, add, err);
    if (status == TSQ_OK && *add < 0) {
        return cli_fail(err, TSQ_E_USAGE, "--add: negative '%s'", value);
    }
    return status;
}

tsq_status set_to(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const tsq_add_to rows[] = {TSQ_TO_ONLY0, TSQ_TO_ALL, TSQ_TO_IF0ALL, TSQ_TO_NONE};
    settings->pool.effect.to = rows[position(choice_to, value)];
    return TSQ_OK;
}

tsq_status set_drop00(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->pool.effect.drop00 = TSQ_DROP00_ALL;
    return TSQ_OK;
}

tsq_status set_delim(struct settings *settings, const char *value, tsq_error *err)
{
    if (strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0) {
        value = "\t";
    }
    if (strlen(value) != 1) {
        return cli_fail(err, TSQ_E_USAGE, "--delim: not one character '%s'", value);
    }
    settings->csv.delimiter = value[0];
    return TSQ_OK;
}

tsq_status set_decimal(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->csv.decimal = value[0];
    return TSQ_OK;
}

tsq_status set_na_fail(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->pool.effect.na_fail = true;
    return TSQ_OK;
}

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
    const tsq_status status = number("level", value, level, err);
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
    const tsq_status status = number("tau2", value, tau2, err);
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

tsq_status set_format(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    static const enum format formats[] = {FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_MARKDOWN};
    settings->format = formats[position(choice_format, value)];
    return TSQ_OK;
}

tsq_status set_digits(struct settings *settings, const char *value, tsq_error *err)
{
    double digits;
    const tsq_status status = number("digits", value, &digits, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (!(digits >= 0 && digits <= 15) || digits != floor(digits)) {
        return cli_fail(err, TSQ_E_USAGE, "--digits: not a whole number from 0 to 15 '%s'", value);
    }
    settings->digits = (int)digits;
    settings->text_only = "--digits";
    return TSQ_OK;
}

tsq_status set_transform(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->transform = value;
    settings->text_only = "--transf";
    return TSQ_OK;
}

tsq_status set_forest(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->forest = true;
    return TSQ_OK;
}

tsq_status set_covariance(struct settings *settings, const char *value, tsq_error *err)
{
    if (strcmp(value, "-") == 0) {
        return cli_fail(err, TSQ_E_USAGE, "--covariance: a file, not standard output");
    }
    settings->covariance = value;
    return TSQ_OK;
}

tsq_status set_output(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->output = strcmp(value, "-") == 0 ? NULL : value;
    return TSQ_OK;
}

tsq_status set_quiet(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->quiet = true;
    return TSQ_OK;
}

tsq_status set_help(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->help = true;
    return TSQ_OK;
}
