import Testing

@testable import Report

@Suite("Arms without a clock")
struct ClockTests {
    @Test("arms that have no time are named, and the others are drawn over it")
    func without() throws {
        let cells = SampleStudy.cells.map { cell in
            var cell = cell
            if cell.arm == "d5" { cell.totals.append(.init(clock: .time, values: cell.rounds.map { Double($0) * 2 })) }
            return cell
        }
        var options = ReportOptions()
        options.clock = .time
        let report = StudyReport(cells: cells, options: options)
        let figure = try #require(report.figures.first)
        #expect(figure.curves.map(\.name) == ["d5"])
        #expect(figure.curves.first?.x.last == 800)
        #expect(report.remarks.count { $0.hasPrefix("No record of time: nofed.") } == 1, "\(report.remarks)")
        #expect(report.summary.rows.count == 2)
        options.clock = .rounds
        #expect(!StudyReport(cells: cells, options: options).remarks.contains { $0.hasPrefix("No record") })
    }
}
