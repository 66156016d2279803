import Config
import Determinism
import Diagnostics
import Federation

extension ResolvedVariant {
    /// Rounds of agents that are looked at: of more, under the first seeds alone, and of a period that is longer, none.
    private static let mostRounds = 2_000_000

    /// Where agents meet the server one by one, each comes there within the run. One that does not is never trained: its training
    /// is shown where it is brought.
    ///
    /// How fast agents are and how long they are on their way is drawn by seed, and drawn here as a run draws it.
    func checkArrivals(_ seeds: [UInt64], into findings: inout Findings) {
        let names = agents.map(\.name)
        let compositions = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
        for composition in compositions where composition.isAsynchronous && names.count >= 2 {
            guard let period = composition.every.rounds(of: round) else { continue }
            let looks =
                Self.mostRounds / max(1, composition.drawsTime ? names.count.saturatingTimes(period) : names.count)
            var (late, seed, last) = ([Int](), seeds.first ?? 0, 0)
            for candidate in seeds.prefix(looks) {
                let key = StreamKey(seed: candidate, owner: StreamOwner.exchange(composition.name))
                let arrivals = composition.firstArrivals(of: names, period: period, key)
                let own = arrivals.indices.filter { arrivals[$0] > rounds.saturatingTimes(RoundTimes.unit) }
                last = max(last, arrivals.max() ?? 0)
                if own.count > late.count { (late, seed) = (own, candidate) }
            }
            guard let first = late.first else { continue }
            report(
                late.count, "'\(names[first])'", composition, seed, enough: (last - 1) / RoundTimes.unit + 1, &findings)
        }
    }

    private func report(
        _ late: Int, _ first: String, _ composition: Composition, _ seed: UInt64, enough: Int,
        _ findings: inout Findings
    ) {
        let path = "federation.\(composition.name)"
        let isNobody = late == agents.count
        // What is written last is what an arm has changed.
        let causes = ["when.asynchronous.latency", "when.asynchronous.speed", "every"]
        let written = causes.compactMap { provenance["\(path).\($0)"].span }.max { $0.start < $1.start }
        let span = written ?? provenance["\(path).when"].span ?? provenance[path].span
        findings.add(
            .exchangeNeverFires,
            isNobody
                ? "'\(composition.name)' never fires: nobody comes to the server within \(rounds) units of time, so that nobody trains"
                : "\(late) of \(agents.count) agents never come to the server of '\(composition.name)' within \(rounds) units of time, "
                    + "so that they never train: \(first) under seed \(seed)",
            at: span, related: provenance["rounds"].span.map { .init($0, "the length of the run, in units of time") },
            help: enough <= Limits.rounds
                ? "rounds: \(enough) has everybody come once; or a shorter `every`, or faster agents"
                : "a shorter `every`, or faster agents")
    }
}
