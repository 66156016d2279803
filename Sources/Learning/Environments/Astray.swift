import Config
import Determinism
import Numerics

extension Environment {
    /// The same world, in which actions go astray: with this probability another one is taken, any as likely, and whoever acts
    /// does not notice. Drawn from the environment's own stream, before what the world itself draws at the step.
    public func astray(_ probability: Double) -> any Environment { Astray(self, probability) }
}

/// A world that does not always do what an agent chooses.
private struct Astray<World: Environment>: Environment {
    typealias State = World.State
    static var component: Component { World.component }

    private let environment: World
    private let probability: Double
    private let box: ControlBox?
    private let actions: Int

    init(_ settings: Settings) { self.init(World(settings), 0) }

    init(_ environment: World, _ probability: Double) {
        self.environment = environment
        self.probability = probability
        box = ControlBox(environment.spaces.action)
        actions = if case .discrete(let count) = environment.spaces.action { count } else { 0 }
    }

    var spaces: Spaces { environment.spaces }
    var maximumSteps: Int { environment.maximumSteps }
    var terminalReward: TerminalReward? { environment.terminalReward }
    var episodeStart: EpisodeStart { environment.episodeStart }

    func initial(_ stream: inout RandomStream) -> World.State { environment.initial(&stream) }

    func step(_ state: inout World.State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        guard stream.uniform() < probability else { return environment.step(&state, action, &stream) }
        guard let box else {
            return environment.step(&state, Action(index: stream.index(below: actions)), &stream)
        }
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: box.count) { room in
            guard let controls = room.baseAddress else { return environment.step(&state, action, &stream) }
            for (index, component) in box.components.enumerated() {
                let value = component.low + (component.high - component.low) * stream.uniformFloat()
                (controls + index).initialize(to: min(value, component.high))
            }
            return environment.step(&state, Action(control: controls), &stream)
        }
    }

    func flaw(of state: World.State) -> Flaw? { environment.flaw(of: state) }
    func observe(_ state: World.State, into row: UnsafeMutablePointer<Float>) { environment.observe(state, into: row) }
}

extension Astray: KnownEnvironment where World: KnownEnvironment {
    var knownModel: FiniteModel { environment.knownModel.astray(probability) }
}
