internal import Experiment

extension Analysis {
    private typealias Cell = Table.Cell

    /// Expected numbers beside ours: published ones, or those of an earlier run.
    func comparison(with results: PublishedResults) -> Table {
        var table = Table(
            "Expected and measured",
            caption: "Expected: \(results.source). The last column is the difference in standard errors, "
                + "(measured − expected) / (s √(1/n + 1/m)), s being the expected standard deviation over its n seeds "
                + "and m the number of seeds here: within ±2 is what chance alone does.",
            columns: [
                .text("arm", key: "arm"), .text("statistic", key: "statistic"),
                .numbers("expected", keys: "expected", "expected_sd"),
                .numbers("measured", keys: "measured", "measured_sd"), .numbers("difference", keys: "difference"),
                .numbers("standard errors", keys: "standard_errors"),
            ])
        for value in results.values {
            guard let arm = arm(called: value.arm) else { continue }
            guard let (statistic, measured, deviation) = measured(value, in: arm) else { continue }
            var errors = Cell.missing
            if let spread = value.deviation, let seeds = value.seeds,
                let difference = measured.map({ $0 - value.value }), difference.isFinite
            {
                let scale = (1 / Double(seeds) + 1 / Double(arm.cells.count)).squareRoot()
                errors = .number(difference / (spread * scale), decimals: 1)
            }
            table.append(
                row(
                    arm, statistic, expected: value.value, value.deviation ?? .nan, measured: measured, deviation,
                    otherwise: unreached(value, in: arm), errors: errors,
                    decimals: value.statistic == .roundsTo ? 0 : Self.decimals(asIn: value.value)))
        }
        for curve in results.curves { rows(beside: curve).forEach { table.append($0) } }
        return table
    }

    /// A row of that table.
    ///
    /// - Parameter otherwise: what stands where nothing was measured.
    func row(
        _ arm: Arm, _ statistic: String, expected: Double, _ spread: Double = .nan, measured: Double?,
        _ deviation: Double, otherwise: Table.Cell = .missing, errors: Table.Cell = .missing, decimals: Int
    ) -> [Table.Cell] {
        [
            .text(arm.name), .text(statistic), .spread(expected, spread, decimals: decimals),
            measured.map { $0.isFinite ? .spread($0, deviation, decimals: decimals) : .notFinite } ?? otherwise,
            measured.map { $0.isFinite ? .number($0 - expected, decimals: decimals) : .notFinite } ?? .missing, errors,
        ]
    }

    /// As many digits after the point as a number is written with, from 1 to 6; of smaller ones as many as leave three that count.
    static func decimals(asIn value: Double) -> Int {
        let parts = value.magnitude.description.split(separator: "e")
        let digits = parts[0].split(separator: ".").dropFirst().first.map { $0 == "0" ? 0 : $0.count } ?? 0
        let written = digits - (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        return written <= 6 ? max(1, written) : max(6, fewDecimals(of: value))
    }

    /// Our own final means of every arm and measure, in the keys of ``PublishedResults``: what another report can set beside its own.
    var means: Table {
        var table = Table(
            "Final means",
            caption: "Over \(tailSpan), agents\(replicaWords): means over seeds ± the "
                + "standard deviation over seeds.",
            columns: [
                .text("arm", key: "arm"), .text("measure", key: "measure"), .text("statistic", key: "statistic"),
                .numbers("mean", keys: "value", "sd"), .numbers("seeds", keys: "seeds"),
            ])
        for arm in arms {
            for measure in measures {
                let means = arm.means(of: measure, afterRoundsBeforeEnd: options.tail)
                let count = means.count { $0 != nil }
                guard count > 0 else { continue }
                table.append([
                    .text(arm.name), .text(measure), .text(PublishedResults.Statistic.meanOfLast.rawValue),
                    Self.spread(means), .count(count),
                ])
            }
        }
        return table
    }

    /// Which expected numbers stand beside nothing here, in a sentence; none where all do.
    func unmatched(_ results: PublishedResults) -> [String] {
        let values = results.values.enumerated().compactMap { index, value -> String? in
            guard let arm = arm(called: value.arm) else { return "values[\(index)] (no arm \(value.arm))" }
            guard measured(value, in: arm) == nil else { return nil }
            let what = value.statistic == .roundsTo ? "no goal of the mean of \(value.measure)" : "no \(value.measure)"
            return "values[\(index)] (\(what))"
        }
        let curves = results.curves.enumerated().compactMap { index, curve -> String? in
            guard arm(called: curve.arm) != nil else { return "curves[\(index)] (no arm \(curve.arm))" }
            return measures.contains(curve.measure) ? nil : "curves[\(index)] (no \(curve.measure))"
        }
        let missing = values + curves
        guard !missing.isEmpty else { return [] }
        let shown = missing.prefix(4).joined(separator: ", ")
        let rest = missing.count > 4 ? " and \(missing.count - 4) more" : ""
        return [
            "\(missing.count) of \(results.values.count + results.curves.count) expected entries stand beside nothing here: "
                + "\(shown)\(rest)."
        ]
    }

    /// The arm of an expected name: of several plans under it, the one that most cells have.
    func arm(called name: String) -> Arm? {
        arm(name) ?? arm(ArmName.split(name, plan: 1))
    }

    /// The goal that an expected number of rounds is about: the first one that the arm's own plan has of the mean of its measure.
    private func goal(of value: PublishedResults.Value, in arm: Arm) -> Goal? {
        arm.cells.lazy.flatMap(\.goals).first { $0.measure == value.measure && $0.isOfMean }
    }

    /// What stands in the place of a round in which no goal was reached: how many were watched.
    private func unreached(_ value: PublishedResults.Value, in arm: Arm) -> Table.Cell {
        guard value.statistic == .roundsTo,
            let goal = goal(of: value, in: arm),
            let crossing = arm.crossingOfMean(goal)
        else { return .missing }
        return .words(Table.Cell.quantile(crossing).display)
    }

    private func measured(
        _ value: PublishedResults.Value, in arm: Arm
    ) -> (statistic: String, value: Double?, deviation: Double)? {
        let words = Self.words(value.measure)
        switch value.statistic {
        case .meanOfAll, .meanOfLast:
            guard measures.contains(value.measure) else { return nil }
            let tail = value.statistic == .meanOfLast ? options.tail : nil
            let values = arm.means(of: value.measure, afterRoundsBeforeEnd: tail).compactMap(\.self)
            return (
                "\(words), \(tail.map { "last \($0)" } ?? "all rounds")", values.isEmpty ? nil : mean(values),
                standardDeviation(values)
            )
        case .roundsTo:
            guard let goal = goal(of: value, in: arm) else { return nil }
            let crossing = arm.crossingOfMean(goal)?.round
            return (goalNames.words(goal), crossing.map(Double.init), .nan)
        }
    }
}
