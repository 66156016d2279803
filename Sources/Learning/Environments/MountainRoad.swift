import Config

/// What the two mountain cars have in common: the road, how the hills slow a car, and the goal.
enum MountainRoad {
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
