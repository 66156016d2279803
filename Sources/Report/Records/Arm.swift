/// The cells of one arm, by seed.
struct Arm {
    let name: String
    let cells: [CellRecord]
    /// What was made of the rows of its cells before they were let go; nil where they are still there.
    var curves: ArmCurves?

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
        cells.map { ($0.seed, $0.mean(of: measure, lastRounds: tail)) }
    }

    /// Each agent's mean over the last rounds, for every cell: `[seed × agent]`, cells in order.
    func agentMeans(of measure: String, lastRounds tail: Int) -> [[Double?]] {
        cells.map { $0.agentMeans(of: measure, lastRounds: tail) }
    }

    /// The first crossings of the cells by themselves, as the runs noted them; one per agent where each counts.
    func crossings(_ goal: Goal) -> [FirstRound] {
        if let curves { return curves.crossings[goal] ?? [] }
        return cells.flatMap { cell -> [FirstRound] in
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
        if let curves { return curves.crossingsOfMean[goal] }
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
}

/// Whether `one` sorts before `other` when runs of digits count as numbers, and those after a number's point as its decimals:
/// `0.25` before `0.5`, `d2` before `d10`.
func naturallyPrecedes(_ one: String, _ other: String) -> Bool {
    var left = Array(one.utf8)[...]
    var right = Array(other.utf8)[...]
    while let first = left.first, let second = right.first {
        // What is before here is the same in both.
        let before = one.utf8.dropLast(left.count).suffix(2)
        let areDecimals = before.last == UInt8(ascii: ".") && before.first.map(isDigit) == true
        let leftDigits = left.prefix(while: isDigit)
        let rightDigits = right.prefix(while: isDigit)
        if areDecimals && !leftDigits.elementsEqual(rightDigits) && !leftDigits.isEmpty && !rightDigits.isEmpty {
            return leftDigits.lexicographicallyPrecedes(rightDigits)
        } else if !leftDigits.isEmpty && !rightDigits.isEmpty {
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
