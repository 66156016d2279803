import Archive
import Glibc
import Numerics

/// How long a person waits for the program: started as a process of its own, to its end.
struct StartUpSpeed {
    let program: String
    let scratch: String

    /// Figures on the wall's clock: the middle one of several starts each.
    func figures() throws -> [SpeedFigure] {
        let files = LocalFileSystem()
        let (mistaken, long) = (scratch + "/mistaken.yaml", scratch + "/long.yaml")
        try files.replace(mistaken, with: Array(BenchmarkStudy.mistaken.utf8))
        try files.replace(long, with: Array(BenchmarkStudy.long(1000).utf8))
        let cases: [(name: String, words: [String], note: String)] = [
            ("print the version", ["--version"], ""),
            ("check a spec with a mistake", ["check", mistaken], "to the first diagnostic, and the end"),
            ("check a spec of 1000 agents", ["check", long], "each agent written out"),
        ]
        return try cases.map { start in
            try run(start.words)
            return SpeedFigure(
                .startUp, start.name, wall: try Stopwatch.walls(of: 15) { try run(start.words) }, note: start.note)
        }
    }

    /// Starts the program, its output discarded, and waits for its end.
    private func run(_ words: [String]) throws(StageError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var arguments = ([program] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let code = posix_spawn(&process, program, &actions, nil, &arguments, environ)
        guard code == 0 else { throw StageError("\(program) cannot be started: \(String(cString: strerror(code)))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else {
                throw StageError("\(program) cannot be waited for: \(String(cString: strerror(errno)))")
            }
        }
    }
}
