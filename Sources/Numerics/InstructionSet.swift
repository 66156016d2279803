internal import CKernels

/// An instruction set the kernels were compiled for. All give equal bits; only the speed differs.
public enum InstructionSet: String, Sendable, CaseIterable, Comparable {
    /// What every machine of this architecture has. On x86-64 fused multiply–add is emulated in Float64.
    case base
    /// x86-64 with AVX2 and FMA.
    case avx2
    /// x86-64 with AVX-512 F, VL, DQ and BW.
    case avx512

    /// The set in use: the one `CONCORD_ISA` names where this machine has it, else the best it has.
    public static var active: InstructionSet {
        allCases.first { $0.index == ck_active() } ?? .base
    }

    /// The sets this machine has, slowest first.
    public static var available: [InstructionSet] {
        allCases.filter { ck_kernels($0.index) != nil }
    }

    /// What is wrong with the environment variable `CONCORD_ISA`, if anything: a command reports it and stops.
    public static var refusal: Refusal? {
        guard let requested = ck_requested() else { return nil }
        return refusal(of: String(cString: requested))
    }

    /// What is wrong with asking this machine for an instruction set, if anything.
    public static func refusal(of word: String) -> Refusal? {
        guard available.contains(where: { $0.rawValue == word }) else {
            return Refusal(requested: word, isKnown: InstructionSet(rawValue: word) != nil)
        }
        return nil
    }

    /// An instruction set that was asked for and cannot be had.
    public struct Refusal: Error, Equatable, CustomStringConvertible {
        /// The value of `CONCORD_ISA`.
        public let requested: String
        /// Whether it is an instruction set, which this machine then lacks.
        public let isKnown: Bool

        /// One sentence naming what can be had.
        public var description: String {
            let choices = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
            return isKnown
                ? "CONCORD_ISA asks for '\(requested)', which this machine lacks; it has \(choices)"
                : "CONCORD_ISA asks for '\(requested)', which is no instruction set; this machine has \(choices)"
        }
    }

    /// Slower sets come first.
    public static func < (left: InstructionSet, right: InstructionSet) -> Bool { left.index < right.index }

    var index: Int32 {
        switch self {
        case .base: Int32(CK_BASE)
        case .avx2: Int32(CK_AVX2)
        case .avx512: Int32(CK_AVX512)
        }
    }
}
