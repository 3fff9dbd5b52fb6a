/* Fuzzes stated results: bytes become the text of a statement, which is read and judged, and searched for among two studies.
 * The first byte chooses the decimal mark. */
#include <tausq/io.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char studies[] = "study,yi,vi\na,1,0.5\nb,2,0.25\n";

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Each number reads the same by itself. */
static void check_numbers(const tsq_statement *statement, char decimal)
{
    size_t n = 0;
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        tsq_statement alone = {.level = 95.0};
        if (statement->has[i]) {
            const tsq_figure *figure = &statement->figure[i], *own = &alone.figure[i];
            n++;
            must(tsq_statement_add(&alone, (tsq_stated)i, statement->text[i], decimal, NULL) == TSQ_OK);
            must(own->value == figure->value && own->lb == figure->lb && own->ub == figure->ub);
        }
    }
    must(n > 0 && statement->level > 0.0 && statement->level < 100.0);
}

/* The verdict is the worst of its checks. */
static void check_verdict(const tsq_verdict *verdict)
{
    tsq_consistency worst = TSQ_CONSISTENT;
    must(verdict->n <= TSQ_AGREEMENTS);
    for (size_t i = 0; i < verdict->n; i++) {
        must(verdict->agreement[i].text[0] != '\0' && strstr(verdict->agreement[i].text, "nan") == NULL);
        worst = verdict->agreement[i].verdict > worst ? verdict->agreement[i].verdict : worst;
    }
    must(verdict->verdict == worst);
}

/* What is found holds, what is shown as nearest misses something. */
static void search(const tsq_statement *statement)
{
    tsq_table *table;
    tsq_reproduction found;
    tsq_reproduce_options options = TSQ_REPRODUCE_INIT;
    must(tsq_csv_read_memory(studies, sizeof studies - 1, "s.csv", NULL, NULL, &table, NULL) == TSQ_OK);
    tsq_pool_preset(&options.pool, NULL);
    options.pool.fit.method = tsq_tau2_find("DL");
    options.fix_method = true;
    options.most = TSQ_SEARCH_CONVENTIONS;
    options.run.threads = 1;
    if (tsq_reproduce(table, statement, &options, &found, NULL) == TSQ_OK) {
        for (size_t i = 0; i < found.n; i++) {
            must(found.answer[i].best.missed == 0);
        }
        for (size_t i = 0; i < found.n_nearest; i++) {
            must(found.nearest[i].best.missed > 0);
        }
        tsq_reproduce_free(&found);
    }
    tsq_table_free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tsq_statement statement;
    tsq_verdict verdict;
    tsq_error err = {.text = ""};
    if (size < 1) {
        return 0;
    }
    char *text = malloc(size);
    if (text == NULL) {
        return 0;
    }
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    const char decimal = data[0] % 2 == 0 ? '.' : ',';
    if (tsq_statement_read(text, decimal, &statement, &err) == TSQ_OK) {
        check_numbers(&statement, decimal);
        tsq_statement_judge(&statement, &verdict);
        check_verdict(&verdict);
        search(&statement);
    } else {
        must(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
    }
    free(text);
    return 0;
}
