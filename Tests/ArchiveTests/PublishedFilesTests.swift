import Archive
import TestSupport
import Testing

/// Files that h5py wrote, as `initial: {file: …}` and `public_states: {file: …}` read them.
@Suite("The published FedHPD files")
struct PublishedFilesTests {
    private func read(_ file: String, _ item: String) throws -> ArchiveArray {
        let path = Fixture.path("../../experiments/fedhpd/published/\(file)")
        guard case .array(let array) = try ArchiveFile(path).readForeign(item) else {
            throw Fixture.Failure(description: "\(file)/\(item) is not an array")
        }
        return array
    }

    @Test("hold the weights PyTorch's trace starts from, tensor by tensor", arguments: 1...10)
    func weights(agent: Int) throws {
        let trace = try Fixture("fedhpd-trace")
        let described = try #require(trace.facts["agents"]).elements[agent - 1]
        let hidden = try #require(described["hidden"]).elements.compactMap { $0.asInteger }
        let widths = [4] + hidden + [2]
        var row: [Float] = []
        for layer in 0..<(widths.count - 1) {
            let path = "agents/a\(agent)/policy/layers/\(layer)"
            let weight = try read("weights-20.h5", "\(path)/weight")
            let bias = try read("weights-20.h5", "\(path)/bias")
            #expect(weight.shape == [widths[layer + 1], widths[layer]])
            #expect(bias.shape == [widths[layer + 1]])
            row += try #require(weight.elements(as: Float.self)) + #require(bias.elements(as: Float.self))
        }
        let parameters = try trace.floats("a\(agent)/parameters")
        #expect(row == Array(parameters.prefix(row.count)))
        #expect(try trace.shape("a\(agent)/parameters") == [13, row.count])
    }

    @Test("hold five thousand public states, every 25th of which is the trace's")
    func states() throws {
        let states = try read("public-states.h5", "states")
        #expect(states.shape == [5000, 4])
        let numbers = try #require(states.elements(as: Float.self))
        let chosen = stride(from: 0, to: 5000, by: 25).flatMap { numbers[($0 * 4)..<($0 * 4 + 4)] }
        #expect(try Fixture("fedhpd-trace").floats("public_states") == chosen)
    }

    @Test("start the five seeds from different weights")
    func seeds() throws {
        let item = "agents/a1/policy/layers/0/weight"
        let starts = try [20, 25, 30, 35, 40].map { try read("weights-\($0).h5", item).bytes }
        #expect(Set(starts).count == 5)
    }
}
