extension FieldType {
    /// The field at a path below values of this type: keys of tables, kinds of choices; nil where there is none.
    func field(at path: some Collection<String>) -> Field? {
        guard let key = path.first else { return nil }
        let rest = path.dropFirst()
        switch self {
        case .table(let fields):
            guard let field = fields.first(where: { $0.key == key && !$0.isForPlans }) else { return nil }
            return rest.isEmpty ? field : field.type.field(at: rest)?.within(field.shapes)
        case .choice(let choices), .namedChoice(let choices):
            return choices[key].flatMap { FieldType.table($0.fields).field(at: rest) }
        case .list(let element, _), .oneOrMany(let element), .named(let element):
            // Entries may be called by their names: `agents.a2.optimizer`, `worlds.held_out.count`.
            return element.field(at: path) ?? element.field(at: rest)
        default: return nil
        }
    }
}

extension Field {
    /// The same field inside a value: within one that shapes something other than the state, everything shapes that.
    func within(_ outer: Shapes) -> Field { outer == .state ? self : shaping(outer) }
}
