import Archive
import Diagnostics
import Experiment
import Report
import TestSupport
import Testing

/// Whether a report averages cells, by how their spec says the numbers in which they differ.
@Suite("Numbers that were drawn, and numbers that were edited between seeds")
struct DrawnPlanTests {
    /// A way of saying numbers in a spec: its lines for a seed, and the key in which edited ones differ.
    struct Way: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Replaces `ENVIRONMENT`, `AGENTS` and `MORE` of the spec; `W` stands for the number.
        var environment = "windy_cliff"
        var agents = "[{name: a}, {name: b}]"
        var more = ""
        var key = "windy_cliff.wind"

        func text(_ number: String, seeds: String) -> String {
            """
            concord: 1
            name: drawn
            seeds: \(seeds)
            round: {updates: 1}
            rounds: 4
            nominal: windy_cliff
            environment: \(environment)
            learner: value_iteration
            optimizer: sgd
            agents: \(agents)
            federation: []
            evaluation: {every: {rounds: 2}, exact: true, worlds: [own\(more.contains("held") ? ", held" : "")]}
            measure: [\(more.contains("MEASURE") ? "{exact_return: {reduce: [W]}}" : "exact_return")]
            \(more.replacing("MEASURE", with: ""))

            """.replacing("W", with: number)
        }
    }

    /// Constants: what differs between seeds was written so.
    static let constants = [
        Way(testDescription: "the world of all", environment: "{windy_cliff: {wind: W}}"),
        Way(
            testDescription: "one agent's world",
            agents: "[{name: a, environment: {windy_cliff: {wind: W}}}, {name: b}]"),
        Way(
            testDescription: "a member's world",
            agents: "[{name: g, count: 3, members: {g2: {environment: {windy_cliff: {wind: W}}}}}]"),
        Way(testDescription: "an arm", more: "arms: {x: {environment.windy_cliff.wind: W}}"),
        Way(testDescription: "a sweep", more: "sweep: {f: {low: {environment.windy_cliff.wind: W}}}"),
        Way(
            testDescription: "one agent's step size",
            agents:
                "[{name: a, optimizer: {sgd: {learning_rate: W}}}, {name: b, optimizer: {sgd: {learning_rate: 0.05}}}]",
            key: "learning_rate"),
        Way(
            testDescription: "a world that is listed", more: "worlds: {held: {list: [{windy_cliff: {wind: W}}]}}",
            key: "worlds.held"),
        Way(
            testDescription: "worlds of one kind",
            more: "worlds: {held: {count: 2, environment: {windy_cliff: {wind: W}}}}", key: "worlds.held"),
    ]

    /// Ranges: what differs between seeds was drawn, unless the range is another one.
    static let ranges: [Way] =
        ["{uniform: [0, W]}", "{relative: [-0.5, W]}", "{spread: [0, W]}", "{values: [W, 0.9]}"]
        .flatMap { range in
            [
                Way(testDescription: "\(range) for all", environment: "{windy_cliff: {wind: \(range)}}"),
                Way(
                    testDescription: "\(range) for one agent",
                    agents: "[{name: a, environment: {windy_cliff: {wind: \(range)}}}, {name: b}]"),
                Way(testDescription: "\(range) in an arm", more: "arms: {x: {environment.windy_cliff.wind: \(range)}}"),
                Way(
                    testDescription: "\(range) in a sweep",
                    more: "sweep: {f: {low: {environment.windy_cliff.wind: \(range)}}}"),
                Way(
                    testDescription: "\(range) in a set of worlds",
                    more: "worlds: {held: {count: 2, environment: {windy_cliff: {wind: \(range)}}}}", key: "worlds.held"
                ),
            ]
        } + [
            Way(
                testDescription: "a step size for each agent",
                agents: "[{name: a, count: 2, optimizer: {sgd: {learning_rate: {uniform: [0.01, W]}}}}]",
                key: "learning_rate"),
            Way(
                testDescription: "a step size of one agent",
                agents: "[{name: a, optimizer: {sgd: {learning_rate: {uniform: [0.01, W]}}}}]", key: "learning_rate"),
            Way(
                testDescription: "a copy of a drawn number", environment: "{windy_cliff: {wind: {uniform: [0.1, W]}}}",
                agents:
                    "[{name: a, optimizer: {sgd: {learning_rate: {same_as: environment.windy_cliff.wind}}}}, {name: b}]"
            ),
            Way(
                testDescription: "a range in every replica", environment: "{windy_cliff: {wind: {uniform: [0, W]}}}",
                more: "replicas: 3"),
        ]

    /// Runs seeds of one study, each under its own text.
    private static func run(_ texts: [String], _ store: String) throws {
        for (index, text) in texts.enumerated() {
            var findings = Findings()
            let source = SourceFile(name: "drawn.yaml", text: text)
            let study = try #require(
                Study.compile(source, beside: "", in: .standard, into: &findings),
                "\(findings.diagnostics.map(\.message))\n\(text)")
            let cells = texts.count == 1 ? study.cells : study.cells.filter { $0.seed == index + 1 }
            _ = try StudyRunner(cells.map { study.plan(of: $0) }, spec: text, store: store, jobs: 1).run { _, _ in }
        }
    }

    private static func directories(_ store: String) throws -> [RunDirectory] {
        try RunDirectory.find(below: store, in: .standard) { Issue.record("\($0)") }
    }

    private static func report(_ store: String, _ change: (RunDirectory) throws -> Void = { _ in }) throws
        -> StudyReport
    {
        let cells = try directories(store).map { directory in
            try change(directory)
            return try CellRecord(reading: directory)
        }
        var options = ReportOptions()
        options.bootstrap = Bootstrap(resamples: 10)
        return StudyReport(cells: cells, options: options)
    }

    @Test("A constant that was edited between seeds is shown apart, by its name", arguments: constants + ranges)
    func edited(way: Way) throws {
        let scratch = try TemporaryDirectory()
        try Self.run(["0.2", "0.4", "0.6"].map { way.text($0, seeds: "[1, 2, 3]") }, scratch.path)
        let report = try Self.report(scratch.path)
        #expect(report.summary.rows.count == 3, "\(report.remarks)")
        let remark = try #require(report.remarks.first { $0.contains("have unlike plans and are shown apart") })
        #expect(remark.contains(way.key), "\(remark)")
        #expect(!report.remarks.contains { $0.contains("is not known") || $0.contains("drawn is") })
    }

    @Test("What each seed drew from one range is averaged, and nothing is said of it", arguments: ranges)
    func drawn(way: Way) throws {
        let scratch = try TemporaryDirectory()
        try Self.run([way.text("0.6", seeds: "[1, 2, 3]")], scratch.path)
        let report = try Self.report(scratch.path)
        #expect(report.summary.rows.count == 1, "\(report.remarks)")
        #expect(!report.remarks.contains { $0.contains("unlike plans") || $0.contains("drawn") })
    }

    @Test("A measure of one name that is another measure is not averaged with it")
    func measures() throws {
        let scratch = try TemporaryDirectory()
        let way = Way(testDescription: "reduce", more: "MEASURE", key: "measure.exact_return")
        try Self.run(["mean", "worst"].map { way.text($0, seeds: "[1, 2]") }, scratch.path)
        let report = try Self.report(scratch.path)
        #expect(report.summary.rows.count == 2)
        #expect(report.remarks.contains { $0.contains("measure.exact_return") && $0.contains("worst") })
    }

    @Test(
        "Where no checkpoint has a spec that gives the plan, a word says that nothing tells", arguments: [true, false])
    func undecided(isGone: Bool) throws {
        let way = try #require(Self.ranges.first)
        let scratch = try TemporaryDirectory()
        try Self.run([way.text("0.6", seeds: "[1, 2, 3]")], scratch.path)
        let report = try Self.report(scratch.path) { directory in
            for round in try directory.rounds() {
                let file = directory.checkpoint(round: round)
                guard !isGone else {
                    try LocalFileSystem().remove(file.path)
                    continue
                }
                var (header, tree) = try file.read()
                tree.insert(.text(ArchiveText(way.text("0.5", seeds: "[1, 2, 3]"))), at: "spec")
                try file.write(tree, entries: header.entries)
            }
        }
        #expect(report.summary.rows.count == 1)
        #expect(
            report.remarks.contains {
                $0.hasPrefix(
                    "Whether agents.*.environment.windy_cliff.wind of main was drawn is not known for seeds 1, 2, 3,")
                    && $0.hasSuffix("it is taken as drawn.")
            }, "\(report.remarks)")
    }

    @Test("A spec that claims a range for what was written is not believed")
    func claimed() throws {
        let (written, claimed) = (try #require(Self.constants.first), try #require(Self.ranges.first))
        let scratch = try TemporaryDirectory()
        try Self.run(["0.2", "0.2", "0.4"].map { written.text($0, seeds: "[1, 2, 3]") }, scratch.path)
        let report = try Self.report(scratch.path) { directory in
            for round in try directory.rounds() {
                let file = directory.checkpoint(round: round)
                var (header, tree) = try file.read()
                tree.insert(.text(ArchiveText(claimed.text("0.6", seeds: "[1, 2, 3]"))), at: "spec")
                try file.write(tree, entries: header.entries)
            }
        }
        #expect(report.summary.rows.count == 2, "\(report.remarks)")
    }
}
