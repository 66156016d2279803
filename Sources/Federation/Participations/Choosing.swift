import Determinism

// How some of many agents are chosen: by chance, or by rank.
extension [Bool] {
    /// Leaves so many of all, drawn without replacement.
    mutating func keep(_ number: Int, _ stream: inout RandomStream) {
        let chosen = Set(stream.distinctIndices(number, below: count))
        for agent in indices where !chosen.contains(agent) { self[agent] = false }
    }
}

extension [Int] {
    /// The so many of highest rank, in rising order; of equal ranks the first ones.
    func best(_ number: Int, by ranks: [Double]) -> [Int] {
        let order = indices.sorted { one, other in
            let (first, second) = (
                ranks[one].isNaN ? -.infinity : ranks[one], ranks[other].isNaN ? -.infinity : ranks[other]
            )
            return first == second ? one < other : first > second
        }
        return order.prefix(number).map { self[$0] }.sorted()
    }
}
