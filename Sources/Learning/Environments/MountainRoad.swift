import Config
import Determinism
import Numerics

/// What the two mountain cars have in common: the road, how the hills slow a car, and the goal.
struct MountainRoad: Sendable {
    let gravity: Double
    let leftEnd: Double
    let rightEnd: Double
    let maximumSpeed: Double
    let goalPosition: Double
    let goalVelocity: Double
    let maximumSteps: Int

    init(_ settings: Settings) {
        gravity = settings.number("gravity")
        leftEnd = settings.number("minimum_position")
        rightEnd = settings.number("maximum_position")
        maximumSpeed = settings.number("maximum_speed")
        goalPosition = settings.number("goal_position")
        goalVelocity = settings.number("goal_velocity")
        maximumSteps = settings.integer("maximum_steps")
    }

    /// A position on the road.
    @inline(__always)
    func position(_ position: Double) -> Double { min(max(position, leftEnd), rightEnd) }

    /// A velocity within the limit.
    @inline(__always)
    func velocity(_ velocity: Double) -> Double { min(max(velocity, -maximumSpeed), maximumSpeed) }

    /// Whether a car has reached the goal.
    @inline(__always)
    func isReached(at position: Double, _ velocity: Double) -> Bool {
        position >= goalPosition && velocity >= goalVelocity
    }

    /// The constants of a car's world.
    ///
    /// - Parameters:
    ///   - engine: what the engine adds to the velocity.
    ///   - goal: where the goal begins unless told.
    ///   - steps: after how many an episode is truncated unless told.
    static func fields(engine: Field, goal: Double, steps: Int) -> [Field] {
        [
            engine,
            Field("gravity", .number(PhysicalRange.gravity), "Velocity lost per step on the steepest slope")
                .defaults(to: .number(0.0025)).drawn,
            Field("minimum_position", .number(PhysicalRange.place), "Where the left wall stands").defaults(
                to: .number(-1.2)
            )
            .drawn.below("maximum_position"),
            Field("maximum_position", .number(PhysicalRange.place), "The end of the track on the right").defaults(
                to: .number(0.6)
            ).drawn,
            Field("maximum_speed", .number(PhysicalRange.limit), "The largest velocity either way").defaults(
                to: .number(0.07)
            )
            .drawn,
            Field("goal_position", .number(PhysicalRange.place), "Where the goal begins").defaults(to: .number(goal))
                .drawn
                .atMost("maximum_position"),
            Field("goal_velocity", .number(PhysicalRange.place), "The least velocity that counts at the goal").defaults(
                to: .number(0)
            )
            .drawn.atMost("maximum_speed"),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(steps)),
        ]
    }
}

/// Position and velocity of a car.
struct CarOnRoad: Codable, Sendable, Equatable {
    var position: Double
    var velocity: Double
}

/// A car on the mountain road.
protocol MountainDriving: Scenic where State == CarOnRoad {
    var road: MountainRoad { get }
    /// What the actions are called; none where the engine is set continuously.
    static var actionNames: [String] { get }
    /// How hard the engine pushes, between −1 and 1.
    static func push(_ move: Move) -> Double
}

extension MountainDriving {
    var maximumSteps: Int { road.maximumSteps }

    @inline(__always)
    func observe(_ state: CarOnRoad, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.velocity)
    }

    /// The flaw of a state between two ends and below a speed, as the car rounds them.
    func flaw(of state: CarOnRoad, between low: Double, _ high: Double, below fastest: Double) -> Flaw? {
        Flaw.unless(state.position >= low && state.position <= high, "position", "the car stays between the two ends")
            ?? .unless(abs(state.velocity) <= fastest, "velocity", "the car is never faster than maximum_speed")
    }

    /// The valley, the car, and how hard its engine pushes.
    var scenery: Scenery<CarOnRoad> {
        let valley = Valley(leftEnd: road.leftEnd, rightEnd: road.rightEnd, goal: road.goalPosition)
        return Scenery(
            valley.sight, pace: .steps(perSecond: 30), actions: Self.actionNames, setting: valley.setting
        ) { state, move in valley.car(at: state.position, push: move.map(Self.push) ?? 0) }
    }
}
