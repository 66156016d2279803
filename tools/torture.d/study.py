"""Runs Concord on a spec and looks at what it leaves on disk. Python's standard library only."""

import contextlib
import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# Clocks and process numbers live in these two alone.
NOT_COMPARED = {"run.log", "lock"}


def fingerprints(store):
    """SHA-256 of every file below a store that has to be the same after every history, by path."""
    found = {}
    for folder, _, names in os.walk(store):
        for name in names:
            if name not in NOT_COMPARED:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, store)] = hashlib.sha256(file.read()).hexdigest()
    return found


def difference(found, expected):
    """One sentence on how two sets of fingerprints differ; empty where they are equal."""
    words = [f"{name} is missing" for name in sorted(set(expected) - set(found))]
    words += [f"{name} should not be there" for name in sorted(set(found) - set(expected))]
    words += [f"{name} has other bytes" for name in sorted(set(found) & set(expected)) if found[name] != expected[name]]
    return "; ".join(words[:4])


def checkpoint_rounds(store):
    """The rounds of all checkpoints under their final names; complains about one that is not whole."""
    rounds, broken = [], []
    for folder, _, names in os.walk(store):
        for name in names:
            if not (name.startswith("round-") and name.endswith(".h5")):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            lines = dict(line.split(" ", 1) for line in data[:512].decode("ascii", "replace").split("\n") if " " in line)
            whole = lines.get("length") == str(len(data)) and lines.get("content") == hashlib.sha256(data[512:]).hexdigest()
            (rounds if whole else broken).append(int(name[6:-3]))
    return sorted(rounds), broken


class Program:
    """The concord binary, in a scratch directory of its own."""

    def __init__(self, binary, scratch=None):
        self.binary = os.path.abspath(binary)
        if not os.access(self.binary, os.X_OK):
            sys.exit(f"{binary}: not a program; build it with: swift build -c release")
        self.scratch = tempfile.mkdtemp(prefix="concord-torture-", dir=scratch)
        self._interposer = None

    @property
    def interposer(self):
        """The library that stands between the program and the C library, compiled on first use."""
        if not self._interposer:
            compiler = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), None)
            if not compiler:
                sys.exit("there is no C compiler (cc, gcc or clang) on PATH")
            library = os.path.join(self.scratch, "interposer.so")
            source = os.path.join(HERE, "interposer.c")
            subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"], check=True)
            self._interposer = library
        return self._interposer

    def start(self, spec, store, *, jobs=1, env=None, preexec=None, prefix=(), arguments=()):
        """Starts `concord run` on a spec."""
        command = [*prefix, self.binary, "run", spec, "--store", store, f"--jobs={jobs}", *arguments]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=preexec,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})

    @staticmethod
    def finish(process, limit=120):
        """Waits, and returns the exit code with what was said; ends a process that hangs."""
        try:
            said = process.communicate(timeout=limit)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return "hangs", ""
        return process.returncode, said.decode("utf-8", "replace")

    def run(self, spec, store, **options):
        """Runs `concord run` on a spec to its end."""
        return self.finish(self.start(spec, store, **options))

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


@contextlib.contextmanager
def small_disk(path, size):
    """A file system of `size` bytes at a path; None where this machine does not let us mount one."""
    libc = ctypes.CDLL(None, use_errno=True)
    os.makedirs(path, exist_ok=True)
    target = os.fsencode(path)

    def mount(flags, size):
        return libc.mount(b"tmpfs", target, b"tmpfs", flags, b"size=%d" % size) == 0

    if os.geteuid() != 0 or not mount(0, size):
        yield None
        return
    try:
        yield lambda size: mount(32, size)  # MS_REMOUNT
    finally:
        libc.umount2(target, 2)  # MNT_DETACH
