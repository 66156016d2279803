/// The cells of one arm, by seed.
struct Arm {
    let name: String
    let cells: [CellRecord]

    /// Groups cells by arm; arms in natural order (`d2` before `d10`), baselines first; cells by seed.
    static func group(_ cells: [CellRecord], baselines: [String]) -> [Arm] {
        var names: [String] = []
        for cell in cells where !names.contains(cell.arm) { names.append(cell.arm) }
        names.sort { one, other in
            let isFirst = (baselines.contains(one), baselines.contains(other))
            if isFirst.0 != isFirst.1 { return isFirst.0 }
            return naturallyPrecedes(one, other)
        }
        return names.map { name in
            Arm(name: name, cells: cells.filter { $0.arm == name }.sorted { $0.seed < $1.seed })
        }
    }

    /// The mean over agents of each cell's mean over its last rounds, by seed: nil where nothing was measured, and not finite
    /// where a value was not. No cell is left out.
    func means(of measure: String, afterRoundsBeforeEnd tail: Int?) -> [(seed: Int, value: Double?)] {
        cells.map { cell in
            let first = tail.map { cell.lastRound - $0 } ?? 0
            let values = zip(cell.rounds, cell.agentMean(measure)).filter { $0.0 > first }
            return (cell.seed, meanOfMeasured(values.map(\.1)))
        }
    }

    /// Each agent's mean over the last rounds, for every cell: `[seed × agent]`, cells in order.
    func agentMeans(of measure: String, lastRounds tail: Int) -> [[Double?]] {
        cells.map { cell in
            cell.agents.indices.map { agent in
                let values = zip(cell.rounds, cell.values(measure, agent: agent)).filter {
                    $0.0 > cell.lastRound - tail
                }
                return meanOfMeasured(values.map(\.1))
            }
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
        let columns = cells.map { cell in
            interpolate(cell.agentMean(goal.measure), from: cell.rounds.map(Double.init), onto: rounds.map(Double.init))
        }
        // A cell that has nothing at a round leaves the mean without a value; one that is not finite makes it so.
        let curve = rounds.indices.map { row in
            columns.contains { $0[row] == nil } ? nil : meanOfMeasured(columns.map { $0[row] })
        }
        return firstCrossing(of: curve, rounds: rounds, window: goal.window, atLeast: goal.level)
    }

    /// Whether a clock stands still in all cells while the rounds go by: bytes of agents that send nothing.
    func isStill(on clock: Clock) -> Bool {
        clock != .rounds
            && cells.allSatisfy { cell in
                let places = cell.places(on: clock) ?? []
                return places.first == places.last && !places.isEmpty
            }
    }

    /// Whether its cells end at unlike places of a clock, so that its curve ends before some of them.
    func endsUnlike(on clock: Clock) -> Bool {
        let ends = cells.compactMap { $0.places(on: clock)?.last }
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
        color: Int, window: Int, clock: Clock, points: Int, bootstrap: Bootstrap, of values: (CellRecord) -> [Double?]
    ) -> Curve? {
        var isCut = false
        let recorded: [(places: [Double], values: [Double])] = cells.compactMap { cell in
            guard let places = cell.places(on: clock) else { return nil }
            let smooth = window > 1 ? trailingAverage(values(cell), rounds: cell.rounds, window: window) : values(cell)
            let known = zip(places, smooth).compactMap { place, value in value.map { (place, $0) } }
            let finite = known.prefix { $0.1.isFinite }
            if finite.count < known.count { isCut = true }
            let kept = finite.indices.filter { $0 + 1 == finite.endIndex || finite[$0 + 1].0 > finite[$0].0 }
            return (kept.map { finite[$0].0 }, kept.map { finite[$0].1 })
        }
        guard recorded.count == cells.count else { return nil }
        if isCut, recorded.contains(where: \.values.isEmpty) {
            return Curve(name, color: color, x: [], y: [], isCutByDivergence: true)
        }
        guard recorded.allSatisfy({ !$0.values.isEmpty }),
            let shortest = recorded.min(by: { ($0.places.last ?? 0) < ($1.places.last ?? 0) })
        else { return nil }
        if isStill(on: clock) {
            let final = bootstrap.interval(ofMean: recorded.compactMap(\.values.last))
            return Curve(
                name, color: color, style: .dashed, x: [shortest.places[0]], y: [final.value],
                band: [final.low.isNaN ? nil : final.low...max(final.low, final.high)], isCutByDivergence: isCut)
        }
        let grid = Curve("", color: 0, x: shortest.places, y: shortest.values).thinned(to: points).x
        let rows = recorded.map { interpolate($0.values, from: $0.places, onto: grid) }
        let kept = grid.indices.filter { column in rows.allSatisfy { $0[column] != nil } }
        let estimates = bootstrap.intervals(ofMeans: rows.map { row in kept.compactMap { row[$0] } })
        return Curve(
            name, color: color, x: kept.map { grid[$0] }, y: estimates.map(\.value),
            band: estimates.map { $0.low.isNaN ? nil : $0.low...max($0.low, $0.high) }, isCutByDivergence: isCut)
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
