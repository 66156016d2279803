import Archive
import Determinism
import Diagnostics
import Federation
import TestSupport
import Testing

@testable import Config
@testable import Experiment

/// What is written beside a default stays in the plan, whatever it equals: a plan read again is the same plan.
///
/// The keys are found by walking the field tables, through tables and kinds, so that a new entry of any catalogue is under the laws.
@Suite("Plans keep what is written beside defaults")
struct PlanReadingLaws {
    /// A value written at a key below a default of some kind.
    struct Writing: Sendable {
        /// From the kind's own keys down.
        let path: [String]
        let value: CanonicalValue
        /// Whether the innermost kind's own default is this value, and the default around it another one.
        let isForgettable: Bool
        /// Whether it replaces what stands there, and is not laid over it.
        let isWhole: Bool

        /// `{digest: {distill: {passes: 5}}}`.
        var nested: CanonicalValue { path.reversed().reduce(value) { .object([.init($1, $0)]) } }
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        let noun: String
        let component: Component
        var testDescription: String { "\(noun) \(component.kind)" }
        /// The kinds to choose from where this one is chosen.
        let choices: FieldType
    }

    static let kinds = FieldReadingTests.language.everything.catalogues.flatMap { catalogue in
        catalogue.components.map { component in
            Kind(
                noun: catalogue.noun, component: component,
                choices: .choice(Choices(catalogue.noun, catalogue.components)))
        }
    }

    /// Every key below a default of the fields, with its kind's own default and other values that are legal.
    static func writings(_ component: Component) -> [Writing] {
        component.fields.own.flatMap { field in
            field.defaultValue.map { below(field.type, $0, at: [field.key]) } ?? []
        }
    }

    private static func below(_ type: FieldType, _ around: CanonicalValue, at path: [String]) -> [Writing] {
        let (fields, outer, place): ([Field], CanonicalValue, [String])
        switch type {
        case .table(let inner): (fields, outer, place) = (inner, around, path)
        case .choice(let choices):
            guard let chosen = around.members.first, let component = choices[chosen.key] else { return [] }
            (fields, outer, place) = (component.fields, chosen.value, path + [chosen.key])
        default: return []
        }
        return fields.own.flatMap { field -> [Writing] in
            let inner = place + [field.key]
            let holds = outer[field.key] ?? field.defaultValue
            let own = field.defaultValue.map { [Resolver.canonical($0, field.type)] } ?? []
            let others = field.type.samples.prefix(3).map { Resolver.canonical($0, field.type) }
            let values = (own + others).filter { $0 != holds.map { Resolver.canonical($0, field.type) } }
            let written = values.enumerated().filter { values.firstIndex(of: $1) == $0 }.map { _, value in
                Writing(
                    path: inner, value: value, isForgettable: own == [value],
                    isWhole: !field.type.isLaid(value, over: holds))
            }
            return written + (holds.map { below(field.type, $0, at: inner) } ?? [])
        }
    }

    /// What holds at a path of some kind's values, defaults included.
    private static func held(
        _ values: CanonicalValue, _ fields: [Field], _ path: ArraySlice<String>
    ) -> CanonicalValue? {
        guard let field = fields.first(where: { $0.key == path.first }) else { return nil }
        let value = values[field.key] ?? field.defaultValue
        var rest = path.dropFirst()
        switch field.type {
        case .table(let inner) where !rest.isEmpty: return value.flatMap { held($0, inner, rest) }
        case .choice(let choices) where !rest.isEmpty:
            guard let kind = rest.popFirst(), let settings = value?[kind], let component = choices[kind] else {
                return nil
            }
            return rest.isEmpty ? settings : held(settings, component.fields, rest)
        default: return value.map { Resolver.canonical($0, field.type) }
        }
    }

    /// As a spec gives it: resolved, and its durations in rounds of so many steps.
    private static func compiled(_ text: CanonicalValue, _ kind: Kind) -> CanonicalValue? {
        let field = Field("chosen", kind.choices, "What is chosen")
        var (normalizer, resolver) = (Normalizer(), Resolver())
        let written = Node(.object([.init("chosen", text)]), origin: .byDefault)
        let node = normalizer.table(written, [field], of: "a test")
        guard !normalizer.findings.hasErrors, let values = resolver.resolve(node, [field], of: "a test"),
            !resolver.findings.hasErrors
        else { return nil }
        var durations = Durations(Duration(10, .steps))
        let result = durations.inRounds(values, [field])
        return durations.unfit.isEmpty ? result["chosen"] : nil
    }

    @Test("Every key below a default of every kind, at its kind's own default and beside it", arguments: kinds)
    func everyKind(kind: Kind) throws {
        for writing in Self.writings(kind.component) {
            guard let once = Self.compiled(.object([.init(kind.component.kind, writing.nested)]), kind),
                let settings = once[kind.component.kind]
            else { continue }
            #expect(Self.compiled(once, kind) == once, "\(writing.nested.flow)")
            guard writing.isWhole else { continue }
            #expect(
                Self.held(settings, kind.component.fields, writing.path[...]) == writing.value,
                "\(writing.nested.flow) is not in \(once.flow)")
        }
    }

    @Test(
        "The law meets defaults that are not their kinds' own, in methods and elsewhere, and lengths of time in other units"
    )
    func met() throws {
        let forgettable = Self.kinds.filter { Self.writings($0.component).contains(where: \.isForgettable) }
        #expect(forgettable.contains { $0.noun == "method" && $0.component.kind == "fedmd" })
        #expect(forgettable.count > 5)
        // A length of time that is a default's only in rounds.
        let inner = Component(
            "slow", "", fields: [Field("every", .duration, "").defaults(to: Duration(2, .rounds).canonical)])
        let around = CanonicalValue.object([
            .init("slow", .object([.init("every", Duration(7, .rounds).canonical)]))
        ])
        let outer = Component(
            "outer", "", fields: [Field("pace", .choice(Choices("pace", [inner])), "").defaults(to: around)])
        let kind = Kind(noun: "outer", component: outer, choices: .choice(Choices("outer", [outer])))
        for (steps, isDefault) in [(20, false), (70, true), (30, false)] {
            let every = Duration(steps, .steps).canonical
            let writing = Writing(path: ["pace", "slow", "every"], value: every, isForgettable: false, isWhole: true)
            let once = try #require(Self.compiled(.object([.init("outer", writing.nested)]), kind))
            #expect(Self.compiled(once, kind) == once)
            #expect((once == .object([.init("outer", .object([]))])) == isDefault, "\(once.flow)")
            let held = Self.held(once["outer"] ?? .null, outer.fields, writing.path[...])
            #expect(held == Duration(steps / 10, .rounds).canonical)
        }
    }

    /// The starter of a method cut down, with something written at a key of its exchange; nil where `check` refuses it.
    private static func plan(_ method: Method, _ writing: Writing, inArm: Bool = false) -> CellPlan? {
        var text = StarterSpec(method, on: method, in: .standard).text
        text = text.replacingOccurrences(of: "rounds: \(method.starter.rounds)\n", with: "rounds: 6\n")
        text = text.replacing(/every: \{rounds: [0-9]+\}/, with: "every: {rounds: 2}")
        text = text.replacing("count: 1000", with: "count: 50")
        text = text.replacing("seeds: {from: 1, count: 5}", with: "seeds: [1]")
        let path = (["federation", method.kind] + writing.path).joined(separator: ".")
        text =
            inArm
            ? text.replacing("\n  \(method.kind): {}", with: "\n  \(method.kind): {\(path): \(writing.value.json)}")
            : text.replacing(
                "  - \(method.kind):\n",
                with: "  - \(method.kind):\n      \(writing.path[0]): \(writing.nested[writing.path[0]]?.json ?? "")\n")
        guard let study = SpecText.compile(text).study else { return nil }
        return study.cells.last.map { study.plan(of: $0) }
    }

    @Test(
        "Every key below a method's defaults: the plan has it, and read again is the same plan",
        arguments: Methods.all.filter(\.isExchange).map(\.kind))
    func everyMethod(kind: String) throws {
        let method = try #require(Methods.all.first { $0.kind == kind })
        let component = try #require(Language.standard.methods[kind])
        var last: CellPlan?
        for writing in Self.writings(component) {
            guard let plan = Self.plan(method, writing) else { continue }
            let again = try CellPlan(canonical: CanonicalValue(parsing: plan.canonical.json), in: .standard)
            #expect(again.canonical == plan.canonical, "\(writing.nested.flow)")
            #expect(again.cellFingerprint == plan.cellFingerprint, "\(writing.nested.flow)")
            let exchange = try #require(plan.federation.first)
            if writing.isWhole {
                #expect(
                    Self.held(exchange.values, component.fields, writing.path[...]) == writing.value,
                    "\(writing.nested.flow) is not in \(exchange.values.flow)")
            }
            #expect(Self.plan(method, writing, inArm: true)?.canonical == plan.canonical, "\(writing.nested.flow)")
            if writing.isForgettable || last == nil { last = plan }
        }
        guard let last else { return }
        let scratch = try TemporaryDirectory()
        _ = try StudyRunner([last], spec: last.canonical.json, store: scratch.path, jobs: 1).run { _, _ in }
        let place = RunDirectory(
            store: scratch.path, experiment: last.experiment, arm: last.arm, seed: last.seed, in: .standard)
        guard case .match = try Verifier(place).run().verdict else {
            Issue.record("a run of \(last.federation[0].values.flow) does not verify")
            return
        }
    }
}

extension FieldType {
    /// Whether a value merges with what stands there: names, and keys of the same kind.
    fileprivate func isLaid(_ value: CanonicalValue, over other: CanonicalValue?) -> Bool {
        switch self {
        case .named, .table: true
        case .choice: value.members.first?.key == other?.members.first?.key
        default: false
        }
    }
}
