import Config
import Determinism
import Testing

@testable import Learning

/// Worlds behind adapters, step by step.
@Suite("Worlds behind adapters")
struct AdaptedWorldTests {
    private static func adapter(_ values: [(String, CanonicalValue)]) throws -> Adapter {
        try #require(Adapter(Choice(.object([.init("linear", .object(sorting: values))]))))
    }

    private static func map(_ values: (String, CanonicalValue)...) -> CanonicalValue { .object(sorting: values) }

    private static func pendulum(_ values: [(String, Double)]) -> Pendulum {
        Pendulum(Settings(Pendulum.component.fields, .object(sorting: values.map { ($0.0, .number($0.1)) })))
    }

    private static func step<E: Environment>(
        _ environment: E, from state: Pendulum.State, _ control: Float
    ) -> (state: Pendulum.State?, observation: [Float]) {
        guard var state = state as? E.State else { return (nil, []) }
        var stream = StreamKey(seed: 1, owner: "test").stream(.environment)
        var room = control
        _ = withUnsafePointer(to: &room) { environment.step(&state, Action(control: $0), &stream) }
        var row = [Float](repeating: 0, count: environment.spaces.observation.count)
        row.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { environment.observe(state, into: start) }
        }
        return (state as? Pendulum.State, row)
    }

    @Test("A pendulum told in units of four seconds moves, and looks, as the one in seconds: to the last bit")
    func units() throws {
        let slow = Self.pendulum([])
        let fast = Self.pendulum([
            ("gravity", 160), ("maximum_speed", 32), ("maximum_torque", 32), ("time_step", 0.0125),
        ])
        let adapter = try Self.adapter([
            ("observation", Self.map(("scale", .list([1, 1, 0.25].map { .number($0) })))),
            ("action", Self.map(("scale", .number(16)))),
        ])
        let seen = fast.seen(through: adapter)
        #expect(seen.spaces == slow.spaces)
        for (angle, velocity, control) in [(0.3, 1.7, Float(0.7)), (-2, 7.9, 2), (3, -0.01, -5)] {
            var (one, other) = (
                Pendulum.State(angle: angle, velocity: velocity), Pendulum.State(angle: angle, velocity: 4 * velocity)
            )
            for _ in 0..<50 {
                let (first, second) = (Self.step(slow, from: one, control), Self.step(seen, from: other, control))
                #expect(first.observation == second.observation)
                (one, other) = (try #require(first.state), try #require(second.state))
                #expect(one.angle == other.angle && 4 * one.velocity == other.velocity)
            }
        }
    }

    @Test("Observations are scaled, moved and clipped in this order; usual ranges and boxes likewise")
    func maps() throws {
        let world = Self.pendulum([])
        let adapter = try Self.adapter([
            (
                "observation",
                Self.map(
                    ("scale", .number(-2)), ("offset", .list([0, 1, 3].map { .number($0) })), ("limit", .number(2.5)))
            ), ("action", Self.map(("scale", .number(-4)), ("offset", .number(1)))),
        ])
        let (raw, seen) = (
            Self.step(world, from: .init(angle: 1, velocity: 2), 1),
            Self.step(world.seen(through: adapter), from: .init(angle: 1, velocity: 2), 0)
        )
        // u = −4 · 0 + 1.
        for (index, offset) in [0.0, 1, 3].enumerated() {
            #expect(seen.observation[index] == Float(min(max(-2 * Double(raw.observation[index]) + offset, -2.5), 2.5)))
        }
        #expect(seen.observation[2] != 0 && raw.state == seen.state)
        // (−2 − 1)/−4 = 0.75 and (2 − 1)/−4 = −0.25.
        #expect(world.seen(through: adapter).spaces.action == .box(low: [-0.25], high: [0.75]))
        let cart = CartPole(Settings(CartPole.component.fields, .object([])))
        let clipped = try Self.adapter([("observation", Self.map(("scale", .number(-1)), ("limit", .number(0.1))))])
        let usual = try #require(cart.spaces.usual)
        let ranges = try #require(cart.seen(through: clipped).spaces.usual)
        for (range, own) in zip(ranges, usual) {
            #expect(range == max(-own.upperBound, -0.1)...min(-own.lowerBound, 0.1))
        }
    }

    @Test("Two that undo one another are none")
    func inverse() throws {
        let world = Self.pendulum([])
        let there = try Self.adapter([
            ("observation", Self.map(("scale", .number(8)))), ("action", Self.map(("scale", .number(0.25)))),
        ])
        let back = try Self.adapter([
            ("observation", Self.map(("scale", .number(0.125)))), ("action", Self.map(("scale", .number(4)))),
        ])
        let both = world.seen(through: there).seen(through: back)
        #expect(both.spaces == world.spaces && world.seen(through: there).spaces != world.spaces)
        let state = Pendulum.State(angle: 2, velocity: -3)
        let (one, other) = (Self.step(world, from: state, 1.3), Self.step(both, from: state, 1.3))
        #expect(one.state == other.state && one.observation == other.observation)
    }

    @Test("What changes nothing is the world itself; a finite world stays known")
    func identity() throws {
        let world = Self.pendulum([])
        #expect(world.seen(through: nil) is Pendulum && world.seen(through: .identity) is Pendulum)
        let lake = FrozenLake(Settings(FrozenLake.component.fields, .object([])))
        let seen = lake.seen(through: try Self.adapter([("observation", Self.map(("scale", .number(2))))]))
        #expect(!(seen is FrozenLake) && seen.model?.states == lake.model?.states)
    }
}
