import Foundation
import Testing

@testable import ConcordCommand

/// Terminals of every width, and of none.
@Suite("Every width of a terminal")
struct WidthTests {
    @Test(
        "Help keeps its sentences within the lines that a terminal has, from 40 columns on", arguments: Array(0...200))
    func help(width: Int) {
        let program = Program("concord", version: Program.library)
        let screen = HelpScreen(program: "concord", width: width, paint: Paint(isColored: false))
        let texts =
            program.tables.map { screen.command($0) }
            + [screen.program(program.tableGroups, summary: "A sentence of some words about it.")]
        for text in texts {
            // Usage stays one line, and examples stay as they are written.
            for line in text.split(separator: "\n") where !line.hasPrefix("  ") || line.hasPrefix("    ") && width >= 40
            {
                let words = line.split(separator: " ")
                #expect(line.count <= max(width, 40) || words.count == 1, "\(width): \(line)")
            }
        }
    }

    @Test("No printer minds how wide the terminal is, which it is told by the system or by COLUMNS")
    func commands() throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        let script = """
            import fcntl, os, pty, struct, sys, termios
            commands = ["--help", "run --help", "status checkpoints", "report checkpoints", "plan tiny.yaml --no-time",
                "diff checkpoints/tiny/d5/seed-1 checkpoints/tiny/nofed/seed-1", "verify checkpoints/tiny/d5 -j1",
                "inspect checkpoints/tiny/d5/seed-1/round-000020.h5", "check tiny.yaml", "explain fedhpd", "list methods", "list",
                "run tiny.yaml --seed 1 -j1", "plan tiny.yaml --values"]
            widths = [0, 1, 2, 3, 5, 8, 13, 21, 39, 40, 41, 79, 80, 132, 200, 65535]
            for command in commands:
                for width in widths:
                    child, master = pty.fork()
                    if child == 0:
                        os.environ["COLUMNS"] = str(width)
                        os.environ["TERM"] = "xterm"
                        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", width % 7, width, 0, 0))
                        os.execvp("concord", ["concord"] + command.split())
                    said = b""
                    while True:
                        try:
                            part = os.read(master, 65536)
                            if not part: break
                            said += part
                        except OSError: break
                    longest = max([len(line.rstrip()) for line in said.decode().split("\\n")])
                    if command.endswith("--values") and width in (79, 80, 132) and longest > width:
                        print(command, width, longest)
                    status = os.waitpid(child, 0)[1]
                    os.close(master)
                    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) not in (0, 3):
                        print(command, width, status)
            print("done")
            """
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            try script.write(toFile: directory + "/widths.py", atomically: true, encoding: .utf8)
            let outcome = try BuiltProgram.run("timeout 300 python3 widths.py", in: directory)
            #expect(outcome.output == "done\n", "\(outcome.output) \(outcome.errors)")
        }
    }
}
