/* The input that runs share; see capture.h. */
#include "cli/capture.h"

#include <string.h>

void shared_input_begin(struct shared_input *input, const char *path, const tsq_csv_options *csv)
{
    *input = (struct shared_input){.path = path, .csv = *csv};
    (void)pthread_mutex_init(&input->lock, NULL);
}

void shared_input_end(struct shared_input *input)
{
    tsq_table_free(input->table);
    input->table = NULL;
    (void)pthread_mutex_destroy(&input->lock);
}

bool shared_input_known(struct shared_input *input, char sha256[65])
{
    (void)pthread_mutex_lock(&input->lock);
    strcpy(sha256, input->sha256);
    const bool known = input->status == TSQ_OK || sha256[0] != '\0';
    (void)pthread_mutex_unlock(&input->lock);
    return known;
}

void shared_input_release(struct shared_input *input)
{
    tsq_table *last = NULL;
    (void)pthread_mutex_lock(&input->lock);
    if (--input->runs == 0) {
        last = input->table;
        input->table = NULL;
    }
    (void)pthread_mutex_unlock(&input->lock);
    tsq_table_free(last);
}

tsq_status capture_input(struct capture *capture, char *sha256, tsq_table **out, tsq_error *err)
{
    struct shared_input *input = capture->input;
    *out = NULL;
    if (input->path == NULL) {
        return cli_fail(err, TSQ_E_MISSING, "the column data names no file");
    }
    (void)pthread_mutex_lock(&input->lock);
    if (!input->tried) {
        input->tried = true;
        input->status = tsq_csv_read(input->path, &input->csv, input->sha256, &input->table, &input->error);
    }
    (void)pthread_mutex_unlock(&input->lock);
    if (input->status != TSQ_OK) {
        *err = input->error;
        return input->status;
    }
    *out = input->table;
    if (sha256 != NULL) {
        strcpy(sha256, input->sha256);
    }
    return TSQ_OK;
}
