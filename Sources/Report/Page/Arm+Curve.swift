extension Arm {
    /// The mean curve over cells with the interval of the mean, of one cell's values at its rows, smoothed within each cell
    /// first. It ends, marked, where the first of them is not finite any more. Nil where a cell lacks the clock or any value.
    ///
    /// Where several rows stand at one place of the clock, the last of them counts: so far the agents had come before the
    /// clock moved on. An arm whose clock never moves is one point, dashed: its final value.
    func curve(
        color: Int, window: Int, clock: Clock, points: Int, bootstrap: Bootstrap,
        of values: (CellRecord) -> MeasuredColumn
    ) -> Curve? {
        // A cell's curve is as long as its record: no two are held at a time, each is made again where it is needed.
        var (isCut, isAnyEmpty) = (false, false)
        var finals: [Double] = []
        var shortest: (start: Double, end: Double)?
        var grid: [Double] = []
        for cell in cells {
            guard let line = Line(cell, window, clock, values(cell)) else { return nil }
            isCut = isCut || line.isCut
            guard let start = line.places.first, let end = line.places.last, let value = line.values.last ?? nil
            else {
                isAnyEmpty = true
                continue
            }
            finals.append(value)
            if shortest.map({ end < $0.end }) ?? true {
                shortest = (start, end)
                grid = Curve.thinned(line.places, to: points)
            }
        }
        guard !isAnyEmpty, let shortest else {
            return isCut && isAnyEmpty ? Curve(name, color: color, x: [], y: [], isCutByDivergence: true) : nil
        }
        if isStill(on: clock) {
            let final = bootstrap.interval(ofMean: finals)
            return Curve(
                name, color: color, style: .dashed, x: [shortest.start], y: [final.value],
                band: [final.low.isNaN ? nil : final.low...max(final.low, final.high)], isCutByDivergence: isCut)
        }
        let rows = cells.compactMap { cell in
            Line(cell, window, clock, values(cell)).map { interpolate($0.values, from: $0.places, onto: grid) }
        }
        let kept = grid.indices.filter { column in rows.allSatisfy { $0[column] != nil } }
        let estimates = bootstrap.intervals(ofMeans: rows.map { row in kept.compactMap { row[$0] } })
        return Curve(
            name, color: color, x: kept.map { grid[$0] }, y: estimates.map(\.value),
            band: estimates.map { $0.low.isNaN ? nil : $0.low...max($0.low, $0.high) }, isCutByDivergence: isCut)
    }
}

/// One cell's values along a clock, as far as they are finite.
private struct Line {
    private(set) var places: [Double] = []
    private(set) var values = MeasuredColumn()
    /// Whether a value after them is not finite.
    private(set) var isCut = false

    /// The last of the rows that stand at one place of the clock. Nil where the cell lacks the clock.
    init?(_ cell: CellRecord, _ window: Int, _ clock: Clock, _ recorded: MeasuredColumn) {
        guard let all = cell.places(on: clock) else { return nil }
        if window > 1 {
            take(trailingAverage(recorded, rounds: cell.rounds, window: window), all)
        } else {
            take(recorded, all)
        }
    }

    private mutating func take(_ recorded: some Sequence<Double?>, _ all: [Double]) {
        for (place, value) in zip(all, recorded) {
            guard let value else { continue }
            guard value.isFinite else {
                isCut = true
                return
            }
            if let last = places.last, place <= last {
                values[values.count - 1] = value
                places[places.count - 1] = place
            } else {
                places.append(place)
                values.append(value)
            }
        }
    }
}
