public import Determinism
import Numerics

/// What of a cell is not finite any more, and since when: the member `diverged` of rows from the first one on in which
/// something was infinite or not a number.
///
/// ```json
/// "diverged": {"agents": {"a1": 5}, "measures": {"training_return": 5}}
/// ```
/// An agent has diverged when a number it learned, or a value a measure has of it, is not finite; a measure when one of its
/// values is not. Rounds are those of the first row that showed it. Ordinary rows have no such member.
public struct CellDivergence: Sendable, Equatable {
    /// Agents (`a1`, or `a1 of replica 3`) with the first round, in the order of their names.
    public let agents: [Entry]
    /// Measures with the first round, in the order of their names.
    public let measures: [Entry]

    /// Who, and since which round.
    public struct Entry: Sendable, Equatable {
        /// The agent's or the measure's name.
        public let name: String
        /// The round of the first row that showed it.
        public let round: Int
    }

    /// The key of rows.
    public static let key = CheckpointNames.divergence

    /// Reads the member of a row; nil where the row has none that says anything.
    public init?(row: CanonicalValue) {
        func entries(_ key: String) -> [Entry] {
            (row[Self.key]?[key]?.members ?? []).compactMap { member in
                member.value.asInteger.map { Entry(name: member.key, round: $0) }
            }
        }
        agents = entries("agents")
        measures = entries("measures")
        if agents.isEmpty && measures.isEmpty { return nil }
    }

    /// Agents that a state shows not to be finite after a round, which no row of the record tells of; nil where there are none.
    init?(agents names: [String], after round: Int) {
        guard !names.isEmpty else { return nil }
        agents = names.map { Entry(name: $0, round: round) }
        measures = []
    }

    /// Whether a plan's stop rule, in canonical form, ends a run whose row says this.
    public func ends(_ plan: CanonicalValue) -> Bool {
        switch plan["stop"]?["diverged"]?.asText.flatMap(CellPlan.DivergenceStop.init) {
        case .any: true
        case .everyAgent:
            agents.count == (plan["agents"]?.elements.count ?? 0) * (plan["replicas"]?.asInteger ?? 1)
        case nil: false
        }
    }

    /// The first round in which anything was not finite.
    public var round: Int { (agents + measures).map(\.round).min() ?? 0 }

    /// Who was first: `a1 and 2 more agents`, or the measure where every agent's own numbers are finite.
    public var first: String {
        let found = agents.isEmpty ? measures : agents
        let start = found.map(\.round).min() ?? 0
        let earliest = found.filter { $0.round == start }
        guard let name = earliest.first?.name else { return "" }
        let noun = agents.isEmpty ? "measure" : "agent"
        switch earliest.count {
        case 1: return name
        case 2: return "\(name) and 1 more \(noun)"
        default: return "\(name) and \(earliest.count - 1) more \(noun)s"
        }
    }

    /// `a1 is not finite from round 5 on`.
    public var words: String {
        let start = (agents.isEmpty ? measures : agents).map(\.round).min() ?? 0
        let verb = first.contains(" and ") ? "are" : "is"
        return "\(first) \(verb) not finite from round \(start) on"
    }
}

extension CellDivergence {
    /// What a recorder keeps of it; no part of a checkpoint while everything is finite.
    struct State: Persistent, Equatable {
        /// By agent, replica by replica: the round of the first row in which it was not finite; 0 while it is.
        var agents: [Int]
        /// By measure in the plan's order: the round of the first row in which a value was not; 0 while all are.
        var measures: [Int]

        var flaw: Flaw? {
            .each("agents", agents, "it is a round, or 0") { $0 >= 0 && $0 <= Flaw.most }
                ?? .each("measures", measures, "it is a round, or 0") { $0 >= 0 && $0 <= Flaw.most }
        }

        /// What in it no run to the end of a round can have left there; nil where nothing is wrong.
        func flaw(agents count: Int, measures taken: Int, round: Int) -> Flaw? {
            Flaw.unless(
                agents.count == count, "agents", "it has \(agents.count) numbers, where there are \(count) agents")
                ?? .unless(
                    measures.count == taken, "measures",
                    "it has \(measures.count) numbers, where \(taken) measures are taken")
                ?? .each("agents", agents, "\(round) rounds were trained") { $0 <= round }
                ?? .each("measures", measures, "\(round) rounds were trained") { $0 <= round }
        }

        init(agents: Int, measures: Int) {
            self.agents = [Int](repeating: 0, count: agents)
            self.measures = [Int](repeating: 0, count: measures)
        }

        /// Notes what a row found not to be finite.
        mutating func note(agents found: [Int], measures values: [Int], round: Int) {
            for agent in found where agents[agent] == 0 { agents[agent] = round }
            for measure in values where measures[measure] == 0 { measures[measure] = round }
        }

        /// The member of a row.
        func canonical(agents titles: [String], measures names: [String]) -> CanonicalValue {
            func object(_ names: [String], _ rounds: [Int]) -> CanonicalValue {
                .object(sorting: zip(names, rounds).filter { $0.1 > 0 }.map { ($0.0, .integer($0.1)) })
            }
            return .object(sorting: [("agents", object(titles, agents)), ("measures", object(names, measures))])
        }
    }
}

extension CellPlan.DivergenceStop {
    /// Whether it ends a cell whose recorder has this.
    func holds(_ state: CellDivergence.State?) -> Bool {
        guard let state else { return false }
        return self == .any || !state.agents.contains(0)
    }
}
