import Config
public import Diagnostics
public import Learning

/// A look at a recipe of public states before anything runs: what agents observe, and where to say what does not fit.
public struct SourceCheck {
    /// What agents observe and can do.
    public let spaces: Spaces
    /// What does not fit.
    private(set) var findings = Findings()
    private let kind: String
    private let provenance: Provenance
    private let find: (String) -> String?

    /// - Parameter find: where a file of such a name lies that has been found and may be looked into; nil for any other.
    init(of source: Choice, in spaces: Spaces, _ provenance: Provenance, find: @escaping (String) -> String?) {
        self.spaces = spaces
        self.provenance = provenance
        self.find = find
        kind = source.kind
    }

    /// Where a file that the recipe names lies; nil where it is not there, or not to be looked into.
    public func place(ofFile name: String) -> String? { find(name) }

    /// Where a key of the recipe, by its dotted path, was written; nil where it was not.
    public func span(_ path: String) -> SourceSpan? { provenance["public_states.\(kind).\(path)"].span }

    /// Where the whole recipe was written.
    public var span: SourceSpan? { provenance["public_states.\(kind)"].span ?? provenance["public_states"].span }

    /// Refuses the recipe.
    public mutating func refuse(
        _ code: DiagnosticCode, _ message: String, at span: SourceSpan?, related: Diagnostic.Related? = nil,
        help: String? = nil
    ) {
        findings.add(code, message, at: span, related: related, help: help)
    }
}
