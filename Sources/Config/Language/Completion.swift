public import Determinism

extension CanonicalValue {
    /// The same with every default written that a mapping with these keys leaves out, and those within.
    ///
    /// - Parameter defaults: what this gives of an empty mapping, where many are completed.
    public func completed(_ fields: [Field], defaults: CanonicalValue? = nil) -> CanonicalValue {
        let written = members.map { member in
            guard let field = fields.first(where: { $0.key == member.key }) else { return (member.key, member.value) }
            return (member.key, member.value.completed(field.type))
        }
        let absent = fields.compactMap { field -> (String, CanonicalValue)? in
            guard field.alias == nil, field.isShown, self[field.key] == nil, let value = field.defaultValue else {
                return nil
            }
            if let known = defaults?[field.key] { return (field.key, known) }
            return (field.key, Resolver.canonical(value, field.type).completed(field.type))
        }
        return .object(sorting: written + absent)
    }

    /// The same without what equals a default: what ``completed(_:)`` was made of, where nothing in it equaled one.
    public func leavingDefaults(_ fields: [Field]) -> CanonicalValue {
        .object(
            members.compactMap { member in
                guard let field = fields.first(where: { $0.key == member.key }) else { return member }
                let value = member.value.leavingDefaults(field.type)
                let isDefault = field.defaultValue.map { Resolver.canonical($0, field.type) == value } ?? false
                return isDefault ? nil : .init(member.key, value)
            })
    }

    private func completed(_ type: FieldType) -> CanonicalValue { mapped(type) { $0.completed($1) } }

    private func leavingDefaults(_ type: FieldType) -> CanonicalValue { mapped(type) { $0.leavingDefaults($1) } }

    /// The same with every mapping that has fields changed.
    private func mapped(_ type: FieldType, _ change: (CanonicalValue, [Field]) -> CanonicalValue) -> CanonicalValue {
        switch type {
        case .table(let fields): return change(self, fields)
        case .choice(let choices), .namedChoice(let choices):
            return .object(
                members.map { member in
                    guard let component = choices[member.key] else {
                        return .init(member.key, member.value.mapped(type, change))
                    }
                    return .init(member.key, change(member.value, component.fields))
                })
        case .named(let element):
            return .object(members.map { .init($0.key, $0.value.mapped(element, change)) })
        case .list(let element, _): return .list(elements.map { $0.mapped(element, change) })
        case .oneOrMany(let element):
            guard case .list(let values) = self else { return mapped(element, change) }
            return .list(values.map { $0.mapped(element, change) })
        default: return self
        }
    }
}
