import Archive
import Numerics
import Testing

private struct Layer: Codable, Equatable {
    var weight: Tensor<Float>
    var bias: [Float]
}

private enum Phase: String, Codable { case training, resting }
private enum Plain: Int, Codable { case one = 1, two }

private struct Agent: Codable, Equatable {
    var layers: [Layer]
    var environmentState: [Double]
    var counters: Counters
    var phase: Phase
    var phases: [Phase]
    var history: [[Int32]]
    var isDone: Bool
    var mask: [Bool]
    var note: String?
    var absent: Double?
    var small: Int8
    var wide: UInt64
    var names: [String]
    var nobody: [String]
    var noLayers: [Layer]
    var kind: Plain

    struct Counters: Codable, Equatable {
        var steps: Int
        var meanKLDivergence: Double
    }
}

private struct Counter: Codable {
    var steps: Int
    var mean: Float
}

/// What encoding a value complains about.
private func failure(_ value: some Encodable) -> String {
    do {
        let tree = try ArchiveTree(encoding: value)
        return "encoded \(tree.members.count)"
    } catch {
        return error.description
    }
}

/// What decoding a counter complains about.
private func failure(_ tree: ArchiveTree) -> String {
    do {
        return "decoded \(try tree.decode(Counter.self).steps)"
    } catch {
        return error.description
    }
}

@Suite("Plain values as trees")
struct CodingTests {
    private let agent = Agent(
        layers: [
            Layer(weight: Tensor(shape: [1, 2], elements: [1, 2]), bias: [3]),
            Layer(weight: Tensor(shape: [2, 1], elements: [4, .nan]), bias: []),
        ],
        environmentState: [0.5, -0.0], counters: .init(steps: 7, meanKLDivergence: 0.25), phase: .resting,
        phases: [.training, .resting], history: [[1, 2], [], [3]], isDone: true, mask: [true, false], note: "θ",
        absent: nil, small: -3, wide: .max, names: ["x"], nobody: [], noLayers: [], kind: .two)

    @Test("come back the same, through a tree")
    func roundTrip() throws {
        let tree = try ArchiveTree(encoding: agent)
        let back = try tree.decode(Agent.self)
        // NaN is unequal to itself, so the snapshots are what is compared.
        #expect(try ArchiveTree(encoding: back) == tree)
        #expect(back.counters == agent.counters && back.phases == agent.phases && back.history == agent.history)
        #expect(back.note == "θ" && back.absent == nil && back.small == -3 && back.wide == .max && back.kind == .two)
    }

    @Test("are laid out as the disk shows them: groups, whole datasets, snake case, absence for nil")
    func layout() throws {
        let tree = try ArchiveTree(encoding: agent)
        var paths: [String] = []
        tree.visit { path, node in paths.append("\(path) \(node.summary)") }
        #expect(
            paths == [
                "/layers a group of 2", "/layers/0 a group of 2", "/layers/0/weight f32 [1, 2]",
                "/layers/0/bias f32 [1]",
                "/layers/1 a group of 2", "/layers/1/weight f32 [2, 1]", "/layers/1/bias f32 [0]",
                "/environment_state f64 [2]", "/counters a group of 2", "/counters/steps i64 []",
                "/counters/mean_kl_divergence f64 []", "/phase a text", "/phases a list of 2 texts",
                "/history a group of 3", "/history/0 i32 [2]", "/history/1 i32 [0]", "/history/2 i32 [1]",
                "/is_done u8 []", "/mask u8 [2]", "/note a text", "/small i32 []", "/wide u64 []",
                "/names a list of 1 texts", "/nobody a list of 0 texts", "/no_layers a group of 0", "/kind i64 []",
            ])
    }

    @Test(
        "are named by one rule",
        arguments: [
            ("weight", "weight"), ("environmentState", "environment_state"), ("meanKLDivergence", "mean_kl_divergence"),
            ("firstMoment2", "first_moment2"), ("layer1Weight", "layer1_weight"), ("URL", "url"),
            ("snake_case", "snake_case"),
        ])
    func naming(property: String, onDisk: String) throws {
        struct Key: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
        struct One: Encodable {
            let property: String
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(1, forKey: Key(stringValue: property))
            }
        }
        #expect(try ArchiveTree(encoding: One(property: property)).members.map(\.name) == [onDisk])
    }

    @Test("are refused where they have no order, hold nil in a list, or meet on disk")
    func refusals() throws {
        struct Dictionaries: Codable { var inner = Inner(); struct Inner: Codable { var values = ["a": 1] } }
        struct Sets: Codable { var values: Set<Int> = [1] }
        struct Holes: Codable { var values: [Int?] = [1, nil] }
        struct Twins: Codable {
            var first = 1
            var second = 2
            enum CodingKeys: String, CodingKey {
                case first = "aB"
                case second = "a_b"
            }
        }
        #expect(failure(Dictionaries()).hasPrefix("/inner/values: cannot encode: Dictionary<String, Int> has no order"))
        #expect(failure(Sets()).hasPrefix("/values: cannot encode: Set<Int> has no order"))
        #expect(failure(Holes()).contains("cannot encode: nil stands where a value must be"))
        #expect(failure(Twins()) == "/: cannot encode: two properties have the name 'a_b' on disk")
    }

    @Test("are not restored from a tree that lacks an item, has one too many, or has another kind or shape")
    func mismatches() throws {
        var tree = ArchiveTree([("steps", .array(ArchiveArray(number: 1)))])
        #expect(failure(tree) == "/mean: cannot decode: it is not there")
        tree.insert(.array(ArchiveArray(number: 1.5)), at: "mean")
        #expect(failure(tree) == "/mean: cannot decode: it is f64 [], which is no Float")
        tree.insert(.array(ArchiveArray([Float(1.5)])), at: "mean")
        #expect(failure(tree) == "/mean: cannot decode: it is f32 [1], which is no Float")
        tree.insert(.array(ArchiveArray(number: Float(1.5))), at: "mean")
        #expect(failure(tree) == "decoded 1")
        tree.insert(.array(ArchiveArray(number: 2)), at: "forgotten")
        #expect(failure(tree) == "/forgotten: cannot decode: the state's type has no such property to restore")
    }

    @Test("keep the state laws, or are told which one they break")
    func laws() {
        struct Constant: Codable {
            let gain: Double
            var steps = 1
            enum CodingKeys: CodingKey { case gain, steps }
            init() { gain = 2 }
            // What is synthesized where `gain` has a default value: it is written, and never read.
            init(from decoder: any Decoder) throws {
                gain = 2
                steps = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .steps)
            }
        }
        struct Forgetful: Codable {
            var steps = 1
            var forgotten = 2
            enum CodingKeys: CodingKey { case steps }
        }
        struct Holder: Codable { var box = Box() }
        final class Box: Codable { var value = 1 }
        enum Choice: Codable { case left(Int), right }
        struct Choosing: Codable { var choice = Choice.left(3) }
        struct Table: Codable { var rows = ["a": 1] }
        #expect(StateLaws.breaches(in: agent) == [])
        #expect(
            StateLaws.breaches(in: Constant()) == [
                "/gain: cannot decode: the state's type has no such property to restore"
            ])
        #expect(StateLaws.breaches(in: Forgetful()) == ["/forgotten is not in the snapshot"])
        #expect(StateLaws.breaches(in: Holder()) == ["/box is a class"])
        #expect(StateLaws.breaches(in: Choosing()) == ["/choice is an enum with associated values"])
        #expect(StateLaws.breaches(in: Table()).first == "/rows is a dictionary")
    }
}
