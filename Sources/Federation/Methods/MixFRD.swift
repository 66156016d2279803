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

            \(ProxyDistillation.deviations)
            """,
        source: Source(
            .proxyExperienceReplay, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "as `frd`; sorting by the pole's angle, the middle between neighbors; S = 30, E = 25, two layers of 50"
                ),
                .from(.ours, "ranges, epochs, batch"),
                ProxyDistillation.unknown,
            ]),
        fields: Axes.fields(
            every: 25, upload: "proxy_memory", aggregate: "merge_by_cell",
            digest: .object([
                .init("replay_supervised", .object([.init("mixup", .object([.init("adjacent", .object([]))]))]))
            ]))
            + ProxyDistillation.aliases + [
                .alias(
                    "sort_by", of: "digest.replay_supervised.mixup.adjacent.sort_by",
                    "The component by which neighbors are found")
            ],
        learners: ["a2c", "reinforce", "ppo"], starter: Starter.actorCritic.against("frd"))
}
