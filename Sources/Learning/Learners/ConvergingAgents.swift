public import Config

/// Agents of which it may be known what they tend to, each learning in its own way in its own world.
public struct ConvergingAgents {
    private let learners: [any Learner]
    private let models: [FiniteModel]?

    /// - Parameters:
    ///   - learners: one for each agent.
    ///   - models: the agents' worlds; nil where one of them is not known whole.
    public init(_ learners: [any Learner], in models: [FiniteModel]?) {
        self.learners = learners
        self.models = models?.count == learners.count ? models : nil
    }

    /// What their mean is compared with; nil where that is not known, not unique, or not found.
    public func point(_ which: FixedPoint) -> [Double]? {
        guard let models, let first = learners.first as? any Converging else { return nil }
        return type(of: first).point(which, learners, models)
    }

    /// The linear systems whose sum they solve; nil where they solve none, or none that is unique.
    public var systems: LinearFixedPoints? {
        guard let models, let first = learners.first as? any LinearlyConverging else { return nil }
        return type(of: first).systems(learners, models)
    }

    /// Why there is no such point; nil where there is one.
    public func refusal(_ which: FixedPoint) -> Unfit? {
        guard models != nil, learners.first is any Converging else {
            return .here("of these agents no fixed point is known")
        }
        if let unfit = misfit ?? (which == .meanWorld ? unlike(in: "the mean of the worlds") : nil) { return unfit }
        guard point(which) == nil else { return nil }
        return otherwise.map {
            Self.unfit("agents that learn in unlike ways have no fixed point here that is unique and found", $0)
        } ?? Unfit.here("these agents have no fixed point that is unique and found")
    }

    /// Why they have no systems; nil where they have.
    public var refusalOfSystems: Unfit? {
        guard models != nil, learners.first is any LinearlyConverging else {
            return .here("these agents have no fixed point in closed form")
        }
        if let misfit { return misfit }
        return systems == nil ? .here("these agents have no fixed point in closed form") : nil
    }

    /// Why no agent in another world stands for all of them; nil where all learn in one way.
    ///
    /// - Parameter world: that world, in words.
    public func unlike(in world: String) -> Unfit? {
        otherwise.map {
            Self.unfit("one agent in \(world) learns in one way, and these agents learn in unlike ways", $0)
        }
    }

    /// The first agent that tends to something else than the first of all.
    private var otherwise: Int? {
        guard let first = learners.first as? any Converging else { return nil }
        return type(of: first).unlike(learners)
    }

    /// Why what they learn cannot be compared, number by number.
    private var misfit: Unfit? {
        guard let models, let first = learners.first as? any Converging else { return nil }
        let kind = type(of: first).component.kind
        if let other = learners.firstIndex(where: { type(of: $0).component.kind != kind }) {
            return Self.unfit(
                "\(kind) and \(type(of: learners[other]).component.kind) have no fixed point together", other)
        }
        let widths = zip(learners, models).map { learner, model in (learner as? any Converging)?.width(in: model) ?? 0 }
        return widths.firstIndex { $0 != widths[0] }.map { other in
            Self.unfit("one agent learns \(widths[0]) numbers, and another one \(widths[other])", other)
        }
    }

    /// A refusal of two agents, the first and another one.
    private static func unfit(_ reason: String, _ other: Int) -> Unfit {
        Unfit(
            .learner, reason, at: .agent(other, "learner"), other: .init(.agent(0, "learner"), "unlike this one"),
            help: "give all agents one learner with equal settings")
    }
}

extension Converging {
    fileprivate static func point(
        _ which: FixedPoint, _ learners: [any Learner], _ models: [FiniteModel]
    ) -> [Double]? {
        let own = learners.compactMap { $0 as? Self }
        guard own.count == learners.count else { return nil }
        switch which {
        case .federation: return fixedPoint(of: own, in: models)
        case .meanWorld: return unlike(learners) == nil ? own[0].fixedPoint(inMeanOf: models) : nil
        }
    }

    fileprivate static func unlike(_ learners: [any Learner]) -> Int? {
        guard let first = learners.first as? Self else { return nil }
        return learners.firstIndex { ($0 as? Self)?.tends(like: first) != true }
    }
}

extension LinearlyConverging {
    fileprivate static func systems(_ learners: [any Learner], _ models: [FiniteModel]) -> LinearFixedPoints? {
        let own = learners.compactMap { $0 as? Self }
        return own.count == learners.count ? fixedPoints(of: own, in: models) : nil
    }
}
