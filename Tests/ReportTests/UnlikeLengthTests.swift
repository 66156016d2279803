import Determinism
import Experiment
import Testing

@testable import Report

@Suite("Arms of unlike length")
struct UnlikeLengthTests {
    private static func options(_ baseline: String, last tail: Int = 100) -> ReportOptions {
        var options = ReportOptions()
        options.baseline = baseline
        options.tail = tail
        options.bootstrap = Bootstrap(resamples: 50)
        return options
    }

    /// `avg` and `long` are the same as far as `avg` goes; `nofed` learns a fifth as fast.
    private static let cells: [CellRecord] = [("nofed", 40), ("avg", 40), ("long", 80)].flatMap { arm, rounds in
        [1, 2].map {
            SampleStudy.cell(arm: arm, seed: $0, slope: arm == "nofed" ? 0.2 : 1, rounds: rounds, planned: rounds)
        }
    }

    @Test("pairs are compared over the rounds that both have, and sentences and columns say which")
    func common() throws {
        let report = StudyReport(cells: Self.cells, options: Self.options("avg"))
        let long = try #require(report.findings.first { $0.hasPrefix("long against avg") })
        #expect(long == "long against avg: training return over the 40 rounds that both have is equal in all 2 pairs.")
        // −0.8 · 20.5, over rounds of which there are no more.
        let nofed = try #require(report.findings.first { $0.hasPrefix("nofed against avg") })
        #expect(nofed.contains("over all 40 rounds is lower by 16.4 (worse)"), "\(nofed)")
        let rows = report.gains.json.elements
        func rounds(_ arm: String) -> [String] {
            rows.filter { $0["arm"]?.asText == arm }.compactMap { $0["rounds"]?.asText }
        }
        #expect(rounds("long").contains("first 40") && rounds("nofed").contains("all"))
        #expect(rows.filter { $0["arm"]?.asText == "long" }.allSatisfy { $0["gain"]?.asNumber == 0 })
        #expect(report.gains.caption.contains("the rounds that both cells of a pair have"))
        #expect(
            report.remarks.contains {
                $0.hasPrefix("Arms are of unlike length: 40 rounds (avg, nofed), 80 rounds (long).")
            }, "\(report.remarks)")
    }

    @Test("the last rounds are the last ones of those that both have")
    func last() throws {
        let report = StudyReport(cells: Self.cells, options: Self.options("nofed", last: 10))
        // 0.8 · 35.5, the mean of 31 … 40; the last ten of `long` would give 75.5 − 7.1.
        let long = try #require(report.findings.first { $0.hasPrefix("long against nofed") })
        #expect(long.contains("over the last 10 of the 40 rounds that both have is higher by 28.4 (better)"), "\(long)")
        #expect(report.gains.json.elements.contains { $0["rounds"]?.asText == "last 10 of 40" })
        let avg = try #require(report.findings.first { $0.hasPrefix("avg against nofed") })
        #expect(avg.contains("over the last 10 rounds is higher by 28.4"), "\(avg)")
    }

    @Test("the end of a run says the rounds that both have, too")
    func headline() {
        let cells = Self.cells.filter { $0.arm != "avg" }.map { cell in
            var cell = cell
            cell.isWithoutExchanges = cell.arm == "nofed"
            return cell
        }
        let said = StudyReport.headline(of: cells)
        #expect(
            said.count == 1
                && said[0].hasPrefix("long against nofed: training return over the 40 rounds that both have"))
    }

    @Test("cells that are not finished, or were stopped, are compared as far as both went", arguments: [false, true])
    func early(isStopped: Bool) throws {
        var cells = Self.cells.filter { $0.arm != "avg" }
        cells[3] = SampleStudy.cell(arm: "long", seed: 2, slope: 1, rounds: 20, planned: 80)
        cells[3].isStopped = isStopped
        let report = StudyReport(cells: cells, options: Self.options("nofed"))
        let found = try #require(report.findings.first)
        // 0.8 · 20.5 of one pair, 0.8 · 10.5 of the other.
        #expect(found.contains("over the 20 to 40 rounds that both have is higher by 12.4"), "\(found)")
        #expect(report.gains.json.elements.contains { $0["rounds"]?.asText == "first 20 to 40" })
        #expect(report.remarks.contains { $0.contains("gains those that both cells of a pair have") })
    }

    @Test("the same is found where rows were let go and are read once more", arguments: [5, 10, 100])
    func shed(tail: Int) {
        let whole = Self.cells.enumerated().map { place, cell in
            var cell = cell
            cell.place = place
            return cell
        }
        let shed = whole.map { cell in
            var cell = cell
            cell.shed(lastRounds: tail)
            return cell
        }
        for baseline in ["avg", "nofed", "long"] {
            let options = Self.options(baseline, last: tail)
            let again = StudyReport(cells: shed, options: options) { whole[$0.place ?? 0] }
            let once = StudyReport(cells: whole, options: options)
            #expect(once.gains.csv == again.gains.csv && once.findings == again.findings)
        }
    }

    /// A round of `lockstep` takes five units of time, one of `free` takes one; both take 200 and a little.
    private static let clocked: [CellRecord] = [("lockstep", 40, 5.0), ("free", 200, 1.0)].flatMap {
        arm, rounds, length in
        [1, 2].map { seed in
            var cell = SampleStudy.cell(arm: arm, seed: seed, slope: 1, rounds: rounds, planned: rounds)
            cell.totals = [.init(clock: .time, values: cell.rounds.map { Double($0) * length + Double(seed) / 10 })]
            return cell
        }
    }

    @Test("arms that are equally long on the clock that is asked for are compared over all rounds of each")
    func clocks() throws {
        var options = Self.options("lockstep", last: 10)
        options.clock = .time
        let whole = StudyReport(cells: Self.clocked, options: options)
        // The means of 191 … 200 and of 31 … 40.
        #expect(
            whole.findings[0].contains("over the last 10 rounds of each is higher by 160.0 (better)"),
            "\(whole.findings)")
        #expect(whole.gains.rows.map { $0[2].display } == ["all", "last 10"])
        #expect(whole.remarks.contains { $0.contains("and equally long in time: gains are over all rounds of each.") })
        options.clock = .rounds
        let common = StudyReport(cells: Self.clocked, options: options)
        #expect(
            common.findings[0].contains("over the last 10 of the 40 rounds that both have is equal"),
            "\(common.findings)")
        #expect(
            common.remarks.contains {
                $0.contains("In time they are equally long: --x time compares all rounds of each.")
            })
        // Half as long in time, too.
        options.clock = .time
        let shorter = Self.clocked.map { cell in
            var cell = cell
            if cell.arm == "lockstep" {
                cell.totals = [.init(clock: .time, values: cell.rounds.map { Double($0) * 2.5 })]
            }
            return cell
        }
        let cut = StudyReport(cells: shorter, options: options)
        #expect(cut.findings[0].contains("of the 40 rounds that both have"), "\(cut.findings)")
        #expect(!cut.remarks.contains { $0.contains("equally long") })
    }

    @Test("arms of one length are said to be of none")
    func alike() {
        let report = StudyReport(cells: SampleStudy.cells, options: Self.options("nofed"))
        #expect(!report.remarks.contains { $0.contains("unlike length") } && !report.gains.caption.contains("First N"))
    }
}
