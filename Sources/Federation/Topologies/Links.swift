/// Who is linked with whom in a group where agents send to one another.
public enum Links: Sendable, Equatable {
    /// Everybody with everybody.
    case everybody
    /// By agent of the group: the places of those it is linked with, in rising order, itself not among them.
    case given([[Int]])

    /// Links between pairs of places of a group of so many.
    public init(_ pairs: [(Int, Int)], among count: Int) {
        var neighbors = [Set<Int>](repeating: [], count: count)
        for (one, other) in pairs where one != other {
            neighbors[one].insert(other)
            neighbors[other].insert(one)
        }
        self = .given(neighbors.map { $0.sorted() })
    }

    /// How many messages go over the links where these are there and send to all they are linked with: two a link.
    func messages(among present: [Int]) -> Int {
        switch self {
        case .everybody: return present.count.saturatingTimes(max(present.count - 1, 0))
        case .given(let neighbors):
            var isThere = [Bool](repeating: false, count: neighbors.count)
            for agent in present { isThere[agent] = true }
            return present.reduce(0) { sum, agent in sum + neighbors[agent].count { isThere[$0] } }
        }
    }

    /// Whether what one of two agents sends gets to the other one; an agent has its own.
    func reaches(_ one: Int, _ other: Int) -> Bool {
        switch self {
        case .everybody: true
        case .given(let neighbors): one == other || neighbors[one].contains(other)
        }
    }
}
