import Config
import Determinism

/// The policy whose values agents learn, the same for all that have equal settings.
struct EvaluatedPolicy: Sendable, Equatable {
    static let key = "policy"
    static let field = Field(
        key, .choice(Choices("policy", [uniform, randomSubset])), "The policy that is evaluated"
    ).defaults(to: .object([.init("uniform", .object([]))]))

    private static let uniform = Component("uniform", "Every action is equally likely.", fields: [])
    private static let randomSubset = Component(
        "random_subset", "In each state, so many actions drawn at random are equally likely.",
        details: "As the published program of SCAFFLSA, which takes all actions but one.",
        fields: [
            Field("actions", .integer(1...1000), "How many actions in each state; at most all of them").main
                .defaults(to: .integer(1)),
            Field("seed", .seed, "The seed of the draw").defaults(to: .integer(42)),
        ])

    private let subset: Subset?

    /// So many actions of each state, and who draws them.
    private struct Subset: Equatable {
        let actions: Int
        let source: RandomSource
    }

    init(_ choice: Choice) {
        guard choice.kind == Self.randomSubset.kind else {
            subset = nil
            return
        }
        let settings = choice.settings(Self.randomSubset)
        subset = Subset(
            actions: settings.integer("actions"),
            source: RandomSource("stage/evaluated_policy", seed: UInt64(settings.integer("seed")), [.draw]))
    }

    /// Who draws the policy; nobody where it is not drawn.
    var randomSources: [RandomSource] { subset.map { [$0.source] } ?? [] }

    /// `states × actions` probabilities.
    func probabilities(in model: FiniteModel) -> [Double] {
        guard let subset else {
            return [Double](repeating: 1 / Double(model.actions), count: model.states * model.actions)
        }
        let count = min(subset.actions, model.actions)
        var stream = subset.source.key.stream(.draw)
        var probabilities = [Double](repeating: 0, count: model.states * model.actions)
        for state in 0..<model.states {
            for action in stream.distinctIndices(count, below: model.actions) {
                probabilities[state * model.actions + action] = 1 / Double(count)
            }
        }
        return probabilities
    }
}
