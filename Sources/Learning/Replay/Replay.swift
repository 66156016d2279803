public import Determinism
public import Numerics

/// The latest transitions of one agent, to be learned from again: a ring, and a plain value that the checkpoint holds whole.
public struct Replay: Persistent {
    /// What was observed, [capacity, observation].
    public private(set) var observations: Tensor<Float>
    /// The index of each action, [capacity]; nil in a box.
    public private(set) var actions: Tensor<Int32>?
    /// The controls, [capacity, controls]; nil where actions are discrete.
    public private(set) var controls: Tensor<Float>?
    /// The rewards as the learner sees them, [capacity].
    public private(set) var rewards: Tensor<Float>
    /// What was observed next, [capacity, observation]; what lies behind the cut where the time limit cut an episode off.
    public private(set) var nextObservations: Tensor<Float>
    /// 1 where the state reached is terminal, [capacity]. Time limits are not terminal.
    public private(set) var terminals: Tensor<UInt8>
    /// Transitions stored, at most the capacity.
    public private(set) var count = 0
    /// The row that the next transition overwrites.
    public private(set) var next = 0

    /// Rows that are not there.
    public var flaw: Flaw? {
        let capacity = rewards.elements.count
        return Flaw.range("count", count, 0...capacity, "the memory has \(capacity) rows")
            ?? .range("next", next, 0...max(capacity - 1, 0), "the memory has \(capacity) rows")
            ?? .each("terminals", terminals.elements, "it is 0 or 1") { $0 <= 1 }
    }

    /// What the memory of an agent with so many steps behind it cannot hold; in a box there are no indices of actions.
    ///
    /// - Parameter forgotten: steps after which the memory was cleared last.
    public func flaw(after counters: LearningCounters, forgotten: Int = 0, actions count: Int = 0) -> Flaw? {
        let (capacity, steps) = (rewards.elements.count, counters.steps - forgotten)
        return Flaw.unless(
            self.count == min(steps, capacity), "count", "it is \(self.count), where \(steps) steps were stored")
            ?? .unless(next == steps % capacity, "next", "it is \(next), where \(steps) steps were stored")
            ?? .each("actions", actions?.elements ?? [], "there are \(count) actions") { $0 >= 0 && $0 < count }
    }

    /// An empty memory.
    public init(_ spaces: Spaces, capacity: Int) {
        let width = spaces.observation.count
        observations = Tensor(zeros: capacity, width)
        nextObservations = Tensor(zeros: capacity, width)
        rewards = Tensor(zeros: capacity)
        terminals = Tensor(zeros: capacity)
        switch spaces.action {
        case .discrete: actions = Tensor(zeros: capacity)
        case .box: controls = Tensor(zeros: capacity, spaces.action.controlWidth)
        }
    }

    /// Stores the only step on the tape, over the oldest one where there is no room. What is no number is stored in its one form.
    public mutating func store(_ tape: Tape) {
        precondition(
            tape.count == 1, "transitions are stored one by one, because a tape knows only what followed its last")
        let (row, width) = (next, tape.observationWidth)
        observations.elements.withUnsafeMutableBufferPointer { column in
            for index in 0..<width { column[row * width + index] = tape.observations[index].canonical }
        }
        nextObservations.elements.withUnsafeMutableBufferPointer { column in
            for index in 0..<width { column[row * width + index] = tape.nextObservation[index].canonical }
        }
        actions?.elements[row] = tape.actions[0]
        for index in 0..<tape.controlWidth {
            controls?.elements[row * tape.controlWidth + index] = tape.controls[index].canonical
        }
        rewards.elements[row] = Float(tape.rewards[0]).canonical
        terminals.elements[row] = tape.ends[0] == .terminated ? 1 : 0
        next = row + 1 == rewards.elements.count ? 0 : row + 1
        count = min(count + 1, rewards.elements.count)
    }

    /// Forgets everything.
    public mutating func clear() {
        (count, next) = (0, 0)
        observations.clear()
        actions?.clear()
        controls?.clear()
        rewards.clear()
        nextObservations.clear()
        terminals.clear()
    }

    /// Fills a minibatch with transitions drawn uniformly and with repetition, one index of the stream each.
    public func sample(into batch: Minibatch, from stream: inout RandomStream) {
        precondition(count > 0, "nothing is stored yet")
        for row in 0..<batch.count { batch.sources[row] = stream.index(below: count) }
        let sources = UnsafePointer(batch.sources)
        Self.gather(observations, sources, batch.count, into: batch.observations)
        Self.gather(nextObservations, sources, batch.count, into: batch.nextObservations)
        Self.gather(rewards, sources, batch.count, into: batch.rewards)
        if let actions { Self.gather(actions, sources, batch.count, into: batch.actions) }
        if let controls { Self.gather(controls, sources, batch.count, into: batch.controls) }
        for row in 0..<batch.count { batch.goesOn[row] = terminals.elements[sources[row]] == 0 ? 1 : 0 }
    }

    /// Copies rows of a column.
    private static func gather<Number>(
        _ column: Tensor<Number>, _ sources: UnsafePointer<Int>, _ count: Int, into rows: UnsafeMutablePointer<Number>
    ) {
        let width = column.shape.count == 1 ? 1 : column.shape[1]
        column.elements.withUnsafeBufferPointer { numbers in
            for row in 0..<count {
                let source = sources[row] * width
                for index in 0..<width { rows[row * width + index] = numbers[source + index] }
            }
        }
    }

    /// Adds all that is stored to a sweep.
    public func feed(_ sweep: inout StateSweep) {
        sweep.add(count: Int(next))
        observations.withBytes { sweep.add(remembered: $0) }
        actions?.withBytes { sweep.add(remembered: $0) }
        controls?.withBytes { sweep.add(remembered: $0) }
        rewards.withBytes { sweep.add(remembered: $0) }
        nextObservations.withBytes { sweep.add(remembered: $0) }
        terminals.withBytes { sweep.add(remembered: $0) }
    }
}

extension Tensor where Scalar: Numeric {
    /// Makes all numbers zero, where they are.
    fileprivate mutating func clear() {
        elements.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
}
