public import Determinism
public import Diagnostics

/// A copy of a number that lies, or can be drawn, where the field that copies it takes none.
public struct IllegalCopy: Sendable {
    /// The dotted path where it is wanted.
    let path: String
    /// The dotted path it is copied from.
    let source: String
    /// One of the numbers that can stand there.
    let number: Double
    /// What may stand where it is wanted, in words.
    let wanted: String
}

extension Drawing {
    /// The copies among the values of a table that can become what their fields refuse, whatever the seed.
    public mutating func illegalCopies(_ values: CanonicalValue, _ fields: [Field]) -> [IllegalCopy] {
        var found: [IllegalCopy] = []
        _ = walk(values, .table(fields), under: nil, path: "") { path, range, field, _ in
            guard case .sameAs(let source) = range, let copied = values.field(at: source[...], fields) else {
                return nil
            }
            let nominal = copied.field.defaultValue?.asNumber
            let written = copied.value.map { DrawnRange($0)?.extremes(nominal: nominal) ?? [$0.asNumber ?? .nan] }
            let numbers = written ?? nominal.map { [$0] } ?? []
            if let number = numbers.first(where: { !field.type.takes($0) }) {
                found.append(
                    IllegalCopy(
                        path: path, source: source.joined(separator: "."), number: number, wanted: field.type.wanted))
            }
            return nil
        }
        return found
    }
}

extension Provenance {
    /// The error of a copy that can become what its field refuses.
    public func diagnostic(of copy: IllegalCopy) -> Diagnostic {
        let key = copy.path.split(separator: ".").last.map(String.init) ?? copy.path
        return Diagnostic(
            .rangeReachesIllegal,
            "'\(key)' can become \(Float(copy.number)), copied from '\(copy.source)', but must be \(copy.wanted)",
            at: self[copy.path].span, related: self[copy.source].span.map { .init($0, "what is copied") },
            help: "copy another number, or narrow what is copied")
    }
}

extension FieldType {
    /// Whether a number, rounded where whole ones are wanted, is one of the field's.
    func takes(_ number: Double) -> Bool {
        switch self {
        case .number(let interval): interval.contains(number)
        case .integer(let range):
            Interval(Double(range.lowerBound), Double(range.upperBound)).contains(number.rounded())
        default: false
        }
    }
}
