import Archive
import Numerics
import Testing

@Suite("A tree")
struct TreeTests {
    @Test("has one fingerprint, in whatever order its items were added")
    func orderFree() {
        var one = ArchiveTree()
        one.insert(.array(ArchiveArray(number: 1)), at: "a/x")
        one.insert(.array(ArchiveArray(number: 2)), at: "a/y")
        var other = ArchiveTree()
        other.insert(.array(ArchiveArray(number: 2)), at: "a/y")
        other.insert(.array(ArchiveArray(number: 1)), at: "a/x")
        #expect(one.fingerprint == other.fingerprint)
        #expect(one != other)
    }

    @Test("has another fingerprint after any change: a bit, a shape, a kind, a name, an attribute, a text")
    func sensitive() {
        let tree = sampleTree()
        let changes: [(inout ArchiveTree) -> Void] = [
            { $0.insert(.array(ArchiveArray(number: 4712)), at: "agents/a1/counters/steps") },
            { $0.insert(.array(ArchiveArray(number: Int32(4711))), at: "agents/a1/counters/steps") },
            { $0.insert(.array(ArchiveArray([4711])), at: "agents/a1/counters/steps") },
            { $0.insert(.array(ArchiveArray(shape: [1, 4, 0], elements: [Float]())), at: "agents/a1/replay/empty") },
            { $0.insert(.text(ArchiveText(["x", "θ", ""])), at: "federation/names") },
            { $0.insert(.group(ArchiveTree()), at: "ledger/empty") },
            { $0.annotate("agents/a1", "drawn", .numbers([0.5, 0.0, .nan])) },
            { $0.annotate("ledger", "about", .text("")) },
            { $0.annotate("agents/a1", "nothing", .integers([])) },
        ]
        var seen = [tree.fingerprint]
        for change in changes {
            var changed = tree
            change(&changed)
            #expect(!seen.contains(changed.fingerprint))
            #expect(changed != tree)
            seen.append(changed.fingerprint)
        }
    }

    @Test("differs from itself nowhere, NaN included")
    func noDifference() { #expect(sampleTree().firstDifference(from: sampleTree()) == nil) }

    @Test("differs first where one bit was flipped: path, index, both values, distance")
    func oneBit() throws {
        let path = "agents/a1/policy/layers/0/weight"
        var flipped = sampleTree()
        guard case .array(let weight)? = flipped[path] else {
            Issue.record("the sample tree has no array at \(path)")
            return
        }
        var bytes = weight.bytes
        bytes[5 * 4] ^= 4  // element 5, the number 3: its third-lowest bit
        var array = ArchiveArray(kind: weight.kind, shape: weight.shape, bytes: bytes)
        array.attributes = weight.attributes
        flipped.insert(.array(array), at: path)
        let found = sampleTree().differences(from: flipped)
        #expect(found.map(\.path) == ["/" + path])
        #expect(
            found.first?.kind == .element(index: [1, 2], "3.0", "3.000001", distance: 4, count: 1))
    }

    @Test("has what is no number in one form, and tells other forms of it apart where they were read")
    func noNumbers() {
        let forms = [Float.nan, -Float.nan, Float(bitPattern: 0x7FC0_0001), Float(bitPattern: 0xFFFF_FFFF)]
        let made = forms.map { ArchiveArray([1, $0]) }
        #expect(
            made.allSatisfy { $0 == made[0] } && ArchiveArray(number: -Double.nan) == ArchiveArray(number: Double.nan))
        #expect(ArchiveArray(Tensor<Float>(shape: [2], elements: [1, -Float.nan])) == made[0])
        // A file keeps the bits it has.
        let bytes = [UInt8]([0, 0, 0x80, 0x3F, 0, 0, 0xC0, 0xFF])
        let read = ArchiveArray(kind: .float32, shape: [2], bytes: bytes)
        #expect(read.bytes == bytes && read != made[0])
        let found = ArchiveTree([("x", .array(made[0]))]).firstDifference(from: ArchiveTree([("x", .array(read))]))
        guard case .element([1], "nan", "nan of bits 0xffc00000", _, 1)? = found?.kind else {
            Issue.record("\(found?.description ?? "no difference")")
            return
        }
    }

    @Test("measures distance across zero, and none of whole numbers, which show it themselves")
    func distances() {
        func distance(_ one: ArchiveArray, _ other: ArchiveArray) -> UInt64? {
            let first = ArchiveTree([("x", .array(one))]).firstDifference(from: ArchiveTree([("x", .array(other))]))
            guard case .element(_, _, _, let distance, _)? = first?.kind else { return nil }
            return distance
        }
        let least = Float.leastNonzeroMagnitude
        #expect(distance(ArchiveArray([least]), ArchiveArray([-least])) == 2)
        #expect(distance(ArchiveArray([Float(0)]), ArchiveArray([-Float(0)])) == 0)
        let (one, near) = (1.0, Double(1).nextUp.nextUp)
        #expect(distance(ArchiveArray([one]), ArchiveArray([near])) == 2)
        for (one, other) in [
            (ArchiveArray([-1]), ArchiveArray([2])), (ArchiveArray([UInt64.max]), ArchiveArray([UInt64(0)])),
            (ArchiveArray([UInt8(3)]), ArchiveArray([UInt8(5)])),
        ] {
            #expect(distance(one, other) == nil)
            let words = ArchiveTree([("x", .array(one))]).firstDifference(from: ArchiveTree([("x", .array(other))]))
            #expect(words?.description.contains("ULP") == false && words?.description.contains("1 element") == true)
        }
    }

    @Test("lists what only one has, other shapes, texts and attributes, up to a limit")
    func structure() {
        var other = sampleTree()
        other.insert(.array(ArchiveArray([1.0])), at: "agents/a1/policy/layers/0/bias")
        other.insert(.text(ArchiveText(["x", "y", "θ"])), at: "federation/names")
        other.insert(.array(ArchiveArray(number: 1)), at: "ledger/bytes")
        other.annotate("agents/a1", "environment", .text("acrobot"))
        let found = sampleTree().differences(from: other).map(\.description)
        #expect(
            found == [
                "/agents/a1@environment: cartpole ≠ acrobot", "/agents/a1/policy/layers/0/bias: f64 [2] ≠ f64 [1]",
                "/federation/names@half: 0.5 ≠ –", "/federation/names[1]: \"\" ≠ \"y\"",
                "/ledger/bytes: only in the second",
            ])
        #expect(sampleTree().differences(from: other, limit: 2).map(\.description) == Array(found.prefix(2)))
    }
}
