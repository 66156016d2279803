// How long a message of n bytes takes from one process to another and back, halved: through shared memory, and through TCP on the
// loopback. Prints a line `LINK BYTES SECONDS` for each size, the least of many.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const size_t sizes[] = {8, 1 << 10, 1 << 14, 1 << 17, 1 << 20, 1 << 22, 1 << 24};
enum { count = sizeof sizes / sizeof *sizes, largest = 1 << 24 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

static int repeats(size_t size) { return size < (1 << 17) ? 2000 : size < (1 << 22) ? 200 : 30; }

// The turn is whose word it is; the message is copied in by one side and out by the other.
struct shared {
    _Atomic int turn;
    char bytes[largest];
};

static void wait_turn(struct shared *shared, int turn) {
    while (atomic_load_explicit(&shared->turn, memory_order_acquire) != turn) sched_yield();
}

static void memory_side(struct shared *shared, char *own, int side, int print) {
    for (int index = 0; index < count; index++) {
        double least = 1e9;
        for (int turn = 0; turn < repeats(sizes[index]); turn++) {
            double start = now();
            if (side == 0) {
                memcpy(shared->bytes, own, sizes[index]);
                atomic_store_explicit(&shared->turn, 1, memory_order_release);
            }
            wait_turn(shared, side == 0 ? 0 : 1);
            memcpy(own, shared->bytes, sizes[index]);
            if (side == 1) {
                memcpy(shared->bytes, own, sizes[index]);
                atomic_store_explicit(&shared->turn, 0, memory_order_release);
            }
            double took = (now() - start) / 2;
            if (took < least) least = took;
        }
        if (print) printf("memory %zu %.9f\n", sizes[index], least);
    }
}

static void transfer(int socket, char *bytes, size_t size, int sends) {
    for (size_t done = 0; done < size;) {
        ssize_t moved = sends ? send(socket, bytes + done, size - done, 0) : recv(socket, bytes + done, size - done, 0);
        if (moved <= 0) exit(1);
        done += moved;
    }
}

static void socket_side(int socket, char *own, int side, int print) {
    int one = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (int index = 0; index < count; index++) {
        double least = 1e9;
        for (int turn = 0; turn < repeats(sizes[index]); turn++) {
            double start = now();
            transfer(socket, own, sizes[index], side == 0);
            transfer(socket, own, sizes[index], side == 1);
            double took = (now() - start) / 2;
            if (took < least) least = took;
        }
        if (print) printf("loopback %zu %.9f\n", sizes[index], least);
    }
}

int main(void) {
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *own = calloc(1, largest);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (shared == MAP_FAILED || !own || bind(server, (void *)&address, length) || listen(server, 1) ||
        getsockname(server, (void *)&address, &length))
        return 1;
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
        memory_side(shared, own, 1, 0);
        int link = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(link, (void *)&address, length)) _exit(1);
        socket_side(link, own, 1, 0);
        _exit(0);
    }
    memory_side(shared, own, 0, 1);
    int link = accept(server, NULL, NULL);
    if (link < 0) return 1;
    socket_side(link, own, 0, 1);
    int status = 0;
    waitpid(child, &status, 0);
    return status != 0;
}
