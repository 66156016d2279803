/// Points of a curve at given rounds, averaged over as many rounds as the figure's curve is.
struct CurvePoints: Hashable {
    let measure: String
    let window: Int
    let rounds: [Double]

    /// A cell's values there; nil where it has none.
    func values(of cell: CellRecord) -> [Double?] {
        let means = cell.agentMean(measure)
        let curve = window > 1 ? trailingAverage(means, rounds: cell.rounds, window: window) : Array(means)
        let order = rounds.indices.sorted { rounds[$0] < rounds[$1] }
        let found = interpolate(curve, from: cell.rounds.map(Double.init), onto: order.map { rounds[$0] })
        var values = [Double?](repeating: nil, count: rounds.count)
        for (place, value) in zip(order, found) { values[place] = value }
        return values
    }
}
