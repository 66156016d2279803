import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Laws of the engine over the whole catalogue: every method on every method's ground, which are all learners.
///
/// A pair that `check` refuses is refused by name; every other pair trains, resumes and parallelizes to the same bits. A new
/// learner comes in with the starter of the first method that stands on it.
@Suite("Laws of every learner under every method")
struct CatalogueLaws {
    static let methods: [Method] = Methods.all
    /// One ground per learner's settings.
    static let grounds: [Method] = methods.indices.filter { index in
        !methods[..<index].contains { $0.starter.learner == methods[index].starter.learner }
    }.map { methods[$0] }
    static let pairs: [MethodOnGround] = methods.flatMap { method in
        grounds.map { MethodOnGround(method: method, ground: $0) }
    }
    static let rounds = 6

    /// The starter cut down to six rounds with an exchange every second; nil where `check` refuses the pair, which must then
    /// be for a reason of federation.
    static func plan(_ pair: MethodOnGround) throws -> CellPlan? {
        var text = StarterSpec(pair.method, on: pair.ground, in: .standard).text
        text = text.replacingOccurrences(of: "rounds: \(pair.ground.starter.rounds)\n", with: "rounds: \(rounds)\n")
        text = text.replacing(/every: \{rounds: [0-9]+\}/, with: "every: {rounds: 2}")
        text = text.replacing("count: 1000", with: "count: 50")
        text = text.replacing("seeds: {from: 1, count: 5}", with: "seeds: [1]")
        var findings = Findings()
        let source = SourceFile(name: "pair.yaml", text: text)
        guard let study = Study.compile(source, beside: "", in: .standard, into: &findings) else {
            let areas = Set(findings.diagnostics.map { $0.code.rawValue.prefix { $0 != "/" } })
            #expect(areas.isSubset(of: ["federation", "method", "learner", "stage"]), "\(findings.diagnostics)")
            return nil
        }
        return study.cells.last.map { study.plan(of: $0) }
    }

    /// Whether the table of what `check` accepts (``AcceptanceMatrix``) has the pair: what is refused is refused on purpose. Nil
    /// where the table has the learner with other settings.
    static func isAccepted(_ pair: MethodOnGround) throws -> Bool? {
        let starter = pair.ground.starter
        let text = try String(contentsOfFile: Fixture.path("accepted/\(pair.method.kind).json"), encoding: .utf8)
        let learner = String(starter.learner.prefix { $0 != ":" }.trimmingPrefix("{"))
        let first = methods.map(\.starter).first { $0.learner.prefix { $0 != ":" }.trimmingPrefix("{") == learner }
        guard first?.learner == starter.learner else { return nil }
        return try CanonicalValue(parsing: text)[learner]?[starter.environmentKind] == .text("accepted")
    }

    static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    @Test("Every method runs on its own ground, and every learner is some method's ground")
    func everyLearnerHasGround() throws {
        for method in Self.methods {
            #expect(try Self.plan(MethodOnGround(method: method, ground: method)) != nil, "\(method.component.kind)")
        }
        let stoodOn = Set(Self.methods.map { $0.starter.learner.prefix { $0 != ":" }.trimmingPrefix("{") })
        for learner in Language.standard.learners.components {
            #expect(stoodOn.contains(learner.kind[...]), "no method's starter stands on '\(learner.kind)'")
        }
    }

    @Test("run(n) equals run(k), checkpoint, resume(n − k), on one thread and on two", arguments: pairs)
    func resume(pair: MethodOnGround) throws {
        let found = try Self.plan(pair)
        if let isAccepted = try Self.isAccepted(pair) {
            #expect((found != nil) == isAccepted, "check and the table of what it accepts differ")
        }
        guard let plan = found else { return }
        let whole = try ResumeLaw.hold(rounds: Self.rounds, cuts: [1, 2, 3]) { try Self.cell(plan) }
        let exchanges = whole.exchanges.count
        if pair.method.component.field("upload") != nil { #expect(exchanges == 1 && whole.ledger.total > 0) }
        let predicted = plan.costs
        for line in whole.ledger.entries {
            let bound = predicted.ledger.entries.first {
                $0.exchange == line.exchange && $0.direction == line.direction && $0.kind == line.kind
            }
            if predicted.isLedgerExact {
                #expect(bound?.bytes == line.bytes, "\(line)")
            } else {
                #expect((bound?.bytes ?? 0) >= line.bytes, "\(line)")
            }
        }
    }
}

/// A method on the ground of another.
struct MethodOnGround: Sendable, CustomTestStringConvertible {
    let method: Method
    let ground: Method

    var testDescription: String { "\(method.component.kind) on the ground of \(ground.component.kind)" }
}
