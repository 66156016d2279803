import Archive
import Federation
import Learning

extension Cell {
    /// What exchanges keep: `/federation/<exchange>`, and memories by agent and `global`.
    func insertFederation(into tree: inout ArchiveTree, _ states: RankedStates) throws(ArchiveError) {
        if let clock {
            let path = "federation/" + CheckpointNames.clock
            tree.insert(.group(try ArchiveTree(encoding: clock)), at: path)
            tree.annotate(path, "about", .text("ticks of the virtual clock, a million to the unit; by agent"))
        }
        if let plateau {
            let path = "federation/" + CheckpointNames.followed
            tree.insert(.group(try ArchiveTree(encoding: plateau.state)), at: path)
            tree.annotate(
                path, "about", .text("the federation's latest returns, the newest last, and how often they stalled"))
        }
        for (index, exchange) in exchanges.enumerated() {
            if exchange.hasState {
                tree.insert(
                    .group(try ArchiveTree(encoding: ExchangeState(exchange: exchange.gathered(among: population)))),
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
                let state = try states.memory(index, of: agent, or: MemoryState(memory: memory))
                tree.insert(.group(state), at: own)
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

    /// Says of every exchange that protects uploads what can have been learned of an agent so far.
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
                    "rho \(rho), epsilon \(PrivacyLoss.epsilon(rho: rho, delta: delta)) at delta \(delta): what "
                    + "\(own.loss.learners) learned so far of an agent that sent \(messages) messages"
            }
            tree.annotate(path, "privacy", .text(words))
        }
    }

    mutating func restoreFederation(from tree: ArchiveTree) throws(ArchiveError) {
        let agents = population.count
        if let clock {
            let path = "federation/" + CheckpointNames.clock
            let found = try Self.item(path, of: tree).decode(LockstepClock.self, at: "/" + path)
            guard found.count == clock.count else {
                throw ArchiveError("/" + path, "restore", .mismatch("it is of \(found.count) agents"))
            }
            self.clock = found
        }
        if var plateau = self.plateau {
            let path = "federation/" + CheckpointNames.followed
            plateau.state = try Self.item(path, of: tree).decode(PlateauWatch.State.self, at: "/" + path)
            plateau.tell(&population)
            self.plateau = plateau
        }
        for index in exchanges.indices {
            if exchanges[index].hasState {
                let path = "federation/" + exchanges[index].composition.name
                // What other axes keep lies in the same group.
                var node = try Self.item(path, of: tree)
                if case .group(let group) = node {
                    node = .group(group.leaving(out: exchanges[index].keptByAxes.flatMap(\.self)))
                }
                try node.restore(at: "/" + path) { decoder in
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
            for agent in exchanges[index].visitMemories.indices where population.isHere(agent) {
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
