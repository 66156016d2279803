import Learning
import Numerics

/// Every state an agent visited and its policy there: the replay memory of policy distillation.
struct ReplayMemory: VisitMemory {
    private let names: [String]
    private let actions: Int
    private let isPeriodic: Bool
    private var state: State

    /// Entries in the order of visits.
    struct State: Persistent {
        var state: RowTable<Float>
        var policy: RowTable<Float>
        /// Whether it was sent; then the next visit starts a new period.
        var isSent = false

        var flaw: Flaw? {
            Flaw.unless(
                state.count == policy.count, "policy",
                "it has \(policy.count) rows, where there are \(state.count) states")
                ?? .distributions("policy", policy.elements, width: policy.width)
        }
    }

    init(_ names: [String], actions: Int, isPeriodic: Bool) {
        self.names = names
        self.actions = actions
        self.isPeriodic = isPeriodic
        state = State(state: RowTable(width: names.count), policy: RowTable(width: actions))
    }

    mutating func watch(_ tape: Tape) {
        if state.isSent {
            state.state.removeAll()
            state.policy.removeAll()
            state.isSent = false
        }
        state.state.elements.append(
            contentsOf: UnsafeBufferPointer(start: tape.observations, count: tape.count * tape.observationWidth))
        state.policy.elements.append(
            contentsOf: UnsafeBufferPointer(start: tape.distributions, count: tape.count * tape.distributionWidth))
    }

    var table: VisitTable {
        var table = VisitTable(observation: names.count, actions: actions)
        table.proxyState = state.state
        table.policy = state.policy
        table.visits = [Int32](repeating: 1, count: state.policy.count)
        return table
    }

    mutating func endPeriod() { state.isSent = isPeriodic }

    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }

    mutating func restore(from decoder: any Decoder) throws { state = try State.restored(from: decoder) }

    var keys: Int? { nil }

    var facts: [(name: String, fact: MemoryFact)] {
        [("about", .text("every state visited and the policy there, in order")), ("components", .texts(names))]
    }
}
