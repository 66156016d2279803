internal import CKernels
public import Determinism

/// One thing that can happen at a step of a walk.
public struct WalkTransition: Sendable, Equatable {
    /// The state left, and the state reached.
    public let from: Int, to: Int
    /// What taking it pays.
    public let reward: Double
    /// How likely it is, in its row.
    public let probability: Double

    /// A transition from one state to another, by their numbers.
    public init(from: Int, to: Int, reward: Double, probability: Double) {
        self.from = from
        self.to = to
        self.reward = reward
        self.probability = probability
    }
}

/// One agent's walk: what can happen, and under which key it is drawn.
public struct Walk: Sendable {
    /// The key of the agent's streams.
    public let key: StreamKey
    /// What can happen: one row of independent transitions, or one row per state of a chain.
    public let rows: [[WalkTransition]]

    /// A walk whose draws are of this key's stream, by the transitions out of each state.
    public init(key: StreamKey, rows: [[WalkTransition]]) {
        self.key = key
        self.rows = rows
    }
}

/// Up to eight agents that walk and learn by TD(0) together; each draws its own words, so that company changes nothing.
///
/// With features φ, weights w, step size η and pull ξ, a step on (s, r, s') is
/// w ← w + ((η δ) φ(s) + η ξ), δ = r + (γ φ(s') − φ(s))ᵀ w, in Float64 with one order of summation on every machine.
/// Tables (no features) do w ← w + η ξ, then w(s) ← w(s) + η δ. Sums of features run over eight lanes and a halving tree.
///
/// The class owns the memory; one task at a time walks.
public final class TransitionWalkers: @unchecked Sendable {
    /// How many agents.
    public let count: Int
    /// Numbers in an agent's row, a multiple of eight; those past the weights are zero.
    public let stride: Int
    /// How many weights an agent has.
    private let width: Int
    private let isTabular: Bool
    private let discount: Double
    private let walkers: UnsafeMutablePointer<ck_walker>
    private let keys: UnsafeMutablePointer<UInt64>
    private let columns: UnsafeMutablePointer<UInt64>
    private let transitions: UnsafeMutablePointer<ck_transition>
    private let features: UnsafeMutablePointer<Double>
    private let numbers: UnsafeMutablePointer<Double>
    private let isChain: Bool
    /// By agent: columns of a row, and rows.
    private var columnCounts: [Int] = []
    private let rowCounts: [Int]
    private let stateCounts: [Int]

    private static let lanes = 8

    /// Walkers.
    ///
    /// - Parameters:
    ///   - walks: one to eight.
    ///   - features: by agent, `states × width`; nil for tables of `width` states.
    ///   - width: how many weights an agent has.
    ///   - discount: γ.
    public init(_ walks: [Walk], features given: [[Double]]?, width: Int, discount: Double) {
        precondition((1...Self.lanes).contains(walks.count), "one to eight walkers")
        count = walks.count
        stride = (width + 7) / 8 * 8
        self.width = width
        isTabular = given == nil
        self.discount = discount
        isChain = walks.contains { $0.rows.count > 1 }
        let tables = walks.map { walk in
            let widest = walk.rows.map(\.count).max() ?? 1
            return walk.rows.map { AliasTable($0.map(\.probability), columns: widest) }
        }
        columnCounts = tables.map { $0[0].thresholds.count }
        rowCounts = walks.map(\.rows.count)
        let sizes = zip(walks, columnCounts).map { $0.rows.count * $1 }
        let states = given.map { $0.map { $0.count / width } } ?? []
        stateCounts = states.isEmpty ? walks.map { _ in width } : states
        for (agent, walk) in walks.enumerated() {
            Self.requireBounds(walk, states: states.isEmpty ? width : states[agent], columns: columnCounts[agent])
        }
        walkers = .allocate(capacity: Self.lanes)
        keys = .allocate(capacity: Self.lanes)
        columns = .allocate(capacity: sizes.reduce(0, +))
        transitions = .allocate(capacity: sizes.reduce(0, +))
        features = Self.room(2 * states.reduce(0, +) * stride)
        numbers = Self.room((2 * stride + 1) * Self.lanes)
        var (table, feature) = (0, 0)
        for lane in 0..<Self.lanes {
            // Lanes without an agent do what the first agent does, with weights of their own.
            let agent = lane < count ? lane : 0
            keys[lane] = walks[agent].key.word
            var walker = lane < count ? ck_walker() : walkers[0]
            if lane < count {
                fill(walks[agent], tables[agent], at: table, factor: given == nil ? 1 : stride)
                walker.columns = UnsafePointer(columns + table)
                walker.transitions = UnsafePointer(transitions + table)
                walker.shift = UInt32(tables[agent][0].shift)
                walker.mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(tables[agent][0].shift)) - 1)
                table += sizes[agent]
                if let given {
                    let size = states[agent] * stride
                    let (own, next) = (features + feature, features + feature + size)
                    for state in 0..<states[agent] {
                        for column in 0..<width {
                            own[state * stride + column] = given[agent][state * width + column]
                            next[state * stride + column] = discount * given[agent][state * width + column]
                        }
                    }
                    walker.features = UnsafePointer(own)
                    walker.discounted = UnsafePointer(next)
                    feature += 2 * size
                }
            }
            walker.weights = numbers + lane * stride
            walker.pull = UnsafePointer(numbers + (Self.lanes + lane) * stride)
            walkers[lane] = walker
        }
    }

    /// The kernel checks nothing: what it reaches is bounded here.
    private static func requireBounds(_ walk: Walk, states: Int, columns: Int) {
        let isChain = walk.rows.count > 1
        precondition(walk.rows.count * columns <= Int(UInt32.max), "a walk's table has at most 2³² columns")
        for transition in walk.rows.joined() {
            precondition(
                (0..<states).contains(transition.from) && (0..<states).contains(transition.to)
                    && (!isChain || transition.to < walk.rows.count), "a transition is between two of \(states) states")
        }
    }

    deinit {
        walkers.deallocate()
        keys.deallocate()
        columns.deallocate()
        transitions.deallocate()
        features.deallocate()
        numbers.deallocate()
    }

    /// Zeros on a boundary of vectors.
    private static func room(_ count: Int) -> UnsafeMutablePointer<Double> {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 8) * 8, alignment: 64)
        let numbers = bytes.bindMemory(to: Double.self, capacity: max(count, 8))
        numbers.initialize(repeating: 0, count: max(count, 8))
        return numbers
    }

    private func fill(_ walk: Walk, _ tables: [AliasTable], at start: Int, factor: Int) {
        let width = tables[0].thresholds.count
        for (row, table) in tables.enumerated() {
            for column in 0..<width {
                let index = row * width + column
                let alias = row * width + table.aliases[column]
                columns[start + index] = UInt64(table.thresholds[column]) << 32 | UInt64(alias)
                guard column < walk.rows[row].count else {
                    transitions[start + index] = ck_transition(from: 0, to: 0, row: 0, reward: 0)
                    continue
                }
                let transition = walk.rows[row][column]
                transitions[start + index] = ck_transition(
                    from: UInt32(transition.from * factor), to: UInt32(transition.to * factor),
                    row: isChain ? UInt32(transition.to * width) : 0, reward: transition.reward)
            }
        }
    }

    /// Has an agent walk with the weights of a row, as many numbers as it has weights: in place where the row is as wide as
    /// vectors are, or where only single weights are touched; else with a copy. To be given back after the walk.
    public func take(_ row: UnsafeMutablePointer<Double>, for agent: Int) {
        let isInPlace = width == stride || (isTabular && !isPulled)
        walkers[agent].weights = isInPlace ? row : numbers + agent * stride
        if !isInPlace { walkers[agent].weights.update(from: row, count: width) }
    }

    /// Brings an agent's row up to date.
    public func giveBack(_ row: UnsafeMutablePointer<Double>, of agent: Int) {
        guard let weights = walkers[agent].weights, weights != row else { return }
        row.update(from: weights, count: width)
    }

    /// The state in which an agent of a chain stands.
    public func state(of agent: Int) -> Int { Int(walkers[agent].row) / columnCounts[agent] }

    /// Puts an agent of a chain into a state.
    public func place(_ agent: Int, in state: Int) {
        precondition((0..<rowCounts[agent]).contains(state), "the walk has \(rowCounts[agent]) states, not \(state)")
        walkers[agent].row = UInt32(state * columnCounts[agent])
    }

    /// Sets an agent's step size η, and ξ, as many numbers as weights; nil is zero, for all agents or for none.
    public func prepare(_ agent: Int, rate: Double, pull: UnsafePointer<Double>?) {
        rates[agent] = rate
        let row = numbers + (Self.lanes + agent) * stride
        if let pull {
            for column in 0..<width { row[column] = rate * pull[column] }
            isPulled = true
        } else if isPulled {
            (numbers + Self.lanes * stride).update(repeating: 0, count: Self.lanes * stride)
            isPulled = false
        }
    }

    /// Whether any ξ may be other than zero.
    private var isPulled = false
    private var rates: UnsafeMutablePointer<Double> { numbers + 2 * Self.lanes * stride }

    /// Adds what an agent is going to visit in so many steps of a walk of this purpose and round: of a table, how often it steps
    /// from each state; of weights of features φ, the sum of φⱼ² over the states it steps from.
    ///
    /// The same words choose the same transitions as in the walk, which has to follow; nothing else changes.
    ///
    /// - Parameter visits: as many numbers as the agent has weights.
    public func addVisits(
        of agent: Int, _ steps: Int, _ purpose: Purpose, round: Int, to visits: UnsafeMutablePointer<Double>
    ) {
        var stream = RandomStream(
            key: keys[agent], counter: .init(0, 0, UInt32(truncatingIfNeeded: round), purpose.rawValue))
        let walker = walkers[agent]
        guard let columns = walker.columns, let transitions = walker.transitions else { return }
        var counts = [Double](repeating: 0, count: stateCounts[agent])
        var row = walker.row
        for _ in 0..<steps {
            let word = stream.next()
            let column = row &+ UInt32(UInt64(word) >> UInt64(walker.shift))
            let entry = columns[Int(column)]
            let chosen = word & walker.mask < UInt32(entry >> 32) ? column : UInt32(truncatingIfNeeded: entry)
            let transition = transitions[Int(chosen)]
            row = transition.row
            counts[Int(transition.from) / (isTabular ? 1 : stride)] += 1
        }
        guard let features = walker.features else {
            for state in 0..<width { visits[state] += counts[state] }
            return
        }
        for (state, count) in counts.enumerated() where count > 0 {
            for weight in 0..<width {
                let feature = features[state * stride + weight]
                visits[weight] += count * (feature * feature)
            }
        }
    }

    /// Walks and learns for so many steps; words are those of the stream of this purpose and round, from its start, and of
    /// its next episodes where the round has more than 2³⁴ steps.
    ///
    /// - Parameter block: where to start in the stream, in blocks of four words.
    public func walk(
        _ steps: Int, _ purpose: Purpose, round: Int, fromBlock block: UInt64 = 0, using kernels: Kernels = .active
    ) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4) { counter in
            counter.initialize(repeating: 0)
            counter[0] = UInt32(truncatingIfNeeded: block)
            counter[1] = UInt32(truncatingIfNeeded: block >> 32)
            counter[2] = UInt32(truncatingIfNeeded: round)
            counter[3] = purpose.rawValue
            guard let start = counter.baseAddress else { return }
            #if DEBUG
                for agent in 0..<count { StreamProbe.note(keys[agent], purpose.rawValue) }
            #endif
            kernels.table.pointee.temporal_differences(
                walkers, keys, start, Int64(steps), Int64(stride / 8), rates, discount, isPulled)
        }
    }
}
