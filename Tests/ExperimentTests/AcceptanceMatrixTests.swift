import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// What `check` accepts, as a table: every method on every learner in every environment.
///
/// A pair that is refused is tested nowhere else, so that refusing too much would pass every law. Where a change is meant:
/// `CONCORD_RECORD=1 swift test --filter AcceptanceMatrix` writes `Tests/Fixtures/accepted/` anew.
@Suite("What check accepts: method × learner × environment")
struct AcceptanceMatrix {
    static let methods = Language.standard.methods.components.map(\.kind)

    /// For every learner, what it stands on in the first starter that has it.
    private static let grounds: [(learner: String, starter: Starter)] = {
        let starters = Methods.all.map(\.starter)
        return Language.standard.learners.components.map(\.kind).compactMap { kind in
            starters.first { $0.learner.prefix { $0 != ":" }.trimmingPrefix("{") == kind }.map { (kind, $0) }
        }
    }()

    @Test("is the fixture's table", arguments: methods)
    func matrix(method: String) throws {
        let found = Self.row(of: method)
        let path = Fixture.path("accepted/\(method).json")
        if ProcessInfo.processInfo.environment["CONCORD_RECORD"] != nil {
            try Data((found.prettyJSON + "\n").utf8).write(to: URL(fileURLWithPath: path))
        }
        let expected = try CanonicalValue(parsing: String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8))
        #expect(found.members.map(\.key) == expected.members.map(\.key))
        for learner in found.members {
            for environment in learner.value.members {
                #expect(
                    environment.value == expected[learner.key]?[environment.key],
                    "\(method) on \(learner.key) in \(environment.key)")
            }
        }
        let verdicts = found.members.flatMap { $0.value.members.map(\.value) }
        #expect(verdicts.contains(.text("accepted")), "\(method) is accepted nowhere")
    }

    @Test("has every learner")
    func complete() {
        #expect(Self.grounds.map(\.learner) == Language.standard.learners.components.map(\.kind))
    }

    /// By learner, then by environment: `accepted`, or the codes of the errors.
    private static func row(of method: String) -> CanonicalValue {
        .object(
            sorting: grounds.map { ground in
                let verdicts = Language.standard.environments.components.map { environment in
                    (environment.kind, CanonicalValue.text(verdict(method, ground.starter, environment.kind)))
                }
                return (ground.learner, .object(sorting: verdicts))
            })
    }

    private static func verdict(_ method: String, _ starter: Starter, _ environment: String) -> String {
        let world = Language.standard.environments.make(Choice(.object([.init(environment, .object([]))])))
        let ranges = world.spaces.observation.map { "\($0): [-1, 1]" }.joined(separator: ", ")
        // An agent of each number of layers and units would be refused by every average.
        let text = """
            concord: 1
            name: accepted
            seeds: [1]
            round: \(starter.round)
            rounds: 6
            environment: \(environment)
            learner: \(starter.learner)
            \(starter.network.map { "network: \($0)" } ?? "")
            \(starter.optimizer.map { "optimizer: \($0)" } ?? "")
            agents: [{name: a, count: 3}]
            \(ranges.isEmpty ? "" : "public_states: {uniform: {seed: 1, count: 20, ranges: {\(ranges)}}}")
            federation: [\(method)]
            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "pair.yaml", text: text), beside: "", in: .standard, into: &findings)
        guard study == nil else { return "accepted" }
        let codes = findings.diagnostics.filter { $0.severity == .error }.map(\.code.rawValue)
        return Set(codes).sorted().joined(separator: " ")
    }
}
