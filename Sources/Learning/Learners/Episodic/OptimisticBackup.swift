import Numerics

/// One step of optimistic planning: what is hoped for of every state and action, given sums over all that was seen of them.
struct OptimisticBackup: Sendable, Equatable {
    /// What is added to a mean of N samples.
    enum Bonus: String, Sendable {
        case withoutLogarithms = "without_logarithms"
        case bernstein
    }

    let bonus: Bonus
    /// H, which no value exceeds.
    let horizon: Double
    /// S · A.
    let width: Int
    /// ln(2 S A H/δ).
    private let logarithm: Double

    init(_ bonus: Bonus, horizon: Int, states: Int, actions: Int, confidence: Double) {
        self.bonus = bonus
        self.horizon = Double(horizon)
        width = states * actions
        logarithm = Elementary.log(2 * Double(states * actions * horizon) / confidence)
    }

    /// Q̂ + bonus, at most H, and N, one after the other.
    ///
    /// - Parameters:
    ///   - sums: Σ (r + V'), Σ V', Σ V'² and N over visits, `states × actions` each.
    ///   - scale: what they are multiplied with to be sums over all agents.
    func plan(_ sums: UnsafePointer<Double>, scale: Double, into row: UnsafeMutablePointer<Double>) {
        for pair in 0..<width {
            let visits = Self.whole(sums[3 * width + pair] * scale)
            row[width + pair] = visits
            guard visits > 0 else {
                row[pair] = horizon
                continue
            }
            let (value, next) = (sums[pair] * scale / visits, sums[width + pair] * scale / visits)
            let variance = max(sums[2 * width + pair] * scale / visits - next * next, 0)
            row[pair] = min(value + reach(visits, variance), horizon)
        }
    }

    /// What is added to a mean over so many visits.
    private func reach(_ visits: Double, _ variance: Double) -> Double {
        guard visits >= 2 else { return horizon }
        switch bonus {
        case .withoutLogarithms: return horizon / visits + (variance / visits).squareRoot()
        case .bernstein:
            return (2 * variance * logarithm / visits).squareRoot() + 7 * horizon * logarithm / (3 * (visits - 1))
        }
    }

    /// A number of visits, which a mean over agents, multiplied with their number, may miss by rounding.
    static func whole(_ visits: Double) -> Double {
        let nearest = visits.rounded()
        return abs(visits - nearest) <= 1e-9 * nearest ? nearest : visits
    }
}
