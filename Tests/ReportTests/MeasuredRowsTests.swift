import Experiment
import Testing

@testable import Report

@Suite("Numbers of records, kept closely")
struct MeasuredRowsTests {
    private static let rows: [[Double?]] = [
        [1, nil, 3], [], [.nan], [.infinity, -.infinity, -0.0, 7], [nil, nil], [Double(nan: 1, signaling: false)],
    ]

    private func bits(_ rows: [[Double?]]) -> [[UInt64?]] { rows.map { $0.map { $0?.bitPattern } } }

    @Test("what was not measured, what is not finite and rows of unlike widths come back as they were")
    func roundTrip() {
        let measure = CellRecord.Measure(name: "m", rows: Self.rows)
        #expect(bits(measure.rows) == bits(Self.rows))
        #expect(measure.means.map { $0?.bitPattern } == Self.rows.map { meanOfMeasured($0)?.bitPattern })
        var record = SampleStudy.cell(arm: "a", seed: 1, slope: 1, rounds: Self.rows.count)
        record.measures = [measure]
        for agent in 0..<5 {
            let column = Self.rows.map { agent < $0.count ? $0[agent] : nil }
            #expect(bits([Array(record.values("m", agent: agent))]) == bits([column]))
        }
        #expect(
            record.agentMean("other").allSatisfy { $0 == nil } && record.agentMean("other").count == Self.rows.count)
    }

    @Test(
        "agents' values that are asked for late are those of the rows that follow, and a row set twice is the later one"
    )
    func late() {
        var measure = CellRecord.Measure("m", MeasureScale(.higherIsBetter, in: ""))
        measure.set(row: 2, [1, 2])
        #expect(!measure.hasAgents && Array(measure.means) == [nil, nil, 1.5])
        measure.keepAgents()
        measure.set(row: 4, [3, nil, 5])
        measure.set(row: 4, [6])
        measure.extend(to: 6)
        #expect(bits(measure.rows) == bits([[], [], [], [], [6], []]))
        #expect(Array(measure.means) == [nil, nil, 1.5, nil, 6, nil])
    }

    @Test("rows after a round are found wherever it lies")
    func rowsAfter() {
        var record = SampleStudy.cell(arm: "a", seed: 1, slope: 1, rounds: 4)
        record.rounds = [2, 3, 5, 9]
        for round in 0...10 {
            #expect(Array(record.rows(after: round)) == record.rounds.indices.filter { record.rounds[$0] > round })
        }
    }

    @Test("a crossed baseline's counterpart is the one arm whose levels are all the arm's own", arguments: 0..<40)
    func counterparts(number: Int) throws {
        // Every subset of two factors with two levels, and of unlike plans the first.
        let levels = [
            [], ["N=1"], ["N=2"], ["S=1"], ["N=1", "S=1"], ["N=1", "S=2"], ["N=2", "S=1"], ["S=2", "N=2"],
        ]
        func names(_ stem: String) -> [String] { levels.map { ([stem] + $0).joined(separator: ",") } }
        let chosen = names("b").enumerated().filter { (number * 37 + 11) >> $0.offset & 1 == 1 }.map(\.element)
        let baselines = chosen + ["b,N=1 (plan 2)", "b,T=1 (plan 1)"]
        let arms = baselines + names("a") + ["a,N=1,S=1,T=1", "a,T=1"]
        let baseline = try #require(Baseline("b", among: arms))
        guard baseline.isCrossed else { return }
        for arm in arms {
            let own = ArmName(arm).levels
            let fitting = baseline.arms.filter {
                (ArmName($0).plan ?? 1) == 1 && ArmName($0).levels.allSatisfy(own.contains)
            }
            let expected = baseline.arms.contains(arm) || fitting.count != 1 ? nil : fitting[0]
            #expect(baseline.counterpart(of: arm) == expected, "\(arm) among \(baseline.arms)")
        }
    }
}
