/* Fuzz target: the name of a quantity is looked for in a document, and every number of the document is told. What is
 * found must be a number or a text, and what is not found must be explained.
 *
 * Input: the name up to the first NUL, then the document; a name alone is looked for in a usual one. */
#include <tausq/io.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char usual[] =
    "{\"schema\":\"tausq.pool/1\",\"input\":{\"rows\":3},\"results\":[{\"group\":{},\"method\":\"REML\",\"k\":2,"
    "\"estimate\":-0.5,\"tau2\":null,\"I2\":50.5,\"omitted\":[{\"line\":4,\"study\":\"C\",\"reason\":\"no sd1i\"}],"
    "\"coefficients\":[{\"name\":\"intrcpt\",\"se\":0.1}],\"studies\":[{\"study\":\"A. et al.\",\"line\":2,\"yi\":1,"
    "\"weight\":40},{\"study\":\"B\",\"line\":3,\"weight\":60},{\"study\":\"B\",\"line\":5,\"weight\":7}],"
    "\"flags\":[\"tau2_at_boundary\"],\"warnings\":[]}]}";

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void look(const tsq_document *document, const char *quantity)
{
    tsq_computed computed;
    tsq_error err = {.text = ""};
    const tsq_status status = tsq_document_find(document, quantity, &computed, &err);
    must((status == TSQ_OK) == (err.text[0] == '\0'));
    if (status == TSQ_OK) {
        must((computed.kind == TSQ_COMPUTED_TEXT) == (computed.text != NULL));
        must(computed.kind == TSQ_COMPUTED_NUMBER || isnan(computed.number));
    }
}

static void look_again(void *context, const char *quantity, double number)
{
    must(isfinite(number));
    look(context, quantity);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tsq_document *document;
    tsq_error err;
    char *text = calloc(size + 1, 1);
    must(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    const size_t name = strlen(text), begin = name < size ? name + 1 : name;
    const char *bytes = begin < size ? text + begin : usual;
    const size_t length = begin < size ? size - begin : sizeof usual - 1;
    const tsq_status status = tsq_document_read(bytes, length, &document, &err);
    if (status == TSQ_OK) {
        look(document, text);
        (void)!tsq_document_each(document, 0, look_again, document);
        tsq_document_free(document);
    } else {
        must(document == NULL && err.code == status && err.text[0] != '\0');
    }
    free(text);
    return 0;
}
