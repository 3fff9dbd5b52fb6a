/* What the options of reproduce do to the settings. */
#include "cli/set.h"

tsq_status set_claim(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->claim = value;
    return TSQ_OK;
}

tsq_status set_claims(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->claims = value;
    return TSQ_OK;
}

tsq_status set_claim_id(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->claim_id = value;
    return TSQ_OK;
}

tsq_status set_printed_weights(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->printed_weights = value;
    return TSQ_OK;
}

tsq_status set_held_method(struct settings *settings, const char *value, tsq_error *err)
{
    settings->reproduce.fix_method = true;
    const tsq_status status = set_method(settings, value, err);
    if (status == TSQ_OK && (settings->pool.fit.method->flags & TSQ_TAU2_USER_WEIGHTS) != 0) {
        return cli_fail(err, TSQ_E_USAGE, "--method: %s needs weights of its own, which are not searched for", value);
    }
    return status;
}

tsq_status set_held_test(struct settings *settings, const char *value, tsq_error *err)
{
    settings->reproduce.fix_test = true;
    return set_test(settings, value, err);
}

tsq_status set_held_endpoint(struct settings *settings, const char *value, tsq_error *err)
{
    settings->reproduce.fix_endpoint = true;
    return set_endpoint(settings, value, err);
}

tsq_status set_held_corr(struct settings *settings, const char *value, tsq_error *err)
{
    settings->reproduce.fix_corr = true;
    return set_corr(settings, value, err);
}

tsq_status set_search(struct settings *settings, const char *value, tsq_error *err)
{
    (void)err;
    settings->reproduce.most = (tsq_search_part)choice_position(choice_search, value);
    return TSQ_OK;
}

tsq_status set_search_all(struct settings *settings, const char *value, tsq_error *err)
{
    (void)value;
    (void)err;
    settings->reproduce.all = true;
    return TSQ_OK;
}

tsq_status set_answers(struct settings *settings, const char *value, tsq_error *err)
{
    double n = 1.0;
    const tsq_status status = set_whole("answers", value, 1.0, &n, err);
    if (status == TSQ_OK && n > 10000.0) {
        return cli_fail(err, TSQ_E_USAGE, "--answers: '%s' is more than 10000", value);
    }
    if (status == TSQ_OK) {
        settings->reproduce.answers = (size_t)n;
    }
    return status;
}
