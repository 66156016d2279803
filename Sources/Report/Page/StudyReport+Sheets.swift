extension StudyReport {
    /// A table of a report, by the word that asks for it.
    public enum Sheet: String, CaseIterable, Sendable {
        /// What is compared.
        case setup
        /// One row per arm.
        case summary
        /// Gains over the baseline.
        case gains
        /// Each agent's final mean.
        case agents
        /// Expected numbers beside ours.
        case published
        /// Our final means of every measure, as expected numbers are written.
        case means
        /// Bytes by direction.
        case bytes
        /// The cells and their fingerprints.
        case cells
        /// The points of all curves.
        case curves
    }

    /// The table.
    public func table(_ sheet: Sheet) -> Table {
        switch sheet {
        case .setup: setup
        case .summary: summary
        case .gains: gains
        case .agents: agents
        case .published: published ?? Table("Expected", columns: [])
        case .means: means
        case .bytes: wire
        case .cells: provenance
        case .curves: curves
        }
    }

    /// Why a table has no rows, in a sentence.
    public func absence(of sheet: Sheet) -> String {
        switch sheet {
        case .gains:
            summary.rows.count == 1
                ? "No gains: there is one arm, and nothing to compare it with."
                : "No gains: no arm is compared with another by pairs of cells of one seed."
        case .agents:
            "No table of agents: the first measure is not counted agent by agent, but for all together or by replica."
        case .published:
            published == nil
                ? "No expected numbers: --expected FILE sets some beside ours."
                : "No expected numbers: none of the file's is of an arm and a measure here."
        case .bytes: "No bytes: nothing was recorded of them; `measure` names `bytes` in a spec that wants them."
        case .means: "No means: no measure was recorded in the last rounds."
        case .curves: "No curves: no measure was recorded in any round."
        case .setup, .summary, .cells: "Nothing."
        }
    }
}
