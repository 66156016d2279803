/// Whether `one` sorts before `other` when runs of digits count as numbers, and those after a number's point as its decimals:
/// `0.25` before `0.5`, `d2` before `d10`.
public func naturallyPrecedes(_ one: String, _ other: String) -> Bool {
    var left = Array(one.utf8)[...]
    var right = Array(other.utf8)[...]
    while let first = left.first, let second = right.first {
        // What is before here is the same in both.
        let before = one.utf8.dropLast(left.count).suffix(2)
        let areDecimals = before.last == UInt8(ascii: ".") && before.first.map(isDigit) == true
        let leftDigits = left.prefix(while: isDigit)
        let rightDigits = right.prefix(while: isDigit)
        if areDecimals && !leftDigits.elementsEqual(rightDigits) && !leftDigits.isEmpty && !rightDigits.isEmpty {
            return leftDigits.lexicographicallyPrecedes(rightDigits)
        } else if !leftDigits.isEmpty && !rightDigits.isEmpty {
            let leftNumber = leftDigits.drop { $0 == UInt8(ascii: "0") }
            let rightNumber = rightDigits.drop { $0 == UInt8(ascii: "0") }
            if leftNumber.count != rightNumber.count { return leftNumber.count < rightNumber.count }
            if !leftNumber.elementsEqual(rightNumber) { return leftNumber.lexicographicallyPrecedes(rightNumber) }
            left = left.dropFirst(leftDigits.count)
            right = right.dropFirst(rightDigits.count)
        } else if first != second {
            return first < second
        } else {
            left = left.dropFirst()
            right = right.dropFirst()
        }
    }
    return left.count == right.count ? one.utf8.lexicographicallyPrecedes(other.utf8) : left.count < right.count
}

private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
}
