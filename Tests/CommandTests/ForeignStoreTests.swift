import Foundation
import Testing

/// Stores with things in them that Concord did not put there.
@Suite("Stores with foreign things in them", .serialized)
struct ForeignStoreTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    /// Things that may stand in a store, below `checkpoints/tiny`. Nobody reads the pipes.
    private static let litter = """
        cd checkpoints; mkdir lost+found; chmod 000 lost+found; ln -s loop loop; ln -s .. up; ln -s tiny/d5 twin
        mkdir "$(printf 'no-utf8-\\377')"; touch "$(printf 'file-\\376')"; mkfifo pipe tiny/pipe; mkdir x.yaml y.h5
        mknod device c 1 3 2>/dev/null; touch note.txt tiny/d5/.hidden; ln -s /nowhere/at/all dangling
        python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")' 2>/dev/null; cd ..
        """

    private static func run(_ text: String, _ body: (BuiltProgram.Outcome) -> Void) throws {
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1 && \(litter)", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let outcome = try BuiltProgram.run("timeout 60 bash <<'END'\n\(text)\nEND", in: directory)
            body(outcome)
            _ = try BuiltProgram.run("chmod 700 checkpoints/lost+found", in: directory)
        }
    }

    @Test(
        "reading commands leave them out with a word, and go on",
        arguments: [
            "status checkpoints", "report checkpoints", "verify checkpoints -j1", "cite checkpoints",
            "bundle checkpoints -j1", "plan tiny.yaml --seed 1 --against checkpoints",
        ])
    func litter(command: String) throws {
        try Self.run("concord \(command)") { outcome in
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(
                outcome.output.contains("d5") || outcome.output.contains("tiny.tar")
                    || outcome.output.contains("unchanged"))
            #expect(outcome.errors.contains("note: checkpoints/loop: cannot list: Too many levels of symbolic links"))
            #expect(outcome.errors.contains("its name is not UTF-8; it is left out"))
            #expect(outcome.errors.contains("leads to a directory that was looked into already; it is left out"))
        }
    }

    @Test("run and status of a spec, and export, do not mind them")
    func others() throws {
        try Self.run(
            "concord run tiny.yaml -j1 >/dev/null 2>&1; echo $?; concord status tiny.yaml | grep -c done; "
                + "concord export checkpoints/tiny/d5/seed-1 --to csv; concord check checkpoints/x.yaml; echo $?; "
                + "concord status checkpoints/x.yaml; echo $?"
        ) { outcome in
            #expect(
                outcome.output.hasPrefix("0\n4\ntiny-d5-seed-1-round-000020.csv: "),
                "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("it is a directory") && outcome.output.hasSuffix("2\n1\n"))
            #expect(outcome.errors.contains("there are no runs below checkpoints/x.yaml"))
        }
    }

    @Test(
        "a pipe or a directory in the place of a run's file blocks nothing, and is named where the run cannot be read without",
        arguments: ["plan.json", "metrics.jsonl", "run.log", "lock", "round-000020.h5"], ["mkfifo", "mkdir"])
    func places(file: String, maker: String) throws {
        let path = "checkpoints/tiny/d5/seed-1/\(file)"
        try Self.run(
            """
            rm \(path); \(maker) \(path)
            for command in 'status checkpoints' 'report checkpoints' 'cells tiny.yaml --no-time' 'plan tiny.yaml -j1' \
                'verify checkpoints -j1' 'run tiny.yaml --seed 1 -j1' \
                'export checkpoints/tiny/d5/seed-1 --to csv' 'bundle checkpoints -j1'; do
                timeout 20 concord $command > out 2> err; code=$?
                echo "$command: $code"; cat out err | grep -q -F '\(file)' && echo "named by $command"
            done
            """
        ) { outcome in
            #expect(!outcome.output.contains(": 124") && !outcome.output.contains(": 13"), "\(outcome.output)")
            // A pipe in the place of the record is a damaged record, which status ends with 3; what keeps it from seeing a cell at
            // all is named, and ends with 1.
            let isDamage = file == "metrics.jsonl" && maker == "mkfifo"
            let code = isDamage ? 3 : ["plan.json", "metrics.jsonl"].contains(file) ? 1 : 0
            #expect(outcome.output.contains("status checkpoints: \(code)\n"), "\(outcome.output)")
            #expect(outcome.output.contains("cells tiny.yaml --no-time: \(isDamage ? 0 : code)\n"), "\(outcome.output)")
            #expect(outcome.output.contains("plan tiny.yaml -j1: 0\n"), "\(outcome.output)")
            if file == "metrics.jsonl" {
                #expect(outcome.output.contains("report checkpoints: \(code)\n"), "\(outcome.output)")
            }
            // Nobody needs a log, or a lock that nobody holds, to read a run.
            guard !["run.log", "lock"].contains(file) else { return }
            for command in ["status", "report", "verify", "run"] {
                #expect(outcome.output.contains("named by \(command) "), "\(command) of \(outcome.output)")
            }
        }
    }
}
