extension Analysis {
    private static let points = 240

    /// Mean curves of every measure, published ones beside them.
    func figures(with results: PublishedResults?) -> [Figure] {
        let sweeps = sweepFigures
        // So many curves say nothing; where a factor is swept, the figures against it do.
        return arms.count > 16 && !sweeps.isEmpty ? sweeps : curveFigures(with: results) + completionFigures + sweeps
    }

    private func curveFigures(with results: PublishedResults?) -> [Figure] {
        measures.filter { direction(of: $0) != .describes }.compactMap { measure in
            let window = isDense(measure) ? options.window : 1
            var curves: [Curve] = []
            for (color, arm) in arms.enumerated() {
                guard
                    let curve = arm.curve(
                        color: color, window: window, clock: options.clock, points: Self.points,
                        bootstrap: options.bootstrap, of: { $0.agentMean(measure) })
                else { continue }
                curves.append(curve)
                guard options.clock == .rounds else { continue }
                for known in results?.curves ?? []
                where self.arm(called: known.arm)?.name == arm.name && known.measure == measure {
                    curves.append(
                        Curve("\(arm.name), published", color: color, style: .points, x: known.rounds, y: known.values))
                }
            }
            guard curves.contains(where: { !$0.x.isEmpty }) else { return nil }
            curves = Self.stretched(curves)
            let words = Self.words(measure)
            let smoothing = window > 1 ? ", trailing average over \(window) rounds" : ""
            return Figure(
                words.prefix(1).uppercased() + words.dropFirst(),
                description: describe(curves, measure: words) + bandSentence
                    + (curves.contains { $0.style == .points } ? " Hollow points: published values." : ""),
                xLabel: axisLabel,
                yLabel: "\(words), mean over agents and seeds\(smoothing)"
                    + (direction(of: measure) == .lowerIsBetter ? ", lower is better" : ""), curves: curves,
                levels: goals.filter { $0.measure == measure && $0.window == window }.map {
                    Figure.Level($0.level, label: "\(NumberText.short($0.level, decimals: 3))")
                })
        }
    }

    /// One small panel per agent with the curves of all arms.
    var agentPanels: PanelGrid? {
        let names = agentNames
        guard let measure = mainMeasure, names.count > 1, names.count <= 36 else { return nil }
        let window = isDense(measure) ? options.window : 1
        let bootstrap = Bootstrap(resamples: 1, coverage: options.bootstrap.coverage)
        let panels = names.enumerated().map { agent, name in
            let curves = arms.enumerated().compactMap { color, arm in
                arm.curve(color: color, window: window, clock: options.clock, points: 100, bootstrap: bootstrap) {
                    $0.values(measure, agent: agent)
                }
            }
            return Figure(
                name, description: "", xLabel: axisLabel, yLabel: Self.words(measure),
                curves: Self.stretched(curves).map {
                    Curve(
                        $0.name, color: $0.color, style: $0.style, x: $0.x, y: $0.y,
                        isCutByDivergence: $0.isCutByDivergence)
                })
        }
        return PanelGrid(
            "Every agent, \(Self.words(measure))",
            description: "One panel per agent: means over seeds, trailing average over \(window) rounds, same axes.",
            panels: panels)
    }

    /// Whether a measure was taken so often that its curve wants smoothing.
    private func isDense(_ measure: String) -> Bool {
        guard let cell = cells.first(where: { $0.measure(measure) != nil }) else { return false }
        let values = cell.agentMean(measure)
        let count = values.reduce(0) { $1 == nil ? $0 : $0 + 1 }
        guard count > 1, let first = values.firstIndex(where: { $0 != nil }).map({ cell.rounds[$0] }),
            let last = values.lastIndex(where: { $0 != nil }).map({ cell.rounds[$0] })
        else { return false }
        return (last - first) / (count - 1) * 2 <= options.window && last > 2 * options.window
    }

    private var axisLabel: String {
        let clock =
            switch options.clock {
            case .rounds: "rounds"
            case .steps: "environment steps of all agents"
            case .episodes: "episodes of all agents"
            case .bytes: "bytes on the wire"
            case .time: "units of virtual time"
            }
        return hasStoppedCells ? clock + " (a curve ends where its first cell is done)" : clock
    }

    var bandSentence: String {
        let coverage = NumberText.short(options.bootstrap.coverage * 100, decimals: 1)
        return arms.contains { $0.cells.count > 1 }
            ? " Bands: nominal \(coverage) % percentile bootstrap intervals of the mean over seeds, pointwise." : ""
    }

    /// Points that stand for whole lines are drawn as far as the other curves go.
    private static func stretched(_ curves: [Curve]) -> [Curve] {
        let reach = curves.filter { $0.style == .solid }.compactMap(\.x.last).max()
        let places = curves.compactMap(\.x.last).max() ?? 0
        return curves.map { $0.stretched(to: reach ?? max(places, 1)) }
    }

    /// Why an arm has no curve but a line.
    private var stillness: String {
        switch options.clock {
        case .bytes: "sends nothing after the start"
        case .steps: "takes no steps in an environment"
        case .rounds, .episodes, .time: "does not move along this axis"
        }
    }

    private func describe(_ curves: [Curve], measure: String) -> String {
        let ends = curves.filter { $0.style != .points }.map { curve in
            guard let last = curve.y.last, let place = curve.x.last else {
                return "\(curve.name) is not finite from its first value on"
            }
            let value = NumberText.fixed(last, decimals: Self.decimals(of: last))
            if curve.style == .dashed, !curve.isCutByDivergence {
                return "\(curve.name) \(stillness): its final value \(value) is drawn as a dashed line"
            }
            if !curve.isCutByDivergence,
                arm(curve.name)?.endsUnlike(on: options.clock) == true
            {
                let end = NumberText.count(place)
                return "\(curve.name) is at \(value) at \(end), where the first of its cells ends"
            }
            return curve.isCutByDivergence
                ? "\(curve.name) is not finite after \(NumberText.short(place, decimals: 1)), where it is at \(value) (cross)"
                : "\(curve.name) ends at \(value)"
        }
        return "The \(measure) of \(ends.count) arms: " + ends.joined(separator: ", ") + "."
    }
}
