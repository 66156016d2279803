/// The cells of one arm, by seed.
struct Arm {
    let name: String
    let cells: [CellRecord]

    /// Groups cells by arm; arms in natural order (`d2` before `d10`), baselines first; cells by seed.
    static func group(_ cells: [CellRecord], baselines: [String]) -> [Arm] {
        let byArm = Dictionary(grouping: cells, by: \.arm)
        let baselines = Set(baselines)
        let names = distinct(cells.lazy.map(\.arm)).sorted { one, other in
            let isFirst = (baselines.contains(one), baselines.contains(other))
            if isFirst.0 != isFirst.1 { return isFirst.0 }
            return naturallyPrecedes(one, other)
        }
        return names.map { name in
            Arm(name: name, cells: (byArm[name] ?? []).sorted { $0.seed < $1.seed })
        }
    }

    /// The mean over agents of each cell's mean over its last rounds, by seed: nil where nothing was measured, and not finite
    /// where a value was not. No cell is left out.
    func means(of measure: String, afterRoundsBeforeEnd tail: Int?) -> [(seed: Int, value: Double?)] {
        cells.map { cell in
            let rows = tail.map { cell.rows(after: cell.lastRound - $0) } ?? cell.rounds.indices
            return (cell.seed, cell.measure(measure).flatMap { meanOfMeasured($0.means[rows]) })
        }
    }

    /// Each agent's mean over the last rounds, for every cell: `[seed × agent]`, cells in order.
    func agentMeans(of measure: String, lastRounds tail: Int) -> [[Double?]] {
        cells.map { cell in
            guard let values = cell.measure(measure)?.byAgent else { return cell.agents.map { _ in nil } }
            let rows = cell.rows(after: cell.lastRound - tail)
            return cell.agents.indices.map { agent in meanOfMeasured(rows.lazy.map { values[$0, agent] }) }
        }
    }

    /// The first crossings of the cells by themselves, as the runs noted them; one per agent where each counts.
    func crossings(_ goal: Goal) -> [FirstRound] {
        cells.flatMap { cell -> [FirstRound] in
            if let noted = cell.crossings.first(where: { $0.goal == goal.name }) {
                return noted.rounds.map { $0.map(FirstRound.reached) ?? .censored(after: cell.lastRound) }
            }
            return [
                firstCrossing(
                    of: cell.agentMean(goal.measure), rounds: cell.rounds, window: goal.window, atLeast: goal.level)
            ]
        }
    }

    /// The first crossing of the mean curve over seeds and agents.
    func crossingOfMean(_ goal: Goal) -> FirstRound? {
        guard goal.isOfMean else { return nil }
        let rounds = commonRounds
        let grid = rounds.map(Double.init)
        var sums = [Double](repeating: 0, count: rounds.count)
        var isMissing = [Bool](repeating: false, count: rounds.count)
        for cell in cells {
            let mean = cell.agentMean(goal.measure)
            let places = cell.rounds == rounds ? grid : cell.rounds.map(Double.init)
            for (row, value) in interpolate(mean, from: places, onto: grid).enumerated() {
                if let value { sums[row] += value } else { isMissing[row] = true }
            }
        }
        // A cell that has nothing at a round leaves the mean without a value; one that is not finite makes it so.
        let count = Double(cells.count)
        let curve = zip(sums, isMissing).map { $0.1 ? nil : $0.0 / count }
        return firstCrossing(of: curve, rounds: rounds, window: goal.window, atLeast: goal.level)
    }

    /// Whether a clock stands still in all cells while the rounds go by: bytes of agents that send nothing.
    func isStill(on clock: Clock) -> Bool {
        clock != .rounds
            && cells.allSatisfy { cell in
                let places = cell.totals.first { $0.clock == clock }?.values ?? []
                return places.first == places.last && !places.isEmpty
            }
    }

    /// Whether its cells end at unlike places of a clock, so that its curve ends before some of them.
    func endsUnlike(on clock: Clock) -> Bool {
        let ends = cells.compactMap { $0.end(on: clock) }
        return ends.contains { $0 != ends[0] }
    }

    /// The cells in which something was not finite any more, in order of their seeds.
    var diverged: [CellRecord] { cells.filter { $0.divergence != nil } }

    /// `2 of 3 cells diverged, first seed 1 in round 5 (a1)`; nil where none did.
    var divergenceWords: String? {
        guard let first = diverged.min(by: { ($0.divergence?.round ?? 0) < ($1.divergence?.round ?? 0) }),
            let divergence = first.divergence
        else { return nil }
        return
            "\(diverged.count) of \(cells.count) cells diverged, first seed \(first.seed) in round \(divergence.round) "
            + "(\(divergence.first))"
    }

    /// The rounds every cell has reached.
    var commonRounds: [Int] {
        cells.min { $0.lastRound < $1.lastRound }?.rounds ?? []
    }

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

/// Whether `one` sorts before `other` when runs of digits count as numbers.
func naturallyPrecedes(_ one: String, _ other: String) -> Bool {
    var left = Array(one.utf8)[...]
    var right = Array(other.utf8)[...]
    while let first = left.first, let second = right.first {
        let leftDigits = left.prefix(while: isDigit)
        let rightDigits = right.prefix(while: isDigit)
        if !leftDigits.isEmpty && !rightDigits.isEmpty {
            let leftNumber = leftDigits.drop { $0 == UInt8(ascii: "0") }
            let rightNumber = rightDigits.drop { $0 == UInt8(ascii: "0") }
            if leftNumber.count != rightNumber.count { return leftNumber.count < rightNumber.count }
            if !leftNumber.elementsEqual(rightNumber) { return leftNumber.lexicographicallyPrecedes(rightNumber) }
            left = left.dropFirst(leftDigits.count)
            right = right.dropFirst(rightDigits.count)
        } else if first != second {
            return first < second
        } else {
            left = left.dropFirst()
            right = right.dropFirst()
        }
    }
    return left.count == right.count ? one.utf8.lexicographicallyPrecedes(other.utf8) : left.count < right.count
}

private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
}
