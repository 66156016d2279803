import Numerics

extension FiniteEnvironment {
    /// A ring of the states with all ways between them, unless the environment knows better.
    public var scenery: Scenery<FiniteState> { FiniteRing(game.model).scenery }
}

/// A finite world without a geometry of its own: its states on a circle, counterclockwise from the right.
private struct FiniteRing: Sendable {
    private let places: [Point]
    private let ways: [Shape]

    /// More ways than this would be a blot.
    private static let mostWays = 600
    /// More numbers than this would run into one another.
    private static let mostNumbers = 50

    init(_ model: FiniteModel) {
        let places = (0..<model.states).map { state in
            let (sine, cosine) = Elementary.sinCos(2 * Double.pi * Double(state) / Double(model.states))
            return Point(cosine, sine)
        }
        var ways: [Shape] = []
        for state in 0..<model.states {
            let followers = (0..<model.actions).flatMap { action in
                model.range(state: state, action: action).map { Int(model.successors[$0]) }
            }
            ways += Set(followers).sorted().map { Shape(.line(from: places[state], to: places[$0]), .faint) }
        }
        self.places = places
        self.ways = ways.count > Self.mostWays ? [] : ways
    }

    var scenery: Scenery<FiniteState> {
        let radius = min(0.05, 2.4 / Double(places.count))
        let dots = places.map { Shape(.circle(at: $0, radius: radius), .ground) }
        let numbers =
            places.count > Self.mostNumbers
            ? [] : places.enumerated().map { Shape(.text("\($0)", at: $1 * 1.14), .ground) }
        return Scenery(
            Sight(across: -1.25...1.25, up: -1.25...1.25), pace: .steps(perSecond: 4), setting: ways + dots + numbers
        ) { [places] state, _ in [Shape(.circle(at: places[state.index], radius: max(radius, 0.05) * 1.2), .body)] }
    }
}
