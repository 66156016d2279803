"""Many short commands of one program: by fork from one that is loaded already, or each started afresh."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class Ended:
    """How a command ended: `code` is its exit code, negative for a signal, None where it was not done in time."""

    def __init__(self, code, out, err, seconds, mebibytes):
        self.code, self.out, self.err, self.seconds, self.mebibytes = code, out, err, seconds, mebibytes

    @property
    def said(self):
        return self.out + self.err


class Forks:
    """Calls a program, from any thread. Where there is no C compiler, or with `afresh`, every call starts it anew."""

    def __init__(self, binary, scratch, *, afresh=False, env=None):
        self.binary, self.scratch = os.path.abspath(binary), scratch
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no", **(env or {})}
        self.own, self.all, self.lock = threading.local(), [], threading.Lock()
        compiler = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), None)
        self.library = None
        if compiler and not afresh:
            self.library = os.path.join(scratch, "forks.so")
            subprocess.run(
                [compiler, "-O1", "-shared", "-fPIC", "-o", self.library, os.path.join(HERE, "forks.c"), "-ldl"], check=True)

    def call(self, arguments, *, cwd, seconds):
        """What a command says and how it ends; it is killed after so many seconds."""
        out, err = (os.path.join(self.scratch, f"{threading.get_ident()}.{end}") for end in ("out", "err"))
        started = time.monotonic()
        words = [self.binary, *arguments]
        status, kibibytes = self.forked(words, cwd, out, err, seconds) if self.library else self.started(
            words, cwd, out, err, seconds)
        code = None if status is None else os.waitstatus_to_exitcode(status)
        return Ended(code, self.text(out), self.text(err), time.monotonic() - started, kibibytes / 1024)

    @staticmethod
    def text(path):
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace")

    def started(self, words, cwd, out, err, seconds):
        with open(out, "wb") as out, open(err, "wb") as err:
            process = subprocess.Popen(words, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=self.env)
        late = threading.Timer(seconds, process.kill)
        late.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        hung = not late.is_alive() and process.returncode == -signal.SIGKILL
        late.cancel()
        return None if hung else status, usage.ru_maxrss

    def forked(self, words, cwd, out, err, seconds):
        end = self.waiting()
        end.sendall(b"".join(os.fsencode(word) + b"\0" for word in (cwd, out, err, *words)))
        number = int(end.recv(100))
        end.settimeout(seconds)
        try:
            answer, hung = end.recv(100), False
        except TimeoutError:
            os.kill(number, signal.SIGKILL)
            end.settimeout(None)
            answer, hung = end.recv(100), True
        end.settimeout(None)
        status, _, kibibytes = answer.split()
        status = int(status)
        hung = hung and os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        return None if hung else status, int(kibibytes)

    def waiting(self):
        """This thread's end of a socket to a program that waits."""
        if not hasattr(self.own, "end"):
            self.own.end, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            process = subprocess.Popen(
                [self.binary], stdin=other, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**self.env, "LD_PRELOAD": self.library})
            other.close()
            with self.lock:
                self.all.append((process, self.own.end))
        return self.own.end

    def close(self):
        for process, end in self.all:
            end.close()
            process.wait()
