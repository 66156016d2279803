import Experiment
import Testing

@testable import Report

@Suite("The page a reader gets")
struct PageLaws {
    private func report(places: [String] = ["checkpoints/study"]) -> StudyReport {
        var options = ReportOptions()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 50)
        options.places = places
        var cells = SampleStudy.cells
        for index in cells.indices {
            cells[index].spec = EmbeddedSpec("name: sample\nabout: Does it pay?\n", arm: cells[index].arm)
        }
        return StudyReport(cells: cells, options: options)
    }

    @Test("begins with the question, what came out and the setup, and ends with fingerprints and how to rerun them")
    func order() throws {
        let html = report().html(version: "test")
        var rest = Substring(html)
        for words in [
            "<h1>", "Does it pay?", "What came out", "d5 against nofed: training return", "Setup", "Agents",
            "3: a1, a2, a3",
            "3 in every arm: 20, 25, 30", "all 6 finished", "<figure>", ">Summary<", "Gains over nofed", "<footer>",
            ">Cells<",
            "concord verify checkpoints/study", report().fingerprint,
        ] {
            let place = rest.firstRange(of: words)
            rest =
                rest[
                    try #require(place, "'\(words)' is not there, or stands before what it has to follow").upperBound...
                ]
        }
    }

    @Test("finds words for a gain: side, interval, pairs and chance")
    func findings() {
        // (1 − 0.2) · 350.5 for every seed.
        #expect(
            report().findings == [
                "d5 against nofed: training return over the last 100 rounds is higher by 280.4 (better), 95 % interval of the "
                    + "difference [280.4, 280.4]; better in 3 of 3 pairs, probability of improvement 1.00."
            ])
    }

    @Test("says of plans that name files how a rerun finds them, and only of those")
    func inputs() {
        func page(_ namesFiles: Bool) -> String {
            var cell = SampleStudy.cells[0]
            cell.namesFiles = namesFiles
            var options = ReportOptions()
            options.places = ["store"]
            return StudyReport(cells: [cell], options: options).html(version: "test")
        }
        #expect(page(true).contains("<code>--inputs DIR</code>") && !page(false).contains("--inputs"))
    }

    @Test("says of many arms how many are better, and which is best and worst")
    func manyArms() throws {
        let arms = ["nofed"] + (1...9).map { "d\($0)" }
        let cells = arms.enumerated().flatMap { number, arm in
            [20, 25].map { SampleStudy.cell(arm: arm, seed: $0, slope: number == 0 ? 0.5 : Double(number) / 10) }
        }
        var options = ReportOptions()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 20)
        let findings = StudyReport(cells: cells, options: options).findings
        #expect(findings.count == 3)
        #expect(findings[0].contains("of 9 arms 4 are better than what they are compared with, 4 worse, 1 equal."))
        #expect(
            findings[1].hasPrefix("Farthest ahead, d9 against") && findings[2].hasPrefix("Farthest behind, d1 against"))
    }

    @Test("has a caption, headings with scopes and a scrolling region for every table")
    func tables() throws {
        let html = report().html(version: "test")
        let tables = DrawnTexts.pieces(of: html, after: "<table").map { String($0) }
        #expect(tables.count == 4)
        for table in tables {
            let end = try #require(table.firstRange(of: "</table>")).lowerBound
            let inner = String(table[..<end])
            #expect(DrawnTexts.pieces(of: inner, after: "<caption").count == 1)
            let headings = DrawnTexts.pieces(of: inner, after: "<th ") + DrawnTexts.pieces(of: inner, after: "<th>")
            #expect(!headings.isEmpty && headings.allSatisfy { $0.hasPrefix("scope=\"") })
            // As many cells in a row as columns: those of the second line of headings, and those that span both.
            let body = try #require(DrawnTexts.pieces(of: inner, after: "<tbody>").first)
            for row in DrawnTexts.pieces(of: String(body), after: "<tr>") {
                let cells = String(row.prefix { $0 != "\n" })
                let spans = DrawnTexts.pieces(of: inner, after: "<th scope=\"col\"").count
                #expect(
                    DrawnTexts.pieces(of: cells, after: "<th").count + DrawnTexts.pieces(of: cells, after: "<td").count
                        == spans)
            }
        }
        #expect(DrawnTexts.pieces(of: html, after: "<div class=\"wide\" role=\"region\"").count == tables.count)
        #expect(MarkupReading(html).fault == nil)
    }

    @Test("has every identifier once")
    func identifiers() {
        let html = report().html(version: "test")
        let names = html.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(names.count > 10 && Set(names).count == names.count)
    }

    @Test(
        "quotes the places that a shell would read otherwise",
        arguments: [
            ("checkpoints/a-b_c", "checkpoints/a-b_c"), ("my runs", "'my runs'"), ("it's", "'it'\\''s'"),
            ("-x", "./-x"),
            ("$(rm)", "'$(rm)'"), ("", "''"), ("a;b", "'a;b'"), ("é", "'é'"), ("~/x", "'~/x'"),
        ])
    func quoting(place: String, word: String) {
        #expect(report(places: [place]).verification == ["concord verify \(word)"])
        #expect(report(places: []).verification.isEmpty)
    }

    @Test("shows how many seeds each figure has")
    func seeds() {
        for figure in report().figures + [report().profile].compactMap(\.self) {
            #expect(figure.description.hasPrefix("n = 3 seeds."))
        }
        var cells = SampleStudy.cells
        cells.removeLast()
        let unlike = StudyReport(cells: cells, options: ReportOptions())
        #expect(unlike.figures[0].description.hasPrefix("n = 2 of d5, 3 of nofed seeds."))
    }

    @Test("is the same to the byte where rows are let go and read a second time")
    func shedding() throws {
        var cells = SampleStudy.cells
        cells[4] = SampleStudy.cell(arm: "d5", seed: 25, slope: 1, rounds: 300)
        cells[4].measures.append(
            .init(name: "loss", rows: cells[4].rounds.map { [Double($0)] }, direction: .lowerIsBetter))
        for index in cells.indices { cells[index].place = index }
        var options = ReportOptions()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 30)
        let whole = StudyReport(cells: cells, options: options)
        var readings: [Int] = []
        let shed = cells.map { cell in
            var cell = cell
            cell.shed(lastRounds: options.tail)
            return cell
        }
        #expect(shed.allSatisfy { $0.numberCount < 8 } && cells.allSatisfy { $0.numberCount > 1000 })
        let again = StudyReport(cells: shed, options: options) { cell in
            readings.append(cell.place ?? -1)
            return cells[cell.place ?? 0]
        }
        #expect(whole.html(version: "test") == again.html(version: "test"))
        // One arm after the other, each cell once.
        #expect(readings == [0, 1, 2, 3, 4, 5])
        #expect(whole.curves.csv == again.curves.csv && whole.agents.csv == again.agents.csv)
    }

    @Test("draws profiles that are the shares of runs at or above a level")
    func profiles() throws {
        // The last hundred of d5 are 350.5 + agent + seed / 10, of nofed 0.2 · 350.5 + the same: nine runs each.
        let profile = try #require(report().profile)
        let (nofed, d5) = (profile.curves[0], profile.curves[1])
        #expect(nofed.x == d5.x && zip(nofed.x, nofed.x.dropFirst()).allSatisfy { $0 < $1 })
        for (level, share) in zip(d5.x, d5.y) {
            let runs = [2, 2.5, 3].flatMap { seed in (0..<3).map { 350.5 + seed + Double($0) } }
            #expect(abs(share - Double(runs.count { $0 >= level - 1e-9 }) / 9) < 1e-12)
        }
        #expect(nofed.y.first == 1 && nofed.y.last == 0 && d5.y.last == 1.0 / 9)
    }
}
