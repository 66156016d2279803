import Config
import Learning

// Which parts of agents travel, and which stay.
extension Facts {
    /// What travels of an agent's parts: those that are named, or all; without what stays with the agent.
    ///
    /// A part is its name's, or one of its pieces is: the layers of a network below the last (`q.body`), the last (`q.head`), or a stream
    /// of that (`q.value`).
    /// What stays takes with it what follows it: a target's head is that of its network.
    func carried(_ parts: [Part], named: [String]?) -> [Part] {
        parts.flatMap { carried($0, named: named, isNamed: false) }
    }

    private func carried(_ part: Part, named: [String]?, isNamed: Bool) -> [Part] {
        guard !stays(part) else { return [] }
        let isNamed = isNamed || named?.contains(part.name) ?? true
        let left = part.pieces.flatMap { carried($0, named: named, isNamed: isNamed) }
        return isNamed && left == part.pieces ? [part] : left
    }

    private func stays(_ part: Part) -> Bool {
        personal.contains(part.name) || part.leader.map(personal.contains) ?? false
    }

    /// Agents whose learners hold nothing to upload, parts that nobody has, parts of different shapes, and nothing that is left to
    /// travel.
    ///
    /// - Parameters:
    ///   - named: what the spec asks for; nil for all.
    ///   - upload: the kind of upload, for advice.
    public func unequalParts(_ named: [String]?, upload: String) -> [Unfit] {
        let lacking = lacking("has no parameters to upload") { $0.parts.map { !$0.isEmpty } ?? true }
        let unknown = unknownParts(named ?? [], at: "upload") + unknownParts(personal, at: "personal")
        guard unknown.isEmpty else { return lacking + [unknown[0]] }
        guard let first = agents.firstIndex(where: { $0.parts != nil }), let own = agents[first].parts else {
            return lacking
        }
        let model = carried(own, named: named)
        if model.isEmpty, !own.isEmpty {
            return lacking + [
                Unfit(
                    .axes, "'\(exchange)': 'personal' keeps all that 'upload' would send", at: .exchange("personal"),
                    other: .init(.exchange("upload"), "the upload"),
                    help: "federation: [], or fewer parts in `personal`")
            ]
        }
        if let name = personal.first(where: { named?.contains($0) ?? false }) {
            // A target that follows what stays does not travel either.
            let left = (named ?? []).filter { name in model.contains { $0.name == name || $0.whole.name == name } }
            let others = personal.filter { !(named ?? []).contains($0) }
            return lacking + [
                Unfit(
                    .axes, "'\(exchange)': 'personal' keeps '\(name)' with the agents, and 'upload' names it",
                    at: .exchange("personal"), other: .init(.exchange("upload"), "the upload"),
                    help:
                        "upload: {\(upload): [\(left.joined(separator: ", "))]}, or personal: [\(others.joined(separator: ", "))]"
                )
            ]
        }
        for index in agents.indices.dropFirst(first + 1) {
            let agent = agents[index]
            guard let own = agent.parts.map({ carried($0, named: named) }), own != model else { continue }
            return lacking + [unequal(model, own, first, index)]
        }
        return lacking
    }

    private func unequal(_ model: [Part], _ own: [Part], _ first: Int, _ index: Int) -> Unfit {
        let (one, agent) = (agents[first], agents[index])
        let pair = zip(model, own).first { $0 != $1 }
        if let pair, let unfit = unequalInputs(pair.0, first, index) { return unfit }
        let difference =
            pair.map { "'\($0.0.name)' is \($0.0.shape) in '\(one.name)' and \($0.1.shape) in '\(agent.name)'" }
            ?? "'\(one.name)' has \(model.count) parts and '\(agent.name)' \(own.count)"
        return Unfit(
            .parts, "'\(exchange)' averages parameters, but \(difference)", at: .exchange(""),
            other: .init(
                .agent(index, pair.map { "networks.\($0.0.whole.name).hidden" } ?? "learner"), "'\(agent.name)'"),
            help: pair?.0.precision == .double
                ? "give all agents worlds and features of one size" : "give all agents one architecture\(alternatives)")
    }

    /// What agents of unlike architectures can share, where they can.
    private var alternatives: String {
        guard agents.allSatisfy(\.hasDistributions) else { return "" }
        return ", or share action_distributions (fedhpd)" + (unfitMemories.isEmpty ? " or proxy memories (frd)" : "")
    }

    /// Parts that are unlike by what stands in front of observations.
    private func unequalInputs(_ part: Part, _ first: Int, _ index: Int) -> Unfit? {
        let (one, agent) = (agents[first], agents[index])
        let name = part.leader ?? part.whole.name
        guard let own = one.inputs[name], let other = agent.inputs[name], own.design.width != other.design.width else {
            return nil
        }
        return Unfit(
            .parts,
            "'\(exchange)' averages parameters, but '\(own.network)' has \(own.design.words) in front of the observation in "
                + "'\(one.name)', and \(other.design.words) in '\(agent.name)'",
            at: .agent(first, "networks.\(own.network).inputs"),
            other: .init(.agent(index, "networks.\(other.network).inputs"), "'\(agent.name)'"),
            help: "give all agents inputs of one size\(alternatives)")
    }

    /// The first name that is no part of some agent, nor a piece of one.
    private func unknownParts(_ names: [String], at axis: String) -> [Unfit] {
        for (index, agent) in agents.enumerated() {
            guard let parts = agent.parts else { continue }
            let known = parts.flatMap(\.names)
            for name in names where !known.contains(name) {
                return [
                    Unfit(
                        .unknownPart,
                        "'\(agent.name)' has no part called '\(name)' to \(axis == "upload" ? "upload" : "keep")",
                        at: .exchange(axis), other: .init(.agent(index, "learner"), "its learner"), unknown: name,
                        among: known, help: "its parts: \(parts.map(\.name).joined(separator: ", "))")
                ]
            }
        }
        return []
    }
}
