public import Config

/// What the constants of worlds can be: wide of anything that is built, and narrow enough that no product of them, nor any
/// power of one that a step of integration makes, leaves the numbers of Float64.
public enum PhysicalRange {
    /// A millimeter to a kilometer.
    public static let length = Interval(1e-3, 1e3)
    /// A tenth of a gram to ten tons.
    public static let mass = Interval(1e-4, 1e4)
    /// In kg m².
    public static let inertia = Interval(1e-6, 1e6)
    /// In kg/m³: a breath of gas to a hundred times lead.
    public static let density = Interval(1e-2, 1e6)
    /// In m/s²; the sun's is 274.
    public static let gravity = Interval(0, 1e3, includesLow: false)
    /// A force, a torque, or what a control is multiplied with.
    public static let effort = Interval(0, 1e4, includesLow: false)
    /// Force or torque per velocity.
    public static let damping = Interval(0, 1e6)
    /// A microsecond to ten seconds.
    public static let timeStep = Interval(1e-6, 10)
    /// A limit of places, angles or velocities.
    public static let limit = Interval(0, 1e6, includesLow: false)
    /// How far a start lies from the middle.
    public static let start = Interval(0, 1e3)
    /// A place either way.
    public static let place = Interval(-1e6, 1e6)
    /// A number without a unit that is added to rewards or weights.
    public static let addition = Interval(0, 1e6)
}
