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

            Deviations from the paper:
              1. The paper names no component ranges, epochs or batch. Ours: ranges ⟦ranges⟧ (the cart's track, the pole's 12°, and
                 about the velocities seen before an episode ends), states beyond them: ⟦out_of_range⟧; epochs: ⟦epochs⟧,
                 batches of ⟦batch⟧.
              2. Policies are probabilities at the time of the visit, Float32.
              3. An entry of the merged memory is the plain mean over the agents that visited the cell; `aggregate:
                 {merge_by_cell: visits}` weighs them by their visits.
            """,
        source: Source(
            "Cha, Park, Kim, Kim & Bennis, Federated reinforcement distillation with proxy experience memory, arXiv 1907.06536, 2019",
            evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "cells, mean policies per cell, the plain merge, cross-entropy, 12 bytes per entry; S, E and layers of its table 1"
                ),
                .from(.ours, "ranges, epochs, batch"),
                .unknown(
                    "learning rates, discount, activations, optimizer, epochs and batch of the digest, component ranges, repetitions, and the figures as "
                        + "numbers"),
            ]),
        fields: Axes.fields(
            every: 25, upload: "proxy_memory", aggregate: "merge_by_cell", digest: Axes.kind("replay_supervised"))
            + [
                .alias(
                    "sections", of: "upload.proxy_memory.sections", "Into how many sections every component is cut, S"),
                .alias("ranges", of: "upload.proxy_memory.ranges", "[low, high] of every component"),
                .alias(
                    "out_of_range", of: "upload.proxy_memory.out_of_range", "What becomes of states beyond the ranges"),
                .alias("period", of: "upload.proxy_memory.period", "What is remembered at an exchange"),
                .alias("epochs", of: "digest.replay_supervised.epochs", "Times all entries are gone through"),
                .alias("batch", of: "digest.replay_supervised.batch", "Entries per optimizer step"),
            ],
        starter: .actorCritic)
}
