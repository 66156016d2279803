import Config
import Determinism
import Diagnostics
import Experiment
import Testing

@testable import ConcordCommand

@Suite("What explain, list and version find, and how")
struct ExplainTests {
    private static let language = Program("concord", version: "1").language

    private func page(_ topic: String) -> String { Explain.page(of: topic, in: Self.language) ?? "" }

    @Test("Without a topic every rule of the language is named with a sentence, and list has them as a catalogue")
    func contents() throws {
        let contents = Explain.contents
        let listed = page("rules").split(separator: "\n").map(String.init)
        #expect(listed.count == GrammarTopic.all.count)
        for (topic, line) in zip(GrammarTopic.all, listed) {
            #expect(line.hasPrefix(topic.name + "  ") && line.hasSuffix("  " + topic.summary) && line.hasSuffix("."))
            #expect(contents.contains("\n  \(line)\n"))
        }
        let catalogues = Self.language.catalogues.map { Vocabulary.plural(of: $0.noun) }
        #expect(catalogues.contains("rules") && catalogues.contains("doubling-rules"))
        #expect(Set(catalogues).count == catalogues.count)
    }

    @Test("Every catalogue has a noun in the singular, so that its name is a plural")
    func nouns() {
        for noun in Self.language.catalogues.map(\.noun) {
            #expect(!noun.hasSuffix("s") || noun.hasSuffix("ss"), "\(noun): \(Vocabulary.plural(of: noun))")
        }
    }

    @Test(
        "Words of YAML have a page, arms are found by one, and no key of plans is",
        arguments: [
            ("yaml", "yaml (a rule"), ("anchors", "yaml (a rule"), ("merge", "yaml (a rule"), ("arm", "arms (a rule"),
            ("engine", ""),
        ])
    func rules(topic: String, start: String) {
        #expect(page(topic).hasPrefix(start) && page(topic).isEmpty == start.isEmpty)
        #expect(!page(topic).contains("in plans only"))
    }

    @Test("A path as arms have it finds its key, through names of entries, and without the unit of a length of time")
    func paths() {
        let every = page("federation.fedhpd.every.rounds")
        #expect(every.hasPrefix("federation.fedhpd.every\n") && every == page("federation.fedhpd.every"))
        #expect(page("agents.a2.optimizer.adam.learning_rate").contains("  learning_rate: "))
        #expect(page("worlds.held_out.count").contains("  count: "))
        #expect(page("federation.fedhpd.nothing.rounds").isEmpty && page("rounds.rounds.rounds").isEmpty)
    }

    @Test("Through a pipe no line of an explanation is longer than pages are wide, whatever it explains")
    func folded() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            for topic in ["", "dqnavg", "fedrddpg", "personal", "every", "spec/unknown-key", "unknown-key"] {
                let outcome = try BuiltProgram.run("concord explain \(topic)", in: directory)
                #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(topic): \(outcome.errors)")
                for line in outcome.output.split(separator: "\n") {
                    #expect(line.count <= Explain.width, "\(topic): \(line)")
                }
                if topic.hasSuffix("unknown-key") { #expect(outcome.output.hasPrefix("spec/unknown-key (error)\n")) }
            }
        }
    }

    @Test("version --json is JSON, with the version and what it was built from; other words are refused")
    func version() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            let plain = try BuiltProgram.run("concord version", in: directory)
            for words in ["version --json", "--version --json"] {
                let outcome = try BuiltProgram.run("concord \(words)", in: directory)
                let facts = try CanonicalValue(parsing: outcome.output)
                let (name, version) = (facts["name"]?.asText ?? "", facts["version"]?.asText ?? "")
                #expect(outcome.exitCode == 0 && plain.output == "\(name) \(version)\n")
                #expect(facts["engine"]?.asInteger == CellPlan.engine && facts["libraries"]?["HDF5"] != nil)
            }
            for words in ["version x", "--version --quiet", "version --json --json"] {
                let outcome = try BuiltProgram.run("concord \(words)", in: directory)
                #expect(outcome.exitCode == 64 && outcome.output.isEmpty, "\(words)")
            }
        }
    }
}
