/// How an observation is made what a network is given, component by component: (x − μ)/σ, no further from 0 than a limit.
///
/// A view of numbers somebody else owns. What is no number stays none.
struct ObservationScale {
    /// μ by component.
    let means: UnsafePointer<Double>
    /// 1/σ by component.
    let inverses: UnsafePointer<Double>
    /// Components.
    let width: Int
    /// How far from 0 a component can be.
    let limit: Double

    /// Writes some observations, one after the other; they may be written where they are.
    func write(_ observations: UnsafePointer<Float>, rows: Int = 1, to scaled: UnsafeMutablePointer<Float>) {
        for row in 0..<rows {
            let first = row * width
            for index in 0..<width {
                let value = (Double(observations[first + index]) - means[index]) * inverses[index]
                scaled[first + index] = Float(value < -limit ? -limit : value > limit ? limit : value)
            }
        }
    }
}
