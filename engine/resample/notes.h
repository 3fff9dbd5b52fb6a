/* The messages between ranks; see tausq/run.h. */
#ifndef TSQ_RESAMPLE_NOTES_H
#define TSQ_RESAMPLE_NOTES_H

#include <tausq/run.h>

enum tsq__note_kind {
    TSQ__HELLO = 1, /**< to rank 0: `chunk` is how many chunks the sender takes at once */
    TSQ__CHUNK,     /**< from rank 0: compute it; its input is with it */
    TSQ__RESULT,    /**< to rank 0: the result of a chunk */
    TSQ__FAILURE,   /**< to rank 0: a chunk failed with the status `code`; with the tsq_error */
    TSQ__END,       /**< from rank 0: the job is at its end with the status `code`; with the tsq_error */
    TSQ__PART,      /**< from rank 0: a part of shared bytes; `chunk` is how many they are together */
    TSQ__BYE        /**< the sender has ended with the exit status `code` */
};

/** What stands at the end of each message: so the bytes before it are sent from where they are, and used where they
 *  came. */
typedef struct tsq__note {
    uint32_t kind;
    int32_t code;
    uint64_t chunk;
    uint64_t size; /**< of what is before it, in bytes */
} tsq__note;

/** Largest message: MPI counts bytes by int. */
#define TSQ__NOTE_MOST ((size_t)1 << 30)

/** Sends note->size bytes with a note. */
tsq_status tsq__note_send(tsq_ranks *ranks, unsigned to, const tsq__note *note, const void *bytes, tsq_error *err);
/** The same of bytes from malloc, which are not copied but become the message's. */
tsq_status tsq__note_give(tsq_ranks *ranks, unsigned to, const tsq__note *note, unsigned char *bytes, tsq_error *err);

/**
 * Receives a note if there is one: *from is its sender, else ranks->size. A BYE is counted in ranks->ended as well.
 * @param[out] bytes what is with it; free with free
 */
tsq_status tsq__note_receive(tsq_ranks *ranks, unsigned *from, tsq__note *note, unsigned char **bytes, tsq_error *err);

/** Waits for a note. */
tsq_status tsq__note_wait(tsq_ranks *ranks, unsigned *from, tsq__note *note, unsigned char **bytes, tsq_error *err);

#endif
