public import Config

/// What a network takes in front of the observation: numbers of its agent's own, the same at every step.
public enum InputDesign: Sendable, Equatable {
    /// Nothing: the observation alone.
    case observation
    /// Numbers drawn uniform between two bounds, and trained with the network.
    case embedding(size: Int, between: [Double])
    /// 1 at the agent's place among all of the cell, 0 elsewhere.
    case oneHot(size: Int)

    /// The choices of the field `inputs`.
    static let choices = Choices(
        "network input",
        [
            Component("observation", "The observation alone.", fields: []),
            Component(
                embeddingKind,
                "In front of the observation, numbers of the agent's own that are trained with the network.",
                details: """
                    input = [e, s];  e ← e − step(∂L/∂e),  ∂L/∂e = Σ over the minibatch's rows of ∂L/∂input at e's columns
                    The network learns what is common to all worlds, e where this one stands among them. A target network is given the
                    e of the moment. e is a part of the agent, with an optimizer of its own: 'embedding' of deep Q-learners,
                    'actor_embedding' and 'critic_embedding' of ddpg, each trained by that network's loss. Every agent draws its own,
                    also with `start: common`; in worlds of others it is the agent's own that plays.
                    Methods that name what they upload leave it with the agent; others do by `personal: [embedding]`.

                    Deviations from the paper:
                      1. e is Float32, as networks are; the program's is Float64.
                      2. Size and bounds are settings; the program has ⌈log₂ n⌉ numbers for n agents.
                    """,
                source: Source(
                    .environmentHeterogeneity, evidence: .authorCode,
                    grounds: [
                        .from(
                            .authorCode,
                            "e ~ U(−1, 1) in front of the observation, one for the actor and one for the critic of ddpg; in Adam beside "
                                + "the network, at its own rate; written into remembered states when they are drawn; never averaged"
                        )
                    ]),
                fields: [
                    Field("size", .integer(1...1024), "How many numbers").defaults(to: .integer(4)).main,
                    Field("initial", .choice(initialChoices), "What they are drawn from before training")
                        .defaults(to: .object([.init("uniform", .object([]))])),
                ]),
            Component(
                "one_hot", "In front of the observation, a 1 at the agent's place among the cell's agents, and zeros.",
                details: """
                    input = [1{k = 1}, …, 1{k = size}, s] for the k-th agent of the spec, counted in each replica by itself. A constant: there is
                    nothing to train, to upload or to keep.
                    """,
                source: Source(
                    .environmentHeterogeneity, evidence: .authorCode,
                    grounds: [
                        .from(.authorCode, "unit vectors in place of drawn numbers"),
                        .from(.ours, "they stay as they are; the program trains them like others"),
                    ]),
                fields: [Field("size", .integer(1...65536), "How many numbers: one per agent, or more").main]),
        ])

    /// What numbers are drawn from.
    private static let initialChoices = Choices(
        "initial embedding",
        [
            Component(
                "uniform", "Uniform between two bounds.",
                fields: [
                    Field("between", .list(of: .number(.single), count: 2...2), "The bounds, the lower one first")
                        .defaults(to: .list([.number(-1), .number(1)])).main.ascending
                ])
        ])

    /// Reads a checked choice.
    public init(_ choice: Choice) {
        guard let component = Self.choices[choice.kind] else {
            preconditionFailure("no input is called '\(choice.kind)'")
        }
        let settings = choice.settings(component)
        switch choice.kind {
        case Self.embeddingKind:
            let initial = settings.choice("initial")
            guard let drawn = Self.initialChoices[initial.kind] else {
                preconditionFailure("no initial numbers are called '\(initial.kind)'")
            }
            self = .embedding(
                size: settings.integer("size"),
                between: initial.settings(drawn).list("between").compactMap(\.asNumber))
        case "one_hot": self = .oneHot(size: settings.integer("size"))
        default: self = .observation
        }
    }

    /// Numbers in front of the observation.
    public var width: Int {
        switch self {
        case .observation: 0
        case .embedding(let size, _), .oneHot(let size): size
        }
    }

    /// What it is, in words.
    public var words: String {
        switch self {
        case .observation: "nothing"
        case .embedding(let size, _): "an embedding of \(size) number\(size == 1 ? "" : "s")"
        case .oneHot(let size): "a unit vector of \(size) number\(size == 1 ? "" : "s")"
        }
    }

    /// What a spec calls numbers that are trained.
    public static let embeddingKind = "embedding"
}
