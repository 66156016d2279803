import Config
import Determinism
import Experiment
import Report
import Testing

@Suite("What is better, what it is compared with, and where it ends")
struct DirectionTests {
    private func options(_ baseline: String? = nil, clock: Clock = .rounds) -> ReportOptions {
        var options = ReportOptions()
        options.baseline = baseline
        options.clock = clock
        options.bootstrap = Bootstrap(resamples: 50)
        return options
    }

    /// nofed falls from 600 by one a round, d5 by two, as errors do; `kind` says what the numbers mean.
    private func cells(_ direction: MeasureDirection) -> [CellRecord] {
        ["nofed", "d5"].flatMap { arm in
            [20, 25, 30].map { seed in
                var cell = SampleStudy.cell(arm: arm, seed: seed, slope: 0)
                let rows = cell.rounds.map { round in [600 - Double(round) * (arm == "d5" ? 2 : 1) + Double(seed) / 10]
                }
                cell.measures = [.init(name: "error", rows: rows, direction: direction)]
                cell.goals = []
                cell.isWithoutExchanges = arm == "nofed"
                return cell
            }
        }
    }

    @Test("Every kind of measure states its direction, and errors are errors")
    func declared() throws {
        let kinds = Language.standard.measures.components.map(\.kind)
        #expect(kinds.count > 8)
        for kind in kinds { #expect(Language.standard.measures.direction(of: kind) != nil, "\(kind)") }
        #expect(Language.standard.measures.direction(of: "training_return") == .higherIsBetter)
        #expect(Language.standard.measures.direction(of: "squared_error_to_fixed_point") == .lowerIsBetter)
        #expect(
            Language.standard.measures.direction(of: "heterogeneity") == .describes
                && Language.standard.measures.direction(of: "mission") == nil)
    }

    @Test(
        "Better pairs are counted on the better side, whose name stands beside; settings have no gain",
        arguments: MeasureDirection.allCases)
    func respected(direction: MeasureDirection) throws {
        let report = StudyReport(cells: cells(direction), options: options("nofed"))
        if direction == .describes {
            #expect(report.gains.rows.isEmpty && report.figures.isEmpty)
            return
        }
        let row = try #require(report.gains.rows.first)
        // −2 r + r over r = 1 … 400 is −200.5 for every seed.
        let isLower = direction == .lowerIsBetter
        #expect(row[4].display == "-200.5 [-200.5, -200.5]" && row[5] == .count(isLower ? 3 : 0))
        #expect(row[6] == .text(isLower ? "lower" : "higher"))
        #expect(row[7] == .text("lower by 200.5 (\(isLower ? "better" : "worse"))"))
        #expect(report.figures[0].yLabel.contains("lower is better") == isLower)
        #expect(report.summary.caption.contains("Lower is better: error") == isLower)
    }

    @Test(
        "Every measure of the catalogue has a direction in words, and gains whose sign it reads",
        arguments: Language.standard.measures.components.map(\.kind))
    func catalogue(kind: String) throws {
        let direction = try #require(Language.standard.measures.direction(of: kind))
        let unit = try #require(Language.standard.measures.scale(of: kind)).unit
        #expect(!unit.isEmpty)
        let text = Language.standard.measures.scaleText(of: kind)
        #expect(text.hasPrefix("\nDirection: \(direction.words)\nUnit: \(unit)"))
        for slope in [1.0, -1] {
            let cells = ["nofed", "d5"].flatMap { arm in
                [20, 25, 30].map { seed in
                    var cell = SampleStudy.cell(arm: arm, seed: seed, slope: 0, rounds: 10)
                    let rows = cell.rounds.map { round in [100 + (arm == "d5" ? slope : 0) * Double(round)] }
                    cell.measures = [.init(name: kind, rows: rows, direction: direction)]
                    cell.goals = []
                    return cell
                }
            }
            let gains = StudyReport(cells: cells, options: options("nofed")).gains.rows
            guard direction != .describes else {
                #expect(gains.isEmpty)
                continue
            }
            // The mean of 1 … 10 is 5.5, above or below.
            let isBetter = (slope > 0) == (direction == .higherIsBetter)
            let row = try #require(gains.first)
            #expect(row[5] == .count(isBetter ? 3 : 0))
            #expect(row[7] == .text("\(slope > 0 ? "higher" : "lower") by 5.50 (\(isBetter ? "better" : "worse"))"))
        }
    }

    @Test("A setting that is the same in every arm is a caption, one that is not a column")
    func settings() {
        var cells = SampleStudy.cells
        for index in cells.indices {
            let rows = cells[index].rounds.map { _ in [0.25] }
            cells[index].measures.append(.init(name: "heterogeneity", rows: rows, direction: .describes))
        }
        let same = StudyReport(cells: cells, options: options("nofed")).summary
        #expect(!same.columns.contains { $0.title.hasPrefix("heterogeneity") })
        #expect(same.caption.contains("The setting, the same in every arm: heterogeneity 0.250 ± 0.0"))
        cells[0].measures[1].rows = cells[0].rounds.map { _ in [0.75] }
        #expect(
            StudyReport(cells: cells, options: options("nofed")).summary.columns.contains {
                $0.title.hasPrefix("heterogeneity")
            })
    }

    @Test("An interval that holds zero decides nothing, and one pair is one pair")
    func undecided() throws {
        var cells = cells(.higherIsBetter)
        cells[3].measures[0].rows = cells[3].rounds.map { _ in [2000] }
        let row = try #require(StudyReport(cells: cells, options: options("nofed")).gains.rows.first)
        #expect(row[7].display.hasSuffix("(undecided: the interval holds 0)"))
        let pair = StudyReport(cells: [cells[1], cells[4]], options: options("nofed")).gains.rows[0]
        #expect(pair[7] == .text("lower by 200.5 (worse, one pair)"))
    }

    @Test("The baseline is the arm without exchanges, whatever was measured", arguments: [true, false])
    func baseline(measuresBytes: Bool) throws {
        func report(alone: [String], arms: [String] = ["avg", "nofed"]) -> StudyReport {
            let cells = arms.flatMap { arm in
                [20, 25].map { seed in
                    var cell = SampleStudy.cell(arm: arm, seed: seed, slope: arm == "nofed" ? 0.2 : 1)
                    cell.isWithoutExchanges = alone.contains(arm)
                    if !measuresBytes { cell.totals.removeAll { $0.clock == .bytes } }
                    return cell
                }
            }
            return StudyReport(cells: cells, options: options())
        }
        let chosen = report(alone: ["nofed"])
        #expect(chosen.gains.title == "Gains over nofed, the arm without exchanges, paired by seed")
        #expect(chosen.gains.rows.allSatisfy { $0[0] == .text("avg") } && !chosen.gains.rows.isEmpty)
        let none = report(alone: [])
        #expect(
            none.gains.rows.isEmpty
                && none.remarks.contains { $0.hasPrefix("In every arm agents exchange something: no baseline") })
        let several = report(alone: ["avg", "nofed"])
        #expect(
            several.gains.rows.isEmpty
                && several.remarks.contains { $0.hasPrefix("Several arms have no exchanges (avg, nofed)") })
        let crossed = report(alone: ["nofed,k=1", "nofed,k=2"], arms: ["d,k=1", "d,k=2", "nofed,k=1", "nofed,k=2"])
        #expect(crossed.gains.rows.allSatisfy { $0[1].display.hasPrefix("nofed") } && !crossed.gains.rows.isEmpty)
        let mixed = report(alone: ["d,n=0", "d,n=1"], arms: ["d,n=0", "d,n=1", "d,n=2"])
        #expect(
            mixed.gains.rows.isEmpty
                && mixed.remarks.contains { $0.hasPrefix("'d' exchanges at some of its sweep values") })
    }

    /// d5 sends every tenth round, so that many rounds stand at one number of bytes; nofed never; the seeds of long end apart.
    private func senders() -> [CellRecord] {
        ["nofed", "d5", "long"].flatMap { arm in
            [20, 25].map { seed in
                var cell = SampleStudy.cell(
                    arm: arm, seed: seed, slope: 1, rounds: arm == "long" && seed == 20 ? 395 : 400)
                cell.totals = [Clock.steps, .episodes, .bytes, .time].map { clock in
                    .init(
                        clock: clock,
                        values: cell.rounds.map { round in
                            clock == .bytes ? arm == "nofed" ? 0 : Double(round / 10 * 1000) : Double(round * 50)
                        })
                }
                return cell
            }
        }
    }

    @Test("On every axis an arm's curve and the words about it end where the arm ends", arguments: Clock.allCases)
    func ends(clock: Clock) throws {
        var options = options("nofed", clock: clock)
        options.window = 1
        let figure = try #require(StudyReport(cells: senders(), options: options).figures.first)
        // Slope 1, agents add 1, the seeds 2 and 2.5: at round 400 it is 403.25.
        for name in ["nofed", "d5"] {
            let curve = try #require(figure.curves.first { $0.name == name })
            #expect(curve.y.last == 403.25, "\(name) against \(clock)")
            let isLine = clock == .bytes && name == "nofed"
            #expect((curve.style == .dashed) == isLine)
            let words = isLine ? "nofed sends nothing after the start: its final value 403.2" : "\(name) ends at 403.2"
            #expect(figure.description.contains(words) || figure.description.contains(words.dropLast() + "3"))
            #expect(
                !isLine || curve.x == [0, figure.curves.filter { $0.style == .solid }.compactMap(\.x.last).max() ?? 0])
            #expect(zip(curve.x, curve.x.dropFirst()).allSatisfy { $0 < $1 })
        }
        // The cell that ends first: at round 395 there are as many bytes as at 390.
        #expect(figure.description.contains("where the first of its cells ends"))
        let drawing = figure.svg(identifier: "f")
        #expect(drawing.contains("nofed (final value)") == (clock == .bytes))
    }

    @Test("Where nothing moves along an axis, every arm is a line")
    func allStill() throws {
        let cells = senders().filter { $0.arm == "nofed" }
        let figure = try #require(StudyReport(cells: cells, options: options(clock: .bytes)).figures.first)
        #expect(figure.curves.count == 1 && figure.curves[0].x == [0, 1] && figure.curves[0].style == .dashed)
        #expect(MarkupReading(figure.svg(identifier: "f")).fault == nil)
    }
}
