import Config
import Determinism
import Experiment
import Testing

@testable import Report

@Suite("Goals, and what their numbers are called")
struct GoalTests {
    /// A cell that noted in which round it reached a goal, whatever its rows say.
    private static func cell(_ arm: String, _ goals: [(goal: Goal, round: Int?)], seed: Int = 1) -> CellRecord {
        var cell = SampleStudy.cell(arm: arm, seed: seed, slope: 0.2, rounds: 40, planned: 40)
        cell.goals = goals.map(\.goal)
        cell.crossings = goals.map { .init(goal: $0.goal, rounds: [$0.round]) }
        return cell
    }

    private static func summary(_ cells: [CellRecord]) -> Table { StudyReport(cells: cells).summary }

    @Test("two studies with other thresholds of one name have each its own rounds, words and keys")
    func thresholds() throws {
        let (low, high) = (Goal(window: 5, level: 15), Goal(window: 5, level: 400))
        let table = Self.summary([Self.cell("one", [(low, 7)]), Self.cell("two", [(high, 31)])])
        let rows = table.json.elements
        // What was noted of one goal is no answer to the other: the rows reach 0.2 · 40 + 1.1 at most.
        #expect(rows.map { $0["rounds_to_15_median"] } == [.integer(7), .null])
        #expect(rows.map { $0["rounds_to_400_median"] } == [.null, .integer(31)])
        #expect(table.columns.map(\.title).filter { $0.hasPrefix("rounds to") } == ["rounds to 15", "rounds to 400"])
        #expect(table.caption.contains("Rounds to 15: the first") && table.caption.contains("Rounds to 400: the first"))
    }

    @Test(
        "goals of one name that differ in anything have keys and words of their own",
        arguments: [
            Goal(window: 5, level: 16), Goal(window: 9, level: 15), Goal(over: "each_agent", window: 5, level: 15),
            Goal(measure: "evaluation_return", window: 5, level: 15), Goal(window: 5, level: 15.00001),
        ])
    func apart(other: Goal) {
        let goal = Goal(window: 5, level: 15)
        let names = GoalNames([goal, other])
        #expect(names.key(goal) != names.key(other) && names.words(goal) != names.words(other))
        #expect(names.key(goal).hasPrefix("rounds_to") && GoalNames([goal]).key(goal) == "rounds_to")
        let table = Self.summary([Self.cell("one", [(goal, 7)]), Self.cell("two", [(other, 31)])])
        #expect(table.repeatedKeys.isEmpty, "\(table.repeatedKeys)")
    }

    @Test("what asks for the same is one goal, whatever it is called")
    func same() {
        let (one, other) = (Goal(name: "done", window: 5, level: 15), Goal(window: 5, level: 15))
        #expect(one == other && Set([one, other]).count == 1)
        let table = Self.summary([Self.cell("one", [(one, 7)]), Self.cell("two", [(other, 31)])])
        #expect(table.json.elements.map { $0["done_median"] } == [.integer(7), .integer(31)])
    }

    @Test("of agents' own rounds, and of curves that were not recorded, nothing is made up")
    func absent() throws {
        let each = Goal(over: "each_agent", window: 5, level: 2)
        let table = Self.summary([Self.cell("one", [(each, 7)]), Self.cell("two", [])])
        #expect(table.json.elements.map { $0["rounds_to_median"] } == [.integer(7), .null])
        #expect(table.json.elements.map { $0["rounds_to_censored_count"] } == [.integer(0), .null])
        let goal = Goal(window: 5, level: 2)
        var without = Self.cell("two", [(goal, 9)])
        without.measures = [.init(name: "regret", rows: without.rounds.map { [Double($0)] })]
        let own = try #require(Self.summary([without]).json.elements.first)
        #expect(
            own["rounds_to"] == .null && own["rounds_to_censored"] == .null && own["rounds_to_median"] == .integer(9))
    }

    @Test("a published round stands beside the goal of its own arm")
    func published() throws {
        let json = #"{"values": [{"arm": "two", "statistic": "rounds_to", "value": 30}]}"#
        let cells = [
            Self.cell("one", [(Goal(window: 5, level: 400), nil)]), Self.cell("two", [(Goal(window: 5, level: 3), 12)]),
        ]
        let report = StudyReport(cells: cells, published: try PublishedResults(CanonicalValue(parsing: json)))
        #expect(report.published?.rows.first?[1] == .text("rounds to 3"))
    }

    @Test("no table has a key twice, whatever arms, agents and goals are called")
    func keys() throws {
        let kinds = Language.standard.measures.components.map(\.kind)
        let arms = ["agent", "agent_sd", "arm", "a", "a_sd", "a_sd_2"]
        let cells = arms.enumerated().map { number, arm in
            var cell = Self.cell(arm, kinds.map { (Goal(name: $0, window: 5, level: Double(number)), nil) })
            cell.goals += ["seeds", "bytes", "steps", "training_return_last"].enumerated().map {
                Goal(name: $1, window: 3, level: Double($0))
            }
            cell.measures += kinds.filter { $0 != "training_return" }.map {
                .init(name: $0, rows: cell.rounds.map { [Double($0 + number)] })
            }
            return cell
        }
        var options = ReportOptions()
        options.baseline = "a"
        let expected = try PublishedResults(
            CanonicalValue(parsing: #"{"values": [{"arm": "a", "statistic": "mean_all", "value": 1}]}"#))
        let report = StudyReport(cells: cells, published: expected, options: options)
        for sheet in StudyReport.Sheet.allCases {
            let table = report.table(sheet)
            #expect(
                Set(table.keys).count == table.keys.count && table.keys.count == table.columns.flatMap(\.keys).count)
            #expect(table.json.elements.allSatisfy { $0.members.count == table.keys.count }, "\(sheet)")
            // Only what users name as they like is told apart by numbers.
            if sheet != .agents, sheet != .summary {
                #expect(table.repeatedKeys.isEmpty, "\(sheet): \(table.repeatedKeys)")
            }
        }
        #expect(report.agents.keys.contains("a_sd_3"), "\(report.agents.keys)")
        #expect(Set(report.figures.map(\.title)).count == report.figures.count)
    }
}
