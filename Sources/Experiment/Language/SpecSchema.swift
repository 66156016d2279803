public import Config
public import Determinism
import Learning

/// The JSON Schema of specs: what the tables say, and what they do not, since it is of several keys together.
///
/// What stands elsewhere is not seen: whether an arm or a method gives what is missing, numbers that are held against one another, and
/// whatever needs a world or a learner to be made.
public enum SpecSchema {
    /// What specs are called in it.
    public static let title = "A Concord experiment"

    /// The schema of the specs of a language.
    public static func document(in language: Language) -> CanonicalValue {
        JSONSchema.document(
            language.spec, title: title,
            rules: ["environment", "learner"].map { missing($0, unless: [needs($0)], inAgents: [needs($0)]) } + [
                missing("optimizer", in: language), seeds, sweep,
            ])
    }

    private static func object(_ members: [(String, CanonicalValue)]) -> CanonicalValue { .object(sorting: members) }
    private static func any(_ forms: [CanonicalValue]) -> CanonicalValue { object([("anyOf", .list(forms))]) }
    private static func needs(_ keys: String...) -> CanonicalValue {
        object([("required", .list(keys.map { .text($0) }))])
    }
    private static func property(_ key: String, _ schema: CanonicalValue) -> CanonicalValue {
        object([("properties", object([(key, schema)]))])
    }

    /// Something that all agents need has every entry of `agents`, or the top level; arms and sweeps may bring it, and members.
    private static func missing(
        _ key: String, unless forms: [CanonicalValue], inAgents own: [CanonicalValue]
    ) -> CanonicalValue {
        let agents = property("agents", object([("items", any(own + [needs("members")]))]))
        return any(forms + [needs("arms"), needs("sweep"), agents])
            .setting("$comment", to: .text("every agent has its \(key), or the top level for all"))
    }

    /// An optimizer, where the top level's learner needs one and prefers none.
    private static func missing(_ key: String, in language: Language) -> CanonicalValue {
        let needing = language.learners.examples.filter { example in
            !example.product.optimized.isEmpty && !(example.product is any Preferring)
        }.map(\.kind)
        let chosen = any(
            [object([("enum", .list(needing.map { .text($0) }))])]
                + needing.map { needs($0).setting("type", to: .text("object")) })
        let asks = object([("properties", object([("learner", chosen)])), ("required", .list([.text("learner")]))])
        return missing(
            key, unless: [needs(key), needs(key + "s"), object([("not", asks)])],
            inAgents: [needs(key), needs(key + "s"), needs("learner")])
    }

    /// Seeds are listed, or counted in one of two ways.
    private static var seeds: CanonicalValue {
        func counted(_ key: String, not other: String) -> CanonicalValue {
            needs("from", key).setting("not", to: needs(other)).setting("type", to: .text("object"))
        }
        let listed = needs("list").setting("maxProperties", to: .integer(1)).setting("type", to: .text("object"))
        return property(
            "seeds",
            any([
                object([("type", .text("array"))]), listed, counted("to", not: "count"), counted("count", not: "to"),
            ]))
    }

    /// A factor is one path with its values, or named levels of several.
    private static var sweep: CanonicalValue {
        let values = object([("type", .text("array")), ("minItems", .integer(1))])
        let path = object([("maxProperties", .integer(1)), ("additionalProperties", values)])
        let levels = object([("additionalProperties", object([("type", .text("object"))]))])
        let factor = any([path, levels]).setting("type", to: .text("object")).setting("minProperties", to: .integer(1))
        return property("sweep", object([("additionalProperties", factor)]))
    }
}
