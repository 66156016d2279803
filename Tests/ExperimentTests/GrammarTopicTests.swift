import Diagnostics
import Testing

@testable import Experiment

@Suite("Rules of the language that people ask for")
struct GrammarTopicTests {
    /// A whole spec with the example's keys in place of its own.
    private static func spec(with example: String) -> String {
        let base = [
            ("concord", "1"), ("name", "test"), ("seeds", "[1, 2]"), ("round", "{episodes: 1}"), ("rounds", "10"),
            ("environment", "cartpole"), ("learner", "reinforce"), ("network", "{hidden: [4]}"), ("optimizer", "adam"),
            ("agents", "[{name: a}, {name: b}]"),
            (
                "public_states",
                "{uniform: {count: 4, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-1, 1], pole_angular_velocity: [-1, 1]}}}"
            ), ("federation", "[{fedhpd: {every: {rounds: 5}}}]"),
        ]
        let own = Set(example.split(separator: "\n").compactMap { $0.first == " " ? nil : $0.prefix { $0 != ":" } })
        return base.filter { !own.contains(Substring($0.0)) }.map { "\($0): \($1)\n" }.joined() + example + "\n"
    }

    @Test(
        "Every example stands in a spec that can run, and says nothing that is warned about",
        arguments: GrammarTopic.all.map(\.name))
    func examples(_ name: String) throws {
        let topic = try #require(GrammarTopic.named(name))
        let (study, findings) = SpecText.compile(Self.spec(with: topic.example))
        let lacking = findings.diagnostics.filter { $0.code == .missingInput }
        // A file that an example names is nobody's here.
        guard topic.example.contains("checkpoint: first.h5") else {
            #expect(study != nil && !findings.hasErrors, "\(findings.diagnostics.map(\.message))")
            return
        }
        #expect(!lacking.isEmpty && lacking.count == findings.diagnostics.count, "\(findings.diagnostics)")
    }

    @Test("No rule has two names that are alike, and a page has the rule and the example")
    func names() {
        let names = GrammarTopic.all.flatMap { [$0.name] + $0.synonyms }
        #expect(Set(names).count == names.count)
        for topic in GrammarTopic.all {
            #expect(topic.page.contains(topic.text))
            for line in topic.page.split(separator: "\n") { #expect(line.count <= 125, "\(line)") }
        }
    }

    @Test("A sweep's example has the cells that its text speaks of")
    func sweep() throws {
        let topic = try #require(GrammarTopic.named("sweep"))
        let study = try #require(SpecText.compile(Self.spec(with: topic.example)).study)
        #expect(study.arms == ["nofed", "d,every=5", "d,every=10", "d,every=20"])
    }
}
