import Foundation
import Learning
import Testing

@testable import Experiment

@Suite("What concord bench measures")
struct SpeedBenchmarksTests {
    private let benchmarks = SpeedBenchmarks(scratch: NSTemporaryDirectory(), program: "/bin/true")

    @Test("every environment and every learner of the catalogues has figures")
    func catalogues() throws {
        let figures = try benchmarks.run([.environments, .learners]) { _ in }
        for kind in Environments.catalogue.choices.components.map(\.kind) {
            #expect(figures.contains { $0.part == .environments && $0.name.hasPrefix(kind) })
        }
        for (kind, _) in Learners.catalogue.examples {
            #expect(figures.contains { $0.part == .learners && $0.name.hasPrefix(kind) })
        }
        #expect(figures.allSatisfy { $0.value >= 0 && $0.value.isFinite })
    }

    @Test("acting, stepping and learning add up to a learner's whole step")
    func split() throws {
        let figures = try benchmarks.run([.learners]) { _ in }
        let parts = Dictionary(grouping: figures) { figure in
            figure.name.prefix(upTo: figure.name.lastIndex(of: ",") ?? figure.name.endIndex)
        }
        // Learners that play no episodes have one figure each.
        for (_, group) in parts where group.count > 1 {
            let whole = try #require(group.first { $0.name.hasSuffix("per step") }).value
            let sum = group.filter { !$0.name.hasSuffix("per step") }.reduce(0) { $0 + $1.value }
            // Playing alone may come out slower than playing and learning by the clock's noise alone.
            #expect(abs(sum - whole) < 0.5 * whole)
        }
    }

    @Test("parts run in their own order, whatever order they are asked for in")
    func order() throws {
        var told: [SpeedBenchmarks.Part] = []
        _ = try benchmarks.run([.startUp, .environments]) { told.append($0) }
        #expect(told == [.environments, .startUp])
    }

    @Test("a program that cannot be started is named")
    func noProgram() {
        let benchmarks = SpeedBenchmarks(scratch: NSTemporaryDirectory(), program: "/no/such/program")
        let error = #expect(throws: StageError.self) { try benchmarks.run([.startUp]) { _ in } }
        #expect(error?.description.contains("/no/such/program") == true)
    }
}
