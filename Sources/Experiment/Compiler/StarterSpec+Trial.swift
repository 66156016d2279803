public import Config
public import Diagnostics

extension StarterSpec {
    /// The starter of a method with another world or learner: the first of those which the methods' own studies suggest that can
    /// run; nil, with what keeps the first from running in `findings`, where none can.
    public init?(
        _ kind: String, environment: String?, learner: String?, in language: Language, _ findings: inout Findings
    ) {
        var reasons: Findings?
        for candidate in Self.candidates(kind, environment: environment, learner: learner, in: language) {
            var found = Findings()
            let source = SourceFile(name: "\(kind).yaml", text: candidate.text)
            if Study.compile(source, beside: "", in: language, into: &found) != nil {
                self = candidate
                return
            }
            reasons = reasons ?? found
        }
        findings.add(reasons ?? Findings())
        return nil
    }
}
