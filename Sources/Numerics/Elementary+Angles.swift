/// Angles of cosines.
extension Elementary {
    /// The angle between 0 and π whose cosine is x, within 2 units in the last place of the largest of it and 1; numbers beyond
    /// −1 and 1 count as those, and what is no number gives none.
    public static func arccos(_ x: Double) -> Double {
        guard x.magnitude < 1 else { return x.isNaN ? x : x > 0 ? 0 : .pi }
        // 1 − cos ϑ = 2 sin² ϑ/2: near the ends nothing cancels.
        let half = arcsin(((1 - x.magnitude) / 2).squareRoot())
        return x >= 0 ? 2 * half : .pi - 2 * half
    }

    /// The angle whose sine is y, from 0 to √½: Newton's steps from the first terms of the series.
    private static func arcsin(_ y: Double) -> Double {
        let square = y * y
        var angle = y * (1 + square * (1 / 6.0 + square * (3 / 40.0)))
        for _ in 0..<4 {
            let (sine, cosine) = sinCos(angle)
            angle -= (sine - y) / cosine
        }
        return angle
    }
}
