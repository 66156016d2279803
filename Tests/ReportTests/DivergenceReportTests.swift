import Archive
import Determinism
import Experiment
import Testing

@testable import Report

@Suite("Reports of cells that diverged")
struct DivergenceReportTests {
    private var options: ReportOptions {
        var options = ReportOptions()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 50)
        return options
    }

    /// Two arms of two seeds; in one cell of d5 the second agent's returns are not finite from round 100 on.
    private func cells(_ value: Double = .nan) throws -> [CellRecord] {
        var cells = ["nofed", "d5"].flatMap { arm in
            [20, 25].map { SampleStudy.cell(arm: arm, seed: $0, slope: arm == "d5" ? 1 : 0.2) }
        }
        for row in 99..<400 { cells[3].measures[0].rows[row][1] = value }
        let row = try CanonicalValue(parsing: #"{"diverged":{"agents":{"a2":100},"measures":{"training_return":100}}}"#)
        cells[3].divergence = CellDivergence(row: row)
        return cells
    }

    @Test(
        "no cell is left out of a mean, the arm is marked, and its gains are undecided",
        arguments: [Double.nan, .infinity])
    func undecided(value: Double) throws {
        let report = StudyReport(cells: try cells(value), options: options)
        let row = try #require(report.summary.rows.last)
        #expect(row[0] == .text("d5") && row[2] == .notFinite && row[3] == .notFinite && row[4] == .notFinite)
        #expect(row.last == .text("1 of 2") && report.summary.rows[0].last == .blank)
        #expect(!report.gains.rows.isEmpty)
        for gain in report.gains.rows {
            #expect(gain[3] == .count(2) && gain[4] == .words("undecided: diverged") && gain[5] == .missing)
        }
        #expect(report.gains.csv.contains(",undecided: diverged,,,"))
        #expect(report.summary.csv.contains("d5,2,nan,nan,nan,nan,nan"))
        let remark = try #require(report.remarks.first { $0.hasPrefix("d5: 1 of 2 cells diverged") })
        #expect(remark.contains("first seed 25 in round 100 (a2)"))
        #expect(report.agents.rows[1][2] == .notFinite && report.agents.rows[0][2] != .notFinite)
    }

    @Test("a baseline that diverged decides nothing either")
    func baseline() throws {
        var options = options
        options.baseline = "d5"
        let gains = StudyReport(cells: try cells(), options: options).gains.rows
        #expect(!gains.isEmpty && gains.allSatisfy { $0[4] == .words("undecided: diverged") })
    }

    @Test("an agent that is not finite while its returns are makes the gain undecided, and leaves the means")
    func finiteReturns() throws {
        var cells = try cells()
        cells[3].measures = SampleStudy.cell(arm: "d5", seed: 25, slope: 1).measures
        let report = StudyReport(cells: cells, options: options)
        #expect(report.summary.rows[1][2].display == "353.8 ± 0.4" && report.summary.rows[1].last == .text("1 of 2"))
        #expect(report.gains.rows.allSatisfy { $0[4] == .words("undecided: diverged") })
    }

    @Test("a curve ends with a cross where the first of its cells is not finite, and says so")
    func curves() throws {
        let report = StudyReport(cells: try cells(), options: options)
        let figure = try #require(report.figures.first)
        let curve = try #require(figure.curves.first { $0.name == "d5" })
        #expect(curve.isCutByDivergence && curve.x.last == 99 && !curve.y.contains { !$0.isFinite })
        #expect(figure.description.contains("d5 is not finite after 99, where it is at"))
        #expect(figure.description.contains("nofed ends at"))
        let drawing = figure.svg(identifier: "f")
        #expect(drawing.contains("d5 (diverged)") && !drawing.contains(">nofed (diverged)"))
        #expect(MarkupReading(drawing).fault == nil && !drawing.contains("\"nan\"") && !drawing.contains("\"inf\""))
        // Nothing finite at all: the arm is named all the same.
        var nothing = try cells()
        for row in 0..<400 { nothing[3].measures[0].rows[row] = [.nan, .nan, .nan] }
        let empty = try #require(StudyReport(cells: nothing, options: options).figures.first)
        #expect(empty.description.contains("d5 is not finite from its first value on"))
        #expect(empty.svg(identifier: "f").contains("d5 (diverged)"))
    }

    @Test("tables for programs have null for what was not measured, and a word for what is not finite")
    func programs() throws {
        var cells = try cells()
        // The first agent of nofed brought nothing in the last rounds of both seeds: no episode ended.
        for cell in 0..<2 {
            for row in 300..<400 { cells[cell].measures[0].rows[row] = [nil, 1, 1] }
        }
        let report = StudyReport(cells: cells, options: options)
        let agents = report.agents.json.elements
        #expect(agents[0]["nofed"] == .null && agents[0]["d5"]?.asNumber != nil)
        #expect(agents[1]["nofed"]?.asNumber == 1 && agents[1]["d5"] == .text("nan"))
        #expect(report.agents.rows[0][1] == .missing && report.agents.rows[1][2] == .notFinite)
        let summary = report.summary.json.elements
        #expect(summary[1]["training_return_last"] == .text("nan") && summary[0]["training_return_last"]?.asNumber == 1)
        #expect(report.gains.json.elements.allSatisfy { $0["gain"] == .text("undecided: diverged") })
        // What a mean of agents is of those that brought something is no mean of survivors of divergence.
        #expect(
            cells[0].agentMean("training_return")[399] == 1 && cells[3].agentMean("training_return")[399]?.isNaN == true
        )
    }

    @Test(
        "a figure against a factor has no point for an arm that diverged, and names it; one without values is not named"
    )
    func sweeps() throws {
        let cells = [1, 2, 3].flatMap { level in
            [20, 25].map { seed in
                var cell = SampleStudy.cell(arm: "d,k=\(level)", seed: seed, slope: 1)
                if level == 2, seed == 25 { cell.measures[0].rows[399] = [1, .infinity, 1] }
                if level == 3 { cell.measures[0].rows = cell.rounds.map { _ in [nil, nil, nil] } }
                return cell
            }
        }
        var options = options
        options.baseline = nil
        let figures = StudyReport(cells: cells, options: options).figures
        let figure = try #require(figures.first { $0.title == "Training return against k" })
        let curve = try #require(figure.curves.first)
        #expect(curve.y[0].isFinite && curve.y[1].isNaN && curve.y[2].isNaN)
        #expect(figure.description.contains("Diverged, and without a point: d,k=2."))
        #expect(!figure.description.contains("k=3"))
        #expect(MarkupReading(figure.svg(identifier: "f")).fault == nil)
    }

    @Test("sound reports have no column, no word and no mark of it")
    func sound() {
        let report = StudyReport(cells: SampleStudy.cells, options: options)
        #expect(!report.html(version: "test").contains("diverged"))
    }

    @Test("exports have a word, or TensorBoard's NaN, for what is not finite, and nothing for what was not measured")
    func exports() throws {
        let returns: [[Double?]] = [[1, nil, 3], [.nan, .infinity, -.infinity], [1, 2, 3], [4, 5, 6]]
        let rows: [CanonicalValue] = returns.enumerated().map { index, values in
            .object(sorting: [
                ("round", .integer(index + 1)), ("steps", .integer(50 * (index + 1))),
                ("training_return", .list(values.map(CanonicalValue.init(measured:)))),
            ])
        }
        let export = try RecordExport(agents: ["a1", "a2", "a3"], goals: [], upTo: 3) { body throws(ArchiveError) in
            for (index, row) in rows.enumerated() { try body(index + 1, row) }
        }
        var (csv, bytes): ([UInt8], [UInt8]) = ([], [])
        try export.writeCSV { csv += $0 }
        try export.writeEvents { bytes += $0 }
        let all = String(decoding: csv, as: UTF8.self).split(separator: "\n")
        #expect(all.count == export.count + 1 && all[0] == "round,measure,agent,value" && all[1] == "1,steps,,50.0")
        let lines = all.filter { $0.contains("training_return") }
        #expect(lines.count == 8)
        #expect(lines[1] == "1,training_return,a3,3.0")
        #expect(lines[2...4] == ["2,training_return,a1,nan", "2,training_return,a2,inf", "2,training_return,a3,-inf"])
        // simple_value = 2, wire type 5: the quiet NaN 0x7FC00000, little-endian.
        let pattern: [UInt8] = [0x15, 0, 0, 0xC0, 0x7F]
        #expect(bytes.indices.contains { bytes[$0...].starts(with: pattern) })
    }
}
