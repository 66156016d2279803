import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Numerics
import Testing

@testable import Experiment

@Suite("A language is a value")
struct LanguageTests {
    @Test(
        "Kinds of one's own are compiled, run, and explained in the language that has them, and unknown in every other")
    func ownKinds() throws {
        let language = try Language.standard.adding(
            environments: [Corridor.self], aggregators: [FirstAgent.self], methods: [.followTheFirst])
        let text = """
            concord: 1
            name: own
            seeds: [1]
            round: {episodes: 1}
            rounds: 4
            environment: {promenade: {length: 5}}
            learner: reinforce
            network: {hidden: [8]}
            optimizer: {adam: {learning_rate: 1e-2}}
            agents: [{name: a, count: 3}]
            federation: [{follow_the_first: {every: {rounds: 2}}}]
            measure: [training_return, bytes]

            """
        let source = SourceFile(name: "own.yaml", text: text)
        var findings = Findings()
        let study = Study.compile(source, beside: "", in: language, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        while !cell.isFinished { _ = cell.advance(1) }
        let tree = try cell.tree()
        let first = try #require(tree["agents/a1/policy"])
        #expect(tree["agents/a2/policy"] == first && tree["agents/a3/policy"] == first)
        #expect(try CellPlan(canonical: plan.canonical, in: language) == plan)
        #expect(throws: PlanError.self) { try CellPlan(canonical: plan.canonical, in: .standard) }

        let vocabulary = Vocabulary(language.spec)
        #expect(vocabulary.components(named: "promenade").map(\.noun) == ["environment"])
        #expect(JSONSchema.document(language.spec, title: "").json.contains("follow_the_first"))
        #expect(!JSONSchema.document(Language.standard.spec, title: "").json.contains("follow_the_first"))

        var unknown = Findings()
        #expect(Study.compile(source, beside: "", in: .standard, into: &unknown) == nil)
        #expect(unknown.diagnostics.map(\.message).contains("no environment is called 'promenade'"))
    }

    @Test("Two kinds of a noun under one name are refused, whatever the noun")
    func duplicates() {
        func refusal(_ make: () throws(LanguageError) -> Language) -> String {
            do throws(LanguageError) {
                _ = try make()
                return "none"
            } catch { return error.description }
        }
        #expect(
            refusal { () throws(LanguageError) in
                try Language.standard.adding(environments: [Corridor.self, Corridor.self])
            }
                == "there are two kinds of environment called 'promenade'")
        #expect(
            refusal { () throws(LanguageError) in
                try Language.standard.adding(methods: [.followTheFirst, .followTheFirst])
            }
                == "there are two kinds of method called 'follow_the_first'")
        let name = Language.standard.methods.components[0].kind
        let own = Method(name, "Another one.", fields: [])
        #expect(
            refusal { () throws(LanguageError) in try Language.standard.adding(methods: [own]) }
                == "there are two kinds of method called '\(name)'")
    }

    @Test("Purposes of other packages have words of their own, and two names of one word are refused")
    func purposes() throws {
        #expect(Purpose(foreign: "learner 1454").rawValue >= 1 << 31)
        #expect(Purpose(foreign: "learner 1454") == Purpose(foreign: "learner 49612"))
        let one = try Language.standard.adding(learners: [Learner1454.self])
        let error = #expect(throws: LanguageError.self) { try one.adding(learners: [Learner49612.self]) }
        #expect(
            error?.description
                == "the purposes 'learner 49612' of learner 'second' and 'learner 1454' of learner 'first' have one word: "
                + "their streams would be equal; rename one")
        let all = Language.standard.learners.components.map(\.kind)
        #expect(all.allSatisfy { Language.standard.learners.origin(of: $0) is any Learner.Type })
    }

    @Test("No field of the language is left unbound: every choice lists its kinds")
    func bound() {
        for fields in [Language.standard.spec, Language.standard.plan, Language.standard.agent] {
            let vocabulary = Vocabulary(fields)
            #expect(vocabulary.choices.allSatisfy { !$0.components.isEmpty })
        }
    }
}

/// A walk of so many steps, whatever is done.
private struct Corridor: Environment {
    static let component = Component(
        "promenade", "Walk on.",
        fields: [Field("length", .integer(1...100), "Steps to its end").defaults(to: .integer(3))])

    struct State: Codable, Sendable {
        var place = 0
    }

    let spaces = Spaces(observation: ["place"], action: .discrete(count: 2))
    let maximumSteps = 200
    private let length: Int

    init(_ settings: Settings) { length = settings.integer("length") }

    func initial(_ stream: inout RandomStream) -> State { State() }

    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        state.place += 1
        return Transition(reward: action.index == 0 ? 1 : 0, terminated: state.place == length)
    }

    func flaw(of state: State) -> Flaw? { .count("place", state.place) }

    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) { row[0] = Float(state.place) }
}

/// What the first agent sent.
private struct FirstAgent: Aggregator {
    static let component = Component("first_agent", "What the first agent sent.", fields: [])
    static let spaces = [Signature.Space.parameter]

    init(_ settings: Settings) {}

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        guard let rows = batch.singles, let result = result.singles else { return }
        for column in 0..<rows.width { result.base[column] = rows.base[column] }
    }
}

extension Method {
    /// All go on from the first agent's networks.
    fileprivate static let followTheFirst = Method(
        "follow_the_first", "All go on from the first agent's networks.",
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "first_agent", digest: Axes.kind("replace")))
}

/// A learner with a purpose of its own.
private struct Learner1454: UntrainedLearner {
    static let component = Component("first", "Has a purpose of its own.", fields: [])
    static let purposes = [Purpose(foreign: "learner 1454")]

    init(_ settings: Settings) {}
}

/// A learner with another purpose of its own, whose word is the same.
private struct Learner49612: UntrainedLearner {
    static let component = Component("second", "Has a purpose of its own.", fields: [])
    static let purposes = [Purpose(foreign: "learner 49612")]

    init(_ settings: Settings) {}
}
