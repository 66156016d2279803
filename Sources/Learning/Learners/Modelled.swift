public import Config

/// A learner whose worlds must be finite and known.
public protocol Modelled: Learner {
    /// Why it cannot learn in these worlds, those of all its agents; nil where it can.
    func refusal(of models: [FiniteModel]) -> Unfit?
}

/// A learner of which closed forms tell what its agents tend to.
public protocol Converging: Modelled {
    /// What agents in these worlds tend to; nil where that is not unique.
    func fixedPoints(of models: [FiniteModel]) -> LinearFixedPoints?
}

/// A learner whose agents know what they would do in every state of a finite world.
public protocol Tabular: Modelled {
    /// What member `index` would do: `states × actions` probabilities.
    func tabularPolicy(of state: State, member index: Int) -> [Double]
}

extension Block {
    /// The members' worlds, which `check` has found to be finite.
    public var models: [FiniteModel] {
        members.map { member in
            guard let model = member.world.model else { preconditionFailure("'\(member.name)' has no finite world") }
            return model
        }
    }
}
