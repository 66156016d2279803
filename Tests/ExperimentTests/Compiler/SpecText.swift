import Config
import Determinism
import Diagnostics

@testable import Experiment

/// Small specs for tests of the compiler.
enum SpecText {
    /// Two agents that exchange nothing; `more` is appended.
    static func text(_ more: String = "", agents: String = "[{name: a}, {name: b}]") -> String {
        """
        concord: 1
        name: test
        seeds: [1, 2]
        round: {episodes: 1}
        rounds: 10
        environment: cartpole
        learner: reinforce
        network: {hidden: [4]}
        optimizer: adam
        agents: \(agents)
        \(more)

        """
    }

    /// The study and the codes found, worst place first.
    static func compile(_ text: String) -> (study: Study?, findings: Findings) {
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "spec.yaml", text: text), beside: "", in: .standard, into: &findings)
        return (study, findings)
    }

    /// The plans of a spec that has no mistakes.
    static func plans(_ text: String) -> [CellPlan] {
        guard let study = compile(text).study else { return [] }
        return study.cells.map { study.plan(of: $0) }
    }

    /// What was found, as `line:column code`.
    static func found(_ text: String) -> [String] {
        compile(text).findings.diagnostics.map { diagnostic in
            let place = diagnostic.span?.startPosition
            return "\(place?.line ?? 0):\(place?.column ?? 0) \(diagnostic.code.rawValue)"
        }
    }
}
