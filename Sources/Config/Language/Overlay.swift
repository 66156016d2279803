extension Node {
    /// This value laid over another, both in normal form: the same kind merges field by field, another kind or a list
    /// replaces whole.
    public func laid(over lower: Node?, as type: FieldType) -> Node {
        guard let lower, !lower.isInvalid, !isInvalid else { return self }
        switch type {
        case .table(let fields): return laid(over: lower) { key in fields.first { $0.key == key }?.type ?? .anything }
        case .choice(let choices):
            guard let kind = entries.first?.key, kind == lower.entries.first?.key, let component = choices[kind]
            else { return self }
            return laid(over: lower) { _ in .table(component.fields) }
        case .named(let element): return laid(over: lower) { _ in element }
        default: return self
        }
    }

    private func laid(over lower: Node, _ type: (String) -> FieldType) -> Node {
        var result = lower
        result.origin = origin
        for entry in entries {
            let value = entry.value.laid(over: lower[entry.key], as: type(entry.key))
            result.append(Entry(entry.key, keySpan: entry.keySpan, value))
        }
        return result
    }
}
