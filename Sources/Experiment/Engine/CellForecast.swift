import Archive
import Config

/// What a cell takes, before it runs or while it does: time on one thread, memory, and where it stands.
///
/// Times are read off the logs of cells that have run; where an arm has none, they are bounds, every episode lasting to its limit: by a
/// trial of about a second, or by the model of time where that takes too long. Nothing of it reaches a plan, and no result depends on it.
public struct CellForecast: Sendable {
    /// Where it stands.
    public let state: CellState
    /// The rounds of its newest valid checkpoint; 0 where there is none.
    public let round: Int
    /// Seconds on one thread, from its first round to its last; nil where nobody knows.
    public let seconds: Double?
    /// Seconds on one thread that are left; nil where nobody knows.
    public let secondsLeft: Double?
    /// What its time is known from; nil where nobody knows.
    public let basis: Basis?
    /// Bytes at its peak.
    public let memory: Double

    /// What a time is known from.
    public enum Basis: String, Sendable {
        /// Logs of cells of its arm, its own where it has one.
        case logs
        /// A trial of the study's busiest arm.
        case trial
        /// The model of time alone.
        case model
    }

    /// Whether a run has something to do there.
    public var isOpen: Bool { state != .done }

    /// Seconds that a cell takes at most, where no log tells, and what they are known from: what a trial found, else the model alone.
    ///
    /// - Parameter looksAtMeetings: whether the model counts what every meeting takes (see ``CellTime``).
    static func bound(
        of plan: CellPlan, by trial: Calibration.Trial?, looksAtMeetings: Bool = true
    ) -> (seconds: Double, basis: Basis) {
        if case .found(let calibration)? = trial { return (calibration.secondsBound(of: plan), .trial) }
        return (CellTime(plan, looksAtMeetings: looksAtMeetings).seconds(), .model)
    }
}

/// What cells of a study take, all of them together.
public struct CellForecasts: Sendable {
    /// By cell, in order.
    public let cells: [CellForecast]
    /// Why no time is known where no log tells; nil where nothing was in the way, or nobody asked.
    public let trial: Calibration.Trial?

    /// Looks at the cells' directories, and tries the study where no log says how long a cell that is not done takes.
    ///
    /// - Parameters:
    ///   - plans: the cells, in the study's order; of those whose status is nil nothing is known but that they are not done.
    ///   - statuses: what their directories say.
    ///   - tries: whether a trial may be made.
    /// - Throws: ``StageError`` where a trial's first networks cannot be read.
    public init(_ plans: [CellPlan], _ statuses: [RunStatus?], store: String, tries: Bool) throws {
        let states = zip(plans, statuses).map { plan, status in status?.standing(of: plan) ?? .notStarted }
        var arms: [String: Arm] = [:]
        var own: [Double?] = []
        for (plan, state) in zip(plans, states) {
            if arms[plan.arm] == nil { arms[plan.arm] = Arm(memory: plan.memory.bytes) }
            guard state != .notStarted, state != .anotherPlan else {
                own.append(nil)
                continue
            }
            do throws(ArchiveError) {
                let log = try WorkLog(in: plan.runDirectory(in: store))
                arms[plan.arm]?.rounds += log.rounds
                arms[plan.arm]?.seconds += log.seconds
                own.append(log.secondsPerRound)
            } catch {
                // A log that cannot be read tells nothing: others, a trial or the model speak instead.
                own.append(nil)
            }
        }
        var known: Set<String> = []
        let unknown = zip(plans, states).filter { plan, state in
            state != .done && arms[plan.arm]?.secondsPerRound == nil && known.insert(plan.arm).inserted
        }.map(\.0)
        trial = tries && !unknown.isEmpty ? try Calibration.trial(ofBusiest: unknown) : nil
        for plan in unknown where trial != nil {
            let (seconds, basis) = CellForecast.bound(of: plan, by: trial)
            arms[plan.arm]?.bound = (seconds / Double(max(1, plan.rounds)), basis)
        }
        cells = plans.indices.map { index in
            let (plan, state, arm) = (plans[index], states[index], arms[plans[index].arm])
            let isOver = state == .done
            // What belongs to another plan or record is begun anew.
            let isKept = state != .anotherPlan && state != .anotherRecord
            let round = isKept ? statuses[index]?.checkpointRound ?? 0 : 0
            let learned = own[index] ?? arm?.secondsPerRound
            let each = learned ?? arm?.bound?.seconds
            let total = isOver ? round : plan.rounds
            return CellForecast(
                state: state, round: round, seconds: each.map { $0 * Double(total) },
                secondsLeft: isOver ? 0 : each.map { $0 * Double(max(0, total - round)) },
                basis: learned == nil ? arm?.bound?.basis : .logs, memory: arm?.memory ?? 0)
        }
    }

    /// What is known of an arm's cells.
    private struct Arm {
        let memory: Double
        var rounds = 0
        var seconds = 0.0
        /// Seconds of a round at most, and by what.
        var bound: (seconds: Double, basis: CellForecast.Basis)?

        /// Seconds of a round, by the logs of all its cells.
        var secondsPerRound: Double? { rounds > 0 ? seconds / Double(rounds) : nil }
    }
}
