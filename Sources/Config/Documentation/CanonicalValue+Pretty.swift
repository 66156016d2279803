public import Determinism
internal import Diagnostics

extension CanonicalValue {
    /// Indented JSON for people: what a terminal would obey, or nobody would see, is escaped in its texts. It reads back to
    /// the same value.
    public var prettyJSON: String { VisibleText.json(indentedJSON) }
}
