/// The diagnostics gathered so far: passed `inout` through everything that reads what a user wrote.
///
/// A finding that says the same of the same places as an earlier one is dropped, so checking every arm, or every agent,
/// reports a mistake of the common part once.
public struct Findings: Sendable {
    private var gathered: [Diagnostic] = []
    private var seen: Set<Claim> = []

    private struct Claim: Hashable {
        let code: DiagnosticCode
        let message: String
        let span: SourceSpan?
        /// The other place and the advice: arms can have a mistake in common, and other causes and remedies.
        let other: SourceSpan?
        let help: String?
    }

    /// A sink into which nothing was found yet.
    public init() {}

    /// Adds a finding, unless one says the same of the same place.
    public mutating func add(_ diagnostic: Diagnostic) {
        let claim = Claim(
            code: diagnostic.code, message: diagnostic.message, span: diagnostic.span, other: diagnostic.related?.span,
            help: diagnostic.help)
        if seen.insert(claim).inserted { gathered.append(diagnostic) }
    }

    /// Adds a finding from its parts.
    public mutating func add(
        _ code: DiagnosticCode, _ message: String, at span: SourceSpan?, related: Diagnostic.Related? = nil,
        help: String? = nil
    ) {
        add(Diagnostic(code, message, at: span, related: related, help: help))
    }

    /// Adds everything another set holds.
    public mutating func add(_ others: Findings) {
        for diagnostic in others.gathered { add(diagnostic) }
    }

    /// Whether any finding is an error.
    public var hasErrors: Bool { gathered.contains { $0.severity == .error } }

    /// Whether there is none at all.
    public var isEmpty: Bool { gathered.isEmpty }

    /// How many findings have this severity.
    public func count(_ severity: Diagnostic.Severity) -> Int { gathered.count { $0.severity == severity } }

    /// In reading order: file by file as first met, by place within a file; those without a place first.
    public var diagnostics: [Diagnostic] {
        var files: [ObjectIdentifier: Int] = [:]
        for case let span? in gathered.map(\.span) where files[ObjectIdentifier(span.file)] == nil {
            files[ObjectIdentifier(span.file)] = files.count + 1
        }
        func place(_ diagnostic: Diagnostic) -> (Int, Int) {
            guard let span = diagnostic.span else { return (0, 0) }
            return (files[ObjectIdentifier(span.file)] ?? 0, span.start)
        }
        let placed = gathered.enumerated().map { (order: $0.offset, place: place($0.element), diagnostic: $0.element) }
        return placed.sorted { ($0.place.0, $0.place.1, $0.order) < ($1.place.0, $1.place.1, $1.order) }
            .map(\.diagnostic)
    }

    /// `2 errors, 1 warning`; `no mistakes found` where there is nothing.
    public var summary: String {
        let parts = Diagnostic.Severity.allCases.compactMap { severity -> String? in
            let count = count(severity)
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return parts.isEmpty ? "no mistakes found" : parts.joined(separator: ", ")
    }
}
