import Determinism
import Experiment
import Report
import Testing

@Suite("Cells of one arm with unlike plans")
struct PlanGroupTests {
    /// A plan's settings as a store has them: two agents with step sizes and worlds of their own.
    private static func settings(
        rates: [Double] = [0.001, 0.001], lengths: [Double] = [0.5, 0.5], rounds: Int = 400
    ) throws -> CanonicalValue {
        let agents = zip(rates, lengths).enumerated().map { index, pair in
            """
            {"environment":{"cartpole":{"pole_half_length":\(pair.1)}},"name":"a\(index)",\
            "optimizers":{"policy":{"adam":{"learning_rate":\(pair.0)}}}}
            """
        }
        return try CanonicalValue(parsing: #"{"agents":[\#(agents.joined(separator: ","))],"rounds":\#(rounds)}"#)
    }

    private func report(_ nofed: [CanonicalValue], d5: CanonicalValue) -> StudyReport {
        let cells = [20, 25, 30].enumerated().flatMap { index, seed in
            [("nofed", nofed[index]), ("d5", d5)].map { arm, settings in
                var cell = SampleStudy.cell(arm: arm, seed: seed, slope: arm == "d5" ? 1 : 0.2)
                cell.settings = settings
                cell.isWithoutExchanges = arm == "nofed"
                return cell
            }
        }
        var options = ReportOptions()
        options.bootstrap = Bootstrap(resamples: 50)
        return StudyReport(cells: cells, options: options)
    }

    @Test("a seed run anew under another plan is a row of its own, with what differs, and no partner of other plans")
    func split() throws {
        let plan = try Self.settings()
        let report = report([try Self.settings(rates: [0.002, 0.002], rounds: 300), plan, plan], d5: plan)
        #expect(report.summary.rows.map { $0[0].display } == ["nofed (plan 1)", "nofed (plan 2)", "d5"])
        #expect(report.summary.rows.map { $0[1].display } == ["2", "1", "3"])
        let words =
            "plan 1 (seeds 25, 30); plan 2 (seed 20) has agents.*.optimizers.policy.adam.learning_rate 0.002 for 0.001, "
            + "rounds 300 for 400"
        #expect(report.remarks.contains("The cells of nofed have unlike plans and are shown apart: \(words)."))
        #expect(!report.gains.rows.isEmpty)
        for row in report.gains.rows {
            #expect(row[0] == .text("d5") && row[1] == .text("nofed (plan 1)") && row[4] == .count(2))
        }
        #expect(report.figures[0].curves.map(\.name) == ["nofed (plan 1)", "nofed (plan 2)", "d5"])
    }

    @Test("arms run from unlike texts of the spec are compared with a word of warning")
    func otherText() {
        func remarks(_ texts: [String: String]) -> [String] {
            let cells = [20, 25].flatMap { seed in
                ["nofed", "d5"].map { arm in
                    var cell = SampleStudy.cell(arm: arm, seed: seed, slope: 1)
                    cell.spec = texts[arm].map { EmbeddedSpec($0, arm: arm) }
                    return cell
                }
            }
            var options = ReportOptions()
            options.bootstrap = Bootstrap(resamples: 50)
            let remarks = StudyReport(cells: cells, options: options).remarks
            return remarks.filter { $0.hasPrefix("Arms were run from unlike") }
        }
        #expect(remarks(["nofed": "one", "d5": "one"]).isEmpty)
        #expect(remarks(["nofed": "one"]).isEmpty)
        let found = remarks(["nofed": "one", "d5": "another"])
        #expect(found.count == 1 && found[0].hasSuffix("than what the arms say: all of 400 rounds."))
    }

    @Test("two seeds with another step size each are two plans")
    func two() throws {
        let report = report(
            [
                try Self.settings(rates: [0.002, 0.002]), try Self.settings(),
                try Self.settings(rates: [0.003, 0.003]),
            ],
            d5: try Self.settings())
        #expect(report.summary.rows.count == 4)
    }

    @Test("what every seed draws for itself tells no plans apart")
    func drawn() throws {
        let plans = try [[0.31, 0.62], [0.42, 0.55], [0.37, 0.71]].map { try Self.settings(lengths: $0) }
        let worlds = report(plans, d5: plans[0])
        #expect(worlds.summary.rows.map { $0[0].display } == ["nofed", "d5"])
        let rates = try [[0.0011, 0.0012], [0.0013, 0.0014], [0.0015, 0.0016]].map { try Self.settings(rates: $0) }
        #expect(report(rates, d5: rates[0]).summary.rows.count == 2)
        #expect(!worlds.remarks.contains { $0.contains("unlike plans") })
    }

    @Test("rows that no checkpoint vouches for are said not to be checked")
    func unverified() {
        var cells = SampleStudy.cells
        cells[1].unverifiedFrom = 301
        let remarks = StudyReport(cells: cells, options: ReportOptions()).remarks
        #expect(
            remarks.contains {
                $0.hasPrefix("1 of 6 records are checked in part") && $0.contains("seed 25: from round 301 on")
            })
    }
}
