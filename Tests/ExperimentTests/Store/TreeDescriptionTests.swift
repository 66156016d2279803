import Archive
import Config
import Determinism
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Experiment

/// What a checkpoint says about itself: of every kind of cell, and that it is no part of its content.
@Suite("Descriptions of checkpoints")
struct TreeDescriptionTests {
    /// A cell of a spec that is tortured after a few rounds, as its file would be.
    private struct Described {
        let plan: CellPlan
        let state: ArchiveTree
        let identity: RunIdentity
        let content: CheckpointContent

        init(_ name: String) throws {
            var findings = Findings()
            let study = Study.compile("\(DamagedCheckpointTests.folder)/\(name)", in: .standard, into: &findings)
            plan = try #require(study?.cells.first.flatMap { study?.plan(of: $0) }, "\(findings.diagnostics)")
            var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
            for _ in 1...3 { _ = cell.advance(1) }
            state = try cell.tree()
            identity = plan.identity(spec: "spec")
            content = CheckpointContent(
                state: state, round: 3, isScheduled: false, stopRule: nil, previousScheduled: nil,
                metrics: MetricsExcerpt(previous: .start, end: .start, rows: ""))
        }
    }

    @Test(
        "Every dataset has a meaning, and axes where it has some; of many agents the first",
        arguments: DamagedCheckpointTests.specs)
    func complete(name: String) throws {
        let cell = try Described(name)
        let tree = try cell.content.tree(for: cell.identity)
        var told: Set<String> = []
        var silent: [(path: String, shared: String)] = []
        tree.visit { path, node in
            let (attributes, rank): (ArchiveAttributes, Int)
            switch node {
            case .group: return
            case .array(let array): (attributes, rank) = (array.attributes, array.shape.count)
            case .text(let text): (attributes, rank) = (text.attributes, text.isList ? 1 : 0)
            }
            let shared = path.replacing(#/^/(agents|federation/[^/]*_memory)/[^/]+/#) { "/\($0.output.1)/…" }
                .replacing(#/environment_state/\d+//#, with: "environment_state/…/")
            guard case .text(let about)? = attributes["about"], !about.isEmpty else {
                return silent.append((path, shared))
            }
            told.insert(shared)
            guard rank > 0 else { return }
            guard case .texts(let labels)? = attributes["DIMENSION_LABELS"] else {
                Issue.record("\(path) has no names of axes")
                return
            }
            #expect(labels.count == rank, "\(path)")
        }
        for (path, shared) in silent { #expect(told.contains(shared), "\(path) says nothing of itself") }
        #expect(told.count > 10)
    }

    @Test(
        "What was added is taken out again, and files of before are as they were",
        arguments: DamagedCheckpointTests.specs)
    func removed(name: String) throws {
        let cell = try Described(name)
        let tree = try cell.content.tree(for: cell.identity)
        let scratch = try TemporaryDirectory()
        let file = ArchiveFile(scratch.path + "/round-000003.h5")
        try file.write(tree, entries: cell.content.entries(for: cell.identity))
        #expect(try CheckpointContent(file, in: .standard).state == cell.state)

        let before = try cell.content.tree(for: cell.identity, edition: nil)
        for member in cell.state.members { #expect(before[member.name] == member.node) }
        #expect(before["plan_with_defaults"] == nil && before.attributes["version"] == nil)
        try file.write(before, entries: cell.content.entries(for: cell.identity))
        #expect(try CheckpointContent(file, in: .standard).state == cell.state)

        // Neither edition nor version makes a difference; a unit does, among files of one edition, and a number always.
        #expect(CheckpointComparison.differences(tree, before).isEmpty)
        var other = tree
        other.annotate("", "version", .text("9.9.9"))
        #expect(CheckpointComparison.differences(tree, other).isEmpty)
        other.annotate("ledger/bytes", "units", .text("furlong"))
        #expect(CheckpointComparison.differences(tree, other).map(\.path) == ["/ledger/bytes"])
        other.annotate("", "description_version", .integer(TreeDescription.edition + 1))
        #expect(CheckpointComparison.differences(tree, other).isEmpty)
        other.insert(.array(ArchiveArray(number: -1)), at: "metrics/steps")
        #expect(CheckpointComparison.differences(tree, other).map(\.path) == ["/metrics/steps"])
    }

    @Test(
        "The plan with its defaults says all that the plan does, and nothing else",
        arguments: DamagedCheckpointTests.specs)
    func defaults(name: String) throws {
        let cell = try Described(name)
        let complete = try CanonicalValue(parsing: cell.identity.planWithDefaults)
        #expect(complete.leavingDefaults(Language.standard.plan) == cell.plan.canonical)
        #expect(complete.completed(Language.standard.plan) == complete)
        #expect(complete.json.utf8.count > cell.plan.canonical.json.utf8.count)
        let world = try #require(complete["agents"]?.elements.first?["environment"]?.members.first)
        let fields = try #require(Language.standard.environments[world.key]?.fields)
        for field in fields where field.defaultValue != nil && field.isShown && field.alias == nil {
            #expect(world.value[field.key] != nil, "\(field.key)")
        }
    }

    @Test("Items are those of the page, with its axes")
    func page() throws {
        let text = try String(contentsOfFile: Repository.root + "docs/format.md", encoding: .utf8)
        var lines: [String: [[String]]] = [:]
        for match in text.matches(of: #/(?m)^\| `(/[^`@]+)` \| [^|]+ \| ([^|]+) \|/#) {
            // Those of a cohort's rows stand on the page under one learner.
            let path = String(match.output.1).replacing("/cohorts/online_table/env", with: "/cohorts/<cohort>/env")
            lines[path] = match.output.2.matches(of: #/`\[(.*?)\]`/#).map { shape in
                shape.output.1.split(separator: ", ").map(String.init)
            }
        }
        let elsewhere = ["/metrics/<measure>", "/worlds/<set>/<constant>", "/large_attributes/agents/@names"]
        let known = Set(StoredItems.all.map(\.path))
        #expect(lines.keys.filter { !known.contains($0) && !elsewhere.contains($0) }.sorted() == [])
        for item in StoredItems.all {
            guard let shapes = lines[item.path] else {
                Issue.record("docs/format.md has no line for \(item.path)")
                continue
            }
            let fits = shapes.contains { shape in
                shape.count == item.axes.count && zip(shape, item.axes).allSatisfy { Int($0) != nil || $0 == $1 }
            }
            #expect(fits, "\(item.path): \(item.axes) is not \(shapes)")
        }
        #expect(known.count == StoredItems.all.count)
    }

    @Test("Other words are another edition")
    func edition() {
        let words = StoredItems.all.map { "\($0.path)|\($0.axes)|\($0.units ?? "")|\($0.about)" }.joined(
            separator: "\n")
        #expect(
            Fingerprint(of: words).hexadecimal.prefix(16) == "ded8109471d2d1ad",
            "raise TreeDescription.edition, say so in docs/format.md, and write the new fingerprint here")
        #expect(TreeDescription.edition == 1)
    }
}
