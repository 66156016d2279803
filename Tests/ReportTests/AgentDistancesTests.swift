import Archive
import Testing

@testable import Report

@Suite("How far agents are apart")
struct AgentDistancesTests {
    private static func tree(moment: [Float], steps: Int64, stacked: Bool) -> ArchiveTree {
        let moments = ArchiveArray(shape: stacked ? [1, moment.count] : [moment.count], elements: moment)
        let counted = ArchiveArray(shape: stacked ? [1] : [], elements: [steps])
        let optimizer = ArchiveTree([("first_moment", .array(moments)), ("steps", .array(counted))])
        let counters = ArchiveTree([("episodes", .array(counted))])
        var agent = ArchiveTree([("optimizer", .group(optimizer)), ("counters", .group(counters))])
        guard stacked else { return ArchiveTree([("agents", .group(ArchiveTree([("a1", .group(agent))])))]) }
        agent.insert(.text(ArchiveText(["a1"])), at: "agents")
        return ArchiveTree([("cohorts", .group(ArchiveTree([("a", .group(agent))])))])
    }

    @Test("What is counted stands in rows of its own, without a distance between parameters", arguments: [false, true])
    func counters(isStacked: Bool) throws {
        let distances = AgentDistances(
            Self.tree(moment: [0, 3], steps: 10, stacked: isStacked),
            Self.tree(moment: [4, 3], steps: 30, stacked: isStacked))
        let rows = Dictionary(
            uniqueKeysWithValues: distances.table.rows.map { ($0[1].display, $0.dropFirst(2).map(\.display)) })
        #expect(rows.keys.sorted() == ["counters", "optimizer", "optimizer, counters"])
        #expect(rows["optimizer"] == ["2", "1", "2.828", "4"])
        #expect(rows["optimizer, counters"]?.first == "1" && rows["optimizer, counters"]?.last == "20")
        #expect(
            rows["optimizer, counters"]?[2] == Table.Cell.blank.display
                && rows["counters"]?[2] == Table.Cell.blank.display)
    }
}
