import Config
import Diagnostics
import Testing

@testable import Experiment

/// Whatever does not go together, its place is shown: nobody looks through a spec for what a sentence is about.
@Suite("Places of diagnostics")
struct DiagnosticPlaceTests {
    private static let learners = Language.standard.learners.components.map(\.kind)

    /// A spec in which next to nothing fits.
    private static func text(_ learner: String, in environment: String, _ more: String) -> String {
        """
        concord: 1
        name: places
        seeds: [1]
        round: {steps: 7}
        rounds: 4
        environment: \(environment)
        learner: \(learner)
        network: {hidden: [4]}
        optimizer: {sgd: {learning_rate: 0.1}}
        agents: [{name: a}, {name: b}]
        \(more)

        """
    }

    private func expectPlaces(_ text: String) {
        let (study, findings) = SpecText.compile(text)
        var all = findings
        if let study {
            all.add(study.remarks)
            all.add(study.idleFindings)
        }
        for found in all.diagnostics { #expect(found.span != nil, "\(found.message), in\n\(text)") }
    }

    @Test(
        "Every learner in every world, evaluated and measured in every way, is refused at a place", arguments: learners)
    func worlds(learner: String) {
        // A missing key would hide all else.
        let measures = Language.standard.measures.components
            .filter { !$0.fields.contains { $0.presence == .required } }.map(\.kind).joined(separator: ", ")
        for environment in Language.standard.environments.components.map(\.kind) {
            for more in ["", ", exact: true", ", policy: stochastic"] {
                let evaluation = "every: {rounds: 9}\(more)"
                expectPlaces(Self.text(learner, in: environment, "evaluation: {\(evaluation)}\nmeasure: [\(measures)]"))
            }
        }
    }

    @Test("Every learner in every method's federation is refused at a place", arguments: learners)
    func methods(learner: String) {
        for method in Language.standard.methods.components.map(\.kind) {
            for environment in ["cartpole", "grid_world"] {
                expectPlaces(Self.text(learner, in: environment, "federation: [\(method)]\nreplicas: 2"))
            }
        }
    }

    @Test("Agents that do not act are not played, and that is said of the evaluation")
    func evaluation() {
        for written in [
            "{every: {rounds: 2}}", "{every: {rounds: 2}, episodes: 5}", "{every: {rounds: 2}, exact: false}",
        ] {
            let text = Self.text("ucbvi", in: "grid_world", "evaluation: \(written)\nmeasure: []")
                .replacing("round: {steps: 7}", with: "round: {episodes: 1}")
            let found = SpecText.compile(text).findings.diagnostics.filter { $0.code == .evaluationUnfit }
            #expect(found.map { $0.span?.text } == [written])
        }
    }
}
