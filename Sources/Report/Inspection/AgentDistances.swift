public import Archive
import Numerics

/// How far the agents of two checkpoints are apart, part by part: networks, tables, optimizers, memories; what is counted in them
/// stands in rows of its own, since steps taken are no distance between parameters.
public struct AgentDistances: Sendable {
    /// A part of an agent in which something differs.
    private struct Entry {
        let agent: String
        let part: String
        /// Whether its numbers are whole ones: steps, places, actions.
        let isWhole: Bool
        var numbers = 0
        var differing = 0
        var squares = 0.0
        var largest = 0.0
        /// Whether the two do not have the same arrays there.
        var isOtherwise = false

        mutating func add(_ one: some Collection<Double>, _ other: some Collection<Double>) {
            numbers += one.count
            for (left, right) in zip(one, other) where left.bitPattern != right.bitPattern {
                differing += 1
                let distance = (left - right).magnitude
                squares += distance * distance
                // What is no number is farther than any.
                largest = distance > largest || distance.isNaN ? distance : largest
            }
        }
    }

    private var entries: [Entry] = []
    private var places: [String: Int] = [:]

    /// Compares the agents of two checkpoints, those of the first in their order.
    public init(_ one: ArchiveTree, _ other: ArchiveTree) {
        if case .group(let left)? = one["agents"] {
            for member in left.members {
                guard case .group(let own) = member.node, case .group(let twin)? = other["agents/\(member.name)"]
                else { continue }
                compare(own, twin, of: member.name, part: nil)
            }
        }
        if case .group(let left)? = one["cohorts"] {
            for member in left.members {
                guard case .group(let own) = member.node, case .group(let twin)? = other["cohorts/\(member.name)"],
                    case .text(let names)? = own["agents"], case .text(let others)? = twin["agents"]
                else { continue }
                compareRows(own, twin, (names.values, others.values), part: nil)
            }
        }
    }

    /// Whether there is nothing to show.
    public var isEmpty: Bool { !entries.contains { $0.differing > 0 || $0.isOtherwise } }

    /// A row per agent and part in which something differs.
    public var table: Table {
        var table = Table(
            "Agents",
            columns: [
                .text("agent", key: "agent"), .text("part", key: "part"), .numbers("numbers", keys: "numbers"),
                .numbers("differ", keys: "differing"), .numbers("rms difference", keys: "root_mean_square"),
                .numbers("largest", keys: "largest"),
            ])
        for entry in entries where entry.differing > 0 || entry.isOtherwise {
            let root = (entry.squares / Double(max(1, entry.numbers))).squareRoot()
            let shown: [Table.Cell] =
                entry.isOtherwise
                ? [.missing, .words("another shape"), .missing, .missing]
                : [
                    .count(entry.numbers), .count(entry.differing),
                    entry.isWhole ? .blank : root.isFinite ? .figure(root) : .notFinite,
                    entry.largest.isFinite ? .figure(entry.largest) : .notFinite,
                ]
            let isNamedSo = !entry.isWhole || entry.part == "counters"
            table.append([.text(entry.agent), .text(isNamedSo ? entry.part : "\(entry.part), counters")] + shown)
        }
        return table
    }

    private mutating func compare(_ one: ArchiveTree, _ other: ArchiveTree, of agent: String, part: String?) {
        for member in one.members {
            let name = part ?? member.name
            switch (member.node, other[member.name]) {
            case (.group(let own), .group(let twin)?): compare(own, twin, of: agent, part: name)
            case (.array(let own), .array(let twin)?) where own.shape == twin.shape && own.kind == twin.kind:
                let place = place(of: agent, name, isWhole: own.kind.isWhole)
                if own.bytes == twin.bytes {
                    entries[place].numbers += own.count
                } else {
                    entries[place].add(own.numbers, twin.numbers)
                }
            case (.text, .text?): break
            default: entries[place(of: agent, name)].isOtherwise = true
            }
        }
        for member in other.members where one[member.name] == nil {
            entries[place(of: agent, part ?? member.name)].isOtherwise = true
        }
    }

    private mutating func compareRows(
        _ one: ArchiveTree, _ other: ArchiveTree, _ names: (one: [String], other: [String]), part: String?
    ) {
        let rows = Dictionary(zip(names.other, names.other.indices), uniquingKeysWith: { first, _ in first })
        for member in one.members {
            let name = part ?? member.name
            switch (member.node, other[member.name]) {
            case (.group(let own), .group(let twin)?): compareRows(own, twin, names, part: name)
            case (.array(let own), .array(let twin)?)
            where own.shape.first == names.one.count && twin.shape.first == names.other.count
                && own.shape.dropFirst() == twin.shape.dropFirst() && own.kind == twin.kind:
                let width = own.count / max(1, names.one.count)
                let (left, right) = (own.numbers, twin.numbers)
                for (row, agent) in names.one.enumerated() {
                    guard let twin = rows[agent] else { continue }
                    entries[place(of: agent, name, isWhole: own.kind.isWhole)].add(
                        left[row * width..<(row + 1) * width], right[twin * width..<(twin + 1) * width])
                }
            default: break
            }
        }
    }

    private mutating func place(of agent: String, _ part: String, isWhole: Bool = false) -> Int {
        let key = "\(agent)/\(part)/\(isWhole)"
        if let place = places[key] { return place }
        places[key] = entries.count
        entries.append(Entry(agent: agent, part: part, isWhole: isWhole))
        return entries.count - 1
    }
}

extension ScalarKind {
    /// Whether its numbers count something.
    fileprivate var isWhole: Bool { self != .float32 && self != .float64 }
}
