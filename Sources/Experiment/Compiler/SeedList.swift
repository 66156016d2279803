import Config
import Diagnostics

/// The seeds a spec lists or counts.
enum SeedList {
    /// More seeds than this are refused.
    static let maximum = 1_000_000

    /// The seeds in order; nil, with an error added, where there are none to use.
    static func read(_ body: Node, at place: SourceSpan?, into findings: inout Findings) -> [UInt64]? {
        guard let node = body["seeds"] else {
            findings.add(.missingKey, "the spec needs the key 'seeds'", at: place, help: "seeds: [1, 2, 3]")
            return nil
        }
        if node.isInvalid || node.entries.contains(where: \.value.isInvalid) { return nil }
        func number(_ key: String) -> Int? { node[key]?.value?.asInteger }
        func refuse(_ message: String, at key: String?, _ help: String) -> [UInt64]? {
            let entry = node.entries.first { $0.key == key }
            findings.add(.malformedSeeds, message, at: entry?.keySpan ?? node.span, help: help)
            return nil
        }
        if let list = node["list"] {
            if let other = node.entries.first(where: { $0.key != "list" }) {
                return refuse("seeds are both listed and counted", at: other.key, "keep one of the two")
            }
            var seen: Set<Int> = []
            for element in list.elements {
                guard let seed = element.value?.asInteger else { return nil }
                if !seen.insert(seed).inserted {
                    findings.add(
                        .malformedSeeds, "the seed \(seed) stands twice", at: element.span,
                        help: "equal seeds give equal runs: delete one")
                    return nil
                }
            }
            return list.elements.compactMap { $0.value?.asInteger }.map(UInt64.init)
        }
        guard let from = number("from") else { return refuse("seeds have no `from`", at: nil, "{from: 1, count: 5}") }
        let step = number("step") ?? 1
        switch (number("to"), number("count")) {
        case (let to?, nil):
            guard from <= to else {
                return refuse("seeds from \(from) to \(to)", at: "to", "`from` is the smaller one")
            }
            guard (to - from) / step < maximum else { return refuse("too many seeds", at: "to", "at most \(maximum)") }
            return stride(from: from, through: to, by: step).map(UInt64.init)
        case (nil, let count?):
            let most = (Int.max - from) / step
            guard count - 1 <= most else {
                return refuse(
                    "\(count) seeds from \(from) go beyond the largest number there is, 2⁶³ − 1", at: "count",
                    "count: \(most + 1) at most, or a smaller `from`")
            }
            return (0..<count).map { UInt64(from + $0 * step) }
        default:
            return refuse("seeds want one of `to` and `count`", at: "to", "{from: 1, to: 5} or {from: 1, count: 5}")
        }
    }
}
