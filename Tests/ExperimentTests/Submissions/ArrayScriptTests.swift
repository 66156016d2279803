import Determinism
import Experiment
import Foundation
import TestSupport
import Testing

/// Scripts for cells that processes share; those of others are golden files of the command, and `tools/slurm-check` runs them.
@Suite("Scripts of tasks whose cells processes share")
struct ArrayScriptTests {
    private static func script(in directory: String, program: String, spec: String) throws -> ArrayScript {
        func input(_ path: String) throws -> ArrayScript.Input {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            return .init(path: path, content: Fingerprint(of: bytes))
        }
        return ArrayScript(
            [.init(spec: 0, cells: ["a/seed-1", "it's/seed-2", "a/seed-3"])], of: [try input(spec)],
            by: try input(program), store: directory + "/store", in: directory, jobs: 2, ranks: 3, megabytes: 300,
            minutes: 12, title: "3 cells in 1 task")
    }

    /// What a shell says of a task, with an `mpirun` that tells its words and ends as the cell's number says.
    private static func run(codes: String) throws -> (lines: [String], script: String) {
        let scratch = try TemporaryDirectory()
        // The last digit of a cell's name is the place of its code.
        let files = [
            ("spec.yaml", "concord: 1\n"), ("concord", "#!/bin/sh\nexit 0\n"),
            (
                "mpirun",
                """
                #!/bin/bash
                printf '<%s>' "$@"; echo
                codes=(\(codes)); last=${!#}; exit "${codes[${last: -1} - 1]}"

                """
            ),
        ]
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.file(name)))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.file(name))
        }
        let script = try script(
            in: scratch.path, program: scratch.file("concord"), spec: scratch.file("spec.yaml")
        ).array
        try Data(script.utf8).write(to: URL(fileURLWithPath: scratch.file("array.sh")))
        let found = try Program.run([
            "env", "PATH=\(scratch.path):/usr/bin:/bin", "SLURM_ARRAY_TASK_ID=0", "SLURM_RESTART_COUNT=20", "bash",
            scratch.file("array.sh"),
        ])
        let lines = found.output.replacing(scratch.path, with: "HERE").split(separator: "\n").map(String.init)
        return (lines + ["\(found.status)"], script)
    }

    private static func line(_ cell: String) -> String {
        "<-n><3><--bind-to><none><HERE/concord><run><HERE/spec.yaml><--store><HERE/store><--jobs><2><--cell=\(cell)>"
    }

    @Test("Cells come one after another, each to its processes, in a job of as many tasks and a bounded time")
    func cells() throws {
        let (lines, script) = try Self.run(codes: "0 0 0")
        #expect(lines == [Self.line("a/seed-1"), Self.line("it's/seed-2"), Self.line("a/seed-3"), "0"])
        for option in ["--ntasks=3", "--cpus-per-task=2", "--time=12", "--mem=300M", "--signal=B:USR1@120"] {
            #expect(script.contains("#SBATCH \(option)\n"))
        }
    }

    @Test("One that failed does not keep the others from their turn, and one that was asked to end does")
    func codes() throws {
        #expect(try Self.run(codes: "1 0 0").lines.suffix(2) == [Self.line("a/seed-3"), "1"])
        #expect(try Self.run(codes: "0 75 0").lines.suffix(2) == [Self.line("it's/seed-2"), "75"])
    }
}
