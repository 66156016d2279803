import Determinism
import Numerics

/// The steps of one agent that are to be learned from together: a block that fills, and a plain value that the checkpoint holds
/// whole, so that it may fill over several rounds.
struct Rollout: Persistent {
    /// What was observed, [steps, observation].
    private(set) var observations: Tensor<Float>
    /// The index of each action, [steps]; nil in a box.
    private(set) var actions: Tensor<Int32>?
    /// The controls as they were drawn, [steps, controls]; nil where actions are discrete.
    private(set) var controls: Tensor<Float>?
    /// The logarithm of each action's probability, or density, under the policy that drew it, [steps].
    private(set) var logProbabilities: Tensor<Float>
    /// The rewards as the learner sees them, [steps].
    private(set) var rewards: Tensor<Double>
    /// 1 where an episode ended with the step, [steps].
    private(set) var ends: Tensor<UInt8>
    /// Steps in it, fewer than it has room for.
    private(set) var count = 0

    /// Rows that are not there.
    var flaw: Flaw? {
        Flaw.range("count", count, 0...max(size - 1, 0), "a rollout of \(size) steps is learned from once it is full")
            ?? .each("ends", ends.elements, "it is 0 or 1") { $0 <= 1 }
    }

    /// What the rollout of an agent with so many steps behind it cannot hold; in a box there are no indices of actions.
    func flaw(after steps: Int, actions count: Int) -> Flaw? {
        Flaw.unless(
            size > 0 && self.count == steps % size, "count",
            "it is \(self.count), where there were \(steps) steps in rollouts of \(size)")
            ?? .each("actions", actions?.elements ?? [], "there are \(count) actions") { $0 >= 0 && $0 < count }
    }

    /// Steps there is room for.
    var size: Int { rewards.elements.count }
    /// Whether there is nothing to wait for.
    var isFull: Bool { count == size }

    /// Room for so many steps in such spaces.
    init(_ spaces: Spaces, steps: Int) {
        observations = Tensor(zeros: steps, spaces.observation.count)
        logProbabilities = Tensor(zeros: steps)
        rewards = Tensor(zeros: steps)
        ends = Tensor(zeros: steps)
        switch spaces.action {
        case .discrete: actions = Tensor(zeros: steps)
        case .box: controls = Tensor(zeros: steps, spaces.action.controlWidth)
        }
    }

    /// Adds a tape that its policy's distributions are on, consecutive steps of one episode, for which there is room. What is no
    /// number is kept in its one form.
    ///
    /// - Parameter bootstrap: what is added to the last reward, for what lies behind a cut by the time limit.
    mutating func append(_ tape: Tape, bootstrap: Double) {
        let steps = tape.count
        precondition(steps <= size - count, "\(steps) steps, where there is room for \(size - count)")
        Self.copy(tape.observations, steps * tape.observationWidth, to: &observations, count * tape.observationWidth)
        // Taken out and put back, so that they are changed in place.
        if var column = actions.take() {
            for step in 0..<steps { column.elements[count + step] = tape.actions[step] }
            actions = column
        }
        if var column = controls.take() {
            Self.copy(tape.controls, steps * tape.controlWidth, to: &column, count * tape.controlWidth)
            controls = column
        }
        for step in 0..<steps {
            logProbabilities.elements[count + step] = Self.logProbability(of: step, tape).canonical
            rewards.elements[count + step] = tape.rewards[step].canonical
            ends.elements[count + step] = tape.ends[step] == .none ? 0 : 1
        }
        if steps > 0 {
            rewards.elements[count + steps - 1] = (rewards.elements[count + steps - 1] + bootstrap).canonical
        }
        count += steps
    }

    /// Makes room for the next steps.
    mutating func clear() { count = 0 }

    /// log π(a) of a step, from the distribution it was drawn from.
    private static func logProbability(of step: Int, _ tape: Tape) -> Float {
        let distribution = tape.distributions + step * tape.distributionWidth
        guard tape.controlWidth > 0 else {
            // Rounding leaves the last action the remainder, also where its probability is rounded to 0.
            return Float(Elementary.log(max(Double(distribution[Int(tape.actions[step])]), 0x1p-126)))
        }
        return Float(
            GaussianHead.logProbability(
                tape.controls + step * tape.controlWidth, distribution: distribution, controls: tape.controlWidth))
    }

    private static func copy(
        _ numbers: UnsafePointer<Float>, _ count: Int, to column: inout Tensor<Float>, _ first: Int
    ) {
        column.elements.withUnsafeMutableBufferPointer { column in
            for index in 0..<count { column[first + index] = numbers[index].canonical }
        }
    }

    /// Adds all steps to a sweep.
    func feed(_ sweep: inout StateSweep) {
        sweep.add(count: count)
        observations.withBytes { sweep.add(remembered: $0) }
        actions?.withBytes { sweep.add(remembered: $0) }
        controls?.withBytes { sweep.add(remembered: $0) }
        logProbabilities.withBytes { sweep.add(remembered: $0) }
        rewards.withBytes { sweep.add(remembered: $0) }
        ends.withBytes { sweep.add(remembered: $0) }
    }
}
