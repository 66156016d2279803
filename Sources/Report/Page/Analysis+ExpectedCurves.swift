extension Arm {
    /// Every cell's values at the points of a curve, cells in order.
    func values(at points: CurvePoints) -> [[Double?]] {
        if let curves { return curves.points[points] ?? [] }
        return cells.map(points.values)
    }
}

extension Analysis {
    /// The points of the curves that are expected of an arm by a measure it has.
    func points(of results: PublishedResults?, in arm: Arm) -> [CurvePoints] {
        (results?.curves ?? []).filter { self.arm(called: $0.arm)?.name == arm.name && measures.contains($0.measure) }
            .map { CurvePoints(measure: $0.measure, window: window(of: $0.measure), rounds: $0.rounds) }
    }

    /// A row for every point of an expected curve: the mean of the arm's cells there, as far as they have come.
    func rows(beside curve: PublishedResults.PublishedCurve) -> [[Table.Cell]] {
        guard let arm = arm(called: curve.arm), measures.contains(curve.measure) else { return [] }
        let window = window(of: curve.measure)
        let cells = arm.values(at: CurvePoints(measure: curve.measure, window: window, rounds: curve.rounds))
        return curve.rounds.indices.map { place in
            let values = cells.compactMap { $0[place] }
            let round = NumberText.short(curve.rounds[place], decimals: 3)
            return row(
                arm, "\(Self.words(curve.measure)), round \(round)" + (window > 1 ? ", mean of \(window)" : ""),
                expected: curve.values[place], measured: values.isEmpty ? nil : mean(values), standardDeviation(values),
                decimals: Self.decimals(asIn: curve.values[place]))
        }
    }
}
