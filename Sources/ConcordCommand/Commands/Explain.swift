import Config
import Diagnostics
import Experiment

/// Explains a word of the language or a diagnostic.
struct Explain: Command {
    static let table = CommandTable(
        "explain",
        "Explain a method, learner, environment or any other kind, a key, a rule of the language, or a diagnostic code.",
        examples: ["explain fedhpd", "explain adam.learning_rate", "explain duration", "explain spec/unknown-key"],
        operands: [.init("TOPIC", .word(of: .topic), "What to explain.")])

    private let topic: String

    init(_ arguments: ParsedArguments) {
        topic = arguments.required("TOPIC")
    }

    func run(_ console: Console) throws -> ExitCode {
        if let code = DiagnosticCode(rawValue: topic) {
            let text = WrappedText.page(code.explanation + "\n", width: console.lineWidth)
            console.print(painted: "\(console.outputPaint.bold(code.rawValue)) (\(code.severity.rawValue))\n\(text)")
            return .done
        }
        let language = console.program.language
        guard let text = Self.page(of: topic, in: language) else {
            let known =
                GrammarTopic.all.map(\.name) + Vocabulary(language.spec).words + DiagnosticCode.allCases.map(\.rawValue)
            throw UsageError("nothing is called '\(topic)'" + suggestion(for: topic, among: known), table: Self.table)
        }
        console.print(page: text)
        return .done
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
        if texts.isEmpty, let choices = vocabulary.choices(named: topic) {
            let column = (choices.components.map(\.kind.count).max() ?? 0) + 2
            texts = [
                choices.components.map { component in
                    component.kind + String(repeating: " ", count: column - component.kind.count) + component.summary
                        + "\n"
                }.joined()
            ]
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}
