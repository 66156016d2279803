import Determinism
import Report
import Testing

@Suite("The report of a study")
struct StudyReportTests {
    private var options: StudyReport.Options {
        var options = StudyReport.Options()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 50)
        return options
    }

    @Test("final means, crossings and bytes are those of the closed form")
    func summary() throws {
        let report = StudyReport(cells: SampleStudy.cells, options: options)
        // d5: mean over rounds 301…400 is 350.5, agents add 1 on average, seeds add 2, 2.5, 3: 354.0 ± 0.5.
        // The trailing average of 50 at r is r − 24.5, so 100 is reached when r − 24.5 + 3.5 ≥ 100: r = 121.
        let row = try #require(report.summary.rows.last)
        #expect(row[0] == .text("d5"))
        #expect(row[2].display == "354.0 ± 0.5")
        #expect(row[4].display == "204.0 ± 0.5")
        #expect(row[5] == .crossing(.reached(121)))
        #expect(row[7] == .count(0))
        #expect(row[8] == .bytes(400_000))
        #expect(row[9] == .count(3 * 20_000))
        // nofed: 0.2 r − 4.9 + 3.5 at most 78.6, never 100.
        #expect(report.summary.rows[0][5] == .crossing(.censored(after: 400)))
        #expect(report.summary.rows[0][7] == .count(3))
    }

    @Test("gains are paired by seed: equal offsets leave no spread")
    func gains() throws {
        let report = StudyReport(cells: SampleStudy.cells, options: options)
        let row = try #require(report.gains.rows.last)
        // (1 − 0.2) · 350.5 = 280.4 for every seed.
        #expect(row[2] == .text("last 100"))
        #expect(row[3] == .count(3))
        #expect(row[4].display == "280.4 [280.4, 280.4]")
        #expect(row[5] == .count(3))
    }

    @Test("published numbers stand beside ours with their distance in standard errors")
    func published() throws {
        let json = try CanonicalValue(
            parsing: """
                {"source": "A paper", "values": [
                 {"arm": "d5", "statistic": "mean_last", "value": 352.0, "sd": 1.5, "seeds": 3},
                 {"arm": "d5", "statistic": "rounds_to", "value": 130}],
                 "curves": [{"arm": "d5", "measure": "training_return", "rounds": [100, 200], "values": [99, 180]}]}
                """)
        let results = try PublishedResults(json)
        let report = StudyReport(cells: SampleStudy.cells, published: results, options: options)
        let rows = try #require(report.published?.rows)
        // (354 − 352) / (1.5 · √(1/3 + 1/3)) = 1.633
        #expect(rows[0].map(\.display).suffix(4) == ["352.0 ± 1.5", "354.0 ± 0.5", "2.0", "1.6"])
        #expect(rows[1].map(\.display).suffix(4) == ["130", "121", "-9", "–"])
        #expect(report.figures[0].curves.contains { $0.style == .points && $0.y == [99, 180] })
    }

    @Test("an entry of expected.json without its parts is named")
    func brokenExpectations() throws {
        let json = try CanonicalValue(parsing: #"{"values": [{"arm": "d5", "statistic": "mode", "value": 1}]}"#)
        #expect(throws: PublishedResultsError.self) { try PublishedResults(json) }
    }

    @Test("arms stand in natural order, the baseline first")
    func order() {
        let cells = ["d20", "d5", "nofed", "d10"].map { SampleStudy.cell(arm: $0, seed: 1, slope: 1) }
        let report = StudyReport(cells: cells, options: options)
        #expect(report.summary.rows.map { $0[0].display } == ["nofed", "d5", "d10", "d20"])
    }

    @Test("unfinished cells are said to be unfinished, and curves end where the shortest does")
    func unfinished() throws {
        var cells = SampleStudy.cells
        cells[4] = SampleStudy.cell(arm: "d5", seed: 25, slope: 1, rounds: 200)
        let report = StudyReport(cells: cells, options: options)
        #expect(report.remarks.contains { $0.hasPrefix("1 of 6 cells are not finished") })
        let curve = try #require(report.figures[0].curves.first { $0.name == "d5" })
        #expect(curve.x.last == 200)
    }

    @Test("curves against steps are placed by the steps recorded")
    func clocks() throws {
        var options = options
        options.clock = .steps
        let curve = try #require(StudyReport(cells: SampleStudy.cells, options: options).figures[0].curves.first)
        #expect(curve.x.last == 20_000)
    }

    @Test("every figure is well-formed, titled and described")
    func figures() throws {
        let report = StudyReport(cells: SampleStudy.cells, options: options)
        let drawings =
            report.figures.map { $0.svg(identifier: "f") } + [try #require(report.agentPanels).svg(identifier: "g")]
        for drawing in drawings {
            let reading = MarkupReading(drawing)
            #expect(reading.fault == nil)
            #expect(reading.elements.prefix(3) == ["svg", "title", "desc"])
            #expect(!drawing.contains("nan") && !drawing.contains("inf"))
        }
    }

    @Test("the page is well-formed, escapes names, and needs nothing from elsewhere")
    func page() {
        let html = StudyReport(cells: SampleStudy.cells, options: options).html(version: "test")
        let reading = MarkupReading(html)
        #expect(reading.fault == nil)
        #expect(!reading.elements.contains("script") && !reading.elements.contains("link"))
        #expect(!reading.elements.contains("img"))
        #expect(html.contains("<h1>sample &lt;study&gt; &amp; more</h1>"))
        let withoutNamespace = html.split(separator: " xmlns=\"http://www.w3.org/2000/svg\"").joined()
        #expect(!withoutNamespace.contains("http") && !withoutNamespace.contains("url(\"") && !html.contains("@import"))
    }

    @Test("the same records give the same page, in whatever order they are found")
    func deterministic() {
        let once = StudyReport(cells: SampleStudy.cells, options: options).html(version: "test")
        #expect(once == StudyReport(cells: SampleStudy.cells.reversed(), options: options).html(version: "test"))
    }
}
