// What an exchange copies: parts, by the slots that hold them.
extension LearnerBlocks {
    func parts(of agent: Int) -> [Part] {
        guard let finder = able.slots else { return [] }
        return finder.slots(storage.learners[agent], storage.member(agent)).map(\.part)
    }

    func leadingParts(of agent: Int) -> [Part] { storage.learners[agent].leadingParts(of: storage.member(agent)) }

    func pulledPart(of agent: Int) -> Part? { parts(of: agent).first { $0.name == able.pulled } }

    func countedPart(of agent: Int) -> String? { storage.learners[storage.place(of: agent).block].countedPart }

    /// - Precondition: the part is whole, or the piece of a network.
    func addRates(
        of part: Part, after rounds: Range<Int>, for participants: BlockParticipants,
        to sums: UnsafeMutablePointer<Double>
    ) {
        if part.name == able.pulled, let rates = pulledRates {
            for participant in participants.items {
                for _ in rounds { sums[participant.row] += rates[participant.agent] }
            }
            return
        }
        for participant in participants.items {
            let optimizer = storage.member(participant.agent).optimizer(part.whole.name)
            for round in rounds { sums[participant.row] += optimizer.rate(after: round) }
        }
    }

    func read(_ part: Part, from participants: BlockParticipants, into rows: PartRows) {
        guard !participants.items.isEmpty else { return }
        let (place, pieces) = (slot(part.whole.name), part.bytesInRow)
        storage.states.withUnsafeBufferPointer { buffer in
            guard let states = buffer.baseAddress else { return }
            // Rows of one state have parts that lie together.
            if storage.isShared, pieces.count == 1, rows.isContiguous, let run = participants.run {
                let own = rows.rows(run.row..<run.row + run.agents.count)
                return slots[place].read(run.agents, of: states, pieces[0], into: own.base)
            }
            for participant in participants.items {
                let (block, index) = storage.place(of: participant.agent)
                var row = rows.row(participant.row)
                for places in pieces {
                    slots[place].read(index..<index + 1, of: states + block, places, into: row)
                    row += places.count
                }
            }
        }
    }

    mutating func write(_ part: Part, to participants: BlockParticipants, from rows: PartRows) {
        guard !participants.items.isEmpty else { return }
        let (place, pieces) = (slot(part.whole.name), part.bytesInRow)
        let (areEqual, isShared, slots) = (rows.count == 1, storage.isShared, slots)
        storage.states.withUnsafeMutableBufferPointer { buffer in
            guard let states = buffer.baseAddress else { return }
            if isShared, pieces.count == 1, rows.isContiguous, let run = participants.run {
                let own = areEqual ? rows : rows.rows(run.row..<run.row + run.agents.count)
                return slots[place].write(run.agents, of: states, pieces[0], from: own.base, areEqual: areEqual)
            }
            for participant in participants.items {
                let (block, index) = isShared ? (0, participant.agent) : (participant.agent, 0)
                var row = UnsafeRawPointer(rows.row(areEqual ? 0 : participant.row))
                for places in pieces {
                    slots[place].write(index..<index + 1, of: states + block, places, from: row, areEqual: false)
                    row += places.count
                }
            }
        }
    }

    mutating func adopt(_ row: UnsafeRawBufferPointer, as name: String, agent: Int) {
        let (block, index) = storage.place(of: agent)
        let first = slots[slot(name)]
        let all = [first] + first.followers.map { slots[slot($0)] }
        storage.states.withUnsafeMutableBufferPointer { buffer in
            guard let states = buffer.baseAddress, let base = row.baseAddress else { return }
            for slot in all {
                slot.write(index..<index + 1, of: states + block, 0..<row.count, from: base, areEqual: false)
            }
        }
        storage.scratch.items[block] = storage.learners[block].scratch(storage.blocks[block])
    }

    mutating func restart(_ participants: [Participant]) {
        guard let restarter = able.restarting else { return }
        for participant in participants {
            let (block, index) = storage.place(of: participant.agent)
            guard restarter.restarts(storage.learners[block]) else { continue }
            restarter.restart(storage.learners[block], &storage.states[block], storage.blocks[block].members[index])
        }
    }

    mutating func anchor(_ participants: [Participant]) {
        guard let anchorer = able.anchoring else { return }
        for participant in participants {
            let (block, index) = storage.place(of: participant.agent)
            guard storage.blocks[block].members[index].penalty != nil else { continue }
            anchorer.anchor(storage.learners[block], &storage.states[block])
        }
    }

    /// Where a slot stands among the slots.
    private func slot(_ name: String) -> Int {
        guard let place = slotNames.firstIndex(of: name) else {
            preconditionFailure("\(L.component.kind) has no part called '\(name)': a spec that needs it is refused")
        }
        return place
    }
}
