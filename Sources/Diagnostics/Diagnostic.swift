/// One finding about what a user wrote.
public struct Diagnostic: Sendable, Hashable {
    /// The stable code, such as `spec/unknown-key`.
    public let code: DiagnosticCode
    /// How bad it is.
    public let severity: Severity
    /// A sentence that stands alone, without a full stop.
    public let message: String
    /// The key or value at fault; nil where no text is (an unreadable file).
    public let span: SourceSpan?
    /// The other place, where two conflict or one explains the other.
    public let related: Related?
    /// What to write instead.
    public let help: String?

    /// How bad a finding is, worst first.
    public enum Severity: String, Sendable, CaseIterable {
        case error, warning, note
    }

    /// A second place and what it has to do with the first.
    public struct Related: Sendable, Hashable {
        /// What is pointed at.
        public let span: SourceSpan
        /// A few words, such as `first written here`.
        public let label: String

        /// A second place.
        public init(_ span: SourceSpan, _ label: String) {
            self.span = span
            self.label = label
        }
    }

    /// A finding. Its severity is the code's.
    public init(
        _ code: DiagnosticCode, _ message: String, at span: SourceSpan?, related: Related? = nil, help: String? = nil
    ) {
        self.code = code
        self.severity = code.severity
        self.message = message
        self.span = span
        self.related = related
        self.help = help
    }
}
