import Glibc
import Numerics

/// Another process at the other end of a socket, which is its standard input and output.
struct ChildProcess {
    /// How it ended.
    enum Ending: Equatable {
        /// By itself, with this code.
        case exited(Int32)
        /// By this signal.
        case killed(Int32)
        /// By this program, since its time was over.
        case outOfTime
        /// By this program, since it wrote more than was allowed.
        case saidTooMuch
    }

    private let process: pid_t
    private let socket: Int32

    /// Starts a program, with some variables more in its environment. It hears no signal meant for this one's terminal.
    init(_ program: String, _ words: [String], marks: [String], subject: String) throws(ArchiveError) {
        func failure(_ code: Int32) -> ArchiveError {
            ArchiveError(subject, "start a process to read it", .system(code, String(cString: strerror(code))))
        }
        var ends = [Int32](repeating: -1, count: 2)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure(errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var arguments = ([program] + words).map { strdup($0) } + [nil]
        // Filters that a file names are not to be looked for on this machine, and a crash is reported here.
        let added = marks + ["HDF5_PLUGIN_PRELOAD=::", "SWIFT_BACKTRACE=enable=no"]
        var variables = added.map { strdup($0) } + Self.environment(without: added) + [nil]
        defer { for copy in arguments + variables { free(copy) } }
        var process = pid_t()
        let status = posix_spawn(&process, program, &actions, &attributes, &arguments, &variables)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw failure(status)
        }
        self.process = process
        socket = ends[0]
    }

    /// Copies of this process's variables but for those that others take the place of.
    private static func environment(without others: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let variable = place.pointee {
            let name = String(cString: variable).prefix { $0 != "=" } + "="
            if !others.contains(where: { $0.hasPrefix(name) }) { copies.append(strdup(variable)) }
            place += 1
        }
        return copies
    }

    /// Sends all bytes, gathers the answer up to its end, and waits until the process is gone.
    func exchange(_ bytes: [UInt8], within seconds: Double, atMost largest: Int) -> (answer: [UInt8], ending: Ending) {
        let deadline = Stopwatch.wallSeconds + seconds
        var (answer, sent, limit) = ([UInt8](), 0, Ending?.none)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while limit == nil {
            let left = deadline - Stopwatch.wallSeconds
            guard left > 0 else {
                limit = .outOfTime
                break
            }
            let events = sent < bytes.count ? POLLIN | POLLOUT : POLLIN
            var state = pollfd(fd: socket, events: Int16(events), revents: 0)
            guard poll(&state, 1, Int32(min(left * 1000, 1e6)) + 1) > 0 else { continue }
            if state.revents & Int16(POLLOUT) != 0, sent < bytes.count {
                let count = bytes.withUnsafeBytes { raw in
                    let rest = UnsafeRawBufferPointer(rebasing: raw[sent...])
                    return send(
                        socket, rest.baseAddress, rest.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
                }
                // Where it does not listen any more, its ending says why.
                if count > 0 { sent += count }
                if count < 0, errno != EAGAIN, errno != EINTR { sent = bytes.count }
                if sent == bytes.count { shutdown(socket, Int32(SHUT_WR)) }
            }
            guard state.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { answer += buffer[..<count] }
            if answer.count > largest { limit = .saidTooMuch }
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { break }
        }
        close(socket)
        if limit != nil { kill(process, SIGKILL) }
        let ended = wait()
        return (answer, limit ?? ended)
    }

    /// A process ends soon after it gave up its output; one that crashed has. Where nobody can say how, its answer must.
    private func wait() -> Ending {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return .exited(0) } }
        let signal = status & 0x7F
        guard signal == 0 else { return signal == SIGXCPU ? .outOfTime : .killed(signal) }
        return .exited(status >> 8 & 0xFF)
    }
}
