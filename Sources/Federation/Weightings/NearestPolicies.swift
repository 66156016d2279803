import Config
import Learning

/// Every agent learns from the few that act most like it.
struct NearestPolicies: Weighting, Idling {
    static let component = Component(
        "nearest_policies", "Every agent gets the mean of those few whose action distributions are nearest to its own.",
        details: """
            A(p, j) = mean over S of KL(πₚ(·|s) ‖ πⱼ(·|s)),  S: `states` of the public states, drawn anew for every meeting, without
            replacement, from the exchange's own stream; of Gaussian policies the mean over the controls too
            θ̄ⱼ = the aggregate of θₚ over the `count` agents p of those that are there with the smallest A(p, j); all of them alike
            An agent is the nearest to itself, A(j, j) = 0, and so among them; of equal ones the first in the spec's order come first.
            Who diverges by no number is farther than all others. With a `count` of all agents, or more, it is `uniform`, bit for bit.
            Every sender adds its action distributions at S, 4 bytes per number, the ledger's line of them. Everybody has all public
            states from the start. `protect` and lies are about uploads: these distributions come as they are.
            """,
        source: Source(
            .navigationOfAircraft, evidence: .paper,
            grounds: [
                .from(.paper, "the mean of the G policies of the smallest mean divergence at random states, G 5 to 20"),
                .from(
                    .ours,
                    "states of a list that everybody has; agents say what they would do, where the server keeps their networks and finds "
                        + "out; 100 states"),
                .unknown("how many states the paper draws, and from where"),
            ]),
        fields: [
            Field("count", .integer(1...1_000_000), "How many agents, itself among them; all where there are fewer")
                .main.defaults(
                    to: .integer(5)),
            Field(
                "states", .integer(1...10_000_000),
                "Public states that are drawn for a meeting; all where there are fewer"
            )
            .defaults(to: .integer(100)),
        ])

    let isPersonal = true
    let seesRows = false
    let drawnStates: Int?
    private let count: Int

    init(_ settings: Settings) {
        count = settings.integer("count")
        drawnStates = settings.integer("states")
    }

    func groups(among peers: [Facts.Peer]) -> [[Int]]? { nil }

    func report(_ facts: Facts) -> Report? {
        Report(kind: "action_distributions", bytes: facts.comparedNumbers(drawnStates).saturatingTimes(4))
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.lackingStates + facts.unequalSpaces
            + facts.lacking("has no action distributions to compare", at: "weights") { $0.hasDistributions }
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleCount(count, at: "\(Self.component.kind).count", help: "weights: uniform is the same, and sends less")
            + facts.idleSample(drawnStates, at: "\(Self.component.kind).states", help: "fewer, or more public states")
    }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights {
        let divergences = PolicyDivergence.between(senders.distributions, senders.facts.spaces?.action)
        return Weights(
            divergences.indices.map { receiver in
                let distances = divergences.indices.map { sender in
                    let distance = divergences[sender][receiver]
                    return sender == receiver ? -.infinity : distance.isNaN ? .infinity : distance
                }
                let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
                return .init(receivers: [receiver], senders: order.prefix(count).sorted())
            })
    }
}
