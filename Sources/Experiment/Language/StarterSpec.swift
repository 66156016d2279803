public import Config
import Determinism
import Diagnostics
import Federation
import Learning

/// A commented spec to start from: a small study of one method against training alone.
public struct StarterSpec: Sendable {
    private let method: Component
    /// What it uploads; nil where it stands for no exchange.
    private let upload: (any Upload.Type)?
    /// Whether agents are compared at public states.
    private let asksPublicStates: Bool
    private(set) var starter: Starter
    private let world: (component: Component, example: any Environment)
    /// Other methods' arms, in lines.
    var rivals = ""

    /// The starter of a method; nil where there is no such method.
    public init?(_ kind: String, in language: Language) {
        guard let method = language.methods.method(kind) else { return nil }
        self.init(method, on: method.starter, in: language)
        rivals = Self.rivals(of: method, among: method.starter.learnerKind, in: language)
    }

    /// Arms of the methods that a method's question is about, of those that are methods of such learners.
    static func rivals(of method: Method, among learner: String, in language: Language) -> String {
        let every = language.methods[method.kind]?.field("every")?.defaultValue?.flow ?? "{rounds: 1}"
        return method.starter.rivals.filter { language.methods.method($0)?.isMethod(of: learner) == true }
            .map { "\n  \($0): {federation: [{\($0): {every: \(every)}}]}" }.joined()
    }

    /// The starter of a method on another method's ground: its learner, world and time.
    init(_ method: Method, on ground: Method, in language: Language) {
        self.init(method, on: ground.starter, in: language)
    }

    /// The starter of a method on a ground that may be nobody's.
    init(_ method: Method, on starter: Starter, in language: Language) {
        guard let component = language.methods[method.kind] else {
            preconditionFailure("the language has no method '\(method.kind)'")
        }
        self.method = component
        let composition = language.methods.make(Choice(kind: method.kind))
        upload = composition.map { type(of: $0.upload) }
        asksPublicStates = composition?.asksPublicStates ?? false
        self.starter = starter
        guard let environment = language.environments[starter.environmentKind] else {
            preconditionFailure("the language has no environment '\(starter.environmentKind)'")
        }
        world = (environment, language.environments.make(Choice(kind: environment.kind)))
    }

    /// The same in another world of the kind, behind another adapter.
    func with(environment: String, adapter: String?) -> StarterSpec {
        var copy = self
        copy.starter.environment = environment
        copy.starter.adapter = adapter
        return copy
    }

    /// The world with all its defaults.
    var example: any Environment { world.example }

    /// The spec's text, which passes `check` as it stands.
    public var text: String {
        let comparison = isExchange ? "\n  \(method.kind): {}" : ""
        return """
            # yaml-language-server: $schema=spec.schema.json
            \(Self.remark(method.summary))\
            \(Self.remark("`concord explain \(method.kind)` has the formulas and the source. \(Self.defaults)"))\
            # `concord schema -o spec.schema.json` gives an editor the language: the first line names it.
            concord: 1
            \(Self.aligned("name: my-\(method.kind)"))# the directory of its runs
            about: What do I want to know?
            seeds: {from: 1, count: 5}                # one independent repetition of every arm per seed
            \(Self.aligned("round: \(starter.round)"))# the training between two chances to federate
            rounds: \(starter.rounds)

            \(environment)
            \(starter.adapter.map { "adapter: \($0)\n" } ?? "")learner: \(starter.learner)
            \(starter.network.map { "network: \($0)\n" } ?? "")\(starter.optimizer.map { "optimizer: \($0)\n" } ?? "")\

            \(agents)
            \(publicStates)\(federation)
            arms:                                     # variants; a key is a dotted path into the spec
              nofed: {federation: []}\(rivals)\(comparison)

            \(starter.evaluation.map { "evaluation: \($0)\n" } ?? "")checkpoint: {every: {rounds: 100}, keep: 3}
            measure:
            \(starter.measures.map { "  - \($0)\n" }.joined())
            """
    }

    /// The world, and that its numbers may be ranges: behind it, or above where there is no room.
    private var environment: String {
        let (line, words) = ("environment: \(starter.environment)", "numbers of a world may be ranges\(range)")
        let whole = Self.aligned(line) + "# " + words
        return whole.count <= Self.width ? whole : Self.remark(words) + line
    }

    /// A range of a number of the world, from half of what it is to twice that.
    private var range: String {
        let numbers = world.component.fields.filter(\.mayBeDrawn).compactMap { field in
            field.defaultValue?.asNumber.map { (field.key, $0) }
        }
        guard let (key, number) = numbers.first(where: { $0.1 > 0 }) else { return "" }
        let ends = CanonicalValue.list([.number(number / 2), .number(number * 2)])
        return ": {\(world.component.kind): {\(key): {uniform: \(ends.flow)}}}"
    }

    /// Unlike agents where the method allows them.
    private var agents: String {
        if upload?.space == .parameter || starter.network == nil {
            return """
                agents:                                   # what an agent leaves out, it has from above
                \(Self.aligned("  - {name: a, count: \(starter.agents)}"))# a group: a1 … a\(starter.agents)

                """
        }
        return """
            agents:                                   # what an agent leaves out, it has from above
              - {name: a1}
              - {name: a2, network: {hidden: [64, 64], activation: tanh}}
              - {name: a3, optimizer: {adam: {learning_rate: 1e-3}}}
              # - {name: b, count: 5}                 # a group: b1 … b5

            """
    }

    private var isExchange: Bool { method.field("upload") != nil }

    private var publicStates: String {
        guard asksPublicStates else { return "" }
        return """
            public_states:                            # where the agents compare what they would do
              uniform:
                seed: 1
                count: \(starter.publicStates)
                ranges: \(ranges)


            """
    }

    /// A range for everything observed: the usual one where the world says it.
    private var ranges: String {
        let spaces = world.example.spaces
        let unit = CanonicalValue.list([.integer(-1), .integer(1)])
        let ranges = spaces.usualRanges ?? .object(sorting: spaces.observation.map { ($0, unit) })
        return ranges.flow
    }

    private var federation: String {
        guard isExchange else { return "federation: []\n" }
        var text = "federation:\n  - \(method.kind):\n"
        for field in method.fields where field.isShown && field.alias == nil {
            guard let value = field.defaultValue else { continue }
            // The first axis is written out, so that the mapping is not empty; the others show what holds without them.
            let mark = field.key == "every" ? "" : "# "
            text += Self.explained("      \(mark)\(field.key): \(value.flow)", field.summary) + "\n"
        }
        for field in method.fields {
            guard let path = field.alias, let value = method.defaultValue(at: path.joined(separator: ".")) else {
                continue
            }
            let words = "\(field.summary); \(path.joined(separator: "."))"
            text += Self.explained("      # \(field.key): \(value.flow)", words) + "\n"
        }
        return text
    }

    private static let defaults = "Lines that start with `#` show defaults."
    /// The longest line with words in it.
    static let width = 100

    /// Lines of words alone.
    private static func remark(_ words: String) -> String {
        WrappedText.lines(words, width: width - 2).split(separator: "\n").map { "# \($0)\n" }.joined()
    }

    /// A line with as much of its meaning behind it as there is room for, clause by clause; alone where there is none.
    private static func explained(_ line: String, _ words: String) -> String {
        let start = aligned(line) + "# "
        func isWhole(_ clause: Substring) -> Bool {
            clause.count { $0 == "(" } == clause.count { $0 == ")" } && clause.count { $0 == "`" }.isMultiple(of: 2)
        }
        let ends = words.indices.filter { ".;:,".contains(words[$0]) && words[words.index(after: $0)...].first == " " }
        let clauses = ([words.endIndex] + ends.reversed()).map { words[..<$0] }
        return clauses.first { start.count + $0.count <= width && isWhole($0) }.map { start + $0 } ?? line
    }

    /// A line with room for a comment behind it.
    private static func aligned(_ line: String) -> String {
        line + String(repeating: " ", count: max(1, 42 - line.count))
    }
}
