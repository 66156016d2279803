import Learning
import Numerics

/// How far agents' action distributions are from one another.
enum PolicyDivergence {
    /// KL(row i ‖ row j), the mean over states, and over controls where there are some.
    static func between(_ rows: [[Double]], _ actions: ActionSpace?) -> [[Double]] {
        guard let actions else { preconditionFailure("agents that are compared have a space of actions") }
        let width = actions.distributionWidth
        if case .box = actions {
            return rows.map { one in rows.map { gaussian(one, $0, width) } }
        }
        let logarithms = rows.map { $0.map { Elementary.log($0) } }
        let states = Double(max((rows.first?.count ?? 0) / width, 1))
        return rows.indices.map { one in
            rows.indices.map { other in
                let sum = ColumnSum.over(rows[one].indices) { index in
                    let share = rows[one][index]
                    return share > 0 ? share * (logarithms[one][index] - logarithms[other][index]) : 0
                }
                return sum / states
            }
        }
    }

    /// KL(N(μ, σ) ‖ N(μ', σ')) = ln(σ'/σ) + (σ² + (μ − μ')²)/(2σ'²) − ½, the mean over states and controls.
    private static func gaussian(_ one: [Double], _ other: [Double], _ width: Int) -> Double {
        let controls = width / 2
        var (sum, count) = (ColumnSum(), 0)
        for start in stride(from: 0, to: one.count, by: width) {
            for control in 0..<controls {
                let (mean, deviation) = (one[start + control], one[start + controls + control])
                let (otherMean, otherDeviation) = (other[start + control], other[start + controls + control])
                let gap = mean - otherMean
                sum.add(
                    Elementary.log(otherDeviation / deviation)
                        + (deviation * deviation + gap * gap) / (2 * otherDeviation * otherDeviation) - 0.5)
                count += 1
            }
        }
        return sum.total / Double(max(count, 1))
    }
}
