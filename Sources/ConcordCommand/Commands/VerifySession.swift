import Diagnostics
import Experiment
import Report

/// Verifies some runs with progress and signals: what `verify` and `bundle` share.
struct VerifySession {
    let entries: [RunSelection.Entry]
    /// Cells of the spec that was named in whose directories other runs are: they are no match.
    let strangers: [RunSelection.Stranger]
    /// Where files that plans name are.
    let inputs: String
    let rounds: ClosedRange<Int>?
    let jobs: Int
    /// Whether there is to be a certificate, for which every file that was compared is read once more.
    let isCertified: Bool

    func run(_ console: Console) throws -> (report: VerificationReport, certificate: Certificate?) {
        let stop = StopRequest()
        let interruption = Interruption { stop.request() }
        defer { withExtendedLifetime(interruption) {} }
        let display = ProgressDisplay(
            cells: entries.map { .init(arm: $0.arm, seed: $0.seed, rounds: 1, firstRound: 0) },
            console)
        var report = VerificationReport()
        var certificate = isCertified ? Certificate(version: Program.library, rounds: rounds) : nil
        for stranger in strangers {
            report.add(stranger: stranger.arm, seed: stranger.seed, [stranger.words] + stranger.differences)
            certificate?.add(stranger: stranger.arm, seed: stranger.seed)
        }
        for (index, entry) in entries.enumerated() {
            let result: Verifier.Result
            do {
                let found = try stop.whileHeard { [self] in
                    try Verifier(entry.directory, inputs: inputs, stop: stop).run(rounds: rounds, jobs: jobs) {
                        done, all in
                        if !stop.isAbandoned { display.update(cell: index, round: done, of: all) }
                    }
                }
                guard let found else {
                    display.close()
                    let name = VisibleText.line("\(entry.arm) seed \(entry.seed)")
                    console.say("stopped in the middle of a round: \(name) is not verified\n")
                    interruption.leave(.interrupted, console)
                }
                result = found
            } catch {
                // One that cannot be read does not keep the others from being verified.
                display.finish(cell: index, words: VerificationReport.unread)
                console.leaveOut(error)
                report.add(unread: entry.arm, seed: entry.seed, "\(error)")
                certificate?.add(unread: entry.arm, seed: entry.seed)
                continue
            }
            report.add(result)
            display.finish(cell: index, words: VerificationReport.word(result))
            if case .stopped = result.verdict { break }
            try certificate?.add(result, of: entry.directory)
        }
        display.close()
        return (report, certificate)
    }
}

extension VerificationReport {
    /// How a command that verified ends.
    var exitCode: ExitCode {
        if wasStopped { return .interrupted }
        if foundDifference { return .difference }
        return lackedEvidence || lackedFiles ? .failed : .done
    }
}
