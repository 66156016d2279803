import Archive
import Diagnostics
import Experiment
import Report

extension RunSession {
    /// More rows than this are for `report` to read.
    private static let mostRows = 200_000

    /// What came out, where arms can be compared: the first of the sentences that head the page of `report`.
    func sayGains(_ console: Console) {
        let arms = Set(plans.map(\.arm))
        let rows = plans.reduce(0) { $0 + $1.rounds }
        guard !console.isQuiet, arms.count > 1, rows <= Self.mostRows else { return }
        var cells: [CellRecord] = []
        for plan in plans {
            do throws(ArchiveError) {
                cells.append(try CellRecord(reading: plan.runDirectory(in: store)))
            } catch {
                console.note("\(error)")
                return
            }
        }
        guard cells.allSatisfy({ !$0.rounds.isEmpty }) else { return }
        for sentence in StudyReport.headline(of: cells) { console.tell(sentence) }
    }
}
