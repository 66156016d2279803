import Config
import Determinism
import Testing

@testable import Experiment
@testable import Report

@Suite("Measures stand in the order of the plan")
struct MeasureOrderTests {
    /// A record of a plan that lists these measures; its rows, whose members stand in another order, have each of them.
    private static func record(_ arm: String, _ measures: [String], value: Double) -> CellRecord {
        let plan = CanonicalValue.object(sorting: [
            ("agents", .list([.object([.init("name", .text("a"))])])), ("arm", .text(arm)), ("name", .text("ordered")),
            ("measure", .list(measures.map { .object([.init($0, .object([]))]) })), ("rounds", .integer(3)),
            ("round", .object([.init("episodes", .integer(1))])), ("seeds", .list([.integer(1)])),
        ])
        let rows = (1...3).map { round in
            var members: [(String, CanonicalValue)] = [("round", .integer(round)), ("steps", .integer(round))]
            for measure in measures where measure != "bytes" {
                members.append((measure, .list([.number(value + Double(round))])))
            }
            return CanonicalValue.object(sorting: members)
        }
        return CellRecord(of: StoredPlan(plan, in: .standard), rows: rows)
    }

    private static func options() -> ReportOptions {
        var options = ReportOptions()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 10)
        return options
    }

    @Test("headline, setup, tables and figures begin with what the plan lists first")
    func first() {
        let measures = ["regret", "training_return", "exchanges", "bytes"]
        let cells = [Self.record("nofed", measures, value: 9), Self.record("d", measures, value: 1)]
        let report = StudyReport(cells: cells, options: Self.options())
        #expect(report.findings.count == 1 && report.findings[0].hasPrefix("d against nofed: regret"))
        #expect(report.findings[0].contains("lower by 8.00 (better, one pair)"), "\(report.findings)")
        let told = report.setup.rows.first { $0[0] == .text("First measure") }
        #expect(told?[1].display.hasPrefix("regret") == true)
        let order = ["Regret", "Training return", "Exchanges"]
        #expect(report.figures.map(\.title) == order)
        #expect(report.means.rows.prefix(3).map { $0[1].display } == ["regret", "training_return", "exchanges"])
        #expect(report.summary.columns.first { $0.group != nil }?.group?.name.hasPrefix("regret") == true)
        #expect(distinct(report.gains.rows.map { $0[1].display }) == order.map { $0.lowercased() })
        #expect(StudyReport.measuresByAgent(of: cells).contains("regret"))
        #expect(cells.allSatisfy { !$0.lacksAgents(of: ["regret"]) })
    }

    @Test(
        "every result of the catalogue leads where it is listed first, and none where it is listed second",
        arguments: Language.standard.measures.components.map(\.kind).filter {
            !["bytes", Goal.kind, "training_return"].contains($0)
        })
    func catalogue(kind: String) {
        let describes = Language.standard.measures.direction(of: kind) == .describes
        func lead(_ measures: [String]) -> String? {
            StudyReport(cells: [Self.record("d", measures, value: 1)]).setup.rows.first {
                $0[0] == .text("First measure")
            }
            .map { $0[1].display }
        }
        let words = Analysis.words(kind)
        #expect(lead([kind, "training_return"])?.hasPrefix(describes ? "training return" : words) == true)
        #expect(lead(["training_return", kind])?.hasPrefix("training return") == true)
    }

    @Test("arms of several specs have them in order of first appearance, and what is named within one stands with it")
    func several() {
        let cells = [
            Self.record("d", ["training_return", "regret"], value: 1),
            Self.record("nofed", ["exchanges", "regret"], value: 1),
        ]
        let report = StudyReport(cells: cells, options: Self.options())
        #expect(distinct(report.means.rows.map { $0[1].display }) == ["exchanges", "regret", "training_return"])
        let order = MeasureOrder(["regret", "evaluation_return"])
        let names = [
            "training_return", "evaluation_return.wide", "evaluation_return", "regret_over_replicas.sd", "regret",
        ]
        #expect(
            names.sorted { order.precedes($0, $1) } == [
                "regret", "regret_over_replicas.sd", "evaluation_return", "evaluation_return.wide", "training_return",
            ])
    }
}
