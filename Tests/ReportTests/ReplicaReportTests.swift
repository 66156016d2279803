import Testing

@testable import Report

@Suite("Reports of replicas")
struct ReplicaReportTests {
    /// As many replicas as agents: a list of three numbers is not told from the agents' by its length.
    private var cells: [CellRecord] {
        SampleStudy.cells.map { cell in
            var cell = cell
            cell.measures[0].isOfReplicas = true
            return cell
        }
    }

    @Test("No table and no panel of agents shows replicas' numbers as theirs, and the interquartile mean is of cells")
    func agents() {
        let report = StudyReport(cells: cells)
        #expect(report.agents.rows.isEmpty && report.agentPanels == nil)
        #expect(report.absence(of: .agents).contains("by replica"))
        #expect(report.summary.caption.contains("over all cells.") && !report.summary.caption.contains("(seed, agent)"))
        #expect(!report.html(version: "test").contains("every-agent"))
        let shown = StudyReport(cells: SampleStudy.cells)
        #expect(shown.agents.rows.count == 3 && shown.summary.caption.contains("(seed, agent) pairs."))
        // Means over all replicas are what they were.
        #expect(report.summary.rows.map { $0[2] } == shown.summary.rows.map { $0[2] })
    }

    @Test("What is nearly nothing is no row of zeros")
    func nothing() {
        #expect(Analysis.decimals(of: 1e-17) == 1 && Analysis.decimals(of: 0) == 1 && Analysis.decimals(of: -3e-9) == 9)
        #expect(Analysis.decimals(of: 0.02) == 4 && Analysis.decimals(of: -20) == 1)
    }

    @Test("A measure is of replicas where the record has what is said of all of them beside it")
    func names() {
        #expect(NumberOwners.ofReplicas(["fixed_point", "fixed_point_over_replicas.sd", "regret"]) == ["fixed_point"])
        #expect(NumberOwners.ofReplicas(["fixed_point", "regret"]).isEmpty)
    }
}
