import Config
import Diagnostics
import Testing

@testable import Experiment

/// Help that is taken undoes the mistake, and brings no other.
@Suite("Advice that holds")
struct AdviceTests {
    private static func help(_ more: String) -> String? { SpecText.compile(SpecText.text(more)).findings.diagnostics.first?.help }

    @Test(
        "Who takes a choice back in an arm or a level by writing nothing is told of the word default, where there is one",
        arguments: [
            ("network.inputs", true), ("agents.a.network.inputs", true), ("agents.a.optimizer", true), ("environment", false),
        ])
    func nothing(path: String, hasDefault: Bool) throws {
        for nothing in ["{}", "~"] {
            for arm in ["arms: {x: {}, y: {\(path): N}}", "sweep: {f: {one: {\(path): N}, two: {rounds: 3}}}"] {
                let help = try #require(Self.help(arm.replacing("N", with: nothing)))
                #expect(help.hasPrefix("one of: ") && help.contains("`default`") == hasDefault, "\(help)")
                if hasDefault { #expect(SpecText.found(SpecText.text(arm.replacing("N", with: "default"))).isEmpty) }
            }
        }
    }

    @Test("Outside of arms, and in lists within them, the word default stands for nothing, and is not offered")
    func elsewhere() {
        #expect(Self.help("networks: {policy: {inputs: {}}}")?.contains("`default`") == false)
        #expect(Self.help("arms: {x: {federation: [{}]}}")?.contains("`default`") == false)
        #expect(GrammarTopic.named("default")?.name == "arms")
    }
}
