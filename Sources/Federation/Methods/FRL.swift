import Config

extension Method {
    /// The baseline of FRD and MixFRD: federated averaging of the actor-critic's networks.
    static let frl = Method(
        "frl",
        "Federated reinforcement learning as FRD's baseline: policy and value networks are replaced by their means.",
        details: """
            Every `every`:  θ̄ = (1/K) Σₖ θₖ, w̄ = (1/K) Σₖ wₖ     upload: parameters, aggregate: mean
                            θₖ ← θ̄, wₖ ← w̄                       digest: replace
            4 bytes per weight, each way. Needs one architecture for all agents.

            Deviations from the paper:
              1. The paper counts the policy network's weights only when it compares payloads; here policy and value travel
                 and are counted. `networks: [policy]` averages and counts the policy alone.
              2. Agents start from one network of each role, drawn for the exchange (`start: common`); how the paper's do is not known;
                 with `start: own` each draws its own, and the first mean is one of unlike networks.
            """,
        source: Source(
            .proxyExperienceReplay, note: "a baseline there", evidence: .paper,
            grounds: [
                .from(.paper, "networks are averaged every E episodes; equal architectures; 4 bytes per weight"),
                .from(.ours, "both networks travel"),
                .unknown(
                    "whether the value network is averaged too, how agents start, learning rates, and the figures as numbers"
                ),
            ]),
        fields: Axes.fields(every: 25, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which networks travel; all without it")],
        requirements: [Requirement.commonStart],
        starter: .actorCritic)
}
