import Config

/// Agents send to their neighbors in a graph, and each makes a result of its own.
struct PeerToPeer: Topology {
    static let component = Component(
        "peer_to_peer",
        "Agents send to their neighbors in a graph, and each makes a result of what it gets and of its own; nobody is in the middle.",
        details: """
            θ̄ᵢ = the aggregate of θᵢ and of all θⱼ that reach it: j a neighbor of i that is there
            graph: complete   everybody is a neighbor of everybody
            graph: ring       in the spec's order, the last one's neighbor the first: with the mean, θ̄ᵢ = (θᵢ₋₁ + θᵢ + θᵢ₊₁)/3
            graph: edges      pairs of agents' names; links go both ways
            The graph is that of all agents: where one is away its links are, too, and nobody takes its place. Shares are those
            of `weights` among the neighbors that are there, over their sum. An agent knows its own row as it is, without
            guards; faults that lie can tell every neighbor something else. On a complete graph, without guards and lies, all
            get what a server would send, bit for bit.
            Every message is counted, in the ledger's direction peer: with K agents and E links 2E rows a meeting, K(K − 1) where
            the graph is complete; nothing goes up or down.
            """,
        source: Source(
            .decentralizedAlgorithms, evidence: .recalled,
            grounds: [
                .from(.recalled, "every agent averages its model with those of its neighbors in a graph"),
                .from(.ours, "equal weights of an agent and its neighbors; what becomes of links of whoever is away"),
            ]),
        fields: [
            Field("graph", .choice(Choices("graph", [complete, ring, edges])), "Who is linked with whom").main
                .defaults(to: .object([.init("complete", .object([]))]))
        ])

    private static let complete = Component("complete", "Everybody is linked with everybody.", fields: [])
    private static let ring = Component(
        "ring", "Every agent is linked with the one before and the one after it in the spec's order.", fields: [])
    private static let edges = Component(
        "edges", "Links between agents that the spec names.",
        fields: [
            Field("pairs", .list(of: .list(of: .name, count: 2...2), atLeast: 1), "Pairs of agents' names").main
        ])

    /// Who is linked with whom.
    private enum Graph {
        case complete, ring
        case edges([[String]])
    }

    let hasServer = false
    private let graph: Graph

    init(_ settings: Settings) {
        let choice = settings.choice("graph")
        switch choice.kind {
        case "ring": graph = .ring
        case "edges":
            graph = .edges(choice.settings(Self.edges).list("pairs").map { $0.elements.compactMap(\.asText) })
        default: graph = .complete
        }
    }

    func links(among peers: [Facts.Peer]) -> Links? {
        switch graph {
        case .complete: return .everybody
        case .ring: return Links(peers.indices.map { ($0, ($0 + 1) % peers.count) }, among: peers.count)
        case .edges(let pairs):
            let places = Dictionary(uniqueKeysWithValues: peers.enumerated().map { ($0.element.name, $0.offset) })
            return Links(
                pairs.compactMap { pair in
                    guard let one = places[pair[0]], let other = places[pair[1]] else { return nil }
                    return (one, other)
                }, among: peers.count)
        }
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        guard case .edges(let pairs) = graph else { return [] }
        let place = Unfit.Place.exchange("topology.peer_to_peer.graph.edges.pairs")
        func refused(_ reason: String) -> Unfit { Unfit(.setting, reason, at: place, help: "name every link once") }
        let sorted = pairs.map { $0.sorted() }
        return facts.unknownAgents(pairs.flatMap(\.self), at: place)
            + pairs.filter { $0[0] == $0[1] }.prefix(1).map { refused("'\($0[0])' is linked with itself") }
            + sorted.indices.filter { sorted[..<$0].contains(sorted[$0]) }.prefix(1).map {
                refused("'\(sorted[$0][0])' and '\(sorted[$0][1])' are linked twice")
            }
    }
}
