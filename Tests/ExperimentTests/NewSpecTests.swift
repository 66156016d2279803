import Config
import Diagnostics
import Federation
import Testing

@testable import Experiment

@Suite("Starters with another world or learner")
struct NewSpecTests {
    private static let language = Language.standard

    private func starter(_ method: String, _ environment: String?, _ learner: String?) -> (StarterSpec?, Findings) {
        var findings = Findings()
        let starter = StarterSpec(
            method, environment: environment, learner: learner, in: Self.language, &findings)
        return (starter, findings)
    }

    @Test(
        "Whatever is asked for, what comes out can run and has what was asked for, or it is said why there is none",
        arguments: language.methods.components.map(\.kind))
    func crossed(_ method: String) {
        for environment in Self.language.environments.components.map(\.kind) {
            let (found, findings) = starter(method, environment, nil)
            guard let found else {
                #expect(findings.hasErrors, "\(method) in \(environment)")
                continue
            }
            let (study, mistakes) = SpecText.compile(found.text)
            #expect(study != nil, "\(method) in \(environment): \(mistakes.diagnostics.map(\.message))")
            let plan = study.flatMap { study in study.cells.last.map(study.plan) }
            #expect(plan?.agents.first?.environment.kind == environment, "\(method) in \(environment)")
        }
    }

    @Test("The studies that people ask for first")
    func asked() throws {
        for (method, environment, learner) in [
            ("fedhpd", "acrobot", nil), ("parameter_average", "mountain_car", nil),
            ("parameter_average", "pendulum", "ddpg"),
            ("fedppo", "pendulum", nil), ("dqnavg", "acrobot", "dqn"), ("scafflsa", nil, nil),
        ] as [(String, String?, String?)] {
            let (found, findings) = starter(method, environment, learner)
            let text = try #require(found, "\(findings.diagnostics.map(\.message))").text
            if let environment {
                #expect(text.contains("environment: \(environment)") || text.contains("environment: {\(environment)"))
            }
            if let learner { #expect(text.contains("learner: {\(learner):") || text.contains("learner: \(learner)")) }
        }
        let (none, findings) = starter("dqnavg", "pendulum", nil)
        #expect(none != nil || findings.hasErrors)
    }

    @Test("A method whose claim is about another one has it as an arm")
    func rivals() throws {
        for method in Self.language.methods.components.compactMap({ Self.language.methods.method($0.kind) }) {
            let text = try #require(StarterSpec(method.kind, in: Self.language)).text
            let (study, findings) = SpecText.compile(text)
            let arms = try #require(study, "\(method.kind): \(findings.diagnostics.map(\.message))").arms
            for rival in method.starter.rivals { #expect(arms.contains(rival)) }
        }
        let study = SpecText.compile(try #require(StarterSpec("scafflsa", in: Self.language)).text).study
        #expect(study?.arms == ["nofed", "fedlsa", "scafflsa"])
    }
}
