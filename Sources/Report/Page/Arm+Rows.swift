extension Arm {
    /// What figures and goals need of the rows of its cells, which are there.
    func curves(goals: [Goal], _ kinds: [CurveKind], clock: Clock, _ bootstrap: Bootstrap) -> ArmCurves {
        var made = ArmCurves()
        for goal in goals {
            made.crossings[goal] = crossings(goal)
            made.crossingsOfMean[goal] = crossingOfMean(goal)
        }
        for kind in kinds { made.curves.updateValue(curve(kind, color: 0, clock: clock, bootstrap), forKey: kind) }
        return made
    }

    /// A curve with its band; one agent's, of which there are many, has none.
    func curve(_ kind: CurveKind, color: Int, clock: Clock, _ bootstrap: Bootstrap) -> Curve? {
        if let curves {
            var curve = curves.curves[kind] ?? nil
            curve?.color = color
            return curve
        }
        let draws = kind.agent == nil ? bootstrap : Bootstrap(resamples: 1, coverage: bootstrap.coverage)
        guard let agent = kind.agent else {
            return curve(color: color, window: kind.window, clock: clock, points: kind.points, bootstrap: draws) {
                $0.agentMean(kind.measure)
            }
        }
        // Other arms' agents, and other cells', are not in a cell, or in another place.
        let own = Arm(name: name, cells: cells.filter { $0.agents.contains(agent) })
        return own.curve(color: color, window: kind.window, clock: clock, points: kind.points, bootstrap: draws) {
            cell in
            cell.agents.firstIndex(of: agent).map { cell.values(kind.measure, agent: $0) }
                ?? MeasuredColumn(nothing: cell.rounds.count)
        }
    }
}
