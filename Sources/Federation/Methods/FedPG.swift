import Config
import Determinism

extension Method {
    /// FedPG: the mean of the agents' logits, after some steps of sampled policy gradients each.
    static let fedPG = Method(
        "fedpg",
        "Agents in unlike finite worlds climb sampled policy gradients, and go on from the mean of their logits.",
        about: "`s_fedpg`, `rs_fedpg` and `brs_fedpg` are its published names by head and entropy.", requirements: [])

    /// S-FedPG: a softmax over actions, rewards as they are.
    static let sFedPG = Method(
        "s_fedpg", "FedPG with a softmax over all actions and without entropy (Labbi et al. 2025).",
        about: "FedPG of flat heads, λ = 0.",
        requirements: [
            flatHead("S-FedPG"),
            .exactly(
                .number(0), at: "entropy", of: "softmax_policy_gradient",
                because: "S-FedPG has no entropy: rs_fedpg has"),
        ])

    /// RS-FedPG: the same with entropy.
    static let rsFedPG = Method(
        "rs_fedpg", "FedPG with a softmax over all actions and entropy (Labbi et al. 2025).",
        about: "FedPG of flat heads, λ = ⟦entropy⟧ where a spec is silent.",
        requirements: [flatHead("RS-FedPG"), entropy])

    /// b-RS-FedPG: bits of actions, with entropy.
    static let brsFedPG = Method(
        "brs_fedpg", "FedPG whose policies choose the bits of an action's number, with entropy (Labbi et al. 2025).",
        about: "FedPG of heads by bit, λ = ⟦entropy⟧ where a spec is silent; for 2^k actions.",
        requirements: [
            .exactly(
                .text("bits"), at: "head", of: "softmax_policy_gradient", because: "b-RS-FedPG chooses bit by bit"),
            entropy,
        ])

    private static let published = 0.05
    private static let entropy = Requirement.unlessTold(
        .number(published), at: "entropy", of: "softmax_policy_gradient", because: "λ as published")

    private static func flatHead(_ name: String) -> Requirement {
        .exactly(
            .text("flat"), at: "head", of: "softmax_policy_gradient",
            because: "\(name) has one softmax over all actions")
    }

    private init(_ kind: String, _ summary: String, about: String, requirements: [Requirement]) {
        self.init(
            kind, summary,
            details: """
                \(about.replacing("⟦entropy⟧", with: "\(Self.published)"))
                H updates:      θₖ ← θₖ + η gₖ(θₖ)              learner: softmax_policy_gradient
                Every `every`:  θ̄ = proj((1/K) Σₖ θₖ)          upload: parameters, aggregate: mean, server: replace
                                θₖ ← θ̄                          digest: replace
                H is the length of `round` times `every`. `server: {project: {onto: clip}}` or `center` projects the mean.

                Deviations from the paper:
                  1. Its projection is not public, and the program of its authors has none: a spec without `server` has none either.
                """,
            source: Source(
                .federatedPolicyGradient, note: "program of the authors", evidence: .authorCode,
                grounds: [
                    .from(
                        .authorCode,
                        "the loop, the heads; H 5, B 20, T 20, γ 0.99, η 0.01, 6000 rounds, two agents; speed-up: 2, 10, 50 agents with η "
                            + "0.01, 0.05, 0.25 over 2000 rounds"),
                    .unknown("the projection, and the paper's curves as numbers"),
                ]),
            fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
            requirements: requirements, learners: ["softmax_policy_gradient"], starter: .sampledPolicyGradient)
    }
}

extension Starter {
    /// Agents in the two kinds of world that want opposite actions of one state.
    static var sampledPolicyGradient: Starter {
        var starter = Starter.tabular("{softmax_policy_gradient: {discount: 0.99}}", rate: "0.01")
        starter.environment = "{two_type: {type: {values: [1, 2]}}}"
        starter.round = "{updates: 5}"
        starter.rounds = "2000"
        starter.evaluation = "{every: {rounds: 100}, exact: true, start: uniform}"
        starter.measures = ["exact_return: {reduce: [mean, worst]}", "mean_of_own_optima", "bytes"]
        return starter
    }
}
