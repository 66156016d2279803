import Glibc

/// Runs another program and gathers what it writes.
enum Subprocess {
    /// What came out.
    struct Outcome {
        let output: [UInt8]
        let errors: [UInt8]
        let status: Int32
    }

    /// Runs a program found on PATH, without input.
    ///
    /// - Parameter limit: the most bytes that are wanted of either pipe; a program that writes more is not listened to any
    ///   further.
    /// - Throws: `CommandFailure` where it cannot be started, or where it writes more.
    static func run(_ words: [String], atMost limit: Int) throws(CommandFailure) -> Outcome {
        var output = [Int32](repeating: 0, count: 2)
        var errors = [Int32](repeating: 0, count: 2)
        guard pipe(&output) == 0, pipe(&errors) == 0 else { throw failure(words, errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
        for descriptor in output + errors { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let status = posix_spawnp(&process, words[0], &actions, nil, arguments, environ)
        close(output[1])
        close(errors[1])
        let (said, complained) = status == 0 ? drain(output[0], errors[0], atMost: limit) : ([], [])
        close(output[0])
        close(errors[0])
        guard status == 0 else { throw failure(words, status) }
        var result: Int32 = 0
        while waitpid(process, &result, 0) < 0, errno == EINTR {}
        guard max(said.count, complained.count) <= limit else {
            throw CommandFailure("\(words.joined(separator: " ")): it writes more than \(limit) bytes")
        }
        return Outcome(output: said, errors: complained, status: result)
    }

    /// Reads both pipes to their ends, whichever has something, so that neither can fill up; or until one has given more
    /// than is wanted.
    private static func drain(_ first: Int32, _ second: Int32, atMost limit: Int) -> ([UInt8], [UInt8]) {
        var gathered: [[UInt8]] = [[], []]
        var open = [first, second].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while open.contains(where: { $0.fd >= 0 }), gathered.allSatisfy({ $0.count <= limit }) {
            guard poll(&open, 2, -1) >= 0 || errno == EINTR else { break }
            for index in 0..<2 where open[index].fd >= 0 && open[index].revents != 0 {
                let count = read(open[index].fd, &buffer, buffer.count)
                if count > 0 {
                    gathered[index] += buffer[..<count]
                } else if count == 0 || errno != EINTR {
                    open[index].fd = -1
                }
            }
        }
        return (gathered[0], gathered[1])
    }

    private static func failure(_ words: [String], _ code: Int32) -> CommandFailure {
        CommandFailure("\(words[0]): cannot start: \(String(cString: strerror(code)))")
    }
}
