import Archive
import Federation
import Learning

/// What a checkpoint holds of agents that are on other ranks, which the first rank gathers.
///
/// Agents' states and memories come as they are; of a state that agents share every rank has its own rows, which follow one another.
struct RankedStates {
    private let spans: [Range<Int>]
    /// By rank; empty where all agents are here, and on all ranks but the first.
    private let trees: [ArchiveTree]

    /// Gathers what is to be gathered: every rank has to come to it.
    ///
    /// - Parameter memories: by exchange, then by agent; empty where an exchange has none.
    init(of population: Population, memories: [[any VisitMemory]]) throws(ArchiveError) {
        guard let rank = population.rank else {
            (spans, trees) = ([], [])
            return
        }
        var own = ArchiveTree()
        for agent in rank.own where !population.sharesState(agent) {
            let state = AgentState(population: population, agent: agent)
            own.insert(.group(try ArchiveTree(encoding: state)), at: Self.path(agent))
        }
        for shared in population.sharedStates where shared.agents.contains(where: rank.own.contains) {
            let state = SharedState(population: population, name: shared.name)
            own.insert(.group(try ArchiveTree(encoding: state)), at: Self.path(shared.name))
        }
        for (exchange, memories) in memories.enumerated() where !memories.isEmpty {
            for agent in rank.own {
                let state = MemoryState(memory: memories[agent])
                own.insert(.group(try ArchiveTree(encoding: state)), at: Self.path(exchange, agent))
            }
        }
        spans = rank.spans
        let answers = rank.gatherAtFirst(ForeignAnswer(.success(.group(own))).bytes)
        try population.requireAllRanks()
        var trees: [ArchiveTree] = []
        for answer in answers { trees.append(try Self.tree(answer)) }
        self.trees = trees
    }

    /// What a rank has sent.
    private static func tree(_ bytes: [UInt8]) throws(ArchiveError) -> ArchiveTree {
        var reason = "a rank has sent something else"
        do {
            if case .success(.group(let tree)) = try ForeignAnswer(bytes: bytes).result { return tree }
        } catch {
            reason = error.description
        }
        throw ArchiveError("", "gather the agents' states", .refused(reason))
    }

    private static func path(_ agent: Int) -> String { "agents/\(agent)" }
    private static func path(_ shared: String) -> String { "cohorts/\(shared)" }
    private static func path(_ exchange: Int, _ agent: Int) -> String { "memories/\(exchange)/\(agent)" }

    /// What an agent is: as it was gathered, or as it is here where all are. Other ranks than the first have nothing of it.
    func agent(_ agent: Int, or here: some Encodable) throws(ArchiveError) -> ArchiveTree {
        try group(Self.path(agent), of: agent, or: here)
    }

    /// What an agent remembers for an exchange.
    func memory(_ exchange: Int, of agent: Int, or here: some Encodable) throws(ArchiveError) -> ArchiveTree {
        try group(Self.path(exchange, agent), of: agent, or: here)
    }

    private func group(_ path: String, of agent: Int, or here: some Encodable) throws(ArchiveError) -> ArchiveTree {
        guard !spans.isEmpty else { return try ArchiveTree(encoding: here) }
        guard let owner = spans.firstIndex(where: { $0.contains(agent) }), owner < trees.count,
            case .group(let state)? = trees[owner][path]
        else { return ArchiveTree() }
        return state
    }

    /// The state that some agents share, of all of them.
    func shared(_ name: String, or here: some Encodable) throws(ArchiveError) -> ArchiveTree {
        guard !spans.isEmpty else { return try ArchiveTree(encoding: here) }
        let parts = trees.compactMap { tree -> ArchiveTree? in
            guard case .group(let part)? = tree[Self.path(name)] else { return nil }
            return part
        }
        return ArchiveTree(joining: parts)
    }
}

extension Population {
    /// Throws where a rank is lost: what others brought is of no use then.
    ///
    /// - Parameter doing: what they came to.
    func requireAllRanks(_ doing: String = "gather the agents' states") throws(ArchiveError) {
        if let lost = rank?.lost { throw ArchiveError("", doing, .refused("\(lost)")) }
    }
}

/// The state that some agents share, as something to encode.
struct SharedState: Encodable {
    let population: Population
    let name: String

    func encode(to encoder: any Encoder) throws { try population.encodeSharedState(name, to: encoder) }
}

/// One agent of a population, as something to encode.
struct AgentState: Encodable {
    let population: Population
    let agent: Int

    func encode(to encoder: any Encoder) throws { try population.encode(agent: agent, to: encoder) }
}

/// What an agent remembers, as something to encode.
struct MemoryState: Encodable {
    let memory: any VisitMemory

    func encode(to encoder: any Encoder) throws { try memory.encode(to: encoder) }
}
