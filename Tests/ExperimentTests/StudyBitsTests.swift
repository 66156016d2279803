import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import TestSupport
import Testing

@testable import Experiment

/// A guard rail: the bits of a short run of every cell of every study under `experiments/`, first seed.
///
/// Cells are played by their own plans, shortened to three exchanges, every round with a row, the last one evaluated; public
/// states are visited by virtual agents that train for as long as a test can wait. Where a change of bits is meant:
/// `CONCORD_RECORD=1 swift test --filter StudyBits` writes `Tests/Fixtures/study-bits/` anew.
@Suite("Bits of the studies")
struct StudyBits {
    static let studies: [String] = {
        let root = Repository.root + "experiments"
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("invalid/") }.sorted()
    }()

    /// Stages are shared by arms and by studies: made once.
    private static let store = Result { try TemporaryDirectory() }
    private static let exchanges = 3
    private static let replicas = 3
    private static let agents = 50
    private static let fewestRounds = 6

    @Test("are those of the fixture, and so are the cells' fingerprints", arguments: studies)
    func bits(of study: String) throws {
        let path = Self.fixture(of: study)
        let found = try Self.bits(of: study)
        if ProcessInfo.processInfo.environment["CONCORD_RECORD"] != nil {
            try Data((found.prettyJSON + "\n").utf8).write(to: URL(fileURLWithPath: path))
        }
        try Self.compare(found, of: study)
    }

    /// Where the bits of a study are kept.
    private static func fixture(of study: String) -> String {
        let name = study.replacingOccurrences(of: "/", with: "-").replacingOccurrences(of: ".yaml", with: ".json")
        return Fixture.path("study-bits/" + name)
    }

    /// Holds bits to those of the fixture.
    static func compare(_ found: CanonicalValue, of study: String) throws {
        let text = try String(contentsOf: URL(fileURLWithPath: fixture(of: study)), encoding: .utf8)
        let expected = try CanonicalValue(parsing: text)
        #expect(found.members.map(\.key) == expected.members.map(\.key))
        for arm in found.members {
            for item in arm.value.members {
                #expect(item.value == expected[arm.key]?[item.key], "\(item.key) of \(arm.key) in \(study)")
            }
        }
    }

    /// The bits of all arms; of agents that are spread over so many ranks, where some are told.
    static func bits(of study: String, ranks: Int? = nil) throws -> CanonicalValue {
        try CanonicalValue.object(
            sorting: cells(of: study).map { cell, directory in
                (cell.arm, try bits(of: cell, beside: directory, ranks: ranks))
            })
    }

    @Test("There is a fixture for every study, and no other")
    func complete() throws {
        let present = try FileManager.default.contentsOfDirectory(atPath: Fixture.path("study-bits"))
        let wanted = Self.studies.map {
            $0.replacingOccurrences(of: "/", with: "-").replacingOccurrences(of: ".yaml", with: ".json")
        }
        #expect(present.sorted() == wanted.sorted())
        #expect(Self.studies.count >= 17)
    }

    /// The plans of all arms at the study's first seed, and where the files they name are.
    private static func cells(of study: String) throws -> [(CellPlan, String)] {
        var findings = Findings()
        let compiled = Study.compile(Repository.root + "experiments/" + study, in: .standard, into: &findings)
        let study = try #require(compiled, "\(findings.diagnostics)")
        return study.cells.filter { $0.seed == study.seeds[0] }.map { (study.plan(of: $0), study.directory) }
    }

    /// What a shortened run of a cell leaves, as fingerprints; its ledger in bytes.
    private static func bits(of plan: CellPlan, beside directory: String, ranks: Int?) throws -> CanonicalValue {
        let short = try shortened(plan, beside: directory)
        let states = try StageStore(store: store.get().path).publicStates(of: short, 2)
        let run = { @Sendable (communicator: (any Communicator)?) throws -> CanonicalValue in
            var cell = try Cell(
                short, publicStates: states, initial: short.initial?.read(),
                among: communicator)
            var rows = ""
            while !cell.isFinished {
                if let row = cell.advance(communicator == nil ? 2 : 1) { rows += row.json + "\n" }
            }
            let tree = try cell.tree()
            let ledger = cell.ledger.entries.map { line in
                ("\(line.exchange) \(line.direction) \(line.kind)", CanonicalValue.integer(line.bytes))
            }
            return .object(sorting: [
                ("cell", .text(plan.cellFingerprint.hexadecimal)),
                ("record", .text(plan.recordFingerprint.hexadecimal)),
                ("rounds", .integer(cell.round)), ("rows", .text(Fingerprint(of: rows).hexadecimal)),
                ("state", .text(tree.fingerprint.hexadecimal)), ("ledger", .object(sorting: ledger)),
            ])
        }
        guard let ranks else { return try run(nil) }
        return try ThreadRanks.run(ranks, run)[0]
    }

    /// The same cell with fewer rounds and replicas, a row every round, and one evaluation of two episodes at the end.
    private static func shortened(_ plan: CellPlan, beside directory: String) throws -> CellPlan {
        let periods = plan.federation.compactMap {
            Language.standard.methods.make($0)?.every.rounds(of: plan.round)
        }
        let rounds = max(fewestRounds, exchanges * (periods.max() ?? 1))
        func every(_ rounds: Int) -> CanonicalValue { .object([.init("rounds", .integer(rounds))]) }
        var canonical = plan.canonical
            .setting("rounds", to: .integer(rounds))
            .setting("record", to: .object([.init("every", every(1))]))
            .setting("trace", to: nil)
            // What an earlier stage ended with is not there.
            .setting("initial", to: plan.parentArm == nil ? plan.canonical["initial"] : nil)
            .setting("checkpoint", to: .object([.init("every", every(rounds))]))
        if plan.replicas > replicas { canonical = canonical.setting("replicas", to: .integer(replicas)) }
        if case .list(let agents)? = canonical["agents"], agents.count > Self.agents {
            canonical = canonical.setting("agents", to: .list(Array(agents.prefix(Self.agents))))
        }
        if let evaluation = canonical["evaluation"] {
            var shortened = evaluation.setting("every", to: every(rounds))
            if plan.evaluation?.isExact == false { shortened = shortened.setting("episodes", to: .integer(2)) }
            canonical = canonical.setting("evaluation", to: shortened)
        }
        if let states = canonical["public_states"], let rollouts = states["rollouts"] {
            canonical = canonical.setting(
                "public_states", to: states.setting("rollouts", to: shortened(rollouts, every: every)))
        }
        return try CellPlan(canonical: canonical, beside: directory, in: .standard)
    }

    /// The same recipe with fewer rounds of training, and fewer states of each cluster.
    private static func shortened(_ rollouts: CanonicalValue, every: (Int) -> CanonicalValue) -> CanonicalValue {
        let snapshots: [CanonicalValue.Member] = [("every", 20), ("from", 20), ("to", 60)].map {
            .init($0.0, .integer($0.1))
        }
        let shorter = rollouts.setting("train", to: every(60)).setting("snapshots", to: .object(snapshots))
        guard let select = rollouts["select"], let clusters = select["clusters"] else { return shorter }
        return shorter.setting("select", to: select.setting("clusters", to: clusters.setting("each", to: .integer(20))))
    }
}
