import Report
import Testing

@Suite("Tables and numbers")
struct TableTests {
    private let table: Table = {
        var table = Table(
            "Returns",
            columns: [
                .text("arm", key: "arm"), .numbers("return", keys: "mean", "mean_sd"),
                .numbers("rounds", keys: "rounds", "rounds_censored"),
            ])
        table.append([.text("d5, \"odd\""), .spread(343.21, 16.04, decimals: 1), .crossing(.reached(589))])
        table.append([.text("a|b_c & 50%"), .missing, .crossing(.censored(after: 2000))])
        return table
    }()

    @Test("a terminal gets aligned columns")
    func plain() {
        #expect(
            table.plainText == """
                arm                return  rounds
                d5, "odd"    343.2 ± 16.0     589
                a|b_c & 50%             –  > 2000

                """)
    }

    @Test("CSV has one column per value, all digits, and quotes what needs it")
    func csv() {
        #expect(
            table.csv == #"""
                arm,mean,mean_sd,rounds,rounds_censored
                "d5, ""odd""",343.21,16.04,589,false
                a|b_c & 50%,,,,true

                """#)
    }

    @Test("JSON names every value")
    func json() {
        #expect(
            table.json.json == """
                [{"arm":"d5, \\"odd\\"","mean":343.21,"mean_sd":16.04,"rounds":589,"rounds_censored":false},\
                {"arm":"a|b_c & 50%","mean":null,"mean_sd":null,"rounds":null,"rounds_censored":true}]
                """)
    }

    @Test("Markdown escapes what it would read as its own")
    func markdown() {
        #expect(
            table.markdown == """
                | arm | return | rounds |
                | --- | ---: | ---: |
                | d5, "odd" | 343.2 ± 16.0 | 589 |
                | a\\|b\\_c & 50% | – | \\> 2000 |

                """)
    }

    @Test("LaTeX escapes what it would read as its own")
    func latex() {
        #expect(table.latex.contains("    d5, \"odd\" & 343.2 $\\pm$ 16.0 & 589 \\\\\n"))
        #expect(table.latex.contains("    a|b\\_c \\& 50\\% & -- & $>$ 2000 \\\\\n"))
        #expect(table.latex.contains("\\begin{tabular}{lrr}"))
    }

    @Test(
        "fixed decimals round halves away from zero and never print −0",
        arguments: [
            (2.5, 0, "3"), (-2.5, 0, "-3"), (-0.04, 1, "0.0"), (0.05, 2, "0.05"), (1234.5678, 2, "1234.57"),
            (0.007, 1, "0.0"), (-0.5, 2, "-0.50"), (.nan, 2, "nan"), (-.infinity, 0, "-inf"), (1e300, 2, "1e+300"),
        ] as [(Double, Int, String)])
    func fixed(value: Double, decimals: Int, expected: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == expected)
    }

    @Test("large numbers get groups, bytes get units")
    func grouping() {
        #expect(NumberText.grouped(1234) == "1234")
        #expect(NumberText.grouped(120_000) == "120 000")
        #expect(NumberText.grouped(-6_800_123) == "-6 800 123")
        #expect(NumberText.bytes(999) == "999 B")
        #expect(NumberText.bytes(32_000_000) == "32 MB")
        #expect(NumberText.bytes(999_960) == "1 MB")
        #expect(NumberText.count(6_812_345) == "6.8 M")
        #expect(NumberText.count(340) == "340")
    }

    @Test(
        "a time that no clock tells is said to be less than what one tells",
        arguments: [(3.9e-22, "less than 0.001 ms"), (0, "less than 0.001 ms"), (2e-6, "0.002 ms"), (0.0123, "12 ms")]
            as [(Double, String)])
    func milliseconds(seconds: Double, words: String) { #expect(NumberText.milliseconds(seconds) == words) }

    @Test(
        "No text of a CSV is a formula, and no hidden character is left in one",
        arguments: [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("+1+1", "'+1+1"), ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"), ("\r=1", "\\u{D}=1"), ("=1,2", "\"'=1,2\""), ("-5.25", "-5.25"), ("+1e3", "+1e3"),
            ("a=b", "a=b"), ("-", "'-"), ("", ""), ("x\u{1B}[31m", "x\\u{1B}[31m"), ("＝1", "'＝1"),
        ])
    func formulas(text: String, field: String) {
        let table = Table("T", columns: [.text("name", key: "name")], rows: [[.text(text)]])
        #expect(table.csv == "name\n\(field)\n")
    }

    @Test("A cell stays in its cell, whatever is in its text, and columns are as wide as what is shown")
    func cells() {
        let table = Table(
            "T", columns: [.text("name", key: "name"), .numbers("n", keys: "n")],
            rows: [[.text("a\u{1B}\nb\u{202E}"), .count(1)], [.text("plain"), .count(2)]])
        let spelled = "a\\u{1B}\\u{A}b\\u{202E}"
        func padded(_ text: String) -> String { text + String(repeating: " ", count: spelled.count - text.count) }
        #expect(table.plainText == "\(padded("name"))  n\n\(spelled)  1\n\(padded("plain"))  2\n")
        for text in [table.plainText, table.markdown, table.latex] {
            #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
            #expect(text.contains { $0.isNewline })
        }
    }

    @Test("What another column says already is for programs alone")
    func forPrograms() {
        let table = Table(
            "T",
            columns: [
                .text("arm", key: "arm"), .numbers("all", keys: "all").forPrograms(),
                .numbers("last", keys: "last").forPrograms(false),
            ], rows: [[.text("d"), .count(77), .count(88)]])
        for text in [table.plainText, table.markdown, table.latex, table.text(within: 8), table.text(within: 80)] {
            #expect(!text.contains("all") && !text.contains("77") && text.contains("last") && text.contains("88"))
        }
        #expect(table.csv == "arm,all,last\nd,77,88\n")
        #expect(table.json.json == #"[{"all":77,"arm":"d","last":88}]"#)
    }

    @Test("One long note makes no other line longer, nor the table slower to write")
    func longNote() {
        var table = Table("Items", columns: [.text("item", key: "item"), .text("notes", key: "notes")])
        let note = String(repeating: "n", count: 400_000)
        table.append([.text("first"), .text(note)])
        for _ in 0..<20_000 { table.append([.text("other"), .blank]) }
        let clock = ContinuousClock()
        let took = clock.measure {
            #expect(table.plainText.utf8.count == "item   notes\n".utf8.count + 8 + 400_000 + 20_000 * 6)
        }
        // Twenty thousand paddings of the note's length take minutes; without them it is a second or two in a debug build.
        #expect(took < .seconds(30))
    }
}

@Suite("Tables in narrow terminals")
struct FoldedTableTests {
    private func table(columns: Int, rows: Int, words: Int) -> Table {
        var table = Table(
            "T",
            columns: [.text("arm", key: "arm"), .text("measure", key: "measure")]
                + (0..<columns).map { .numbers("number of kind \($0)", keys: "n\($0)") } + [
                    .text("reads", key: "reads")
                ])
        for row in 0..<rows {
            table.append(
                [.text("method\(row),every=\(row * 5),network=large"), .text("training return")]
                    + (0..<columns).map { .number(Double(row * 1000 + $0), decimals: 1) }
                    + [.text(Array(repeating: "word", count: words).joined(separator: " "))])
        }
        return table
    }

    @Test("no line is longer than the terminal, and nothing is lost", arguments: [40, 60, 80, 140, 400])
    func fits(width: Int) {
        for columns in [0, 1, 4, 12] {
            for words in [1, 6, 40] {
                let table = table(columns: columns, rows: 3, words: words)
                let text = table.text(within: width)
                for line in text.split(separator: "\n") { #expect(line.count <= width, "\(width): \(line)") }
                let all = text.filter { !$0.isWhitespace }
                for row in table.rows {
                    for cell in row.dropFirst(2).dropLast() { #expect(all.contains(cell.display)) }
                }
                #expect(text.split(separator: "word", omittingEmptySubsequences: false).count == 3 * words + 1)
            }
        }
    }

    @Test("what fits is as it is without a terminal")
    func whole() {
        let table = table(columns: 3, rows: 2, words: 3)
        #expect(table.text(within: 1000) == table.plainText)
    }

    @Test("every part of a folded table tells its rows apart, and columns that no row has are left out")
    func parts() {
        var table = Table(
            "T",
            columns: [
                .text("experiment", key: "a"), .text("arm", key: "b"), .numbers("seed", keys: "c"),
                .text("empty", key: "d"), .numbers("return of training", keys: "e"),
                .numbers("size of all files", keys: "f"),
            ])
        for (arm, seed) in [("nofed", 1), ("nofed", 2), ("d5", 1), ("d5", 2)] {
            table.append([.text("a-long-name"), .text(arm), .label(seed), .blank, .count(seed), .count(seed * 1000)])
        }
        let text = table.text(within: 34)
        let parts = text.split(separator: "\n\n", omittingEmptySubsequences: true)
        #expect(parts.count >= 2 && text.contains("a-long-name") && !text.contains("empty"), "\(text)")
        for part in parts { #expect(part.contains("seed") && part.contains("nofed     2"), "\(text)") }
    }

    @Test("a folded table without columns or rows is one that is not folded")
    func nothing() {
        #expect(Table("T", columns: []).text(within: 40) == Table("T", columns: []).plainText)
    }
}
