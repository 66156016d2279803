/// Characters that look like others: a Cyrillic а within a Latin word, a space that does not break lines.
public enum ForeignCharacter {
    /// `there is U+0430 (CYRILLIC SMALL LETTER A) in it`, of the first character beyond ASCII; nil where there is none.
    public static func words(in text: String) -> String? {
        guard let scalar = text.unicodeScalars.first(where: { !$0.isASCII }) else { return nil }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "there is \(number)" + (scalar.properties.name.map { " (\($0))" } ?? "") + " in it"
    }
}
