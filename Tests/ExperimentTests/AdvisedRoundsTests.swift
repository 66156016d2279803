import Diagnostics
import Testing

@testable import Experiment

@Suite("Rounds that are advised")
struct AdvisedRoundsTests {
    private static func help(_ text: String, _ code: DiagnosticCode) throws -> String {
        let found = SpecText.compile(text).findings.diagnostics.filter { $0.code == code }
        #expect(found.count == 1, "\(found.map(\.message))")
        return try #require(found.first?.help)
    }

    private static func idle(_ text: String) throws -> [String] {
        let (study, findings) = SpecText.compile(text)
        return try #require(study, "\(findings.diagnostics.map(\.message))").idleFindings.diagnostics.map(\.message)
    }

    @Test("Who measures evaluations is advised to evaluate within the rounds there are", arguments: [3, 100, 2000])
    func evaluation(rounds: Int) throws {
        let text = SpecText.text("measure: [evaluation_return]").replacing("rounds: 10", with: "rounds: \(rounds)")
        let help = try Self.help(text, .measureNeedsEvaluation)
        #expect(help == "evaluation: {every: {rounds: \(min(rounds, 100))}}")
        #expect(try Self.idle(text + help + "\n").isEmpty)
    }

    @Test("In a second stage, within those that it has")
    func secondStage() throws {
        func text(_ evaluation: String) -> String {
            SpecText.text(
                "measure: [training_return]\nworlds: {new: {count: 2}}\n"
                    + "adaptation: {worlds: [new], rounds: 3, measure: [evaluation_return]\(evaluation)}")
        }
        let help = try Self.help(text(""), .measureNeedsEvaluation)
        #expect(help == "evaluation: {every: {rounds: 3}}")
        #expect(try Self.idle(text(", \(help)")).isEmpty)
    }

    @Test("A rate that is to go by rounds changes before the last one", arguments: [2, 40, 2000])
    func rates(rounds: Int) throws {
        let text = PlateauTests.text(federation: "[softpavg, {parameter_average: {every: {rounds: 2}}}]")
            .replacing("rounds: 40", with: "rounds: \(rounds)")
        let help = try Self.help(text, .decayUnfit)
        let decay = "{step: {every: {rounds: \(min(rounds - 1, 100))}}}"
        #expect(help.hasSuffix("decay: \(decay)"), "\(help)")
        let followed = text.replacing("decay: {plateau: {factor: 0.5}}", with: "decay: \(decay)")
        #expect(try !Self.idle(followed).contains { $0.contains("never changes") })
    }
}
