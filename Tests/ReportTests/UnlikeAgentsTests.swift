import Archive
import Determinism
import Experiment
import Testing

@testable import Report

/// Agents of unlike names, numbers and orders in the arms of one report, and of several replicas.
@Suite("Whose numbers are whose")
struct UnlikeAgentsTests {
    /// One round for every seed of an arm, in which the agents' values are those given.
    private static func cell(
        _ arm: String, _ agents: [String], _ values: [Double?], seed: Int = 0, replicas: Int = 1
    ) -> CellRecord {
        var cell = CellRecord(
            experiment: "unlike", arm: arm, seed: seed, agents: agents, plannedRounds: 2,
            fingerprint: String(repeating: "0", count: 64))
        cell.replicas = replicas
        cell.rounds = [1, 2]
        cell.measures = [.init(name: "training_return", rows: [values, values])]
        return cell
    }

    /// The table of agents: by row the name, and what stands under every arm.
    private static func rows(_ report: StudyReport) -> [[String]] {
        report.agents.rows.map { row in row.map { String($0.display.prefix { $0 != " " }) } }
    }

    @Test("Second stages and arms in another order have their numbers beside their own agents' names")
    func names() {
        let cells = [
            Self.cell("main", ["a1", "a2"], [1, 2]),
            Self.cell("three", ["b", "a1", "a2"], [30, 10, 20]),
            Self.cell("main,adaptation=all", ["new1", "new2", "new3"], [100, 200, 300]),
        ]
        let report = StudyReport(cells: cells)
        let shown = Dictionary(
            Self.rows(report).map { ($0[0], Set($0.dropFirst())) }, uniquingKeysWith: { first, _ in first })
        let expected: [String: Set<String>] = [
            "a1": ["1.0", "10.0", "–"], "a2": ["2.0", "20.0", "–"], "b": ["30.0", "–"], "new1": ["100.0", "–"],
            "new2": ["200.0", "–"], "new3": ["300.0", "–"],
        ]
        #expect(shown == expected)
        let panels = report.agentPanels?.panels ?? []
        #expect(panels.count == 6)
        let ends = Dictionary(
            panels.map { ($0.title, Set($0.curves.map { "\($0.name) \($0.y.last ?? .nan)" })) },
            uniquingKeysWith: { first, _ in first })
        #expect(ends["a1"] == ["main 1.0", "three 10.0"] && ends["b"] == ["three 30.0"])
        #expect(ends["new3"] == ["main,adaptation=all 300.0"])
    }

    @Test("An agent's number is the mean over its copies in all replicas, and the caption says so")
    func replicas() {
        let cells = [Self.cell("main", ["a", "b"], [1, 10, 2, nil, 6, 20], replicas: 3)]
        let report = StudyReport(cells: cells)
        #expect(Self.rows(report) == [["a", "3.0"], ["b", "15.0"]])
        #expect(report.agents.caption.contains("over seeds and replicas"))
        #expect(report.summary.caption.contains("each the mean over its replicas"))
        #expect(!StudyReport(cells: [Self.cell("main", ["a", "b"], [1, 2])]).agents.caption.contains("replica"))
        var shed = cells[0]
        shed.shed(lastRounds: 100)
        #expect(shed.agentMeans(of: "training_return", lastRounds: 100) == [3, 15])
        #expect(Array(cells[0].values("training_return", agent: 1)) == [15, 15])
    }

    @Test("A small mean of an agent is no row of zeros")
    func small() {
        let report = StudyReport(cells: [Self.cell("main", ["a", "b"], [0.0123, 0])])
        #expect(Self.rows(report) == [["a", "0.0123"], ["b", "0.0"]])
    }

    @Test("Exports name replicas, and agents of replicas, also where there are as many of the ones as of the others")
    func owners() {
        func owners(_ count: Int, _ agents: [String], replicas: Int) -> [String] {
            (0..<count).map {
                NumberOwners.owner(of: $0, among: count, agents: agents, replicas: replicas, isOfReplicas: false)
            }
        }
        #expect(owners(2, ["a1", "a2"], replicas: 2) == ["replica 1", "replica 2"])
        #expect(owners(3, ["a1", "a2"], replicas: 3) == ["replica 1", "replica 2", "replica 3"])
        #expect(
            owners(4, ["a1", "a2"], replicas: 2) == ["replica 1/a1", "replica 1/a2", "replica 2/a1", "replica 2/a2"])
        #expect(owners(3, ["a"], replicas: 3) == ["replica 1", "replica 2", "replica 3"])
        #expect(owners(2, ["a1", "a2"], replicas: 1) == ["a1", "a2"])
        #expect(owners(3, ["a1", "a2"], replicas: 1) == ["1", "2", "3"])
    }

    @Test("An export of a plan with replicas has their names in every row")
    func export() throws {
        let row = CanonicalValue.object(sorting: [
            ("round", .integer(1)), ("mean_of_own_optima", .list([1, 2].map { CanonicalValue(measured: $0) })),
            ("training_return", .list([1, 2, 3, 4].map { CanonicalValue(measured: $0) })),
        ])
        let order = MeasureOrder(["training_return", "mean_of_own_optima"])
        let export = try RecordExport(agents: ["a1", "a2"], replicas: 2, goals: [], order, upTo: 1) {
            body throws(ArchiveError) in try body(1, row)
        }
        var csv: [UInt8] = []
        try export.writeCSV { csv += $0 }
        #expect(
            String(decoding: csv, as: UTF8.self).split(separator: "\n").dropFirst() == [
                "1,training_return,replica 1/a1,1.0", "1,training_return,replica 1/a2,2.0",
                "1,training_return,replica 2/a1,3.0", "1,training_return,replica 2/a2,4.0",
                "1,mean_of_own_optima,replica 1,1.0", "1,mean_of_own_optima,replica 2,2.0",
            ])
    }

    @Test("What differs between stages is not said to differ between sweep values")
    func stages() throws {
        let names = ["main", "main,adaptation=all", "main,adaptation=one"]
        let said = try #require(Baseline.chosen(among: names, alone: Array(names.dropFirst())).remark)
        #expect(said.contains("in some of its stages and not in others"), "\(said)")
        let swept = try #require(
            Baseline.chosen(among: ["d,N=1", "d,N=2", "d,N=3"], alone: ["d,N=1", "d,N=2"]).remark)
        #expect(swept.contains("at some of its sweep values and at others not"), "\(swept)")
    }
}
