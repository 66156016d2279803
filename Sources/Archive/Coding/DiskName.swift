/// The one rule that turns a property's name into a name on disk.
///
/// Swift's `camelCase` becomes `snake_case`: an underscore goes before every capital that follows a lower-case letter or a
/// digit, and before the last capital of a run that a lower-case letter follows; then all is lower case. Digits stay where
/// they are: `environmentState` → `environment_state`, `firstMoment2` → `first_moment2`, `meanKLDivergence` →
/// `mean_kl_divergence`. Two properties of one type that meet on disk are refused by the encoder.
enum DiskName {
    static func name(of key: some CodingKey) -> String { name(ofProperty: key.stringValue) }

    static func name(ofProperty name: String) -> String {
        let letters = Array(name.utf8)
        guard letters.contains(where: isCapital) else { return name }
        var result: [UInt8] = []
        for (position, letter) in letters.enumerated() {
            guard isCapital(letter) else {
                result.append(letter)
                continue
            }
            let previous = position > 0 ? letters[position - 1] : nil
            let next = position + 1 < letters.count ? letters[position + 1] : nil
            let startsWord = previous.map { isSmall($0) || isDigit($0) } ?? false
            let endsRun = previous.map(isCapital) ?? false && next.map(isSmall) ?? false
            if startsWord || endsRun { result.append(UInt8(ascii: "_")) }
            result.append(letter | 0x20)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isCapital(_ letter: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) }
    private static func isSmall(_ letter: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) }
    private static func isDigit(_ letter: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(letter) }
}
