import Determinism
import Numerics

/// One agent's way through its finite world, learning action values as it goes: no step allocates.
final class SarsaWalker {
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
    private let starts: UnsafeMutablePointer<Int32>
    private let successors: UnsafeMutablePointer<Int32>
    /// How likely a successor or an earlier one of its row is; more than any draw from the last that can be drawn.
    private let successions: UnsafeMutablePointer<Double>
    /// Q of a state, and exp((Q − max Q)/τ) summed up to each action.
    private let values: UnsafeMutablePointer<Double>
    private let sums: UnsafeMutablePointer<Double>
    /// Two uniform numbers a step: where it leads, and what is done there.
    private let draws: UnsafeMutableBufferPointer<Double>

    private static let stepsAtOnce = 256

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
        starts = .room(model.starts)
        successors = .room(model.successors)
        successions = .room(CumulatedChances.successions(of: model))
        values = .room([Double](repeating: 0, count: model.actions))
        sums = .room([Double](repeating: 0, count: model.actions))
        draws = .allocate(capacity: 2 * Self.stepsAtOnce)
        draws.initialize(repeating: 0)
    }

    deinit {
        for room in [rewards, successions, values, sums] { room.deallocate() }
        for room in [starts, successors] { room.deallocate() }
        features?.deallocate()
        draws.deallocate()
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, isTabular: Bool) -> Double {
        let numbers = model.rewards.count + model.probabilities.count + 2 * model.actions + 2 * stepsAtOnce
        return 8 * Double(numbers + (isTabular ? 0 : model.features.count))
            + 4 * Double(model.starts.count + model.successors.count)
    }

    /// Walks so many steps from a place: θ ← θ + η [(r + γ Q(s', a') − Q(s, a)) φ(s, a) + ξ].
    ///
    /// - Parameters:
    ///   - weights: θ, `feature · actions + action`.
    ///   - pull: ξ; nil is zero.
    ///   - visits: where φ² of every step is added; nil where nobody asks.
    func walk(
        _ weights: UnsafeMutablePointer<Double>, from place: inout Place, steps: Int, rate: Double,
        pull: UnsafePointer<Double>?, visits: UnsafeMutablePointer<Double>?, _ stream: RandomStream
    ) {
        var (stream, left, now) = (stream, steps, place)
        while left > 0 {
            let count = min(left, Self.stepsAtOnce)
            stream.fill(UnsafeMutableBufferPointer(rebasing: draws[..<(2 * count)]))
            for step in 0..<count {
                let (lead, choice) = (draws[2 * step], draws[2 * step + 1])
                let row = now.state * actions + now.action
                let first = Int(starts[row])
                let chosen = CumulatedChances.position(
                    of: lead, in: successions + first, count: Int(starts[row &+ 1]) &- first)
                let next = Int(successors[first &+ chosen])
                let action = choose(weights, state: next, by: choice)
                let error = rewards[row] + discount * values[action] - value(weights, now)
                move(weights, now, rate: rate, error: error)
                if let pull { for index in 0..<(featureCount * actions) { weights[index] += rate * pull[index] } }
                if let visits { add(now, to: visits) }
                now = Place(state: next, action: action)
            }
            left -= count
        }
        place = now
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
