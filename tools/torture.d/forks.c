// Stands in front of `main`, loaded with LD_PRELOAD: the program waits, linked and loaded, and every request makes a process
// of it by fork. What is left of a command's time is its own; most of a short one's goes into loading.
//
// Requests come through the socket that is standard input, one a message, as texts that end with NUL: the directory to work in,
// the files that take standard output and standard error, the program's name, its arguments. Answers are two messages: the
// process's number, and when it has ended its wait status, the microseconds it took of a processor, and its KiB at most.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONGEST = 1 << 16, MOST = 256, OWN = 3 };
typedef int (*Main)(int, char **, char **);
static Main begun;

static void answer(const char *text) {
    if (send(0, text, strlen(text), MSG_NOSIGNAL) < 0) _exit(1);
}

static int replace(int descriptor, const char *path, int flags) {
    int opened = open(path, flags, 0644);
    return opened < 0 || dup2(opened, descriptor) < 0 || close(opened) < 0;
}

static int become(char **words, int count, char **environment) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (chdir(words[0]) || replace(0, "/dev/null", O_RDONLY) || replace(1, words[1], O_WRONLY | O_CREAT | O_TRUNC) ||
        replace(2, words[2], O_WRONLY | O_CREAT | O_TRUNC))
        _exit(127);
    // Swift would read them from /proc/self/cmdline, where the waiting program's stand.
    void (*tell)(char **, int) = (void (*)(char **, int))dlsym(RTLD_DEFAULT, "_swift_stdlib_overrideUnsafeArgvArgc");
    if (tell) tell(words + OWN, count - OWN);
    return begun(count - OWN, words + OWN, environment);
}

static int serve(int argc, char **argv, char **environment) {
    (void)argc, (void)argv;
    unsetenv("LD_PRELOAD");
    // What HDF5 makes of nothing, it makes once.
    int (*library)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "H5open");
    if (library) library();
    static char message[LONGEST + 1];
    static char *words[MOST + 1];
    for (ssize_t length; (length = recv(0, message, LONGEST, 0)) > 0;) {
        int count = 0;
        for (char *word = message; word < message + length && count < MOST; word += strlen(word) + 1) words[count++] = word;
        words[count] = NULL;
        if (count <= OWN) return 64;
        pid_t child = fork();
        if (child == 0) return become(words, count, environment);
        char text[96];
        snprintf(text, sizeof text, "%d", child);
        answer(text);
        int status = 0;
        struct rusage usage;
        if (child < 0 || wait4(child, &status, 0, &usage) != child) return 1;
        long long spent = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
        snprintf(text, sizeof text, "%d %lld %ld", status, spent, usage.ru_maxrss);
        answer(text);
    }
    return 0;
}

int __libc_start_main(Main main, int argc, char **argv, void (*init)(void), void (*fini)(void), void (*loaded)(void), void *stack) {
    int (*real)(Main, int, char **, void (*)(void), void (*)(void), void (*)(void), void *) = dlsym(RTLD_NEXT, "__libc_start_main");
    begun = main;
    return real(serve, argc, argv, init, fini, loaded, stack);
}
