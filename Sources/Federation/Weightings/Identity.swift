import Config

/// Every agent keeps its own.
struct Identity: Weighting {
    static let component = Component(
        "identity", "Every agent keeps its own: what it uploads counts for itself alone, and nothing is sent back.",
        details: """
            Wᵢⱼ = 1 where i = j, and 0 elsewhere. With `digest: replace` agents learn as if there were no exchange, bit for bit: the
            baseline of all other weights. Uploads are asked for and counted; no byte goes down. One learner takes in more than it
            sent: `value_iteration` that moves values sets V = max Q.
            """,
        source: Source(
            "Concord", evidence: .ours,
            grounds: [
                .from(
                    .ours,
                    "agents that learn alone, written as weights, so that every other choice is compared with them")
            ]),
        fields: [])

    let isPersonal = true

    init(_ settings: Settings) {}

    func receivers(of participants: Int) -> ClosedRange<Int> { 0...0 }

    func groups(among peers: [Facts.Peer]) -> [[Int]]? { [] }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights { Weights([]) }
}
