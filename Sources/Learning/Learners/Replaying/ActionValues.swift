import Config

/// How a network's outputs are values of actions: one each, or two streams of which values are made.
///
/// Streams: the first outputs are advantages A, the last is the state's value V, and q(s, a) = V(s) + A(s, a) − mean over b of
/// A(s, b) (Wang et al. 2016, equation 9).
struct ActionValues {
    /// How many actions there are.
    let actions: Int
    /// Whether the outputs are two streams.
    let isDueling: Bool

    /// The field of a learner.
    static let field = Field(
        "head",
        .words(
            ("plain", "An output per action: its value"),
            ("dueling", "A stream of advantages and one of the state's value, q = V + A − mean A")),
        "What the network's last layer gives"
    ).defaults(to: .text("plain"))

    /// Reads the field.
    static func isDueling(_ settings: Settings) -> Bool { settings.text(field.key) == "dueling" }

    /// How many outputs that takes.
    var outputs: Int { isDueling ? actions + 1 : actions }

    /// The action of the largest value, the first of equals: of the largest advantage, since all else is the same for all.
    func best(_ outputs: UnsafePointer<Float>) -> Int {
        var best = 0
        for action in 1..<max(actions, 1) where outputs[action] > outputs[best] { best = action }
        return best
    }

    /// q(s, a).
    func value(_ outputs: UnsafePointer<Float>, of action: Int) -> Float {
        guard isDueling else { return outputs[action] }
        var sum: Float = 0
        for other in 0..<actions { sum += outputs[other] }
        return outputs[actions] + (outputs[action] - sum / Float(actions))
    }

    /// Writes ∂L/∂outputs from ∂L/∂q(s, a) of one action: 1 for V, 1 − 1/n for A(s, a), and −1/n for the others.
    func spread(_ slope: Float, of action: Int, into gradient: UnsafeMutablePointer<Float>) {
        guard isDueling else {
            gradient.update(repeating: 0, count: actions)
            return gradient[action] = slope
        }
        let share = slope / Float(actions)
        gradient.update(repeating: -share, count: actions)
        gradient[action] = slope - share
        gradient[actions] = slope
    }
}
