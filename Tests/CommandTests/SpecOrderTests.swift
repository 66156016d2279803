import Foundation
import Testing

/// Whatever speaks of all cells of a directory has them in the order in which `plan` lists them.
@Suite("Cells stand in the spec's order")
struct SpecOrderTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    @Test("in tables, exports, verifications and citations of directories, seeds by number")
    func everywhere() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let text = """
                sed -i 's/^arms:.*/arms: {zeta: {}, nofed: {federation: []}, middle: {}, alpha: {}}/; s/^seeds:.*/seeds: [2, 10]/; s/^rounds: 20/rounds: 10/' tiny.yaml
                concord run tiny.yaml -j1 -q >/dev/null; rm -rf other; mkdir other; cp -r checkpoints/tiny other/
                concord status other --json | grep -E '"(arm|seed)":' | tr -d ' ,\n'; echo
                concord report other -q --csv | cut -d, -f1 | tr '\n' ' '; echo
                concord report other -q --baseline alpha --table cells --csv | cut -d, -f1 | uniq | tr '\n' ' '; echo
                concord export other --to csv -o - 2>/dev/null | cut -d, -f2,3 | uniq | tr '\n' ' '; echo
                concord verify other -q -j1 | grep MATCH | tr '\n' ' '; echo
                concord cite other -q | grep -o 'tiny .* seed [0-9]*' | tr '\n' ' '; echo
                """
            let outcome = try BuiltProgram.run(text, in: directory)
            let arms = ["zeta", "nofed", "middle", "alpha"]
            let cells: [(String, Int)] = arms.flatMap { arm in [2, 10].map { (arm, $0) } }
            let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let wanted: [String] = [
                cells.map { "\"arm\":\"\($0)\"\"seed\":\($1)" }.joined(),
                (["arm"] + arms).joined(separator: " "),
                (["arm"] + arms).joined(separator: " "),
                (["arm,seed"] + cells.map { "\($0),\($1)" }).joined(separator: " "),
                cells.map { "MATCH  \($0) seed \($1)" }.joined(separator: " "),
                cells.map { "tiny \($0) seed \($1)" }.joined(separator: " "),
            ]
            for (line, words) in zip(lines, wanted) { #expect(line == words, "\(outcome.errors)") }
            #expect(lines.count == wanted.count + 1)
        }
    }
}
