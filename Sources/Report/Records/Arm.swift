internal import Experiment

/// The cells of one arm, by seed.
struct Arm {
    let name: String
    let cells: [CellRecord]
    /// What was made of the rows of its cells before they were let go; nil where they are still there.
    var curves: ArmCurves?

    /// Groups cells by arm; arms in their spec's order, and where no spec has them behind those in natural order (`d2` before `d10`),
    /// baselines first; cells by seed.
    static func group(_ cells: [CellRecord], baselines: [String]) -> [Arm] {
        let byArm = Dictionary(grouping: cells, by: \.arm)
        let baselines = Set(baselines)
        let places = places(of: cells)
        let names = distinct(cells.lazy.map(\.arm)).sorted { one, other in
            switch (places[one], places[other]) {
            case (let first?, let second?): return first.lexicographicallyPrecedes(second)
            case (nil, nil): break
            case (let first, _): return first != nil
            }
            let isFirst = (baselines.contains(one), baselines.contains(other))
            if isFirst.0 != isFirst.1 { return isFirst.0 }
            return naturallyPrecedes(one, other)
        }
        return names.map { name in
            Arm(name: name, cells: (byArm[name] ?? []).sorted { $0.seed < $1.seed })
        }
    }

    /// Where arms stand: the experiment in order of appearance, the arm's place in the spec with which most of the experiment's cells were
    /// run, and which of unlike plans it is.
    private static func places(of cells: [CellRecord]) -> [String: [Int]] {
        var places: [String: [Int]] = [:]
        for (number, experiment) in distinct(cells.lazy.map(\.experiment)).enumerated() {
            let own = cells.filter { $0.experiment == experiment }
            let texts = own.compactMap { $0.spec?.text }
            var counts: [String: Int] = [:]
            for text in texts { counts[text, default: 0] += 1 }
            let most = distinct(texts).max { counts[$0, default: 0] < counts[$1, default: 0] }
            guard let text = most, let order = ArmOrder(text, in: own[0].language) else { continue }
            for cell in own where places[cell.arm] == nil {
                guard let name = cell.spec?.arm, let place = order.place(of: name) else { continue }
                places[cell.arm] = [number] + place + [ArmName(cell.arm).plan ?? 0]
            }
        }
        return places
    }

    /// The mean over agents of each cell's mean over its last rounds, cells in order: nil where nothing was measured, and not finite
    /// where a value was not. No cell is left out.
    func means(of measure: String, afterRoundsBeforeEnd tail: Int?) -> [Double?] {
        cells.map { $0.mean(of: measure, lastRounds: tail) }
    }

    /// Each agent's mean over the last rounds, for every cell: `[seed × agent]`, cells in order.
    func agentMeans(of measure: String, lastRounds tail: Int) -> [[Double?]] {
        cells.map { $0.agentMeans(of: measure, lastRounds: tail) }
    }

    /// Each agent's means over the last rounds by its name, one of every cell that has the agent and a value of it, cells in order.
    func meansByName(of measure: String, lastRounds tail: Int) -> [String: [Double]] {
        var means: [String: [Double]] = [:]
        // What is of replicas is no agent's where there are several agents.
        for cell in cells where cell.agents.count == 1 || cell.measure(measure)?.isOfReplicas != true {
            for (name, value) in zip(cell.agents, cell.agentMeans(of: measure, lastRounds: tail)) {
                if let value { means[name, default: []].append(value) }
            }
        }
        return means
    }

    /// The first crossings of the cells by themselves, as the runs noted them; one per agent where each counts. A cell whose plan has
    /// another goal has one of its mean curve, and none of other curves or of what it did not record.
    func crossings(_ goal: Goal) -> [FirstRound] {
        if let curves { return curves.crossings[goal] ?? [] }
        return cells.flatMap { cell -> [FirstRound] in
            if let noted = cell.crossings.first(where: { $0.goal == goal }) {
                return noted.rounds.map { $0.map(FirstRound.reached) ?? .censored(after: cell.lastRound) }
            }
            guard goal.isOfMean, cell.measure(goal.measure) != nil else { return [] }
            return [
                firstCrossing(
                    of: cell.agentMean(goal.measure), rounds: cell.rounds, window: goal.window, atLeast: goal.level)
            ]
        }
    }

    /// The first crossing of the mean curve over seeds and agents; nil where a cell has no such curve.
    func crossingOfMean(_ goal: Goal) -> FirstRound? {
        guard goal.isOfMean, cells.allSatisfy({ $0.measure(goal.measure) != nil }) else { return nil }
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
