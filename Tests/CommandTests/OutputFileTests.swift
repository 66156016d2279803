import Foundation
import Testing

@testable import ConcordCommand

/// Every command that writes a file where it is told to.
struct Writer: CustomTestStringConvertible, Sendable {
    let name: String
    /// The command line without its last words, the option that names the file, and whether the file has bytes of its own.
    let command: String
    let option: String

    var testDescription: String { name }

    /// A file that is there is replaced.
    func line(_ path: String) -> String { "concord \(command) --replace \(option) \(path)" }
    /// A file that is there is left alone, unless it is this command's own.
    func careful(_ path: String) -> String { "concord \(command) \(option) \(path)" }
    /// Whether its files say of themselves that it wrote them.
    var marks: Bool { !command.hasPrefix("export") && !command.hasPrefix("new") }
    /// The word of the command, and the option's name.
    var place: String { (command.split(separator: " ").first ?? "") + " " + (option == "-o" ? "--output" : option) }

    private static let cell = "checkpoints/tiny/d5/seed-1"
    static let all: [Writer] = [
        Writer(name: "export npz", command: "export \(cell) --to npz", option: "-o"),
        Writer(name: "export csv", command: "export \(cell) --to csv", option: "-o"),
        Writer(name: "export tensorboard", command: "export \(cell) --to tensorboard", option: "--output"),
        Writer(name: "report", command: "report checkpoints", option: "-o"),
        Writer(name: "replay", command: "replay \(cell) --agent wide --still 1", option: "-o"),
        Writer(name: "bundle", command: "bundle \(cell) -j1", option: "-o"),
        Writer(name: "verify", command: "verify \(cell) -j1", option: "--certificate"),
        Writer(name: "attestation", command: "verify \(cell) -j1", option: "--attestation"),
    ]
    /// And those that read no run.
    static let others: [Writer] = [
        Writer(name: "attest", command: "attest mine.json", option: "-o"),
        Writer(name: "new", command: "new fedhpd", option: "-o"),
        Writer(name: "schema", command: "schema", option: "-o"),
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

    @Test("every option of every command that writes a file is among those tried here, and has --replace beside it")
    func table() {
        var options: [String] = []
        for table in Program("concord", version: "1").tables {
            let names = table.options.filter { if case .output? = $0.value?.kind { true } else { false } }.map(\.dashed)
            options += names.map { "\(table.name) \($0)" }
            #expect(names.isEmpty != table.options.contains { $0.name == "replace" }, "\(table.name)")
            // An option of another kind writes nothing: what it is for is said with other words.
            for option in table.options where !names.contains(option.dashed) {
                if case .file? = option.value?.kind { #expect(!option.summary.contains("rite"), "\(option.dashed)") }
            }
        }
        #expect(Set(options) == Set((Writer.all + Writer.others).map(\.place)))
    }

    @Test(
        "what is there is left alone, unless the command wrote it and it says so; --replace replaces any file",
        arguments: Writer.all + Writer.others)
    func careful(writer: Writer) throws {
        try Self.expect(
            """
            concord verify checkpoints/tiny/d5/seed-1 -j1 --attestation mine.json >out 2>&1
            : > empty; \(writer.careful("empty")) >out 2>&1 || { echo; echo empty; cat out; }
            echo precious > file; cp file kept
            \(writer.careful("file")) >out 2>err; code=$?; cmp file kept && echo "$code $(grep -c 'file: cannot write: it is there already' err)"
            \(writer.careful("new")) >out 2>&1; cp new first; echo more >> kept
            \(writer.careful("new")) >out 2>err; echo $?; cmp first new
            \(writer.line("file")) >out 2>&1; echo $?; cmp -s file kept || echo replaced
            """, writer.name == "attest" ? "1 1\n3\n3\nreplaced\n" : "1 1\n\(writer.marks ? 0 : 1)\n0\nreplaced\n")
    }

    /// Command lines that write of one study what says whose it is.
    static let proofs = [
        "report checkpoints/STUDY -o", "bundle checkpoints/STUDY -j1 -o", "verify checkpoints/STUDY -j1 --certificate",
        "verify checkpoints/STUDY -j1 --attestation", "attest STUDY.json -o",
    ]

    @Test("what is of another study is left alone, unless --replace is said", arguments: proofs)
    func studies(command: String) throws {
        func line(_ study: String, _ more: String = "") -> String {
            "concord \(command.replacingOccurrences(of: "STUDY", with: study)) file \(more) >out 2>err; echo $?"
        }
        try Self.expect(
            """
            sed 's/^name: tiny/name: other/' tiny.yaml >other.yaml; concord run other.yaml --seed 1 -j1 -q >out 2>&1
            for s in tiny other; do concord verify checkpoints/$s -j1 -q --attestation $s.json >out 2>&1; done
            \(line("other")); cp file kept; \(line("tiny"))
            grep -c 'file: cannot write: it is there already, and is of another study, other; --replace replaces it' err
            cmp file kept; \(line("tiny", "--replace")); \(line("tiny"))
            """, command.hasPrefix("attest") ? "3\n1\n1\n3\n3\n" : "0\n1\n1\n0\n0\n")
    }

    @Test("files that nobody gave a name have that of their study, and of a cell's checkpoint that of the cell")
    func names() throws {
        try Self.expect(
            """
            sed 's/^name: tiny/name: other/' tiny.yaml >other.yaml; concord run other.yaml --seed 1 -j1 -q >out 2>&1
            cell=d5/seed-1; mkdir made; cd made
            for s in ../checkpoints/tiny ../checkpoints/other; do
                for line in "report $s" "bundle $s -j1" "export $s --to csv" "export $s/$cell --to npz" \
                    "export $s/$cell --to csv" "replay $s/$cell --agent wide"; do concord $line >out 2>&1 || cat out; done
            done
            concord report ../checkpoints >out 2>&1; rm out; LC_ALL=C ls
            """,
            "checkpoints.html\n"
                + ["other", "tiny"].map { study in
                    """
                    \(study)-d5-seed-1-round-000020.csv
                    \(study)-d5-seed-1-round-000020.npz
                    \(study)-d5-seed-1-round-000020.wide.svg
                    \(study).csv
                    \(study).html
                    \(study).tar

                    """
                }.joined())
    }

    @Test("arrays of an earlier round make room for the newest with --replace, and are refused without")
    func rounds() throws {
        try Self.expect(
            """
            concord export checkpoints --to npz >out; sed -i 's/rounds: 20/rounds: 30/' tiny.yaml; concord run tiny.yaml --seed 1 -j1 >out 2>&1
            concord export checkpoints --to npz >out 2>err; echo $?; grep -c round-000020.npz err; touch runs/tiny/d5/seed-1/mine.npz
            concord export checkpoints --to npz --replace >out; echo $?; ls runs/tiny/d5/seed-1
            """, "1\n1\n0\nmine.npz\nround-000030.npz\n")
    }

    @Test(
        "pages of earlier versions, which say what they are at their foot alone, are written again; figures beside them, too"
    )
    func pages() throws {
        try Self.expect(
            """
            concord report checkpoints --svg -q >out; sed -i '/name="generator"/d' tiny.html
            concord report checkpoints --svg -q >out; echo $?; grep -c 'name="generator"' tiny.html
            echo mine > tiny-training-return.svg; echo old >> tiny.html; cp tiny.html kept
            concord report checkpoints --svg -q >out 2>&1; echo $?; cmp tiny.html kept; cat tiny-training-return.svg
            """, "0\n1\n1\nmine\n")
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

    @Test("A file in the place of an evaluation is left alone, without a word of an option that evaluate does not have")
    func evaluations() throws {
        try Self.expect(
            """
            cell=checkpoints/tiny/d5/seed-1; file=$cell/round-000020.evaluation.json; echo mine > $file
            concord evaluate $cell --episodes 1 >out 2>err; echo $?; cat $file; grep -c '^wide' out; grep -c -e --replace err
            grep -c 'evaluation.json: cannot write: it is no evaluation, and is left alone; these numbers are printed' err
            rm $file; concord evaluate $cell --episodes 1 >out 2>err; grep -c 'wrote .*evaluation.json$' err
            concord evaluate $cell --episodes 2 >out 2>err; echo $?; grep -c 'json, in the place of an earlier evaluation$' err
            concord evaluate --help | tr -s ' \\n' ' ' | grep -c 'in the place of an earlier one, which is said'
            """, "0\nmine\n1\n0\n1\n1\n0\n1\n1\n")
    }

    @Test("What cannot say who wrote it is not said to lack that")
    func unmarked() throws {
        try Self.expect(
            """
            for command in "new fedhpd" schema; do
                echo mine > file; concord $command -o file 2>err; grep -c 'made here' err; grep -c 'already.*--replace replaces it' err
            done
            """, "0\n1\n1\n1\n")
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
