import Config
import Determinism

extension Method {
    /// FRD with entries interpolated between entries.
    static let mixFRD = Method(
        "mixfrd",
        "FRD with mixup: each agent also learns entries interpolated between neighbors of the merged proxy memory.",
        details: """
            As frd; then, at the agent, the merged memory is sorted by `sort_by` (the pole's angle) and between every pair
            of neighbors i, i + 1 one entry is added:
                               s̄ = (s̄ᵢ + s̄ᵢ₊₁) / 2,  π̄ = (π̄ᵢ + π̄ᵢ₊₁) / 2      digest: replay_supervised, mixup: adjacent
            M entries become 2 M − 1; the interpolation costs no bytes. Where the observation has no angle to sort by,
            `digest: {replay_supervised: {mixup: nearest}}` pairs every entry with the one nearest in sections.

            Deviations from the paper:
              1. The paper names no component ranges, epochs or batch. Ours: ranges ⟦ranges⟧ (the cart's track, the pole's 12°, and
                 about the velocities seen before an episode ends), states beyond them: ⟦out_of_range⟧; epochs: ⟦epochs⟧,
                 batches of ⟦batch⟧.
              2. Policies are probabilities at the time of the visit, Float32.
              3. An entry of the merged memory is the plain mean over the agents that visited the cell; `aggregate:
                 {merge_by_cell: visits}` weighs them by their visits.
            """,
        source: Source(
            "Cha, Park, Kim, Bennis & Kim, Proxy experience replay: federated distillation for distributed reinforcement "
                + "learning, IEEE Intelligent Systems 35(4), 2020",
            evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "as `frd`; sorting by the pole's angle, the middle between neighbors; S = 30, E = 25, two layers of 50"
                ),
                .from(.ours, "ranges, epochs, batch"),
                .unknown(
                    "learning rates, discount, activations, optimizer, epochs and batch of the digest, component ranges, repetitions, and the figures as "
                        + "numbers"),
            ]),
        fields: Axes.fields(
            every: 25, upload: "proxy_memory", aggregate: "merge_by_cell",
            digest: .object([
                .init("replay_supervised", .object([.init("mixup", .object([.init("adjacent", .object([]))]))]))
            ]))
            + [
                .alias(
                    "sections", of: "upload.proxy_memory.sections", "Into how many sections every component is cut, S"),
                .alias("ranges", of: "upload.proxy_memory.ranges", "[low, high] of every component"),
                .alias(
                    "out_of_range", of: "upload.proxy_memory.out_of_range", "What becomes of states beyond the ranges"),
                .alias("period", of: "upload.proxy_memory.period", "What is remembered at an exchange"),
                .alias("epochs", of: "digest.replay_supervised.epochs", "Times all entries are gone through"),
                .alias("batch", of: "digest.replay_supervised.batch", "Entries per optimizer step"),
                .alias(
                    "sort_by", of: "digest.replay_supervised.mixup.adjacent.sort_by",
                    "The component by which neighbors are found"),
            ],
        starter: .actorCritic)
}
