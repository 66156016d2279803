import Numerics
import Testing

@Suite("Aligned floats")
struct AlignedFloatsTests {
    @Test("lie on 64-byte boundaries, padded with zeros", arguments: [0, 1, 15, 16, 17, 1000])
    func alignment(count: Int) {
        let floats = AlignedFloats(zeros: count)
        #expect(UInt(bitPattern: floats.pointer) % 64 == 0)
        #expect(floats.count % 16 == 0 && floats.count >= count && floats.count < count + 16)
        #expect((0..<floats.count).allSatisfy { floats[$0] == 0 })
    }

    @Test("are values: writing to a copy leaves the original alone")
    func values() {
        var original = AlignedFloats(zeros: 20)
        original[3] = 7
        var copy = original
        #expect(copy == original)
        copy[3] = 8
        #expect(original[3] == 7 && copy[3] == 8 && copy != original)
    }

    @Test("stay in place while nobody shares them")
    func inPlace() {
        var floats = AlignedFloats(zeros: 20)
        let before = floats.pointer
        floats.mutablePointer[5] = 1
        floats[6] = 2
        #expect(floats.pointer == before && floats[5] == 1)
    }
}
