import Config
import Determinism
import Learning

/// Entries made between entries of a memory, as MixFRD makes them.
struct Mixup: Sendable {
    static let choices = Choices("mixup", [none, adjacent, nearest])

    private static let none = Component("none", "No entries beside the memory's own.", fields: [])
    private static let adjacent = Component(
        "adjacent", "Between neighbors after sorting by one component of the state.",
        fields: [
            Field("sort_by", .text, "The component").main.defaults(to: .text("pole_angle")),
            weightField,
        ])
    private static let nearest = Component(
        "nearest", "Between every entry and the other one whose cell is nearest, in sections.",
        fields: [weightField])

    private static let weightField = Field("weight", .number(.unit), "How much the second of the two counts")
        .defaults(to: .number(0.5))

    private enum Pairing: Sendable {
        case none
        case adjacent(String)
        case nearest
    }

    private let pairing: Pairing
    private let weight: Double

    init(_ choice: Choice) {
        switch choice.kind {
        case Self.adjacent.kind:
            let settings = choice.settings(Self.adjacent)
            (pairing, weight) = (.adjacent(settings.text("sort_by")), settings.number("weight"))
        case Self.nearest.kind:
            (pairing, weight) = (.nearest, choice.settings(Self.nearest).number("weight"))
        default:
            // Nothing is mixed, in whatever proportion.
            (pairing, weight) = (.none, 0)
        }
    }

    func unfit(_ facts: Facts, at path: String) -> [Unfit] {
        switch pairing {
        case .none: return []
        case .adjacent(let name):
            for (index, agent) in facts.agents.enumerated() {
                guard let names = agent.spaces?.observation, !names.contains(name) else { continue }
                return [
                    facts.cannotWork(
                        with: index, .setting, "the observation has no component '\(name)' to sort by",
                        at: .exchange("\(path).mixup.adjacent.sort_by"),
                        other: .init(.agent(index, "environment"), "its world"), unknown: name, among: names,
                        help: "its components: \(names.joined(separator: ", ")); or mixup: nearest")
                ]
            }
            return []
        case .nearest:
            guard facts.sendsRawStates, let index = facts.agents.firstIndex(where: { $0.spaces != nil }) else {
                return []
            }
            return [
                facts.cannotWork(
                    with: index, .setting, "'nearest' counts in sections of cells, and raw states have none",
                    at: .exchange("\(path).mixup.nearest"),
                    other: .init(.agent(index, "environment"), "its world"),
                    help: "upload: proxy_memory, or mixup: adjacent")
            ]
        }
    }

    /// How many entries there can be, with those that are made between so many.
    func mostEntries(of count: Int) -> Int {
        switch pairing {
        case .none: count
        case .adjacent, .nearest: count.saturatingTimes(2)
        }
    }

    /// The table's entries, and those made between them.
    func entries(of table: VisitTable, named names: [String]) -> Entries {
        let (width, actions) = (table.proxyState.width, table.policy.width)
        let pairs = pairs(in: table, named: names)
        let (ownStates, ownPolicies) = (table.proxyState.elements, table.policy.elements)
        var (states, policies) = (ownStates, ownPolicies)
        let (one, other) = (Float(1 - weight), Float(weight))
        for (first, second) in pairs {
            for column in 0..<width {
                states.append(
                    one * ownStates[first * width + column] + other * ownStates[second * width + column])
            }
            for column in 0..<actions {
                policies.append(
                    one * ownPolicies[first * actions + column] + other * ownPolicies[second * actions + column])
            }
        }
        return Entries(states: states, policies: policies, count: table.count + pairs.count)
    }

    /// Which entries are mixed with which.
    func pairs(in table: VisitTable, named names: [String]) -> [(first: Int, second: Int)] {
        let width = table.proxyState.width
        switch pairing {
        case .none: return []
        case .adjacent(let name):
            guard let component = names.firstIndex(of: name) else { return [] }
            let states = table.proxyState.elements
            let order = (0..<table.count).sorted { one, other in
                (states[one * width + component], one) < (states[other * width + component], other)
            }
            return zip(order, order.dropFirst()).map { ($0, $1) }
        case .nearest:
            let sections = Self.sections(of: table, width: width)
            return (0..<table.count).compactMap { one in
                var best: (distance: Int, entry: Int)?
                for other in 0..<table.count where other != one {
                    var distance = 0
                    for column in 0..<width {
                        let gap = Int(sections[one * width + column]) - Int(sections[other * width + column])
                        distance += gap * gap
                    }
                    if distance < best?.distance ?? .max { best = (distance, other) }
                }
                return best.map { (one, $0.entry) }
            }
        }
    }

    /// The section of every component of every entry's cell.
    private static func sections(of table: VisitTable, width: Int) -> [Int32] {
        var sections = [Int32](repeating: 0, count: table.count * width)
        for (entry, cell) in table.cellIndex.enumerated() {
            var rest = cell
            for column in (0..<width).reversed() {
                sections[entry * width + column] = rest % table.sections
                rest /= table.sections
            }
        }
        return sections
    }
}
