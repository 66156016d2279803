/// A place in a world: to the right, and up.
public typealias Point = SIMD2<Double>

/// One thing to be seen of a world, in the world's own units.
public struct Shape: Sendable, Equatable {
    /// The outline.
    public let outline: Outline
    /// What it stands for, which decides its color.
    public let role: Role
    /// How thick its line is, in the world's units; 0 is a hairline.
    public let width: Double

    /// The outlines there are.
    public enum Outline: Sendable, Equatable {
        /// A straight line.
        case line(from: Point, to: Point)
        /// A disk.
        case circle(at: Point, radius: Double)
        /// A filled rectangle, by its lower left and its upper right corner.
        case rectangle(from: Point, to: Point)
        /// A line through some points.
        case polyline([Point])
        /// A filled area between some points.
        case polygon([Point])
        /// A word centered on a point. Words do not change while an episode lasts.
        case text(String, at: Point)
    }

    /// What shapes stand for.
    public enum Role: Sendable, CaseIterable {
        /// What is hardly worth a look: a grid, possible ways.
        case faint
        /// What carries and bounds: rails, walls, ground.
        case ground
        /// What is moved by the agent directly: a cart, a car, the agent itself.
        case body
        /// What hangs on that: poles and links.
        case limb
        /// Hinges, wheels and masses.
        case joint
        /// Where the agent is to go.
        case goal
        /// Where an episode ends badly, or costs much.
        case danger
        /// What the agent does at the moment.
        case effort
    }

    /// A shape.
    public init(_ outline: Outline, _ role: Role, width: Double = 0) {
        self.outline = outline
        self.role = role
        self.width = width
    }

    /// A wedge that points from `base` along `direction`, as long as that is; nothing to be seen where it is zero.
    static func wedge(at base: Point, along direction: Point) -> Shape {
        let side = Point(-direction.y, direction.x) * 0.4
        return Shape(.polygon([base + side, base + direction, base - side]), .effort)
    }
}
