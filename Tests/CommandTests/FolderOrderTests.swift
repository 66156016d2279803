import Foundation
import TestSupport
import Testing

/// `tools/check-imports` on small sources, whose module Archive has the folders Low and High and a file beside them.
@Suite("Order of folders")
struct FolderOrderTests {
    private static let tools = Fixture.path("../../tools")

    /// The sources every case has beside its own, in `Low/Case.swift`.
    private static let others = [
        "High/Tower.swift": "public struct Tower<Bell> {}\n\nprivate struct Cellar {}\n",
        "High/Low+Roof.swift": "extension Low {\n    struct Attic {}\n}\n\nstruct Attic {}\n",
        "Low/Low.swift": "struct Low {\n    struct Floor {}\n}\n",
        "Archive.swift": "enum Whole {\n    case tower(Tower<Int>)\n}\n",
    ]

    /// What a check says of sources, and its exit code.
    private static func check(
        _ files: [String: String], table: String = "Archive: Low High\n", circles: String? = nil
    ) throws -> (lines: [String], status: Int32) {
        let directory = try TemporaryDirectory()
        let programs = ["folders.py", "circles.py", "kinds.py", "entries.py"].map { "check-imports.d/" + $0 }
        for name in ["check-imports"] + programs {
            let text = try String(contentsOfFile: "\(tools)/\(name)", encoding: .utf8)
            try write(text, to: directory.file("tools/\(name)"))
        }
        try write(table, to: directory.file("tools/check-imports.d/folders"))
        if let circles { try write(circles, to: directory.file("tools/check-imports.d/circles")) }
        try write("", to: directory.file("Tests/empty"))
        for (name, text) in files { try write(text, to: directory.file("Sources/Archive/\(name)")) }
        let result = try Program.run(["bash", directory.file("tools/check-imports")])
        return (result.output.split(separator: "\n").map(String.init), result.status)
    }

    private static func write(_ text: String, to path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test(
        "a type of a higher folder is found wherever a file names it",
        arguments: [
            ("let tower: Tower<Int>", "Tower", "High"),
            ("func climb(_ towers: [Archive.Tower<Int>]) {}", "Tower", "High"),
            ("extension Tower {}", "Tower", "High"),
            (#"let text = "a \(Tower<Int>.self) of \("many") words""#, "Tower", "High"),
            (#####"let text = ##"\#(Tower) \##(Tower<Int>.self)"##"#####, "Tower", "High"),
            ("let text = \"\"\"\n    \"quoted\" \\(Tower<Int>.self)\n    \"\"\"", "Tower", "High"),
            ("func one<Tower>(_ tower: Tower) {}\nlet tower: Tower<Int>", "Tower", "High"),
            ("func one<Bell: Tower<Int>>(_ bell: Bell) {}", "Tower", "High"),
            ("struct One {\n    struct Tower {}\n}\nlet tower: Tower<Int>", "Tower", "High"),
            ("func one() {\n    struct Tower {}\n}\nlet tower: Tower<Int>", "Tower", "High"),
            ("/* a /* nested */ comment */ let tower: Tower<Int>", "Tower", "High"),
            ("let attic: Attic", "Attic", "High"),
            ("let whole: Whole", "Whole", nil),
        ])
    func found(_ text: String, _ name: String, _ folder: String?) throws {
        let (lines, status) = try Self.check(Self.others.merging(["Low/Case.swift": text]) { $1 })
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).lastIndex { $0.contains(name) } ?? 0
        let place = folder.map { "declared in \($0)," } ?? "declared beside the folders,"
        try #require(lines.count == 1 && status == 1, "\(lines)")
        #expect(lines[0].hasPrefix("Sources/Archive/Low/Case.swift:\(line + 1): \(name)  ← \(place)"), "\(lines)")
    }

    @Test(
        "what is no type of a higher folder is let pass",
        arguments: [
            "// Tower\n/// Tower\n/* Tower /* Tower */ Tower */",
            #"let text = "Tower \"Tower\" \\" + "Tower""#,
            ##"let text = #"Tower " \(Tower)"#"##,
            "let text = \"\"\"\n    Tower \"Tower\" \\\"\"\" Tower\n    \"\"\"",
            "let mark = text.wholeMatch(of: #/Tower\"/#)",
            "struct One {\n    struct Tower {}\n    let tower: Tower\n}",
            "extension Low {\n    var attic: Attic { Attic() }\n}",
            "extension Low.Floor {\n    var attic: Attic { Attic() }\n}",
            "protocol One {\n    associatedtype Tower\n    var tower: Tower { get }\n}",
            "func one<Tower: Sendable, Attic>(_ tower: Tower, _ attic: Attic) -> Tower { tower }",
            "struct One<Tower> {\n    func two(_ tower: Tower) {}\n}",
            "func one() {\n    struct Tower {}\n    _ = Tower()\n}",
            "private struct Tower {}\nprivate let tower = Tower()",
            "let tower: Low.Tower = .Tower",
            "import struct Glibc.Tower",
            "let cellar: Cellar",
        ])
    func passed(_ text: String) throws {
        let (lines, status) = try Self.check(Self.others.merging(["Low/Case.swift": text]) { $1 })
        #expect(lines.isEmpty && status == 0, "\(lines)")
    }

    @Test("folders without a place, and places without a folder, are named")
    func places() throws {
        let strange = Self.others.merging(["Odd/One.swift": "struct One {}\n"]) { $1 }
        #expect(
            try Self.check(strange).lines
                == ["Sources/Archive/Odd  ← not among the folders of Archive in tools/check-imports.d/folders"])
        #expect(
            try Self.check(Self.others, table: "Archive: Low Middle High\n").lines
                == ["tools/check-imports.d/folders: Archive: Middle  ← there is no such folder"])
        #expect(
            try Self.check(Self.others, table: "Archive: High Low\n").lines.map { $0.prefix { $0 != "←" } } == [
                "Sources/Archive/High/Low+Roof.swift:1: Low  "
            ])
    }

    @Test("files that name one another's types are found, also over a third one, and one that names itself is none")
    func circles() throws {
        let ring = [
            "Low/One.swift": "struct One {\n    let two: [Two]\n}\n",
            "Low/Two.swift": "struct Two {\n    func f() -> Three? { nil }\n}\n",
            "Low/Three.swift": "struct Three {\n    static let one = One(two: [])\n}\n",
            "Low/Self.swift": "indirect enum List {\n    case rest(List, Low)\n}\n",
        ]
        let (lines, status) = try Self.check(Self.others.merging(ring) { $1 })
        #expect(
            lines == [
                "Sources/: Archive/Low/One.swift Archive/Low/Three.swift Archive/Low/Two.swift  ← files that name one another's types"
            ] && status == 1, "\(lines)")
        let known = "# Why.\nArchive/Low/One.swift Archive/Low/Three.swift Archive/Low/Two.swift\n"
        #expect(try Self.check(Self.others.merging(ring) { $1 }, circles: known).lines == [])
        let line = ring.merging(["Low/Three.swift": "struct Three {}\n"]) { $1 }
        #expect(try Self.check(Self.others.merging(line) { $1 }).lines == [])
        #expect(try Self.check(Self.others.merging(line) { $1 }, circles: known).lines.count == 1)
    }

    @Test("a check that cannot be made is no check that passed")
    func broken() throws {
        let (lines, status) = try Self.check(Self.others, table: "no table\n")
        #expect(lines == ["tools/check-imports.d/folders.py  ← did not come to its end"] && status == 1, "\(lines)")
    }

    @Test("the sources keep their order")
    func kept() throws {
        let result = try Program.run(["bash", "\(Self.tools)/check-imports"])
        #expect(result.output.isEmpty && result.status == 0, "\(result.output)\(result.complaint)")
    }
}
