/// N_s = {s' : some action leads from s to s' with positive probability}: where the next state can lie, for every state.
///
/// Of one model, or, where agents share what they know, the union over several.
public struct NeighborSets: Sendable, Equatable {
    /// Where the set of each state starts: `states + 1` positions in ``neighbors``.
    public let starts: [Int32]
    /// The states of all sets, one set after the other, in rising order.
    public let neighbors: [Int32]

    /// The sets of models of equal numbers of states: united over their actions and over the models.
    public init(_ models: [FiniteModel]) {
        let states = models.first?.states ?? 0
        precondition(models.allSatisfy { $0.states == states }, "models of the same states")
        var starts: [Int32] = [0]
        var neighbors: [Int32] = []
        var follows = [Bool](repeating: false, count: states)
        for state in 0..<states {
            for model in models {
                let last = (state + 1) * model.actions
                for index in model.starts[state * model.actions]..<model.starts[last] {
                    follows[Int(model.successors[Int(index)])] = true
                }
            }
            for next in 0..<states where follows[next] {
                neighbors.append(Int32(next))
                follows[next] = false
            }
            starts.append(Int32(neighbors.count))
        }
        self.starts = starts
        self.neighbors = neighbors
    }

    /// The set of one state.
    public subscript(state: Int) -> ArraySlice<Int32> { neighbors[Int(starts[state])..<Int(starts[state + 1])] }

    /// min V(s') over N_s.
    public func minimum(of values: [Double], after state: Int) -> Double {
        var least = Double.infinity
        for index in Int(starts[state])..<Int(starts[state + 1]) { least = min(least, values[Int(neighbors[index])]) }
        return least
    }
}
