import Config
import Determinism
import TestSupport
import Testing

@testable import Federation
@testable import Learning

@Suite("What a server makes of an aggregate")
struct ServerTests {
    static func server(_ json: String) throws -> any Server {
        Language.federation[Servers.name].make(Choice(try CanonicalValue(parsing: json)))
    }

    /// The results of aggregates, one after the other.
    static func results(
        _ json: String, _ aggregates: [[Double]], _ precision: Part.Precision = .double, distribution: Int? = nil
    ) throws -> [[Double]] {
        let width = aggregates[0].count
        let part =
            precision == .double
            ? Part("value", doubles: width, shape: "numbers", distribution: distribution)
            : Part("policy", width: width + 3, columns: [0..<width], precision: .single, shape: "numbers")
        let request = Request.parts([part], "parameters")[0]
        var facts = Facts("test", agents: [])
        facts.payload = [request.signature]
        var running = try server(json).running(facts, agents: 1)
        return aggregates.map { aggregate in
            func step<Number: BinaryFloatingPoint>(_ type: Number.Type) -> [Double] {
                var row = aggregate.map { Number($0) } + [Number](repeating: 5, count: part.width - width)
                row.withUnsafeMutableBytes { bytes in
                    var batch = Batch(request.signature, request, count: 1, base: bytes.baseAddress, epoch: 1)
                    running.step(&batch)
                }
                // Padding stays as it is.
                #expect(row[width...].allSatisfy { $0 == 5 })
                return row[..<width].map { Double($0) }
            }
            return precision == .double ? step(Double.self) : step(Float.self)
        }
    }

    @Test(
        "Steps are those of optax and numpy",
        arguments: [
            ("sgd", "sgd", ""), ("adam", "uncorrected", ""), ("adam", "corrected", #", "bias_correction": true"#),
        ])
    func steps(rule: String, array: String, more: String) throws {
        let fixture = try Fixture("server-steps")
        let settings = try #require(fixture.facts[rule]).json.dropLast() + more + "}"
        let width = try fixture.shape("aggregates")[1]
        func rows(_ name: String) throws -> [[Double]] {
            let flat = try fixture.doubles(name)
            return stride(from: 0, to: flat.count, by: width).map { Array(flat[$0..<$0 + width]) }
        }
        let json = #"{"optimizer": {"rule": {"\#(rule)": \#(settings)}}}"#
        let found = try Self.results(json, rows("aggregates"))
        for (own, other) in zip(found, try rows(array)) { #expect(TabularFederation.agree(own, other, within: 1e-12)) }
        // Networks are Float32: what was sent is what is gone on from.
        for (own, other) in zip(try Self.results(json, rows("aggregates"), .single), try rows(array)) {
            #expect(TabularFederation.agree(own, other, within: 1e-5))
        }
    }

    @Test("With rate 1 and no momentum the server sends the aggregate")
    func plain() throws {
        let aggregates = [[1.0, 2], [0.5, -4], [8, 8]]
        let json = #"{"optimizer": {"rule": {"sgd": {"learning_rate": 1, "momentum": 0}}}}"#
        #expect(try Self.results(json, aggregates) == aggregates)
    }

    @Test("The nearest point of a ball, a box and a simplex", arguments: [Part.Precision.single, .double])
    func project(precision: Part.Precision) throws {
        let ball = #"{"project": {"onto": {"ball": {"radius": 5}}}}"#
        #expect(try Self.results(ball, [[6, 8], [3, 4], [1, 0]], precision) == [[3, 4], [3, 4], [1, 0]])
        let box = #"{"project": {"onto": {"box": {"low": -1, "high": 2}}}}"#
        #expect(try Self.results(box, [[-3, 0.5], [2.5, 2]], precision) == [[-1, 0.5], [2, 2]])
    }

    @Test("Every state's numbers become the nearest probabilities")
    func simplex() throws {
        let json = #"{"project": {"onto": {"simplex": {}}}}"#
        let found = try Self.results(json, [[0.5, 0.5, 1, 0.5], [2, 0, -1, 0.25]], distribution: 2)
        // (1, ½) − ¼; (2, 0) lies beyond the corner (1, 0); (−1, ¼) beyond (0, 1).
        #expect(found == [[0.5, 0.5, 0.75, 0.25], [1, 0, 0, 1]])
    }
}
