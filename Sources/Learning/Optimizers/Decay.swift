public import Config

/// How a learning rate shrinks with the rounds completed.
public protocol Decay: Configurable {
    /// What the rate is multiplied with once so many rounds are complete.
    func factor(after rounds: Int) -> Double
}

extension Settings {
    /// A duration that the plan has turned into rounds.
    func rounds(_ key: String) -> Int {
        let duration = duration(key)
        precondition(duration.unit == .rounds, "the plan gives '\(key)' in rounds, not \(duration.unit.rawValue)")
        return duration.count
    }
}
