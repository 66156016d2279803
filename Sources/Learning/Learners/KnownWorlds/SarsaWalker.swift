import Determinism
import Numerics

/// One agent's finite world as a walk through it needs it, and room to choose: memory of its own, which its owner gives back.
struct SarsaWalker {
    /// Where an agent stands, and what it is about to do there.
    struct Place {
        var state: Int
        var action: Int
    }

    private let actions: Int
    private let discount: Double
    /// 1/τ.
    private let sharpness: Double
    /// φ, `states × features`; nil where every state and action has a weight of its own.
    private let features: UnsafeMutablePointer<Double>?
    private let featureCount: Int
    private let rewards: UnsafeMutablePointer<Double>
    private let successions: Successions
    /// Q of a state, and exp((Q − max Q)/τ) summed up to each action.
    private let values: UnsafeMutablePointer<Double>
    private let sums: UnsafeMutablePointer<Double>
    /// Two uniform numbers a step: where it leads, and what is done there.
    private let draws: UnsafeMutableBufferPointer<Double>

    /// For how many steps numbers are drawn together.
    static let stepsAtOnce = 256

    /// - Parameters:
    ///   - temperature: τ.
    ///   - isTabular: unit vectors instead of the world's features.
    init(_ model: FiniteModel, discount: Double, temperature: Double, isTabular: Bool) {
        actions = model.actions
        self.discount = discount
        sharpness = 1 / temperature
        features = isTabular ? nil : UnsafeMutablePointer.room(model.features)
        featureCount = isTabular ? model.states : model.featureCount
        rewards = .room(model.rewards)
        successions = Successions(model)
        values = .room([Double](repeating: 0, count: model.actions))
        sums = .room([Double](repeating: 0, count: model.actions))
        draws = .allocate(capacity: 2 * Self.stepsAtOnce)
        draws.initialize(repeating: 0)
    }

    func deallocate() {
        for room in [rewards, values, sums] { room.deallocate() }
        successions.deallocate()
        features?.deallocate()
        draws.deallocate()
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, isTabular: Bool) -> Double {
        let numbers = model.rewards.count + 2 * model.actions + 2 * stepsAtOnce
        return 8 * Double(numbers + (isTabular ? 0 : model.features.count)) + Successions.bytes(of: model)
    }

    /// Draws the numbers of so many steps.
    func draw(_ steps: Int, from stream: inout RandomStream) {
        stream.fill(UnsafeMutableBufferPointer(rebasing: draws[..<(2 * steps)]))
    }

    /// One step, with numbers that are drawn: θ ← θ + η [(r + γ Q(s', a') − Q(s, a)) φ(s, a) + ξ].
    ///
    /// - Parameters:
    ///   - weights: θ, `feature · actions + action`.
    ///   - pull: ξ; nil is zero.
    ///   - visits: where φ² of the step is added; nil where nobody asks.
    @inline(__always)
    func step(
        _ step: Int, _ weights: UnsafeMutablePointer<Double>, from place: inout Place, rate: Double,
        pull: UnsafePointer<Double>?, visits: UnsafeMutablePointer<Double>?
    ) {
        let row = place.state * actions + place.action
        let next = successions.state(after: row, by: draws[2 * step])
        let action = choose(weights, state: next, by: draws[2 * step + 1])
        let error = rewards[row] + discount * values[action] - value(weights, place)
        move(weights, place, rate: rate, error: error)
        if let pull { for index in 0..<(featureCount * actions) { weights[index] += rate * pull[index] } }
        if let visits { add(place, to: visits) }
        place = Place(state: next, action: action)
    }

    /// The action that a uniform number chooses by softmax(Q(s, ·)/τ); leaves Q(s, ·) in `values`.
    @inline(__always)
    func choose(_ weights: UnsafePointer<Double>, state: Int, by draw: Double) -> Int {
        var largest = -Double.infinity
        if let features {
            values.update(repeating: 0, count: actions)
            let row = features + state * featureCount
            for feature in 0..<featureCount {
                for action in 0..<actions { values[action] += row[feature] * weights[feature * actions + action] }
            }
            for action in 0..<actions { largest = max(largest, values[action]) }
        } else {
            let row = weights + state * actions
            for action in 0..<actions {
                values[action] = row[action]
                largest = max(largest, row[action])
            }
        }
        var sum = 0.0
        for action in 0..<actions {
            sum += Elementary.exp((values[action] - largest) * sharpness)
            sums[action] = sum
        }
        // Sums do not fall, so as many are passed as stand before the action; of numbers that are none, none.
        return CumulatedChances.passed(by: draw * sum, in: sums, count: actions &- 1)
    }

    @inline(__always)
    private func value(_ weights: UnsafePointer<Double>, _ place: Place) -> Double {
        guard let features else { return weights[place.state * actions + place.action] }
        let row = features + place.state * featureCount
        var sum = 0.0
        for feature in 0..<featureCount { sum += row[feature] * weights[feature * actions + place.action] }
        return sum
    }

    @inline(__always)
    private func move(_ weights: UnsafeMutablePointer<Double>, _ place: Place, rate: Double, error: Double) {
        guard let features else {
            weights[place.state * actions + place.action] += rate * error
            return
        }
        let row = features + place.state * featureCount
        for feature in 0..<featureCount {
            weights[feature * actions + place.action] += rate * (error * row[feature])
        }
    }

    private func add(_ place: Place, to visits: UnsafeMutablePointer<Double>) {
        guard let features else {
            visits[place.state * actions + place.action] += 1
            return
        }
        let row = features + place.state * featureCount
        for feature in 0..<featureCount { visits[feature * actions + place.action] += row[feature] * row[feature] }
    }
}
