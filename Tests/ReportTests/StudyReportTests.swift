import Determinism
import Experiment
import Testing

@testable import Report

@Suite("The report of a study")
struct StudyReportTests {
    private var options: ReportOptions {
        var options = ReportOptions()
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
        // The three seeds cross at 122, 121, 121: their own offsets are 3, 3.5, 4.
        #expect(row[6...8].map(\.display) == ["121", "121", "122"])
        #expect(row[9] == .count(0))
        #expect(row[10] == .bytes(400_000))
        #expect(row[11] == .count(3 * 20_000))
        // nofed: 0.2 r − 4.9 + 3.5 at most 78.6, never 100.
        #expect(report.summary.rows[0][5] == .crossing(.censored(after: 400)))
        #expect(report.summary.rows[0][9] == .count(3))
    }

    @Test("a factor with numbers for levels becomes an axis: medians with quartiles, and final means")
    func sweeps() throws {
        // Rounds to 100 of slope s: the trailing average is s (r − 24.5) + seed / 10 + 1 with three agents.
        let cells = ["a", "b"].flatMap { arm in
            [1, 2, 4].flatMap { level in
                [10, 20, 30].map {
                    SampleStudy.cell(
                        arm: "\(arm),k=\(level),name=x", seed: $0, slope: Double(level) * (arm == "a" ? 1 : 0.1))
                }
            }
        }
        var options = options
        options.baseline = nil
        let figures = StudyReport(cells: cells, options: options).figures
        let goal = try #require(figures.first { $0.title == "Rounds to against k" })
        #expect(goal.xLabel == "k" && goal.curves.map(\.name) == ["a,name=x", "b,name=x"])
        // a: s = 1: r ≥ 124.5 − 1 − 1 … − 3 → 123, 122, 121, whose median is 122 and quartiles are 121 and 123.
        #expect(goal.curves[0].x == [1, 2, 4])
        // k = 4 would be there at 49, but the window is full at 50.
        #expect(goal.curves[0].y == [122, 73, 50])
        #expect(goal.curves[0].band[0] == 121...123)
        // b: s = 0.1 reaches 40.55 at most: censored, so nothing is drawn; s = 0.4 gets there.
        #expect(goal.curves[1].y[0].isNaN && goal.curves[1].y[2] == 267)
        let final = try #require(figures.first { $0.title == "Training return against k" })
        // The last 100 rounds of a, k = 2: 2 · 350.5 + 2 + 1.
        #expect(final.curves[0].y[1] == 704)
    }

    @Test("values over more than two decades are drawn on a logarithmic axis, whose ticks are powers of ten")
    func decades() throws {
        let curve = Curve("error", color: 0, x: [0, 1, 2], y: [2, 0.02, 3e-5])
        let figure = Figure("Error", description: "It falls.", xLabel: "rounds", yLabel: "error", curves: [curve])
        let drawing = figure.svg(identifier: "f")
        for tick in ["1e-5", "1e-3", ">0.1<", ">10<"] { #expect(drawing.contains(tick), "\(tick)") }
        #expect(!drawing.contains("nan"))
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

    @Test("where the last rounds are all there are, people see their numbers once", arguments: [399, 400, 1000])
    func whole(tail: Int) throws {
        var options = options
        options.tail = tail
        let report = StudyReport(cells: SampleStudy.cells, options: options)
        let isWhole = tail >= 400
        let titles = (report.summary.shown ?? report.summary).columns.map(\.title)
        #expect(titles.filter { $0.hasPrefix("training return") }.count == (isWhole ? 1 : 2), "\(titles)")
        #expect(
            titles.contains("training return, all rounds") && titles.contains("training return, last 399") == !isWhole)
        #expect(report.gains.rows.map { $0[2].display } == (isWhole ? ["all"] : ["all", "last 399"]))
        let row = try #require(report.summary.json.elements.last)
        #expect(
            row["training_return_all"]?.asNumber == 204 && (row["training_return_last"]?.asNumber == 204) == isWhole)
        let page = report.html(version: "test")
        #expect(page.contains("last \(tail)") == !isWhole && report.findings[0].contains("all 400 rounds") == isWhole)
    }

    @Test("a verdict is one column for people: which side, and in how many pairs")
    func verdicts() throws {
        let gains = StudyReport(cells: SampleStudy.cells, options: options).gains
        let shown = try #require(gains.shown)
        #expect(
            shown.columns.map(\.title).prefix(7) == [
                "arm", "measure", "rounds", "pairs", "gain", "better in", "verdict",
            ])
        #expect(shown.rows.allSatisfy { $0[6] == .text("better") })
        #expect(gains.keys.contains("direction") && gains.keys.contains("reading") && gains.keys.contains("verdict"))
    }

    @Test("where a sweep is crossed, an arm's name stands for its cells of equal sweep values")
    func crossedBaseline() throws {
        // Return = slope · r + …: nofed has slope k, d has 2 k, so that d gains k · r, on average k · 200.5.
        let cells = ["d,every=5", "d,every=10", "nofed"].flatMap { arm in
            [1, 3].flatMap { k in
                [10, 20].map { seed in
                    SampleStudy.cell(
                        arm: "\(arm),k=\(k)", seed: seed, slope: Double(k) * (arm == "nofed" ? 1 : 2))
                }
            }
        }
        var options = options
        func gains(_ baseline: String?) -> [[String]] {
            options.baseline = baseline
            return StudyReport(cells: cells, options: options).gains.rows.map { $0.map(\.display) }
                .filter { $0.contains("all") }
        }
        let rows = gains("nofed")
        #expect(rows.map { $0[0] } == ["d,every=5,k=1", "d,every=5,k=3", "d,every=10,k=1", "d,every=10,k=3"])
        #expect(rows.map { $0[1] } == ["nofed,k=1", "nofed,k=3", "nofed,k=1", "nofed,k=3"])
        #expect(rows.map { $0[5].prefix(5) } == ["200.5", "601.5", "200.5", "601.5"])
        // A whole name is one baseline for all: d at k = 1 and 3, and nofed at k = 3, which has slope 3.
        let single = gains("nofed,k=1")
        #expect(single.count == 5 && single.first { $0[0] == "nofed,k=3" }?[4].hasPrefix("401.0") == true)
        // d is there at two levels of `every`: nofed has no such value, so it is compared with neither.
        #expect(gains("d").isEmpty)
        options.baseline = "d"
        let remarks = StudyReport(cells: cells, options: options).remarks
        #expect(remarks.contains { $0.hasPrefix("2 of 6 arms (such as nofed,k=1) are compared with nothing") })
        #expect(!StudyReport.hasBaseline("e", in: cells) && StudyReport.hasBaseline("nofed", in: cells))
    }

    @Test("expected numbers stand beside ours with their distance in standard errors")
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
        // The trailing averages of 50 rounds of every seed at 100 and 200: r − 24.5 + 1 + seed / 10.
        #expect(
            rows[2...].map { $0.map(\.display) } == [
                ["d5", "training return, round 100, mean of 50", "99.0", "79.0 ± 0.5", "-20.0", "–"],
                ["d5", "training return, round 200, mean of 50", "180.0", "179.0 ± 0.5", "-1.0", "–"],
            ])
        #expect(report.published?.title == "Expected and measured")
        #expect(report.figures[0].curves.contains { $0.style == .points && $0.y == [99, 180] })
    }

    @Test(
        "expected entries that stand beside nothing are counted and named, those that stand beside something are not")
    func unmatchedExpectations() throws {
        let json = try CanonicalValue(
            parsing: """
                {"values": [
                 {"arm": "d5", "statistic": "mean_last", "value": 1}, {"arm": "d7", "statistic": "mean_last", "value": 1},
                 {"arm": "d5", "measure": "loss", "statistic": "mean_all", "value": 1},
                 {"arm": "d5", "measure": "loss", "statistic": "rounds_to", "value": 1}],
                 "curves": [{"arm": "d9", "rounds": [1], "values": [1]}, {"arm": "d5", "rounds": [1], "values": [1]},
                 {"arm": "d5", "measure": "loss", "rounds": [1], "values": [1]}]}
                """)
        let remarks = StudyReport(cells: SampleStudy.cells, published: try PublishedResults(json), options: options)
            .remarks
        #expect(
            remarks.contains(
                "5 of 7 expected entries stand beside nothing here: values[1] (no arm d7), values[2] (no loss), "
                    + "values[3] (no goal of the mean of loss), curves[0] (no arm d9) and 1 more."), "\(remarks)")
        let all = try CanonicalValue(parsing: #"{"values": [{"arm": "d5", "statistic": "mean_last", "value": 1}]}"#)
        let sound = StudyReport(cells: SampleStudy.cells, published: try PublishedResults(all), options: options)
        #expect(!sound.remarks.contains { $0.contains("expected entries") })
    }

    @Test("final means are what a later report sets beside its own")
    func meansAreExpected() throws {
        let report = StudyReport(cells: SampleStudy.cells, options: options)
        let known = try PublishedResults(report.means.json)
        #expect(known.source == "means of an earlier report" && known.values.count == report.means.rows.count)
        let again = StudyReport(cells: SampleStudy.cells, published: known, options: options)
        let rows = try #require(again.published?.rows)
        #expect(rows.count == known.values.count)
        #expect(again.published?.json.elements.allSatisfy { $0["difference"]?.asNumber == 0 } == true)
        #expect(!again.remarks.contains { $0.contains("expected entries") })
    }

    @Test("rows that no checkpoint vouches for have a column, and a key for programs")
    func unverifiedColumns() throws {
        var cells = SampleStudy.cells
        cells[4].unverifiedFrom = 301
        let report = StudyReport(cells: cells, options: options)
        #expect(report.summary.json.elements.map { $0["unverified"] } == [.null, .text("1 of 3")])
        let found = report.provenance.json.elements.map { $0["unverified_from"] }
        #expect(found.count == 6 && found.filter { $0 == .integer(301) }.count == 1 && found.contains(.null))
        let sound = StudyReport(cells: SampleStudy.cells, options: options)
        #expect(sound.summary.json.elements.allSatisfy { $0["unverified"] == nil })
        #expect(sound.provenance.json.elements.allSatisfy { $0["unverified_from"] == .null })
    }

    @Test("curves alone are enough, and numbers of other arms alone are said to be none of an arm here")
    func expectedCurves() throws {
        func report(_ json: String) throws -> StudyReport {
            StudyReport(
                cells: SampleStudy.cells, published: try PublishedResults(CanonicalValue(parsing: json)),
                options: options)
        }
        let curve = try report(#"{"curves": [{"arm": "d5", "rounds": [300, 900], "values": [200, 300]}]}"#)
        // 300 − 24.5 + 3.5; nobody has come to round 900.
        #expect(curve.published?.rows.map { $0[3].display } == ["279.0 ± 0.5", "–"])
        let other = try report(#"{"curves": [{"arm": "d6", "rounds": [300], "values": [200]}]}"#)
        #expect(other.published?.rows.isEmpty == true)
        #expect(other.absence(of: .published).contains("none of the file's is of an arm"))
        let shed = SampleStudy.cells.enumerated().map { place, cell in
            var cell = cell
            cell.place = place
            cell.shed(lastRounds: options.tail)
            return cell
        }
        let results = try PublishedResults(
            CanonicalValue(parsing: #"{"curves": [{"arm": "d5", "rounds": [300, 200], "values": [200, 1]}]}"#))
        let once = StudyReport(cells: SampleStudy.cells, published: results, options: options)
        let again = StudyReport(cells: shed, published: results, options: options) { SampleStudy.cells[$0.place ?? 0] }
        #expect(once.published?.csv == again.published?.csv && once.published?.rows.count == 2)
    }

    @Test(
        "an expected number is shown with the digits it is written with",
        arguments: [
            (96.87, "96.87"), (97.56, "97.56"), (63.065, "63.065"), (0.5, "0.5"), (1, "1.0"), (300, "300.0"),
            (0.0001457, "0.000146"), (55.68333333333334, "55.683333"), (1.455e-08, "0.000000015"), (-163.4, "-163.4"),
            (1e16, "10000000000000000.0"),
        ] as [(Double, String)])
    func digits(value: Double, shown: String) throws {
        let json = CanonicalValue.object(sorting: [
            (
                "values",
                .list([
                    .object(sorting: [
                        ("arm", .text("d5")), ("statistic", .text("mean_last")), ("value", .number(value)),
                    ])
                ])
            )
        ])
        let report = StudyReport(cells: SampleStudy.cells, published: try PublishedResults(json), options: options)
        #expect(report.published?.rows.first?[2].display == shown)
    }

    @Test(
        "what has no number to set beside ours, or one that is none, is refused with its place",
        arguments: [
            (#"{"values": [{"arm": "d5", "statistic": "mode", "value": 1}]}"#, "values[0]"), ("[]", "neither a value"),
            ("3", "neither a list"), (#"{"nonsense": 1}"#, "neither a list"), (#"{"values": []}"#, "neither a value"),
            (#"{"values": 3}"#, "'values' is no list"), (#"{"values": [], "curves": {}}"#, "'curves' is no list"),
            (#"{"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicate": {}}"#, "neither a list"),
            (#"[{"arm": "d5", "statistic": "mean_all", "value": 1, "sd": "2"}]"#, "values[0].sd"),
            (#"[{"arm": "d5", "statistic": "mean_all", "value": 1, "sd": -2}]"#, "values[0].sd"),
            (#"[{"arm": "d5", "statistic": "mean_all", "value": 1, "seeds": 0}]"#, "values[0].seeds"),
            (#"{"curves": [{"arm": "d5", "rounds": [1], "values": []}]}"#, "curves[0]"),
        ])
    func brokenExpectations(json: String, place: String) throws {
        let value = try CanonicalValue(parsing: json)
        let error = #expect(throws: PublishedResultsError.self) { try PublishedResults(value) }
        #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
    }

    @Test("a file that is not JSON is told to be none")
    func notJSON() {
        let error = #expect(throws: CanonicalValue.ParsingError.self) { try CanonicalValue(parsing: "concord: 1\n") }
        #expect(error?.description == "it is not JSON: expected a value at byte 0")
    }

    @Test(
        "numbers in names stand by size, with their decimals",
        arguments: [
            ["d2", "d5", "d10"],
            ["share=0", "share=0.1", "share=0.25", "share=0.5", "share=1", "share=1.05", "share=10"],
            ["a", "a1", "a1.x", "a1b"], ["v1.10", "v1.2", "v10.1"], ["x.2", "x.10"],
        ])
    func sizes(names: [String]) {
        for (place, one) in names.enumerated() {
            for other in names[(place + 1)...] {
                #expect(naturallyPrecedes(one, other) && !naturallyPrecedes(other, one), "\(one) before \(other)")
            }
        }
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

    @Test("shares of done cells are Kaplan and Meier's: who is censored counts as watched until then")
    func completion() {
        // Of 5 one at 3: 4/5 are left; the one censored after 4 leaves 3, of whom 2 are done at 6: 4/5 · 1/3.
        let shares = completionShare(of: [
            .reached(6), .censored(after: 4), .reached(3), .reached(6), .censored(after: 9),
        ])
        #expect(shares.map(\.round) == [3, 6])
        #expect(abs(shares[0].share - 0.2) < 1e-12 && abs(shares[1].share - (1 - 0.8 / 3)) < 1e-12)
        #expect(completionShare(of: [.censored(after: 9)]).isEmpty)
    }

    @Test("where cells stop when done, figures say so and tell the share that is done")
    func stopped() throws {
        // Rounds to 100 of slope 1 are 122, 121, 121 for the seeds 20, 25, 30; the last is capped before.
        var cells = zip([20, 25, 30], [122, 121, 80]).map { seed, end in
            SampleStudy.cell(arm: "d5", seed: seed, slope: 1, rounds: end)
        }
        for index in 0..<2 { cells[index].isStopped = true }
        let report = StudyReport(
            cells: cells,
            options: {
                var options = options; options.baseline = nil; return options
            }())
        let returns = try #require(report.figures.first)
        #expect(
            returns.curves[0].x.last == 80 && returns.xLabel.hasSuffix("(a curve ends where its first cell is done)"))
        #expect(report.remarks.contains { $0.hasPrefix("2 of 3 cells were done before the last round") })
        let done = try #require(report.figures.first { $0.title == "Share done, rounds to 100" })
        #expect(done.curves[0].x == [0, 121, 121, 122, 122, 122] && done.curves[0].y == [0, 0, 0.5, 0.5, 1, 1])
        #expect(done.description.contains("there are 1"))
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
