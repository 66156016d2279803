import Config
import Determinism
import Numerics

extension Environment {
    /// The same world as an agent's networks see it, and as they act in it. Without an adapter, or with one that changes nothing, the
    /// world itself.
    ///
    /// - Parameter adapter: one that fits the world.
    public func seen(through adapter: Adapter?) -> any Environment {
        guard let adapter, !adapter.isIdentity else { return self }
        return Adapted(self, adapter.settled(in: spaces))
    }
}

extension Adapter {
    /// Makes of the controls on a tape what the world was given of them, where they stand.
    ///
    /// - Parameter spaces: the world's.
    public func act(on tape: Tape, in spaces: Spaces) {
        guard !action.isIdentity else { return }
        let controls = LinearControls(action.settled(spaces.controls), count: tape.controlWidth)
        for step in 0..<tape.count {
            let control = tape.controls + step * tape.controlWidth
            controls.write(control, to: control)
        }
    }
}

/// How controls are made of what a network gives.
private struct LinearControls {
    private let scales: [Double]
    private let offsets: [Double]

    init(_ line: Adapter.Line, count: Int) {
        scales = Adapter.Line.each(line.scales, count)
        offsets = Adapter.Line.each(line.offsets, count)
    }

    var count: Int { scales.count }

    func write(_ given: UnsafePointer<Float>, to control: UnsafeMutablePointer<Float>) {
        for index in scales.indices { control[index] = Float(Double(given[index]) * scales[index] + offsets[index]) }
    }
}

/// A world behind an agent's adapter.
private struct Adapted<World: Environment>: Environment {
    typealias State = World.State
    static var component: Component { World.component }

    let spaces: Spaces
    private let environment: World
    private let scales: [Double]
    private let offsets: [Double]
    private let limits: [Double]
    /// Nil where controls stay as they are, or there are none.
    private let controls: LinearControls?

    init(_ settings: Settings) { self.init(World(settings), .identity) }

    init(_ environment: World, _ adapter: Adapter) {
        let (seen, width) = (environment.spaces, environment.spaces.observation.count)
        spaces = adapter.seen(seen)
        self.environment = environment
        scales = Adapter.Line.each(adapter.observation.scales, width)
        offsets = Adapter.Line.each(adapter.observation.offsets, width)
        limits =
            adapter.observation.limits.isEmpty
            ? Array(repeating: .infinity, count: width) : Adapter.Line.each(adapter.observation.limits, width)
        controls =
            adapter.action.isIdentity || seen.action.controlWidth == 0
            ? nil : LinearControls(adapter.action, count: seen.action.controlWidth)
    }

    var maximumSteps: Int { environment.maximumSteps }
    var terminalReward: TerminalReward? { environment.terminalReward }
    var episodeStart: EpisodeStart { environment.episodeStart }

    func initial(_ stream: inout RandomStream) -> World.State { environment.initial(&stream) }

    func step(_ state: inout World.State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        guard let controls else { return environment.step(&state, action, &stream) }
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: controls.count) { room in
            guard let control = room.baseAddress else { return environment.step(&state, action, &stream) }
            controls.write(action.control, to: control)
            return environment.step(&state, Action(control: control), &stream)
        }
    }

    func flaw(of state: World.State) -> Flaw? { environment.flaw(of: state) }

    func observe(_ state: World.State, into row: UnsafeMutablePointer<Float>) {
        environment.observe(state, into: row)
        for index in scales.indices {
            let (value, limit) = (Double(row[index]) * scales[index] + offsets[index], limits[index])
            row[index] = Float(value < -limit ? -limit : value > limit ? limit : value)
        }
    }
}

extension Adapted: KnownEnvironment where World: KnownEnvironment {
    var knownModel: FiniteModel { environment.knownModel }
}
