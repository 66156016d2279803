public import Config
import Diagnostics
import Federation
import Learning

extension StarterSpec {
    /// The starter of a method with another world or learner: the first of those which the methods' own studies suggest that can
    /// run. Its learner is one the method is of.
    ///
    /// - Throws: where none can, with what there is instead.
    public init(
        _ kind: String, environment: String?, learner: String?, in language: Language
    ) throws(UnfitStarter) {
        guard let method = language.methods.method(kind) else {
            throw UnfitStarter("there is no starter for '\(kind)'", worlds: [], learners: [])
        }
        if let learner, !method.isMethod(of: learner) {
            throw UnfitStarter("\(kind) is no method of \(learner)", worlds: [], learners: method.learners)
        }
        let candidates = Self.candidates(method, environment: environment, learner: learner, in: language)
        if let found = candidates.first(where: { $0.mistake(in: language) == nil }) {
            self = found.asking(what: method, in: language).first { $0.mistake(in: language) == nil } ?? found
            return
        }
        let there = (environment.map { " in \($0)" } ?? "") + (learner.map { " with \($0)" } ?? "")
        // What a learner has no key for is no reason: other candidates have settings of its own.
        let mistakes = candidates.lazy.compactMap { $0.mistake(in: language) }
        let reason = mistakes.first { !$0.code.rawValue.hasPrefix("spec/") } ?? mistakes.first
        let own = method.learners.isEmpty ? language.learners.components.map(\.kind) : method.learners
        throw UnfitStarter(
            "no study of \(kind) can run\(there)" + (reason.map { ": \($0.message)" } ?? ""),
            worlds: language.environments.components.map(\.kind).filter {
                Self.canRun(method, environment: $0, learner: learner, in: language)
            },
            learners: learner == nil
                ? [] : own.filter { Self.canRun(method, environment: environment, learner: $0, in: language) })
    }

    private static func canRun(
        _ method: Method, environment: String?, learner: String?, in language: Language
    ) -> Bool {
        candidates(method, environment: environment, learner: learner, in: language).contains {
            $0.mistake(in: language) == nil
        }
    }

    /// What keeps it from running; nil where nothing does.
    private func mistake(in language: Language) -> Diagnostic? {
        var found = Findings()
        let source = SourceFile(name: "starter.yaml", text: text)
        guard Study.compile(source, beside: "", in: language, into: &found) == nil else { return nil }
        let error = found.diagnostics.first { $0.severity == .error }
        precondition(error != nil, "a starter cannot run, and nothing says why:\n\(text)")
        return error
    }
}

/// Why there is no starter of a method with a world or a learner.
public struct UnfitStarter: Error, Sendable {
    /// A sentence that says what keeps it from running.
    public let message: String
    /// The worlds in which there is one with the learner that was asked for, or with any of the method's.
    public let worlds: [String]
    /// The learners with which there is one in the world that was asked for, where a learner was.
    public let learners: [String]

    init(_ message: String, worlds: [String], learners: [String]) {
        self.message = message
        self.worlds = worlds
        self.learners = learners
    }

    /// What to ask for instead, in lines.
    public var help: String {
        [("Worlds that fit", worlds), ("Learners that fit", learners)].filter { !$0.1.isEmpty }
            .map { "\($0.0): \($0.1.joined(separator: ", ")).\n" }.joined()
    }
}
