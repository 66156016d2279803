extension Figure {
    /// Longer names do not fit some disks beside the page's own.
    private static let longest = 100

    /// Names for the files of drawings, from their titles: small letters and digits of ASCII with hyphens between words, each name once.
    public static func fileNames(of titles: [String]) -> [String] {
        var taken: Set<String> = []
        return titles.map { title in
            let words = title.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
            let text = words.joined(separator: "-").prefix(longest)
            let stem = text.isEmpty ? "figure" : String(text)
            var (name, number) = (stem, 1)
            while !taken.insert(name).inserted {
                number += 1
                name = "\(stem)-\(number)"
            }
            return name
        }
    }
}
