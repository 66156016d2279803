public import Numerics

/// How strongly a policy is held, and by what: Float64, adapted after every update as Schulman et al. (2017, section 4) do, with the
/// bounds of FedKL's program.
public struct PenaltyCoefficients: Persistent {
    /// β, of how far a policy goes in one update.
    var local: Double
    /// σ, of how far it is from where an exchange left it.
    var anchored: Double
    /// The mean KL(π′ ‖ π) after the last update, and the mean D(π̄, π); 0 before any.
    var localDivergence = 0.0
    var distance = 0.0
    /// How often the agent was left somewhere, at the start among them.
    var anchorings = 0

    init(_ penalty: PolicyPenalty) {
        local = penalty.localCoefficient
        anchored = penalty.coefficient
    }

    /// Coefficients that are no weights, and counts that are none.
    public var flaw: Flaw? {
        Flaw.unless(local >= 0 && local.isFinite, "local", "a coefficient is at least 0, and finite")
            ?? .unless(anchored >= 0 && anchored.isFinite, "anchored", "a coefficient is at least 0, and finite")
            ?? .count("anchorings", anchorings)
    }

    /// Goes by what was measured on a rollout after its last epoch.
    ///
    /// - Parameter scale: the rollout's largest advantage.
    mutating func adapt(to localDivergence: Double, _ distance: Double, scale: Double, _ penalty: PolicyPenalty) {
        // What is no number has one form.
        self.localDivergence = localDivergence.isNaN ? .nan : localDivergence
        self.distance = distance.isNaN ? .nan : distance
        if local > 0 {
            local = Self.adapted(
                local, localDivergence, target: penalty.localTarget, least: Self.least, scale: scale)
        }
        if anchored > 0 {
            anchored = Self.adapted(
                anchored, distance, target: penalty.target(after: anchorings), least: penalty.coefficient, scale: scale)
        }
    }

    /// Half where less than the target was measured, twice where more; between the least and the most.
    private static func adapted(
        _ coefficient: Double, _ measured: Double, target: Double, least: Double, scale: Double
    ) -> Double {
        guard measured.isFinite, scale.isFinite else { return coefficient }
        let next =
            measured < target / threshold
            ? coefficient / step : measured > target * threshold ? coefficient * step : coefficient
        let bound = measured > 0 ? min(scale / measured, most) : most
        return max(min(next, bound), least)
    }

    private static let (threshold, step, least, most) = (1.1, 2.0, 1e-8, 20.0)

    /// Adds all numbers to a sweep.
    func feed(_ sweep: inout StateSweep) {
        withUnsafeBytes(of: local) { sweep.add(learnedDoubles: $0) }
        withUnsafeBytes(of: anchored) { sweep.add(learnedDoubles: $0) }
        withUnsafeBytes(of: localDivergence) { sweep.add(learnedDoubles: $0) }
        withUnsafeBytes(of: distance) { sweep.add(learnedDoubles: $0) }
        sweep.add(count: anchorings)
    }
}
