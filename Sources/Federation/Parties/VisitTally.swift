import Learning
import Numerics

/// How often the agents of a group have visited what their part's numbers stand for since they were at a meeting.
struct VisitTally: KeepingAxis {
    private var state: State

    /// By agent of the group.
    struct State: Persistent {
        /// Visits, `[agent, number]`.
        var counts: Tensor<Double>

        var flaw: Flaw? { .each("counts", counts.elements, "visits are not negative") { $0 >= 0 } }
    }

    /// Nothing visited yet.
    init(agents: Int, width: Int) { state = State(counts: Tensor(zeros: agents, width)) }

    let hasState = true
    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
    mutating func restore(from decoder: any Decoder) throws { state = try State.restored(from: decoder) }

    /// Adds what a round brought some agents of the population, in the group's order.
    mutating func add(_ visits: PartRows, of agents: [Int]) {
        let width = state.counts.shape[1]
        state.counts.elements.withUnsafeMutableBufferPointer { counts in
            guard var own = counts.baseAddress else { return }
            for agent in agents {
                let row = visits.row(agent).assumingMemoryBound(to: Double.self)
                for column in 0..<width { own[column] += row[column] }
                own += width
            }
        }
    }

    /// The visits of all agents, `[agent, number]`.
    var counts: Tensor<Double> { state.counts }

    /// The visits of some agents, by their places in the group.
    func rows(of places: [Int]) -> [[Double]] {
        let width = state.counts.shape[1]
        return places.map { Array(state.counts.elements[$0 * width..<($0 + 1) * width]) }
    }

    /// Begins anew for the agents of a meeting, by their places in the group.
    mutating func met(_ places: [Int]) {
        let width = state.counts.shape[1]
        for place in places {
            for column in place * width..<(place + 1) * width { state.counts.elements[column] = 0 }
        }
    }
}
