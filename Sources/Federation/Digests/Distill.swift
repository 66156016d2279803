import Config
import Learning

/// Knowledge distillation: optimizer steps toward the consensus distributions.
struct Distill: Digest {
    static let component = Component(
        "distill",
        "Optimizer steps that bring each agent's action distributions, or logits, toward the consensus at the public states.",
        details: """
            for each pass, for each slice B of the public states, in order:
                L = mean over s ∈ B of KL(P̄(s) ‖ πₖ(·|s))       divergence: consensus_from_agent
                L = mean over s ∈ B of KL(πₖ(·|s) ‖ P̄(s))       divergence: agent_from_consensus
                    of Gaussian policies the mean over the controls too; P̄ = N(μ̄, σ̄)
                L = mean over s ∈ B and actions of |x(s) − x̄(s)|  divergence: mean_absolute_error
                    x: what is uploaded, probabilities or logits; of Gaussian policies |μ − μ̄| + |σ − σ̄|
                    Of logits the others are between softmax z̄ and πₖ; the slope of |x| at 0 is 0
                one step of the agent's own optimizer, with its moments and its current learning rate;
                the learning-rate decay does not advance
            Where agents get consensus distributions of their own, by `weights` or `topology`, P̄ is the agent's.
            A slice is one of `slices` equal parts of the states, or `batch` of them, of which the last may have fewer.
            consensus: every_step asks all agents anew before each step; once asks them before the first one.
            """,
        source: Source(.fedHPD, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("passes", .integer(1...100_000), "Times the whole public state set is gone through").main
                .defaults(to: .integer(5)),
            Field("slices", .integer(1...10_000_000), "Consecutive parts of the public states, one optimizer step each")
                .defaults(to: .integer(2)).insteadOf("batch"),
            Field(
                "batch", .integer(1...10_000_000), "Consecutive public states per optimizer step, in place of `slices`"
            )
            .optional,
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
                    ),
                    ("mean_absolute_error", "The mean of |x − x̄| over what is uploaded, as FedMD has it for logits")),
                "How far from the consensus an agent is: a Kullback–Leibler divergence from one to the other, or the error of the numbers"
            ).defaults(to: .text("consensus_from_agent")),
        ])

    private let passes: Int
    private let slices: Int
    private let batch: Int?
    private let recomputes: Bool
    private let divergence: Divergence

    init(_ settings: Settings) {
        passes = settings.integer("passes")
        slices = settings.integer("slices")
        batch = settings.has("batch") ? settings.integer("batch") : nil
        recomputes = settings.text("consensus") == "every_step"
        divergence = settings.word("divergence")
    }

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.distribution, .logit]

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests {
            let whole = recomputes ? nil : talk.exchange(request, as: "consensus")
            let all = request.states
            for _ in 0..<passes {
                for slice in 0..<steps(of: all.count) {
                    let states = self.states(slice, of: all)
                    let consensus = whole ?? talk.exchange(request.at(states), as: "consensus")
                    talk.fit(consensus, at: states, divergence)
                }
            }
        }
    }

    /// Optimizer steps of a pass.
    private func steps(of count: Int) -> Int { batch.map { (count + $0 - 1) / $0 } ?? slices }

    /// The states that one of them looks at.
    private func states(_ slice: Int, of all: Range<Int>) -> Range<Int> {
        let (first, count) = (all.lowerBound, all.count)
        guard let batch else { return first + count * slice / slices..<first + count * (slice + 1) / slices }
        return first + batch * slice..<first + min(count, batch * (slice + 1))
    }

    /// No slice is empty.
    func unfit(_ facts: Facts) -> [Unfit] {
        let place = "digest.\(Self.component.kind)"
        guard batch == nil, let states = facts.askedStates, states.count > 0, slices > states.count else { return [] }
        return [
            Unfit(
                .count,
                "'slices' of '\(facts.exchange)' is \(slices), but there are \(states.isExact ? "" : "at most ")"
                    + "\(states.count) public states",
                at: .exchange("\(place).slices"),
                other: .init(.publicStates, "the public states"),
                help: "slices: \(min(states.count, 2)), or more states")
        ]
    }
}
