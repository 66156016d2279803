import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import Numerics
import TestSupport
import Testing

@testable import Experiment

/// What a stranger can write who seals a checkpoint anew: every leaf of every family's state, changed in every way.
///
/// A change is refused by its path, or leads to a state that a run could have left: then the cell goes on.
@Suite("A forged checkpoint of every kind of cell")
struct ForgedCheckpointTests {
    /// The cells that tools/torture kills, and one in every environment that is cut in the middle of episodes.
    static let cells: [String] = DamagedCheckpointTests.specs + Language.standard.environments.components.map(\.kind)
    private static let rounds = 13

    private static func plan(_ cell: String) throws -> CellPlan {
        var findings = Findings()
        let study: Study?
        if cell.hasSuffix(".yaml") {
            study = Study.compile("\(DamagedCheckpointTests.folder)/\(cell)", in: .standard, into: &findings)
        } else {
            let world = Language.standard.environments.make(Choice(.object([.init(cell, .object([]))])))
            let isDiscrete = if case .discrete = world.spaces.action { true } else { false }
            let limit = ["maximum_steps", "horizon"].first { key in
                Language.standard.environments[cell]?.field(key) != nil
            }
            let text = """
                concord: 1
                name: forged
                seeds: [7]
                round: {steps: 7}
                rounds: 40
                environment: {\(cell): {\(limit ?? ""): \(cell == "episodic_mdp" ? 200 : 300)}}
                learner: {\(isDiscrete ? "double_dqn" : "ddpg"): {batch: 4, replay: 40, learning_starts: 20}}
                network: {hidden: [8]}
                optimizer: {sgd: {learning_rate: 1e-3, momentum: 0.9}}
                agents: [{name: a}, {name: b}]
                federation: [{\(isDiscrete ? "dqnavg" : "ddpgavg"): {every: {rounds: 3}}}]
                measure: [training_return, rounds_to: {over: each_agent, window: 3, at_least: 1e9}]
                """
            study = Study.compile(
                SourceFile(name: "forged.yaml", text: text), beside: "", in: .standard, into: &findings)
        }
        return try #require(study?.cells.first.flatMap { study?.plan(of: $0) }, "\(findings.diagnostics)")
    }

    private static func trained(_ name: String) throws -> (cell: Cell, fresh: Cell) {
        let plan = try plan(name)
        let fresh = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
        var cell = fresh
        for _ in 1...rounds { _ = cell.advance(1) }
        return (cell, fresh)
    }

    /// The agents between the first and the last are like them; and what cells in two environments know beside these is alike in all.
    private static func isTried(_ path: String, _ cell: Cell, in name: String) -> Bool {
        guard name.hasSuffix(".yaml") || ["cartpole", "pendulum"].contains(name) || path.contains("/environment_state")
        else { return false }
        return !cell.plan.agents.dropFirst().dropLast().contains { path.hasPrefix("/agents/\($0.name)/") }
    }

    /// Why a tree is refused, or whether what was forged in it is taken for nothing: the state is that of the sound one.
    private static func isRefusedOrIgnored(_ tree: ArchiveTree, _ fresh: Cell, _ sound: ArchiveTree) throws -> Bool {
        var cell = fresh
        do throws(ArchiveError) {
            try cell.restore(tree, round: rounds, isScheduled: false)
        } catch {
            return true
        }
        return try cell.tree() == sound
    }

    /// What becomes of a tree: the error, or none where the cell went on for two rounds and could be saved again.
    private static func outcome(_ tree: ArchiveTree, _ fresh: Cell, round: Int = rounds) throws -> ArchiveError? {
        var cell = fresh
        do throws(ArchiveError) {
            try cell.restore(tree, round: round, isScheduled: false)
        } catch {
            return error
        }
        for _ in 1...2 { _ = cell.advance(1) }
        _ = try cell.tree()
        return nil
    }

    @Test("is refused by the path of a number that cannot be, or goes on with one that can", arguments: cells)
    func numbers(name: String) throws {
        let (cell, fresh) = try Self.trained(name)
        let sound = try cell.tree()
        #expect(try Self.outcome(sound, fresh) == nil)
        var leaves: [(path: String, array: ArchiveArray)] = []
        sound.visit { path, node in
            if case .array(let array) = node, Self.isTried(path, fresh, in: name) { leaves.append((path, array)) }
        }
        var refused: Set<String> = []
        for (path, array) in leaves where array.count > 0 {
            for (place, value) in Forgery.places(array).flatMap({ place in
                Forgery.values(array.kind).map { (place, $0) }
            }) {
                var tree = sound
                tree.insert(.array(Forgery.replace(place, of: array, by: value)), at: path)
                let error = try Self.outcome(tree, fresh)
                if let error {
                    refused.insert(path)
                    // What one item of an agent says may contradict another.
                    let group = path.split(separator: "/").prefix(2).joined(separator: "/")
                    #expect(error.subject.hasPrefix("/" + group), "\(path)[\(place)] = \(value): \(error)")
                }
                // Whole numbers count or name something: none is negative, and none is enormous but visits, which stay there.
                let isVisits = path.hasSuffix("/visits") && value == .greatest
                // The state of the update that waits is -1 where none does.
                let isNone = path.hasSuffix("/latest_state") && value == .negative
                if array.kind.isWhole, value != .zero, value != .past, !isVisits, !isNone {
                    #expect(error != nil, "\(path)[\(place)] = \(value) is taken for a state")
                }
            }
        }
        #expect(!refused.isEmpty)
    }

    @Test("is refused by the path of an item that is gone, new, or something else", arguments: cells)
    func items(name: String) throws {
        let (cell, fresh) = try Self.trained(name)
        let sound = try cell.tree()
        var paths: [(path: String, node: ArchiveNode)] = []
        sound.visit { path, node in if Self.isTried(path, fresh, in: name) { paths.append((path, node)) } }
        for (path, node) in paths where path != "/federation/public_states" && !path.hasPrefix("/worlds") {
            let number = ArchiveNode.array(ArchiveArray(number: Int32(1)))
            var others: [ArchiveNode] = [
                number, .text(ArchiveText("forged")), .text(ArchiveText([])), .group(ArchiveTree()),
                .group(ArchiveTree([("forged", number)])),
                .array(ArchiveArray(shape: [0, 1 << 40, 1 << 40], elements: [Float]())),
                .array(ArchiveArray(shape: [0, 1 << 60], elements: [Float]())),
            ]
            if case .group(var tree) = node {
                tree.insert(number, at: "forged")
                others.append(.group(tree))
            }
            if case .group(let tree) = node, tree.members.isEmpty { others.removeAll { $0.summary == node.summary } }
            for other in others where other != node {
                var tree = sound
                tree.insert(other, at: path)
                #expect(
                    try Self.isRefusedOrIgnored(tree, fresh, sound),
                    "\(path) as \(other.summary) is taken for a state")
            }
            // Between two episodes there is none, of an agent, and of agents that share a state.
            let isOfRows = path.hasPrefix("/cohorts/") && path.contains("/environment_state")
            guard !path.hasSuffix("/environment_state/episode"), !isOfRows else { continue }
            #expect(
                try Self.isRefusedOrIgnored(sound.without(path), fresh, sound),
                "nothing at \(path) is taken for a state")
        }
    }

    @Test("takes nothing from an attribute that is another, gone or new, or refuses it", arguments: cells)
    func attributes(name: String) throws {
        let (cell, fresh) = try Self.trained(name)
        let sound = try cell.tree()
        var nodes: [(path: String, attributes: ArchiveAttributes)] = [("", sound.attributes)]
        sound.visit { path, node in if Self.isTried(path, fresh, in: name) { nodes.append((path, node.attributes)) } }
        var tried = 0
        for (path, attributes) in nodes {
            for (name, value) in attributes.entries + [(name: "forged", value: .integer(1))] {
                for other in [nil] + Forgery.attributes(value).map(Optional.some) where other != value {
                    var tree = sound
                    tree.annotate(path, name, other)
                    tried += 1
                    #expect(
                        try Self.isRefusedOrIgnored(tree, fresh, sound),
                        "\(path)@\(name) as \(other.map { "\($0)" } ?? "nothing") is taken for a state")
                }
            }
        }
        #expect(tried > 20)
    }

    @Test("of a round that cannot be counted is refused", arguments: [-1, Int.min, Int.max, 1 << 32])
    func rounds(round: Int) throws {
        let (cell, fresh) = try Self.trained("td.yaml")
        #expect(try Self.outcome(cell.tree(), fresh, round: round)?.subject == "/round")
    }
}

/// Ways to change a number.
enum Forgery: Equatable {
    case zero, negative, past, greatest, least, notANumber, infinite, negativeInfinite, large

    /// What is tried in place of a number of some kind.
    static func values(_ kind: ScalarKind) -> [Forgery] {
        guard kind.isWhole else { return [.zero, .negative, .notANumber, .infinite, .negativeInfinite, .large] }
        // Without a sign, −1 is the greatest number.
        return kind.isSigned ? [.zero, .negative, .past, .greatest, .least] : [.zero, .past, .greatest, .least]
    }

    /// What is tried in place of an attribute: numbers at the ends of their range, lists without elements and with many, another
    /// kind.
    static func attributes(_ value: ArchiveAttribute) -> [ArchiveAttribute] {
        let numbers: [ArchiveAttribute] = [0, -1, 1, Int.max, Int.min].map(ArchiveAttribute.integer)
        let others: [ArchiveAttribute] = [.text(""), .text("forged"), .texts([]), .number(.nan), .number(-.infinity)]
        switch value {
        case .text(let text): return numbers + others + [.text(text + "x"), .texts([text])]
        case .texts(let texts):
            return numbers + others + [.texts(texts.dropLast()), .texts(texts + ["forged"]), .texts(texts.reversed())]
        case .integer(let number): return numbers + others + [.integer(number &+ 1), .integers([number])]
        case .number(let number): return numbers + others + [.number(number + 1), .numbers([number])]
        case .integers(let list):
            return numbers + others + [.integers(list.dropLast()), .integers(list.map { 0 &- $0 })]
        case .numbers(let list):
            return numbers + others + [.numbers(list.dropLast()), .numbers(list.map { _ in .nan })]
        }
    }

    /// The first and the last element; of networks and memories of floats the first alone, for there are many.
    static func places(_ array: ArchiveArray) -> [Int] {
        array.count == 1 || !array.kind.isWhole && array.count > 8 ? [0] : [0, array.count - 1]
    }

    /// The array with one element changed.
    static func replace(_ place: Int, of array: ArchiveArray, by value: Forgery) -> ArchiveArray {
        func changed<Number: ArrayScalar>(_ type: Number.Type, _ new: (Number) -> Number) -> ArchiveArray {
            var elements = array.elements(as: type) ?? []
            elements[place] = new(elements[place])
            return ArchiveArray(shape: array.shape, elements: elements)
        }
        func whole<Number: ArrayScalar & FixedWidthInteger>(_ type: Number.Type) -> ArchiveArray {
            changed(type) { old in
                switch value {
                case .negative: 0 &- 1
                case .past: old &+ 1
                case .greatest: .max
                case .least: Number.isSigned ? .min : .max - 1
                default: 0
                }
            }
        }
        func broken<Number: ArrayScalar & BinaryFloatingPoint>(_ type: Number.Type) -> ArchiveArray {
            changed(type) { old in
                switch value {
                case .negative: -7
                case .notANumber: .nan
                case .infinite: .infinity
                case .negativeInfinite: -.infinity
                case .large: .greatestFiniteMagnitude
                default: 0
                }
            }
        }
        switch array.kind {
        case .float32: return broken(Float.self)
        case .float64: return broken(Double.self)
        case .int32: return whole(Int32.self)
        case .int64: return whole(Int64.self)
        case .uint8: return whole(UInt8.self)
        case .uint32: return whole(UInt32.self)
        case .uint64: return whole(UInt64.self)
        }
    }
}

extension ScalarKind {
    fileprivate var isWhole: Bool { self != .float32 && self != .float64 }
    fileprivate var isSigned: Bool { self == .int32 || self == .int64 }
}

extension ArchiveNode {
    fileprivate var attributes: ArchiveAttributes {
        switch self {
        case .group(let tree): tree.attributes
        case .array(let array): array.attributes
        case .text(let text): text.attributes
        }
    }
}

extension ArchiveTree {
    /// The tree but for one item.
    fileprivate func without(_ path: String, under prefix: String = "") -> ArchiveTree {
        var result = ArchiveTree()
        for member in members where prefix + "/" + member.name != path {
            if case .group(let group) = member.node {
                result.insert(.group(group.without(path, under: prefix + "/" + member.name)), at: member.name)
            } else {
                result.insert(member.node, at: member.name)
            }
        }
        result.attributes = attributes
        return result
    }
}
