public import Determinism

extension CanonicalValue {
    /// The values of a table with every range replaced by its field's default, or by the middle of the range.
    ///
    /// For questions that the exact numbers do not change: which spaces an environment has, which networks a learner.
    public func nominal(_ fields: [Field]) -> CanonicalValue {
        .object(
            members.compactMap { member in
                guard let field = fields.first(where: { $0.key == member.key }) else { return member }
                if field.mayBeDrawn, let range = DrawnRange(member.value) {
                    if field.defaultValue != nil { return nil }
                    let extremes = range.extremes(nominal: nil)
                    guard let low = extremes.min(), let high = extremes.max() else { return nil }
                    if case .integer = field.type { return .init(member.key, .integer(Int(low))) }
                    return .init(member.key, .number((low + high) / 2))
                }
                return .init(member.key, member.value.nominal(field.type))
            })
    }

    private func nominal(_ type: FieldType) -> CanonicalValue {
        switch type {
        case .table(let fields): return nominal(fields)
        case .choice(let choices):
            return .object(
                members.map { member in
                    .init(member.key, choices[member.key].map { member.value.nominal($0.fields) } ?? member.value)
                })
        case .named(let element): return .object(members.map { .init($0.key, $0.value.nominal(element)) })
        default: return self
        }
    }

    /// The same object with a member added or replaced, or, for nil, removed.
    public func setting(_ key: String, to value: CanonicalValue?) -> CanonicalValue {
        var kept = members.filter { $0.key != key }.map { ($0.key, $0.value) }
        if let value { kept.append((key, value)) }
        return .object(sorting: kept)
    }
}
