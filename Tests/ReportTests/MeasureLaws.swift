import Config
import Determinism
import Diagnostics
import Testing

@testable import Experiment
@testable import Report

/// What `check` says of measures, held against what a report makes of the rows: over every measure, on every kind of learner's
/// ground, with evaluations that come, that never come, and without any.
@Suite("Measures that say something, and those that check warns of")
struct MeasureLaws {
    /// A spec of a few rounds.
    struct Case: Sendable, CustomTestStringConvertible {
        let method: String
        let measure: String
        let more: String
        var testDescription: String { "\(method): \(measure) \(more)" }
    }

    /// Methods whose starters have unlike learners, and the ground of each.
    static let grounds: [(method: String, text: String)] = {
        var learners: Set<String> = []
        let methods = Vocabulary(Language.standard.spec).choices(named: "methods")?.components.map(\.kind) ?? []
        return methods.compactMap { method in
            let text = StarterSpec(method, in: .standard)?.text ?? ""
            func line(_ key: String) -> String? {
                text.split(separator: "\n").first { $0.hasPrefix("\(key):") }
                    .map { String($0.prefix(upTo: $0.firstRange(of: " #")?.lowerBound ?? $0.endIndex)) }
            }
            guard let learner = line("learner"), learners.insert(learner).inserted else { return nil }
            // Some episodes end only after many steps.
            let rounds = line("round")?.contains("steps") == true ? 40 : 4
            let lines = [
                "concord: 1", "name: laws", "seeds: [1]", line("round"), "rounds: \(rounds)", line("environment"),
                learner,
                line("network").map { _ in "network: {hidden: [4]}" }, line("optimizer"),
                "agents: [{name: a, count: 2}]",
                "federation: []",
            ]
            return (method, lines.compactMap(\.self).joined(separator: "\n") + "\n")
        }
    }()

    static let measures = Language.standard.measures.components.map(\.kind).map { kind in
        switch kind {
        case Measures.threshold.kind: "goal: {\(kind): {window: 2, at_least: -1e9}}"
        default: kind
        }
    }

    static let cases: [Case] = grounds.flatMap { ground in
        measures.flatMap { measure in
            [
                "", "evaluation: {every: {rounds: 4}, episodes: 1}", "evaluation: {every: {rounds: 99}, episodes: 1}",
                "evaluation: {every: {rounds: 99}, exact: true}", "evaluation: {every: {rounds: 4}, exact: true}",
                "record: {every: {rounds: 99}}\ntrace: none",
            ].map { Case(method: ground.method, measure: measure, more: $0) }
        }
    }

    @Test("Every measure is shown or warned of, and what is warned of has no number", arguments: grounds.map(\.method))
    func told(method: String) throws {
        let ground = try #require(Self.grounds.first { $0.method == method })
        var (shown, warned) = (0, 0)
        for entry in Self.cases where entry.method == method {
            let text =
                ground.text
                + "measure: [\(entry.measure.contains("{") ? "{\(entry.measure)}" : entry.measure)]\n\(entry.more)\n"
            var findings = Findings()
            let compiled = Study.compile(
                SourceFile(name: "laws.yaml", text: text), beside: "", in: .standard, into: &findings)
            guard let study = compiled else { continue }
            let isWarned = study.idleFindings.diagnostics.contains { $0.code == .measureSilent }
            let plan = study.plan(of: study.cells[0])
            var cell = try Cell(plan, publicStates: nil, initial: nil)
            var rows: [CanonicalValue] = []
            while !cell.isFinished { if let row = cell.advance(1) { rows.append(row) } }
            let record = CellRecord(of: StoredPlan(plan.canonical, in: .standard), rows: rows)
            let isShown = Self.isTold(of: record)
            shown += isShown ? 1 : 0
            warned += isWarned ? 1 : 0
            #expect(isShown || isWarned, "\(entry): neither shown nor warned of")
            // Of a goal that cannot be reached tables tell that it was not.
            let isGoal = entry.measure.hasPrefix("goal")
            #expect(!isShown || !isWarned || isGoal, "\(entry): warned of and shown")
            if isGoal, isWarned {
                #expect(record.crossings.allSatisfy { $0.rounds.allSatisfy { $0 == nil } }, "\(entry): reached")
            }
        }
        #expect(shown > 0 && warned > 0)
    }

    /// Whether a cell of a table says something of what was measured; that a goal was not reached by anybody says nothing.
    private static func says(_ cell: Table.Cell) -> Bool {
        switch cell {
        case .missing, .blank: false
        case .crossing(let first): first.round != nil
        default: true
        }
    }

    /// Whether a figure or a table of a report has something of what a record measured.
    private static func isTold(of record: CellRecord) -> Bool {
        let analysis = Analysis(arms: [Arm(name: record.arm, cells: [record])], baseline: nil, options: ReportOptions())
        if analysis.figures(with: nil).contains(where: { $0.curves.contains { !$0.x.isEmpty } }) { return true }
        let cost = ["environment steps", "arm", "seeds"]
        let summary = analysis.summary
        let cells = zip(summary.columns, summary.rows.first ?? []).filter {
            !cost.contains($0.0.title) && $0.0.title != "censored"
        }
        // A total of bytes is there where bytes are measured.
        if cells.contains(where: { says($0.1) }) { return true }
        return analysis.measures.contains { !analysis.compared.contains($0) && analysis.levels(of: $0) != ["–"] }
    }
}
