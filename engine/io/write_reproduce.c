/* What a search for the analysis behind a printed result found, for a reader. */
#include "io/show_reproduce.h"

#include "io/grid.h"
#include "io/rounding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- pieces -------------------------------------------------------------------------------------------------- */

char *tsq__show_computed(const tsq_figure *figure, double value, char *text)
{
    enum { MORE = 2, MOST = 12 };
    if (isnan(value)) {
        strcpy(text, "none");
        return text;
    }
    if (figure->kind == TSQ_FIGURE_BELOW || figure->kind == TSQ_FIGURE_ABOVE) {
        return tsq__fixed(value, tsq__decimals(fabs(value), 3), text);
    }
    const int decimals = figure->decimals < 0 ? 0 : figure->decimals;
    return tsq__fixed(value, decimals + MORE > MOST ? MOST : decimals + MORE, text);
}

char *tsq__show_presets(const tsq_combination *combination, char *text, size_t room)
{
    size_t n = (size_t)snprintf(text, room, "%s", combination->preset->id);
    for (size_t i = 0; i < tsq_preset_count() && n < room; i++) {
        if (((combination->presets >> i) & 1U) != 0 && tsq_preset_at(i) != combination->preset) {
            n += (size_t)snprintf(text + n, room - n, ", %s", tsq_preset_at(i)->id);
        }
    }
    return text;
}

static void print_options(FILE *stream, const char *option, const char *const *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fprintf(stream, " %s ", option);
        tsq_write_word(stream, value[i]);
    }
}

void tsq__show_command(FILE *stream, const tsq_reproduction *reproduction, const tsq_combination *combination,
                       const char *input)
{
    const tsq_pool_options *pool = &combination->options;
    fputs("tausq pool ", stream);
    tsq_write_word(stream, input);
    print_options(stream, "--where", pool->where, pool->n_where);
    print_options(stream, "--map", pool->map, pool->n_map);
    print_options(stream, "--unit", pool->effect.unit, pool->effect.n_unit);
    if (tsq_table_decimal(reproduction->table) != '.') {
        fputs(" --decimal ,", stream);
    }
    fputs(combination->arguments, stream);
}

const char *tsq__show_part(tsq_search_part part)
{
    static const char *const parts[] = {"conventions, of the data as they are",
                                        "unusual measures, groups the other way around", "one study left out or edited",
                                        "two studies left out"};
    return parts[part];
}

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* ---- parts of the page --------------------------------------------------------------------------------------- */

static void write_verdict(FILE *stream, const tsq_reproduction *r)
{
    const tsq_statement *s = r->statement;
    if (s == NULL) {
        return;
    }
    fprintf(stream, "Claim:%s%s", s->measure != NULL ? " " : "", s->measure != NULL ? s->measure->id : "");
    const char *between = " ";
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        if (s->has[i]) {
            fprintf(stream, "%s%s %s", between, tsq_stated_title(i), s->text[i]);
            between = ", ";
        }
    }
    if (s->level != 95.0) {
        char level[TSQ_NUMBER_TEXT];
        fprintf(stream, " (level %s%%)", tsq_number_print(s->level, level));
    }
    const tsq_verdict *verdict = &r->verdict;
    fprintf(stream, "\nIn itself: %s\n",
            verdict->n == 0 ? "its numbers cannot be compared with one another"
                            : tsq_consistency_name(verdict->verdict));
    for (size_t i = 0; i < verdict->n; i++) {
        if (verdict->agreement[i].verdict != TSQ_CONSISTENT) {
            fprintf(stream, "  %s: %s\n", tsq_consistency_name(verdict->agreement[i].verdict),
                    verdict->agreement[i].text);
        }
    }
    fputc('\n', stream);
}

static void write_searched(FILE *stream, const tsq_reproduction *r)
{
    fputs("Searched:\n", stream);
    for (size_t i = 0; i < TSQ_SEARCH_PARTS; i++) {
        const tsq_searched *part = &r->part[i];
        if (!part->done) {
            continue;
        }
        fprintf(stream, "  %llu combination%s: %s", (unsigned long long)part->combinations, plural(part->combinations),
                tsq__show_part((tsq_search_part)i));
        const bool none = part->hits > 0 && !part->accepted;
        if (none) {
            fprintf(stream, "; %zu %s, but %.2g would by chance alone: no answer", part->hits,
                    part->hits == 1 ? "fits" : "fit", part->chance);
        } else if (part->hits > 0) {
            fprintf(stream, "; %zu set%s of numbers fit%s, %.2g would by chance alone", part->hits, plural(part->hits),
                    part->hits == 1 ? "s" : "", part->chance);
        }
        if (part->left_out > 0 && !none) {
            fprintf(stream, "; without the %zu with two departures or more from every preset", part->left_out);
        }
        fputc('\n', stream);
    }
    fputc('\n', stream);
}

/* What a number's range says of the printed one, " within rounding of the data (-9.64 to -8.96)"; "" without one. */
static void describe_range(const tsq_reproduction *r, const tsq_combination *c, size_t i, char *text, size_t room)
{
    char lb[TSQ__NUMBER_ROOM], ub[TSQ__NUMBER_ROOM];
    const tsq_figure *figure = &r->statement->figure[i];
    text[0] = '\0';
    if (!c->ranged || isnan(c->range_lb[i])) {
        return;
    }
    if (c->decided[i]) {
        snprintf(text, room, "decided by the data");
        return;
    }
    const int decimals =
        tsq__rounding_decimals(c->range_lb[i], c->range_ub[i], figure->decimals < 0 ? 0 : figure->decimals + 2);
    tsq__rounding_end(c->range_lb[i], decimals, false, lb);
    tsq__rounding_end(c->range_ub[i], decimals, true, ub);
    snprintf(text, room, "%s (%s to %s)",
             c->holds[i]     ? "not decided by the data"
             : c->reached[i] ? "within rounding of the data"
                             : "beyond rounding of the data",
             lb, ub);
}

/* One row for each stated number. */
static tsq_status write_numbers(FILE *stream, const tsq_reproduction *r, const tsq_combination *c,
                                const tsq_write_options *options)
{
    const tsq_statement *s = r->statement;
    tsq__grid grid = {.align = "lrrl"};
    static const char *const head[] = {"", "printed", "computed", ""};
    if (s == NULL) {
        return TSQ_OK; /* weights alone are the target */
    }
    for (size_t i = 0; i < 4; i++) {
        tsq__grid_add(&grid, head[i]);
    }
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        char text[TSQ__NUMBER_ROOM], miss[TSQ__NUMBER_ROOM + 32] = "", range[2 * TSQ__NUMBER_ROOM + 64],
                                                             said[3 * TSQ__NUMBER_ROOM + 160];
        if (!s->has[i]) {
            continue;
        }
        tsq__grid_add(&grid, tsq_stated_title(i));
        tsq__grid_add(&grid, s->text[i]);
        tsq__grid_add(&grid, tsq__show_computed(&s->figure[i], c->value[i], text));
        if (!c->holds[i] && !isnan(c->value[i])) {
            const double off = tsq_figure_miss(&s->figure[i], c->value[i]);
            snprintf(miss, sizeof miss, "misses by %s", tsq__fixed(off, tsq__decimals(fabs(off), 2), text));
        }
        describe_range(r, c, i, range, sizeof range);
        const char *misses = c->holds[i] ? "" : miss[0] != '\0' ? miss : "misses";
        snprintf(said, sizeof said, "%s%s%s", misses, misses[0] != '\0' && range[0] != '\0' ? ", " : "", range);
        tsq__grid_add(&grid, said);
    }
    return tsq__grid_text(&grid, stream, "     ", options->utf8 ? "\xE2\x94\x80" : "-");
}

static void write_preset(FILE *stream, const tsq_combination *c)
{
    char presets[256];
    tsq__show_presets(c, presets, sizeof presets);
    if (c->departures == 0) {
        fprintf(stream, "as it stands under %s", presets);
    } else {
        fprintf(stream, "%zu departure%s from %s", c->departures, plural(c->departures), presets);
    }
}

static void write_same(FILE *stream, const tsq_answer *answer)
{
    for (size_t i = 0; i < answer->n; i++) {
        const tsq_combination *c = &answer->same[i];
        fprintf(stream, "     also %s", c->how);
        if (c->edited != NULL) {
            fprintf(stream, ", %s", c->edited);
        }
        fprintf(stream, ":%s\n", c->arguments[0] != '\0' ? c->arguments : " no options");
    }
    if (answer->n_same > answer->n) {
        fprintf(stream, "     and %zu more combinations with the same numbers (--answers)\n",
                answer->n_same - answer->n);
    }
}

/* Which combination it is, and the command that gives it. */
static void write_how(FILE *stream, const tsq_reproduction *r, const tsq_combination *c, size_t number,
                      const tsq_write_options *options)
{
    fprintf(stream, "%3zu. %s", number, c->how);
    if (c->edited != NULL) {
        fprintf(stream, ", %s", c->edited);
    }
    fputs("\n     ", stream);
    write_preset(stream, c);
    fputs("\n     ", stream);
    tsq__show_command(stream, r, c, options->input);
    fputs(c->edited != NULL ? "  (with that done to the rows)\n" : "\n", stream);
}

static tsq_status write_answer(FILE *stream, const tsq_reproduction *r, const tsq_answer *answer, size_t number,
                               const tsq_write_options *options)
{
    const tsq_combination *c = &answer->best;
    write_how(stream, r, c, number, options);
    if (!isnan(c->weight_miss)) {
        char miss[TSQ__NUMBER_ROOM];
        fprintf(stream, "     weights: the largest difference is %s percentage points%s%s\n",
                tsq__fixed(c->weight_miss, tsq__decimals(c->weight_miss, 2), miss),
                c->weight_study != NULL ? ", of " : "", c->weight_study != NULL ? c->weight_study : "");
    }
    const tsq_status status = write_numbers(stream, r, c, options);
    write_same(stream, answer);
    fputc('\n', stream);
    return status;
}

/* What fits but is no answer, without its numbers, which are those of the claim. */
static void write_chance(FILE *stream, const tsq_reproduction *r, const tsq_write_options *options)
{
    size_t all = 0;
    for (size_t i = 0; i < TSQ_SEARCH_PARTS; i++) {
        all += r->part[i].accepted ? r->part[i].left_out : r->part[i].hits;
    }
    fputs("Fits that chance alone explains, and so no answers:\n\n", stream);
    for (size_t i = 0; i < r->n_chance; i++) {
        write_how(stream, r, &r->chance[i].best, i + 1, options);
    }
    if (all > r->n_chance) {
        fprintf(stream, "     and %zu more (--answers)\n", all - r->n_chance);
    }
    fputc('\n', stream);
}

tsq_status tsq_write_reproduce_text(FILE *stream, const tsq_reproduction *reproduction,
                                    const tsq_write_options *options)
{
    const tsq_reproduction *r = reproduction;
    const bool found = r->n > 0;
    const tsq_answer *answer = found ? r->answer : r->nearest;
    const size_t n = found ? r->n : r->n_within > 0 ? r->n_within : r->n_nearest;
    tsq_status status = TSQ_OK;
    write_verdict(stream, r);
    write_searched(stream, r);
    if (found) {
        fprintf(stream, "Reproduced, in %zu way%s:\n\n", n, plural(n));
    } else if (r->n_chance > 0) {
        fputs("Not reproduced.\n\n", stream);
        write_chance(stream, r, options);
        fputs(r->n_within > 0 ? "Within rounding of the data:\n\n"
              : n > 0         ? "The nearest of the others:\n\n"
                              : "",
              stream);
    } else if (r->n_within > 0) {
        fprintf(stream, "Not reproduced from the data as printed, but within their rounding, in %zu way%s:\n\n", n,
                plural(n));
    } else {
        fprintf(stream, "Not reproduced%s.%s\n\n", r->rounding ? ", nor within rounding of the data" : "",
                n > 0 ? " The nearest:" : "");
    }
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        status = write_answer(stream, r, &answer[i], i + 1, options);
    }
    if (found && r->n_chance > 0) {
        write_chance(stream, r, options);
    }
    return status;
}
