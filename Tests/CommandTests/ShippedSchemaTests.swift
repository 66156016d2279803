import Foundation
import Testing

@Suite("The schema that ships")
struct ShippedSchemaTests {
    private static let path = BuiltProgram.repository + "/docs/spec.schema.json"

    /// `CONCORD_RECORD=1 swift test --filter ShippedSchemaTests` writes it.
    @Test("docs/spec.schema.json is what the program prints")
    func same() throws {
        let outcome = try BuiltProgram.run("concord schema", in: BuiltProgram.repository)
        if ProcessInfo.processInfo.environment["CONCORD_RECORD"] != nil {
            try outcome.output.write(toFile: Self.path, atomically: true, encoding: .utf8)
        }
        #expect(outcome.output == (try String(contentsOfFile: Self.path, encoding: .utf8)))
    }

    @Test("Every spec that ships names it, so that editors know the language")
    func named() throws {
        let root = BuiltProgram.repository + "/experiments"
        let files = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
        let specs = files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("invalid/") }
        #expect(specs.count > 50)
        for spec in specs {
            let first = try String(contentsOfFile: "\(root)/\(spec)", encoding: .utf8).prefix { $0 != "\n" }
            let up = String(repeating: "../", count: spec.split(separator: "/").count)
            #expect(first == "# yaml-language-server: $schema=\(up)docs/spec.schema.json", "\(spec)")
        }
    }
}
