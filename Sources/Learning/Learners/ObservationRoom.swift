import Numerics

/// Room for what networks are given of observations by an agent's statistics. Scratch, never saved.
///
/// Nobody has one whose networks are given observations as they are.
final class ObservationRoom {
    private let normalizer: ObservationNormalizer
    /// Whether observations of training are counted: not of an agent that trains nothing.
    private let counts: Bool
    private let width: Int
    private let means: UnsafeMutablePointer<Double>
    private let inverses: UnsafeMutablePointer<Double>
    /// The observation that is acted at, and one by itself.
    private let acted: UnsafeMutablePointer<Float>
    private let one: UnsafeMutablePointer<Float>
    private var rows: UnsafeMutablePointer<Float>
    private var capacity: Int

    /// Room for so many observations at a time; more is made when needed. Nil without a normalizer.
    init?(_ normalizer: ObservationNormalizer?, _ member: Member, of learner: some Learner, rows capacity: Int = 0) {
        guard let normalizer else { return nil }
        self.normalizer = normalizer
        counts = learner.trains(member)
        width = member.world.spaces.observation.count
        means = .allocate(capacity: width)
        inverses = .allocate(capacity: width)
        acted = .allocate(capacity: width)
        one = .allocate(capacity: width)
        rows = .allocate(capacity: capacity * width)
        self.capacity = capacity
    }

    deinit {
        means.deallocate()
        inverses.deallocate()
        acted.deallocate()
        one.deallocate()
        rows.deallocate()
    }

    private var scale: ObservationScale {
        ObservationScale(means: means, inverses: inverses, width: width, limit: normalizer.limit)
    }

    /// Goes by these statistics from now on.
    func take(_ statistics: Tensor<Double>?) {
        guard let statistics else { return }
        statistics.elements.withUnsafeBufferPointer { moments in
            for index in 0..<width {
                let mean = moments[index]
                means[index] = mean
                inverses[index] = 1 / (max(moments[width + index] - mean * mean, 0) + normalizer.epsilon).squareRoot()
            }
        }
    }

    /// Counts observations of training, in their order, and goes by the statistics with them; nothing where they are not counted.
    func absorb(
        _ observations: UnsafePointer<Float>, rows: Int, into statistics: inout Tensor<Double>?, _ observed: inout Int?
    ) {
        guard counts else { return }
        ObservationNormalizer.absorb(observations, rows: rows, into: &statistics, &observed)
        take(statistics)
    }

    /// What networks are given of some observations, valid until the next ones.
    func seen(_ observations: UnsafePointer<Float>, rows count: Int) -> UnsafePointer<Float> {
        if count > capacity {
            rows.deallocate()
            rows = .allocate(capacity: count * width)
            capacity = count
        }
        scale.write(observations, rows: count, to: rows)
        return UnsafePointer(rows)
    }

    /// The same of one, valid until the next one by itself.
    func seen(_ observation: UnsafePointer<Float>) -> UnsafePointer<Float> {
        scale.write(observation, to: one)
        return UnsafePointer(one)
    }

    /// The same where they are.
    func see(_ observations: UnsafeMutablePointer<Float>, rows count: Int) {
        scale.write(observations, rows: count, to: observations)
    }

    /// The same of public states.
    func seen(_ query: Query) -> Query {
        switch query {
        case .actionDistributions(let states): .actionDistributions(at: seen(states))
        case .logits(let states): .logits(at: seen(states))
        }
    }

    /// The same of the states at which an agent is to resemble something.
    func seen(_ target: Target) -> Target {
        switch target {
        case .actionDistributions(let states, let row, let divergence):
            .actionDistributions(at: seen(states), row, divergence)
        case .logits(let states, let row, let divergence):
            .logits(at: seen(states), row, divergence)
        case .policy: target
        }
    }

    private func seen(_ states: StateBatch) -> StateBatch {
        StateBatch(seen(states.base, rows: states.count), count: states.count, width: states.width)
    }

    /// How an actor makes of an observation what its network is given, behind numbers of the agent's own where it has some.
    func lead(behind own: Actor.Lead? = nil) -> Actor.Lead {
        Actor.Lead(row: own?.row ?? acted, count: own?.count ?? 0, observed: width, scale: scale)
    }
}

extension Minibatch {
    /// Makes of its observations what networks are given of them.
    func beSeen(by room: ObservationRoom?) {
        room?.see(observations, rows: count)
        room?.see(nextObservations, rows: count)
    }
}
