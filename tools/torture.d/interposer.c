// Stands between Concord and the C library, loaded with LD_PRELOAD: lists what a run does to the disk, and at one chosen
// operation kills the process, stops it, fails, or writes only a part.
//
//   TORTURE_ROOT=DIR        only files below this directory count
//   TORTURE_LOG=FILE        appends a line "operation<TAB>file<TAB>bytes" for every operation that counts
//   TORTURE_AT=OP|FILE|N|ACTION   at the N-th (from 1) operation OP on FILE:
//       before, after       SIGKILL before or after it
//       half                write half of the bytes, then SIGKILL
//       short               write one byte of them, and say so
//       stop                SIGSTOP before it
//       error=CODE          fail with this errno; every later operation too where the code is followed by "+"
//       cut=CODE            write half of the bytes, then fail as error does
//   TORTURE_CLOCK=SEED      clocks jump: days back and forth on the wall clock, hours forth on the monotonic one
//
// Operations: create write fsync rename unlink ftruncate mkdir dirsync. Descriptors are told apart by /proc/self/fd.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static char root[PATH_MAX], operation[16], file[PATH_MAX];
static int wanted, code, descriptor = -1;
static bool persists;
static enum { NONE, BEFORE, AFTER, HALF, SHORT, STOP, ERROR, CUT } action;
static atomic_int seen;
static atomic_bool struck;
static uint64_t clock_seed;
static atomic_uint_fast64_t clock_calls, clock_forward;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void prepare(void) {
    const char *text = getenv("TORTURE_ROOT");
    if (text) snprintf(root, sizeof root, "%s", text);
    if ((text = getenv("TORTURE_LOG"))) descriptor = (int)syscall(SYS_open, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if ((text = getenv("TORTURE_CLOCK"))) clock_seed = strtoull(text, 0, 10) * 2 + 1;
    char what[32] = "";
    if (!(text = getenv("TORTURE_AT")) || sscanf(text, "%15[^|]|%4095[^|]|%d|%31s", operation, file, &wanted, what) != 4) return;
    static const struct { const char *word; int action; } words[] = {
        {"before", BEFORE}, {"after", AFTER}, {"half", HALF}, {"short", SHORT}, {"stop", STOP}, {"error=", ERROR}, {"cut=", CUT}};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (!strncmp(what, words[i].word, strlen(words[i].word))) {
            action = words[i].action;
            if (action >= ERROR) code = atoi(what + strlen(words[i].word)), persists = strchr(what, '+');
        }
}

__attribute__((noreturn)) static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// The file's path below the root, "." for the root itself; nil where it does not count.
static const char *relative(const char *path, char *buffer) {
    if (!*root || !path) return 0;
    if (*path != '/') {
        if (!getcwd(buffer, PATH_MAX)) return 0;
        size_t length = strlen(buffer);
        snprintf(buffer + length, PATH_MAX - length, "/%s", path);
        path = buffer;
    }
    size_t length = strlen(root);
    if (strncmp(path, root, length)) return 0;
    return path[length] == '/' ? path + length + 1 : path[length] ? 0 : ".";
}

static const char *opened(int fd, char *buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0) return 0;
    buffer[length] = 0;
    return relative(buffer, buffer);
}

// Counts an operation and says what is to happen to it; kills or stops at once where that is it.
static int meet_with(const char *name, const char *path, long long bytes) {
    if (!path) return NONE;
    if (descriptor >= 0) {
        char line[PATH_MAX + 32];
        int length = snprintf(line, sizeof line, "%s\t%s\t%lld\n", name, path, bytes);
        syscall(SYS_write, descriptor, line, (size_t)length);
    }
    if (!action) return NONE;
    if (atomic_load(&struck)) return persists ? ERROR : NONE;
    if (strcmp(name, operation) || strcmp(path, file) || atomic_fetch_add(&seen, 1) + 1 != wanted) return NONE;
    atomic_store(&struck, true);
    if (action == BEFORE) die();
    if (action == STOP) kill(getpid(), SIGSTOP);
    return action;
}

static int meet(const char *name, const char *path) { return meet_with(name, path, 0); }

static int refuse(void) { errno = code; return -1; }

#define AROUND(call)                                        \
    if (met == ERROR || met == CUT) return refuse();        \
    __typeof__(call) result = call;                         \
    if (met == AFTER || met == HALF) die();                 \
    return result

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write);
    char buffer[PATH_MAX];
    const char *path = fd > 2 && *root ? opened(fd, buffer) : 0;
    switch (meet_with("write", path, (long long)count)) {
    case HALF: real(fd, bytes, count / 2); die();
    case SHORT: return real(fd, bytes, count > 1 ? 1 : count);
    case CUT: real(fd, bytes, count / 2); return refuse();
    case ERROR: return refuse();
    case AFTER: real(fd, bytes, count); die();
    default: return real(fd, bytes, count);
    }
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite);
    char buffer[PATH_MAX];
    int met = meet_with("write", *root ? opened(fd, buffer) : 0, (long long)count);
    AROUND(real(fd, bytes, count, offset));
}

int fsync(int fd) {
    REAL(fsync);
    char buffer[PATH_MAX];
    struct stat status;
    bool is_directory = !fstat(fd, &status) && S_ISDIR(status.st_mode);
    int met = meet(is_directory ? "dirsync" : "fsync", opened(fd, buffer));
    AROUND(real(fd));
}

int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    char buffer[PATH_MAX];
    int met = meet_with("ftruncate", opened(fd, buffer), (long long)length);
    AROUND(real(fd, length));
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int rename(const char *old, const char *new) {
    REAL(rename);
    char buffer[PATH_MAX];
    int met = meet("rename", relative(new, buffer));
    AROUND(real(old, new));
}

int unlink(const char *path) {
    REAL(unlink);
    char buffer[PATH_MAX];
    int met = meet("unlink", relative(path, buffer));
    AROUND(real(path));
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    char buffer[PATH_MAX];
    struct stat status;
    // Making what exists changes nothing.
    int met = stat(path, &status) ? meet("mkdir", relative(path, buffer)) : NONE;
    AROUND(real(path, mode));
}

static int open_counted(const char *path, int flags, mode_t mode) {
    char buffer[PATH_MAX];
    struct stat status;
    const char *name = (flags & O_CREAT) && stat(path, &status) ? relative(path, buffer) : 0;
    int met = meet("create", name);
    AROUND((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_counted(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_counted(path, flags | O_LARGEFILE, mode);
}

// A number that looks random, of the call's number.
static uint64_t scrambled(uint64_t call) {
    uint64_t x = (call + clock_seed) * 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int status = (int)syscall(SYS_clock_gettime, clock, time);
    if (status || !clock_seed) return status;
    uint64_t noise = scrambled(atomic_fetch_add(&clock_calls, 1));
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        time->tv_sec += (int64_t)(noise % 2000) * 86400 - 1000 * 86400;
    else if (clock == CLOCK_MONOTONIC && noise % 8 == 0)
        time->tv_sec += (int64_t)(atomic_fetch_add(&clock_forward, 3600) + 3600);
    else if (clock == CLOCK_MONOTONIC)
        time->tv_sec += (int64_t)atomic_load(&clock_forward);
    return 0;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict place, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *place = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
