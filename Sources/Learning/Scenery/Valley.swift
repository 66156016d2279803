import Numerics

/// The valley that both mountain cars drive in, as Gymnasium draws it: 0.45 sin 3x + 0.55 high.
struct Valley: Sendable {
    let leftEnd: Double
    let rightEnd: Double
    let goal: Double

    /// Points of the road.
    private static let points = 90

    var sight: Sight { Sight(across: (leftEnd - 0.1)...(rightEnd + 0.1), up: 0...1.3) }

    /// The road between its ends, the wall on the left, and the flag.
    var setting: [Shape] {
        let road = (0...Self.points).map { place in
            point(leftEnd + (rightEnd - leftEnd) * Double(place) / Double(Self.points))
        }
        let foot = point(goal)
        let top = foot + Point(0, 0.22)
        return [
            Shape(.polyline(road), .ground, width: 0.012),
            Shape(.line(from: point(leftEnd), to: point(leftEnd) + Point(0, 0.2)), .ground, width: 0.012),
            Shape(.line(from: foot, to: top), .goal, width: 0.008),
            Shape(.polygon([top, top - Point(-0.1, 0.035), top - Point(0, 0.07)]), .goal),
        ]
    }

    /// The car on the road, and how hard its engine pushes, between −1 and 1.
    func car(at position: Double, push: Double) -> [Shape] {
        let slope = Self.slope(position)
        let along = Point(1, slope) / (1 + slope * slope).squareRoot()
        let over = Point(-along.y, along.x)
        let middle = point(position)
        let body = middle + over * 0.055
        return [
            Shape(.line(from: body - along * 0.06, to: body + along * 0.06), .body, width: 0.05),
            Shape(.circle(at: middle + over * 0.022 - along * 0.038, radius: 0.022), .joint),
            Shape(.circle(at: middle + over * 0.022 + along * 0.038, radius: 0.022), .joint),
            .wedge(at: body + along * (push < 0 ? -0.065 : 0.065), along: along * 0.11 * push),
        ]
    }

    private func point(_ position: Double) -> Point { Point(position, 0.45 * Elementary.sin(3 * position) + 0.55) }

    private static func slope(_ position: Double) -> Double { 1.35 * Elementary.cos(3 * position) }
}
