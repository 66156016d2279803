import Determinism
import Numerics

/// The latest transitions of one agent, as a ring; a plain value, and a group of datasets in a checkpoint.
struct ReplayBuffer: Persistent {
    /// `capacity × observation`, before the step.
    private(set) var observation: Tensor<Float>
    /// The index of the action taken; empty in a box.
    private(set) var action: Tensor<Int32>
    /// The controls, `capacity × controls`; empty where actions are discrete.
    private(set) var control: Tensor<Float>
    /// The reward, as the learner sees it.
    private(set) var reward: Tensor<Float>
    /// `capacity × observation`, after the step.
    private(set) var nextObservation: Tensor<Float>
    /// 1 where the state after the step is terminal. A time limit is not terminal.
    private(set) var terminal: Tensor<UInt8>
    /// Transitions ever stored; the latest stands at `(stored − 1) mod capacity`.
    private(set) var stored: Int

    /// An empty memory.
    init(capacity: Int, _ spaces: Spaces) {
        let width = spaces.observation.count
        observation = Tensor(zeros: capacity, width)
        nextObservation = Tensor(zeros: capacity, width)
        control = Tensor(zeros: spaces.action.controlWidth > 0 ? capacity : 0, spaces.action.controlWidth)
        action = Tensor(zeros: spaces.action.controlWidth > 0 ? 0 : capacity)
        reward = Tensor(zeros: capacity)
        terminal = Tensor(zeros: capacity)
        stored = 0
    }

    /// Transitions there is room for.
    var capacity: Int { reward.elements.count }

    /// Transitions held.
    var count: Int { min(stored, capacity) }

    /// Stores the only step on a tape.
    mutating func store(_ tape: Tape) {
        precondition(tape.count == 1, "one transition at a time")
        let (row, width, controls) = (stored % capacity, tape.observationWidth, tape.controlWidth)
        for column in 0..<width {
            observation.elements[row * width + column] = tape.observations[column]
            nextObservation.elements[row * width + column] = tape.nextObservation[column]
        }
        if controls == 0 { action.elements[row] = tape.actions[0] }
        for column in 0..<controls { control.elements[row * controls + column] = tape.controls[column] }
        reward.elements[row] = Float(tape.rewards[0])
        terminal.elements[row] = tape.ends[0] == .terminated ? 1 : 0
        stored += 1
    }

    /// Fills a mini-batch with transitions drawn uniformly, with replacement.
    func draw(_ batch: MiniBatch, _ stream: inout RandomStream) {
        let (width, controls, held) = (batch.width, batch.controls, count)
        observation.elements.withUnsafeBufferPointer { before in
            nextObservation.elements.withUnsafeBufferPointer { after in
                for row in 0..<batch.rows {
                    let source = stream.index(below: held)
                    for column in 0..<width {
                        batch.states[row * width + column] = before[source * width + column]
                        batch.nextStates[row * width + column] = after[source * width + column]
                    }
                    if controls == 0 { batch.actions[row] = action.elements[source] }
                    for column in 0..<controls {
                        batch.taken[row * controls + column] = control.elements[source * controls + column]
                    }
                    batch.rewards[row] = reward.elements[source]
                    batch.isTerminal[row] = terminal.elements[source] != 0
                }
            }
        }
    }
}

/// Room for transitions to learn from at once: scratch. The class owns the memory.
final class MiniBatch {
    /// Transitions.
    let rows: Int
    /// Numbers per state.
    let width: Int
    /// Numbers per control vector; 0 where actions are discrete.
    let controls: Int
    /// `rows × width`.
    let states: UnsafeMutablePointer<Float>
    /// `rows × width`.
    let nextStates: UnsafeMutablePointer<Float>
    /// `rows × controls`.
    let taken: UnsafeMutablePointer<Float>
    /// By row.
    let actions: UnsafeMutablePointer<Int32>
    /// By row: actions chosen at the next states, where somebody chooses.
    let choices: UnsafeMutablePointer<Int>
    /// By row.
    let rewards: UnsafeMutablePointer<Float>
    /// By row.
    let isTerminal: UnsafeMutablePointer<Bool>

    init(rows: Int, _ spaces: Spaces) {
        self.rows = rows
        width = spaces.observation.count
        controls = spaces.action.controlWidth
        states = Self.zeros(rows * width)
        nextStates = Self.zeros(rows * width)
        taken = Self.zeros(rows * controls)
        rewards = Self.zeros(rows)
        actions = .allocate(capacity: rows)
        actions.initialize(repeating: 0, count: rows)
        choices = .allocate(capacity: rows)
        choices.initialize(repeating: 0, count: rows)
        isTerminal = .allocate(capacity: rows)
        isTerminal.initialize(repeating: false, count: rows)
    }

    deinit {
        for part in [states, nextStates, taken, rewards] { part.deallocate() }
        actions.deallocate()
        choices.deallocate()
        isTerminal.deallocate()
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
        let base = UnsafeMutablePointer<Float>.allocate(capacity: max(count, 1))
        base.initialize(repeating: 0, count: max(count, 1))
        return base
    }
}
