import Config
import Dispatch
import Glibc
import Learning
import Synchronization

/// How fast this machine runs a plan, measured by running its first rounds in memory for about a second. On one thread that thread's
/// own time counts, so that other work disturbs it little.
///
/// Public states are replaced by zeros of the same shape, so that no stage has to be made: arithmetic takes as long on
/// them. Long rounds are cut short for it. Nothing is written, and nothing of it reaches a plan.
public struct Calibration: Sendable {
    /// Seconds of training per environment step of all agents together.
    public let secondsPerStep: Double
    /// Seconds one firing of all exchanges takes; nil where none fired in the time given.
    public let secondsPerFiring: Double?
    /// Rounds that were run.
    public let rounds: Int
    /// How the machine compares with the model of time.
    let pace: Pace

    /// Runs a plan's first rounds on a thread of its own; nil where that took longer than anybody waits, where the plan's
    /// public states are more than a trial holds, or where a single step of all agents is more arithmetic than a trial does.
    ///
    /// A trial that is given up ends with the round it is in, and rounds of steps are cut to what a trial does in a second.
    ///
    /// - Throws: ``StageError`` where the plan's first networks cannot be read.
    public static func trial(_ plan: CellPlan, jobs: Int, patience: Double = 10) throws -> Calibration? {
        let width = plan.makeNominalEnvironment().spaces.observation.count
        guard plan.publicStateCount.count.saturatingTimes(width) <= Self.mostNumbers else { return nil }
        let step = plan.operationsPerStep
        guard step <= Self.mostOperationsPerStep else { return nil }
        let short = plan.shortened(
            to: Self.mostUnits, steps: max(1, Int(Self.mostOperationsPerRound / max(1, step))))
        let answer = Answer()
        DispatchQueue.global().async {
            answer.give(Result { try Calibration(short, initial: plan.filedNumbers(), jobs: jobs, seconds: 1) })
        }
        return try answer.wait(seconds: patience)?.get()
    }

    /// What came of trying a study's cells.
    public enum Trial: Sendable {
        /// What was found.
        case found(Calibration)
        /// A cell takes so many bytes that it is not begun to see how fast it is.
        case tooLarge(bytes: Double)
        /// A round cut short for a trial takes longer than anybody waits.
        case tooSlow
    }

    /// Tries the arm that federates most, on one thread: it tells both what training and what federating costs.
    ///
    /// - Parameter arms: a plan of each, at least one.
    public static func trial(ofBusiest arms: [CellPlan]) throws -> Trial {
        func firings(_ plan: CellPlan) -> Int { plan.costs.firings.reduce(0) { $0 + $1.count } }
        guard let busiest = arms.max(by: { firings($0) < firings($1) }) else {
            preconditionFailure("there is no arm to try")
        }
        let memory = busiest.memory.bytes
        guard memory <= largestTried else { return .tooLarge(bytes: memory) }
        return try trial(busiest, jobs: 1).map(Trial.found) ?? .tooSlow
    }

    /// Cells of more bytes are not begun to see how fast they are.
    private static let largestTried = 2e9

    /// What a trial found, handed from its thread to the one that waits.
    private final class Answer: Sendable {
        private let result = Mutex<Result<Calibration, any Error>?>(nil)
        private let isThere = DispatchSemaphore(value: 0)

        func give(_ found: Result<Calibration, any Error>) {
            result.withLock { $0 = found }
            isThere.signal()
        }

        func wait(seconds: Double) -> Result<Calibration, any Error>? {
            guard isThere.wait(timeout: .now() + seconds) == .success else { return nil }
            return result.withLock { $0 }
        }
    }

    /// A round of a trial has no more episodes, steps or updates of all agents together.
    private static let mostUnits = 100_000
    /// Floating-point operations of networks that a round of steps has at most: about a second's.
    private static let mostOperationsPerRound = 1e10
    /// Floating-point operations of networks in one step of all agents, at most: some seconds' even where they are slow.
    private static let mostOperationsPerStep = 2e10
    /// Numbers of public states that a trial holds at most: 400 MB.
    private static let mostNumbers = 100_000_000

    /// Runs a plan's first rounds.
    private init(_ plan: CellPlan, initial: (any FirstNumbers)?, jobs: Int, seconds: Double) throws {
        let costs = plan.costs
        let width = plan.makeNominalEnvironment().spaces.observation.count
        let states =
            costs.publicStates > 0
            ? PublicStates([Float](repeating: 0, count: costs.publicStates * width), width: width) : nil
        var cell = try Cell(plan, publicStates: states, initial: initial)
        let exchanging = plan.compositions.map { plan.period(of: $0) }
        let model = CellTime(plan)
        var plain = (seconds: 0.0, steps: 0, rounds: 0)
        var firings = (seconds: 0.0, steps: 0, rounds: 0, meetings: 0)
        let clock = jobs == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC
        let start = Self.time(CLOCK_MONOTONIC)
        var previous = (time: Self.time(clock), steps: 0)
        while !cell.isFinished, Self.time(CLOCK_MONOTONIC) - start < seconds {
            _ = cell.advance(jobs)
            let current = (time: Self.time(clock), steps: cell.steps)
            let (elapsed, steps) = (current.time - previous.time, current.steps - previous.steps)
            let isEvaluated = plan.evaluation.map { cell.round.isMultiple(of: $0.period) } ?? false
            let meetings = exchanging.count { cell.round.isMultiple(of: $0) }
            if meetings > 0 {
                firings = (
                    firings.seconds + elapsed, firings.steps + steps, firings.rounds + 1, firings.meetings + meetings
                )
            } else if !isEvaluated {
                plain = (plain.seconds + elapsed, plain.steps + steps, plain.rounds + 1)
            }
            previous = current
        }
        // Where every round federates, training cannot be told apart from it, and all time counts as training.
        let training = plain.steps > 0 ? (plain.seconds, plain.steps) : (firings.seconds, firings.steps)
        secondsPerStep = training.1 > 0 ? training.0 / Double(training.1) : 0
        secondsPerFiring =
            firings.rounds > 0
            ? max(0, firings.seconds - Double(firings.steps) * secondsPerStep) / Double(firings.rounds) : nil
        rounds = cell.round
        let agents = plan.agents.count
        func modelled(_ steps: Int, _ rounds: Int) -> Double {
            model.training(steps: steps, rounds: rounds, agents: agents)
        }
        let met = Double(firings.meetings) * model.meeting
        if plain.rounds > 0 {
            let training = plain.seconds / modelled(plain.steps, plain.rounds)
            let meeting = max(0, firings.seconds - training * modelled(firings.steps, firings.rounds))
            pace = Pace(training: training, meeting: met > 0 ? meeting / met : training)
        } else {
            let both = firings.rounds > 0 ? firings.seconds / (modelled(firings.steps, firings.rounds) + met) : 1
            pace = Pace(training: both, meeting: both)
        }
    }

    /// Seconds a cell takes, at most: every episode lasting to its limit.
    public func secondsBound(of plan: CellPlan) -> Double { CellTime(plan).seconds(at: pace) }

    private static func time(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

extension CellPlan {
    /// What agents begin with that files have, whatever other cells end with.
    fileprivate func filedNumbers() throws(StageError) -> (any FirstNumbers)? {
        let shared = ownInitials.count < agents.count && initial?.kind != .end ? initial : nil
        return try firstNumbers(beside: shared?.read())
    }

    /// The plan with rounds of so many units at most, of all agents and replicas together, each agent keeping ten; and of so
    /// many steps of an agent at most where rounds count steps.
    fileprivate func shortened(to most: Int, steps: Int) -> CellPlan {
        var count = max(10, most / agents.count.saturatingTimes(replicas))
        if round.unit == .steps { count = min(count, steps) }
        guard round.count > count else { return self }
        return CellPlan(
            checked: canonical.setting("round", to: Duration(count, round.unit).canonical), beside: "", in: language)
    }
}
