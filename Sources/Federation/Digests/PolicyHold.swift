import Config
import Determinism
import Learning

/// Every agent goes on from the server's result, and its policy is held near that one while it trains.
struct PolicyHold: Digest {
    static let component = Component(
        "policy_penalty",
        "Every agent goes on from the server's result, and its policy is held near that one while it trains.",
        details: """
            then:   θₖ ← θ̄, and its policy π̄ is where agent k is held
            local:  loss + β mean KL(π′ ‖ π) + σ mean D(π̄, π)      over each minibatch; π′: the policy before the update
            D is `distance`: KL(π̄ ‖ π), √max(KL(π̄ ‖ π), 10⁻⁸), or ½ Σ_a |π̄(a) − π(a)| where actions are discrete.
            After every update, both means are measured on its steps:
              β ← β/2 where KL(π′ ‖ π) < t/1.1, 2β where it is > 1.1 t     t: `local_target`
              β ← max(min(β, max Â / KL, 20), 10⁻⁸)
              σ likewise by D and its own target, and never below `coefficient`
            The target of D goes from `target` to `final_target` over `anneal` meetings. Â is normalized over the rollout where
            it is. Of Gaussian policies KL is the sum over controls. π̄ sees observations by the statistics of the moment, where they
            are normalized. A coefficient of 0 stays 0. Until the first meeting agents are held where they start.
            Checkpoints hold π̄ as /agents/<name>/anchor/policy (and log_deviation), and under anchor/coefficients β as local, σ as
            anchored, and what was measured last as local_divergence and distance.
            """,
        source: Source(
            .fedKL, note: "its program", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "both terms, threshold 1.1, factor 2, bounds; the published command has `sqrt_kl`, σ₀ = 0.001, target 0.07"
                ),
                .from(
                    .ours,
                    "β and σ stay at their least also where max Â / KL, max Â / D is less, in the program they fall below; "
                        + "distances without a closed form are not here: total "
                        + "variation of Gaussian policies (the program has a bound), Mahalanobis', Wasserstein's"
                ),
            ]),
        fields: [
            Field(
                "distance",
                .words(
                    ("sqrt_kl", "√max(KL(π̄ ‖ π), 10⁻⁸)"), ("kl", "KL(π̄ ‖ π)"),
                    ("total_variation", "½ Σ_a |π̄(a) − π(a)|, of discrete actions")),
                "How far a policy is from where it is held, D"
            ).main.defaults(to: .text("sqrt_kl")),
            Field("coefficient", .number(Interval(0, 20)), "How strongly at first and at least, σ₀")
                .defaults(to: .number(1e-3)),
            Field("target", .number(.positive), "What D is to be").defaults(to: .number(0.07)),
            Field("final_target", .number(.positive), "What D is to be in the end; `target` without it").optional,
            Field("anneal", .integer(1...1_000_000), "Meetings until then").defaults(to: .integer(50))
                .needing("final_target"),
            Field("local_coefficient", .number(Interval(0, 20)), "How strongly one update is held at first, β₀")
                .defaults(to: .number(1)),
            Field("local_target", .number(.positive), "What KL(π′ ‖ π) of one update is to be")
                .defaults(to: .number(3e-3)),
        ])

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.parameter]
    private let hold: PolicyPenalty

    var share: Double? { 1 }
    var penalty: Penalty.Rule? { .policy(hold) }

    init(_ settings: Settings) {
        let target = settings.number("target")
        hold = PolicyPenalty(
            PolicyDistance(rawValue: settings.text("distance")) ?? .root, coefficient: settings.number("coefficient"),
            target: (target, settings.has("final_target") ? settings.number("final_target") : target),
            span: settings.integer("anneal"), localCoefficient: settings.number("local_coefficient"),
            localTarget: settings.number("local_target"))
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        guard hold.distance == .totalVariation,
            let index = facts.agents.firstIndex(where: { agent in
                if case .box = agent.spaces?.action { true } else { false }
            })
        else { return [] }
        return [
            facts.cannotWork(
                with: index, .setting, "the total variation of Gaussian policies has no closed form",
                at: .exchange("digest.policy_penalty.distance"),
                other: .init(.agent(index, "environment"), "its world"),
                help: "digest: {policy_penalty: {distance: sqrt_kl}}")
        ]
    }

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests { talk.assign(talk.exchange(request, as: "parameters")) }
    }
}
