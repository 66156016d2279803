import Config
import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// Arms that are one, factors and levels that change nothing: equal cells under several names.
@Suite("Cells under two names")
struct DoubleTests {
    private static func remarks(_ more: String, agents: String = "[{name: a}, {name: b}]") throws -> [String] {
        let (study, findings) = SpecText.compile(SpecText.text(more, agents: agents))
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        #expect(findings.isEmpty, "whoever runs it is not told")
        var remarks = compiled.remarks
        remarks.add(compiled.idleFindings)
        let doubles = remarks.diagnostics.filter { $0.code == .withoutEffect }
        #expect(doubles.allSatisfy { $0.severity == .warning && $0.help?.isEmpty == false })
        return doubles.map { "\($0.span?.text ?? "–"): \($0.message)" }
    }

    @Test(
        "What gives equal cells is told of where it is written",
        arguments: [
            ("arms: {one: {}, two: {}}", "two: the arms 'one' and 'two' are one"),
            (
                "arms: {one: {rounds: 5}, two: {}, three: {rounds: {episodes: 5}}}",
                "three: the arms 'one' and 'three' are one"
            ),
            (
                "arms: {one: {network.hidden: [4]}, two: {network: {hidden: [4]}}}",
                "two: the arms 'one' and 'two' are one"
            ),
            (
                "sweep: {lr: {optimizer.adam.learning_rate: [1e-3, 0.001, 1.0e-03]}}",
                "lr: the factor 'lr' changes nothing"
            ),
            (
                "sweep: {lr: {optimizer.adam.learning_rate: [1e-3, 0.1, 0.001]}}",
                "lr: the levels '1e-3' and '0.001' of 'lr' are one"
            ),
            ("sweep: {f: {rounds: [5, 6]}, g: {rounds: [7, 8]}}", "f: the factor 'f' changes nothing"),
            (
                "arms: {x: {}, y: {network.hidden: [4], network: {hidden: [9]}}}",
                "network.hidden: 'network.hidden' is written over by 'network' behind it"
            ),
        ])
    func doubles(more: String, words: String) throws {
        let remarks = try Self.remarks(more)
        #expect(remarks.count == 1 && remarks[0].hasPrefix(words), "\(remarks)")
    }

    @Test(
        "What differs in anything that a cell depends on is not told of",
        arguments: [
            "arms: {one: {}, two: {rounds: 11}}", "arms: {one: {}, two: {checkpoint: {keep: 7}}}",
            "arms: {one: {}, two: {agents.a.network.hidden: [5]}}",
            "sweep: {f: {rounds: [5, 6]}, g: {network.hidden: [[7], [8]]}}",
            "arms: {x: {}, y: {network: {hidden: [9]}, network.hidden: [5]}}",
            // Ranges that may draw the same number, and one that is spread over all agents or over each entry's.
            "arms: {x: {environment.cartpole.force: {uniform: [5, 9]}}, y: {environment.cartpole.force: {uniform: [5, 10]}}}",
            "arms: {x: {environment.cartpole.force: {spread: [5, 9]}}, y: {agents.a.environment.cartpole.force: {spread: [5, 9]}}}",
        ])
    func differences(more: String) throws {
        #expect(try Self.remarks(more) == [])
    }

    @Test("Our own studies have no cell twice", arguments: StudyBits.studies)
    func shipped(study: String) throws {
        var findings = Findings()
        let path = Repository.root + "experiments/" + study
        let compiled = try #require(Study.compile(path, in: .standard, into: &findings))
        var remarks = compiled.remarks
        remarks.add(compiled.idleFindings)
        let doubles = remarks.diagnostics.map(\.message).filter {
            $0.contains("are equal") || $0.contains("written over")
        }
        #expect(doubles.isEmpty, "\(doubles)")
    }
}
