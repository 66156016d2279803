public import Config
public import Determinism
import Federation
public import Learning

/// One agent of a plan: nothing inherited, nothing drawn, nothing left to default silently.
public struct AgentPlan: Sendable, Equatable {
    /// The language that knows its kinds.
    public let language: Language
    /// The agent's name: its identity in streams and checkpoints.
    public let name: String
    /// Its world, every range drawn.
    public let environment: Choice
    /// The maps between its world and its networks, which are its own.
    public let adapter: Choice
    /// The same, made; nil for none.
    private let maps: Adapter?
    /// Its learning algorithm.
    public let learner: Choice
    /// Its networks' designs, by the learner's names for them.
    public let networks: [Named<NetworkDesign>]
    /// Its optimizers, by the same names.
    public let optimizers: [Named<Choice>]
    /// Whether its first networks and tables are those of all agents that say so, where an exchange carries them.
    public let startsInCommon: Bool

    /// A value under a name.
    public struct Named<Value: Sendable & Equatable>: Sendable, Equatable {
        /// The learner's name for it.
        public let name: String
        /// What has the name.
        public let value: Value
    }

    /// The keys of a resolved agent.
    static let table = Language.Table("agent") { _ in fields }

    static let fields = [
        Field("name", .name, "The agent's name: its identity in streams, plans and checkpoints"),
        Field("environment", .choice(from: Environments.name), "The world it acts in"),
        Field("learner", .choice(from: Learners.name), "How it learns"),
        Field("networks", .named(.table(NetworkDesign.fields)), "Designs of its networks, by the learner's names"),
        Field(
            "optimizers", .named(.choice(from: Optimizers.name)),
            "Optimizers of its networks, by the learner's names"),
        start.defaults(to: .text("own")),
        InitialSpec.field,
        place,
        Adapter.field.defaults(to: Adapter.unwritten),
    ]

    /// The world of a set that an agent learns in, in plans of many replicas: each draws it as it draws the set's.
    static let place = Field(
        "world",
        .table([
            Field("set", .name, "The set of `worlds`"),
            Field("number", .integer(1...Limits.many), "Which of its worlds, from 1"),
        ]),
        "The world of a set that the agent learns in; written in plans only, of a spec's `adaptation` with `replicas`"
    ).inPlans

    /// Who draws an agent's first networks and tables.
    static let start = Field(
        "start",
        .words(
            (
                "own",
                "The agent's own stream: each agent starts apart; so it is where neither spec nor method says otherwise"
            ),
            ("common", "The stream of the first exchange that carries them: agents start as one")),
        "Who draws the first networks and tables; `own` unless told, by a spec or by what a method requires"
    )

    /// The keys of a virtual agent, which exchanges nothing.
    static let virtualFields = fields.filter { ![start.key, InitialSpec.field.key, place.key].contains($0.key) }

    /// Reads `{name, environment, learner, networks, optimizers}` in canonical form.
    public init(_ value: CanonicalValue, in language: Language) {
        self.init(Settings(language.agent, value, in: language))
    }

    /// Reads the settings of an agent, or of a virtual one.
    init(_ settings: Settings) {
        language = settings.language
        name = settings.text("name")
        environment = settings.choice("environment")
        adapter = settings.choice(Adapter.name)
        maps = Adapter(adapter)
        learner = settings.choice("learner")
        networks = settings.namedTables("networks").map { Named(name: $0.name, value: NetworkDesign($0.settings)) }
        optimizers = (settings.value("optimizers")?.members ?? []).map { Named(name: $0.key, value: Choice($0.value)) }
        startsInCommon = settings.offers(Self.start.key) && settings.text(Self.start.key) == "common"
    }

    /// The agent as its learner sees it.
    ///
    /// - Parameters:
    ///   - owner: who owns the streams of an agent of such a name.
    ///   - title: what it is called among all agents of the cell; its name unless told.
    ///   - environment: the world it acts in, in its own units, where that has been made.
    func member(
        seed: UInt64, owner: (String) -> String = StreamOwner.agent, title: String? = nil,
        in environment: (any Environment)? = nil
    ) -> Member {
        let key = StreamKey(seed: seed, owner: owner(name))
        return Member(
            name: title ?? name, key: key, world: seen(environment ?? makeEnvironment()).world(.training(key)),
            designs: Dictionary(uniqueKeysWithValues: networks.map { ($0.name, $0.value) }),
            optimizers: Dictionary(
                uniqueKeysWithValues: optimizers.map { ($0.name, language.optimizers.make($0.value)) }))
    }
}

extension AgentPlan {
    /// The learner's type, which says what such agents do.
    var learnerType: any Learner.Type { type(of: makeLearner()) }

    /// The world it acts in, in its own units.
    func makeEnvironment() -> any Environment { language.environments.make(environment) }

    /// Whether anything stands between its world and its networks.
    public var hasAdapter: Bool { maps != nil }

    /// Why the adapter does not fit its world; nil where it does.
    var misfit: Adapter.Misfit? { maps?.misfit(in: makeEnvironment().spaces) }

    /// Makes of the controls on a tape what the world was given of them.
    func act(on tape: Tape) { maps?.act(on: tape, in: makeEnvironment().spaces) }

    /// A world as its networks see it.
    func seen(_ environment: any Environment) -> any Environment { environment.seen(through: maps) }

    /// Its learning algorithm.
    func makeLearner() -> any Learner { language.learners.make(learner) }

    /// What it draws from its own streams while it trains.
    ///
    /// - Parameter starts: who draws its networks in its place, by role.
    func trainingPurposes(_ starts: [String: String] = [:]) -> [Purpose] {
        let learner = makeLearner()
        // Nothing is left to draw where all networks are the federation's.
        let isDrawn = learner.networks.isEmpty || learner.networks.contains { starts[$0.name] == nil }
        let type = type(of: learner)
        return (isDrawn ? [.initialization] : []) + (type is any Acting.Type ? [.environment, .action] : [])
            + type.purposes
    }

    /// Who draws numbers for its world and its learner beside itself.
    var randomSources: [RandomSource] {
        language.environments.randomSources(of: environment) + language.learners.randomSources(of: learner)
            + optimizers.flatMap { language.optimizers.randomSources(of: $0.value) }
    }
}

extension Learner {
    /// Whether agents compute with the model of their world, and play no step in it.
    var isComputed: Bool {
        let type = type(of: self)
        return type is any Tabular.Type && !(type is any Acting.Type) && type.roundUnits == [.updates]
            && sampledSteps == 0
    }
}

extension AgentPlan {
    /// What exchanges know of it by itself.
    var facts: Facts.Peer { Facts.Peer(name, constants: language.constants(of: environment)) }
}

extension Language {
    /// The numbers of a world, by their keys, defaults among them.
    func constants(of environment: Choice) -> [Facts.Constant] {
        guard let component = environments[environment.kind] else { return [] }
        let settings = Settings(component.fields, environment.values)
        return component.fields.compactMap { field in
            field.alias == nil ? settings.value(field.key)?.asNumber.map { Facts.Constant(field.key, $0) } : nil
        }
    }
}

extension Language {
    /// The keys of a resolved agent. A spec may write them too, beside `network`, `optimizer` and `count`.
    public var agent: [Field] { self[AgentPlan.table] }

    /// What a world's values consist of: the same key, and so the same paths, as an agent's.
    var world: [Field] { agent.filter { $0.key == "environment" } }
}
