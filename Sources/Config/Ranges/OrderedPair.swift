public import Determinism
public import Diagnostics

/// Two numbers of one table of which the first may not exceed the second, as values or open ranges.
///
/// Declared where the first one's field is: `Field("minimum_position", …).below("maximum_position")`.
public struct OrderedPair: Sendable {
    /// The dotted path of the table; empty for the outermost.
    let table: String
    /// The fields of both numbers.
    let lower: Field
    let upper: Field
    /// What is written or inherited; nil where the default holds.
    let values: (lower: CanonicalValue?, upper: CanonicalValue?)

    /// Whether each of the two is settled once an agent's position is known, so that no seed changes which is greater.
    public var dependsOnPositionAlone: Bool {
        [values.lower, values.upper].allSatisfy { value in
            switch value.flatMap({ DrawnRange($0) }) {
            case .spread, .values, nil: true
            case .uniform, .relative, .normal, .sameAs: false
            }
        }
    }

    /// Whether one of the two is a range.
    public var isOpen: Bool {
        [values.lower, values.upper].contains { $0.flatMap { DrawnRange($0) } != nil }
    }

    /// Whether one of the two is a copy of a number elsewhere.
    var hasCopies: Bool {
        [values.lower, values.upper].contains { value in
            if case .sameAs? = value.flatMap({ DrawnRange($0) }) { true } else { false }
        }
    }

    /// The dotted path of one of the fields.
    func path(_ field: Field) -> String { table.isEmpty ? field.key : "\(table).\(field.key)" }

    /// What is wrong with the order, as a sentence; nil where no draw can give a wrong one.
    ///
    /// - Parameter root: all values and their fields, where copies find what they copy; without them, copies pass.
    public func violation(in root: (values: CanonicalValue, fields: [Field])? = nil) -> String? {
        guard let low = extremes(values.lower, lower, root)?.max(),
            let high = extremes(values.upper, upper, root)?.min(), !areOneNumber
        else { return nil }
        guard isStrict ? low >= high : low > high else { return nil }
        let order = isStrict ? "must be less than" : "must not exceed"
        func words(_ number: Double, _ value: CanonicalValue?) -> String {
            let text = Int(exactly: number).map(String.init) ?? Float(number).description
            return value == nil ? "\(text) by default" : text
        }
        return isOpen
            ? "'\(lower.key)' can become \(words(low, values.lower)), but \(order) '\(upper.key)', which can become "
                + words(high, values.upper)
            : "'\(lower.key)' (\(words(low, values.lower))) \(order) '\(upper.key)' (\(words(high, values.upper)))"
    }

    /// What is wrong with the same pair where its numbers are settled.
    public func violation(among settled: [OrderedPair]) -> String? {
        settled.first { $0.path($0.lower) == path(lower) }?.violation()
    }

    private var isStrict: Bool { lower.ceiling?.isStrict == true }

    /// Whether one is a copy of the other, or both are copies of one number.
    private var areOneNumber: Bool {
        guard !isStrict, hasCopies else { return false }
        func source(_ value: CanonicalValue?, _ field: Field) -> String {
            if case .sameAs(let source)? = value.flatMap({ DrawnRange($0) }) { return source.joined(separator: ".") }
            return path(field)
        }
        return source(values.lower, lower) == source(values.upper, upper)
    }

    private func extremes(
        _ value: CanonicalValue?, _ field: Field, _ root: (values: CanonicalValue, fields: [Field])?
    ) -> [Double]? {
        let standard = field.defaultValue?.asNumber
        guard let range = value.flatMap({ DrawnRange($0) }) else { return (value?.asNumber ?? standard).map { [$0] } }
        guard case .sameAs(let source) = range else { return range.extremes(nominal: standard) }
        // A copy of a copy finds nothing, as when it is drawn.
        guard let root, let found = root.values.field(at: source[...], root.fields) else { return nil }
        let nominal = found.field.defaultValue?.asNumber
        guard let copied = found.value.flatMap({ DrawnRange($0) }) else {
            return (found.value?.asNumber ?? nominal).map { [$0] }
        }
        let ends = copied.extremes(nominal: nominal)
        return ends.isEmpty ? nil : ends
    }
}

extension CanonicalValue {
    /// Every pair of numbers with an order, of a table's values in canonical form and of all tables within.
    public func orderedPairs(_ fields: [Field], path: String = "") -> [OrderedPair] {
        fields.compactMap { OrderedPair($0, among: fields, of: self, at: path) }
            + members.flatMap { member in
                let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
                return fields.first { $0.key == member.key }.map { member.value.orderedPairs($0.type, path: inner) }
                    ?? []
            }
    }

    private func orderedPairs(_ type: FieldType, path: String) -> [OrderedPair] {
        switch type {
        case .table(let fields): orderedPairs(fields, path: path)
        case .choice(let choices):
            members.flatMap { member in
                choices[member.key].map { member.value.orderedPairs($0.fields, path: "\(path).\(member.key)") } ?? []
            }
        case .named(let element): members.flatMap { $0.value.orderedPairs(element, path: "\(path).\($0.key)") }
        default: []
        }
    }

    /// The field at a dotted path, with its value where it is not the default.
    func field(
        at path: ArraySlice<String>, _ fields: [Field]
    ) -> (field: Field, value: CanonicalValue?)? {
        guard let key = path.first, let field = fields.first(where: { $0.key == key }) else { return nil }
        var rest = path.dropFirst()
        if rest.isEmpty { return (field, self[key]) }
        let value = self[key] ?? field.defaultValue
        switch field.type {
        case .table(let inner): return (value ?? .object([])).field(at: rest, inner)
        case .choice(let choices):
            guard let kind = rest.popFirst(), let component = choices[kind] else { return nil }
            return value?[kind]?.field(at: rest, component.fields)
        default: return nil
        }
    }
}

extension OrderedPair {
    /// The pair that a field's ceiling makes; nil where it has none.
    init?(_ field: Field, among fields: [Field], of values: CanonicalValue, at table: String) {
        guard let ceiling = field.ceiling, let upper = fields.first(where: { $0.key == ceiling.key }) else {
            return nil
        }
        self.init(
            table: table, lower: field, upper: upper, values: (values[field.key], values[ceiling.key]))
    }
}

extension Provenance {
    /// The error of numbers in a wrong order, at the one that is written, beside the other.
    public func diagnostic(_ violation: String, of pair: OrderedPair) -> Diagnostic {
        let (lower, upper) = (noted(pair.path(pair.lower))?.span, noted(pair.path(pair.upper))?.span)
        let sign = pair.lower.ceiling?.isStrict == true ? "<" : "≤"
        return Diagnostic(
            .outOfOrder, violation, at: lower ?? upper,
            related: lower == nil ? nil : upper.map { .init($0, "'\(pair.upper.key)'") },
            help: "keep \(pair.lower.key) \(sign) \(pair.upper.key) for every number that can be drawn")
    }
}
