public import Config
internal import Determinism

/// How a learning rate shrinks with the rounds completed.
public protocol Decay: Configurable {
    /// What the rate is multiplied with once so many rounds are complete.
    func factor(after rounds: Int) -> Double
}

/// The decays a spec can name.
public enum Decays {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Decay>("decay")

    /// Every decay.
    static let all: [any Decay.Type] = [
        NoDecay.self, StepDecay.self, ExponentialDecay.self, LinearDecay.self, CosineDecay.self,
    ]
}

/// The field of every optimizer that names its decay.
let decayField = Field("decay", .choice(from: Decays.name), "How the learning rate shrinks with the rounds.")
    .defaults(to: .object([.init("none", .object([]))]))

extension Settings {
    /// A duration that the plan has turned into rounds.
    func rounds(_ key: String) -> Int {
        let duration = duration(key)
        precondition(duration.unit == .rounds, "the plan gives '\(key)' in rounds, not \(duration.unit.rawValue)")
        return duration.count
    }
}
