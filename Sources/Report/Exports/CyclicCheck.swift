/// A reflected 32-bit cyclic redundancy check, byte by byte from a table.
struct CyclicCheck {
    private let table: [UInt32]

    /// The check of a polynomial, its bits reversed.
    init(polynomial: UInt32) {
        table = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial }
        }
    }

    /// CRC-32 (ISO 3309), as in ZIP.
    static var zip: CyclicCheck { CyclicCheck(polynomial: 0xEDB8_8320) }
    /// CRC-32C (Castagnoli), as in TensorFlow's records.
    static var castagnoli: CyclicCheck { CyclicCheck(polynomial: 0x82F6_3B78) }

    /// The check of some bytes.
    func callAsFunction(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { value, byte in value >> 8 ^ table[Int((value ^ UInt32(byte)) & 0xFF)] }
    }
}

extension [UInt8] {
    /// Appends a number, its lowest byte first.
    mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
