import Config
import Determinism
import Testing

/// Every table of the language in which several numbers stand, found by walking its field tables: with a way to write a value
/// of a top-level key in which those numbers are chosen together.
struct NumberTables {
    /// One table.
    struct Table: Sendable, CustomTestStringConvertible {
        /// The top-level key.
        let key: String
        /// The keys and kinds down to the table.
        let path: [String]
        /// Its numbers, by their keys: as texts, the least and the most that may stand there.
        let numbers: [(key: String, least: String, most: String)]
        /// The whole value of the key, with these texts as numbers of the table.
        let value: @Sendable ([String: String]) -> String

        var testDescription: String { ([key] + path).joined(separator: ".") }

        /// What is tried: everything at its upper end, everything at its lower one, and some pairs at their upper ends.
        func combinations(pairs: Int) -> [[String: String]] {
            var found = [
                Dictionary(uniqueKeysWithValues: numbers.map { ($0.key, $0.most) }),
                Dictionary(uniqueKeysWithValues: numbers.map { ($0.key, $0.least) }),
            ]
            var stream = StreamKey(seed: 12, owner: "test/pairs/\(testDescription)").stream(.sampling)
            for _ in 0..<min(pairs, numbers.count * (numbers.count - 1) / 2) {
                let chosen = stream.distinctIndices(2, below: numbers.count)
                found.append(Dictionary(uniqueKeysWithValues: chosen.map { (numbers[$0].key, numbers[$0].most) }))
            }
            return found
        }
    }

    /// All tables with two numbers or more under these top-level fields, those of each catalogue once.
    static func all(_ fields: [Field]) -> [Table] {
        var seen: Set<String> = []
        return fields.filter { $0.isShown }.flatMap { field in
            walk(field.type, &seen).map { .init(key: field.key, path: $0.path, numbers: $0.numbers, value: $0.value) }
        }
    }

    /// A table within a value.
    private struct Found: Sendable {
        var path: [String]
        let numbers: [(key: String, least: String, most: String)]
        var value: @Sendable ([String: String]) -> String

        func within(_ key: String?, _ wrap: @escaping @Sendable (String) -> String) -> Found {
            let inner = value
            return Found(path: (key.map { [$0] } ?? []) + path, numbers: numbers) { wrap(inner($0)) }
        }
    }

    private static func walk(_ type: FieldType, _ seen: inout Set<String>) -> [Found] {
        switch type {
        case .table(let fields): return walk(fields, &seen)
        case .choice(let choices), .namedChoice(let choices):
            guard seen.insert(choices.noun).inserted else { return [] }
            return choices.components.flatMap { component in
                let kind = component.kind
                return walk(component.fields, &seen).map { found in found.within(kind) { "{\(kind): \($0)}" } }
            }
        case .list(let element, let count):
            let others = String(
                repeating: ", " + NumberPlaces.minimal(element), count: max(0, count.lowerBound - 1))
            return walk(element, &seen).map { found in found.within(nil) { "[\($0)\(others)]" } }
        case .oneOrMany(let element): return walk(element, &seen)
        case .named(let element): return walk(element, &seen).map { found in found.within("x") { "{x: \($0)}" } }
        case .integer, .number, .duration, .boolean, .text, .name, .word, .path, .edits, .anything: return []
        }
    }

    private static func walk(_ fields: [Field], _ seen: inout Set<String>) -> [Found] {
        let written = fields.filter { $0.isShown && $0.alias == nil }
        let required = written.filter { $0.presence == .required }
        var found: [Found] = []
        let numbers = written.compactMap { field in
            ends(field.type).map { (key: field.key, least: $0.least, most: $0.most) }
        }
        if numbers.count > 1 {
            let others = required.map { ($0.key, NumberPlaces.minimal($0.type)) }
            found.append(
                Found(path: [], numbers: numbers) { texts in
                    let chosen = numbers.compactMap { number in texts[number.key].map { (number.key, $0) } }
                    let rest = others.filter { texts[$0.0] == nil }
                    return "{" + (chosen + rest).map { "\($0.0): \($0.1)" }.joined(separator: ", ") + "}"
                })
        }
        for field in written {
            let key = field.key
            let others = required.filter { $0.key != key }.map { ", \($0.key): \(NumberPlaces.minimal($0.type))" }
                .joined()
            found += walk(field.type, &seen).map { inner in inner.within(key) { "{\(key): \($0)\(others)}" } }
        }
        return found
    }

    /// The least and the most that may stand for a type of number; nil for other types.
    private static func ends(_ type: FieldType) -> (least: String, most: String)? {
        switch type {
        case .integer(let range):
            // Seeds may be as large as they like, and make nothing larger.
            return ("\(range.lowerBound)", "\(range.upperBound)")
        case .number(let interval):
            let low = interval.contains(interval.low) ? interval.low : nil
            let high = interval.contains(interval.high) ? interval.high : nil
            guard let least = low ?? high, let most = high ?? low else { return nil }
            return ("\(least)", "\(most)")
        case .duration(let most): return ("{rounds: 1}", "{rounds: \(most)}")
        default: return nil
        }
    }
}
