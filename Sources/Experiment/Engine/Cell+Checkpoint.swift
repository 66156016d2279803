import Archive
import Determinism
import Federation
import Learning
import Numerics

extension Cell {
    /// Everything the cell is, as a checkpoint's `/agents`, `/federation`, `/metrics` and `/ledger`.
    ///
    /// Where agents are spread over ranks, all of them come to it, and what the first one has is whole.
    func tree() throws(ArchiveError) -> ArchiveTree {
        var tree = ArchiveTree()
        let states = try RankedStates(of: population, memories: exchanges.map(\.visitMemories))
        for (index, agent) in agents.enumerated() {
            let isRow = population.sharesState(index)
            // Agents of all replicas are rows elsewhere: what is said here is said of an agent of the plan.
            if isRow, index >= plan.agents.count { continue }
            let path = "agents/" + (isRow ? agent.name : population.names[index])
            let state =
                isRow
                ? ArchiveTree() : try states.agent(index, or: AgentState(population: population, agent: index))
            tree.insert(.group(state), at: path)
            tree.annotate(path, "environment", .text(agent.environment.kind))
            if isRow, plan.replicas > 1 {
                // Thousands of replicas are too many for an attribute.
                tree.insert(.text(ArchiveText(settingsByReplica(of: index))), at: path + "/environment_settings")
            } else {
                tree.annotate(path, "environment_settings", .text(agent.environment.values.json))
            }
            if agent.hasAdapter {
                let (kind, values) = (agent.adapter.kind, agent.adapter.values)
                tree.annotate(path, Adapter.name, .text(CanonicalValue.object([.init(kind, values)]).json))
            }
            tree.annotate(path, "learner", .text(agent.learner.kind))
            for network in agent.networks where tree["\(path)/\(network.name)"] != nil {
                tree.annotate(
                    "\(path)/\(network.name)", "about",
                    .text("layers from the input on; weight [outputs, inputs], bias [outputs]: y = activation(W x + b)")
                )
            }
        }
        tree.annotate("agents", "names", .texts(plan.agents.map(\.name)))
        for shared in population.sharedStates {
            let path = "cohorts/" + shared.name
            let state = try states.shared(
                shared.name, or: SharedState(population: population, name: shared.name))
            tree.insert(.group(state), at: path)
            tree.insert(.text(ArchiveText(shared.agents.map { population.names[$0] })), at: path + "/agents")
            tree.annotate(path, "about", .text("arrays [agent, …]; `agents` names the rows"))
        }
        try insertFederation(into: &tree, states)
        try population.requireAllRanks()
        if let publicStates, !exchanges.isEmpty {
            tree.insert(.array(ArchiveArray(publicStates.tensor)), at: "federation/public_states")
            tree.annotate("federation/public_states", "names", .texts(environments[0].spaces.observation))
            tree.annotate("federation/public_states", "source", .text(plan.publicStates?.kind ?? ""))
        }
        if let worlds = plan.worldsTree { tree.insert(.group(worlds), at: "worlds") }
        tree.insert(.group(try recorder.tree()), at: "metrics")
        tree.insert(.group(try ArchiveTree(encoding: ledger)), at: "ledger")
        let directions = plan.directions.map(\.rawValue).joined(separator: ", ")
        tree.annotate("ledger", "about", .text("bytes on the wire by exchange, direction (\(directions)) and kind"))
        return tree
    }

    /// Continues from a checkpoint's state. Where agents are spread over ranks, all of them come to it, each with the whole state.
    ///
    /// - Parameter isScheduled: whether the checkpoint was scheduled; then the record's columns start anew after it.
    mutating func restore(_ tree: ArchiveTree, round: Int, isScheduled: Bool) throws(ArchiveError) {
        if let flaw = Flaw.range("round", round, 0...Int(UInt32.max), "rounds are counted from 0 to 2³² − 1") {
            throw ArchiveError(flaw, in: "", "restore")
        }
        try requireShapes(of: tree)
        self.round = round
        agenda = Agenda(periods: exchanges.map(\.period), after: round)
        for index in agents.indices where population.isHere(index) && !population.sharesState(index) {
            let path = "agents/" + population.names[index]
            try Self.item(path, of: tree).restore(at: "/" + path) { decoder in
                try population.restore(agent: index, from: decoder)
            }
        }
        for shared in population.sharedStates {
            let own = shared.agents.indices.filter { population.isHere(shared.agents[$0]) }
            guard let first = own.first else { continue }
            let path = "cohorts/" + shared.name
            guard case .group(let rows) = try Self.item(path, of: tree) else {
                throw ArchiveError("/" + path, "restore", .mismatch("it is no group"))
            }
            // The names of the rows are the plan's, no part of the state.
            let state = ArchiveTree(rows.members.filter { $0.name != "agents" }.map { ($0.name, $0.node) })
            let isWhole = own.count == shared.agents.count
            try ArchiveNode.group(isWhole ? state : state.rows(first..<first + own.count)).restore(at: "/" + path) {
                decoder in
                try population.restoreSharedState(shared.name, from: decoder)
            }
        }
        try restoreFederation(from: tree)
        let sent = try Self.item("ledger", of: tree).decode(Ledger.self, at: "/ledger")
        let names = exchanges.map(\.composition.name)
        if let line = sent.entries.first(where: { !names.contains($0.exchange) }) {
            throw ArchiveError(
                "/ledger/exchange", "restore", .mismatch("this plan has no exchange called '\(line.exchange)'"))
        }
        ledger = sent
        guard case .group(let metrics) = try Self.item("metrics", of: tree) else {
            throw ArchiveError("/metrics", "restore", .mismatch("it is no group"))
        }
        try recorder.restore(metrics, round: round, keepsColumns: !isScheduled, population: population)
    }

    /// Throws where what a tree holds has other shapes than a start. Of ranks the first one looks, which has a whole start, and the
    /// others wait for it.
    private func requireShapes(of tree: ArchiveTree) throws(ArchiveError) {
        let start = try self.tree()
        let rank = population.rank
        for part in ["agents", "cohorts", "federation"] where rank?.isFirst ?? true {
            guard case .group(let start)? = start[part] else { continue }
            guard case .group(let found) = try Self.item(part, of: tree) else {
                throw ArchiveError("/" + part, "restore", .mismatch("it is no group"))
            }
            try found.requireShapes(of: start, at: "/" + part)
        }
        rank?.meet()
        try population.requireAllRanks("restore")
    }

    /// The numbers of an agent's worlds, by replica.
    private func settingsByReplica(of index: Int) -> [String] {
        stride(from: index, to: agents.count, by: plan.agents.count).map { agents[$0].environment.values.json }
    }

    static func item(_ path: String, of tree: ArchiveTree) throws(ArchiveError) -> ArchiveNode {
        guard let node = tree[path] else {
            throw ArchiveError("/" + path, "restore", .mismatch("the checkpoint has no such item"))
        }
        return node
    }

    /// Forgets the record's columns that a scheduled checkpoint holds.
    mutating func startColumns() { recorder.startColumns() }
}
