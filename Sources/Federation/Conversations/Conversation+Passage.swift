import Determinism
import Learning

// What happens to uploads between agents and server: weights, guards, faults.
extension Conversation {
    /// Sends answers through guards and faults, and returns what arrives. The agents' own rows stay as they are.
    mutating func send(_ batch: Batch) -> Batch {
        var sent = batch
        guard P.hasNumbers else { return sent }
        if let base = batch.base, batch.signature.keyed == nil {
            let bytes = batch.count * batch.signature.stride
            sent = Batch(
                batch.signature, batch.request, count: batch.count, base: memory.wire(bytes: bytes), epoch: batch.epoch)
            sent.base?.copyMemory(from: base, byteCount: bytes)
        }
        axes.upload?.encode(&sent, of: axes.settled.places(of: participants))
        let own = rowsOfLiars(in: sent)
        protect(&sent, .up) { !$0.isEncoded }
        // Liars skip what alters honest numbers: what they lie about is what they trained to.
        for (row, bytes) in own { sent.row(row).base?.copyMemory(from: bytes, byteCount: bytes.count) }
        if !axes.settled.liesByReceiver { arrive(&sent, at: nil) }
        return sent
    }

    /// Has liars replace their rows, and makes of what they and others send what a receiver works with. A liar skips what
    /// alters honest numbers, but sends in the form that the wire has: nothing else would be read.
    func arrive(_ sent: inout Batch, at receiver: Int?) {
        lie(&sent, to: receiver)
        protect(&sent, .up) { $0.isEncoded }
        receive(&sent, .up)
    }

    /// The numbers of those who lie, by row, where guards are going to alter them.
    private func rowsOfLiars(in sent: Batch) -> [(row: Int, bytes: [UInt8])] {
        guard !axes.settled.lies.isEmpty, !axes.settled.guards.isEmpty, sent.signature.keyed == nil else { return [] }
        let liars = Set(axes.settled.liars.joined())
        return participants.indices.filter { liars.contains(participants[$0]) }.compactMap { row in
            sent.row(row).base.map { base in
                (row, [UInt8](UnsafeRawBufferPointer(start: base, count: sent.signature.stride)))
            }
        }
    }

    /// Sends a result to those who are sent one through the guards that also work on the way down, and returns what arrives: a
    /// row for every participant, or the result itself where no guard has anything to do. Whoever is sent nothing has its own.
    mutating func deliver(_ result: Batch) -> Batch {
        guard P.hasNumbers, axes.settled.links == nil, axes.settled.wire(result.signature, .down) != result.signature
        else {
            return result
        }
        let served = result.served ?? Array(participants.indices)
        guard !served.isEmpty else { return result }
        let (stride, isDense) = (result.signature.stride, result.signature.keyed == nil)
        let room = isDense ? memory.delivered(bytes: participants.count * stride) : nil
        func taken(_ count: Int) -> Batch {
            Batch(result.signature, result.request, count: count, base: room, epoch: result.epoch)
        }
        var rows = taken(served.count)
        for (index, row) in served.enumerated() {
            let own = result.row(result.count == 1 ? 0 : row)
            if let room, let base = own.base { (room + index * stride).copyMemory(from: base, byteCount: stride) }
            rows.tables += own.tables
        }
        protect(&rows, .down, served) { _ in true }
        receive(&rows, .down, served)
        rows.signature = result.signature
        guard served.count < participants.count, let room, let base = result.base else { return rows }
        // The last first: no row goes to where another still is.
        for (index, row) in served.enumerated().reversed() where row != index {
            (room + row * stride).copyMemory(from: room + index * stride, byteCount: stride)
        }
        let isServed = Set(served)
        for row in participants.indices where !isServed.contains(row) {
            (room + row * stride).copyMemory(from: base + row * stride, byteCount: stride)
        }
        return taken(participants.count)
    }

    /// Takes rows through those of the guards that make a form of them, each signed as those before left them.
    ///
    /// - Parameter some: whose rows they are, among the participants.
    private func protect(
        _ rows: inout Batch, _ way: Ledger.Direction, _ some: [Int]? = nil, where isMeant: (Signature.Form) -> Bool
    ) {
        for (index, own) in axes.settled.guards.enumerated() {
            let next = axes.settled.signed(rows.signature, by: own, way)
            // Few guards have anything to do on the way down.
            guard isMeant(next.form), way == .up || next != rows.signature else { continue }
            own.protect(&rows, passage(ExchangePhase.phase(ExchangePhase.guards, index), way, some))
            rows.signature = next
        }
    }

    /// Makes of what is on the wire what a receiver works with.
    private func receive(_ rows: inout Batch, _ way: Ledger.Direction, _ some: [Int]? = nil) {
        #if DEBUG
            WireProbe.note(rows, passage(0, way, some))
        #endif
        var plain = rows.request.signature
        plain.kind = rows.signature.kind
        let steps = axes.settled.guards.reduce(into: [plain]) {
            $0.append(axes.settled.signed($0[$0.count - 1], by: $1, way))
        }
        for (index, own) in axes.settled.guards.enumerated().reversed()
        where way == .up || steps[index] != steps[index + 1] {
            own.receive(&rows, passage(ExchangePhase.phase(ExchangePhase.guards, index), way, some))
            // What shows nothing but sums stays so.
            if !(own is any SummingGuard) { rows.signature = steps[index] }
        }
    }

    /// Has liars replace their rows.
    private func lie(_ sent: inout Batch, to receiver: Int?) {
        for (own, (index, fault)) in axes.settled.lies.enumerated() {
            let liars = axes.settled.liars[own]
            let rows = participants.indices.filter { liars.contains(participants[$0]) }
            guard !rows.isEmpty else { continue }
            fault.lie(&sent, by: rows, to: receiver, passage(ExchangePhase.phase(ExchangePhase.lies, index)))
        }
    }

    private func passage(_ phase: Int, _ way: Ledger.Direction = .up, _ some: [Int]? = nil) -> Passage {
        let agents = some.map { $0.map { participants[$0] } } ?? participants
        return Passage(
            exchange: facts.exchange, way: way, senders: agents.map { axes.settled.names[$0] }, agents: agents,
            round: round,
            asked: way == .up ? asked : told, key: facts.keys[meeting.group], phase: phase)
    }

    /// What a server makes of the upload of an agent that has come alone.
    mutating func mixed(_ batch: Batch, as kind: String) -> Batch {
        var signature = batch.signature
        signature.kind = kind
        var result = Batch(
            signature, batch.request, count: 1, base: memory.results(bytes: signature.stride), epoch: merged)
        axes.standing?.mix(arrived ?? batch, into: &result)
        return result
    }

    /// How much senders count.
    mutating func weigh(_ batch: Batch) -> Weights {
        guard P.hasNumbers, axes.weighting != nil else { return .equal }
        var group = facts
        group.peers = axes.settled.peers
        let places = axes.settled.places(of: participants)
        var senders = Senders(
            agents: participants, names: participants.map { axes.settled.names[$0] }, places: places, round: round,
            key: facts.keys[meeting.group], group)
        senders.isFirst = merged == 1
        senders.training = axes.tally?.scores(of: places) ?? []
        senders.visits = axes.visits?.rows(of: places) ?? []
        senders.performances = axes.performances.isEmpty ? [] : participants.map { axes.performances[$0] }
        if let rows = axes.distributions {
            senders.distributions = participants.indices.map { row in
                UnsafeBufferPointer(start: rows.row(row), count: rows.width).map(Double.init)
            }
        }
        return axes.weighting?.weigh(batch, senders) ?? .equal
    }

    /// Makes one result of some senders.
    func combine(_ batch: Batch, _ some: Weights.Class, into result: inout Batch) {
        if let summing = axes.settled.summing { return summing.mean(of: batch, into: &result) }
        if axes.settled.isCutByColumns { return combineByColumns(batch, some, into: &result) }
        guard let senders = some.senders, senders.count < batch.count else {
            return axes.settled.aggregator.combine(batch, some.shares, into: &result)
        }
        axes.settled.aggregator.combine(batch.rows(senders, { memory.senders(bytes: $0) }), some.shares, into: &result)
    }

    /// The same, column by column: ranks share the columns.
    private func combineByColumns(_ batch: Batch, _ some: Weights.Class, into result: inout Batch) {
        let (aggregator, signature) = (axes.settled.aggregator, batch.signature)
        let unit =
            aggregator is any BlockwiseAggregator ? ColumnUnit.blocks : .numbers(max(1, 2 * signature.controls))
        parties.overColumns(of: batch, at: meeting, unit: unit, into: &result) {
            narrow, columns, result in
            let rows = some.senders.map { narrow.rows($0) { memory.senders(bytes: $0) } } ?? narrow
            aggregator.combine(rows, some.shares.columns(columns, of: signature.width), into: &result)
        }
    }

    /// Makes a row for every participant. Whoever is in no class goes on from what it has, and is sent nothing.
    func combine(_ own: Batch, by classes: [Weights.Class], into result: inout Batch) {
        let batch = arrived ?? own
        guard let base = result.base, let local = own.base else { return }
        let stride = result.signature.stride
        var isServed = [Bool](repeating: false, count: result.count)
        for some in classes {
            let receivers = some.receivers ?? Array(0..<result.count)
            guard let first = receivers.first else { continue }
            var row = result.row(first)
            combine(batch, some, into: &row)
            for receiver in receivers {
                precondition(!isServed[receiver], "a participant gets one result")
                isServed[receiver] = true
                if receiver != first {
                    (base + receiver * stride).copyMemory(from: base + first * stride, byteCount: stride)
                }
            }
        }
        for row in isServed.indices where !isServed[row] {
            (base + row * stride).copyMemory(from: local + row * stride, byteCount: stride)
        }
        let served = isServed.count { $0 }
        result.receivers = served...served
        if served < result.count { result.served = isServed.indices.filter { isServed[$0] } }
    }
}
