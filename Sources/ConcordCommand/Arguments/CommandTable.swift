import Config
import Diagnostics
import Experiment

/// What a command is called, takes and does: the single source of parsing, help and completions.
struct CommandTable: Sendable {
    /// The word after the program's name.
    let name: String
    /// What it does, in one sentence.
    let summary: String
    /// Paragraphs below the options in the help screen.
    let details: String
    /// Command lines one would type, without the program's name.
    let examples: [String]
    /// Words without dashes, in order; only the last may repeat.
    let operands: [Operand]
    /// Words with dashes.
    let options: [Option]
    /// The program that gets what stands after `--`; nil where those words are operands like others.
    let passes: String?
    /// Options of which one would say nothing beside the other: both are never taken.
    let exclusions: [Exclusion]
    /// Options that say nothing without another one: they are never taken alone.
    let needs: [Need]

    init(
        _ name: String, _ summary: String, details: String = "", examples: [String], operands: [Operand] = [],
        options: [Option] = [], passes: String? = nil, exclusions: [Exclusion] = [], needs: [Need] = []
    ) {
        self.init(
            name, summary, details: details, examples, operands, options + [.quiet, .color, .help], passes, exclusions,
            needs)
    }

    private init(
        _ name: String, _ summary: String, details: String, _ examples: [String], _ operands: [Operand],
        _ options: [Option], _ passes: String?, _ exclusions: [Exclusion], _ needs: [Need]
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.examples = examples
        self.operands = operands
        self.options = options
        self.passes = passes
        self.exclusions = exclusions
        self.needs = needs
    }

    /// Two options that exclude each other.
    struct Exclusion: Sendable {
        let one: String
        let other: String

        init(_ one: String, _ other: String) { (self.one, self.other) = (one, other) }
    }

    /// An option that needs one of some others.
    struct Need: Sendable {
        let option: String
        let others: [String]

        init(_ option: String, _ others: [String]) { (self.option, self.others) = (option, others) }

        /// What is wrong without them.
        var complaint: String {
            "--\(option) says nothing without \(others.map { "--" + $0 }.joined(separator: " or "))"
        }
    }

    /// The names of the options that are this command's own, and not every command's, nor the form of what it prints.
    var ownOptions: [String] {
        let common = [Option.json, .quiet, .color, .help].map(\.name)
        return options.map(\.name).filter { !common.contains($0) }
    }

    /// A word without dashes.
    struct Operand: Sendable {
        let name: String
        let kind: ValueKind
        let summary: String
        let isOptional: Bool
        let repeats: Bool

        init(_ name: String, _ kind: ValueKind, _ summary: String, isOptional: Bool = false, repeats: Bool = false) {
            self.name = name
            self.kind = kind
            self.summary = summary
            self.isOptional = isOptional
            self.repeats = repeats
        }
    }

    /// A word with dashes, and perhaps a value.
    struct Option: Sendable {
        /// Without dashes: `jobs` for `--jobs`.
        let name: String
        /// One letter: `j` for `-j`.
        let letter: Character?
        /// What follows; nil for a flag.
        let value: Value?
        let summary: String
        let repeats: Bool

        struct Value: Sendable {
            let placeholder: String
            let kind: ValueKind
        }

        /// An option that is there or not.
        static func flag(_ name: String, letter: Character? = nil, _ summary: String) -> Option {
            Option(name: name, letter: letter, value: nil, summary: summary, repeats: false)
        }

        /// An option with a value.
        static func value(
            _ name: String, letter: Character? = nil, _ placeholder: String, _ kind: ValueKind, _ summary: String,
            repeats: Bool = false
        ) -> Option {
            Option(
                name: name, letter: letter, value: Value(placeholder: placeholder, kind: kind), summary: summary,
                repeats: repeats)
        }

        /// As typed: `--jobs`.
        var dashed: String { "--" + name }

        static let help = flag("help", letter: "h", "Show this help.")
        static let json = flag("json", "Print the same as JSON.")
        static let replace = flag(
            "replace", "Write also where a file is that this command did not write, or cannot tell that it did.")
        static let quiet = flag(
            "quiet", letter: "q", "Say nothing but what was asked for and what went wrong: no progress, no notes.")
        static let color = value(
            "color", "WHEN", .choice(["auto", "always", "never"]),
            "Color the output; by default on a terminal, unless NO_COLOR is set.")
    }

    /// What a value must be, and how a shell completes it.
    enum ValueKind: Sendable {
        case text
        /// A whole number in a range.
        case integer(ClosedRange<Int>)
        /// One of a few words.
        case choice([String])
        /// A word that a program's language knows, or another one.
        case word(of: Lexicon)
        /// Any text; a shell completes it from these.
        case suggested([String])
        /// What a study has, by the spec on the line: a shell asks the program.
        case part(StudyPart)
        /// Spec files.
        case spec
        /// Checkpoints.
        case checkpoint
        /// A file that is read.
        case file
        /// A file that is written, by the one rule for all: see ``Output``.
        case output
        /// A directory.
        case directory

        /// Why `text` is not such a value; nil where it is.
        func complaint(about text: String) -> String? {
            switch self {
            case .integer(let range):
                guard let number = Int(text) else { return "'\(text)' is not a whole number" }
                guard range.contains(number) else {
                    return range.upperBound == Int.max
                        ? "\(number) is less than \(range.lowerBound)"
                        : "\(number) is not between \(range.lowerBound) and \(range.upperBound)"
                }
                return nil
            case .choice(let words):
                guard !words.contains(text) else { return nil }
                return "'\(text)' is none of \(words.joined(separator: ", "))" + suggestion(for: text, among: words)
            case .part(.seeds): return ValueKind.integer(0...Int.max).complaint(about: text)
            case .text, .word, .suggested, .part, .spec, .checkpoint, .file, .output, .directory:
                return text.isEmpty ? "it is empty" : nil
            }
        }
    }

    /// Which words of a language a value may be.
    enum Lexicon: Sendable {
        /// A method.
        case method
        /// An environment.
        case environment
        /// A learner.
        case learner
        /// A catalogue, such as `methods`.
        case catalogue
        /// All that `explain` knows.
        case topic

        /// The words, as they are listed.
        func words(in language: Language) -> [String] {
            switch self {
            case .method: language.methods.components.map(\.kind)
            case .environment: language.environments.components.map(\.kind)
            case .learner: language.learners.components.map(\.kind)
            case .catalogue: language.catalogues.map { Vocabulary.plural(of: $0.noun) }
            case .topic:
                GrammarTopic.all.map(\.name) + Vocabulary(language.spec).topics
                    + DiagnosticCode.allCases.map(\.rawValue)
            }
        }
    }
}

/// What shells complete from a study.
enum StudyPart: String, Sendable, CaseIterable {
    case arms, seeds, cells
}

extension CommandTable {
    /// The same in a program: by its name in all texts, and with the words of its language.
    func spoken(by program: Program) -> CommandTable {
        func spoken(_ kind: ValueKind) -> ValueKind {
            guard case .word(let lexicon) = kind else { return kind }
            let words = lexicon.words(in: program.language)
            if case .topic = lexicon { return .suggested(words) }
            if case .catalogue = lexicon { return .suggested(words) }
            return .choice(words)
        }
        let operands = operands.map {
            Operand($0.name, spoken($0.kind), $0.summary, isOptional: $0.isOptional, repeats: $0.repeats)
        }
        let options = options.map { option in
            Option(
                name: option.name, letter: option.letter,
                value: option.value.map { .init(placeholder: $0.placeholder, kind: spoken($0.kind)) },
                summary: option.summary, repeats: option.repeats)
        }
        return CommandTable(
            name, program.named(summary), details: program.named(details), examples.map(program.named), operands,
            options, passes, exclusions, needs)
    }
}

/// `; did you mean '…'?` where a word is close to a known one, else nothing.
func suggestion(for word: String, among known: [String], dashes: String = "") -> String {
    guard let nearest = Suggestion.nearest(to: word, among: known) else { return "" }
    return "; did you mean '\(dashes)\(nearest)'?"
}
