import Config
import Learning

/// Knowledge distillation: optimizer steps toward the consensus distributions.
struct Distill: Digest {
    static let component = Component(
        "distill",
        "Optimizer steps that bring each agent's action distributions toward the consensus at the public states.",
        details: """
            for each pass, for each slice B of the public states, in order:
                L = mean over s ∈ B of KL(P̄(s) ‖ πₖ(·|s))       divergence: consensus_from_agent
                L = mean over s ∈ B of KL(πₖ(·|s) ‖ P̄(s))       divergence: agent_from_consensus
                    of Gaussian policies the mean over the controls too; P̄ = N(μ̄, σ̄)
                one step of the agent's own optimizer, with its moments and its current learning rate;
                the learning-rate decay does not advance
            Where agents get consensus distributions of their own, by `weights` or `topology`, P̄ is the agent's.
            consensus: every_step asks all agents anew before each step; once asks them before the first one.
            """,
        source: Source("Jiang et al., FedHPD, AAMAS 2025; program of the authors", evidence: .authorCode),
        fields: [
            Field("passes", .integer(1...100_000), "Times the whole public state set is gone through").main
                .defaults(to: .integer(5)),
            Field("slices", .integer(1...10_000_000), "Consecutive parts of the public states, one optimizer step each")
                .defaults(to: .integer(2)),
            Field(
                "consensus",
                .words(
                    ("every_step", "Recomputed from the agents' current policies before every optimizer step"),
                    ("once", "Computed once per firing, before the first optimizer step")),
                "How often the consensus is recomputed"
            ).defaults(to: .text("every_step")),
            Field(
                "divergence",
                .words(
                    ("consensus_from_agent", "KL(P̄ ‖ π), as the published program has it for discrete actions"),
                    (
                        "agent_from_consensus",
                        "KL(π ‖ P̄), as the paper's text has it, and its program for Gaussian policies"
                    )),
                "From which distribution the Kullback–Leibler divergence is measured"
            ).defaults(to: .text("consensus_from_agent")),
        ])

    private let passes: Int
    private let slices: Int
    private let recomputes: Bool
    private let divergence: Divergence

    init(_ settings: Settings) {
        passes = settings.integer("passes")
        slices = settings.integer("slices")
        recomputes = settings.text("consensus") == "every_step"
        divergence =
            settings.text("divergence") == "consensus_from_agent" ? .consensusFromAgent : .agentFromConsensus
    }

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.distribution]

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests {
            let whole = recomputes ? nil : talk.exchange(request, as: "consensus")
            let (first, count) = (request.states.lowerBound, request.states.count)
            for _ in 0..<passes {
                for slice in 0..<slices {
                    let states = first + count * slice / slices..<first + count * (slice + 1) / slices
                    let consensus = whole ?? talk.exchange(request.at(states), as: "consensus")
                    talk.fit(consensus, at: states, divergence)
                }
            }
        }
    }

    /// No slice is empty.
    func unfit(_ facts: Facts) -> [Unfit] {
        guard let states = facts.publicStates, states.count > 0, slices > states.count else { return [] }
        return [
            Unfit(
                .count,
                "'slices' of '\(facts.exchange)' is \(slices), but there are \(states.isExact ? "" : "at most ")"
                    + "\(states.count) public states",
                at: .exchange("digest.\(Self.component.kind).slices"),
                other: .init(.publicStates, "the public states"),
                help: "slices: \(min(states.count, 2)), or more states")
        ]
    }
}
