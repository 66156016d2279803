import Archive
import Diagnostics
import Numerics
import TestSupport
import Testing

@testable import Experiment

/// Numbers that files bring are checked one by one, where the spec is checked and where the plan is followed.
@Suite("Numbers from files")
struct NumbersFromFilesTests {
    /// A number that no file may have, and what is said of it.
    static let unfit: [(number: Double, words: String)] = [
        (.nan, "is not a number"), (.infinity, "is infinite"), (-.infinity, "is infinite"),
        (1e300, "is 1e+300, beyond the largest Float32"), (-3.5e38, "is -3.5e+38, beyond the largest Float32"),
    ]

    private static func states(_ directory: TemporaryDirectory, _ array: ArchiveArray) throws -> String {
        let path = directory.file("states.h5")
        try ArchiveFile(path).write(ArchiveTree([("states", .array(array))]))
        return path
    }

    private static func check(_ line: String) -> [Diagnostic] {
        let text = SmallStudy.text.replacing(
            "public_states:\n  uniform:\n    count: 64\n    ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}",
            with: line)
        var findings = Findings()
        _ = Study.compile(SourceFile(name: "small.yaml", text: text), beside: "", in: .standard, into: &findings)
        return findings.diagnostics
    }

    private static let sound: [Double] = (0..<32).map { Double($0) / 8 - 1 }

    @Test("Public states that are no Float32 numbers are refused with row and column", arguments: unfit)
    func publicStates(number: Double, words: String) throws {
        let directory = try TemporaryDirectory()
        var numbers = Self.sound
        numbers[4 * 5 + 2] = number
        let path = try Self.states(directory, ArchiveArray(shape: [8, 4], elements: numbers))
        let found = Self.check("public_states: {file: {path: \(path)}}")
        #expect(found.map(\.code) == [.unfitStates])
        let message = found.first?.message ?? ""
        #expect(message.contains("/states[5, 2] (row 6, column 3) \(words)"), "\(message)")
    }

    @Test("Whole numbers that Float32 does not hold are refused, others and doubles in range are taken")
    func precision() throws {
        let directory = try TemporaryDirectory()
        var whole = (0..<32).map { Int64($0) }
        var path = try Self.states(directory, ArchiveArray(shape: [8, 4], elements: whole))
        #expect(Self.check("public_states: {file: {path: \(path)}}").isEmpty)
        whole[7] = 16_777_217
        path = try Self.states(directory, ArchiveArray(shape: [8, 4], elements: whole))
        let found = Self.check("public_states: {file: {path: \(path)}}")
        #expect(found.first?.message.contains("[1, 3] (row 2, column 4) is 16777217, a whole number") == true)
        path = try Self.states(directory, ArchiveArray(shape: [8, 4], elements: Self.sound))
        #expect(Self.check("public_states: {file: {path: \(path)}}").isEmpty)
    }

    @Test("States that are all one are refused, whatever makes them; no rows, and the wrong shape, as before")
    func useless() throws {
        let directory = try TemporaryDirectory()
        let equal = (0..<32).map { Double($0 % 4) }
        var path = try Self.states(directory, ArchiveArray(shape: [8, 4], elements: equal))
        #expect(Self.check("public_states: {file: {path: \(path)}}").map(\.code) == [.unfitStates])
        path = try Self.states(directory, ArchiveArray(shape: [0, 4], elements: [Double]()))
        #expect(Self.check("public_states: {file: {path: \(path)}}").map(\.code) == [.publicStatesWidth])
        path = try Self.states(directory, ArchiveArray(shape: [4, 8], elements: Self.sound))
        #expect(Self.check("public_states: {file: {path: \(path)}}").map(\.code) == [.publicStatesWidth])
        func uniform(_ range: String) -> [DiagnosticCode] {
            let others = "cart_velocity: [0, 0], pole_angle: [0, 0], pole_angular_velocity: [0, 0]"
            return Self.check("public_states: {uniform: {count: 8, ranges: {cart_position: \(range), \(others)}}}")
                .map(\.code)
        }
        #expect(uniform("[-1, 1]").isEmpty)
        #expect(uniform("[1, 1]") == [.unfitStates])
        #expect(uniform("[1, 1.000000001]") == [.unfitStates])
        // Beyond what any number of a spec may be.
        #expect(uniform("[-1, 1e300]") == [.outOfRange])
    }

    private typealias Change = @Sendable (_ tree: inout ArchiveTree, _ numbers: [Float], _ width: Int) -> Void

    private static func states(
        _ make: @escaping @Sendable (_ numbers: [Float], _ width: Int) -> ([Int], [Float])
    ) -> Change {
        { tree, numbers, width in
            let (shape, elements) = make(numbers, width)
            tree.insert(.array(ArchiveArray(shape: shape, elements: elements)), at: "states")
        }
    }

    private static func item(_ node: ArchiveNode) -> Change {
        { tree, _, _ in tree.insert(node, at: "states") }
    }

    private static func recipe(_ recipe: ArchiveAttribute) -> Change {
        { tree, _, _ in tree.annotate("", "recipe", recipe) }
    }

    /// What may stand in the place of a stage, made of the sound one, and what is said of it.
    private static let stages: [(words: String, change: Change)] = [
        ("is not a number", states { ([$0.count / $1, $1], [.nan] + $0.dropFirst()) }),
        ("have 3 numbers", states { ([$0.count / $1, 3], Array($0.prefix($0.count / $1 * 3))) }),
        ("have 8 numbers", states { ([$0.count / $1, 2 * $1], $0 + $0) }),
        ("its recipe makes", states { ([$0.count / $1 * 2, $1], $0 + $0) }),
        ("its recipe makes", states { ([2, $1], Array($0.prefix(2 * $1))) }),
        ("holds no states", states { ([0, $1], []) }),
        ("holds no states", states { numbers, _ in ([numbers.count], numbers) }),
        ("holds no states", item(.array(ArchiveArray(shape: [64, 4], elements: [Int32](0..<256))))),
        ("holds no states", item(.text(ArchiveText("forged")))),
        ("holds no states", item(.group(ArchiveTree()))),
        ("not the stage of this recipe", recipe(.text("{}"))),
        ("not the stage of this recipe", recipe(.integer(-1))),
    ]

    @Test(
        "A store's kept stage is taken where it can be the recipe's; else it is set aside with a word, and made again",
        arguments: stages.indices)
    func kept(index: Int) throws {
        let directory = try TemporaryDirectory()
        let plan = try SmallStudy.plan()
        let store = StageStore(store: directory.path)
        let made = try #require(try store.publicStates(of: plan, 1)).tensor
        let name = try #require(plan.stageFingerprint).hexadecimal
        let file = ArchiveFile(directory.file("stages/\(name).h5"))
        let sound = try LocalFileSystem().read(file.path)
        var said: [String] = []
        #expect(try store.publicStates(of: plan, 1) { said.append($0) }?.tensor == made)
        #expect(said.isEmpty)
        var tree = try file.read().tree
        Self.stages[index].change(&tree, made.elements, made.shape[1])
        try file.write(tree, entries: [.init("kind", "stage")])
        let forged = try LocalFileSystem().read(file.path)
        #expect(try store.publicStates(of: plan, 1) { said.append($0) }?.tensor == made)
        #expect(said.count == 1 && said[0].contains(Self.stages[index].words), "\(said)")
        #expect(try LocalFileSystem().read(file.path) == sound)
        #expect(try LocalFileSystem().read(file.path + ".damaged-1") == forged)
    }

    @Test(
        "First networks with a weight or bias that is no Float32 number are refused by dataset and index",
        arguments: unfit)
    func networks(number: Double, words: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("weights.h5")
        for (dataset, index, place) in [
            ("layers/0/weight", 21, "[5, 1] (row 6, column 2)"), ("layers/1/bias", 1, "[1] (entry 2)"),
        ] {
            var tree = ArchiveTree()
            for (agent, widths) in [("a", [4, 16, 2]), ("b", [4, 8, 24, 2]), ("c", [4, 40, 2])] {
                for (layer, ends) in zip(widths, widths.dropFirst()).enumerated() {
                    let group = "agents/\(agent)/policy/layers/\(layer)"
                    let weight = (0..<ends.0 * ends.1).map { Double($0 % 7) / 8 }
                    tree.insert(.array(ArchiveArray(shape: [ends.1, ends.0], elements: weight)), at: "\(group)/weight")
                    tree.insert(
                        .array(ArchiveArray([Double](repeating: 0, count: ends.1))), at: "\(group)/bias")
                }
            }
            let text = SmallStudy.text + "initial: {file: \(path)}\n"
            func check() throws -> [Diagnostic] {
                try ArchiveFile(path).write(tree)
                var findings = Findings()
                _ = Study.compile(
                    SourceFile(name: "small.yaml", text: text), beside: "", in: .standard, into: &findings)
                return findings.diagnostics
            }
            let unchanged = try check()
            #expect(unchanged.isEmpty)
            let item = "agents/a/policy/\(dataset)"
            guard case .array(let array)? = tree[item] else {
                Issue.record("no \(item)")
                continue
            }
            var numbers = array.numbers
            numbers[index] = number
            tree.insert(.array(ArchiveArray(shape: array.shape, elements: numbers)), at: item)
            let found = try check()
            #expect(found.map(\.code) == [.initialUnfit])
            #expect(found.first?.message.contains("/\(item)\(place) \(words)") == true, "\(found.map(\.message))")
        }
    }

    @Test(
        "Ranges of proxy memories whose width Float32 does not know are refused: every state would be in one section",
        arguments: ["[0, 5e-324]", "[-1e308, 1e308]", "[1, 1.000000001]", "[0, 1e39]"])
    func sections(range: String) throws {
        func codes(_ range: String) -> [DiagnosticCode] {
            let others = "cart_velocity: [-3, 3], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-3, 3]"
            let ranges = "{cart_position: \(range), \(others)}"
            let frd = "{frd: {every: {rounds: 2}, upload: {proxy_memory: {ranges: \(ranges)}}}}"
            return SpecText.compile(SpecText.text("federation: [\(frd)]")).findings.diagnostics.map(\.code)
        }
        #expect(!codes("[-2.4, 2.4]").contains(.misfit))
        #expect(codes(range).contains { $0 == .misfit || $0 == .outOfRange })
    }
}
