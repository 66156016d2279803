public import Diagnostics

/// Whether cells fit into the memory there is, before any of them takes it.
public struct MemoryBudget: Sendable {
    /// By cell, in order.
    public let forecasts: [MemoryForecast]
    private let titles: [String]

    /// The budget of some cells of a study; cells of an arm differ in draws alone and are alike here.
    public init(_ plans: [CellPlan]) {
        var known: [String: MemoryForecast] = [:]
        forecasts = plans.map { plan in
            let forecast = known[plan.arm] ?? plan.memory
            known[plan.arm] = forecast
            return forecast
        }
        titles = plans.map(\.title)
    }

    /// Bytes at the peak with so many cells at a time.
    public func bytes(jobs: Int) -> Double { MemoryForecast.bytes(of: forecasts, jobs: jobs) }

    /// Why the cells should not be run so many at a time, in words; nil where they fit.
    ///
    /// - Parameters:
    ///   - words: a number of bytes in words.
    public func refusal(jobs: Int, available: Double, words: (Double) -> String) -> String? {
        guard let most = forecasts.indices.max(by: { forecasts[$0].bytes < forecasts[$1].bytes }) else { return nil }
        let (forecast, free) = (forecasts[most], words(available))
        guard forecast.bytes <= available else {
            return "not enough memory: \(titles[most]) takes about \(words(forecast.bytes)), and \(free) may be taken; "
                + "most of it: \(forecast.largest.name), \(words(forecast.largest.bytes)) "
                + "(--memory says how much may be taken)"
        }
        let running = min(jobs, forecasts.count)
        let all = bytes(jobs: running)
        guard all > available else { return nil }
        let fitting = (1..<running).last { bytes(jobs: $0) <= available } ?? 1
        return "not enough memory: \(running) cells at a time take about \(words(all)), and \(free) may be taken; "
            + "most of one, \(titles[most]): \(forecast.largest.name), \(words(forecast.largest.bytes)); "
            + "--jobs \(fitting) fits (--memory says how much may be taken)"
    }
}

extension Study {
    /// A warning where a cell takes more memory than there is: another machine may have it.
    ///
    /// - Parameter total: the machine's bytes.
    public func memoryFindings(total: Double, words: (Double) -> String) -> Findings {
        var findings = Findings()
        var large: [(arm: String, forecast: MemoryForecast)] = []
        for (index, variant) in variants.enumerated() {
            guard let seed = seeds.first else { continue }
            let forecast = plan(of: cell(of: index, seed: seed)).memory
            if forecast.bytes > total { large.append((variant.name, forecast)) }
        }
        guard let most = large.max(by: { $0.forecast.bytes < $1.forecast.bytes }) else { return findings }
        let others = large.count > 1 ? " and \(large.count - 1) more arm\(large.count == 2 ? "" : "s")" : ""
        let largest = most.forecast.largest
        findings.add(
            .largeMemory,
            "a cell of '\(most.arm)'\(others) takes about \(words(most.forecast.bytes)) of memory, more than this machine has",
            at: variants.first { $0.name == most.arm }?.provenance["round"].span,
            help: "most of it: \(largest.name), \(words(largest.bytes)); another machine may run it, here `run` refuses"
        )
        return findings
    }
}
