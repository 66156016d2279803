import Config
import Determinism
import Diagnostics

extension VariantCompiler {
    /// No list whose names are all different has one twice. A plan says what it said when it was made.
    mutating func checkRepetitions() {
        guard tree["engine"] == nil else { return }
        checkRepetitions(in: tree, .table(language.spec))
    }

    private mutating func checkRepetitions(in node: Node, _ type: FieldType) {
        switch type {
        case .table(let fields):
            for entry in node.entries {
                guard let field = fields.first(where: { $0.key == entry.key }) else { continue }
                if field.isDistinct { refuseRepeated(entry.value, called: field.key) }
                checkRepetitions(in: entry.value, field.type)
            }
        case .choice(let choices):
            for entry in node.entries {
                guard let component = choices[entry.key] else { continue }
                checkRepetitions(in: entry.value, .table(component.fields))
            }
        case .namedChoice(let choices):
            for entry in node.entries where choices[entry.key] == nil {
                checkRepetitions(in: entry.value, .choice(choices))
            }
            checkRepetitions(in: node, .choice(choices))
        case .named(let element): for entry in node.entries { checkRepetitions(in: entry.value, element) }
        case .list(let element, _), .oneOrMany(let element):
            for node in node.elements { checkRepetitions(in: node, element) }
        default: break
        }
    }

    private mutating func refuseRepeated(_ list: Node, called key: String) {
        for (index, element) in list.elements.enumerated() {
            // Of seeds the list of seeds tells.
            guard let name = element.value?.asText,
                let first = list.elements[..<index].first(where: { $0.value?.asText == name })
            else { continue }
            findings.add(
                .writtenTwice, "'\(name)' stands twice in '\(key)'", at: element.span,
                related: first.span.map { .init($0, "the first time") }, help: "name everything once")
        }
    }
}
