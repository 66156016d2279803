import Archive
import Determinism
import Federation
import Learning
import Numerics

extension Cell {
    /// Everything the cell is, as a checkpoint's `/agents`, `/federation`, `/metrics` and `/ledger`.
    func tree() throws(ArchiveError) -> ArchiveTree {
        var tree = ArchiveTree()
        for (index, agent) in agents.enumerated() {
            let isRow = population.sharesState(index)
            // Agents of all replicas are rows elsewhere: what is said here is said of an agent of the plan.
            if isRow, index >= plan.agents.count { continue }
            let path = "agents/" + (isRow ? agent.name : population.names[index])
            let state =
                isRow
                ? ArchiveTree() : try ArchiveTree(encoding: AgentState(population: population, agent: index))
            tree.insert(.group(state), at: path)
            tree.annotate(path, "environment", .text(agent.environment.kind))
            if isRow, plan.replicas > 1 {
                // Thousands of replicas are too many for an attribute.
                tree.insert(.text(ArchiveText(settingsByReplica(of: index))), at: path + "/environment_settings")
            } else {
                tree.annotate(path, "environment_settings", .text(agent.environment.values.json))
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
            tree.insert(
                .group(try ArchiveTree(encoding: SharedState(population: population, name: shared.name))), at: path)
            tree.insert(.text(ArchiveText(shared.agents.map { population.names[$0] })), at: path + "/agents")
            tree.annotate(path, "about", .text("arrays [agent, …]; `agents` names the rows"))
        }
        try insertFederation(into: &tree)
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

    /// Continues from a checkpoint's state.
    ///
    /// - Parameter isScheduled: whether the checkpoint was scheduled; then the record's columns start anew after it.
    mutating func restore(_ tree: ArchiveTree, round: Int, isScheduled: Bool) throws(ArchiveError) {
        if let flaw = Flaw.range("round", round, 0...Int(UInt32.max), "rounds are counted from 0 to 2³² − 1") {
            throw ArchiveError(flaw, in: "", "restore")
        }
        let start = try self.tree()
        for part in ["agents", "cohorts", "federation"] {
            guard case .group(let start)? = start[part] else { continue }
            guard case .group(let found) = try Self.item(part, of: tree) else {
                throw ArchiveError("/" + part, "restore", .mismatch("it is no group"))
            }
            try found.requireShapes(of: start, at: "/" + part)
        }
        self.round = round
        agenda = Agenda(periods: exchanges.map(\.period), after: round)
        for index in agents.indices where !population.sharesState(index) {
            let path = "agents/" + population.names[index]
            try Self.item(path, of: tree).restore(at: "/" + path) { decoder in
                try population.restore(agent: index, from: decoder)
            }
        }
        for shared in population.sharedStates {
            let path = "cohorts/" + shared.name
            guard case .group(let rows) = try Self.item(path, of: tree) else {
                throw ArchiveError("/" + path, "restore", .mismatch("it is no group"))
            }
            // The names of the rows are the plan's, no part of the state.
            let state = ArchiveTree(rows.members.filter { $0.name != "agents" }.map { ($0.name, $0.node) })
            try ArchiveNode.group(state).restore(at: "/" + path) { decoder in
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

    /// The numbers of an agent's worlds, by replica.
    private func settingsByReplica(of index: Int) -> [String] {
        stride(from: index, to: agents.count, by: plan.agents.count).map { agents[$0].environment.values.json }
    }

    private static func item(_ path: String, of tree: ArchiveTree) throws(ArchiveError) -> ArchiveNode {
        guard let node = tree[path] else {
            throw ArchiveError("/" + path, "restore", .mismatch("the checkpoint has no such item"))
        }
        return node
    }

    /// Forgets the record's columns that a scheduled checkpoint holds.
    mutating func startColumns() { recorder.startColumns() }
}

extension Cell {
    /// What exchanges keep: `/federation/<exchange>`, and memories by agent and `global`.
    private func insertFederation(into tree: inout ArchiveTree) throws(ArchiveError) {
        if let clock {
            let path = "federation/" + CheckpointNames.clock
            tree.insert(.group(try ArchiveTree(encoding: clock)), at: path)
            tree.annotate(path, "about", .text("ticks of the virtual clock, a million to the unit; by agent"))
        }
        for exchange in exchanges {
            if exchange.hasState {
                tree.insert(
                    .group(try ArchiveTree(encoding: ExchangeState(exchange: exchange))),
                    at: "federation/" + exchange.composition.name)
            }
            for (group, axes) in exchange.keptByAxes.enumerated() {
                for axis in axes {
                    tree.insert(
                        .group(try ArchiveTree(encoding: AxisState(exchange: exchange, axis: axis, group: group))),
                        at: axisPath(of: exchange, axis, group))
                }
            }
            let path = memoryPath(of: exchange)
            for (agent, memory) in exchange.visitMemories.enumerated() {
                let own = "\(path)/\(population.names[agent])"
                tree.insert(.group(try ArchiveTree(encoding: MemoryState(memory: memory))), at: own)
                for (name, fact) in memory.facts { tree.annotate(own, name, ArchiveAttribute(fact)) }
            }
            for (group, table) in exchange.sharedTables.enumerated() {
                let own = Self.sharedPath(path, group)
                tree.insert(.group(try ArchiveTree(encoding: table)), at: own)
                // The columns' meanings are those of the agents' memories.
                for (name, fact) in exchange.visitMemories[0].facts {
                    tree.annotate(own, name, ArchiveAttribute(fact))
                }
                tree.annotate(own, "about", .text("what the server made of all memories, as sent last"))
            }
        }
        annotatePrivacy(of: &tree)
    }

    /// Says of every exchange that protects uploads what the server can have learned of an agent so far.
    private func annotatePrivacy(of tree: inout ArchiveTree) {
        guard let privacy else { return }
        for (exchange, own) in zip(exchanges, privacy.exchanges) where exchange.composition.isProtected {
            let path = "federation/" + exchange.composition.name
            if tree[path] == nil { tree.insert(.group(ArchiveTree()), at: path) }
            let reasons = exchanges.count == 1 ? privacy.reasons : own.loss.reasons
            let (messages, delta) = (own.messages(after: round), own.loss.delta)
            var words = "no guarantee: " + reasons.joined(separator: "; ")
            if reasons.isEmpty, let rho = own.rho(after: round) {
                words =
                    "rho \(rho), epsilon \(PrivacyLoss.epsilon(rho: rho, delta: delta)) at delta \(delta): what the server "
                    + "learned so far of an agent that sent \(messages) messages"
            }
            tree.annotate(path, "privacy", .text(words))
        }
    }

    private mutating func restoreFederation(from tree: ArchiveTree) throws(ArchiveError) {
        let agents = population.count
        if let clock {
            let path = "federation/" + CheckpointNames.clock
            let found = try Self.item(path, of: tree).decode(LockstepClock.self, at: "/" + path)
            guard found.count == clock.count else {
                throw ArchiveError("/" + path, "restore", .mismatch("it is of \(found.count) agents"))
            }
            self.clock = found
        }
        for index in exchanges.indices {
            if exchanges[index].hasState {
                let path = "federation/" + exchanges[index].composition.name
                try Self.item(path, of: tree).restore(at: "/" + path) { decoder in
                    try exchanges[index].restoreState(from: decoder, agents: agents)
                }
            }
            for (group, axes) in exchanges[index].keptByAxes.enumerated() {
                for axis in axes {
                    let own = axisPath(of: exchanges[index], axis, group)
                    try Self.item(own, of: tree).restore(at: "/" + own) { decoder in
                        try exchanges[index].restoreAxis(axis, group: group, from: decoder)
                    }
                }
            }
            let path = memoryPath(of: exchanges[index])
            for agent in exchanges[index].visitMemories.indices {
                let own = "\(path)/\(population.names[agent])"
                try Self.item(own, of: tree).restore(at: "/" + own) { decoder in
                    try exchanges[index].restoreMemory(of: agent, from: decoder)
                }
            }
            for group in exchanges[index].sharedTables.indices {
                let own = Self.sharedPath(path, group)
                let table = try Self.item(own, of: tree).decode(VisitTable.self, at: "/" + own)
                let memory = exchanges[index].visitMemories[0].table
                // A table that was never sent has no columns yet.
                guard table == VisitTable() || table.hasColumns(of: memory) else {
                    throw ArchiveError("/" + own, "restore", .mismatch("its columns are not those of the memories"))
                }
                exchanges[index].sharedTables[group] = table
            }
        }
    }

    /// Where an axis of an exchange keeps what it does: `/federation/<exchange>/<axis>`, by replica where there are several.
    private func axisPath(of exchange: Exchange, _ axis: String, _ group: Int) -> String {
        let path = "federation/\(exchange.composition.name)/\(axis)"
        return exchange.keptByAxes.count == 1 ? path : "\(path)/\(group)"
    }

    private func memoryPath(of exchange: Exchange) -> String {
        "federation/" + CheckpointNames.memories(of: exchange.composition, among: exchanges.map(\.composition))
    }

    private static func sharedPath(_ path: String, _ group: Int) -> String {
        "\(path)/\(CheckpointNames.shared(group: group))"
    }
}

/// What an exchange's digest keeps, as something to encode.
private struct ExchangeState: Encodable {
    let exchange: Exchange

    func encode(to encoder: any Encoder) throws { try exchange.encodeState(to: encoder) }
}

/// What another axis keeps, as something to encode.
private struct AxisState: Encodable {
    let exchange: Exchange
    let axis: String
    let group: Int

    func encode(to encoder: any Encoder) throws { try exchange.encodeAxis(axis, group: group, to: encoder) }
}

/// What an agent remembers, as something to encode.
private struct MemoryState: Encodable {
    let memory: any VisitMemory

    func encode(to encoder: any Encoder) throws { try memory.encode(to: encoder) }
}

/// The state that some agents share, as something to encode.
private struct SharedState: Encodable {
    let population: Population
    let name: String

    func encode(to encoder: any Encoder) throws { try population.encodeSharedState(name, to: encoder) }
}

/// One agent of a population, as something to encode.
private struct AgentState: Encodable {
    let population: Population
    let agent: Int

    func encode(to encoder: any Encoder) throws { try population.encode(agent: agent, to: encoder) }
}

extension ArchiveAttribute {
    fileprivate init(_ fact: MemoryFact) {
        switch fact {
        case .text(let value): self = .text(value)
        case .texts(let values): self = .texts(values)
        case .integer(let value): self = .integer(value)
        case .numbers(let values): self = .numbers(values)
        }
    }
}
