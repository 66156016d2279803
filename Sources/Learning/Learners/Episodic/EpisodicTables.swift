import Config
import Numerics

// What learners of a finite horizon share: the shape of their tables, and what worlds they hope in.
extension Member {
    /// A table of numbers by step, state of the step and action; nil where the world is not finite.
    func episodicPart(_ name: String) -> Part? {
        guard let model = world.model else { return nil }
        let (horizon, states, actions) = (world.maximumSteps, model.layerStates, model.actions)
        return Part(
            name, doubles: horizon * states * actions,
            shape: "\(horizon) steps × \(states) states × \(actions) actions")
    }
}

extension Component {
    /// Why learners of a finite horizon have no discount.
    static let undiscounted = [
        "discount":
            "nothing is discounted: what counts are sums over the horizon, after which the world cuts an episode"
    ]
}

extension [FiniteModel] {
    /// Why no number of steps bounds what can be hoped for in these worlds, or why their tables cannot lie side by side.
    var unfitForHope: Unfit? {
        if let unequal = unfitSizes { return unequal }
        guard let odd = lazy.flatMap(\.rewards).first(where: { !(0...1).contains($0) }) else { return nil }
        return .here(
            "a reward of \(odd) is not from 0 to 1, and a horizon is no bound of returns",
            help: "choose worlds whose rewards are from 0 to 1, or another learner")
    }
}

extension Flaw {
    /// The first array of another shape than these agents have.
    static func shapes(_ shapes: [(name: String, found: [Int], wanted: [Int])]) -> Flaw? {
        for (name, found, wanted) in shapes where found != wanted {
            return Flaw(at: name, "its shape is \(found), where these agents' is \(wanted)")
        }
        return nil
    }
}
