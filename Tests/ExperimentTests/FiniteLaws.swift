import Archive
import Config
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

/// No schedule and no setting takes a denominator to zero: every method trains to finite numbers under every decay of every
/// optimizer, also where the decay takes the rate to 0 or below the smallest number.
@Suite("Laws of rates that vanish")
struct FiniteLaws {
    /// Decays that end within the law's eight rounds, by kind; a new kind has to be given one.
    static let schedules: [String: String] = [
        "none": "none", "step": "{step: {every: {rounds: 1}, factor: 1e-200}}", "exponential": "{exponential: 1e-60}",
        "linear": "{linear: {over: {rounds: 3}}}", "cosine": "{cosine: {over: {rounds: 3}}}",
        "plateau": "{plateau: {below: 1, factor: 1e-200, lag: 0, returns: RECORDED}}",
    ]
    /// Rates that are lost in rounding, but not 0: the most dangerous place.
    static let small = ["{exponential: 1e-3}", "{exponential: 1e-8}", "{linear: {over: {rounds: 3}, end: 1e-300}}"]

    static let methods: [Method] = Methods.all.filter { $0.starter.optimizer != nil }
    static let cases: [Case] = methods.flatMap { method in
        // A rate that follows returns needs some.
        let hasReturns = method.starter.measures.contains { $0.hasPrefix("exact_return") || $0 == "training_return" }
        return (Array(schedules.values).sorted() + small).filter { hasReturns || !$0.contains("plateau") }.map {
            Case(method: method, decay: $0)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let method: Method
        let decay: String
        var testDescription: String { "\(method.component.kind) with \(decay)" }
    }

    /// The starter's plan with another decay on its optimizer.
    private static func plan(_ one: Case, optimizer: String? = nil, edits: [(String, String)] = []) throws -> CellPlan {
        var text = StarterSpec(one.method, on: one.method, in: .standard).text
        text = text.replacingOccurrences(of: "rounds: \(one.method.starter.rounds)\n", with: "rounds: 8\n")
        text = text.replacing(/every: \{rounds: [0-9]+\}/, with: "every: {rounds: 1}")
        text = text.replacing("count: 1000", with: "count: 50")
        text = text.replacing("seeds: {from: 1, count: 5}", with: "seeds: [1]")
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("optimizer: ") })
        let kind = optimizer ?? (line.contains("sgd") ? "sgd" : "adam")
        let rate = kind == "sgd" ? "0.05" : "0.001"
        text = text.replacing(line, with: "optimizer: {\(kind): {learning_rate: \(rate), decay: \(one.decay)}}")
        text = text.replacing("RECORDED", with: text.contains("exact_return") ? "exact" : "training")
        for (old, new) in edits { text = text.replacing(old, with: new) }
        var findings = Findings()
        let source = SourceFile(name: "starter.yaml", text: text)
        let study = Study.compile(source, beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message)) \(text)")
        return try #require(compiled.cells.last.map { compiled.plan(of: $0) })
    }

    @Test("Every kind of decay has a schedule here that ends")
    func everyDecay() {
        #expect(Set(Language.standard[Decays.name].components.map(\.kind)) == Set(Self.schedules.keys))
    }

    @Test("All of a cell's state stays finite", arguments: cases)
    func finite(one: Case) throws {
        let plan = try Self.plan(one)
        var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
        for _ in 1...8 { _ = cell.advance(1) }
        try Self.expectFinite(cell, "\(one.testDescription)")
    }

    @Test(
        "Every optimizer steps to finite numbers with its least ε and the slowest means",
        arguments: Language.standard.optimizers.components.filter { $0.field("learning_rate") != nil }.map(\.kind))
    func settings(kind: String) throws {
        let fields = try #require(Language.standard.optimizers[kind]).fields
        var settings = "learning_rate: 0.001"
        if fields.contains(where: { $0.key == "epsilon" }) { settings += ", epsilon: 1e-37" }
        for beta in ["beta1", "beta2", "momentum"] where fields.contains(where: { $0.key == beta }) {
            settings += ", \(beta): 0.9999999999999999"
        }
        let method = try #require(Self.methods.first { $0.component.kind == "fedhpd" })
        let plan = try Self.plan(
            Case(method: method, decay: "none"), optimizer: kind,
            edits: [("learning_rate: \(kind == "sgd" ? "0.05" : "0.001")", settings)])
        var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
        for _ in 1...8 { _ = cell.advance(1) }
        try Self.expectFinite(cell, kind)
    }

    /// Every number in the cell's checkpoint is one. Returns of rounds in which no episode ended are none, and recorded so.
    private static func expectFinite(_ cell: Cell, _ name: String) throws {
        func walk(_ tree: ArchiveTree, _ path: String) {
            for member in tree.members {
                let inner = "\(path)/\(member.name)"
                switch member.node {
                case .group(let group): walk(group, inner)
                case .array(let array):
                    if inner.hasPrefix("/agents") || inner.hasPrefix("/federation") || inner.hasPrefix("/cohorts") {
                        let unfit = array.numbers.first { !$0.isFinite }
                        #expect(unfit == nil, "\(name): \(inner)")
                    }
                case .text: break
                }
            }
        }
        let tree = try cell.tree()
        #expect(!tree.members.isEmpty)
        walk(tree, "")
    }
}
