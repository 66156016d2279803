import Config
import Determinism
import Federation
import Learning
import Numerics

/// How well expectile networks know the least value of what may follow.
struct ExpectileAudit: Measure {
    static let component = Component(
        "expectile_audit",
        "By agent: rank correlation between D(s) and the least value of all successors of s in the agents' worlds.",
        details: """
            At `states` states of the agent's own world, visited under `visited_by`, every fifth step of an episode:
              m(s) = min over worlds w of the agents and actions a of max_a′ q′(s′, a′),  s′ what w makes of s and a; worlds of
                     another kind or size than the agent's own are left out
              the value is Spearman's ρ of D(s) and m(s), ties sharing their mean rank
            q′ is the agent's target network, to whose values D is fitted; where the learner's `mask_terminal` is set, the
            value of a terminal s′ is 0. Null for agents without an expectile network, with dueling heads, with controls in a box or whose
            networks are given normalized observations, and where all D(s) or all m(s) are equal; "nan" where one of them is not finite. \
            The states under `uniform` are the same in
            every round.
            ρ is of order alone: where all successors of a state are worth about the same, their mean has as high a ρ, so a high one
            does not show that D is low.
            """,
        fields: [
            Field("states", .integer(2...100_000), "Probe states per agent").defaults(to: .integer(200)),
            Field(
                "visited_by",
                .words(
                    ("uniform", "Actions drawn uniformly"),
                    ("greedy", "The agent's best actions at the time")),
                "How the probe states are reached"
            ).defaults(to: .text("uniform")),
        ])

    static let scale = MeasureScale(.higherIsBetter, in: "rank correlation, −1 to 1")
    static let purposes = [Purpose.evaluation, .evaluationAction]

    let states: Int
    let isGreedy: Bool
    /// The kinds of learners that can be audited.
    private let auditable: [String]

    init(_ settings: Settings) {
        let learners = settings.language.learners
        auditable = learners.components.map(\.kind).filter { learners.origin(of: $0) is any ExpectileLearner.Type }
        states = settings.integer("states")
        isGreedy = settings.text("visited_by") == "greedy"
    }

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        // Agents without an expectile network are null: arms differ in just that.
        learners.contains { $0 is any ExpectileLearner }
            ? nil
            : .here(
                "it compares D(s) with action values, and these agents have none: "
                    + "\(auditable.joined(separator: " and ")) do")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? { ExpectileProbe(self, plan) }
}

/// The audit of one cell's agents.
struct ExpectileProbe: Probe {
    private let audit: ExpectileAudit
    private let agents: [AgentPlan]
    private let environments: [any Environment]
    /// By agent: whose worlds its own states are states of.
    private let companions: [[Int]]
    private let keys: [StreamKey]
    private let designs: [[String: NetworkDesign]]
    private let audited: [AuditedParts?]

    init(_ audit: ExpectileAudit, _ plan: CellPlan) {
        self.audit = audit
        agents = plan.agents
        environments = plan.agents.map { $0.makeEnvironment() }
        companions = Self.companions(environments)
        keys = plan.agents.map { StreamKey(seed: plan.seed, owner: StreamOwner.agent($0.name)) }
        designs = plan.agents.map {
            Dictionary(uniqueKeysWithValues: $0.networks.map { ($0.name, $0.value) })
        }
        audited = plan.agents.map { ($0.makeLearner() as? any ExpectileLearner)?.audited }
    }

    func value(of population: Population, round: Int) -> MeasureValue {
        .list(environments.indices.map { correlation(of: $0, population, round) })
    }

    private func correlation(of agent: Int, _ population: Population, _ round: Int) -> Double? {
        guard case .discrete(let actions) = population.spaces(of: agent).action,
            let parts = audited[agent], let low = parts.expectile,
            !population.parts(of: agent).contains(where: { $0.name == ObservationNormalizer.name }),
            let q = network(parts.values, agent, population, outputs: actions),
            let target = network(parts.target, agent, population, outputs: actions),
            let expectile = network(low, agent, population, outputs: 1)
        else { return nil }
        let acting = Activations(q.shape, capacity: 1)
        // All are looked at through the agent's own adapter.
        let worlds = companions[agent].map { agents[agent].seen(environments[$0]) }
        let own = agents[agent].seen(environments[agent])
        let successors = visit(own, in: worlds, keys[agent], audit.isGreedy ? round : 0) { observation, stream in
            guard audit.isGreedy else { return stream.index(below: actions) }
            let outputs = acting.forwardRow(q, input: observation, row: 0)
            return (0..<actions).reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
        }
        guard let successors else { return nil }
        let lows = Self.outputs(of: expectile, successors.observations, rows: successors.count).map(Double.init)
        let values = Self.outputs(of: target, successors.following, rows: successors.terminals.count)
        guard lows.allSatisfy(\.isFinite), values.allSatisfy(\.isFinite) else { return .nan }
        let least = (0..<successors.count).map { state in
            (state * successors.branches..<(state + 1) * successors.branches).reduce(Double.infinity) { least, row in
                let best = values[row * actions..<(row + 1) * actions].reduce(-Float.infinity, max)
                return min(least, parts.masksTerminal && successors.terminals[row] ? 0 : Double(best))
            }
        }
        return RankCorrelation.spearman(lows, least)
    }

    /// The worlds of the kind of each, that have as many states, observations and actions.
    private static func companions(_ worlds: [any Environment]) -> [[Int]] {
        let kinds = worlds.map { ObjectIdentifier(type(of: $0)) }
        let (spaces, states) = (worlds.map(\.spaces), worlds.map { $0.model?.states })
        return worlds.indices.map { own in
            worlds.indices.filter { other in
                kinds[other] == kinds[own] && states[other] == states[own]
                    && spaces[own].difference(from: spaces[other]) == nil
            }
        }
    }

    private func visit<E: Environment>(
        _ environment: E, in worlds: [any Environment], _ key: StreamKey, _ round: Int,
        _ choose: (UnsafePointer<Float>, inout RandomStream) -> Int
    ) -> Successors? {
        Successors(
            of: environment, count: audit.states, in: worlds, key, round: round, choose: choose)
    }

    /// A part of an agent as a network; nil where the agent has no such part.
    private func network(
        _ place: AuditedParts.Place, _ agent: Int, _ population: Population, outputs: Int
    ) -> Network? {
        guard let part = population.parts(of: agent).first(where: { $0.name == place.part }),
            let design = designs[agent][place.role]
        else { return nil }
        var network = Network(
            zeros: design.shape(inputs: population.spaces(of: agent).observation.count, outputs: outputs))
        let row = UnsafeMutableRawPointer.allocate(byteCount: part.width * part.precision.bytes, alignment: 64)
        defer { row.deallocate() }
        population.read(part, from: [agent], into: PartRows(part, row, count: 1))
        network.replace(from: UnsafeRawPointer(row))
        return network
    }

    private static func outputs(of network: Network, _ inputs: [Float], rows: Int) -> [Float] {
        let activations = Activations(network.shape, capacity: rows)
        return inputs.withUnsafeBufferPointer { numbers in
            guard let start = numbers.baseAddress else { return [] }
            let outputs = activations.forward(network, inputs: start, rows: rows)
            return Array(UnsafeBufferPointer(start: outputs, count: rows * network.shape.outputs))
        }
    }
}

/// How alike two lists of numbers are ordered.
enum RankCorrelation {
    /// Pearson's correlation of the ranks, equal numbers sharing their mean rank; nil where all of a list are equal.
    static func spearman(_ one: [Double], _ other: [Double]) -> Double? {
        let (left, right) = (ranks(one), ranks(other))
        let mean = Double(one.count - 1) / 2
        var (product, first, second) = (0.0, 0.0, 0.0)
        for (a, b) in zip(left, right) {
            product += (a - mean) * (b - mean)
            first += (a - mean) * (a - mean)
            second += (b - mean) * (b - mean)
        }
        return first > 0 && second > 0 ? product / (first * second).squareRoot() : nil
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }
}
