import Config
import Determinism

extension Method {
    /// Federated reinforcement distillation with proxy memories.
    static let frd = Method(
        "frd",
        "Federated reinforcement distillation: agents share proxy memories of where they were and learn the merged one.",
        details: """
            Between exchanges: every visited state counts for its cell c of the S-section grid,
                               π̄ₖ(c) = mean over visits of πₖ(·|s)             upload: proxy_memory
            Every `every`:     π̄(c) = mean over the agents that visited c      aggregate: merge_by_cell
                               policy ← supervised training on (s̄_c → π̄(c))   digest: replay_supervised
            Per entry 12 bytes for two actions; networks may differ in every way.

            \(ProxyDistillation.deviations)
            """,
        source: Source(
            .proxyExperienceMemory, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "cells, mean policies per cell, the plain merge, cross-entropy, 12 bytes per entry; S, E and layers of its table 1"
                ),
                .from(.ours, "ranges, epochs, batch"),
                ProxyDistillation.unknown,
            ]),
        fields: Axes.fields(
            every: 25, upload: "proxy_memory", aggregate: "merge_by_cell", digest: Axes.kind("replay_supervised"))
            + ProxyDistillation.aliases,
        learners: ["a2c", "reinforce", "ppo"], starter: .actorCritic)
}
