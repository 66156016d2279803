public import Determinism

/// Text that says what a key is where a spec is silent, without writing it out: `⟦robust.omega⟧` stands for the default of
/// the component's own key, `⟦value_iteration.robust.omega⟧` for that of another kind.
///
/// So no explanation can name another default than the field table has.
public enum DefaultReference {
    /// The dotted paths a text refers to, in order.
    public static func paths(in text: String) -> [String] {
        text.matches(of: #/⟦([^⟧]*)⟧/#).map { String($0.output.1) }
    }

    /// The value a reference stands for; nil where it leads to no default.
    public static func value(at path: String, of component: Component, in vocabulary: Vocabulary) -> CanonicalValue? {
        if let own = component.defaultValue(at: path) { return own }
        let keys = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard keys.count == 2 else { return nil }
        let values = vocabulary.components(named: keys[0]).compactMap { $0.component.defaultValue(at: keys[1]) }
        return values.first
    }

    /// The text with every reference replaced by what it stands for.
    static func settling(_ text: String, of component: Component, in vocabulary: Vocabulary) -> String {
        text.replacing(#/⟦([^⟧]*)⟧/#) { match in
            let path = String(match.output.1)
            guard let value = value(at: path, of: component, in: vocabulary) else {
                preconditionFailure("the text of '\(component.kind)' refers to '\(path)', which has no default")
            }
            return value.flow
        }
    }
}

extension Component {
    /// What holds at a dotted path through tables, kinds and short names where a spec that names this kind is silent: what
    /// the outermost default on the way says, else the default of the key itself. Nil where the path leads to none.
    public func defaultValue(at path: String) -> CanonicalValue? {
        fields.defaultValue(at: path.split(separator: ".").map(String.init), within: nil)
    }
}

extension [Field] {
    fileprivate func defaultValue(at path: [String], within outer: CanonicalValue?) -> CanonicalValue? {
        guard let key = path.first, let field = first(where: { $0.key == key }), field.isShown else {
            return nil
        }
        let rest = [String](path.dropFirst())
        if let place = field.alias { return defaultValue(at: place + rest, within: outer) }
        let value = outer?[key] ?? field.defaultValue
        switch (field.type, rest.first) {
        case (_, nil): return value
        case (.table(let fields), _): return fields.defaultValue(at: rest, within: value)
        case (.choice(let choices), let kind?), (.namedChoice(let choices), let kind?):
            return choices[kind]?.fields.defaultValue(at: [String](rest.dropFirst()), within: value?[kind])
        default: return nil
        }
    }
}
