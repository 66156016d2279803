extension Program {
    /// A text of Concord's in which its commands are this program's: where it says `concord plan`, this one has `harbor plan`.
    func named(_ text: String) -> String {
        let standard = "concord"
        guard name != standard, text.contains(standard + " ") else { return text }
        let pieces = text.split(separator: standard + " ", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(into: String(pieces[0])) { result, piece in
            let word = piece.prefix { $0.isLetter }
            // Behind a quotation mark of data it is what a format is called.
            let isWord = result.last.map { !$0.isLetter && !$0.isNumber && !"\"/.-_".contains($0) } ?? true
            let isCommand = Commands.all.contains { $0.table.name == word }
            result += (isWord && isCommand ? name : standard) + " " + piece
        }
    }
}
