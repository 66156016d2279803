public import Determinism
internal import Diagnostics

extension CanonicalValue {
    /// Indented JSON for people: what a terminal would obey, or nobody would see, is escaped in its texts. It reads back to
    /// the same value.
    public var prettyJSON: String { VisibleText.json(indentedJSON) }

    /// The value as one would write it in a spec, on one line.
    public var flow: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let integer): String(integer)
        case .number(let number): Int(exactly: number).map(String.init) ?? number.description
        case .text(let text): text
        case .list(let elements): "[\(elements.map(\.flow).joined(separator: ", "))]"
        case .object(let members):
            if members.count == 1, members[0].value == .object([]) {
                members[0].key
            } else {
                "{\(members.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", "))}"
            }
        }
    }
}
