import Foundation
import Testing

@Suite("The page that report writes")
struct ReportPageTests {
    /// Reads the page as XML, which repairs nothing, and prints the commands that it tells readers to type.
    private static let reading = """
        import sys, xml.dom.minidom
        page = xml.dom.minidom.parse(sys.argv[1])
        for element in page.getElementsByTagName("pre"):
            print("".join(node.data for node in element.getElementsByTagName("code")[0].childNodes))
        names = [e.getAttribute("id") for e in page.getElementsByTagName("*") if e.hasAttribute("id")]
        assert len(names) == len(set(names)), names
        for table in page.getElementsByTagName("table"):
            assert table.getElementsByTagName("caption"), "a table without a caption"
            assert all(e.hasAttribute("scope") for e in table.getElementsByTagName("th")), "a heading without a scope"
            described = table.getAttribute("aria-describedby")
            assert not described or described in names, described
        """

    @Test(
        "is what a strict parser takes, and the command at its foot reruns all its cells, wherever they lie",
        arguments: [
            ("it's & <here>", "'it'\\''s & <here>'"), ("a \"b\" `c` $d", "'a \"b\" `c` $d'"), ("store.h5", "store.h5"),
            ("spec.yaml", "spec.yaml"), ("-q", "./-q"),
        ])
    func page(store: String, word: String) throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            try Self.reading.write(toFile: directory + "/reading.py", atomically: true, encoding: .utf8)
            let run = try BuiltProgram.run("concord run tiny.yaml -j1 --quiet", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            try FileManager.default.moveItem(atPath: directory + "/checkpoints", toPath: "\(directory)/\(store)")
            let report = try BuiltProgram.run("concord report \(word) --last 10 --window 5 --quiet", in: directory)
            try #require(report.exitCode == 0, "\(report.errors)")
            let read = try BuiltProgram.run("python3 reading.py tiny.html", in: directory)
            try #require(read.exitCode == 0, "\(read.errors)")
            let command = read.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(command == "concord verify \(word)")
            let verified = try BuiltProgram.run(command, in: directory)
            #expect(verified.exitCode == 0 && verified.output.hasSuffix("4 of 4 cells match\n"), "\(verified.output)")
        }
    }

    @Test("speaks of gains, and is the same page for the same records")
    func again() throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let outcome = try BuiltProgram.run(
                """
                concord run tiny.yaml -j1 --quiet >/dev/null && concord report checkpoints --last 10 -o a.html >/dev/null \
                && concord report checkpoints --last 10 -o b.html --quiet >/dev/null && cmp a.html b.html
                """, in: directory)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(
                outcome.errors.contains(
                    "d5 against nofed: training return (reward) over the last 10 rounds is higher by"))
        }
    }
}
