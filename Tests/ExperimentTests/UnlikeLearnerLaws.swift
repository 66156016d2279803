import Determinism
import Diagnostics
import Learning
import Testing

@testable import Config
@testable import Experiment

/// Every measure of every pair of unlike agents in finite worlds: another kind of learner, each setting of a learner changed by
/// itself, another world. A pair is refused by `check`, at a place, or its numbers are those that each agent has alone.
@Suite("Measures of pairs of unlike agents")
struct UnlikeLearnerLaws {
    /// Two agents, and the unit their rounds are counted in.
    struct Pair: Sendable, CustomTestStringConvertible {
        let one: String
        let other: String
        let round: String
        var testDescription: String { "\(one) and \(other)" }
    }

    private static let world = "{grid_world: {horizon: 5}}"

    static let kinds = Language.standard.learners.examples.filter { $0.product is any Modelled }.map(\.kind)

    private static func units(of kind: String) -> [Duration.Unit] {
        guard let learner = Language.standard.learners.examples.first(where: { $0.kind == kind })?.product else {
            return []
        }
        return type(of: learner).roundUnits
    }

    /// The learner with each of its settings as it is not where a spec is silent, and in other worlds.
    private static func others(of kind: String) -> [String] {
        let fields = Language.standard.learners[kind]?.fields.own ?? []
        let settings = fields.flatMap { field in
            field.type.samples.filter { $0 != field.defaultValue }.map { "{\(field.key): \($0.flow)}" }
        }
        return settings.map { "learner: {\(kind): \($0)}" } + [
            "learner: \(kind), environment: {grid_world: {success: 0.4}}",
            "learner: \(kind), environment: {grid_world: {columns: 4}}",
        ]
    }

    static func pairs(of kind: String) -> [Pair] {
        let strangers = kinds.filter { $0 != kind && !Set(units(of: $0)).isDisjoint(with: units(of: kind)) }
        let own = others(of: kind).map { ($0, units(of: kind)) }
        let all =
            own
            + strangers.map { stranger in
                ("learner: \(stranger)", units(of: kind).filter(units(of: stranger).contains))
            }
        return all.compactMap { other, units in
            units.first.map { Pair(one: "learner: \(kind)", other: other, round: "{\($0.rawValue): 2}") }
        }
    }

    /// What is measured, and the evaluation that it is measured by.
    private static let measures: [(measure: String, more: String)] =
        Language.standard.measures.components.map(\.kind).map { kind in
            switch kind {
            case Measures.threshold.kind:
                ("{goal: {\(kind): {over: each_agent, window: 1, at_least: 0}}}", "")
            case EvaluationReturn.component.kind:
                (kind, "evaluation: {every: {rounds: 1}, episodes: 2}")
            default: (kind, "")
            }
        } + [
            (ExactReturn.component.kind, "evaluation: {every: {rounds: 1}, exact: true, worlds: [nominal, own]}"),
            ("{regret: own}", ""), ("{squared_error_to_fixed_point: mean_world}", ""),
            ("{squared_error_to_fixed_point: nominal}", ""),
        ]

    private static func text(_ agents: [String], _ pair: Pair, _ measure: String, _ more: String) -> String {
        """
        concord: 1
        name: unlike
        seeds: [3]
        round: \(pair.round)
        rounds: 2
        environment: \(world)
        optimizer: {sgd: {learning_rate: 0.5}}
        agents: [\(agents.map { "{\($0)}" }.joined(separator: ", "))]
        federation: []
        measure: [\(measure)]
        \(more)

        """
    }

    /// The rows of a spec that `check` accepts; nil where it refuses, which it does at a place.
    private static func rows(_ text: String) throws -> [CanonicalValue]? {
        let (study, findings) = SpecText.compile(text)
        guard let study else {
            #expect(findings.diagnostics.contains { $0.severity == .error }, "\(text)")
            for found in findings.diagnostics where [.measureUnfit, .learnerUnfit].contains(found.code) {
                #expect(found.span != nil, "\(found.message): \(text)")
            }
            return nil
        }
        var cell = try Cell(study.plan(of: study.cells[0]), publicStates: nil, initial: nil)
        var rows: [CanonicalValue] = []
        while !cell.isFinished { if let row = cell.advance(1) { rows.append(row) } }
        return rows
    }

    /// The lists of so many numbers within a value, by path.
    private static func lists(
        of count: Int, in value: CanonicalValue, _ path: String = ""
    ) -> [String: [CanonicalValue]] {
        guard value.members.isEmpty else {
            return value.members.reduce(into: [:]) { found, member in
                found.merge(lists(of: count, in: member.value, path + "/" + member.key)) { first, _ in first }
            }
        }
        return value.elements.count == count ? [path: value.elements] : [:]
    }

    /// What is a mean over the agents, each by itself.
    private static let means = [MeanOfOwnOptima.component.kind, Exchanges.component.kind, Regret.component.kind]

    @Test("Every pair is refused at a place, or each agent has the numbers that it has alone", arguments: kinds)
    func law(kind: String) throws {
        var (compared, refused) = (0, 0)
        for pair in Self.pairs(of: kind) {
            let agents = ["name: a, \(pair.one)", "name: b, \(pair.other)"]
            for (measure, more) in Self.measures {
                guard let both = try Self.rows(Self.text(agents, pair, measure, more)) else {
                    refused += 1
                    continue
                }
                let alone = try agents.map { try Self.rows(Self.text([$0], pair, measure, more)) }
                guard let one = alone[0], let other = alone[1] else { continue }
                #expect(both.count == one.count && both.count == other.count)
                for (index, row) in both.enumerated() {
                    let found = Self.lists(of: 2, in: row)
                    let (first, second) = (Self.lists(of: 1, in: one[index]), Self.lists(of: 1, in: other[index]))
                    for path in found.keys.sorted() {
                        #expect(found[path]?[0] == first[path]?[0], "\(pair): \(measure)\(path)")
                        #expect(found[path]?[1] == second[path]?[0], "\(pair): \(measure)\(path)")
                        compared += 1
                    }
                    for mean in Self.means {
                        guard let value = row[mean]?.asNumber, let a = one[index][mean]?.asNumber,
                            let b = other[index][mean]?.asNumber
                        else { continue }
                        #expect(abs(value - (a + b) / 2) <= 1e-12 * max(1, abs(value)), "\(pair): \(measure)")
                        compared += 1
                    }
                }
            }
        }
        #expect(compared > 0 && refused > 0)
    }
}
