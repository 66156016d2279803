public import Config
import Learning

// What several axes ask of agents, and how they refuse where it is not there.
extension Facts {
    /// Why an agent cannot be worked with.
    public func cannotWork(
        with agent: Int, _ kind: Unfit.Kind, _ reason: String, at place: Unfit.Place, other: Unfit.Remark? = nil,
        unknown: String? = nil, among candidates: [String] = [], help: String
    ) -> Unfit {
        Unfit(
            kind, "'\(exchange)' cannot work with '\(agents[agent].name)': \(reason)", at: place, other: other,
            unknown: unknown, among: candidates, help: help)
    }

    /// The first agent that draws a start of its own, where all have to share one.
    public func startingApart(_ reason: String, at path: String, help: String) -> [Unfit] {
        guard let index = agents.firstIndex(where: \.startsApart) else { return [] }
        return [
            cannotWork(
                with: index, .axes, "it draws a start of its own, and \(reason)", at: .exchange(path),
                other: .init(.agent(index, "start"), "who draws the first networks and tables"),
                help: "start: common, or \(help)")
        ]
    }

    /// The first agent whose learner does not do what is asked of it.
    ///
    /// - Parameter path: what asks, below the exchange; the exchange itself unless told.
    public func lacking(_ reason: String, at path: String = "", unless can: (Agent) -> Bool) -> [Unfit] {
        guard let index = agents.firstIndex(where: { $0.learner != nil && !can($0) }) else { return [] }
        return [
            cannotWork(
                with: index, .learner, "\(agents[index].learner ?? "its learner") \(reason)", at: .exchange(path),
                other: .init(.agent(index, "learner"), "its learner"),
                help: Self.neutral(path).map { "\($0), or another learner" }
                    ?? "choose another method or another learner")
        ]
    }

    /// The first agent whose learner, or a setting of it, is not the first one's, where all have to be of one.
    func unlikeLearners(_ reason: String) -> [Unfit] {
        guard let first = agents.firstIndex(where: { $0.settings != nil }), let model = agents[first].settings,
            let index = agents.firstIndex(where: { $0.settings != nil && $0.settings != model })
        else { return [] }
        let (one, other) = (agents[first], agents[index])
        let difference =
            one.learner == other.learner
            ? "its \(other.learner ?? "learner") has other settings than that of '\(one.name)'"
            : "it has \(other.learner ?? "another learner"), and '\(one.name)' has \(one.learner ?? "another")"
        return [
            Unfit(
                .learner, "'\(exchange)' cannot work with '\(other.name)': \(difference), and \(reason)",
                at: .agent(index, "learner"), other: .init(.agent(first, "learner"), "the learner of '\(one.name)'"),
                help: "give all agents one learner, with the same settings")
        ]
    }

    /// The first agent that has no returns to be compared by.
    func returnless(at path: String) -> [Unfit] {
        lacking("ends no episodes, so that it has no returns to go by", at: path) { $0.hasReturns }
    }

    /// What an axis says that asks nothing of learners, by a path below the exchange.
    private static func neutral(_ path: String) -> String? {
        let words = [
            "weights": "uniform", "when": "always", "participation": "all", "server": "replace", "digest": "replace",
        ]
        let axis = String(path.prefix { $0 != "." })
        return words[axis].map { "\(axis): \($0)" }
    }

    /// The first agent whose learner counts no visits.
    func uncounted(at path: String) -> [Unfit] {
        lacking("counts no visits: it has no table or linear weights that its steps visit", at: path) {
            $0.countedPart != nil
        }
    }

    /// An upload of other numbers than those whose visits are counted. Sums over visits have none to weigh by them; that agents
    /// count alike there is the composition's to see to.
    func otherThanCounted(at path: String) -> [Unfit] {
        guard let counted = countedPart, let sent = payload.first, sent.space != .moment else { return [] }
        let isCounted = payload.count == 1 && sent.space == .parameter && sent.columns == counted.numbers
        guard !isCounted else { return [] }
        return [
            Unfit(
                .axes, "'\(exchange)' has visits of '\(counted.name)', and uploads something else", at: .exchange(path),
                other: .init(.exchange("upload"), "the upload"), help: "upload: {parameters: [\(counted.name)]}")
        ]
    }

    /// The names that no agent has.
    public func unknownAgents(_ names: [String], at place: Unfit.Place) -> [Unfit] {
        let known = Set(peers.map(\.name))
        guard !known.isEmpty else { return [] }
        let shown = peers.prefix(8).map(\.name).joined(separator: ", ")
        return names.filter { !known.contains($0) }.map { name in
            Unfit(
                .unknownAgent, "'\(exchange)' has no agent called '\(name)'", at: place, unknown: name,
                among: peers.map(\.name), help: "its agents: \(shown)\(peers.count > 8 ? ", …" : "")")
        }
    }

    /// The list of agents, beside what does not go with their number.
    public var agentsRemark: Unfit.Remark { .init(.agents, "\(size) agent\(size == 1 ? "" : "s")") }

    /// There are fewer agents than something needs.
    public func unfitCount(_ reason: String, needing least: Int, at path: String, help: String) -> [Unfit] {
        guard size > 0, size < least else { return [] }
        return [
            Unfit(
                .count, "'\(exchange)': \(reason), and there are \(size)", at: .exchange(path), other: agentsRemark,
                help: help)
        ]
    }

    /// The first agent whose spaces are not those of the first one, or are not because of what is drawn.
    public var unequalSpaces: [Unfit] {
        guard let first = agents.firstIndex(where: { $0.spaces != nil }), let model = agents[first].spaces
        else { return [] }
        for (index, agent) in agents.enumerated() {
            let drawn = size > 1 ? agent.drawnSpaces.map { "has \($0)" } : nil
            guard let spaces = agent.spaces, let difference = model.difference(from: spaces) ?? drawn else { continue }
            return [
                Unfit(
                    .spaces, "'\(exchange)' needs equal spaces, but '\(agent.name)' \(difference)",
                    at: .agent(index, "environment"),
                    other: .init(.agent(first, "environment"), "the world of '\(agents[first].name)'"),
                    help: "give all agents environments with the same observations and actions")
            ]
        }
        return []
    }

    /// The first agent of whose training nothing can be remembered.
    var unfitMemories: [Unfit] {
        let found =
            lacking("does not show what it visits") { $0.showsTapes }
            + lacking("has no action distributions") { $0.hasDistributions }
        return found.prefix(1) + drawingControls("its memories hold probabilities of actions")
    }

    /// The first agent that draws controls, where single actions are meant.
    func drawingControls(_ reason: String) -> [Unfit] {
        for (index, agent) in agents.enumerated() {
            guard let spaces = agent.spaces, case .box = spaces.action else { continue }
            return [
                cannotWork(
                    with: index, .setting, "\(reason), and here are \(spaces.action.summary)", at: .exchange(""),
                    other: .init(.agent(index, "environment"), "its world"),
                    help: "choose another method, or discrete actions")
            ]
        }
        return []
    }
}
