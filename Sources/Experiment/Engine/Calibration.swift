import Config
import Glibc
import Learning

/// How fast this machine runs a plan, measured by running its first rounds in memory for about a second.
///
/// Public states are replaced by zeros of the same shape, so that no stage has to be made: arithmetic takes as long on
/// them. Nothing is written, and nothing of it reaches a plan.
public struct Calibration: Sendable {
    /// Seconds of training per environment step of all agents together.
    public let secondsPerStep: Double
    /// Seconds one firing of all exchanges takes; nil where none fired in the time given.
    public let secondsPerFiring: Double?
    /// Rounds that were run.
    public let rounds: Int

    /// Runs a plan's first rounds.
    ///
    /// - Throws: ``StageError`` where the plan's first networks cannot be read.
    public init(_ plan: CellPlan, jobs: Int, seconds: Double = 1) throws {
        let costs = plan.costs
        let width = Environments.catalogue.make(plan.nominalEnvironment).spaces.observation.count
        let states =
            costs.publicStates > 0
            ? PublicStates([Float](repeating: 0, count: costs.publicStates * width), width: width) : nil
        var cell = try Cell(plan, publicStates: states, initial: plan.initial.map { try InitialNetworks($0) })
        let exchanging = plan.schedule.phases.filter { $0.exchange != nil }.map(\.period)
        var plain = (seconds: 0.0, steps: 0)
        var firings = (seconds: 0.0, steps: 0, count: 0)
        let start = Self.now
        var previous = (time: start, steps: 0)
        while !cell.isFinished, previous.time - start < seconds {
            _ = cell.advance(jobs)
            let current = (time: Self.now, steps: cell.steps)
            let (elapsed, steps) = (current.time - previous.time, current.steps - previous.steps)
            let isEvaluated = plan.evaluation.map { cell.round.isMultiple(of: $0.period) } ?? false
            if exchanging.contains(where: { cell.round.isMultiple(of: $0) }) {
                firings = (firings.seconds + elapsed, firings.steps + steps, firings.count + 1)
            } else if !isEvaluated {
                plain = (plain.seconds + elapsed, plain.steps + steps)
            }
            previous = current
        }
        // Where every round federates, training cannot be told apart from it, and all time counts as training.
        let training = plain.steps > 0 ? plain : (firings.seconds, firings.steps)
        secondsPerStep = training.1 > 0 ? training.0 / Double(training.1) : 0
        secondsPerFiring =
            firings.count > 0
            ? max(0, firings.seconds - Double(firings.steps) * secondsPerStep) / Double(firings.count) : nil
        rounds = cell.round
    }

    /// Seconds a cell takes, at most: every episode lasting to its limit. Evaluations count as training steps.
    public func secondsBound(of costs: PlanCosts) -> Double {
        let firings = costs.firings.reduce(0) { $0 + $1.count }
        let steps = Double(costs.trainingStepsBound + costs.evaluationStepsBound)
        return steps * secondsPerStep + Double(firings) * (secondsPerFiring ?? 0)
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
