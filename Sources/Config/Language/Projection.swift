public import Determinism

extension CanonicalValue {
    /// Only what shapes one of `shapes`: what a fingerprint covers.
    ///
    /// Inside a field that shapes something other than the state, everything shapes that. A key that is no field's, in a
    /// text from elsewhere, counts as shaping the state.
    public func projected(onto shapes: Set<Shapes>, _ fields: [Field]) -> CanonicalValue {
        .object(
            members.compactMap { member in
                guard let field = fields.first(where: { $0.key == member.key }) else {
                    return shapes.contains(.state) ? member : nil
                }
                guard field.shapes == .state else { return shapes.contains(field.shapes) ? member : nil }
                let inner = member.value.projected(onto: shapes, field.type)
                if !shapes.contains(.state), inner.isEmptyObject || inner == member.value && !field.type.hasParts {
                    return nil
                }
                return .init(member.key, inner)
            })
    }

    private func projected(onto shapes: Set<Shapes>, _ type: FieldType) -> CanonicalValue {
        switch type {
        case .table(let fields): return projected(onto: shapes, fields)
        case .choice(let choices), .namedChoice(let choices):
            return .object(
                members.map { member in
                    guard let component = choices[member.key] else {
                        return .init(member.key, member.value.projected(onto: shapes, type))
                    }
                    return .init(member.key, member.value.projected(onto: shapes, component.fields))
                })
        case .named(let element):
            return .object(members.map { .init($0.key, $0.value.projected(onto: shapes, element)) })
        case .list(let element, _): return .list(elements.map { $0.projected(onto: shapes, element) })
        default: return self
        }
    }

    private var isEmptyObject: Bool { self == .object([]) }
}

extension FieldType {
    /// Whether values consist of fields that may shape different things.
    fileprivate var hasParts: Bool {
        switch self {
        case .table, .choice, .namedChoice, .named: true
        case .list(let element, _): element.hasParts
        default: false
        }
    }
}
