import Determinism

/// What every row of a plan's record is like, whoever wrote it: it has members that the plan knows, and its steps never
/// become fewer. Rows that no checkpoint covers are held against it.
struct RecordShape {
    private let names: Set<String>
    private var steps = 0

    /// - Parameter last: the row before the first one asked of; nil where there is none.
    init(_ plan: CanonicalValue, after last: CanonicalValue?) {
        let listed = plan["measure"] ?? RecordSpec.measure.defaultValue
        let measured = (listed?.elements ?? []).compactMap { $0.members.first?.key }
        names = Set(CheckpointNames.row + measured)
        steps = last?["steps"]?.asInteger ?? 0
    }

    /// What is wrong with the next row, in words; nil where nothing is.
    mutating func fault(of row: CanonicalValue) -> String? {
        if let other = row.members.first(where: { !names.contains($0.key) }) {
            return "a row with '\(other.key)', which the plan does not measure"
        }
        guard let written = row["steps"] else { return nil }
        guard let steps = written.asInteger, steps >= self.steps else {
            return "a row with 'steps' \(written.json), where there were \(self.steps) before"
        }
        self.steps = steps
        return nil
    }
}
