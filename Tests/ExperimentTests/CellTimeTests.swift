import Testing

@testable import Experiment

/// The one model of time.
@Suite("The model of how long a cell takes")
struct CellTimeTests {
    @Test(
        "More rounds, more episodes, larger networks and more evaluations take longer, and none of it is lost where numbers end"
    )
    func grows() throws {
        let base = CellTime(try SmallStudy.plan()).seconds()
        #expect(base > 0)
        var last = base
        for rounds in [100, 1000, 1_000_000_000] {
            let seconds = CellTime(try SmallStudy.plan(("rounds: 12", "rounds: \(rounds)"))).seconds()
            #expect(seconds > last * 1.5 && seconds.isFinite, "\(rounds)")
            last = seconds
        }
        #expect(last > 1e4, "a thousand million rounds take no less than hours")
    }

    @Test("By a trial the model has the machine's pace, and both look at the same steps")
    func pace() throws {
        let plan = try SmallStudy.plan()
        let calibration = try #require(try Calibration.trial(plan, jobs: 1))
        let model = CellTime(plan)
        #expect(calibration.pace.training > 0 && calibration.pace.meeting >= 0)
        let seconds = calibration.secondsBound(of: plan)
        // What the model says, drawn out: between the two paces, as both count the same steps and meetings.
        let paces = [calibration.pace.training, calibration.pace.meeting].map { $0 * model.seconds() }.sorted()
        #expect(seconds > 0 && seconds >= paces[0] * 0.999 && seconds <= paces[1] * 1.001, "\(seconds), \(paces)")
        let longer = calibration.secondsBound(of: try SmallStudy.plan(("rounds: 12", "rounds: 24")))
        #expect(longer > seconds * 1.2 && longer < seconds * 2.5, "\(longer) of \(seconds)")
        // A debug build on a busy machine is no thread of its own: but it is of this world.
        #expect(calibration.pace.training < 1000 && calibration.pace.training > 1e-3, "\(calibration.pace)")
    }
}
