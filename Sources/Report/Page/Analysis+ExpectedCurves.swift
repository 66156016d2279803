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
            .map(points)
    }

    private func points(_ curve: PublishedResults.PublishedCurve) -> CurvePoints {
        CurvePoints(measure: curve.measure, window: window(of: curve.measure), rounds: curve.rounds)
    }

    /// A row for every point of an expected curve: the mean of the arm's cells there, as far as they have come.
    func rows(beside curve: PublishedResults.PublishedCurve) -> [[Table.Cell]] {
        guard let arm = arm(called: curve.arm), measures.contains(curve.measure) else { return [] }
        let points = points(curve)
        let cells = arm.values(at: points)
        return curve.rounds.indices.map { place in
            let values = cells.compactMap { $0[place] }
            let round = NumberText.short(curve.rounds[place], decimals: 3)
            return row(
                arm,
                "\(Self.words(curve.measure)), round \(round)"
                    + (points.window > 1 ? ", mean of \(points.window)" : ""),
                expected: curve.values[place], measured: values.isEmpty ? nil : mean(values), standardDeviation(values),
                decimals: Self.decimals(asIn: curve.values[place]))
        }
    }
}
