extension CanonicalValue {
    /// Why a text is not JSON, and where.
    public struct ParsingError: Error, Equatable, CustomStringConvertible {
        /// What was found or missed.
        public let message: String
        /// Bytes from the start of the text.
        public let offset: Int

        /// That the text is not JSON, what is wrong with it, and at which byte.
        public var description: String { "it is not JSON: \(message) at byte \(offset)" }
    }

    /// Reads JSON (RFC 8259). Members are sorted; a repeated key, a depth over 128 or anything after the value is an error.
    ///
    /// A number without fraction and exponent reads as an integer where it fits 64 bits.
    public init(parsing text: some StringProtocol) throws(ParsingError) {
        var parser = Parser(bytes: Array(text.utf8))
        self = try parser.document()
    }

    private struct Parser {
        let bytes: [UInt8]
        var offset = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func document() throws(ParsingError) -> CanonicalValue {
            let value = try value(depth: 0)
            skipSpace()
            guard offset == bytes.count else { throw error("text after the value") }
            return value
        }

        private mutating func value(depth: Int) throws(ParsingError) -> CanonicalValue {
            guard depth <= 128 else { throw error("more than 128 levels") }
            skipSpace()
            switch current {
            case UInt8(ascii: "{"): return try object(depth: depth)
            case UInt8(ascii: "["): return try list(depth: depth)
            case UInt8(ascii: "\""): return .text(try string())
            case UInt8(ascii: "t"): return try word("true", .boolean(true))
            case UInt8(ascii: "f"): return try word("false", .boolean(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            default: return try number()
            }
        }

        private mutating func object(depth: Int) throws(ParsingError) -> CanonicalValue {
            var members: [(String, CanonicalValue)] = []
            offset += 1
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object([]) }
            repeat {
                skipSpace()
                guard current == UInt8(ascii: "\"") else { throw error("expected a key") }
                let key = try string()
                skipSpace()
                guard take(UInt8(ascii: ":")) else { throw error("expected ':'") }
                members.append((key, try value(depth: depth + 1)))
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
            members.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            for (one, next) in zip(members, members.dropFirst()) where one.0.utf8.elementsEqual(next.0.utf8) {
                throw error("the key '\(one.0)' is repeated")
            }
            return .object(members.map { Member($0.0, $0.1) })
        }

        private mutating func list(depth: Int) throws(ParsingError) -> CanonicalValue {
            var elements: [CanonicalValue] = []
            offset += 1
            skipSpace()
            if take(UInt8(ascii: "]")) { return .list([]) }
            repeat {
                elements.append(try value(depth: depth + 1))
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
            return .list(elements)
        }

        private mutating func string() throws(ParsingError) -> String {
            offset += 1
            let start = offset
            while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                offset += 1
            }
            var text = bytes[start..<offset]
            while let byte = current, byte != UInt8(ascii: "\"") {
                guard byte >= 0x20 else { throw error("a control character in a string") }
                offset += 1
                if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
            }
            guard take(UInt8(ascii: "\"")) else { throw error("an unfinished string") }
            guard let string = String(validating: text, as: UTF8.self) else { throw error("malformed UTF-8") }
            return string
        }

        private mutating func escape(into text: inout ArraySlice<UInt8>) throws(ParsingError) {
            guard let byte = current else { throw error("an unfinished escape") }
            offset += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
            case UInt8(ascii: "b"): text.append(8)
            case UInt8(ascii: "f"): text.append(12)
            case UInt8(ascii: "n"): text.append(10)
            case UInt8(ascii: "r"): text.append(13)
            case UInt8(ascii: "t"): text.append(9)
            case UInt8(ascii: "u"):
                var code = try hexadecimal()
                if 0xD800..<0xDC00 ~= code {
                    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                        throw error("half a surrogate pair")
                    }
                    let low = try hexadecimal()
                    guard 0xDC00..<0xE000 ~= low else { throw error("half a surrogate pair") }
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                }
                guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
                text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            default: throw error("an unknown escape")
            }
        }

        private mutating func hexadecimal() throws(ParsingError) -> UInt32 {
            guard offset + 4 <= bytes.count,
                bytes[offset..<offset + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let code = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
            else { throw error("expected four hexadecimal digits") }
            offset += 4
            return code
        }

        private mutating func number() throws(ParsingError) -> CanonicalValue {
            let start = offset
            _ = take(UInt8(ascii: "-"))
            let whole = digits()
            guard whole > 0, whole == 1 || bytes[offset - whole] != UInt8(ascii: "0") else {
                throw error("expected a value")
            }
            var isIntegral = true
            if take(UInt8(ascii: ".")) {
                isIntegral = false
                guard digits() > 0 else { throw error("expected a digit") }
            }
            if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
                isIntegral = false
                if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
                guard digits() > 0 else { throw error("expected a digit") }
            }
            let text = String(decoding: bytes[start..<offset], as: UTF8.self)
            if isIntegral, let integer = Int(text) { return .integer(integer) }
            guard let value = Double(text), value.isFinite else { throw error("a number out of range") }
            return .number(value)
        }

        private mutating func digits() -> Int {
            let start = offset
            while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
            return offset - start
        }

        private mutating func word(_ word: String, _ value: CanonicalValue) throws(ParsingError) -> CanonicalValue {
            guard bytes[offset...].starts(with: word.utf8) else { throw error("expected a value") }
            offset += word.utf8.count
            return value
        }

        private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard current == byte else { return false }
            offset += 1
            return true
        }

        private mutating func skipSpace() {
            while let byte = current, byte == 32 || (9...10) ~= byte || byte == 13 { offset += 1 }
        }

        private func error(_ message: String) -> ParsingError {
            ParsingError(message: message, offset: offset)
        }
    }
}
