// Holds what Sources/CMPI moves to what was sent, and measures it: `mpirun -n R shim` prints a line `CALL BYTES SECONDS` for each size, of
// a call in which every rank tells every other one so many bytes. Compiled with a small CMPI_LARGEST, messages go in pieces.
#include "../../Sources/CMPI/shim.h"
#include <stdio.h>
#include <stdlib.h>

static int rank, size;

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "shim: rank %d of %d: %s\n", rank, size, what);
    cmpi_abort(1);
    exit(1);
}

static char byte(int from, int to, size_t place) { return (char)(from * 31 + to * 17 + place * 7 + place / 251); }

// Bytes that a rank has for another one: none for some.
static size_t length(int from, int to) { return (size_t)((from * 7 + to * 3) % 5) * 1237; }

static void gather_all(void) {
    size_t places[2 * size], end = 0;
    for (int from = 0; from < size; from++) places[2 * from] = end, places[2 * from + 1] = end += length(from, 1);
    char *buffer = calloc(end + 1, 1);
    for (size_t at = places[2 * rank]; at < places[2 * rank + 1]; at++) buffer[at] = byte(rank, 0, at - places[2 * rank]);
    require(cmpi_gather_all(buffer, places, size) == 0, "gather_all fails");
    for (int from = 0; from < size; from++)
        for (size_t at = places[2 * from]; at < places[2 * from + 1]; at++)
            require(buffer[at] == byte(from, 0, at - places[2 * from]), "gather_all: another byte");
    free(buffer);
}

static void exchange(void) {
    size_t sent[2 * size], received[2 * size], out = 0, in = 0;
    for (int other = 0; other < size; other++) {
        sent[2 * other] = out, sent[2 * other + 1] = out += length(rank, other);
        received[2 * other] = in, received[2 * other + 1] = in += length(other, rank);
    }
    char *buffer = calloc(out + 1, 1), *target = calloc(in + 1, 1);
    for (int other = 0; other < size; other++)
        for (size_t at = sent[2 * other]; at < sent[2 * other + 1]; at++) buffer[at] = byte(rank, other, at - sent[2 * other]);
    require(cmpi_exchange(buffer, sent, target, received, rank, size) == 0, "exchange fails");
    for (int other = 0; other < size; other++)
        for (size_t at = received[2 * other]; at < received[2 * other + 1]; at++)
            require(target[at] == byte(other, rank, at - received[2 * other]), "exchange: another byte");
    free(buffer), free(target);
}

static void gather(void) {
    uint64_t lengths[size], end = 0;
    size_t own = length(rank, 2);
    require(cmpi_numbers(own, lengths) == 0, "numbers fail");
    for (int from = 0; from < size; from++) {
        require(lengths[from] == length(from, 2), "numbers: another one");
        end += lengths[from];
    }
    char *bytes = calloc(own + 1, 1), *all = calloc(end + 1, 1), *next = all;
    for (size_t at = 0; at < own; at++) bytes[at] = byte(rank, 0, at);
    require(cmpi_gather(bytes, lengths, all, rank, size) == 0, "gather fails");
    for (int from = 0; from < size && rank == 0; from++)
        for (size_t at = 0; at < lengths[from]; at++) require(*next++ == byte(from, 0, at), "gather: another byte");
    free(bytes), free(all);
}

static void measure(void) {
    static const size_t sizes[] = {1, 8, 1 << 10, 1 << 14, 1 << 17, 1 << 20, 1 << 22, 1 << 24};
    for (size_t index = 0; index < sizeof sizes / sizeof *sizes; index++) {
        size_t bytes = sizes[index], places[2 * size];
        for (int other = 0; other < size; other++) places[2 * other] = other * bytes, places[2 * other + 1] = (other + 1) * bytes;
        char *buffer = calloc(size, bytes), *target = calloc(size, bytes);
        for (int call = 0; call < 2; call++) {
            double least = 1e9;
            int calls = bytes < (1 << 17) ? 500 : bytes < (1 << 22) ? 50 : 5;
            for (int turn = 0; turn < 10; turn++) {
                MPI_Barrier(MPI_COMM_WORLD);
                double start = MPI_Wtime();
                for (int again = 0; again < calls; again++) {
                    int code = call == 0 ? cmpi_gather_all(buffer, places, size)
                                         : cmpi_exchange(buffer, places, target, places, rank, size);
                    require(code == 0, "a call fails");
                }
                double took = (MPI_Wtime() - start) / calls;
                if (took < least) least = took;
            }
            if (rank == 0) printf("%s %zu %.9f\n", call == 0 ? "gather_all" : "exchange", bytes, least);
        }
        free(buffer), free(target);
    }
}

int main(int count, char **words) {
    require(cmpi_join() == 0, "MPI cannot be joined");
    rank = cmpi_rank(), size = cmpi_size();
    for (int turn = 0; turn < 3; turn++) gather_all(), exchange(), gather();
    if (count > 1 && words[1][0] == 'm') measure();
    return cmpi_leave();
}
