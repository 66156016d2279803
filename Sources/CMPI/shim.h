#pragma once
#include <mpi.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// MPI names its communicators and types by casts of pointers, which Swift does not import, and counts bytes in `int`: each call of
// ours has a function here that takes any number of bytes. Nothing is ever reduced: sums have an order, and ranks have none.
// Where a rank's bytes are in a buffer is said by two numbers, where they begin and where they end: those of rank r at [2r], [2r + 1].

// Bytes of one message at most, and of all messages of one collective call.
#ifndef CMPI_LARGEST
#define CMPI_LARGEST ((size_t)1 << 30)
#endif

// Joins the processes that were started together; calls come from one thread at a time.
static inline int cmpi_join(void) {
    int level = MPI_THREAD_SINGLE;
    int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level);
    if (code != MPI_SUCCESS) return code;
    if (level < MPI_THREAD_SERIALIZED) return MPI_ERR_OTHER;
    return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

// Waits until all are about to leave.
static inline int cmpi_leave(void) { return MPI_Finalize(); }

// Ends all processes.
static inline void cmpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

static inline int cmpi_rank(void) {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

static inline int cmpi_size(void) {
    int size = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return size;
}

// Characters of the words for an error, at most.
static inline int cmpi_longest_words(void) { return MPI_MAX_ERROR_STRING; }

// An error in words.
static inline void cmpi_words(int code, char *text) {
    int length = 0;
    if (MPI_Error_string(code, text, &length) != MPI_SUCCESS) text[0] = 0;
}

static inline size_t cmpi_part(size_t rest) { return rest < CMPI_LARGEST ? rest : CMPI_LARGEST; }

// Sends bytes to a rank while bytes come from another one, piece by piece.
static inline int cmpi_pass(const char *sent, size_t out, int to, char *received, size_t in, int from) {
    while (out > 0 || in > 0) {
        int code = MPI_Sendrecv(
            sent, (int)cmpi_part(out), MPI_BYTE, out > 0 ? to : MPI_PROC_NULL, 0, received, (int)cmpi_part(in), MPI_BYTE,
            in > 0 ? from : MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (code != MPI_SUCCESS) return code;
        sent += cmpi_part(out), out -= cmpi_part(out);
        received += cmpi_part(in), in -= cmpi_part(in);
    }
    return MPI_SUCCESS;
}

// Whether what is said by places fits into one call; then counts and starts say it in MPI's numbers.
static inline int cmpi_fits(const size_t *places, int size, int *counts, int *starts) {
    for (int rank = 0; rank < size; rank++) {
        if (places[2 * rank + 1] > CMPI_LARGEST) return 0;
        starts[rank] = (int)places[2 * rank];
        counts[rank] = (int)(places[2 * rank + 1] - places[2 * rank]);
    }
    return 1;
}

// Everybody gets everybody's bytes in the same places of the buffer.
static inline int cmpi_gather_all(char *buffer, const size_t *places, int size) {
    int counts[size], starts[size];
    if (cmpi_fits(places, size, counts, starts))
        return MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, buffer, counts, starts, MPI_BYTE, MPI_COMM_WORLD);
    for (int rank = 0; rank < size; rank++)
        for (size_t at = places[2 * rank]; at < places[2 * rank + 1]; at += CMPI_LARGEST) {
            int code = MPI_Bcast(buffer + at, (int)cmpi_part(places[2 * rank + 1] - at), MPI_BYTE, rank, MPI_COMM_WORLD);
            if (code != MPI_SUCCESS) return code;
        }
    return MPI_SUCCESS;
}

// Everybody sends everybody bytes: pair by pair, since each knows of its own alone whether they fit into one call.
static inline int cmpi_exchange(
    const char *buffer, const size_t *sent, char *target, const size_t *received, int rank, int size) {
    memcpy(target + received[2 * rank], buffer + sent[2 * rank], sent[2 * rank + 1] - sent[2 * rank]);
    for (int step = 1; step < size; step++) {
        int to = (rank + step) % size, by = (rank + size - step) % size;
        int code = cmpi_pass(
            buffer + sent[2 * to], sent[2 * to + 1] - sent[2 * to], to, target + received[2 * by],
            received[2 * by + 1] - received[2 * by], by);
        if (code != MPI_SUCCESS) return code;
    }
    return MPI_SUCCESS;
}

// Everybody gets everybody's number.
static inline int cmpi_numbers(uint64_t own, uint64_t *all) {
    return MPI_Allgather(&own, 1, MPI_UINT64_T, all, 1, MPI_UINT64_T, MPI_COMM_WORLD);
}

// Rank 0 gets everybody's bytes, its own too, one rank's after another's; others' target is not looked at. Where there
// are no bytes there need be no place.
static inline int cmpi_gather(const char *own, const uint64_t *lengths, char *target, int rank, int size) {
    if (rank != 0) return cmpi_pass(own, lengths[rank], 0, NULL, 0, 0);
    if (lengths[0] > 0) memcpy(target, own, lengths[0]);
    target += lengths[0];
    for (int other = 1; other < size; other++) {
        int code = cmpi_pass(NULL, 0, 0, target, lengths[other], other);
        if (code != MPI_SUCCESS) return code;
        target += lengths[other];
    }
    return MPI_SUCCESS;
}
