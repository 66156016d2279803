import Foundation
import Testing

/// Every command that writes a file where it is told to.
struct Writer: CustomTestStringConvertible, Sendable {
    let name: String
    /// The command line without its last words, the option that names the file, and whether the file has bytes of its own.
    let command: String
    let option: String

    var testDescription: String { name }

    func line(_ path: String) -> String { "concord \(command) \(option) \(path)" }

    private static let cell = "checkpoints/tiny/d5/seed-1"
    static let all: [Writer] = [
        Writer(name: "export npz", command: "export \(cell) --to npz", option: "-o"),
        Writer(name: "export csv", command: "export \(cell) --to csv", option: "-o"),
        Writer(name: "export tensorboard", command: "export \(cell) --to tensorboard", option: "--output"),
        Writer(name: "report", command: "report checkpoints", option: "-o"),
        Writer(name: "replay", command: "replay \(cell) --agent wide --still 1", option: "-o"),
        Writer(name: "bundle", command: "bundle \(cell) -j1", option: "-o"),
        Writer(name: "verify", command: "verify \(cell) -j1", option: "--certificate"),
    ]
}

/// `-o` writes into what is there, and never in its place.
@Suite("Files that commands are told to write", .serialized)
struct OutputFileTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    /// Runs shell text after a small study; the words must be those at the end of what it prints.
    private static func expect(_ text: String, _ words: String) throws {
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let outcome = try BuiltProgram.run("umask 027; set -u; \(text)", in: directory)
            #expect(outcome.output.hasSuffix(words), "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test("links stay and their targets get the bytes, modes stay, new ones follow the umask", arguments: Writer.all)
    func regular(writer: Writer) throws {
        try Self.expect(
            """
            mkdir far; echo old > far/real; chmod 640 far/real; ln -s far/real link; ln -s far/later dangling
            echo old > one; ln one two; echo old > mode; chmod 604 mode
            for path in link dangling one mode new; do \(writer.line("$path")) > $path.out || echo failed $path; done
            for path in far/later one mode new; do cmp far/real $path; done
            stat -c '%n %F %a %h' link far/real dangling far/later one two mode new
            cmp one two && ls -a | grep -c concord-
            """,
            """
            link symbolic link 777 1
            far/real regular file 640 1
            dangling symbolic link 777 1
            far/later regular file 640 1
            one regular file 640 2
            two regular file 640 2
            mode regular file 604 1
            new regular file 640 1
            0

            """)
    }

    @Test("devices, pipes and standard output are written through", arguments: Writer.all)
    func through(writer: Writer) throws {
        try Self.expect(
            """
            \(writer.line("new")) > new.out
            mknod null c 1 3 2>/dev/null && [ -w null ] || ln -s /dev/null null
            \(writer.line("null")) > null.out || echo failed null
            \(writer.line("/dev/null")) > null.out || echo failed /dev/null
            mkfifo pipe; cat pipe > piped & \(writer.line("pipe")) > pipe.out || echo failed pipe; wait
            cmp new piped
            \(writer.line("/dev/fd/3")) 3> third > third.out; cmp new third
            { echo before; \(writer.line("/dev/stdout")); } > whole 2>/dev/null
            { echo before; cat new; } | cmp -n "$(( $(stat -c %s new) + 7 ))" - whole
            \(writer.line("/dev/full")) > full.out 2> full.err; echo $?; grep -c 'No space left' full.err
            stat -c '%n %F' pipe; [ -c "$(readlink -f null)" ] && echo device
            """,
            """
            1
            1
            pipe fifo
            device

            """)
    }

    @Test("what cannot or must not be written is named, with exit code 1, and stays as it was", arguments: Writer.all)
    func refused(writer: Writer) throws {
        try Self.expect(
            """
            mkdir folder; cp -r checkpoints before
            for path in folder gone/file checkpoints/tiny/d5/seed-1/metrics.jsonl checkpoints/tiny/d5/seed-1/plan.json \
                checkpoints/tiny/d5/seed-1/round-000020.h5 folder/../checkpoints/tiny/nofed/seed-1/run.log; do
                \(writer.line("$path")) > out 2> err; echo "$? $(grep -c "$path: cannot write" err)"
            done
            grep -c 'no directory' err; diff -r before checkpoints && ls folder | wc -l
            """,
            """
            1 1
            1 1
            1 1
            1 1
            1 1
            1 1
            0
            0

            """)
    }

    @Test("Starters never replace a file, schemas an older one alone; both go to devices")
    func own() throws {
        try Self.expect(
            """
            for command in "new fedhpd" schema; do
                concord $command -o /dev/null >said && echo device
                concord $command -o "$command.out" >said 2>&1 && echo new
                cp "$command.out" kept; concord $command -o "$command.out" >said 2>&1; echo $?
                cmp kept "$command.out"; echo mine > mine; concord $command -o mine >said 2>&1; echo $?; cat mine
            done
            sed -i 's/"description": /"description" : /' schema.out; concord schema -o schema.out >said; cmp kept schema.out
            """, "device\nnew\n1\n1\nmine\ndevice\nnew\n0\n1\nmine\n")
    }

    @Test("In a store that may only be read, an evaluation prints its numbers and warns")
    func readOnly() throws {
        try Self.expect(
            """
            chmod -R a+rX . ; chmod a-w checkpoints/tiny/d5/seed-1
            evaluate="$(command -v concord) evaluate checkpoints/tiny/d5/seed-1 --episodes 1"
            if [ $(id -u) = 0 ]; then setpriv --reuid=65534 --clear-groups $evaluate 2>warned; else $evaluate 2>warned; fi >out
            echo $?; grep -c "^wide" out; grep -c "warning: .*Permission denied; these numbers are printed and not kept" warned
            ls checkpoints/tiny/d5/seed-1 | grep -c evaluation
            chmod u+w checkpoints/tiny/d5/seed-1
            """, "0\n1\n1\n0\n")
    }
}
