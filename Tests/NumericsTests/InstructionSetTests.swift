import Glibc
import Numerics
import Testing

@Suite("Instruction sets")
struct InstructionSetTests {
    @Test("the base set is always there, and the active one is available")
    func availability() {
        #expect(InstructionSet.available.first == .base)
        #expect(InstructionSet.available.contains(InstructionSet.active))
        #expect(Kernels.active.instructionSet == InstructionSet.active)
    }

    @Test("the active set is the best, unless the environment names another")
    func choice() {
        let wanted = getenv("CONCORD_ISA").map { String(cString: $0) }.flatMap(InstructionSet.init)
        let best = InstructionSet.available.max()
        #expect(InstructionSet.active == (wanted.flatMap { Kernels($0)?.instructionSet } ?? best))
    }

    @Test("what the machine has is not refused")
    func accepted() {
        for set in InstructionSet.available { #expect(InstructionSet.refusal(of: set.rawValue) == nil) }
    }

    @Test("what is no instruction set is refused by name")
    func refused() {
        let refusal = InstructionSet.refusal(of: "avx1024")
        #expect(refusal?.isKnown == false)
        #expect(refusal?.description.contains("'avx1024', which is no instruction set") == true)
        #expect(refusal?.description.contains("base") == true)
    }
}
