import Config
import Diagnostics
import Experiment

/// Explains a word of the language or a diagnostic.
struct Explain: Command {
    static let table = CommandTable(
        "explain",
        "Explain a method, learner, environment or any other kind, a key, a rule of the language, or a diagnostic code.",
        examples: [
            "explain", "explain fedhpd", "explain adam.learning_rate", "explain duration", "explain spec/unknown-key",
        ],
        operands: [
            .init("TOPIC", .word(of: .topic), "What to explain; without it, what there are pages of.", isOptional: true)
        ])

    /// The longest line where no terminal says how long one may be: pages are set in shorter ones, but for sources and keys.
    static let width = 130

    private let topic: String?

    init(_ arguments: ParsedArguments) {
        topic = arguments.operand("TOPIC")
    }

    func run(_ console: Console) throws -> ExitCode {
        let (language, width) = (console.program.language, console.lineWidth ?? Self.width)
        guard let topic else {
            console.print(page: Self.contents, atMost: width)
            return .done
        }
        if let code = DiagnosticCode(rawValue: topic) {
            Self.print(code, console, width)
            return .done
        }
        if let text = Self.page(of: topic, in: language) {
            console.print(page: text, atMost: width)
            return .done
        }
        let codes = DiagnosticCode.allCases.filter { $0.rawValue.hasSuffix("/\(topic)") }
        guard codes.isEmpty else {
            for code in codes { Self.print(code, console, width) }
            return .done
        }
        let known =
            GrammarTopic.all.map(\.name) + Vocabulary(language.spec).words + DiagnosticCode.allCases.map(\.rawValue)
        throw UsageError("nothing is called '\(topic)'" + suggestion(for: topic, among: known), table: Self.table)
    }

    private static func print(_ code: DiagnosticCode, _ console: Console, _ width: Int) {
        let text = WrappedText.page(code.explanation + "\n", width: width)
        console.print(painted: "\(console.outputPaint.bold(code.rawValue)) (\(code.severity.rawValue))\n\(text)")
    }

    /// What there are pages of: rules by name, and how to ask for all else.
    static var contents: String {
        """
        Rules of the language:
        \(list(GrammarTopic.choices, indent: "  "))
        `concord explain RULE` tells of each. There are pages, too, of every kind (`concord list`), by its name; of every key, as
        in `learning_rate`, `adam.learning_rate` or a path from the top of a spec; and of every diagnostic, by its code.

        """
    }

    private static func list(_ choices: Choices, indent: String = "") -> String {
        let column = (choices.components.map(\.kind.count).max() ?? 0) + 2
        return choices.components.map { component in
            indent + component.kind + String(repeating: " ", count: column - component.kind.count) + component.summary
                + "\n"
        }.joined()
    }

    /// What is said of a word of a language; nil where it knows none.
    static func page(of topic: String, in language: Language) -> String? {
        let vocabulary = Vocabulary(language.spec)
        var texts = vocabulary.components(named: topic).map {
            Explanation.text(of: $0.component, noun: $0.noun, in: vocabulary)
                + MethodRequirements.text(of: $0.component.kind, in: language)
                + LearnerPreferences.text(of: $0.component.kind, in: language)
                + language.measures.scaleText(of: $0.component.kind)
        }
        let rule = GrammarTopic.named(topic)
        if texts.isEmpty || rule?.name == topic {
            texts += Explanation.texts(of: vocabulary.fields(at: topic))
        }
        if let rule { texts.insert(rule.page, at: 0) }
        if texts.isEmpty, let named = language.catalogue(named: topic) { texts = [list(named)] }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}
