import Config
import Determinism
public import Learning

/// One meeting of an exchange: the only door through which agents' numbers reach others. It counts every byte that passes; what an exchange
/// sets up, announces or ranks agents by beside its meetings it counts itself.
///
/// An exchange's program is a few lines over its verbs: `ask` (uploads, then the ledger), `merge`
/// (what the server does), `tell` (the ledger, once per receiver), `fit`, `teach` and `assign` (what agents do). The same program
/// runs with the agents of a run and with a forecast, which has no numbers: loops over rows go over ``here``, which is empty then.
public struct Conversation<P: Parties>: ~Copyable {
    /// Whom it reaches.
    var parties: P
    /// Bytes that passed; in a forecast, at most.
    private(set) var ledger: Ledger
    /// In a forecast, bytes that pass at least.
    private(set) var least = Ledger()
    /// The table of keyed rows sent last; nil where none was.
    private(set) var shared: VisitTable?
    /// What is known of the agents.
    public let facts: Facts
    /// What every participant is asked for, by default.
    public let requests: [Request]
    let meeting: Meeting
    /// The axes between an upload and its result.
    var axes: AxesAtWork
    let memory: ConversationMemory
    /// What arrived of the last answers; nil where they arrive as they were sent.
    var arrived: Batch?
    /// What participants are to take a step toward before anything else reaches them.
    private var due: Due?
    /// How often was asked, merged and told.
    private(set) var (asked, merged, told) = (0, 0, 0)

    init(
        with parties: consuming P, counting ledger: consuming Ledger, _ facts: Facts, at meeting: Meeting,
        _ requests: [Request], _ axes: consuming AxesAtWork, _ memory: ConversationMemory
    ) {
        self.parties = parties
        self.ledger = ledger
        self.facts = facts
        self.meeting = meeting
        self.requests = requests
        self.axes = axes
        self.memory = memory
    }

    /// The agents taking part, by their places in the population; a row is an agent's by its index here.
    public var participants: [Int] { meeting.participants.agents }

    /// The round after which they meet.
    public var round: Int { meeting.round.number }

    /// The participants' rows whose numbers are here: all in a run, or those of a rank's agents; none in a forecast.
    public var here: Range<Int> { P.hasNumbers ? meeting.participants.here : 0..<0 }

    /// Asks every participant, and returns one row, or one table, per participant: what the agents themselves know of it. What
    /// arrives, behind guards and faults, is ``merge(_:as:)``'s. Counts the uplink.
    ///
    /// A step that is due and the answer after it are one task per agent: threads meet once. Rows are valid until the next
    /// question.
    public mutating func ask(_ request: Request) -> Batch {
        let wantsCounts = request.signature.keyed != nil && axes.settled.aggregator.wantsCounts
        let request = wantsCounts ? request.withCounts : request
        asked += 1
        let count = participants.count
        // Where columns are shared there is room for the rows that are here.
        let kept = axes.settled.isCutByColumns ? meeting.participants.here : 0..<count
        let stride = request.signature.stride
        // Rows are found by their numbers, also where those before them are elsewhere.
        let room =
            P.hasNumbers
            ? memory.uploads(bytes: kept.count.saturatingTimes(stride)) - kept.lowerBound * stride : nil
        var batch = Batch(request.signature, request, count: count, base: room, epoch: asked)
        batch.tables = parties.answer(request, after: due, at: meeting, into: room)
        due = nil
        arrived = axes.settled.altersRows ? send(batch) : nil
        let hasGuards = !axes.settled.guards.isEmpty
        let signature =
            hasGuards ? axes.settled.wire(request.signature, .up) : arrived?.signature ?? request.signature
        let messages = axes.settled.messages(among: participants)
        if let messages {
            note(signature.bytes(rows: messages, messages: messages), .peer, kind: signature.kind)
        } else {
            note(arrived?.bytes(as: signature) ?? batch.bytes(as: signature), .up, kind: signature.kind)
        }
        if asked == 1, let report = axes.weighting?.report(facts) {
            note((messages ?? count).saturatingTimes(report.bytes), messages == nil ? .up : .peer, kind: report.kind)
        }
        return batch
    }

    /// Has the server make results of what arrived of a batch: one for all, or a row for every participant. They are valid
    /// until the next ones.
    ///
    /// - Parameter kind: the ledger's word for the result.
    public mutating func merge(_ batch: Batch, as kind: String) -> Batch {
        precondition(batch.epoch == asked, "a batch is merged before the next question")
        merged += 1
        if axes.standing != nil, P.hasNumbers { return mixed(batch, as: kind) }
        let weights = axes.weighting == nil ? .equal : weigh(arrived ?? batch)
        var signature = axes.settled.aggregator.result(of: batch.signature, senders: batch.count)
        signature.kind = kind
        let classes = P.hasNumbers ? weights.classes : []
        let rows = axes.settled.isPersonal ? participants.count : 1
        let room = P.hasNumbers ? memory.results(bytes: rows.saturatingTimes(signature.stride)) : nil
        var result = Batch(signature, batch.request, count: rows, base: room, epoch: merged)
        result.receivers = axes.weighting?.receivers(of: participants.count) ?? participants.count...participants.count
        if let links = axes.settled.links, axes.settled.altersRows || links != .everybody {
            combineAmongPeers(batch, links, classes, into: &result)
        } else if axes.settled.isPersonal {
            combine(batch, by: classes, into: &result)
        } else if let only = classes.first {
            combine(arrived ?? batch, only, into: &result)
        }
        if P.hasNumbers {
            axes.upload?.decode(&result)
            axes.server?.step(&result)
        }
        return result
    }

    /// Sends results to the participants, and returns what arrives: the result itself, or a row or table for every participant
    /// where guards work on the way down. That is what agents take in. Counts the downlink, once per receiver; what was remembered
    /// counts as sent. Valid until the next time.
    public mutating func tell(_ result: Batch) -> Batch {
        told += 1
        let arrived = axes.settled.guards.isEmpty ? result : deliver(result)
        if P.hasNumbers, axes.upload != nil {
            let receivers = axes.settled.places(of: participants)
            axes.upload?.note(result, to: receivers)
        }
        if axes.settled.links == nil {
            let signature = axes.settled.wire(result.signature, .down)
            let bytes = result.bytes(as: signature, firstRow: true)
            note(bytes, .down, kind: signature.kind, receivers: result.receivers)
        }
        guard result.signature.keyed != nil else { return arrived }
        shared = result.tables.first
        parties.endPeriod(at: meeting)
        return arrived
    }

    /// `ask`, `merge` and `tell`: what most exchanges do once or several times.
    public mutating func exchange(_ request: Request, as kind: String) -> Batch {
        tell(merge(ask(request), as: kind))
    }

    /// Has every participant take one optimizer step toward the result it has been sent, its own where there are several, at
    /// some of its public states.
    ///
    /// The result has to stay until the next call.
    public mutating func fit(_ result: Batch, at states: Range<Int>, _ divergence: Divergence) {
        settle()
        let all = result.request.states
        precondition(all.lowerBound <= states.lowerBound && states.upperBound <= all.upperBound, "states of the result")
        let width = all.isEmpty ? 0 : result.signature.columns / all.count
        let target = result.singles.map { UnsafePointer($0.base + (states.lowerBound - all.lowerBound) * width) }
        due = Due(
            states: states, target: target, stride: result.count > 1 ? result.signature.width : 0,
            divergence: divergence, isOfLogits: result.signature.space == .logit)
    }

    /// Gives every participant a lesson of its own, in parallel: as many optimizer steps as it asks for.
    ///
    /// - Parameter rows: how many rows of training it looks at, at most.
    public mutating func teach(rows: Int, _ lesson: @escaping Lesson) {
        settle()
        parties.teach(lesson, rows: rows, at: meeting)
    }

    /// Has every participant go on from its row of a part, or from the only row.
    public mutating func assign(_ batch: Batch) {
        settle()
        parties.assign(batch, at: meeting)
    }

    /// By participant: how far it can have gone since it was at a meeting before, the sum of its step sizes for a part over its
    /// local steps, η H where they are constant. Valid until the next call.
    public func lengthsOfLocalSteps(of part: Part) -> UnsafePointer<Double> {
        let lengths = memory.lengths(count: participants.count)
        lengths.update(repeating: 0, count: participants.count)
        parties.addRates(of: part, at: meeting, to: lengths)
        for row in here { lengths[row] *= Double(meeting.round.length.count) }
        return UnsafePointer(lengths)
    }

    /// Has every participant take the step that is due.
    mutating func settle() {
        guard let due else { return }
        parties.fit(due, at: meeting)
        self.due = nil
    }

    /// The one place where bytes of uploads and results are counted.
    mutating func note(
        _ bytes: ClosedRange<Int>, _ way: Ledger.Direction, kind: String, receivers: ClosedRange<Int> = 1...1
    ) {
        guard receivers.upperBound > 0 else { return }
        ledger.add(
            receivers.upperBound.saturatingTimes(bytes.upperBound), exchange: facts.exchange, way, kind: kind)
        guard !P.hasNumbers else { return }
        least.add(
            receivers.lowerBound.saturatingTimes(bytes.lowerBound), exchange: facts.exchange, way, kind: kind)
    }

    /// Counts bytes beside batches, as many in a forecast as in a run.
    mutating func note(_ bytes: Int, _ way: Ledger.Direction, kind: String) {
        ledger.add(bytes, exchange: facts.exchange, way, kind: kind)
        if !P.hasNumbers { least.add(bytes, exchange: facts.exchange, way, kind: kind) }
    }
}

extension Conversation where P: RunningParties {
    /// Hands population, ledger and memories back; the conversation is over.
    ///
    /// - Returns: the table of keyed rows sent last; nil where none was.
    consuming func end(
        _ population: inout Population, _ ledger: inout Ledger, _ memories: inout [any VisitMemory],
        _ axes: inout AxesAtWork?
    ) -> VisitTable? {
        settle()
        axes = self.axes
        population = parties.population
        memories = parties.memories
        ledger = self.ledger
        return shared
    }
}

extension Request {
    /// The same question, with how often each key was met.
    fileprivate var withCounts: Request {
        var signature = signature
        signature.keyed?.countBytes = 4
        return Request(content, signature)
    }
}
