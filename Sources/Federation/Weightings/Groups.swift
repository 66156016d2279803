import Config
import Numerics

/// Agents of a group count alike for one another, and not for others.
struct Groups: Weighting {
    static let component = Component(
        "groups", "Agents fall into groups; those of one group count alike, and get their own result.",
        details: """
            θ̄_g = the aggregate of θₖ over the agents k of group g that are there; every agent of g gets θ̄_g
            by: label            groups that the spec names; agents in none of its lists are one more group
            by: world_constant   numbers of the agents' worlds, such as a pole's length, in `count` clusters on the line: those of
                                 the least sum of squared distances from their means, found once, exactly, over all agents
            by: return_curve     the agents' mean returns between the last `window` meetings as points, in `count` clusters by
                                 k-means (k-means++, the best of 10 runs, drawn from the exchange's stream), found anew at every
                                 meeting among those who are there. Every sender reports its mean return since the last meeting, 8
                                 bytes, the ledger's line of returns; where no episode has ended it is the one before.
            by: state_visits     shares of an agent's visits, as `visits` counts them, as points, in `count` clusters in the same way;
                                 every sender reports its visits, 8 bytes per number. For learners that count visits.
            There may be fewer groups than `count`: agents that are alike are never apart. Who is alone in a group gets back
            what it sent. Checkpoints hold the groups as /federation/<exchange>/weights/group [agent], -1 before the first meeting
            of an agent, and the curves beside them.
            """,
        source: Source(
            .fastPersonalization, evidence: .recalled,
            grounds: [
                .from(.recalled, "a grouping policy says which agents federate with one another"),
                .from(.ours, "what agents are grouped by, and how"),
                .unknown("the paper's statistic of players that are alike"),
            ]),
        fields: [
            Field(
                "by", .choice(Choices("grouping", [label, worldConstant, returnCurve, stateVisits])),
                "What groups are made of"
            )
            .main.defaults(to: .object([.init("return_curve", .object([]))])),
            Field(
                "count", .integer(1...Limits.many),
                "How many groups there are at most; two without it, and as many as lists where groups are labels"
            ).optional,
        ])

    private static let label = Component(
        "label", "Groups by name.",
        fields: [
            Field(
                "groups", .list(of: .list(of: .name, count: 1...Limits.many), atLeast: 1),
                "Lists of agents' names, a list per group"
            ).main
        ])
    private static let worldConstant = Component(
        "world_constant", "Clusters of one number of the agents' worlds.",
        fields: [Field("name", .name, "The key of the number in the agents' `environment`").main])
    private static let returnCurve = Component(
        "return_curve", "Clusters of the agents' returns over time.",
        fields: [
            Field("window", .integer(1...100_000), "Over how many meetings returns are compared").main
                .defaults(to: .integer(5))
        ])

    private static let stateVisits = Component(
        "state_visits", "Clusters of what the agents have visited since they met.", fields: [])

    /// What groups are made of.
    private enum Basis {
        case label([[String]])
        case worldConstant(String)
        case returnCurve(window: Int)
        case stateVisits
    }

    /// What is kept between two meetings.
    struct State: Persistent {
        /// The group of every agent at its last meeting, from 0; -1 before it was at one.
        var group: Tensor<Int32>
        /// Mean returns between meetings, `[agent, meeting]`, the newest last; nil where returns are not looked at.
        var curves: Tensor<Double>?

        var flaw: Flaw? {
            let agents = Int32(clamping: group.elements.count)
            return .each("group", group.elements, "groups are -1, or from 0 to one less than there are agents") {
                $0 >= -1 && $0 < max(agents, 1)
            }
        }
    }

    static let drawsForAll = true
    let isPersonal = true
    private let basis: Basis
    /// How many groups the spec asks for; nil where it does not say.
    private let count: Int?

    init(_ settings: Settings) {
        let by = settings.choice("by")
        switch by.kind {
        case "label":
            basis = .label(by.settings(Self.label).list("groups").map { $0.elements.compactMap(\.asText) })
        case "world_constant": basis = .worldConstant(by.settings(Self.worldConstant).text("name"))
        case "state_visits": basis = .stateVisits
        default: basis = .returnCurve(window: by.settings(Self.returnCurve).integer("window"))
        }
        count = settings.has("count") ? settings.integer("count") : nil
    }

    private var most: Int { count ?? 2 }

    var countsVisits: Bool { if case .stateVisits = basis { true } else { false } }
    var countsTraining: Bool { if case .returnCurve = basis { true } else { false } }

    func report(_ facts: Facts) -> Report? {
        switch basis {
        case .returnCurve: Report(kind: "returns", bytes: 8)
        case .stateVisits: Report(kind: "visits", bytes: (facts.countedPart?.width ?? 0).saturatingTimes(8))
        default: nil
        }
    }

    func initial(_ facts: Facts, agents: Int) -> State {
        var state = State(group: Tensor(shape: [agents], elements: [Int32](repeating: -1, count: agents)))
        if case .returnCurve(let window) = basis { state.curves = Tensor(zeros: agents, window) }
        return state
    }

    func groups(among peers: [Facts.Peer]) -> [[Int]]? {
        guard most > 1 || basisIsLabel else { return [Array(peers.indices)] }
        switch basis {
        case .label, .worldConstant:
            guard let labels = standing(among: peers) else { return nil }
            var members: [[Int]] = Array(repeating: [], count: (labels.max() ?? 0) + 1)
            for (place, label) in labels.enumerated() { members[label].append(place) }
            return members.filter { !$0.isEmpty }
        case .returnCurve, .stateVisits: return nil
        }
    }

    /// Whether groups are those that the spec names, however many.
    private var basisIsLabel: Bool { if case .label = basis { true } else { false } }

    /// The groups of all agents where they stay what they are; nil where they go by what agents come to, or by numbers of worlds
    /// that are not known.
    private func standing(among peers: [Facts.Peer]) -> [Int]? {
        switch basis {
        case .label(let groups):
            var labels: [String: Int] = [:]
            for (label, names) in groups.enumerated() {
                for name in names where labels[name] == nil { labels[name] = label }
            }
            return peers.map { labels[$0.name] ?? groups.count }
        case .worldConstant(let name):
            let constants = peers.compactMap { $0.constant(name) }
            return constants.count == peers.count ? OrderedClusters.labels(of: constants, count: most) : nil
        case .returnCurve, .stateVisits: return nil
        }
    }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout State) -> Weights {
        // One grouping a meeting, however many results are made in it.
        if senders.isFirst {
            for (place, label) in zip(senders.places, labels(senders, &state)) {
                state.group.elements[place] = Int32(label)
            }
        }
        let groups = senders.places.map { state.group.elements[$0] }
        return Weights(
            Set(groups).sorted().map { group in
                let rows = groups.indices.filter { groups[$0] == group }
                return .init(receivers: rows, senders: rows)
            })
    }

    /// The groups of the senders, by row.
    private func labels(_ senders: Senders, _ state: inout State) -> [Int] {
        let members = senders.facts.peers
        switch basis {
        case .label(let groups):
            return senders.places.map { place in
                groups.firstIndex { $0.contains(members[place].name) } ?? groups.count
            }
        case .worldConstant(let name):
            let all = OrderedClusters.labels(of: members.map { $0.constant(name) ?? 0 }, count: most)
            return senders.places.map { all[$0] }
        case .returnCurve(let window):
            var curves = state.curves?.elements ?? []
            let points = senders.places.indices.flatMap { row in
                let start = senders.places[row] * window
                let latest = curves[start + window - 1]
                for place in start..<start + window - 1 { curves[place] = curves[place + 1] }
                curves[start + window - 1] = senders.training[row].meanReturn ?? latest
                return curves[start..<start + window]
            }
            state.curves?.elements = curves
            return clusters(of: points, senders)
        case .stateVisits:
            let points = senders.visits.flatMap { visits in
                let sum = visits.reduce(0, +)
                return visits.map { sum > 0 ? $0 / sum : 0 }
            }
            return clusters(of: points, senders)
        }
    }

    /// The clusters of points, one a sender.
    private func clusters(of points: [Double], _ senders: Senders) -> [Int] {
        let count = senders.places.count
        guard !points.isEmpty else { return senders.places.map { _ in 0 } }
        var stream = senders.stream
        let clusters = KMeans(points, width: points.count / count, count: min(most, count), stream: &stream)
        return OrderedClusters.numbered(clusters.labels)
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        var found: [Unfit] = []
        if let count, count > facts.size, facts.size >= 2 {
            found.append(
                Unfit(
                    .count, "'count' of '\(facts.exchange)' is \(count), but there are \(facts.size) agents",
                    at: .exchange("weights.groups.count"), other: facts.agentsRemark,
                    help: "count: \(facts.size) at most"))
        }
        switch basis {
        case .label(let groups): return found + unfitLabels(groups, facts)
        case .worldConstant(let name): return found + unfitConstant(name, facts)
        case .stateVisits: return found + facts.uncounted(at: "weights.groups.by")
        case .returnCurve:
            return found
                + facts.returnless(at: "weights.groups.by")
        }
    }

    /// Names of no agent, names in two lists, and a number of groups that is not that of the lists.
    private func unfitLabels(_ groups: [[String]], _ facts: Facts) -> [Unfit] {
        let place = Unfit.Place.exchange("weights.groups.by.label.groups")
        var found = facts.unknownAgents(groups.flatMap(\.self), at: place)
        let names = groups.flatMap(\.self)
        if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
            found.append(
                Unfit(
                    .setting, "'\(names[twice])' is in two groups of '\(facts.exchange)'", at: place,
                    help: "name every agent once"))
        }
        if let count, count != groups.count {
            found.append(
                Unfit(
                    .axes, "'count' of '\(facts.exchange)' is \(count), but its labels are \(groups.count) lists",
                    at: .exchange("weights.groups.count"), other: .init(place, "the lists"),
                    help: "leave `count` out where groups are named"))
        }
        return found
    }

    private func unfitConstant(_ name: String, _ facts: Facts) -> [Unfit] {
        for (index, agent) in facts.agents.enumerated() {
            guard let constants = agent.constants, !constants.contains(where: { $0.name == name }) else { continue }
            return [
                Unfit(
                    .setting,
                    "'\(facts.exchange)' groups agents by '\(name)', and the world of '\(agent.name)' has no such number",
                    at: .exchange("weights.groups.by.world_constant.name"),
                    other: .init(.agent(index, "environment"), "its world"), unknown: name,
                    among: constants.map(\.name), help: "its numbers: \(constants.map(\.name).joined(separator: ", "))")
            ]
        }
        return []
    }
}
