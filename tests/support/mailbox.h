/* Ranks within one process: each is a thread, and messages go through lists. */
#ifndef TSQ_TEST_MAILBOX_H
#define TSQ_TEST_MAILBOX_H

#include <tausq/run.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RANKS 8

struct letter {
    struct letter *next;
    unsigned from;
    size_t size;
    void *message;
};

struct post {
    pthread_mutex_t lock;
    struct letter *first[MOST_RANKS], *last[MOST_RANKS]; /* for each receiver */
    size_t sent;                                         /* messages */
};

struct box {
    struct post *post;
    unsigned rank;
};

static tsq_status box_send(void *context, unsigned to, void *message, size_t size, tsq_error *err)
{
    struct box *box = context;
    struct post *post = box->post;
    struct letter *letter = malloc(sizeof *letter);
    (void)err;
    *letter = (struct letter){.from = box->rank, .size = size, .message = message};
    pthread_mutex_lock(&post->lock);
    post->sent++;
    if (post->last[to] != NULL) {
        post->last[to]->next = letter;
    } else {
        post->first[to] = letter;
    }
    post->last[to] = letter;
    pthread_mutex_unlock(&post->lock);
    return TSQ_OK;
}

static bool box_waiting(void *context, unsigned *from, size_t *size)
{
    struct box *box = context;
    pthread_mutex_lock(&box->post->lock);
    const struct letter *letter = box->post->first[box->rank];
    if (letter != NULL) {
        *from = letter->from;
        *size = letter->size;
    }
    pthread_mutex_unlock(&box->post->lock);
    return letter != NULL;
}

static tsq_status box_receive(void *context, unsigned from, void *bytes, size_t size, tsq_error *err)
{
    struct box *box = context;
    struct post *post = box->post;
    (void)err;
    pthread_mutex_lock(&post->lock);
    struct letter *letter = post->first[box->rank];
    post->first[box->rank] = letter->next;
    if (letter->next == NULL) {
        post->last[box->rank] = NULL;
    }
    pthread_mutex_unlock(&post->lock);
    memcpy(bytes, letter->message, size);
    const bool right = letter->from == from && letter->size == size;
    free(letter->message);
    free(letter);
    return right ? TSQ_OK : TSQ_E_FILE;
}

/** Runs `body` in every rank, each with its member of an array; a member begins with the pointer to its ranks. Returns the
 * number of messages. */
static inline size_t run_ranks(unsigned size, void *(*body)(void *member), void *members, size_t member_size)
{
    struct post post = {.sent = 0};
    struct box box[MOST_RANKS];
    tsq_ranks ranks[MOST_RANKS];
    pthread_t thread[MOST_RANKS];
    pthread_mutex_init(&post.lock, NULL);
    for (unsigned i = 0; i < size; i++) {
        box[i] = (struct box){.post = &post, .rank = i};
        ranks[i] = (tsq_ranks){.rank = i,
                               .size = size,
                               .context = &box[i],
                               .send = box_send,
                               .waiting = box_waiting,
                               .receive = box_receive};
        *(tsq_ranks **)(void *)((char *)members + i * member_size) = &ranks[i];
        pthread_create(&thread[i], NULL, body, (char *)members + i * member_size);
    }
    for (unsigned i = 0; i < size; i++) {
        pthread_join(thread[i], NULL);
    }
    pthread_mutex_destroy(&post.lock);
    return post.sent;
}

#endif
