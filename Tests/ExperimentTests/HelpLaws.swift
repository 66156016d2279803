import Config
import Determinism
import Diagnostics
import Federation
import Testing

@testable import Experiment

/// Helps hold: whatever a refusal names as a change, `key: value` or `no KIND`, is made, and the refusal is gone.
///
/// Over every entry of every axis in every method, over pairs of entries, and over settings that nobody writes by default.
@Suite("What a refusal advises undoes it")
struct HelpLaws {
    /// An exchange in a small study of a method's own ground: what is written at each of its keys.
    struct Exchange: Sendable, CustomTestStringConvertible {
        let method: String
        var axes: [(key: String, value: String)]
        /// Lines at the top of the spec, and how many agents there are.
        var top: [(key: String, value: String)] = []
        var agents = 5
        /// Other exchanges beside it.
        var others: [String] = []

        var testDescription: String { "\(method) {\(axes.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}" }

        static let listed = ["protect", "faults"]

        /// As the key wants it: a list where it holds one.
        mutating func set(_ key: String, _ value: String) {
            axes.removeAll { $0.key == key }
            axes.append((key, value))
        }

        var text: String {
            let starter = Methods.all.first { $0.kind == method }?.starter ?? Starter()
            let environment = top.first { $0.key == "environment" }?.value ?? starter.environment
            let kind = String(environment.prefix { $0 != ":" }.trimmingPrefix("{"))
            let world = Language.standard.environments.make(Choice(.object([.init(kind, .object([]))])))
            let ranges = world.spaces.observation.map { "\($0): [-1, 1]" }.joined(separator: ", ")
            let states = "public_states: {uniform: {seed: 1, count: 20, ranges: {\(ranges)}}}"
            let own = axes.map { "      \($0.key): \($0.value)" }.joined(separator: "\n")
            let lines = [
                "concord: 1", "name: helps", "seeds: [1]", "round: \(starter.round)", "rounds: 6",
                "environment: \(environment)", "learner: \(starter.learner)",
                starter.network.map { "network: \($0)" } ?? "", starter.optimizer.map { "optimizer: \($0)" } ?? "",
                "agents: [{name: a, count: \(agents)}]", ranges.isEmpty ? "" : states,
            ]
            let written = lines.filter { line in !top.contains { line.hasPrefix("\($0.key):") } }
            return
                (written + top.map { "\($0.key): \($0.value)" } + ["federation:", "  - \(method):", own]
                + others.map { "  - \($0)" }).filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
        }

        /// What is found, errors alone.
        var errors: [Diagnostic] { SpecText.compile(text).findings.diagnostics.filter { $0.severity == .error } }

        /// The same with a change made; nil where the words name none.
        func changed(_ words: String, at diagnostic: Diagnostic) -> Exchange? {
            var copy = self
            for change in words.split(separator: " and ").map(String.init) {
                if let kind = change.wholeMatch(of: /no ([a-z_0-9]+)/)?.output.1 {
                    copy.remove(String(kind))
                } else if let (_, key, value) = change.wholeMatch(of: /([a-z_]+): (.+?)(?: at most)?/)?.output,
                    !value.contains("…"), !value.contains("|")
                {
                    guard copy.apply(String(key), String(value), at: diagnostic) else { return nil }
                } else {
                    return nil
                }
            }
            return copy
        }

        /// Takes the last one of a kind out of a list, or out of the method's own where none is written.
        private mutating func remove(_ kind: String) {
            for key in Self.listed {
                var entries = axes.first { $0.key == key }.map { Self.entries($0.value) } ?? usual(key)
                guard let last = entries.lastIndex(where: { Self.kind($0) == kind }) else { continue }
                entries.remove(at: last)
                set(key, "[" + entries.joined(separator: ", ") + "]")
                return
            }
        }

        /// What the method has in a list that is not written.
        private func usual(_ key: String) -> [String] {
            guard case .list(let entries)? = component?.field(key)?.defaultValue else { return [] }
            return entries.map { $0.json.replacing("\":", with: ": ").replacing("\"", with: "") }
        }

        private var component: Component? { Methods.all.first { $0.kind == method }?.component }

        /// Whether what is not written protects, weighs and loses nothing: then what is written is all there is to advise on.
        var isPlain: Bool {
            Self.listed.allSatisfy { usual($0).isEmpty }
                && component?.field("weights")?.defaultValue == Axes.kind("uniform")
        }

        static func kind(_ entry: String) -> String {
            String(entry.trimmingPrefix("{").prefix { $0.isLetter || $0 == "_" || $0.isNumber })
        }

        /// The entries of a list, as they are written.
        static func entries(_ list: String) -> [String] {
            var (entries, depth) = ([""], 0)
            for letter in list.dropFirst().dropLast() {
                if "[{".contains(letter) { depth += 1 }
                if "]}".contains(letter) { depth -= 1 }
                if letter == ",", depth == 0 { entries.append("") } else { entries[entries.count - 1].append(letter) }
            }
            return entries.map { String($0.trimmingPrefix(while: { $0 == " " })) }.filter { !$0.isEmpty }
        }

        /// Writes a value at an axis, at the top, or at a key within the value that the refusal points to.
        private mutating func apply(_ key: String, _ value: String, at diagnostic: Diagnostic) -> Bool {
            let fields = Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            if fields.contains(where: { $0.key == key }) {
                set(key, value)
                return true
            }
            if key == "start" {
                top.append((key, value))
                return true
            }
            // A short name of many methods, and the only key of what they upload.
            if key == "networks" {
                if axes.contains(where: { $0.key == key }) {
                    set(key, value)
                } else {
                    set("upload", "{parameters: \(value)}")
                }
                return true
            }
            return write(key, value, at: [diagnostic.span, diagnostic.related?.span].compactMap { $0 })
        }

        /// Writes a value at a key within the value of one of the axes that are pointed to: where it stands, or else in the first
        /// one's settings.
        private mutating func write(_ key: String, _ value: String, at spans: [SourceSpan]) -> Bool {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let places = spans.compactMap { span in
                axes.firstIndex { lines[span.startPosition.line - 1].hasPrefix("      \($0.key):") }
            }
            guard let pattern = try? Regex("\\b\(key): (\\[[^\\]]*\\]|\\{[^{}]*\\}|[^,{}\\]]+)") else { return false }
            for place in places {
                let old = axes[place].value
                guard let range = old.ranges(of: pattern).first else { continue }
                axes[place].value = old.replacingCharacters(in: range, with: "\(key): \(value)")
                return true
            }
            guard let place = places.first else { return false }
            func written(_ entry: String) -> String {
                entry.contains("{")
                    ? entry.replacing(": {", with: ": {\(key): \(value), ", maxReplacements: 1)
                    : "{\(entry): {\(key): \(value)}}"
            }
            let old = axes[place].value
            axes[place].value =
                Self.listed.contains(axes[place].key)
                ? "[" + Self.entries(old).map(written).joined(separator: ", ") + "]" : written(old)
            return axes[place].value != old
        }
    }

    /// Alternatives in words: what they ask for has no one value, or is another spec.
    private static let words: Set<String> = [
        "choose another method or another learner", "another learner",
        "a learner whose agents have states of their own",
        "more agents", "more states", "a probability below 1",
    ]

    /// What became of one refusal's help: what did not hold, empty where all did.
    ///
    /// - Parameter isAlone: whether the refusal is the only one, so that nothing is left of it at all.
    static func broken(_ exchange: Exchange, _ error: Diagnostic, isAlone: Bool) -> [String] {
        guard let help = error.help else { return ["no help: \(error.message)"] }
        let alternatives = help.prefix { $0 != ";" }.replacing(", or ", with: "\n").split(separator: "\n").map(
            String.init)
        return alternatives.flatMap { words -> [String] in
            guard let changed = exchange.changed(words, at: error) else {
                return Self.words.contains(words)
                    ? [] : ["not understood: '\(words)' of '\(help)' for \(error.message)"]
            }
            let left = changed.errors
            // Two axes can be refused in the same words.
            let before = exchange.errors.count { $0.message == error.message }
            let fails = isAlone ? !left.isEmpty : left.count { $0.message == error.message } >= before
            return fails ? ["\(exchange) → '\(words)' leaves \(left.map(\.message)), for \(error.message)"] : []
        }
    }

    private static func isOfAxes(_ code: DiagnosticCode) -> Bool {
        [.unfitAxes, .misfit, .learnerTakesNoPart, .outOfRange, .unequalSpaces, .needsPublicStates].contains(code)
    }

    private static let entries = AxisEntryLaws.entries.map { entry in
        (key: entry.axis, value: Exchange.listed.contains(entry.axis) ? "[\(entry.value)]" : entry.value)
    }
    private static let methods = Methods.all.filter(\.isExchange).map(\.kind)

    @Test("One unusual choice in a method: the advice leaves nothing to refuse", arguments: methods)
    func single(method: String) {
        var refused = 0
        for entry in Self.entries {
            let exchange = Exchange(method: method, axes: [entry])
            let errors = exchange.errors
            guard let error = errors.first, Self.isOfAxes(error.code) else { continue }
            refused += 1
            let broken = Self.broken(exchange, error, isAlone: errors.count == 1 && exchange.isPlain)
            #expect(broken.isEmpty)
        }
        #expect(refused > 0)
    }

    /// Pairs of entries of different axes; each in one of some unlike methods, in turn.
    @Test("Two unusual choices: the advice undoes the refusal", arguments: 0..<8)
    func pairs(part: Int) {
        let methods = ["parameter_average", "fedlsa", "frd", "qavg", "fedhpd"]
        var told: Set<String> = []
        var number = 0
        for (index, one) in Self.entries.enumerated() {
            for other in Self.entries[(index + 1)...] where other.key != one.key {
                number += 1
                guard number % 8 == part else { continue }
                let exchange = Exchange(method: methods[number / 8 % methods.count], axes: [one, other])
                for error in exchange.errors where Self.isOfAxes(error.code) {
                    // The same words about the same choices are tried once.
                    guard told.insert("\(exchange.method) \(error.message) \(error.help ?? "")").inserted else {
                        continue
                    }
                    let broken = Self.broken(exchange, error, isAlone: false)
                    #expect(broken.isEmpty)
                }
            }
        }
        #expect(told.count > 20)
    }

    /// What is refused by its settings, and what says so.
    static let settings: [(exchange: Exchange, reason: String)] = [
        (
            .init(
                method: "dqnavg",
                axes: [("upload", "{parameters: [q, q_target]}"), ("personal", "[q_target]")]),
            "'personal' keeps 'q_target'"
        ),
        (.init(method: "parameter_average", axes: [("faults", "[{dropout: 1}]")]), "never meets: everybody is away"),
        (.init(method: "parameter_average", axes: [("participation", "{fraction: 0}")]), "never meets: 0 of 5"),
        (.init(method: "parameter_average", axes: [("participation", "{fraction: 0.2}")]), "never meets: 1 of 5"),
        (
            .init(
                method: "parameter_average",
                axes: [("participation", "{slowest_excluded: 0.9}"), ("faults", "[straggling]")]),
            "never meets: 1 of 5"
        ),
        (.init(method: "parameter_average", axes: [("when", "{probability: 0}")]), "never meets: with probability 0"),
        (.init(method: "parameter_average", axes: [("aggregate", "{krum: {faulty: 2}}")]), "among at least 7"),
        (
            .init(method: "parameter_average", axes: [("aggregate", "{krum: {faulty: 1}}")], agents: 2),
            "among at least 5"
        ),
        (.init(method: "parameter_average", axes: [("aggregate", "{multi_krum: {faulty: 2}}")]), "among at least 7"),
        (.init(method: "parameter_average", axes: [("aggregate", "{multi_krum: {keep: 9}}")]), "averages 9 uploads"),
        (
            .init(method: "parameter_average", axes: [("aggregate", "{minimum_diameter: {faulty: 3}}")]),
            "among at least 7"
        ),
        (.init(method: "parameter_average", axes: [("aggregate", "minimum_diameter")], agents: 22), "646646 sets"),
        (
            .init(method: "parameter_average", axes: [("aggregate", "{minimum_diameter: {faulty: 9}}")], agents: 40),
            "sets of 31"
        ),
        (.init(method: "parameter_average", axes: [("aggregate", "minimum_diameter")], agents: 200), "more sets than"),
        (.init(method: "parameter_average", axes: [("faults", "[{byzantine: {count: 6}}]")]), "has 6 agents lie"),
        (
            .init(
                method: "parameter_average",
                axes: [("faults", "[{byzantine: {attack: {random_vectors: {each_receiver: true}}}}]")]),
            "tells every receiver"
        ),
        (.init(method: "parameter_average", axes: [("weights", "{groups: {count: 9}}")]), "there are 5 agents"),
        (.init(method: "parameter_average", axes: [("weights", "{similarity: divergence}")]), "by the divergence"),
        (.init(method: "parameter_average", axes: [("protect", "[quantize, clip]")]), "'clip' cannot come after"),
        (
            .init(method: "parameter_average", axes: [("protect", "[seal, mask, gaussian, clip]")]),
            "cannot come after 'seal'"
        ),
        (.init(method: "parameter_average", axes: [("protect", "[seal, seal]")]), "'seal' cannot come after 'seal'"),
        (.init(method: "parameter_average", axes: [("protect", "[mask, quantize]")]), "'quantize' cannot come after"),
        (
            .init(method: "parameter_average", axes: [("protect", "[mask]"), ("faults", "[dropout]")]),
            "leave their masks"
        ),
        (
            .init(
                method: "parameter_average", axes: [("when", "{asynchronous: {speed: [2, 1]}}")],
                top: [("start", "common")]), "from 2.0 to 1.0 is empty"
        ),
        (
            .init(
                method: "parameter_average", axes: [("when", "{asynchronous: {speed: [1, 1e9]}}")],
                top: [("start", "common")]), "speeds are from"
        ),
        (
            .init(
                method: "parameter_average", axes: [("when", "{asynchronous: {latency: [0, 1e12]}}")],
                top: [("start", "common")]), "latencies are at most"
        ),
        (.init(method: "fedhpd", axes: [("digest", "{distill: {slices: 30}}")]), "'slices' of"),
        (
            .init(
                method: "fedkl", axes: [("networks", "[policy]")],
                top: [
                    ("environment", "pendulum"), ("learner", "{ppo: {rollout: 64, epochs: 2}}"),
                    ("network", "{hidden: [4]}"), ("optimizer", "adam"), ("round", "{steps: 64}"),
                ]), "'log_deviation' does not travel whole"
        ),
        (
            .init(method: "fedprox", axes: [("upload", "{parameters: [policy.body]}")]), "none of it travels whole"
        ),
        (
            .init(method: "scafflsa", axes: [("participation", "{count: 2}"), ("faults", "[dropout]")]),
            "needs everybody"
        ),
    ]

    @Test("Settings that cannot be: the advice leaves nothing to refuse", arguments: settings.indices)
    func setting(index: Int) throws {
        let (exchange, reason) = Self.settings[index]
        let errors = exchange.errors
        let error = try #require(errors.first { $0.message.contains(reason) }, "\(errors.map(\.message))")
        let broken = Self.broken(exchange, error, isAlone: errors.count == 1)
        #expect(broken.isEmpty)
    }

    @Test("Two exchanges of which nobody waits in any, and in one: what is said of them is so")
    func asynchronous() throws {
        for (other, words) in [
            ("parameter_average: {name: b, when: asynchronous}", "on their way to the server of"),
            ("parameter_average: {name: b}", "all agents meet at one time"),
        ] {
            var exchange = Exchange(method: "parameter_average", axes: [("name", "one"), ("when", "asynchronous")])
            exchange.others = [other]
            exchange.top = [("start", "common")]
            #expect(exchange.errors.contains { $0.message.contains(words) }, "\(exchange.errors.map(\.message))")
        }
    }

    @Test("An edit of one of two entries of a kind is refused, since it does not say which")
    func twice() {
        let text = SpecText.text(
            """
            federation:
              - parameter_average: {name: avg, protect: [{clip: 1}, gaussian, {clip: 2}]}
            arms:
              own: {federation.avg.protect.clip.norm: 3}
            """)
        let found = SpecText.compile(text).findings.diagnostics
        #expect(found.map(\.code) == [.editMeetsNothing], "\(found.map(\.message))")
        #expect(found.first?.message.contains("does not say which 'clip'") ?? false)
        #expect(
            found.first?.related?.span.startPosition.line == 12 && found.first?.help == "give the whole list instead")
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
