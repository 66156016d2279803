public import Determinism

extension Drawing {
    /// The values of a table with every range at its lowest number, and with every range at its highest.
    ///
    /// For what the worst draw makes of numbers, each of which acts one way. None where nothing is a range, and where an end is
    /// no value of the table: that is refused elsewhere.
    public static func ends(of values: CanonicalValue, _ fields: [Field]) -> [CanonicalValue] {
        guard !ranges(in: values, fields).isEmpty else { return [] }
        var whole = Drawing(seed: 0, owner: "", common: "") { _ in (0, 1) }
        guard whole.illegalCopies(values, fields).isEmpty else { return [] }
        let ends = [true, false].compactMap { isLow -> CanonicalValue? in
            var unresolved: [(path: String, source: String)] = []
            var drawing = whole
            let settled = drawing.settle(values, fields, unresolved: &unresolved) { _, range, field, _ in
                let numbers = range.extremes(nominal: field.defaultValue?.asNumber)
                return (isLow ? numbers.min() : numbers.max()) ?? 0
            }
            let isValue = unresolved.isEmpty && settled.orderedPairs(fields).allSatisfy { $0.violation() == nil }
            return isValue ? settled : nil
        }
        return ends.count == 2 ? ends : []
    }
}
