import Config
import Learning

/// Agents go toward the policy they are sent, and down the loss that they find for it by themselves.
struct Toward: Digest, Idling {
    static let component = Component(
        "toward",
        "Every agent takes some steps toward the policy it is sent, and down the loss that its own critic finds for that policy.",
        details: """
            `epochs` times, for each minibatch B of what the agent keeps of its own steps:
                θₖ ← θₖ − τ (2 (θₖ − θ̄) + ∇L_B(θ̄))              ∇‖θ − θ̄‖² = 2 (θ − θ̄)
            L_B is the learner's own loss of the policy θ̄ at these steps, with the advantages that the agent's own critic gives them: of
            `ppo` the clipped surrogate −mean min(ρₜ Âₜ, clip(ρₜ, 1 ± ε) Âₜ), with ρₜ against the policy that drew the action, and its
            entropy; B are minibatches of its `batch`, in the order of time, of the rollout that is being filled, or of the last one
            where the next has not begun. Its last step stays out: what followed is not kept. Before any step there is only the pull.
            Of Gaussian policies the means travel; every agent keeps its own log σ.
            The steps are plain: no optimizer's moments, no learning rate. At τ = 0 agents learn alone, bit for bit; where nothing is
            judged n steps leave (1 − 2τ)ⁿ of the way.
            """,
        source: Source(
            .navigationOfAircraft, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "the step: a pull toward the mean, and the policy gradient of what was received by the local critic"
                ),
                .from(
                    .ours,
                    "losses of on-policy learners in place of a soft actor-critic's; ⟦toward.step⟧ for τ, ⟦toward.epochs⟧ epochs"
                ),
                .unknown("τ (0.6 or 0.1: the copy at hand cannot be read) and the number of epochs"),
            ]),
        fields: [
            Field("step", .number(.nonnegative), "How far a step goes, τ").main.defaults(to: .number(0.1)),
            Field("epochs", .integer(1...10_000), "How often the agent's own steps are gone through")
                .defaults(to: .integer(1)),
        ])

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.parameter]
    private let rate: Double
    private let epochs: Int

    init(_ settings: Settings) {
        rate = settings.number("step")
        epochs = settings.integer("epochs")
    }

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests {
            let policies = talk.exchange(request, as: "parameters").singles
            let steps = talk.facts.agents.map(\.judgedSteps).max() ?? 0
            let (rate, epochs) = (rate, epochs)
            talk.teach(rows: steps.saturatingTimes(epochs)) { row, _, fit in
                guard let policies else { return }
                let own = policies.row(policies.count == 1 ? 0 : row)
                fit(.policy(ReceivedPolicy(own, rate: rate, epochs: epochs)))
            }
        }
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard rate == 0 else { return [] }
        return [IdleSetting("\(Self.component.kind).step", "leaves agents as they are", help: "more than 0")]
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        let idle = facts.lacking("has no critic that judges a policy at steps it keeps", at: "digest") {
            $0.judgedPart != nil
        }
        guard idle.isEmpty, let name = facts.agents.first?.judgedPart, let sent = facts.payload.first,
            let part = facts.parts.first(where: { $0.name == name }),
            facts.payload.count > 1 || sent.columns != part.numbers || sent.parts != 1
        else { return idle }
        return [
            Unfit(
                .axes, "'\(facts.exchange)' has agents judge the part '\(name)', and uploads something else",
                at: .exchange("digest"), other: .init(.exchange("upload"), "the upload"),
                help: "upload: {parameters: [\(name)]}, or digest: replace")
        ]
    }
}
