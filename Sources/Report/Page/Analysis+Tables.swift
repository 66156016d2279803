internal import Experiment

extension Analysis {
    private typealias Cell = Table.Cell

    /// One row per arm.
    var summary: Table {
        var columns: [Table.Column] = [.text("arm", key: "arm"), .numbers("seeds", keys: "seeds")]
        for (index, measure) in compared.enumerated() {
            let words = Self.words(measure)
            let group = words + unit(of: measure)
            let last = isTailWhole ? "all rounds" : "last \(options.tail)"
            columns.append(
                .numbers("\(words), \(last)", keys: "\(measure)_last", "\(measure)_last_sd").grouped(group, last))
            guard index == 0 else { continue }
            columns.append(
                .numbers("IQM, \(last)", keys: "\(measure)_last_iqm").grouped(group, "IQM, \(last)"))
            columns.append(
                .numbers("\(words), all rounds", keys: "\(measure)_all", "\(measure)_all_sd")
                    .grouped(group, "all rounds").forPrograms(isTailWhole))
        }
        for goal in goals {
            let (words, key) = (goalNames.words(goal), goalNames.key(goal))
            func column(_ title: String, _ short: String, _ keys: String...) -> Table.Column {
                Table.Column(title: title, keys: keys, isText: false).grouped(words, short)
            }
            // Of one agent's curve, or each one's, there is no mean curve to reach anything.
            if goal.isOfMean { columns.append(column(words, "mean curve", key, "\(key)_censored")) }
            columns += [
                column(goal.isOfMean ? "median of seeds" : "\(words), median", "median of seeds", "\(key)_median"),
                column("25 %", "25 %", "\(key)_lower_quartile"),
                column("75 %", "75 %", "\(key)_upper_quartile"),
                column("censored", "censored", "\(key)_censored_count"),
            ]
        }
        columns.append(.numbers("bytes per cell", keys: "bytes").grouped("cost", "bytes per cell"))
        columns.append(.numbers("environment steps", keys: "steps").grouped("cost", "environment steps"))
        if hasDivergedCells { columns.append(.text("diverged", key: "diverged")) }
        if hasUnverifiedRows { columns.append(.text("unverified in part", key: "unverified")) }
        var table = Table("Summary", caption: summaryCaption, columns: columns)
        for arm in arms { table.append(summaryRow(arm)) }
        return table
    }

    private func summaryRow(_ arm: Arm) -> [Table.Cell] {
        var row: [Cell] = [.text(arm.name), .count(arm.cells.count)]
        for (index, measure) in compared.enumerated() {
            row.append(Self.spread(arm.means(of: measure, afterRoundsBeforeEnd: options.tail)))
            guard index == 0 else { continue }
            let pooled = arm.agentMeans(of: measure, lastRounds: options.tail).flatMap { $0 }.compactMap(\.self)
            row.append(
                !pooled.allSatisfy(\.isFinite)
                    ? .notFinite : pooled.isEmpty ? .missing : Self.middle(interquartileMean(pooled)))
            row.append(Self.spread(arm.means(of: measure, afterRoundsBeforeEnd: nil)))
        }
        for goal in goals {
            let crossings = arm.crossings(goal)
            if goal.isOfMean { row.append(arm.crossingOfMean(goal).map(Cell.crossing) ?? .missing) }
            for level in [0.5, 0.25, 0.75] {
                row.append(quantileCrossing(of: crossings, at: level).map(Cell.quantile) ?? .missing)
            }
            row.append(crossings.isEmpty ? .missing : .count(crossings.count { $0.round == nil }))
        }
        let bytes = arm.cells.compactMap { $0.end(on: .bytes) }
        row.append(bytes.isEmpty ? .missing : .bytes(mean(bytes)))
        let steps = arm.cells.compactMap { $0.end(on: .steps) }
        let all = steps.reduce(0, +).rounded()
        row.append(steps.isEmpty ? .missing : .count(Int(exactly: all) ?? .max))
        if hasDivergedCells {
            row.append(arm.diverged.isEmpty ? .blank : .text("\(arm.diverged.count) of \(arm.cells.count)"))
        }
        if hasUnverifiedRows {
            let count = arm.cells.count { $0.unverifiedFrom != nil }
            row.append(count == 0 ? .blank : .text("\(count) of \(arm.cells.count)"))
        }
        return row
    }

    /// What a round that was not reached reads like; nil where all were reached.
    var crossingLegend: String? {
        let ends = goals.flatMap { goal in arms.flatMap { $0.crossings(goal) } }.compactMap { crossing in
            if case .censored(let round) = crossing { round } else { nil }
        }
        guard let end = ends.max() else { return nil }
        let round = NumberText.grouped(end)
        return "“> \(round)”: not reached within the \(round) rounds that were watched."
    }

    /// What an interquartile mean is over.
    private var pooledWords: String {
        guard isByAgent else { return "cells." }
        return replicaWords.isEmpty ? "(seed, agent) pairs." : "(seed, agent) pairs, each the mean over its replicas."
    }

    private var summaryCaption: String {
        var text =
            "Means over agents, then over seeds, ± the standard deviation over seeds. "
            + (isTailWhole ? "" : "“Last \(options.tail)” covers the \(tailWords) of a cell. ")
            + "IQM: the interquartile mean over all " + pooledWords
        for goal in goals where goal.isOfMean {
            text +=
                " \(Self.heading(goalNames.words(goal))): the first round at which the trailing average "
                + "over \(goal.window) rounds of the \(Self.words(goal.measure)), averaged over agents and seeds, is at "
                + "least that; “median of seeds” takes each seed's own curve, a seed that never gets there is censored."
        }
        if let legend = crossingLegend { text += " " + legend }
        let units = compared.filter { !unit(of: $0).isEmpty }.map { "\(Self.words($0))\(unit(of: $0))" }
        if !units.isEmpty { text += " Units: \(units.joined(separator: ", "))." }
        let lower = compared.filter { direction(of: $0) == .lowerIsBetter }.map(Self.words)
        if !lower.isEmpty { text += " Lower is better: \(lower.joined(separator: ", "))." }
        let settings = measures.filter { !compared.contains($0) }.map {
            "\(Self.words($0)) \(levels(of: $0).first ?? "")"
        }
        if !settings.isEmpty { text += " The setting, the same in every arm: \(settings.joined(separator: ", "))." }
        return text + " Environment steps are those of all cells of the arm."
    }

    /// Gains over the baseline, paired by seed, with effect sizes and tests.
    func gains(_ comparisons: [Comparison]) -> Table {
        let isCrossed = baseline?.isCrossed == true
        var table = Table(
            baseline.map { "Gains over \($0.name)\($0.reason.map { ", \($0)" } ?? ""), paired by seed" } ?? "Gains",
            caption: gainsCaption(comparisons),
            columns: [.text("arm", key: "arm")] + (isCrossed ? [.text("over", key: "baseline")] : []) + [
                .text("measure", key: "measure"), .text("rounds", key: "rounds"),
                .numbers("pairs", keys: "pairs"), .numbers("gain", keys: "gain", "gain_low", "gain_high"),
                .numbers("better in", keys: "better"), .text("better is", key: "direction").forPrograms(),
                .text("reads", key: "reading").forPrograms(), .text("verdict", key: "verdict"),
                .numbers("P(better)", keys: "improvement").grouped("effect size", "P(better)"),
                .numbers("Cliff's δ", keys: "cliffs_delta").grouped("effect size", "Cliff's δ"),
                .numbers("sign test p", keys: "sign_p").grouped("sign test", "p"),
                .numbers("sign test Holm", keys: "sign_p_holm").grouped("sign test", "Holm"),
                .numbers("Wilcoxon p", keys: "wilcoxon_p").grouped("Wilcoxon", "p"),
                .numbers("Wilcoxon Holm", keys: "wilcoxon_p_holm").grouped("Wilcoxon", "Holm"),
            ])
        for comparison in comparisons {
            table.append(
                [.text(comparison.arm)] + (isCrossed ? [.text(comparison.baseline)] : []) + [
                    .text(Self.words(comparison.measure)), .text(comparison.gain.label(lastRounds: comparison.tail)),
                    .count(comparison.gain.pairs.count),
                ] + cells(of: comparison))
        }
        return table
    }

    private func gainsCaption(_ comparisons: [Comparison]) -> String {
        let isCrossed = baseline?.isCrossed == true
        let coverage = NumberText.short(options.bootstrap.coverage * 100, decimals: 1)
        var text =
            "Differences between cells of equal \(isCrossed ? "sweep values and " : "")seed, with the nominal \(coverage) % "
            + "percentile bootstrap interval of their mean over \(options.bootstrap.resamples) resamples of the pairs: the "
            + "arm's value minus the baseline's. “Better in” counts the pairs in which the arm's value is on the better side, "
            + "which each measure states; the verdict is better or worse where the interval lies on one side of 0. P(better): "
            + "the chance that a cell of the arm is better than one of the baseline, ties half (½: no difference); Cliff's "
            + "δ = 2 P(better) − 1. Sign test and Wilcoxon's signed ranks of the pairs, two-sided; Holm: adjusted to all arms "
            + "that this table compares by the same measure over the same rounds."
        if comparisons.contains(where: \.gain.isCut) {
            text += " “First N” and “of N”: the rounds that both cells of a pair have, one of which goes on after them."
        }
        let units = judged.filter { !unit(of: $0).isEmpty }.map { "\(Self.words($0))\(unit(of: $0))" }
        if !units.isEmpty { text += " Units: \(units.joined(separator: ", "))." }
        let lower = judged.filter { direction(of: $0) == .lowerIsBetter }.map(Self.words)
        if !lower.isEmpty { text += " Lower is better: \(lower.joined(separator: ", "))." }
        if hasDivergedCells {
            text += " Undecided: a cell of one of the two arms diverged; what is left says nothing of it."
        }
        return text
    }

    /// The gain with its interval, how many pairs are better, effect sizes and tests; undecided where a cell diverged.
    private func cells(of comparison: Comparison) -> [Table.Cell] {
        let side = Cell.text(comparison.direction == .lowerIsBetter ? "lower" : "higher")
        guard comparison.gain.isDecided else {
            return [
                .words(comparison.reading), .missing, side, .text(comparison.reading),
                .text(comparison.verdict.judgment),
            ]
                + Array(repeating: .missing, count: 6)
        }
        let (estimate, decimals) = (comparison.estimate, comparison.decimals)
        return [
            .estimate(estimate, decimals: decimals), .count(comparison.better), side,
            .text(comparison.reading), .text(comparison.verdict.judgment),
            .number(comparison.improvement, decimals: 2), .number(comparison.delta, decimals: 2),
            .probability(comparison.sign), .probability(comparison.signAdjusted), .probability(comparison.ranks),
            .probability(comparison.ranksAdjusted),
        ]
    }

    /// Each agent's mean over the last rounds, by arm.
    var agentTable: Table {
        var columns: [Table.Column] = [.text("agent", key: "agent")]
        for arm in arms { columns.append(.numbers(arm.name, keys: arm.name, "\(arm.name)_sd")) }
        var table = Table(
            "Every agent, \(tailWords)",
            caption:
                "\(Self.words(mainMeasure ?? ""))\(unit(of: mainMeasure ?? "")): means over seeds\(replicaWords) "
                + "± the standard deviation over seeds.",
            columns: columns)
        guard let measure = mainMeasure, isByAgent else { return table }
        let means = arms.map { $0.meansByName(of: measure, lastRounds: options.tail) }
        for name in agentNames {
            table.append(
                [.text(name)]
                    + means.map { means in
                        guard let values = means[name] else { return .missing }
                        guard values.allSatisfy(\.isFinite) else { return .notFinite }
                        let center = mean(values)
                        return .spread(center, standardDeviation(values), decimals: Self.fewDecimals(of: center))
                    })
        }
        return table
    }

    private static func middle(_ mean: Double) -> Table.Cell { .number(mean, decimals: fewDecimals(of: mean)) }

    /// One digit after the point, and as many more as a value below 1 needs.
    static func fewDecimals(of value: Double) -> Int { value.magnitude < 1 ? decimals(of: value) : 1 }

    static func spread(_ values: [Double?]) -> Table.Cell {
        let present = values.compactMap(\.self)
        guard !present.isEmpty else { return .missing }
        guard present.allSatisfy(\.isFinite) else { return .notFinite }
        let (mean, deviation) = (mean(present), standardDeviation(present))
        return .spread(mean, deviation, decimals: decimals(of: mean))
    }

    /// Digits after the point that leave about three that count: 1 from 10 on, at most 9, and 1 where even those would all be zeros.
    static func decimals(of value: Double) -> Int {
        var decimals = 1
        var scaled = value.magnitude
        while scaled < 10, scaled > 0, decimals < 9 {
            scaled *= 10
            decimals += 1
        }
        return value.magnitude < 0.5e-9 ? 1 : decimals
    }
}
