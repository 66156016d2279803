public import Determinism

/// Settles every range of one agent's values.
///
/// The number at a path depends on the key and the path alone, so no other agent, arm or field changes it; `spread` and
/// `values` depend on the position. Fields that are drawn alike depend on whom the owner shares numbers with, and the path.
public struct Drawing {
    /// The seed of the draws.
    let seed: UInt64
    /// The owner the draws belong to: `agent/a1`.
    let owner: String
    /// The owner of draws that are alike for all: one name for all who share them.
    let common: String
    /// The agent's position and the number of agents, given where the range is written.
    let position: (String) -> (index: Int, count: Int)
    /// The numbers drawn, by dotted path.
    public private(set) var drawn: [(path: String, value: Double)] = []

    /// Draws for one owner; `position` gives its place among those the range at a dotted path is written for.
    public init(
        seed: UInt64, owner: String, common: String,
        position: @escaping (String) -> (index: Int, count: Int)
    ) {
        self.seed = seed
        self.owner = owner
        self.common = common
        self.position = position
    }

    /// The values of a table in canonical form, with numbers in place of ranges.
    /// `unresolved` receives the paths of `same_as` that lead to no number.
    public mutating func settle(
        _ values: CanonicalValue, _ fields: [Field], unresolved: inout [(path: String, source: String)]
    ) -> CanonicalValue {
        settle(values, fields, unresolved: &unresolved) { $0.draw($1, $2, at: $3) }
    }

    /// - Parameter choose: the number that a range gives, which is no copy.
    mutating func settle(
        _ values: CanonicalValue, _ fields: [Field], unresolved: inout [(path: String, source: String)],
        choosing choose: (Drawing, DrawnRange, Field, String) -> Double
    ) -> CanonicalValue {
        let first = walk(values, .table(fields), under: nil, path: "") { path, range, field, drawing in
            if case .sameAs = range { return nil }
            let number = choose(drawing, range, field, path)
            drawing.drawn.append((path, number))
            return drawing.typed(number, field)
        }
        // Copies come second, when every number they may copy is known.
        return walk(first, .table(fields), under: nil, path: "") { path, range, field, drawing in
            guard case .sameAs(let source) = range else { return nil }
            guard let value = first.number(at: source[...], fields) else {
                unresolved.append((path, source.joined(separator: ".")))
                return nil
            }
            drawing.drawn.append((path, value))
            return drawing.typed(value, field)
        }
    }

    /// The values with numbers in place of `spread` and `values`, which depend on the position alone; what is drawn stays
    /// open.
    public mutating func place(_ values: CanonicalValue, _ fields: [Field]) -> CanonicalValue {
        walk(values, .table(fields), under: nil, path: "") { path, range, field, drawing in
            switch range {
            case .spread, .values: drawing.typed(drawing.draw(range, field, at: path), field)
            case .uniform, .relative, .normal, .sameAs: nil
            }
        }
    }

    /// The ranges among the values of a table, in canonical form, by dotted path.
    public static func ranges(
        in values: CanonicalValue, _ fields: [Field]
    ) -> [(path: String, range: CanonicalValue)] {
        var found: [(path: String, range: CanonicalValue)] = []
        var drawing = Drawing(seed: 0, owner: "", common: "") { _ in (0, 1) }
        _ = drawing.walk(values, .table(fields), under: nil, path: "") { path, range, _, _ in
            found.append((path, range.canonical))
            return nil
        }
        return found
    }

    /// Who draws the numbers of the ranges among the values of a table: nobody those that follow from a position.
    public static func randomSources(
        in values: CanonicalValue, _ fields: [Field], seed: UInt64, owner: String, common: String
    ) -> [RandomSource] {
        var found: [RandomSource] = []
        var drawing = Drawing(seed: seed, owner: owner, common: common) { _ in (0, 1) }
        _ = drawing.walk(values, .table(fields), under: nil, path: "") { path, range, field, drawing in
            switch range {
            case .uniform, .relative, .normal: found.append(drawing.source(field, at: path))
            case .spread, .values, .sameAs: break
            }
            return nil
        }
        return found
    }

    private func source(_ field: Field, at path: String) -> RandomSource {
        RandomSource("\(field.isDrawnAlike ? common : owner)/\(path)", seed: seed, [.draw])
    }

    private func draw(_ range: DrawnRange, _ field: Field, at path: String) -> Double {
        var stream = source(field, at: path).key.stream(.draw)
        if case .integer = field.type, case .uniform(let low, let high) = range {
            return low + Double(stream.index(below: Int(high - low) + 1))
        }
        let place = position(path)
        let number = range.number(
            nominal: field.defaultValue?.asNumber, position: place.index, count: place.count, stream: &stream)
        guard let number else { preconditionFailure("the range at '\(path)' was checked to have a nominal value") }
        return number
    }

    private func typed(_ number: Double, _ field: Field) -> CanonicalValue {
        if case .integer = field.type { .integer(Int(number.rounded())) } else { .number(number) }
    }

    typealias Settling = (String, DrawnRange, Field, inout Drawing) -> CanonicalValue?

    mutating func walk(
        _ value: CanonicalValue, _ type: FieldType, under: CanonicalValue?, path: String, _ settle: Settling
    ) -> CanonicalValue {
        func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch type {
        case .table(let fields):
            return .object(
                value.members.compactMap { member in
                    guard let field = fields.first(where: { $0.key == member.key }) else { return member }
                    let (path, outer) = (inner(member.key), under?[member.key])
                    if field.mayBeDrawn, let range = DrawnRange(member.value) {
                        guard let number = settle(path, range, field, &self) else { return member }
                        return field.omits(number, under: outer) ? nil : .init(member.key, number)
                    }
                    let value = walk(
                        member.value, field.type, under: outer ?? field.defaultValue, path: path, settle)
                    let isOmitted = value != member.value && field.omits(value, under: outer)
                    return isOmitted ? nil : .init(member.key, value)
                })
        case .choice(let choices):
            return .object(
                value.members.map { member in
                    guard let component = choices[member.key] else { return member }
                    let settled = walk(
                        member.value, .table(component.fields), under: under?[member.key], path: inner(member.key),
                        settle)
                    return .init(member.key, settled)
                })
        case .named(let element):
            return .object(
                value.members.map { member in
                    let settled = walk(
                        member.value, element, under: under?[member.key], path: inner(member.key), settle)
                    return .init(member.key, settled)
                })
        default: return value
        }
    }
}

extension CanonicalValue {
    /// The number at a dotted path of values under a field table, defaults included.
    func number(at path: ArraySlice<String>, _ fields: [Field]) -> Double? {
        guard let key = path.first, let field = fields.first(where: { $0.key == key }) else { return nil }
        let value = self[key] ?? field.defaultValue
        var rest = path.dropFirst()
        switch field.type {
        case .number, .integer: return rest.isEmpty ? value?.asNumber : nil
        case .table(let inner): return (value ?? .object([])).number(at: rest, inner)
        case .choice(let choices):
            guard let kind = rest.popFirst(), let component = choices[kind], let settings = value?[kind] else {
                return nil
            }
            return settings.number(at: rest, component.fields)
        default: return nil
        }
    }
}
