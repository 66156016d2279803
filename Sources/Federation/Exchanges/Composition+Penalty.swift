import Config
public import Learning

// What agents are held by between meetings.
extension Composition {
    /// What the exchange adds to the objective of an agent; nil where nothing is.
    ///
    /// - Parameters:
    ///   - learner: the agent's.
    ///   - member: the agent, in a world of the spaces it has.
    public func penalty(of learner: any Learner, _ member: Member) -> Penalty? {
        guard let rule = digest.penalty else { return nil }
        let facts = Facts(name, agents: [Facts.Agent(member.name, learner: learner, member: member, spaces: nil)])
        let held = if case .policy = rule { learner.heldPolicy } else { learner.held }
        return Penalty(rule, on: held.filter(travelling(facts).contains))
    }

    /// The names of all parts that travel whole.
    private func travelling(_ facts: Facts) -> [String] {
        requests(facts).flatMap { request -> [String] in
            if case .parts(let parts) = request.content { parts.map(\.name) } else { [] }
        }
    }

    /// Agents whose learners cannot be held, and nothing that travels by which they could be.
    func unfitPenalty(_ facts: Facts) -> [Unfit] {
        guard let rule = digest.penalty else { return [] }
        let own = kind(digest)
        switch rule {
        case .parameters:
            let lacking = facts.lacking("has no networks that can be held where the server left them", at: "digest") {
                $0.held.map { !$0.isEmpty } ?? true
            }
            return lacking.isEmpty ? unheld(facts) : lacking
        case .policy:
            let lacking = facts.lacking("has no updates in which a policy can be held", at: "digest") {
                $0.heldPolicy.map { !$0.isEmpty } ?? true
            }
            guard lacking.isEmpty else { return lacking }
            let names = facts.agents.lazy.compactMap(\.heldPolicy).first ?? []
            let parts = facts.parts.map(\.name).filter(names.contains)
            return unheld(facts, all: parts)
        }

        /// - Parameter wanted: what all has to travel whole; anything that can be held where there is none.
        func unheld(_ facts: Facts, all wanted: [String] = []) -> [Unfit] {
            guard let held = facts.agents.lazy.compactMap(\.held).first, !facts.parts.isEmpty else { return [] }
            let names = held.filter(travelling(facts).contains)
            let missing = wanted.filter { !names.contains($0) }
            guard wanted.isEmpty ? names.isEmpty : !missing.isEmpty else { return [] }
            func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: " and ") }
            let what = wanted.isEmpty ? "networks" : list(wanted)
            let rest =
                missing.isEmpty || missing == wanted
                ? "none of it travels whole" : "\(list(missing)) does not travel whole"
            let whole = facts.parts.map(\.name).filter(held.contains)
            return [
                unfit(
                    "'digest' \(own) holds agents at \(what) that the server sent, and \(rest)",
                    at: "digest", personal.isEmpty ? "upload" : "personal",
                    personal.isEmpty ? "the upload" : "what stays",
                    help: personal.isEmpty
                        ? "networks: [\(whole.joined(separator: ", "))], or digest: replace"
                        : "digest: replace")
            ]
        }
    }
}
