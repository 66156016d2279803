import Experiment
import Testing

@testable import Report

@Suite("What a comparison says of an arm")
struct VerdictTests {
    /// Arms beside `nofed`, each with its slope by seed.
    private func report(
        _ slopes: [String: [Double]], baseline: [Double], spoil: (inout [CellRecord]) -> Void = { _ in }
    ) -> StudyReport {
        var cells = baseline.enumerated().map { SampleStudy.cell(arm: "nofed", seed: $0, slope: $1) }
        for arm in slopes.keys.sorted() {
            cells += (slopes[arm] ?? []).enumerated().map { SampleStudy.cell(arm: arm, seed: $0, slope: $1) }
        }
        spoil(&cells)
        var options = ReportOptions()
        options.baseline = "nofed"
        options.bootstrap = Bootstrap(resamples: 200)
        return StudyReport(cells: cells, options: options)
    }

    private func gain(_ pairs: [(Double, Double)]) -> (Gain, Estimate) {
        let cells = pairs.enumerated().map { index, pair in
            (
                SampleStudy.cell(arm: "d", seed: index, slope: pair.0),
                SampleStudy.cell(arm: "n", seed: index, slope: pair.1)
            )
        }
        let gain = Gain(
            of: Arm(name: "d", cells: cells.map(\.0)), over: Arm(name: "n", cells: cells.map(\.1)), "training_return",
            lastRounds: 100, on: .rounds)
        return (gain, Bootstrap(resamples: 200).interval(ofMean: gain.differences))
    }

    @Test("is a value: ahead, behind, equal in every pair, undecided, of one pair")
    func values() {
        for (direction, ahead, behind) in [
            (MeasureDirection.higherIsBetter, Verdict.ahead, Verdict.behind), (.lowerIsBetter, .behind, .ahead),
        ] {
            func verdict(_ pairs: [(Double, Double)]) -> Verdict {
                let (gain, estimate) = self.gain(pairs)
                return Verdict(gain, estimate, direction)
            }
            #expect(verdict([(2, 1), (3, 1), (2, 1)]) == ahead)
            #expect(verdict([(1, 2), (1, 3), (1, 2)]) == behind)
            #expect(verdict([(1, 1), (2, 2)]) == .equal)
            #expect(verdict([(2, 1), (1, 2)]) == .undecided)
            #expect(verdict([(2, 1)]) == .onePair(isAhead: ahead == .ahead))
            #expect(verdict([(1, 1)]) == .equal)
        }
        // Differences that cancel out are no equality.
        let (gain, estimate) = self.gain([(2, 1), (1, 2)])
        #expect(estimate.value.magnitude < 1e-9)
        let words = Verdict(gain, estimate, .higherIsBetter).words(Estimate(0, low: -1, high: 1), decimals: 1)
        #expect(words == "the same on average (undecided: the interval holds 0)")
    }

    @Test("counts of many arms are of verdicts, and those named as farthest are what they are called")
    func counts() {
        let base = [0.5, 0.5, 0.5]
        var slopes: [String: [Double]] = ["e1": base, "e2": base]
        for arm in 1...5 { slopes["a\(arm)"] = base.map { $0 + Double(arm) / 10 } }
        slopes["u"] = [0.1, 0.9, 0.5]
        let findings = report(slopes, baseline: base).findings
        #expect(
            findings[0].contains(
                "of 8 arms 5 are better than what they are compared with, 0 worse, 2 equal, 1 undecided."))
        #expect(findings.count == 2 && findings[1].hasPrefix("Farthest ahead, a5 against"))
        let equal = report(Dictionary(uniqueKeysWithValues: (1...7).map { ("e\($0)", base) }), baseline: base).findings
        #expect(
            equal.count == 1
                && equal[0].contains("of 7 arms 0 are better than what they are compared with, 0 worse, 7 equal."))
        let single = report(
            Dictionary(uniqueKeysWithValues: (1...7).map { ("s\($0)", [Double($0) / 4]) }), baseline: [1]
        ).findings
        #expect(
            single[0].contains("3 are better than what they are compared with, 3 worse, 1 equal; 6 by one pair alone."),
            "\(single[0])")
        #expect(single[1].hasPrefix("Farthest ahead, s7") && single[2].hasPrefix("Farthest behind, s1"))
    }

    @Test("the end of a run has two sentences of it at most")
    func headline() {
        let base = [0.5, 0.6]
        let few = StudyReport.headline(
            of: (0..<2).flatMap { arm in
                base.enumerated().map { seed, slope in
                    var cell = SampleStudy.cell(arm: arm == 0 ? "nofed" : "d", seed: seed, slope: slope + Double(arm))
                    cell.isWithoutExchanges = arm == 0
                    return cell
                }
            })
        #expect(few.count == 1 && few[0].hasPrefix("d against nofed: "))
        let many = StudyReport.headline(
            of: (0..<6).flatMap { arm in
                base.enumerated().map { seed, slope in
                    var cell = SampleStudy.cell(arm: "d\(arm)", seed: seed, slope: slope + Double(arm))
                    cell.isWithoutExchanges = arm == 0
                    return cell
                }
            })
        #expect(
            many.count == 2 && many[0].contains("of 5 arms 5 are better") && many[1].hasPrefix("Farthest ahead, d5"))
    }

    @Test(
        "what is said of divergence holds: of means that are finite, of cells without a value, of baselines, of unpaired seeds"
    )
    func divergence() throws {
        let row = try CellDivergence(row: .init(parsing: #"{"diverged":{"agents":{"a2":100},"measures":{}}}"#))
        func remark(_ arm: String, _ spoil: (inout [CellRecord]) -> Void) throws -> String {
            let report = self.report(["d": [1, 1, 1]], baseline: [0.5, 0.5, 0.5], spoil: spoil)
            return try #require(report.remarks.first { $0.hasPrefix("\(arm): 1 of 3 cells diverged") })
        }
        let finite = try remark("d") { $0[4].divergence = row }
        #expect(finite.hasSuffix("Its means are finite all the same, and have every cell. Its gains are undecided."))
        let baseline = try remark("nofed") { $0[1].divergence = row }
        #expect(baseline.hasSuffix("and have every cell. Gains over it are undecided."))
        let infinite = try remark("d") { cells in
            cells[4].divergence = row
            for index in 99..<400 { cells[4].measures[0].rows[index][1] = .infinity }
        }
        #expect(infinite.contains("the mean is not: no cell is left out of it for that. Its gains are undecided."))
        let missing = try remark("d") { cells in
            cells[4].divergence = row
            for index in 0..<400 { cells[4].measures[0].rows[index] = [nil, nil, nil] }
        }
        #expect(
            missing.hasSuffix(
                ". A cell that measured nothing in those rounds is in no mean of them. Its gains are undecided."))
        // A seed that the baseline does not have is in no pair.
        let unpaired = try remark("d") { cells in
            cells[5].divergence = row
            cells[2].seed = 77
        }
        #expect(unpaired.hasSuffix("and have every cell."), "\(unpaired)")
    }
}
