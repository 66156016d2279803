public import Config

/// A learner whose worlds must be finite and known.
public protocol Modelled: Learner {
    /// Why it cannot learn in these worlds, those of all its agents; nil where it can.
    func refusal(of models: [FiniteModel]) -> Unfit?
}

/// What the weights of a federation in unlike worlds can be compared with.
public enum FixedPoint: String, Sendable {
    /// Where the sum of the agents' mean updates is zero, each in its own world.
    case federation
    /// The same of one agent in the mean of the worlds.
    case meanWorld = "mean_world"
}

/// A learner of which it is known what its agents tend to.
public protocol Converging: Modelled {
    /// Where the sum of the agents' mean updates is zero, each of which learns in its own way in its own world; nil where that is
    /// not unique, or not found.
    static func fixedPoint(of learners: [Self], in models: [FiniteModel]) -> [Double]?
    /// The same of one agent in the mean of these worlds.
    func fixedPoint(inMeanOf models: [FiniteModel]) -> [Double]?
    /// Whether it tends to what another one tends to, in every world.
    func tends(like other: Self) -> Bool
    /// How many numbers an agent learns in a world.
    func width(in model: FiniteModel) -> Int
}

extension Converging {
    /// One agent in the mean of the worlds is one agent in a world.
    public func fixedPoint(inMeanOf models: [FiniteModel]) -> [Double]? {
        FiniteModel.mean(of: models).flatMap { Self.fixedPoint(of: [self], in: [$0]) }
    }

    /// What the mean of agents that all learn in this way is compared with; nil where that is not unique, or not found.
    public func fixedPoint(_ which: FixedPoint, of models: [FiniteModel]) -> [Double]? {
        switch which {
        case .federation: Self.fixedPoint(of: models.map { _ in self }, in: models)
        case .meanWorld: fixedPoint(inMeanOf: models)
        }
    }
}

/// A learner of which closed forms tell how far its agents end away from that.
public protocol LinearlyConverging: Converging {
    /// The linear systems of agents, each of which learns in its own way in its own world; nil where they are not unique.
    static func fixedPoints(of learners: [Self], in models: [FiniteModel]) -> LinearFixedPoints?
}

/// A learner whose agents know what they would do in every state of a finite world.
public protocol Tabular: Modelled {
    /// How that policy chooses: the best action by what the agent has learned, or one that is drawn.
    static var policyRule: Actor.Rule { get }
    /// What member `index` would do in its world: `states × actions` probabilities.
    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double]
}

extension Block {
    /// The members' worlds, which `check` has found to be finite.
    public var models: [FiniteModel] { Self.models(of: members) }

    /// The worlds of all agents of which the members know: their own, unless some are on other ranks.
    public var everybodysModels: [FiniteModel] { Self.models(of: everybody) }

    private static func models(of members: [Member]) -> [FiniteModel] {
        members.map { member in
            guard let model = member.world.model else { preconditionFailure("'\(member.name)' has no finite world") }
            return model
        }
    }
}
