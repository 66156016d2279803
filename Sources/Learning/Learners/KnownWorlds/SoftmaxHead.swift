import Numerics

/// How logits make a policy by state: one choice among all actions, or the bits of an action's number one after the other.
struct SoftmaxHead: Sendable {
    /// How many actions there are.
    let actions: Int
    /// The bits of an action's number, the highest first; nil where all actions are one choice.
    private let bits: Int?
    /// By bit: its weight in the charge.
    private let weights: [Double]

    /// A head.
    ///
    /// - Parameters:
    ///   - isBitwise: whether actions are chosen bit by bit; their number is a power of two then.
    ///   - discount: γ of the bits' weights γ^(p/(k − 1)).
    init(actions: Int, isBitwise: Bool, discount: Double) {
        precondition(!isBitwise || Self.canChooseBits(of: actions), "bits number all actions")
        self.actions = actions
        let bits = isBitwise ? actions.trailingZeroBitCount : nil
        self.bits = bits
        weights = (0..<(bits ?? 0)).map { bit in
            bit == 0 ? 1 : Elementary.exp(Elementary.log(discount) * Double(bit) / Double((bits ?? 0) - 1))
        }
    }

    /// Whether so many actions can be numbered by bits.
    static func canChooseBits(of actions: Int) -> Bool { actions > 1 && actions.nonzeroBitCount == 1 }

    /// The options of one choice.
    var options: Int { bits == nil ? actions : 2 }

    /// Logits of one state. Of bits, two for every prefix: shorter ones first, then by their value.
    var width: Int { bits == nil ? actions : 2 * (actions - 1) }

    /// What one state's logits say.
    ///
    /// - Parameters:
    ///   - probabilities: π(a|s), by action.
    ///   - charges: by action: log π(a|s); of bits Σ_p w_p log π(bit p|s, bits before it).
    ///   - choices: the probabilities of every choice, as the logits lie.
    @inline(__always)
    func read(
        _ logits: UnsafePointer<Double>, probabilities: UnsafeMutablePointer<Double>,
        charges: UnsafeMutablePointer<Double>, choices: UnsafeMutablePointer<Double>
    ) {
        guard let bits else {
            Self.choose(logits, actions, choices, charges)
            probabilities.update(from: choices, count: actions)
            return
        }
        probabilities.update(repeating: 1, count: actions)
        charges.update(repeating: 0, count: actions)
        for bit in 0..<bits {
            let first = (1 << bit) - 1
            for prefix in 0..<1 << bit {
                let node = 2 * (first + prefix)
                var logs = (0.0, 0.0)
                withUnsafeMutablePointer(to: &logs) { logs in
                    logs.withMemoryRebound(to: Double.self, capacity: 2) {
                        Self.choose(logits + node, 2, choices + node, $0)
                    }
                }
                // The actions whose number begins with this prefix and the bit.
                let half = actions >> (bit + 1)
                for value in 0..<2 {
                    let charge = weights[bit] * (value == 0 ? logs.0 : logs.1)
                    let start = (2 * prefix + value) * half
                    for action in start..<(start + half) {
                        probabilities[action] *= choices[node + value]
                        charges[action] += charge
                    }
                }
            }
        }
    }

    /// Σ_a W(a) ∇ log π(a|s): what one state's logits move along.
    @inline(__always)
    func gradient(
        _ weights: UnsafePointer<Double>, choices: UnsafePointer<Double>, into gradient: UnsafeMutablePointer<Double>
    ) {
        guard let bits else {
            Self.pull(weights, choices, actions, gradient)
            return
        }
        for bit in 0..<bits {
            for prefix in 0..<1 << bit {
                let node = 2 * ((1 << bit) - 1 + prefix)
                let half = actions >> (bit + 1)
                var sums = (0.0, 0.0)
                let start = 2 * prefix * half
                for action in start..<(start + half) { sums.0 += weights[action] }
                for action in (start + half)..<(start + 2 * half) { sums.1 += weights[action] }
                withUnsafePointer(to: &sums) { sums in
                    sums.withMemoryRebound(to: Double.self, capacity: 2) {
                        Self.pull($0, choices + node, 2, gradient + node)
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func pull(
        _ weights: UnsafePointer<Double>, _ probabilities: UnsafePointer<Double>, _ count: Int,
        _ gradient: UnsafeMutablePointer<Double>
    ) {
        var sum = 0.0
        for index in 0..<count { sum += weights[index] }
        for index in 0..<count { gradient[index] = weights[index] - probabilities[index] * sum }
    }

    /// Softmax of some logits, and its logarithms, which are finite also where probabilities vanish.
    @inline(__always)
    private static func choose(
        _ logits: UnsafePointer<Double>, _ count: Int, _ probabilities: UnsafeMutablePointer<Double>,
        _ logs: UnsafeMutablePointer<Double>
    ) {
        let (largest, sum) = PolicySolver.softmax(logits, into: probabilities, actions: count)
        let shift = largest + Elementary.log(sum)
        for index in 0..<count { logs[index] = logits[index] - shift }
    }
}
