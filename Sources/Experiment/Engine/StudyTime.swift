import Archive
import Config
public import Diagnostics

/// How long cells of a study take on one thread, all of them together: by the logs of such cells where a store has some, else by a
/// trial or by the model of time (``CellTime``).
public struct StudyTime: Sendable {
    /// Seconds of all cells.
    public let seconds: Double
    /// What the times of the arms are known from, each once, in the arms' order.
    public let bases: [CellForecast.Basis]
    /// What a trial showed, where there was one.
    public let trial: Calibration.Trial?

    /// Whether it is a bound, in which every episode lasts to its limit.
    public var isBound: Bool { bases.contains { $0 != .logs } }
}

extension Study {
    /// How long cells take.
    ///
    /// - Parameters:
    ///   - store: where cells that have run tell.
    ///   - tries: whether a trial of about a second may be made where none tells; the model speaks else.
    /// - Throws: ``StageError`` where a trial's first networks cannot be read.
    public func time(of cells: [StudyCell], in store: String, tries: Bool) throws -> StudyTime {
        var arms: [(cells: [StudyCell], plan: CellPlan, perRound: Double?)] = []
        var places: [Int: Int] = [:]
        for cell in cells {
            if let place = places[cell.variant] {
                arms[place].cells.append(cell)
            } else {
                places[cell.variant] = arms.count
                arms.append(([cell], plan(of: cell), nil))
            }
        }
        for index in arms.indices {
            arms[index].perRound = secondsPerRound(
                of: seeds.map { self.cell(of: arms[index].cells[0].variant, seed: $0) }, in: store)
        }
        let unknown = arms.filter { $0.perRound == nil }.map(\.plan)
        let trial = tries && !unknown.isEmpty ? try Calibration.trial(ofBusiest: unknown) : nil
        var (seconds, bases): (Double, [CellForecast.Basis]) = (0, [])
        for arm in arms {
            let (each, basis): (Double, CellForecast.Basis) =
                if let perRound = arm.perRound {
                    (perRound * Double(arm.plan.rounds), .logs)
                } else {
                    CellForecast.bound(of: arm.plan, by: trial, looksAtMeetings: tries)
                }
            seconds += each * Double(arm.cells.count)
            if !bases.contains(basis) { bases.append(basis) }
        }
        return StudyTime(seconds: seconds, bases: bases, trial: trial)
    }

    /// Seconds of a round of an arm, by the logs of its cells of the same plan; nil where none tells. The first few that tell speak
    /// for all; one that cannot be read tells nothing.
    private func secondsPerRound(of cells: [StudyCell], in store: String) -> Double? {
        var (rounds, seconds, told) = (0, 0.0, 0)
        for cell in cells where told < 5 {
            let directory = RunDirectory(store: store, experiment: name, arm: cell.arm, seed: cell.seed, in: language)
            do throws(ArchiveError) {
                let log = try WorkLog(in: directory)
                guard log.rounds > 0, try directory.storedPlan()?.cell == plan(of: cell).cellFingerprint else {
                    continue
                }
                (rounds, seconds, told) = (rounds + log.rounds, seconds + log.seconds, told + 1)
            } catch {
                // Nothing but a forecast looks there: a trial or the model speaks instead.
                continue
            }
        }
        return rounds > 0 ? seconds / Double(rounds) : nil
    }

    /// Seconds on one thread from which a study is warned about: a day.
    private static let patience = 86_400.0

    /// A warning where all cells together take longer than a day on one thread.
    ///
    /// - Parameters:
    ///   - store: where cells that have run tell how long such cells take.
    ///   - words: of a time in seconds.
    /// - Throws: as ``time(of:in:tries:)`` does.
    public func lengthFindings(in store: String, words: (Double) -> String) throws -> Findings {
        var findings = Findings()
        let time = try time(of: cells, in: store, tries: false)
        guard time.seconds > Self.patience else { return findings }
        let cells = variants.count * seeds.count
        let (who, whose) = cells == 1 ? ("the cell takes", "its plan") : ("the \(cells) cells take", "their plans")
        let basis =
            time.bases == [.logs]
            ? "about \(words(time.seconds)) on one thread, by the logs of such cells in \(store)"
            : "at most some \(words(time.seconds)) on one thread, if every episode lasts to its limit, by "
                + (time.bases.contains(.logs) ? "logs in \(store) and, where there are none, " : "")
                + "a model of \(whose)"
        findings.add(
            .longStudy, "\(who) \(basis)", at: variants.first?.provenance["rounds"].span,
            help:
                "fewer seeds, levels or rounds; `concord cells` tries how fast this machine is, `concord submit` hands cells to a queue"
        )
        return findings
    }
}
