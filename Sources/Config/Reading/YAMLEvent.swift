internal import Diagnostics

/// One step through the text of a YAML stream.
struct YAMLEvent {
    let kind: Kind
    let anchor: String?
    let hasTag: Bool
    let span: SourceSpan

    /// What it is.
    enum Kind {
        /// A document, which a directive can stand before.
        case documentStart(hasDirective: Bool)
        case documentEnd, streamEnd
        case sequenceStart(isFlow: Bool), sequenceEnd
        case mappingStart(isFlow: Bool), mappingEnd
        case scalar(String, isPlain: Bool)
        case alias(String)
    }
}
